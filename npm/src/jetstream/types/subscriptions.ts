/** The older way to read streams: subscriptions. Source: the `nats.ws` 1.30.3 API. */
import type { NatsError } from "../../errors.js";
import type { TypedSubscriptionOptions } from "../../typed_subscription.js";
import type { Sub } from "../../types/subscriptions.js";
import type { ConsumerConfig, ConsumerInfo, ConsumerInfoable } from "./consumers.js";
import type { JsMsg } from "./messages.js";
import type { PullOptions } from "./requests.js";

/** Something that ends. */
export interface Closed {
  /** Resolves once it has. */
  closed: Promise<void>;
}

/** Something that the server keeps for us. */
export interface Destroyable {
  /** Has the server delete it. */
  destroy(): Promise<void>;
}

/** Something that messages are asked of. */
export interface Pullable {
  /** Asks for messages. Default is one. */
  pull(opts?: Partial<PullOptions>): void;
}

/** A subscription to a consumer. */
export type JetStreamSubscription = Sub<JsMsg> & Destroyable & Closed & ConsumerInfoable;

/** How to subscribe to a consumer. */
export type JetStreamSubscriptionOptions = TypedSubscriptionOptions<JsMsg>;

/** A subscription to a consumer whose messages have to be asked for. */
export type JetStreamPullSubscription = JetStreamSubscription & Pullable;

/** Takes the messages of a subscription; `msg` is null if `err` is not. */
export type JsMsgCallback = (err: NatsError | null, msg: JsMsg | null) => void;

/** What {@link ConsumerOptsBuilder} builds. */
export interface ConsumerOpts {
  /** The consumer's configuration. */
  config: Partial<ConsumerConfig>;
  /** Whether the program acknowledges messages. Otherwise that is done for it. */
  mack: boolean;
  /** The stream; it is looked for by the subject if this is empty. */
  stream: string;
  /** Takes the messages; without it they are iterated over. */
  callbackFn?: JsMsgCallback;
  /** The consumer's name. */
  name?: string;
  /** Whether the consumer is an ordered one. */
  ordered: boolean;
  /** After how many messages the subscription ends. Those of the protocol count, too. */
  max?: number;
  /** The queue group. */
  queue?: string;
  /** Whether the consumer must exist. */
  isBind?: boolean;
}

/** Builds {@link ConsumerOpts}; {@link consumerOpts} makes it. Times are milliseconds. */
export interface ConsumerOptsBuilder {
  /** What the consumer is for. */
  description(description: string): this;
  /** Where the server sends messages. */
  deliverTo(subject: string): this;
  /** A name, with which the consumer lasts until it is deleted. */
  durable(name: string): this;
  /** Begin with the message of this sequence. */
  startSequence(seq: number): this;
  /** Begin with the first message at or after this time. */
  startTime(time: Date): this;
  /** Begin with the first message of the stream. */
  deliverAll(): this;
  /** Begin with the last message of each subject. */
  deliverLastPerSubject(): this;
  /** Begin with the last message of the stream. */
  deliverLast(): this;
  /** Begin with the first message from now on. */
  deliverNew(): this;
  /** Begin with the first message since so many milliseconds ago. */
  startAtTimeDelta(millis: number): this;
  /** Leave payloads out. {@link JsHeaders.MessageSizeHdr} says how large they are. */
  headersOnly(): this;
  /** Expect no acknowledgements. */
  ackNone(): this;
  /** Have an acknowledgement stand for all messages before it, too. */
  ackAll(): this;
  /**
   * Expect an acknowledgement of each message. Without {@link manualAck} the subscription acknowledges it after its
   * use.
   */
  ackExplicit(): this;
  /** How long an acknowledgement may take before the message is delivered again. */
  ackWait(millis: number): this;
  /** How often a message is delivered at most. */
  maxDeliver(max: number): this;
  /** Which subjects are delivered. May be called several times. */
  filterSubject(s: string): this;
  /** Deliver what is stored as fast as it is taken. */
  replayInstantly(): this;
  /** Deliver what is stored at the intervals at which it was published. */
  replayOriginal(): this;
  /** How many of a hundred acknowledgements the server tells of in advisories. */
  sample(n: number): this;
  /** How many bits a second are delivered at most. */
  limit(bps: number): this;
  /** How many requests for messages may wait at once. */
  maxWaiting(max: number): this;
  /** How many messages may wait for their acknowledgement. */
  maxAckPending(max: number): this;
  /** After how long without a message the server sends a sign of life. */
  idleHeartbeat(millis: number): this;
  /** Have the server wait for answers before it sends more. */
  flowControl(): this;
  /** As {@link queue}. */
  deliverGroup(name: string): this;
  /** Leave acknowledging to the program. */
  manualAck(): this;
  /** After how many messages the subscription ends. Those of the protocol count, too. */
  maxMessages(max: number): this;
  /** The queue group. */
  queue(n: string): this;
  /** Take messages with a function instead of a loop. */
  callback(fn: JsMsgCallback): this;
  /**
   * Have an ordered consumer: one that is made anew where messages are missed. It has no name and no acknowledgements.
   */
  orderedConsumer(): this;
  /** Use the consumer of this name, which must exist. */
  bind(stream: string, durable: string): this;
  /** Use this stream instead of looking for it by the subject. */
  bindStream(stream: string): this;
  /** How many messages may be asked for at once. */
  maxPullBatch(n: number): this;
  /** For how long messages may be asked for. */
  maxPullRequestExpires(millis: number): this;
  /** After how long without use the server deletes the consumer. */
  inactiveEphemeralThreshold(millis: number): this;
  /** Have the consumer's state kept in memory. */
  memory(): this;
  /** How many servers keep the consumer. */
  numReplicas(n: number): this;
  /** The consumer's name. */
  consumerName(n: string): this;
}

/** A subscription that knows its consumer. */
export interface JetStreamSubscriptionInfoable {
  info: JetStreamSubscriptionInfo | null;
}

/** What a subscription knows of its consumer. */
export interface JetStreamSubscriptionInfo extends ConsumerOpts {
  /** What the consumer said of itself last. */
  last: ConsumerInfo;
  /** Whether the consumer existed before. */
  attached: boolean;
  /** The subject of its messages. */
  deliver: string;
  /** Whether the consumer must exist. */
  bind: boolean;
  ordered_consumer_sequence: { delivery_seq: number; stream_seq: number };
  flow_control: { heartbeat_count: number; fc_count: number; consumer_restarts: number };
}
