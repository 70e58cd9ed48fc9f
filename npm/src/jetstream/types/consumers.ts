/** Consumers: how they are configured and what they say of themselves. Source: the `nats.ws` 1.30.3 API. */
import type { Nanos } from "../../util.js";
import type { AckPolicy, DeliverPolicy, ReplayPolicy } from "../enums.js";
import type { ClusterInfo } from "./streams.js";

/** What of a consumer can be changed. Times are nanoseconds. */
export interface ConsumerUpdateConfig {
  /** What the consumer is for. */
  description?: string;
  /** How long an acknowledgement may take before the message is delivered again. */
  ack_wait?: Nanos;
  /** How often a message is delivered at most. */
  max_deliver?: number;
  /** @ignore */
  sample_freq?: string;
  /** How many messages may wait for their acknowledgement before the server delivers no more. */
  max_ack_pending?: number;
  /** How many requests for messages may wait at once; more are not heeded. */
  max_waiting?: number;
  /** Whether payloads are left out; {@link JsHeaders.MessageSizeHdr} says how large they are. */
  headers_only?: boolean;
  /**
   * Where the server sends messages without being asked.
   *
   * @deprecated consumers that are asked do better
   */
  deliver_subject?: string;
  /** How many messages may be asked for at once. */
  max_batch?: number;
  /** For how long messages may be asked for. */
  max_expires?: Nanos;
  /** After how long without use the server deletes the consumer. */
  inactive_threshold?: Nanos;
  /** How long to wait before each further delivery of a message, in place of {@link ack_wait}. */
  backoff?: Nanos[];
  /** How many bytes may be asked for at once. */
  max_bytes?: number;
  /** How many servers keep the consumer, where that is not as many as keep the stream. */
  num_replicas?: number;
  /** Whether the consumer's state is kept in memory, whatever the stream's is. */
  mem_storage?: boolean;
  /** Which subjects are delivered, with wildcards. Not together with {@link filter_subjects}. */
  filter_subject?: string;
  /** Which subjects are delivered, with wildcards. Not together with {@link filter_subject}. Servers from 2.10. */
  filter_subjects?: string[];
  /** Whatever the user wants to note. Keys that begin with `_nats` are the server's. Servers from 2.10. */
  metadata?: Record<string, string>;
}

/** A consumer's configuration. Times are nanoseconds. */
export interface ConsumerConfig extends ConsumerUpdateConfig {
  /** What is expected for messages. */
  ack_policy: AckPolicy;
  /** Which message comes first. */
  deliver_policy: DeliverPolicy;
  /**
   * The queue group of those who subscribe to {@link deliver_subject}.
   *
   * @deprecated consumers that are asked do better
   */
  deliver_group?: string;
  /** The name of a consumer that lasts until it is deleted. */
  durable_name?: string;
  /** The consumer's name. */
  name?: string;
  /** Whether the server waits for answers before it sends more to {@link deliver_subject}. */
  flow_control?: boolean;
  /** After how long without a message the server sends a sign of life to {@link deliver_subject}. */
  idle_heartbeat?: Nanos;
  /** The first message's sequence, with {@link DeliverPolicy.StartSequence}. */
  opt_start_seq?: number;
  /** The first message's time, in ISO form, with {@link DeliverPolicy.StartTime}. */
  opt_start_time?: string;
  /** Bits a second that are delivered at most. */
  rate_limit_bps?: number;
  /** How fast what is stored is delivered. */
  replay_policy: ReplayPolicy;
  /** Until when the consumer delivers nothing, in ISO form. Servers from 2.11. */
  pause_until?: string;
}

/** How far a consumer has come. */
export interface SequenceInfo {
  /** Counted in deliveries. */
  consumer_seq: number;
  /** Counted in the stream's messages. */
  stream_seq: number;
  /** When that was. Servers send a text in ISO form. */
  last_active: Nanos;
}

/** What a consumer says of itself. */
export interface ConsumerInfo {
  stream_name: string;
  /** The consumer's name; one that the server made up if it was given none. */
  name: string;
  /** When it was made, in ISO form. */
  created: string;
  config: ConsumerConfig;
  /** The last delivery. */
  delivered: SequenceInfo;
  /** Up to where everything is acknowledged. */
  ack_floor: SequenceInfo;
  /** How many messages wait for their acknowledgement. */
  num_ack_pending: number;
  /** How many messages were delivered more than once. */
  num_redelivered: number;
  /** How many requests for messages wait. */
  num_waiting: number;
  /** How many messages have still to be delivered. */
  num_pending: number;
  /** The servers that keep it, in a cluster. */
  cluster?: ClusterInfo;
  /** Whether somebody subscribes to {@link ConsumerUpdateConfig.deliver_subject}. */
  push_bound: boolean;
  /** When this was said, in ISO form. Servers from 2.10. */
  ts?: string;
  /** Whether it is paused. Servers from 2.11. */
  paused?: boolean;
  /** Nanoseconds until it goes on by itself, if it is paused. Servers from 2.11. */
  pause_remaining: Nanos;
}

/** Something that has a consumer. */
export interface ConsumerInfoable {
  /** What the consumer says of itself. */
  consumerInfo(): Promise<ConsumerInfo>;
}
