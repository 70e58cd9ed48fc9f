/** Checks of options, which refuse those that make no sense. */
import { ErrorCode, NatsError } from "./errors.js";
import type { SubscriptionOptions } from "./types/subscriptions.js";

/** Returns the error of an option. */
export function invalid(message: string): NatsError {
  return new NatsError(message, ErrorCode.InvalidOption);
}

/**
 * Nothing, or something of that type.
 *
 * @throws NatsError with {@link ErrorCode.NotFunction} or {@link ErrorCode.InvalidOption}
 */
export function checkType(name: string, value: unknown, type: "function" | "string"): void {
  if (value !== undefined && value !== null && typeof value !== type) {
    const code = type === "function" ? ErrorCode.NotFunction : ErrorCode.InvalidOption;
    throw new NatsError(`${name} option should be a ${type}`, code);
  }
}

/**
 * Nothing, or an object: what stands in its place, a server's address say, would be passed over without a word.
 *
 * @throws NatsError with {@link ErrorCode.InvalidOption}
 */
export function checkObject(name: string, value: unknown): void {
  if ((value ?? null) !== null && (typeof value !== "object" || Array.isArray(value))) {
    throw invalid(`${name} should be an object`);
  }
}

/**
 * The number that `value` is, or stands for: options come from environments and forms, too, where numbers are text, and
 * `false` is a way to say none. NaN for anything else.
 */
export function numberOf(value: unknown): number {
  const isNumeral = typeof value === "bigint" || value === false || (typeof value === "string" && value.trim() !== "");
  return typeof value === "number" ? value : isNumeral ? Number(value) : Number.NaN;
}

/**
 * The number that `value` is: of at least `least`, and it may be infinite.
 *
 * @throws NatsError with {@link ErrorCode.InvalidOption}
 */
export function checkNumber(name: string, value: unknown, least = 0): number {
  const number = numberOf(value);
  if (!(number >= least)) {
    throw invalid(`${name} option should be a number of at least ${least}`);
  }
  return number;
}

/**
 * Returns how long the request may take.
 *
 * @throws NatsError with {@link ErrorCode.InvalidOption}
 */
export function checkRequest(timeout: unknown, reply: string, noMux: boolean | undefined): number {
  const wait = timeout ? numberOf(timeout) : 0;
  if (timeout && !(wait >= 1)) {
    throw invalid("timeout");
  }
  if (reply !== "" && !noMux) {
    throw invalid("reply can only be used with noMux");
  }
  return wait;
}

/**
 * How many messages a subscription may get and how long it may wait for the first, 0 for no limit.
 *
 * @throws NatsError with {@link ErrorCode.InvalidOption}, or with {@link ErrorCode.NotFunction} for the callback
 */
export function checkSubscription(opts: SubscriptionOptions): { max: number; timeout: number } {
  checkObject("the options of subscribe()", opts);
  const { queue, callback, pendingLimits } = opts;
  const max = checkNumber("max", opts.max ?? 0);
  const timeout = checkNumber("timeout", opts.timeout ?? 0);
  checkType("queue", queue, "string");
  checkType("callback", callback, "function");
  if (pendingLimits) {
    const { messages, bytes, policy } = pendingLimits;
    checkNumber("pendingLimits.messages", messages ?? 1, 1);
    checkNumber("pendingLimits.bytes", bytes ?? 1, 1);
    if (policy !== undefined && !POLICIES.includes(policy)) {
      throw invalid(`pendingLimits.policy option should be one of ${POLICIES}`);
    }
    if (callback) {
      throw invalid("pendingLimits can only be used without a callback");
    }
  }
  return { max, timeout };
}

const POLICIES = ["report", "drop-new", "drop-old", "end"];
