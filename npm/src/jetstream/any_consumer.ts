/** What all consumers that are read have in common. */
import type { ConsumerMessagesImpl } from "./consumer_messages.js";
import type {
  ConsumeOptions,
  Consumer,
  ConsumerMessages,
  FetchOptions,
  NextOptions,
  PullConsumerOptions,
} from "./types/consumer_messages.js";
import type { ConsumerInfo } from "./types/consumers.js";
import type { JsMsg } from "./types/messages.js";

export abstract class AnyConsumer implements Consumer {
  abstract info(cached?: boolean): Promise<ConsumerInfo>;
  abstract delete(): Promise<boolean>;

  /** Begins to read. @throws NatsError for options that make no sense, or if the connection is closed or draining */
  protected abstract read(opts: PullConsumerOptions, isEndless: boolean): ConsumerMessagesImpl;

  async consume(opts: ConsumeOptions = {}): Promise<ConsumerMessages> {
    return this.read(opts, true);
  }

  async fetch(opts: FetchOptions = {}): Promise<ConsumerMessages> {
    return this.read(opts, false);
  }

  async next(opts: NextOptions = {}): Promise<JsMsg | null> {
    for await (const msg of this.read({ ...opts, max_messages: 1 }, false)) {
      return msg;
    }
    return null;
  }
}
