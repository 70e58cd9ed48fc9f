/** The refusal of options that make no sense. */
import { ErrorCode, NatsError } from "./errors.js";
import type { SubscriptionOptions } from "./types.js";

/** An error of an option. */
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
 * A number of at least `least`, which may be infinite.
 *
 * @throws NatsError with {@link ErrorCode.InvalidOption}
 */
export function checkNumber(name: string, value: unknown, least = 0): void {
  if (typeof value !== "number" || !(value >= least)) {
    throw invalid(`${name} option should be a number of at least ${least}`);
  }
}

/** @throws NatsError with {@link ErrorCode.InvalidOption} */
export function checkRequest(timeout: number, reply: string, noMux: boolean | undefined): void {
  if (!(timeout >= 1)) {
    throw invalid("timeout");
  }
  if (reply !== "" && !noMux) {
    throw invalid("reply can only be used with noMux");
  }
}

/** @throws NatsError with {@link ErrorCode.InvalidOption}, or with {@link ErrorCode.NotFunction} for the callback */
export function checkSubscription(opts: SubscriptionOptions): void {
  checkObject("the options of subscribe()", opts);
  const { queue, max, timeout, callback, pendingLimits } = opts;
  checkNumber("max", max ?? 0);
  checkNumber("timeout", timeout ?? 0);
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
}

const POLICIES = ["report", "drop-new", "drop-old", "end"];
