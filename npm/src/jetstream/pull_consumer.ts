/** A consumer that is asked for its messages. */
import type { FlowHost } from "../core/flows.js";
import { AnyConsumer } from "./any_consumer.js";
import { ConsumerMessagesImpl } from "./consumer_messages.js";
import type { JetStreamContext } from "./context.js";
import { AckPolicy } from "./enums.js";
import { pullFlow } from "./pull.js";
import { pullSettings } from "./pull_options.js";
import type { ConsumeOptions, PullConsumerOptions } from "./types/consumer_messages.js";
import type { ConsumerInfo } from "./types/consumers.js";
import type { ConsumerAPI } from "./types/manager.js";

export class PullConsumerImpl extends AnyConsumer {
  constructor(
    private readonly js: JetStreamContext,
    private readonly flows: FlowHost,
    private readonly consumers: ConsumerAPI,
    private lastInfo: ConsumerInfo,
  ) {
    super();
  }

  delete(): Promise<boolean> {
    const { name, stream_name } = this.lastInfo;
    return this.consumers.delete(stream_name, name);
  }

  async info(cached = false): Promise<ConsumerInfo> {
    if (!cached) {
      const { name, stream_name } = this.lastInfo;
      this.lastInfo = await this.consumers.info(stream_name, name);
    }
    return this.lastInfo;
  }

  /** @throws NatsError for options that make no sense, or if the connection is closed or draining */
  protected read(opts: PullConsumerOptions, isEndless: boolean): ConsumerMessagesImpl {
    const { js, flows } = this;
    const { name: consumer, stream_name: stream, config } = this.lastInfo;
    const settings = pullSettings(opts, isEndless);
    const { abort_on_missing_resource, bind, callback } = opts as Partial<ConsumeOptions>;
    const isAckNone = config.ack_policy === AckPolicy.None;
    const messages = new ConsumerMessagesImpl({ nc: js.nc, core: js.core, timeout: js.timeout, isAckNone }, callback);
    const aborts = abort_on_missing_resource === true;
    messages.follow(pullFlow({ js, flows, stream, consumer, isBound: bind === true, aborts }, settings, messages));
    return messages;
  }
}
