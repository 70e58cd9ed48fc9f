/** What drives a session of the core: its socket, its timer, its promises, and the loop that carries out its wishes. */
import { checkSubscription } from "../checks.js";
import { ErrorCode, NatsError } from "../errors.js";
import type { ResolvedOptions } from "../options.js";
import type { Payload, Publisher, PublishOptions, ServerInfo, Stats, SubscriptionOptions } from "../types.js";
import { type Deferred, deferred } from "../util.js";
import { misuse } from "./codes.js";
import { newSession } from "./config.js";
import { carryOut } from "./events.js";
import { isTo } from "./head_start.js";
import { Inbound } from "./inbound.js";
import { FLAGS, HAS_EVENT, HAS_TRANSMIT, SID, TIMEOUT, WANTS_TRANSMIT } from "./layout.js";
import { Link, type LinkHost } from "./link.js";
import { Outbound, toBytes } from "./outbound.js";
import { Requests } from "./requests.js";
import { type Instance, recover, type Tenant } from "./runtime.js";
import { Statuses } from "./statuses.js";
import { SubscriptionImpl, type SubscriptionOwner } from "./subscription.js";
import { Subscriptions } from "./subscriptions.js";
import { Timer } from "./timer.js";
import { onWake } from "./wake.js";
import { Writers } from "./writers.js";

/**
 * Calls come in from the user, the socket and the timer, each into the core; then the core's wishes are carried out until
 * it has none: bytes to send, events, the time at which to call it again.
 */
export class Driver implements LinkHost, Publisher, SubscriptionOwner, Tenant {
  /** The session's address. */
  readonly session: number;
  /** Index of the session's status words. */
  readonly status: number;
  readonly inbound: Inbound;
  readonly outbound: Outbound;
  readonly statuses = new Statuses();
  readonly requests = new Requests();
  readonly subs = new Subscriptions();
  private readonly writers = new Writers(this);
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
  /** Whether the end has begun, for the user: what is left of it may have to wait for the end of a callback. */
  isClosed = false;
  /** Whether a server has let us in and the link to it stands. */
  isLinked = false;
  isOver = false;
  /** Whether the end left something unsent, and was not the user's wish. */
  private hasLost = false;

  private readonly timer = new Timer((due) => this.enter(() => this.wasm.core.timeout(this.session, Date.now(), due)));
  /** No longer looks for the moments at which the link is to be probed. */
  private sleep = NOTHING;
  /** Resolves when the last socket has sent what it held. */
  private parting: Promise<void> = Promise.resolve();
  private serverInfo: ServerInfo | undefined;
  private infoText = "";
  private finalStats: Stats | undefined;
  /** While records are walked or events carried out: what comes in meanwhile waits, and nothing goes on twice. */
  private busy = false;
  /** Frames of {@link link} that came meanwhile. */
  private backlog: Uint8Array[] = [];
  private isFlushDue = false;

  /** @throws NatsError for options that make no sense */
  constructor(
    readonly options: ResolvedOptions,
    readonly wasm: Instance,
    /** Opened for the first dial, before that. */
    private ahead: Link | undefined,
  ) {
    try {
      this.session = newSession(this.wasm, options);
      this.status = this.wasm.core.status(this.session) >>> 2;
    } catch (err) {
      throw this.reason(err);
    }
    this.inbound = new Inbound(this);
    this.outbound = new Outbound(this);
    this.wasm.tenants.add(this);
    this.first.catch(() => {});
  }

  /** Dials. Settles as {@link first}. */
  open(): Promise<void> {
    this.sleep = onWake(() => this.probe());
    this.enter(() => this.wasm.core.start(this.session, Date.now()));
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

  subscribe(subject: string, opts: SubscriptionOptions): SubscriptionImpl {
    this.mustBeOpen();
    const { max, timeout } = checkSubscription(opts);
    try {
      const slot = this.outbound.subscribe(Date.now(), subject, opts.queue || "", max, timeout);
      const sub = new SubscriptionImpl(this, slot, this.wasm.fresh().u32[this.status + SID]!, subject, opts);
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
      const flush = this.wasm.core.flush(this.session);
      if (flush < 0) {
        // The session has ended within the frame that is being walked.
        done.reject(misuse(flush));
      } else {
        this.flushes.set(flush, done);
      }
    });
    return done;
  }

  writable(): Promise<void> {
    return this.isClosed ? Promise.reject(NatsError.errorForCode(ErrorCode.ConnectionClosed)) : this.writers.wait();
  }

