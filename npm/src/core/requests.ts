/** Requests, and those of them that wait for replies. */
import { checkObject, checkRequest } from "../checks.js";
import { ErrorCode, type NatsError } from "../errors.js";
import { RequestStrategy } from "../events.js";
import { QueuedIteratorImpl } from "../queued_iterator.js";
import type { Msg, Payload, RequestManyOptions, RequestOptions } from "../types.js";
import { checkSignal, whenAborted } from "./abort.js";
import type { Driver } from "./driver.js";
import type { MsgImpl } from "./msg.js";

/**
 * Makes the error of a failed request; a request for many replies may also just be over. What a signal was aborted with
 * need not be an error.
 */
export type Failure = () => unknown;

type Outcome = MsgImpl | Failure;

/** Pending requests by the core's slot. */
export class Requests {
  private readonly pending: (((outcome: Outcome) => void) | undefined)[] = [];

  /**
   * The outcome of the request in `slot`.
   *
   * The error is made here, in a function that the caller awaits, because only then does its stack name the caller: an
   * error made where the outcome arrives knows nothing of who asked, and one made beforehand costs more than the request.
   *
   * @param settled - called when the outcome is known
   */
  async outcome(slot: number, settled?: () => void): Promise<Msg> {
    const outcome = await new Promise<Outcome>((resolve) => {
      this.pending[slot] =
        settled === undefined
          ? resolve
          : (outcome) => {
              settled();
              resolve(outcome);
            };
    });
    if (typeof outcome === "function") {
      throw outcome();
    }
    return outcome;
  }

  /**
   * Queues what comes for the request in `slot`, and then its end.
   *
   * @param trace - what the stack of its error says besides
   * @returns gives the request up; whether there was something to give up
   */
  gather(slot: number, replies: QueuedIteratorImpl<Msg>, trace: string): () => boolean {
    const take = (outcome: Outcome) => {
      if (typeof outcome !== "function") {
        this.pending[slot] = take;
        return replies.push(outcome);
      }
      const error = outcome() as NatsError | undefined;
      if (error !== undefined) {
        error.stack += trace;
      }
      replies.push(() => replies.stop(error));
    };
    this.pending[slot] = take;
    return () => {
      const isPending = this.pending[slot] === take;
      if (isPending) {
        this.pending[slot] = undefined;
      }
      return isPending;
    };
  }

  settle(slot: number, outcome: Outcome): void {
    const resolve = this.pending[slot];
    if (resolve !== undefined) {
      this.pending[slot] = undefined;
      resolve(outcome);
    }
  }

  /** Settles all that wait. */
  settleAll(failure: Failure): void {
    for (let slot = 0; slot < this.pending.length; slot++) {
      this.settle(slot, failure);
    }
  }
}

/** See {@link NatsConnection.request}. */
export function request(driver: Driver, subject: string, payload?: Payload, opts?: RequestOptions): Promise<Msg> {
  let outcome: Promise<Msg> | undefined;
  try {
    const slot = ask(driver, subject, payload, opts?.timeout, opts, FIRST, 0);
    const abort = (reason: unknown) => {
      driver.requests.settle(slot, () => reason);
      cancel(driver, slot);
    };
    outcome = driver.requests.outcome(slot, opts?.signal ? whenAborted(opts.signal, abort) : undefined);
    driver.settleUp();
    return outcome;
  } catch (err) {
    const reason = driver.reason(err);
    // A trap has settled what was pending.
    return outcome ?? Promise.reject(reason);
  }
}

/** See {@link NatsConnection.requestMany}. */
export function requestMany(
  driver: Driver,
  subject: string,
  payload?: Payload,
  opts: Partial<RequestManyOptions> = {},
): Promise<AsyncIterable<Msg>> {
  const replies = new QueuedIteratorImpl<Msg>();
  const trace = driver.options.noAsyncTraces ? "" : `\n\n${new Error().stack}`;
  try {
    const strategy = Math.max(0, STRATEGIES.indexOf(opts.strategy!));
    const { strategy: until, maxMessages, jitter } = opts;
    const amount = until === RequestStrategy.Count ? Number(maxMessages) || 0 : Number(jitter) || DEFAULT_JITTER;
    const slot = ask(driver, subject, payload, opts.maxWait, opts, TIMER + strategy, amount);
    const giveUp = driver.requests.gather(slot, replies, trace);
    const forget = opts.signal ? whenAborted(opts.signal, (reason) => replies.stop(reason as Error)) : undefined;
    replies.iterClosed.then(() => {
      forget?.();
      if (giveUp()) {
        cancel(driver, slot);
      }
    });
    driver.settleUp();
  } catch (err) {
    const reason = driver.reason(err) as NatsError;
    if (opts.signal?.aborted || REFUSED_AT_ONCE.includes(reason.code)) {
      return Promise.reject(reason);
    }
    replies.stop(reason);
  }
  return Promise.resolve(replies);
}

/** Gives the request in `slot` up. */
function cancel(driver: Driver, slot: number): void {
  driver.enter(() => driver.wasm.core.cancel_request(driver.session, slot));
}

/** Has the core accept a request; gives its slot. */
function ask(
  driver: Driver,
  subject: string,
  payload: Payload | undefined,
  timeout: number | undefined,
  opts: Partial<RequestOptions> | undefined,
  until: number,
  amount: number,
): number {
  checkObject("the options of a request", opts);
  checkSignal(opts?.signal);
  driver.mustBeOpen();
  const reply = opts?.reply || "";
  const wait = checkRequest(timeout || DEFAULT_TIMEOUT, reply, opts?.noMux);
  const inbox = opts?.noMux ? (reply === "" ? OWN_INBOX : INBOX_AT_REPLY) : SHARED_INBOX;
  return driver.outbound.request(subject, reply, opts?.headers, payload, inbox, wait, until, amount);
}

/** Milliseconds. */
const DEFAULT_TIMEOUT = 1000;
const DEFAULT_JITTER = 300;
/** Where a reply goes, as the core numbers it. */
const SHARED_INBOX = 0;
const OWN_INBOX = 1;
const INBOX_AT_REPLY = 2;
/** When the replies are enough, as the core numbers it; the other strategies follow {@link TIMER}. */
const FIRST = 0;
const TIMER = 1;
const STRATEGIES = [
  RequestStrategy.Timer,
  RequestStrategy.Count,
  RequestStrategy.JitterTimer,
  RequestStrategy.SentinelMsg,
];
/** What {@link requestMany} rejects with; all else is for the loop to find out. Observed. */
const REFUSED_AT_ONCE: string[] = [
  ErrorCode.ConnectionClosed,
  ErrorCode.ConnectionDraining,
  ErrorCode.BadSubject,
  ErrorCode.InvalidOption,
];
