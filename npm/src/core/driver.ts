/** What drives a session of the core: its socket, its timer, its promises, and the loop that carries out its wishes. */
import { checkSubscription } from "../checks.js";
import { ErrorCode, NatsError } from "../errors.js";
import type { ResolvedOptions } from "../options.js";
import type { Msg, Payload, PublishOptions } from "../types/messages.js";
import type { ServerInfo, Stats } from "../types/status.js";
import type { SubscriptionOptions } from "../types/subscriptions.js";
import { type Deferred, deferred } from "../util.js";
import { Flag, Stat } from "./boundary.js";
import { configureSession } from "./config.js";
import { type CoreId, CoreSession } from "./core_session.js";
import { type EventHost, EventReactions } from "./events.js";
import type { FlowHost } from "./flows.js";
import { isTo } from "./head_start.js";
import { Inbound } from "./inbound.js";
import { Link, type LinkHost } from "./link.js";
import type { Responder } from "./msg.js";
import { Outbound, toBytes } from "./outbound.js";
import type { Owner } from "./owner_host.js";
import { type RequestHost, Requests } from "./requests.js";
import { type Instance, recover, type Tenant } from "./runtime.js";
import type { ServiceHost } from "./service_rules.js";
import { Statuses } from "./statuses.js";
import { SubscriptionImpl, type SubscriptionOwner, Subscriptions } from "./subscription.js";
import { Timer } from "./timer.js";
import { onWake } from "./wake.js";
import { Writers } from "./writers.js";

/**
 * How far a connection has come, for the user.
 *
 * ```text
 *        a server lets us in          close(), or the core ends it
 *   away ──────────────────▶ linked ─────────────────────────────▶ closed ──▶ over
 *     ▲                         │                                    ▲
 *     └─────── link lost ───────┘            (away, too) ────────────┘
 * ```
 *
 * While it is closed what is left to be done may have to wait for the end of a callback; then it is over.
 */
type Phase = "away" | "linked" | "closed" | "over";

/**
 * Calls come in from the user, the socket and the timer, each into the core; then the core's wishes are carried out until
 * it has none: bytes to send, events, the time at which to call it again.
 */
