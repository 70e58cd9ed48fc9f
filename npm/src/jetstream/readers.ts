/** Finding consumers. What reads their messages comes from elsewhere. */
import { invalid } from "../checks.js";
import { ApiVerb, Feature } from "../core/boundary.js";
import type { JetStreamContext } from "./context.js";
import { checkStream } from "./names.js";
import type { Consumers, JetStreamClient, Views } from "./types/client.js";
import type { Consumer, OrderedConsumerOptions } from "./types/consumer_messages.js";
import type { ConsumerInfo } from "./types/consumers.js";
import type { ConsumerAPI } from "./types/manager.js";

/** The ways to read streams; each is a part of its own. */
export interface Readers {
  /** Reads the messages of a consumer that is asked for them. */
  pullConsumer(js: JetStreamContext, consumers: ConsumerAPI, info: ConsumerInfo): Consumer;
  /** Reads the messages of a stream in order. */
  orderedConsumer(
    js: JetStreamContext,
    consumers: ConsumerAPI,
    stream: string,
    opts: Partial<OrderedConsumerOptions>,
  ): Consumer;
  /** Subscriptions, and asking for messages without a consumer's object. */
  legacy(js: JetStreamContext, consumers: ConsumerAPI): LegacyReaders;
  /** Key-value buckets and object stores. */
  views(js: JetStreamContext, client: JetStreamClient): Views;
}

/** The older methods of a client. */
export type LegacyReaders = Pick<JetStreamClient, "fetch" | "pull" | "pullSubscribe" | "subscribe">;

export class ConsumersImpl implements Consumers {
  constructor(
    private readonly js: JetStreamContext,
    private readonly consumers: ConsumerAPI,
    private readonly readers: Readers,
  ) {}

  async get(stream: string, name: string | Partial<OrderedConsumerOptions> = {}): Promise<Consumer> {
    this.js.mustHave(
      Feature.ConsumersFramework,
      (version) => `consumers framework is only supported on servers ${version} or better`,
    );
    if (typeof name !== "object") {
      return this.getPullConsumerFor(await this.consumers.info(stream, name));
    }
    checkStream(this.js.core, stream);
    // That the stream exists: an ordered consumer waits for one that does not.
    await this.js.request(ApiVerb.StreamInfo, [stream]);
    return this.readers.orderedConsumer(this.js, this.consumers, stream, name ?? {});
  }

  /** @throws NatsError if the consumer's messages are not asked for, but sent */
  getPullConsumerFor(info: ConsumerInfo): Consumer {
    if (info.config.deliver_subject !== undefined) {
      throw invalid("push consumer not supported");
    }
    return this.readers.pullConsumer(this.js, this.consumers, info);
  }
}
