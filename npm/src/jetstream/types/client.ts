/** Where JetStream begins. Source: the `nats.ws` 1.30.3 API; what goes beyond its types says so. */

import type { Payload } from "../../types/messages.js";
import type { QueuedIterator } from "../../types/subscriptions.js";
import type { JetStreamAccountStats } from "./account.js";
import type { Advisory } from "./advisories.js";
import type { Consumer, OrderedConsumerOptions } from "./consumer_messages.js";
import type { ConsumerInfo } from "./consumers.js";
import type { KV, KvOptions } from "./kv.js";
import type { ConsumerAPI, DirectStreamAPI, Stream, StreamAPI } from "./manager.js";
import type { JsMsg } from "./messages.js";
import type { ObjectStore, ObjectStoreOptions } from "./object_store.js";
import type { JetStreamOptions } from "./options.js";
import type { JetStreamPublishOptions, PubAck } from "./publish.js";
import type { PullOptions } from "./requests.js";
import type {
  ConsumerOpts,
  ConsumerOptsBuilder,
  JetStreamPullSubscription,
  JetStreamSubscription,
} from "./subscriptions.js";

/** Publishes to streams and reads from them. */
export interface JetStreamClient {
  /**
   * Publishes a message and waits until it is stored. Fails with {@link ErrorCode.NoResponders} if no stream stores the
   * subject, and with a `NatsError` whose {@link NatsError.api_error} has the server's words if it is refused.
   *
   * @example
   * ```ts
   * const js = nc.jetstream();
   * const { stream, seq } = await js.publish("orders.new", "one", { msgID: "order-1" });
   * ```
   */
  publish(subj: string, payload?: Payload, options?: Partial<JetStreamPublishOptions>): Promise<PubAck>;
  /**
   * Asks for one message, and waits for it `expires` milliseconds.
   *
   * @deprecated use {@link Consumer.next}
   */
  pull(stream: string, consumer: string, expires?: number): Promise<JsMsg>;
  /**
   * Asks for messages.
   *
   * @deprecated use {@link Consumer.fetch}
   */
  fetch(stream: string, durable: string, opts?: Partial<PullOptions>): QueuedIterator<JsMsg>;
  /**
   * Subscribes to a consumer whose messages are asked for, and makes it if it does not exist. `subject` tells which
   * stream, and what the consumer delivers if the options do not.
   *
   * @deprecated use {@link Consumer.fetch} or {@link Consumer.consume}
   */
  pullSubscribe(subject: string, opts: ConsumerOptsBuilder | Partial<ConsumerOpts>): Promise<JetStreamPullSubscription>;
  /**
   * Subscribes to a consumer whose messages the server sends, and makes it if it does not exist. `subject` tells which
   * stream, and what the consumer delivers if the options do not.
   *
   * @deprecated use {@link Consumer.fetch} or {@link Consumer.consume}
   */
  subscribe(subject: string, opts: ConsumerOptsBuilder | Partial<ConsumerOpts>): Promise<JetStreamSubscription>;
  /** Key-value buckets and object stores. */
  views: Views;
  /** What the subjects of requests begin with. */
  apiPrefix: string;
  consumers: Consumers;
  streams: Streams;
  /** A manager with the same options. */
  jetstreamManager(checkAPI?: boolean): Promise<JetStreamManager>;
  /** The options in force. */
  getOptions(): JetStreamOptions;
}

/** Looks after streams and consumers. */
export interface JetStreamManager {
  consumers: ConsumerAPI;
  streams: StreamAPI;
  /** Reads messages of streams that allow it from any replica. There in `nats.ws`, too, though not in its types. */
  direct: DirectStreamAPI;
  /** What the account uses and may use. */
  getAccountInfo(): Promise<JetStreamAccountStats>;
  /** What happens in JetStream from now on. Leaving the loop ends it. */
  advisories(): AsyncIterable<Advisory>;
  /** The options in force. */
  getOptions(): JetStreamOptions;
  /** A client with the same options. */
  jetstream(): JetStreamClient;
}

/** Finds streams. */
export interface Streams {
  /** The stream of a name. Rejects if there is none. */
  get(stream: string): Promise<Stream>;
}

/** Finds consumers. */
export interface Consumers {
  /**
   * A consumer of a stream: that of a name, which must exist, or an ordered one, which delivers everything in its order
   * and is made anew where something was missed. Messages of an ordered consumer need no acknowledgement.
   */
  get(stream: string, name?: string | Partial<OrderedConsumerOptions>): Promise<Consumer>;
  /** The consumer that `info` is of, without asking whether it exists. */
  getPullConsumerFor(info: ConsumerInfo): Consumer;
}

/** What is built upon streams. */
export interface Views {
  /** Opens a key-value bucket, and makes it if it does not exist. */
  kv: (name: string, opts?: Partial<KvOptions>) => Promise<KV>;
  /** Opens an object store, and makes it if it does not exist. */
  os: (name: string, opts?: Partial<ObjectStoreOptions>) => Promise<ObjectStore>;
}
