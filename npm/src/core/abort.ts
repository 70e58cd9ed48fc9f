/** Cancellation: the effect of an `AbortSignal` on a promise. */
import { invalid } from "../checks.js";

/** @throws NatsError for a value that is no signal, and the reason of a signal that is aborted already */
export function checkSignal(signal: AbortSignal | null | undefined): void {
  if (!signal) {
    return;
  }
  if (typeof signal.addEventListener !== "function") {
    throw invalid("signal option should be an AbortSignal");
  }
  if (signal.aborted) {
    throw signal.reason;
  }
}

/** Calls `abort` with the reason once `signal` is aborted. Returns a function that ends that. */
export function whenAborted(signal: AbortSignal, abort: Abort): () => void {
  const calls = waiting.get(signal) ?? new Set();
  waiting.set(signal, calls.add(abort));
  signal.addEventListener("abort", onAbort);
  return () => {
    calls.delete(abort);
    if (calls.size === 0) {
      signal.removeEventListener("abort", onAbort);
    }
  };
}

/**
 * Settles as `call` does, or rejects with the signal's reason if that comes first. Calls nothing once it is aborted.
 */
export function abortable<T>(call: () => Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (!signal) {
    return call();
  }
  return new Promise((resolve, reject) => {
    checkSignal(signal);
    const forget = whenAborted(signal, reject);
    call().then(resolve, reject).then(forget);
  });
}

type Abort = (reason: unknown) => void;

/** The functions to call for each signal. It has one listener only: Node takes more than ten for a leak. */
const waiting = /* @__PURE__ */ new WeakMap<EventTarget, Set<Abort>>();

function onAbort({ target }: Event): void {
  for (const abort of waiting.get(target!)!) {
    abort((target as AbortSignal).reason);
  }
}
