/** A stream, with what is done to it. */
import type { Consumers } from "./types/client.js";
import type { Consumer, OrderedConsumerOptions } from "./types/consumer_messages.js";
import type { ConsumerInfo } from "./types/consumers.js";
import type { Stream, StreamAPI } from "./types/manager.js";
import type { StoredMsg } from "./types/messages.js";
import type { MsgRequest } from "./types/requests.js";
import type { StreamAlternate, StreamInfo, StreamInfoRequestOptions } from "./types/streams.js";

export class StreamImpl implements Stream {
  constructor(
    private readonly streams: StreamAPI,
    private readonly consumers: Consumers,
    private latest: StreamInfo,
  ) {}

  get name(): string {
    return this.latest.config.name;
  }

  async info(cached = false, opts?: Partial<StreamInfoRequestOptions>): Promise<StreamInfo> {
    if (!cached) {
      this.latest = await this.streams.info(this.name, opts);
    }
    return this.latest;
  }

  async alternates(): Promise<StreamAlternate[]> {
    return (await this.info()).alternates ?? [];
  }

  async best(): Promise<Stream> {
    const [nearest] = await this.alternates();
    return nearest === undefined || nearest.name === this.name ? this : this.streams.get(nearest.name);
  }

  async getConsumer(name?: string | Partial<OrderedConsumerOptions>): Promise<Consumer> {
    return this.consumers.get(this.name, name);
  }

  getConsumerFromInfo(ci: ConsumerInfo): Consumer {
    return this.consumers.getPullConsumerFor(ci);
  }

  getMessage(query: MsgRequest): Promise<StoredMsg> {
    return this.streams.getMessage(this.name, query);
  }

  deleteMessage(seq: number, erase?: boolean): Promise<boolean> {
    return this.streams.deleteMessage(this.name, seq, erase);
  }
}
