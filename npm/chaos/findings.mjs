// What went wrong in a round.
import { nats } from "./client.mjs";
import { inWords } from "./timeline.mjs";

export class Findings {
  /** What must not have happened; empty if all is well. */
  all = [];
  /** How often each kind of error was met that is part of the weather. */
  errors = new Map();

  constructor(timeline) {
    this.timeline = timeline;
  }

  /** Notes what must not have happened. */
  add(who, what) {
    this.timeline.note(who, `WRONG: ${what}`);
    this.all.push(`${who}: ${what}`);
  }

  /** Notes that `what` holds or not. */
  check(who, holds, what) {
    if (!holds) {
      this.add(who, what);
    }
  }

  /** An operation has failed, as it may while faults happen. The error must say what is wrong. */
  met(who, what, err) {
    const words = `${what}: ${inWords(err)}`;
    this.timeline.note(who, words);
    this.errors.set(words, (this.errors.get(words) ?? 0) + 1);
    if (!isClear(err)) {
      this.add(who, `an error that is not clear: ${err?.stack ?? err}`);
    }
  }

  /** Resolves once `condition` holds. What has not come by the time that everything has long healed never comes. */
  async until(who, what, condition) {
    const end = performance.now() + TIMEOUT;
    while (!(await condition())) {
      if (performance.now() > end) {
        this.add(who, `never: ${what()}`);
        return;
      }
      await nats.delay(100);
    }
  }

  /** As {@link until}, of a promise. */
  async settles(who, what, promise) {
    let isSettled = false;
    const settled = () => {
      isSettled = true;
    };
    promise.then(settled, settled);
    await this.until(
      who,
      () => what,
      () => isSettled,
    );
    return isSettled ? promise : undefined;
  }
}

/** Whether a program can tell from the error what is wrong: the server, or the link. */
function isClear(err) {
  if (!(err instanceof nats.NatsError)) {
    return false;
  }
  const { code, api_error } = err;
  return api_error !== undefined || WEATHER.includes(code);
}

const { ErrorCode } = nats;
const WEATHER = [
  ErrorCode.Timeout,
  ErrorCode.NoResponders,
  ErrorCode.JetStreamNotEnabled,
  ErrorCode.Disconnect,
  ErrorCode.JetStream404NoMessages,
  ErrorCode.JetStream409,
];
/** Milliseconds. */
const TIMEOUT = 60_000;