export class Driver
  implements EventHost, LinkHost, Responder, RequestHost, FlowHost, ServiceHost, SubscriptionOwner, Tenant
{
  readonly core: CoreSession;
  readonly inbound: Inbound;
  readonly outbound: Outbound;
  readonly statuses = new Statuses();
  readonly requests = new Requests();
  readonly subs = new Subscriptions();
  readonly services = new Map<number, Owner>();
  readonly flows = new Map<number, Owner>();
  private readonly reactions = new EventReactions(this);
  private readonly writers: Writers;
  /** Flushes by the core's number. */
  readonly flushes = new Map<number, Deferred<void>>();
  /** Settles when a server has let us in, or none will. */
  readonly first: Deferred<void> = deferred();
  /** Resolves when it is all over, with the reason if that was not the user's wish. */
  readonly end: Deferred<undefined | Error> = deferred();
  link: Link | null = null;
  /** The server's `host:port`. */
  server = "";
  /** What an authenticator failed with. */
  credentialsError: Error | undefined;
  /** What the last link that is over came to its end by, where that was an error. */
  linkError: Error | undefined;
  isDraining = false;
  private phase: Phase = "away";
  /** Whether the end left something unsent, and was not the user's wish. */
  private hasLost = false;

  private readonly timer = new Timer((due) => this.enter(() => this.core.timerFired(due)));
  private stopWakeListeners = NOTHING;
  /** Resolves when the last socket has sent what it held. */
  private lastSocketClosed: Promise<void> = Promise.resolve();
  private serverInfo: ServerInfo | undefined;
  private infoText = "";
  private finalStats: Stats | undefined;
  /** While records are walked or events carried out: what comes in meanwhile waits, and nothing goes on twice. */
  private busy = false;
  /** What {@link link} brought meanwhile: its frames, and its end. */
  private backlog: (() => void)[] = [];
  private isFlushDue = false;
  /** How many more microtasks pass without a publish before what waits is sent. */
  private microtasksLeft = 0;

  /** @throws NatsError for options that make no sense */
  constructor(
    readonly options: ResolvedOptions,
    wasm: Instance,
    /** Opened for the first dial, before that. */
    private ahead: Link | undefined,
  ) {
    let core: CoreSession | undefined;
    try {
      core = new CoreSession(wasm);
      configureSession(core, options);
    } catch (err) {
      const reason = recover(err, wasm);
      if (reason === null) {
        core?.release();
      }
      throw reason ?? err;
    }
    this.core = core;
    this.outbound = new Outbound(this.core);
    this.inbound = new Inbound(this.core, this.subs, this.requests, this);
    this.writers = new Writers(this);
    wasm.tenants.add(this);
    this.first.catch(() => {});
  }

  /** Dials. Settles as {@link first}. */
  open(): Promise<void> {
    this.stopWakeListeners = onWake(() => this.enter(() => this.core.probe(this.buffered)));
    this.enter(() => this.core.start());
    return this.first;
  }

  publish(subject: string, payload?: Payload, options?: PublishOptions): void {
    this.mustBeOpen();
    const data = toBytes(payload);
    try {
      this.outbound.publish(subject, options?.reply || "", options?.headers, data);
      this.schedule();
    } catch (err) {
      throw this.reason(err);
    }
  }

  respond(bytes: Uint8Array, start: number, end: number, payload: Payload, options?: PublishOptions): void {
    this.mustBeOpen();
    const data = toBytes(payload);
    try {
      this.outbound.publishTo(bytes, start, end, options, data);
      this.schedule();
    } catch (err) {
      throw this.reason(err);
    }
  }

  subscribe(subject: string, opts: SubscriptionOptions): SubscriptionImpl {
    this.mustBeOpen();
    const { max, timeout } = checkSubscription(opts);
    try {
      const id = this.core.subscribe(subject, opts.queue || "", max, timeout);
      const sub = new SubscriptionImpl(this, id, subject, opts);
      this.subs.add(sub);
      this.settleUp();
      return sub;
    } catch (err) {
      throw this.reason(err);
    }
  }

  flush(): Promise<void> {
    if (this.isClosed) {
      return Promise.reject(NatsError.errorForCode(ErrorCode.ConnectionClosed));
    }
    const done = deferred<void>();
    this.enter(() => {
      try {
        this.flushes.set(this.core.flush(), done);
      } catch (err) {
        // The session has ended within the frame that is being walked.
        done.reject(this.reason(err));
      }
    });
    return done;
  }

  writable(): Promise<void> {
    return this.isClosed ? Promise.reject(NatsError.errorForCode(ErrorCode.ConnectionClosed)) : this.writers.wait();
  }

  drain(): Promise<void> {
    if (this.isClosed) {
      return Promise.reject(NatsError.errorForCode(ErrorCode.ConnectionClosed));
    }
    try {
      this.enter(() => {
        this.core.drain();
        this.isDraining = true;
        this.subs.drain();
      });
    } catch (err) {
      return Promise.reject(err);
    }
    return this.end.then((error) => {
      if (this.hasLost) {
        throw error;
      }
    });
  }

  async close(): Promise<void> {
    if (!this.isOver) {
      this.phase = "closed";
    }
    this.enter(() => this.core.close());
    await this.end;
  }

  /** Gives up the link and makes a new one. */
  async reconnect(): Promise<void> {
    this.mustBeOpen();
    this.enter(() => this.core.reconnect());
  }

  stats(): Stats {
    try {
      return this.finalStats ?? this.readStats();
    } catch (err) {
      throw this.reason(err);
    }
  }

  get info(): ServerInfo | undefined {
    if (this.isClosed || this.infoText === "") {
      return undefined;
    }
    this.serverInfo ??= JSON.parse(this.infoText) as ServerInfo;
    return this.serverInfo;
  }

  adopt(id: CoreId, subject: string, take: (msg: Msg) => void): void {
    this.subs.add(new SubscriptionImpl(this, id, subject, { callback: (err, msg) => err ?? take(msg) }));
  }

  // What subscriptions ask for.

  unsubscribe(sub: SubscriptionImpl, max?: number, error?: NatsError): void {
    this.enter(() => {
      sub.max = max || undefined;
      sub.endError = error;
      sub.isLeft = this.core.unsubscribe(sub.id, max || 0, sub.received);
    });
  }

  /** Begins to drain `sub`. Returns whether there is something to wait for. */
  drainSubscription(sub: SubscriptionImpl): boolean {
    const hasBegun = this.enter(() => {
      try {
        this.core.drainSubscription(sub.id);
        return true;
      } catch (err) {
        if (!(err instanceof NatsError)) {
          throw err;
        }
        return false;
      }
    });
    return hasBegun ?? false;
  }

  // What the socket reports.

  linkOpened(link: Link): void {
    if (link === this.link) {
      this.enter(() => this.core.opened(link.dial));
    }
  }

  linkReceived(link: Link, frame: Uint8Array): void {
    if (link === this.link) {
      this.inOrder(() => this.inbound.read(frame, link.dial));
    }
  }

  linkClosed(link: Link, why: string, error: Error | undefined): void {
    if (link === this.link) {
      // What came before tells why, and records that are walked are not for the core to use again.
      this.inOrder(() => {
        this.linkError = error;
        this.core.closed(link.dial, why);
      });
    }
  }

  /** Takes what the link brings, after what it brought before: some sockets answer from within `send`. */
  private inOrder(step: () => void): void {
    if (this.busy) {
      this.backlog.push(step);
    } else {
      this.enter(step);
    }
  }

  // What the core's events ask for.

  /** Has a link to `url` for the core's dial of this number. */
  dial(dial: number, url: string): void {
    this.inbound.reset();
    const { ahead } = this;
    this.ahead = undefined;
    if (ahead !== undefined && isTo(ahead, url)) {
      this.link = ahead;
      ahead.serve(this, dial);
      return;
    }
    void ahead?.close(0);
    this.link = new Link(url, this.options);
    this.link.serve(this, dial);
    void this.link.open();
  }

  /** Lets go of the socket. */
  hangUp(within: number): void {
    this.lastSocketClosed = this.link?.close(within) ?? this.lastSocketClosed;
    this.link = null;
    this.backlog = [];
  }

  /** A server is about to be dialled. */
  dialling(server: string): void {
    this.server = server;
  }

  /** A server has let us in. */
  linked(): void {
    this.phase = "linked";
    this.first.resolve();
  }

  /** The link is lost. */
  unlinked(): void {
    if (this.phase === "linked") {
      this.phase = "away";
    }
  }

  /** Takes the server's INFO. */
  informed(json: string): void {
    this.infoText = json;
    this.serverInfo = undefined;
  }

  /** The session is over. */
  ended(error: Error | undefined): void {
    this.finalStats = this.readStats();
    this.hasLost = error !== undefined && this.core.stat(Stat.Unsent) > 0;
    this.finish(error);
  }

  /** The wasm instance is gone, and with it the session. */
  trapped(error: NatsError): void {
    this.phase = "over";
    this.finalStats ??= { inBytes: 0, outBytes: 0, inMsgs: 0, outMsgs: 0 };
    this.hangUp(0);
    this.requests.settleAll(() => error);
    this.subs.dropAll(error);
    for (const owner of [...this.services.values(), ...this.flows.values()]) {
      owner.lost(error);
    }
    for (const flush of this.flushes.values()) {
      flush.reject(error);
    }
    this.finish(error);
  }

  /**
   * Calls into the core from outside of it, then does what the core wants done. Once it is all over, nothing. A trap ends
   * this connection.
   */
  enter<T>(call: () => T): T | undefined {
    if (this.isOver) {
      return undefined;
    }
    const isOuter = !this.busy;
    this.busy = true;
    try {
      const result = call();
      if (isOuter) {
        this.settle();
      }
      return result;
    } catch (err) {
      if (recover(err, this.core.wasm) === null) {
        throw err;
      }
      return undefined;
    } finally {
      this.busy = !isOuter;
    }
  }

  /** Whether a server has let us in and the link to it stands. */
  get isLinked(): boolean {
    return this.phase === "linked";
  }

  /** Whether the end has begun, for the user. */
  get isClosed(): boolean {
    return this.phase === "closed" || this.isOver;
  }

  get isOver(): boolean {
    return this.phase === "over";
  }

  /** How many bytes the socket holds. */
  get buffered(): number {
    return this.link?.buffered ?? 0;
  }

  hasRoom(): boolean {
    return this.core.hasRoom(this.buffered);
  }

  /** After a command that may have set a deadline or written something. */
  settleUp(): void {
    this.setTimer();
    this.schedule();
  }

  /** @throws NatsError with {@link ErrorCode.ConnectionClosed} */
  mustBeOpen(): void {
    if (this.isOver) {
      throw NatsError.errorForCode(ErrorCode.ConnectionClosed);
    }
  }

  /** What to tell the user of an error. A trap ends this connection. */
  reason(err: unknown): unknown {
    return recover(err, this.core.wasm) ?? err;
  }

  /** Sends, reports and sets the timer until the core is content. */
  private settle(): void {
    const { core } = this;
    while (!core.wasm.isDead) {
      const { flags } = core;
      if ((flags & Flag.HasTransmit) !== 0) {
        this.outbound.transmit(this.link);
      }
      if ((flags & Flag.HasEvent) !== 0) {
        while (!this.isOver && core.nextEvent(this.reactions)) {}
      }
      if (this.isOver) {
        return core.wasm.isDead ? undefined : core.release();
      }
      const step = this.backlog.shift();
      if (step !== undefined) {
        step();
      } else if ((flags & (Flag.HasEvent | Flag.HasTransmit)) === 0) {
        this.writers.look();
        return this.setTimer();
      }
    }
  }

  /** After a command that may have filled a chunk, or that leaves something to be sent at the end of the turn. */
  private schedule(): void {
    const { flags } = this.core;
    if ((flags & Flag.WantsTransmit) !== 0) {
      if (this.busy) {
        this.outbound.transmit(this.link);
      } else {
        this.carryOn();
      }
    } else if ((flags & Flag.HasTransmit) !== 0) {
      this.microtasksLeft = MICROTASKS;
      if (!this.isFlushDue) {
        this.isFlushDue = true;
        queueMicrotask(this.onFlush);
      }
    }
  }

  /** Sends, once nothing has been written for some microtasks. */
  private readonly onFlush = (): void => {
    if (--this.microtasksLeft > 0) {
      queueMicrotask(this.onFlush);
      return;
    }
    this.isFlushDue = false;
    this.carryOn();
  };

  /** Does what the core wants done. */
  carryOn(): void {
    this.enter(NOTHING);
  }

  private setTimer(): void {
    this.timer.set(this.core.timeout);
  }

  private readStats(): Stats {
    const { core } = this;
    return {
      inMsgs: core.stat(Stat.InMessages),
      inBytes: core.stat(Stat.InBytes),
      outMsgs: core.stat(Stat.OutMessages),
      outBytes: core.stat(Stat.OutBytes),
    };
  }

  private finish(error: Error | undefined): void {
    this.phase = "over";
    this.timer.clear();
    this.stopWakeListeners();
    this.core.wasm.tenants.delete(this);
    this.statuses.end();
    this.backlog = [];
    void this.ahead?.close(0);
    const reason = error ?? NatsError.errorForCode(ErrorCode.ConnectionClosed);
    this.first.reject(reason);
    this.writers.end(reason);
    this.lastSocketClosed.then(() => this.end.resolve(error));
  }
}

const NOTHING = () => {};
/** Microtasks that a loop needs between two messages that are there, so that its answers go out together. */
const MICROTASKS = 4;
