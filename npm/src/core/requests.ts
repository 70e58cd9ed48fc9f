/** Requests, and those of them that wait for replies. */
import { checkObject, checkRequest } from "../checks.js";
import type { ErrorCode, NatsError } from "../errors.js";
import { QueuedIteratorImpl } from "../queued_iterator.js";
import type { Msg, Payload } from "../types/messages.js";
import type { RequestManyOptions, RequestOptions } from "../types/requests.js";
import { checkSignal, whenAborted } from "./abort.js";
import { Inbox, Until } from "./boundary.js";
import { DEFAULT_JITTER, isRefusedAtOnce, untilOf } from "./compat.js";
import type { CoreId, CoreSession } from "./core_session.js";
import type { MsgImpl } from "./msg.js";
import type { Outbound } from "./outbound.js";

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
   */
  gather(slot: number, replies: QueuedIteratorImpl<Msg>, trace: string): void {
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
  }

  /** Forgets the request in `slot`, which was given up. */
  forget(slot: number): void {
    this.pending[slot] = undefined;
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

/** What requests need of a connection. */
export interface RequestHost {
  readonly core: CoreSession;
  readonly outbound: Outbound;
  readonly requests: Requests;
  readonly options: { noAsyncTraces?: boolean };
  /** Calls into the core, then does what the core wants done. */
  enter<T>(call: () => T): T | undefined;
  /** After a command that has set a deadline and written something. */
  settleUp(): void;
  /** @throws NatsError with {@link ErrorCode.ConnectionClosed} */
  mustBeOpen(): void;
  /** What to tell the user of an error. */
  reason(err: unknown): unknown;
}

/** See {@link NatsConnection.request}. */
export function request(host: RequestHost, subject: string, payload?: Payload, opts?: RequestOptions): Promise<Msg> {
  let outcome: Promise<Msg> | undefined;
  try {
    const id = ask(host, subject, payload, opts?.timeout, opts, Until.First, 0);
    outcome = host.requests.outcome(id.slot, opts?.signal ? cancelWhenAborted(host, id, opts.signal) : undefined);
    host.settleUp();
    return outcome;
  } catch (err) {
    const reason = reasonOf(host, err, opts);
    // A trap has settled what was pending.
    return outcome ?? Promise.reject(reason);
  }
}

/** Returns what is to be called once the outcome is known. */
function cancelWhenAborted(host: RequestHost, id: CoreId, signal: AbortSignal): () => void {
  return whenAborted(signal, (reason) => {
    host.requests.settle(id.slot, () => reason);
    host.enter(() => host.core.cancelRequest(id));
  });
}

/** See {@link NatsConnection.requestMany}. */
export function requestMany(
  host: RequestHost,
  subject: string,
  payload?: Payload,
  opts: Partial<RequestManyOptions> = {},
): Promise<AsyncIterable<Msg>> {
  const replies = new QueuedIteratorImpl<Msg>();
  const trace = host.options.noAsyncTraces ? "" : `\n\n${new Error().stack}`;
  try {
    const until = untilOf(opts.strategy);
    const amount = until === Until.Count ? Number(opts.maxMessages) || 0 : Number(opts.jitter) || DEFAULT_JITTER;
    const id = ask(host, subject, payload, opts.maxWait, opts, until, amount);
    host.requests.gather(id.slot, replies, trace);
    const forget = opts.signal ? whenAborted(opts.signal, (reason) => replies.stop(reason as Error)) : undefined;
    replies.iterClosed.then(() => {
      forget?.();
      if (host.enter(() => host.core.cancelRequest(id))) {
        host.requests.forget(id.slot);
      }
    });
    host.settleUp();
  } catch (err) {
    const reason = reasonOf(host, err, opts) as NatsError;
    if (opts.signal?.aborted || isRefusedAtOnce(reason)) {
      return Promise.reject(reason);
    }
    replies.stop(reason);
  }
  return Promise.resolve(replies);
}

/** What to tell the user of an error. What a signal was aborted with may be anything, also another module's trap. */
function reasonOf(host: RequestHost, err: unknown, opts: Partial<RequestOptions> | undefined): unknown {
  return opts?.signal?.aborted && err === opts.signal.reason ? err : host.reason(err);
}

/** Has the core accept a request, and returns its name. */
function ask(
  host: RequestHost,
  subject: string,
  payload: Payload | undefined,
  timeout: number | undefined,
  opts: Partial<RequestOptions> | undefined,
  until: Until,
  amount: number,
): CoreId {
  checkObject("the options of a request", opts);
  checkSignal(opts?.signal);
  host.mustBeOpen();
  const reply = opts?.reply || "";
  const wait = checkRequest(timeout, reply, opts?.noMux);
  const inbox = opts?.noMux ? (reply === "" ? Inbox.Own : Inbox.At) : Inbox.Shared;
  return host.outbound.request(subject, reply, opts?.headers, payload, inbox, wait, until, amount);
}
