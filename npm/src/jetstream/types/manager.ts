/** Looking after streams and consumers. Source: the `nats.ws` 1.30.3 API; what goes beyond its types says so. */
import type { QueuedIterator } from "../../types/subscriptions.js";
import type { Lister } from "./api.js";
import type { Consumer, OrderedConsumerOptions } from "./consumer_messages.js";
import type { ConsumerConfig, ConsumerInfo, ConsumerUpdateConfig } from "./consumers.js";
import type { KvStatus } from "./kv.js";
import type { StoredMsg } from "./messages.js";
import type { ObjectStoreStatus } from "./object_store.js";
import type { DirectBatchOptions, DirectMsgRequest, MsgRequest } from "./requests.js";
import type {
  PurgeOpts,
  PurgeResponse,
  StreamAlternate,
  StreamConfig,
  StreamInfo,
  StreamInfoRequestOptions,
  StreamUpdateConfig,
} from "./streams.js";

/**
 * Looks after streams. What a server refuses fails with a `NatsError` whose {@link NatsError.api_error} has the
 * server's words and number.
 */
export interface StreamAPI {
  /** What a stream says of itself. Where it names subjects, all that it has. */
  info(stream: string, opts?: Partial<StreamInfoRequestOptions>): Promise<StreamInfo>;
  /** Makes a stream. One that is the same already is no error. */
  add(cfg: Partial<StreamConfig>): Promise<StreamInfo>;
  /** Changes what `cfg` names of a stream. */
  update(name: string, cfg: Partial<StreamUpdateConfig>): Promise<StreamInfo>;
  /** Removes messages: all of them, or those that `opts` says. */
  purge(stream: string, opts?: PurgeOpts): Promise<PurgeResponse>;
  /** Deletes a stream with all that it has. */
  delete(stream: string): Promise<boolean>;
  /** All streams, or those that store messages of `subject`. */
  list(subject?: string): Lister<StreamInfo>;
  /** Deletes a message; by default its bytes are overwritten. */
  deleteMessage(stream: string, seq: number, erase?: boolean): Promise<boolean>;
  /** Reads a message. Fails with the code `"404"` if there is none. */
  getMessage(stream: string, query: MsgRequest): Promise<StoredMsg>;
  /** The name of the one stream that stores messages of `subject`. Fails if there is none, or there are several. */
  find(subject: string): Promise<string>;
  /** All key-value buckets. */
  listKvs(): Lister<KvStatus>;
  /** All object stores. */
  listObjectStores(): Lister<ObjectStoreStatus>;
  /** The names of all streams, or of those that store messages of `subject`, which may have wildcards. */
  names(subject?: string): Lister<string>;
  /** A stream. */
  get(name: string): Promise<Stream>;
}

/** Looks after consumers. Fails as {@link StreamAPI} does. */
export interface ConsumerAPI {
  /** What a consumer says of itself. */
  info(stream: string, consumer: string): Promise<ConsumerInfo>;
  /** Makes a consumer. One that is the same already is no error. */
  add(stream: string, cfg: Partial<ConsumerConfig>): Promise<ConsumerInfo>;
  /** Changes what `cfg` names of a consumer. */
  update(stream: string, durable: string, cfg: Partial<ConsumerUpdateConfig>): Promise<ConsumerInfo>;
  /** Deletes a consumer. */
  delete(stream: string, consumer: string): Promise<boolean>;
  /** All consumers of a stream. */
  list(stream: string): Lister<ConsumerInfo>;
  /** Has a consumer deliver nothing until then. Servers from 2.11. */
  pause(stream: string, name: string, until?: Date): Promise<{ paused: boolean; pause_until?: string }>;
  /** Has a paused consumer go on. Servers from 2.11. */
  resume(stream: string, name: string): Promise<{ paused: boolean; pause_until?: string }>;
}

/**
 * Reads messages from any replica, where {@link StreamUpdateConfig.allow_direct} lets it: faster, and perhaps not the
 * latest.
 */
export interface DirectStreamAPI {
  /** Reads a message. Fails with the code `"404"` if there is none, and `"503"` if the stream does not allow it. */
  getMessage(stream: string, query: DirectMsgRequest): Promise<StoredMsg>;
  /** Reads the last message of each subject asked for. Servers from 2.11. */
  getBatch(stream: string, opts: DirectBatchOptions): Promise<QueuedIterator<StoredMsg>>;
}

/** A stream. */
export interface Stream {
  name: string;
  /** What the stream says of itself; with `cached`, what it said last. */
  info(cached?: boolean, opts?: Partial<StreamInfoRequestOptions>): Promise<StreamInfo>;
  /** Where else its messages may be read; the nearest first. */
  alternates(): Promise<StreamAlternate[]>;
  /** The nearest stream that has the same messages; this one if there is no other. */
  best(): Promise<Stream>;
  /** A consumer: that of a name, or an ordered one. */
  getConsumer(name?: string | Partial<OrderedConsumerOptions>): Promise<Consumer>;
  /** The consumer that `ci` is of, without asking the server. */
  getConsumerFromInfo(ci: ConsumerInfo): Consumer;
  /** As {@link StreamAPI.getMessage}. */
  getMessage(query: MsgRequest): Promise<StoredMsg>;
  /** As {@link StreamAPI.deleteMessage}. */
  deleteMessage(seq: number, erase?: boolean): Promise<boolean>;
}
