/** Doing again what has no other effect when it is done twice. */
import { ErrorCode, type NatsError } from "../../errors.js";
import { delay } from "../../util.js";
import type { Pace } from "./rules.js";
import type { Store } from "./store.js";

/**
 * Does something until the server has said whether it is done: no answer, or a stream between two leaders, is no such
 * word. Rejects with the last error if that was tried often enough, or the server refuses.
 */
export async function repeat<T>(pace: Pace, work: () => Promise<T>): Promise<T> {
  let pause = FIRST_PAUSE;
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (err) {
      const error = err as NatsError;
      if (tries === ATTEMPTS || (error.code !== ErrorCode.Timeout && !pace.mayRepeat(error))) {
        throw err;
      }
    }
    await delay(pause);
    pause *= 2;
  }
}

/** Removes the messages of a subject. Resolves in any case: whoever calls this has something else to say. */
export async function remove({ jsm, stream }: Store, pace: Pace, filter: string): Promise<void> {
  await repeat(pace, () => jsm.streams.purge(stream, { filter })).catch(() => {});
}

const ATTEMPTS = 7;
/** Milliseconds, doubled each time: 16 seconds in all, beside what answers take. */
const FIRST_PAUSE = 250;
