/** Subscriptions, and the queues that their loops read. Source: the `nats.ws` 1.30.3 API; what goes beyond it says so. */
import type { NatsError } from "../errors.js";
import type { Msg } from "./messages.js";

/** How to subscribe. */
export interface SubOpts<T> {
  /** The queue group: each message goes to one of its members. */
  queue?: string;
  /** The number of messages after which the subscription ends by itself. */
  max?: number;
  /** Milliseconds within which the first message must come; otherwise the subscription ends with an error. */
  timeout?: number;
  /** Called with each message. With a callback there is nothing to iterate. */
  callback?: (err: NatsError | null, msg: T) => void;
  /** How much may wait for a slow loop. Without it there is no limit. Not together with a callback. Beyond `nats.ws`. */
  pendingLimits?: PendingLimits;
}

/** How much may wait for a loop that is slower than what comes. Beyond `nats.ws`. */
export interface PendingLimits {
  /** Messages, at least 1. Default: no limit. */
  messages?: number;
  /** Bytes of subjects, headers and payloads together; a single message may have more. At least 1. Default: no limit. */
  bytes?: number;
  /**
   * What happens to a message that would pass a limit. In any case {@link NatsConnection.status} tells of it, once until
   * no more than half of the limits is used again.
   *
   * - `"drop-new"`, the default: it is dropped
   * - `"drop-old"`: so many of the oldest are dropped that there is room for it
   * - `"end"`: it is dropped and the subscription ends; the loop fails with the code `"SLOW_CONSUMER"`
   * - `"report"`: it is queued
   */
  policy?: "report" | "drop-new" | "drop-old" | "end";
}

/** A subscription whose loop is too slow. Beyond `nats.ws`. */
export interface SlowConsumer {
  /** The subject subscribed to. */
  subject: string;
  /** As {@link Msg.sid}. */
  sid: number;
  /** How many messages waited when one came that was too much. */
  pending: number;
  /** How many bytes these were. */
  bytes: number;
  /** How many messages the subscription has dropped so far. */
  dropped: number;
}

/** How to subscribe to messages. */
export type SubscriptionOptions = SubOpts<Msg>;

/** A subscription. Without a callback its messages are read with `for await`; leaving the loop ends it. */
export interface Sub<T> extends AsyncIterable<T> {
  /** Resolves once the subscription has ended. */
  closed: Promise<void>;
  /**
   * Ends the subscription at once, or after it has received `max` messages in all.
   */
  unsubscribe(max?: number): void;
  /** Ends the subscription once the messages that are on their way have been handled. */
  drain(): Promise<void>;
  /** Whether {@link drain} was called. */
  isDraining(): boolean;
  /** Whether the subscription has ended. */
  isClosed(): boolean;
  /** @ignore */
  callback(err: NatsError | null, msg: Msg): void;
  /** The subject subscribed to. */
  getSubject(): string;
  /** How many messages have been received. */
  getReceived(): number;
  /** How many messages have been handled. */
  getProcessed(): number;
  /** How many messages wait to be handled. Only of use without a callback. */
  getPending(): number;
  /** @ignore */
  getID(): number;
  /** The number of messages after which the subscription ends by itself. */
  getMax(): number | undefined;
}

/** A subscription to messages. */
export type Subscription = Sub<Msg>;

/** A {@link Subscription} with what goes beyond `nats.ws`. */
export interface BoundedSubscription extends Subscription {
  /** How many messages were dropped because of {@link SubOpts.pendingLimits}. They count as received. */
  getDropped(): number;
}

/** Something that takes values. */
export interface Dispatcher<T> {
  /** Takes `v`. */
  push(v: T): void;
}

/** A queue that is read with `for await`. */
export interface QueuedIterator<T> extends Dispatcher<T> {
  /** The one loop that may read it. */
  [Symbol.asyncIterator](): AsyncIterator<T>;
  /** Ends the queue; the loop ends, or fails with `err`. */
  stop(err?: Error): void;
  /** How many values the loop was given. */
  getProcessed(): number;
  /** How many values wait. */
  getPending(): number;
  /** How many values have come. */
  getReceived(): number;
}
