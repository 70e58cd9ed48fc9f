/** The types of subscriptions that turn messages into something else. Source: the `nats.ws` 1.30.3 API. */
import type { NatsError } from "./errors.js";
import type { DispatchedFn, IngestionFilterFn, ProtocolFilterFn } from "./queued_iterator.js";
import type { Msg } from "./types/messages.js";
import type { SubOpts, Subscription } from "./types/subscriptions.js";

/** Turns a message into a value; returns an error instead if it cannot, or if it got one. */
export type MsgAdapter<T> = (err: NatsError | null, msg: Msg) => [NatsError | null, T | null];

/** Takes a value that a {@link MsgAdapter} returned, or its error. */
export type TypedCallback<T> = (err: NatsError | null, msg: T | null) => void;

/** The options of a subscription to values. */
export interface TypedSubscriptionOptions<T> extends SubOpts<T> {
  /** Turns messages into values. */
  adapter: MsgAdapter<T>;
  callback?: TypedCallback<T>;
  ingestionFilterFn?: IngestionFilterFn<T>;
  protocolFilterFn?: ProtocolFilterFn<T>;
  dispatchedFn?: DispatchedFn<T>;
  /** Called once the subscription has ended. */
  cleanupFn?: (sub: Subscription, info?: unknown) => void;
}
