/** A flow of the core, which brings the messages of a consumer and copes with what the server says beside them. */
import {
  dispatchFlow,
  type EventReader,
  type Exports,
  FlowEndCode,
  type FlowEvents,
  NoticeCode,
} from "../core/boundary.js";
import type { FlowHost } from "../core/flows.js";
import type { Owner } from "../core/owner_host.js";
import { numbersOf, withTexts } from "../core/scratch.js";
import { ErrorCode, NatsError } from "../errors.js";
import type { Msg } from "../types/messages.js";
import { ConsumerDebugEvents, ConsumerEvents } from "./enums.js";

/** Who is told of a flow. */
export interface FlowListener {
  /** Takes a message. */
  take(msg: Msg): void;
  /** Whether anyone is told of requests. */
  readonly isWatched?: boolean;
  /** Something happens that the flow copes with. */
  notify(type: ConsumerEvents | ConsumerDebugEvents, data: unknown): void;
  /** A consumer was created: `delivered` of its `pending` messages may have come by then. */
  created?(pending: number, delivered: number, name: string): void;
  /** The consumer has nothing to deliver, and all that it has delivered has come. */
  idle?(): void;
  /** What was fetched is over. */
  fetched?(error: NatsError | undefined): void;
  /** It is over. */
  finish(error?: NatsError): void;
}

/** Begins a flow. Returns 0 or a refusal, with the flow's number and its subscription as the numbers. */
export type Begin = (calls: Exports, session: number, lengths: number[]) => number;

export class Flow implements Owner, FlowEvents {
  private readonly number: number;
  /** What was taken and the core has not been told of. */
  private taken = 0;
  private takenBytes = 0;
  /** How many may be taken before the core is told. */
  private dueAfter = 0;
  private isTellingDue = false;

  /** @throws NatsError if the connection is closed or draining, or a name is not fit */
  constructor(
    private readonly host: FlowHost,
    private readonly listener: FlowListener,
    texts: string[],
    begin: Begin,
  ) {
    host.mustBeOpen();
    const { core } = host;
    try {
      core.accepted(withTexts(core, texts, begin));
    } catch (err) {
      throw host.reason(err);
    }
    const [number, slot, generation] = numbersOf(core, 3) as [number, number, number];
    this.number = number;
    this.moved(slot, generation);
    host.flows.set(number, this);
    host.settleUp();
  }

  /**
   * A message of so many bytes was taken: only then are more asked for. The core is told once that matters to it, and
   * whenever nothing is left to be taken: `more` says whether something is.
   */
  took(bytes: number, more: boolean): void {
    this.count(bytes);
    if (!more) {
      this.tellTaken();
    }
  }

  /** As {@link took}, of a message that was taken as it came. Others may follow at once. */
  tookAtOnce(bytes: number): void {
    this.count(bytes);
    if (!this.isTellingDue) {
      this.isTellingDue = true;
      queueMicrotask(this.onTurnEnd);
    }
  }

  /** Fetches messages; only of an ordered flow. Returns whether it could. */
  fetch(messages: number, bytes: number, expires: number, heartbeat: number): boolean {
    return (
      this.tell((calls, session, now) =>
        calls.flow_fetch(session, now, this.number, messages, bytes, expires, heartbeat),
      ) === 1
    );
  }

  /** Ends what is fetched. */
  stopFetch(): void {
    this.tell((calls, session, now) => calls.flow_stop_fetch(session, now, this.number));
  }

  /** Nothing more is wanted. */
  stop(): void {
    if (this.host.flows.has(this.number)) {
      this.host.enter(() => this.tell((calls, session, now) => calls.flow_stop(session, now, this.number)));
      this.host.flows.delete(this.number);
    }
  }

  handleEvent(kind: number, read: EventReader): void {
    dispatchFlow(kind, read, this);
  }

