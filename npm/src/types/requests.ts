/** Requests. Source: the `nats.ws` 1.30.3 API; what goes beyond it says so. */
import type { RequestStrategy } from "../events.js";
import type { MsgHdrs } from "./messages.js";

/** What may be called off. Beyond `nats.ws`. */
export interface AbortOptions {
  /** Once it is aborted, the promise rejects with its reason. If it is aborted already, nothing is begun. */
  signal?: AbortSignal;
}

/** How to make a request. */
export interface RequestOptions extends AbortOptions {
  /** Milliseconds to wait for the answer. At least 1; default 1000. */
  timeout: number;
  /** Headers to send along. */
  headers?: MsgHdrs;
  /** Whether to use a subscription of its own instead of the one that all requests share. */
  noMux?: boolean;
  /** Where the answer is to be sent. Needs {@link noMux}. */
  reply?: string;
}

/** How to make a request for many answers. */
export interface RequestManyOptions extends AbortOptions {
  /** When to stop gathering; in any case the {@link maxWait} ends it. Default {@link RequestStrategy.Timer}. */
  strategy: RequestStrategy;
  /**
   * Milliseconds to wait in all; with {@link RequestStrategy.JitterTimer}, for the first answer. At least 1; default 1000.
   */
  maxWait: number;
  /** Headers to send along. */
  headers?: MsgHdrs;
  /** How many answers are enough, with {@link RequestStrategy.Count}. Without it, or below 1, there is no limit. */
  maxMessages?: number;
  /** Whether to use a subscription of its own instead of the one that all requests share. */
  noMux?: boolean;
  /** Milliseconds without a further answer after which to stop, with {@link RequestStrategy.JitterTimer}. Default 300. */
  jitter?: number;
}
