/**
 * What is `nats.ws`'s policy and not the protocol's: observed of 1.30.3, and kept because programs lean on it. Which of
 * its errors stands for which of the core's is in `codes.ts`.
 */
import { ErrorCode, type NatsError } from "../errors.js";
import { RequestStrategy } from "../events.js";
import { Until } from "./boundary.js";

/** Whether an error of the server's on a link that stands is followed by the status of a stale connection. */
export function seemsStale(error: NatsError): boolean {
  return error.isAuthError();
}

/** Whether `requestMany` rejects with this error; all others are for its loop to find out. */
export function isRefusedAtOnce({ code }: NatsError): boolean {
  return REFUSED_AT_ONCE.includes(code);
}

/** Returns when a `requestMany` has had its replies, by its strategy: one that is not known, or none, is the timer. */
export function untilOf(strategy: RequestStrategy | undefined): Until {
  switch (strategy) {
    case RequestStrategy.Count:
      return Until.Count;
    case RequestStrategy.JitterTimer:
      return Until.Silence;
    case RequestStrategy.SentinelMsg:
      return Until.Sentinel;
    default:
      return Until.Timeout;
  }
}

/** Milliseconds without a reply after which a request with {@link RequestStrategy.JitterTimer} has had all. */
export const DEFAULT_JITTER = 300;

const REFUSED_AT_ONCE: string[] = [
  ErrorCode.ConnectionClosed,
  ErrorCode.ConnectionDraining,
  ErrorCode.BadSubject,
  ErrorCode.InvalidOption,
];
