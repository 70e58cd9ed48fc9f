/** Publishing to streams and reading from them. */

import type { Payload } from "../types/messages.js";
import type { QueuedIterator } from "../types/subscriptions.js";
import { ConsumerAPIImpl } from "./consumers.js";
import { JetStreamContext, type JetStreamHost } from "./context.js";
import { jetstreamManager } from "./manager.js";
import { publish } from "./publish.js";
import { ConsumersImpl, type LegacyReaders, type Readers } from "./readers.js";
import { StreamAPIImpl } from "./streams.js";
import type { Consumers, JetStreamClient, JetStreamManager, Streams, Views } from "./types/client.js";
import type { JsMsg } from "./types/messages.js";
import type { JetStreamManagerOptions, JetStreamOptions } from "./types/options.js";
import type { JetStreamPublishOptions, PubAck } from "./types/publish.js";
import type { PullOptions } from "./types/requests.js";
import type {
  ConsumerOpts,
  ConsumerOptsBuilder,
  JetStreamPullSubscription,
  JetStreamSubscription,
} from "./types/subscriptions.js";

export class JetStreamClientImpl implements JetStreamClient {
  readonly consumers: Consumers;
  readonly streams: Streams;
  private readonly js: JetStreamContext;
  private readonly legacy: LegacyReaders;

  constructor(
    private readonly host: JetStreamHost,
    private readonly readers: Readers,
    opts?: JetStreamOptions | JetStreamManagerOptions,
  ) {
    this.js = new JetStreamContext(host, opts);
    const consumers = new ConsumerAPIImpl(this.js);
    this.consumers = new ConsumersImpl(this.js, consumers, readers);
    this.streams = new StreamAPIImpl(this.js, this.consumers);
    this.legacy = readers.legacy(this.js, consumers);
  }

  get apiPrefix(): string {
    return this.js.prefix;
  }

  get views(): Views {
    return this.readers.views(this.js, this);
  }

  getOptions(): JetStreamOptions {
    return this.js.options();
  }

  jetstreamManager(checkAPI?: boolean): Promise<JetStreamManager> {
    const opts = this.js.options();
    return managerOf(this.host, this.readers, { ...opts, checkAPI: checkAPI ?? opts.checkAPI });
  }

  publish(subj: string, payload?: Payload, options?: Partial<JetStreamPublishOptions>): Promise<PubAck> {
    return publish(this.js, subj, payload, options);
  }

  pull(stream: string, consumer: string, expires?: number): Promise<JsMsg> {
    return this.legacy.pull(stream, consumer, expires);
  }

  fetch(stream: string, durable: string, opts?: Partial<PullOptions>): QueuedIterator<JsMsg> {
    return this.legacy.fetch(stream, durable, opts);
  }

  pullSubscribe(
    subject: string,
    opts: ConsumerOptsBuilder | Partial<ConsumerOpts>,
  ): Promise<JetStreamPullSubscription> {
    return this.legacy.pullSubscribe(subject, opts);
  }

  subscribe(subject: string, opts: ConsumerOptsBuilder | Partial<ConsumerOpts>): Promise<JetStreamSubscription> {
    return this.legacy.subscribe(subject, opts);
  }
}

/** See {@link NatsConnection.jetstreamManager}. */
export function managerOf(
  host: JetStreamHost,
  readers: Readers,
  opts?: JetStreamManagerOptions,
): Promise<JetStreamManager> {
  return jetstreamManager(host, readers, (options) => new JetStreamClientImpl(host, readers, options), opts);
}
