/** Options of single commands: the refusal of what makes no sense. */
import { ErrorCode, NatsError } from "../errors.js";
import type { SubscriptionOptions } from "../types.js";

/** @throws NatsError with {@link ErrorCode.InvalidOption} */
export function checkRequest(timeout: number, reply: string, noMux: boolean | undefined): void {
  if (!(timeout >= 1)) {
    throw new NatsError("timeout", ErrorCode.InvalidOption);
  }
  if (reply !== "" && !noMux) {
    throw new NatsError("reply can only be used with noMux", ErrorCode.InvalidOption);
  }
}

/** @throws NatsError with {@link ErrorCode.InvalidOption}, or with {@link ErrorCode.NotFunction} for the callback */
export function checkSubscription({ queue, max, timeout, callback }: SubscriptionOptions): void {
  for (const [name, value] of Object.entries({ max, timeout })) {
    if (value !== undefined && value !== null && !(Number.isFinite(value) && value >= 0)) {
      throw new NatsError(`${name} option should be a number of at least 0`, ErrorCode.InvalidOption);
    }
  }
  if (queue !== undefined && queue !== null && typeof queue !== "string") {
    throw new NatsError("queue option should be a string", ErrorCode.InvalidOption);
  }
  if (callback !== undefined && callback !== null && typeof callback !== "function") {
    throw new NatsError("callback option should be a function", ErrorCode.NotFunction);
  }
}