  notice(code: NoticeCode, a: number, b: number, text: string): void {
    const { listener } = this;
    switch (code) {
      case NoticeCode.HeartbeatsMissed:
        return listener.notify(ConsumerEvents.HeartbeatsMissed, a);
      case NoticeCode.ConsumerNotFound:
        return listener.notify(ConsumerEvents.ConsumerNotFound, a);
      case NoticeCode.StreamNotFound:
        return listener.notify(ConsumerEvents.StreamNotFound, a);
      case NoticeCode.ConsumerDeleted:
        return listener.notify(ConsumerEvents.ConsumerDeleted, `${a} ${text.toLowerCase()}`);
      case NoticeCode.Created:
        return listener.created?.(a, b, text);
      case NoticeCode.Recreated:
        listener.created?.(a, b, text);
        return listener.notify(ConsumerEvents.OrderedConsumerRecreated, text);
      case NoticeCode.NoResponders:
        return listener.notify(ConsumerEvents.NoResponders, "503 No Responders");
      case NoticeCode.TooLarge:
      case NoticeCode.Debug:
        return listener.notify(ConsumerDebugEvents.DebugEvent, `${a} ${text.toLowerCase() || "unknown"}`);
      case NoticeCode.Discard:
        return listener.notify(ConsumerDebugEvents.Discard, { msgsLeft: a, bytesLeft: b });
      case NoticeCode.Idle:
        return listener.idle?.();
      case NoticeCode.Reset:
        return listener.notify(ConsumerDebugEvents.Reset, a);
      case NoticeCode.Next:
        return listener.isWatched ? listener.notify(ConsumerDebugEvents.Next, JSON.parse(text)) : undefined;
    }
  }

  moved(slot: number, generation: number): void {
    this.host.adopt({ slot, generation }, "", (msg) => this.listener.take(msg));
  }

  fetchEnded(end: FlowEndCode, code: number, text: string): void {
    this.listener.fetched?.(endError(end, code, text));
  }

  ended(end: FlowEndCode, code: number, text: string): void {
    this.host.flows.delete(this.number);
    this.listener.finish(endError(end, code, text));
  }

  lost(error: NatsError): void {
    this.listener.finish(error);
  }

  private count(bytes: number): void {
    this.taken++;
    this.takenBytes += bytes;
    if (this.taken >= this.dueAfter) {
      this.tellTaken();
    }
  }

  private readonly onTurnEnd = (): void => {
    this.isTellingDue = false;
    this.tellTaken();
  };

  private tellTaken(): void {
    const { taken, takenBytes } = this;
    if (taken > 0) {
      this.taken = this.takenBytes = 0;
      const after = this.tell((calls, session, now) => calls.flow_took(session, now, this.number, taken, takenBytes));
      this.dueAfter = after ?? Infinity;
    }
  }

  /** Tells the core something. Once the flow is over, nothing. */
  private tell<T>(call: (calls: Exports, session: number, now: number) => T): T | undefined {
    const { host } = this;
    if (!host.flows.has(this.number) || host.isOver) {
      return undefined;
    }
    const now = Date.now();
    const result = withTexts(host.core, [], (calls, session) => call(calls, session, now));
    host.settleUp();
    return result;
  }
}

/** Returns the error that a flow ended by; none if it has had what it was to have. */
function endError(end: FlowEndCode, code: number, text: string): NatsError | undefined {
  const words = text.toLowerCase();
  switch (end) {
    case FlowEndCode.Stopped:
    case FlowEndCode.Complete:
    case FlowEndCode.Expired:
    case FlowEndCode.Drained:
    case FlowEndCode.Closed:
    // As with `nats.ws`, a batch whose next message is too large is over.
    case FlowEndCode.TooLarge:
      return undefined;
    case FlowEndCode.Denied:
      return new NatsError(text, ErrorCode.PermissionsViolation);
    case FlowEndCode.ConsumerNotFound:
      return new NatsError("consumer not found", ErrorCode.JetStream404NoMessages);
    case FlowEndCode.StreamNotFound:
      return new NatsError("stream not found", ErrorCode.JetStream404NoMessages);
    case FlowEndCode.NoResponders:
      return new NatsError("no responders", ErrorCode.NoResponders);
    case FlowEndCode.ConsumerDeleted:
      return new NatsError(words || "consumer deleted", ErrorCode.JetStream409);
    case FlowEndCode.GivenUp:
      return code === 0 ? NatsError.errorForCode(ErrorCode.Timeout) : new NatsError(words, `${code}`);
    default:
      return new NatsError(words || "the server refuses", code ? `${code}` : ErrorCode.ApiError);
  }
}