  drain(): Promise<void> {
    if (this.isClosed || this.isDraining) {
      const code = this.isClosed ? ErrorCode.ConnectionClosed : ErrorCode.ConnectionDraining;
      return Promise.reject(NatsError.errorForCode(code));
    }
    this.isDraining = true;
    this.subs.drain();
    this.enter(() => this.wasm.core.drain(this.session, Date.now()));
    return this.end.then((error) => {
      if (this.hasLost) {
        throw error;
      }
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.enter(() => this.wasm.core.close(this.session));
    await this.end;
  }

  /** Gives up the link and makes a new one. */
  async reconnect(): Promise<void> {
    this.mustBeOpen();
    const result = this.enter(() => this.wasm.core.reconnect(this.session, Date.now())) ?? 0;
    if (result < 0) {
      throw misuse(result);
    }
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

  // What subscriptions ask for.

  unsubscribe(sub: SubscriptionImpl, max?: number, error?: NatsError): void {
    if (this.isOver || this.subs.at(sub.slot) !== sub) {
      return;
    }
    // The core has counted the whole frame that is being walked; the user has seen `received` of it.
    const isSpent = !max || sub.received >= max;
    sub.max = max || undefined;
    this.enter(() => this.wasm.core.unsubscribe(this.session, sub.slot, max || 0));
    if (isSpent) {
      this.subs.drop(sub, error);
    }
  }

  /** Whether there is something to be drained: one that has ended may have left its slot to another. */
  drainSubscription(sub: SubscriptionImpl): boolean {
    const isLive = this.subs.at(sub.slot) === sub;
    if (isLive) {
      this.enter(() => this.wasm.core.drain_subscription(this.session, sub.slot));
    }
    return isLive;
  }

  // What the socket reports.

  linkOpened(link: Link): void {
    if (link === this.link) {
      this.enter(() => this.wasm.core.opened(this.session, Date.now(), link.dial));
    }
  }

  linkReceived(link: Link, frame: Uint8Array): void {
    if (link !== this.link) {
      return;
    }
    if (this.busy) {
      // A socket that answers from within `send`.
      this.backlog.push(frame);
    } else {
      this.enter(() => this.inbound.read(frame, link.dial));
    }
  }

  linkClosed(link: Link, why: string, error: Error | undefined): void {
    if (link === this.link) {
      this.linkError = error;
      this.enter(() => this.wasm.core.closed(this.session, Date.now(), link.dial, this.outbound.text(why)));
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
    void ahead?.close();
    this.link = new Link(url, this.options);
    this.link.serve(this, dial);
    void this.link.open();
  }

  /** Lets go of the socket. */
  hangUp(): void {
    this.parting = this.link?.close() ?? this.parting;
    this.link = null;
    this.backlog = [];
  }

  /** Takes the server's INFO. */
  informed(json: string): void {
    this.infoText = json;
    this.serverInfo = undefined;
  }

  /** The session is over. */
  ended(error: Error | undefined): void {
    this.finalStats = this.readStats();
    this.hasLost = error !== undefined && this.wasm.core.stat(this.session, UNSENT) > 0;
    this.finish(error);
  }

  /** The wasm instance is gone, and with it the session. */
  trapped(error: NatsError): void {
    this.isOver = true;
    this.finalStats ??= { inBytes: 0, outBytes: 0, inMsgs: 0, outMsgs: 0 };
    this.hangUp();
    this.requests.settleAll(() => error);
    this.subs.dropAll(error);
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
        this.carryOn();
      }
      return result;
    } catch (err) {
      if (recover(err, this.wasm) === null) {
        throw err;
      }
      return undefined;
    } finally {
      this.busy = !isOuter;
    }
  }

  /** Has the core look after the link, unless the socket holds so much that an answer would be late on a slow one. */
  private probe(): void {
    if ((this.link?.buffered ?? 0) < BUSY) {
      this.enter(() => this.wasm.core.probe(this.session, Date.now()));
    }
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
    return recover(err, this.wasm) ?? err;
  }

  /** Sends, reports and sets the timer until the core is content. */
  private carryOn(): void {
    const { wasm } = this;
    while (!wasm.isDead) {
      const flags = this.flags();
      if ((flags & HAS_TRANSMIT) !== 0) {
        this.outbound.transmit(this.link);
      }
      if ((flags & HAS_EVENT) !== 0) {
        carryOut(this);
      }
      if (this.isOver) {
        return wasm.isDead ? undefined : wasm.core.release(this.session);
      }
      const frame = this.backlog.shift();
      if (frame !== undefined) {
        this.inbound.read(frame, this.link!.dial);
      } else if ((flags & (HAS_EVENT | HAS_TRANSMIT)) === 0) {
        this.writers.look();
        return this.setTimer();
      }
    }
  }

  /** After a command that may have filled a chunk, or that leaves something to be sent at the end of the turn. */
  private schedule(): void {
    const flags = this.flags();
    if ((flags & WANTS_TRANSMIT) !== 0) {
      if (this.busy) {
        this.outbound.transmit(this.link);
      } else {
        this.enter(NOTHING);
      }
    } else if (!this.isFlushDue && (flags & HAS_TRANSMIT) !== 0) {
      this.isFlushDue = true;
      queueMicrotask(this.onFlush);
    }
  }

  private readonly onFlush = (): void => {
    this.isFlushDue = false;
    this.enter(NOTHING);
  };

  private setTimer(): void {
    this.timer.set(this.wasm.fresh().f64[(this.status >>> 1) + TIMEOUT]!);
  }

  private flags(): number {
    return this.wasm.fresh().u32[this.status + FLAGS]!;
  }

  private readStats(): Stats {
    const stat = (which: number) => this.wasm.core.stat(this.session, which);
    return { inMsgs: stat(0), inBytes: stat(1), outMsgs: stat(2), outBytes: stat(3) };
  }

  private finish(error: Error | undefined): void {
    this.isOver = true;
    this.isClosed = true;
    this.timer.clear();
    this.sleep();
    this.wasm.tenants.delete(this);
    this.statuses.end();
    this.backlog = [];
    void this.ahead?.close();
    const reason = error ?? NatsError.errorForCode(ErrorCode.ConnectionClosed);
    this.first.reject(reason);
    this.writers.end(reason);
    this.parting.then(() => this.end.resolve(error));
  }
}

const NOTHING = () => {};
/** The number of bytes that were never sent, as the wasm module numbers its figures. */
const UNSENT = 5;
/** Bytes in a socket that is busy. */
const BUSY = 64 * 1024;
