/** Small helpers that the API exposes: promises with handles, time units, waits. Source: the `nats.ws` 1.30.3 API. */
import { ErrorCode, NatsError } from "./errors.js";

/** Nanoseconds. Beyond 2^53 (104 days) a number loses precision. */
export type Nanos = number;

/** A promise that is settled from outside. */
export interface Deferred<T> extends Promise<T> {
  /** Fulfils the promise; later calls do nothing. */
  resolve: (value?: T | PromiseLike<T>) => void;
  /** Rejects the promise; later calls do nothing. */
  reject: (reason?: unknown) => void;
}

/** A wait that can be cancelled; it then never settles. */
export interface Delay extends Promise<void> {
  /** Calls it off. */
  cancel: () => void;
}

/** A promise that rejects when its time is up, unless cancelled. */
export interface Timeout<T> extends Promise<T> {
  /** Calls it off. */
  cancel: () => void;
}

/** A policy for how long to wait before an attempt. */
export interface Backoff {
  /** Returns the milliseconds to wait before attempt number `attempt`, counted from zero. */
  backoff(attempt: number): number;
}

/** An async iterator that is pulled by hand. */
export type SyncIterator<T> = {
  /** Returns the next value, or `null` once there are no more. */
  next(): Promise<T | null>;
};

/** Returns a new promise together with the functions that settle it. */
export function deferred<T>(): Deferred<T> {
  let handles!: Pick<Deferred<T>, "resolve" | "reject">;
  const p = new Promise<T>((resolve, reject) => {
    handles = { resolve: resolve as Deferred<T>["resolve"], reject };
  });
  return Object.assign(p, handles);
}

/** Resolves after `ms` milliseconds. */
export function delay(ms = 0): Delay {
  let timer: ReturnType<typeof setTimeout>;
  const p = new Promise<void>((resolve) => {
    timer = setTimeout(() => resolve(), ms);
  });
  return Object.assign(p, { cancel: () => clearTimeout(timer) });
}

/**
 * Rejects with {@link ErrorCode.Timeout} after `ms` milliseconds.
 *
 * @param asyncTraces - whether the error's stack names the caller, which costs capturing it up front
 */
export function timeout<T>(ms: number, asyncTraces = true): Timeout<T> {
  const early = asyncTraces ? NatsError.errorForCode(ErrorCode.Timeout) : null;
  let timer: ReturnType<typeof setTimeout>;
  const p = new Promise<T>((_resolve, reject) => {
    timer = setTimeout(() => reject(early ?? NatsError.errorForCode(ErrorCode.Timeout)), ms);
  });
  return Object.assign(p, { cancel: () => clearTimeout(timer) });
}

/** Settles as `p` does, unless `millis` milliseconds pass first: then it rejects. */
export function deadline<T>(p: Promise<T>, millis = 1000): Promise<T> {
  // Made here, so that its stack names the caller and not a timer.
  const late = new Error("deadline exceeded");
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(late), millis);
    p.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/**
 * Returns waits that follow `policy` (milliseconds, one entry an attempt, the last one for all later attempts), each
 * spread at random between half and one and a half times its entry.
 */
export function backoff(policy: number[] = DEFAULT_BACKOFF): Backoff {
  const waits = Array.isArray(policy) ? policy : DEFAULT_BACKOFF;
  return {
    backoff: (attempt) => jitter(waits[Math.min(attempt, waits.length - 1)]!),
  };
}

/** Returns a whole number at random in [n/2, 3n/2), or 0 for 0. */
export function jitter(n: number): number {
  return n === 0 ? 0 : Math.floor(n / 2 + Math.random() * n);
}

/** Returns milliseconds as nanoseconds. */
export function nanos(millis: number): Nanos {
  return millis * NANOS_PER_MILLI;
}

/** Returns nanoseconds as whole milliseconds, rounded down. */
export function millis(ns: Nanos): number {
  return Math.floor(ns / NANOS_PER_MILLI);
}

/** Resolves with everything that `iter` yields. */
export async function collect<T>(iter: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const v of iter) {
    all.push(v);
  }
  return all;
}

/**
 * Pulls from `src` by hand. Do not use on something that a loop already iterates.
 */
export function syncIterator<T>(src: AsyncIterable<T>): SyncIterator<T> {
  const iter = src[Symbol.asyncIterator]();
  return {
    async next() {
      const m = await iter.next();
      return m.done ? null : m.value;
    },
  };
}

const NANOS_PER_MILLI = 1_000_000;
const DEFAULT_BACKOFF = [0, 250, 250, 500, 500, 3000, 5000];
