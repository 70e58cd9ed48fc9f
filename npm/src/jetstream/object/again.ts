/** Doing again what has no other effect when it is done twice. */
import type { NatsError } from "../../errors.js";
import { delay } from "../../util.js";
import type { PurgeResponse } from "../types/streams.js";
import type { ObjectRules } from "./rules.js";
import type { Store } from "./store.js";

/**
 * Does something until the server has said whether it is done: no answer, or a stream between two leaders, is no such
 * word. Rejects with the last error if that was tried often enough, or the server refuses.
 */
export async function repeat<T>(rules: ObjectRules, work: () => Promise<T>): Promise<T> {
  let pause = FIRST_PAUSE;
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (err) {
      if (tries === ATTEMPTS || !rules.mayRepeat(err as NatsError)) {
        throw err;
      }
    }
    await delay(pause);
    pause *= 2;
  }
}

/** Removes the messages of a subject. */
export function purge({ jsm, rules, stream }: Store, filter: string): Promise<PurgeResponse> {
  return repeat(rules, () => jsm.streams.purge(stream, { filter }));
}

/** Removes the messages of a subject. Resolves in any case: whoever calls this has something else to say. */
export async function remove(store: Store, filter: string): Promise<void> {
  await purge(store, filter).catch(() => {});
}

const ATTEMPTS = 7;
/** Milliseconds, doubled each time: 16 seconds in all, beside what answers take. */
const FIRST_PAUSE = 250;
