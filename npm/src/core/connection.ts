/** The connection, as the user holds it: a session of the core with its socket, its timer and its promises. */
import { ErrorCode, NatsError } from "../errors.js";
import { DebugEvents, Events } from "../events.js";
import type { ResolvedOptions } from "../options.js";
import type {
  Auth,
  Msg,
  NatsConnection,
  Payload,
  PublishOptions,
  RequestOptions,
  ServerInfo,
  Stats,
  Status,
  Subscription,
  SubscriptionOptions,
} from "../types.js";
import { type Deferred, deferred } from "../util.js";
import {
  connectionError,
  END_DENIED,
  END_TIMED_OUT,
  flushFailure,
  misuse,
  requestFailure,
  serverError,
} from "./codes.js";
import { newSession } from "./config.js";
import { carryOut, type EventHandler } from "./events.js";
import { Inbound, type Recipient } from "./inbound.js";
import { FLAGS, HAS_EVENT, HAS_TRANSMIT, SID, TIMEOUT, WANTS_TRANSMIT } from "./layout.js";
import { Link, type LinkHost } from "./link.js";
import type { MsgImpl } from "./msg.js";
import { Outbound, toBytes } from "./outbound.js";
import { Requests } from "./requests.js";
import { core, heap, moveIn, ready, recover, refresh, type Tenant } from "./runtime.js";
import { Statuses } from "./statuses.js";
import { SubscriptionImpl, type SubscriptionOwner } from "./subscription.js";
import { Timer } from "./timer.js";

export class NatsConnectionImpl
  implements NatsConnection, EventHandler, LinkHost, Recipient, SubscriptionOwner, Tenant
{
  readonly options: ResolvedOptions;
  private readonly session: number;
  /** Indexes of the session's status words. */
  private readonly status32: number;
  private readonly status64: number;
  private readonly inbound: Inbound;
  private readonly outbound: Outbound;
  private readonly timer = new Timer(() => this.expire());
  private readonly statuses = new Statuses();
  private readonly requests = new Requests();
  private readonly subs: (SubscriptionImpl | undefined)[] = [];
  private readonly flushes = new Map<number, Deferred<void>>();
  private readonly moveOut: () => void;
  private readonly first: Deferred<NatsConnection> = deferred();
  private readonly end: Deferred<undefined | Error> = deferred();
  private link: Link | null = null;
  private parting: Promise<void> = Promise.resolve();
  private serverInfo: ServerInfo | undefined;
  private infoText = "";
  private server = "";
  private finalStats: Stats | undefined;
  private credentialsError: Error | undefined;
  private draining = false;
  private isOver = false;
  /** While records are walked or events carried out: what comes in meanwhile waits, and nothing goes on twice. */
  private busy = false;
  private backlog: [Link, Uint8Array][] = [];
  private flushScheduled = false;

  /** @throws NatsError for options that make no sense, and where WebAssembly is not to be had */
  constructor(options: ResolvedOptions) {
    ready();
    this.options = options;
    let address: number;
    try {
      this.session = newSession(options);
      address = core.status(this.session);
    } catch (err) {
      throw recover(err) ?? err;
    }
    this.status32 = address >>> 2;
    this.status64 = address >>> 3;
    this.inbound = new Inbound(this.session, this.status32, this, this);
    this.outbound = new Outbound(this.session, this.status32);
    this.moveOut = moveIn(this);
    this.first.catch(() => {});
  }

  /** Dials. Resolves with this once a server has let us in. */
  open(): Promise<NatsConnection> {
    this.enter(() => core.start(this.session, Date.now()));
    return this.first;
  }

  publish(subject: string, payload?: Payload, options?: PublishOptions): void {
    this.mustBeOpen();
    const data = toBytes(payload);
    try {
      this.outbound.publish(subject, options?.reply || "", options?.headers, data);
      this.schedule();
    } catch (err) {
      throw recover(err) ?? err;
    }
  }

  publishMessage(msg: Msg): void {
    this.publish(msg.subject, msg.data, { reply: msg.reply, headers: msg.headers });
  }

  respondMessage(msg: Msg): boolean {
    if (!msg.reply) {
      return false;
    }
    this.publish(msg.reply, msg.data, { reply: msg.reply, headers: msg.headers });
    return true;
  }

  subscribe(subject: string, opts: SubscriptionOptions = {}): Subscription {
    this.mustBeOpen();
    checkSubscription(opts);
    try {
      const { queue = "", max = 0, timeout = 0 } = opts;
      const slot = this.outbound.subscribe(Date.now(), subject, queue, max, timeout);
      this.fresh();
      const sub = new SubscriptionImpl(this, slot, heap.u32[this.status32 + SID]!, subject, opts);
      this.subs[slot] = sub;
      this.settleUp();
      return sub;
    } catch (err) {
      throw recover(err) ?? err;
    }
  }

  request(subject: string, payload?: Payload, opts?: RequestOptions): Promise<Msg> {
    let outcome: Promise<Msg> | undefined;
    try {
      this.mustBeOpen();
      const timeout = opts?.timeout || DEFAULT_REQUEST_TIMEOUT;
      const reply = opts?.reply || "";
      checkRequest(timeout, reply, opts?.noMux);
      const inbox = opts?.noMux ? (reply === "" ? OWN_INBOX : INBOX_AT_REPLY) : SHARED_INBOX;
      const data = toBytes(payload);
      outcome = this.requests.outcome(
        this.outbound.request(Date.now(), subject, reply, opts?.headers, data, inbox, timeout),
      );
      this.settleUp();
      return outcome;
    } catch (err) {
      // A trap has settled what was pending.
      const failure = recover(err) ?? err;
      return outcome ?? Promise.reject(failure);
    }
  }

  flush(): Promise<void> {
    if (this.isOver) {
      return Promise.reject(NatsError.errorForCode(ErrorCode.ConnectionClosed));
    }
    const done = deferred<void>();
    this.enter(() => this.flushes.set(core.flush(this.session), done));
    return done;
  }

  async rtt(): Promise<number> {
    const start = Date.now();
    await this.flush();
    return Date.now() - start;
  }

  drain(): Promise<void> {
    if (this.isOver) {
      return Promise.reject(NatsError.errorForCode(ErrorCode.ConnectionClosed));
    }
    if (this.draining) {
      return Promise.reject(NatsError.errorForCode(ErrorCode.ConnectionDraining));
    }
    this.draining = true;
    this.enter(() => core.drain(this.session));
    return this.end.then(() => {});
  }

  async close(): Promise<void> {
    if (!this.isOver) {
      this.enter(() => core.close(this.session));
    }
    await this.end;
  }

  async reconnect(): Promise<void> {
    this.mustBeOpen();
    const result = this.enter(() => core.reconnect(this.session, Date.now())) ?? 0;
    if (result < 0) {
      throw misuse(result);
    }
  }

  closed(): Promise<void | Error> {
    return this.end;
  }

  isClosed(): boolean {
    return this.isOver;
  }

  isDraining(): boolean {
    return this.draining;
  }

  getServer(): string {
    return this.server;
  }

  status(): AsyncIterable<Status> {
    return this.statuses.read();
  }

  stats(): Stats {
    return this.finalStats ?? this.readStats();
  }

  get info(): ServerInfo | undefined {
    if (this.isOver || this.infoText === "") {
      return undefined;
    }
    this.serverInfo ??= JSON.parse(this.infoText) as ServerInfo;
    return this.serverInfo;
  }

  // What subscriptions ask for.

  unsubscribe(sub: SubscriptionImpl, max?: number): void {
    if (this.isOver || this.subs[sub.slot] !== sub) {
      return;
    }
    // The core has counted the whole frame that is being walked; the user has seen `received` of it.
    const isSpent = !max || sub.received >= max;
    sub.max = max || undefined;
    this.enter(() => core.unsubscribe(this.session, sub.slot, max || 0));
    if (isSpent) {
      this.drop(sub);
    }
  }

  drainSubscription(sub: SubscriptionImpl): void {
    this.enter(() => core.drain_subscription(this.session, sub.slot));
  }

  // What the socket reports.

  linkOpened(link: Link): void {
    if (link === this.link) {
      this.enter(() => core.opened(this.session, Date.now(), link.dial));
    }
  }

  linkReceived(link: Link, data: ArrayBuffer | ArrayBufferView<ArrayBuffer> | string): void {
    if (link !== this.link) {
      return;
    }
    const frame = toFrame(data);
    if (this.busy) {
      // A socket that answers from within `send`.
      this.backlog.push([link, frame]);
      return;
    }
    this.enter(() => this.inbound.read(frame, link.dial));
  }

  linkClosed(link: Link, why: string): void {
    if (link === this.link) {
      this.enter(() => core.closed(this.session, Date.now(), link.dial, this.outbound.text(why)));
    }
  }

  // What messages are for.

  deliver(slot: number, msg: MsgImpl): void {
    const sub = this.subs[slot];
    if (sub === undefined) {
      return;
    }
    sub.received++;
    sub.hand(null, msg);
    if (sub.max !== undefined && sub.received >= sub.max && this.subs[slot] === sub) {
      this.drop(sub);
    }
  }

  settle(slot: number, msg: MsgImpl): void {
    this.requests.settle(slot, msg);
  }

  // The core's events.

  dial(dial: number, url: string): void {
    this.inbound.reset();
    this.link = new Link(this, dial, url, this.options);
    void this.link.open();
  }

  hangUp(): void {
    this.parting = this.link?.close() ?? this.parting;
    this.link = null;
    this.outbound.direct = false;
  }

  giveCredentials(dial: number, nonce: string | undefined): void {
    const answer = (ok: boolean) => core.credentials(this.session, Date.now(), dial, ok);
    const give = (auth: Auth) => {
      const given = (auth ?? {}) as Record<string, string | undefined>;
      this.enter(() => {
        CREDENTIALS.forEach((name, which) => {
          if (given[name]) {
            core.credential(this.session, which, this.outbound.text(given[name]));
          }
        });
        answer(true);
      });
    };
    const fail = (err: unknown) => {
      this.credentialsError = err as Error;
      this.enter(() => answer(false));
    };
    let auth: Auth | Promise<Auth>;
    try {
      auth = this.options.authenticator(nonce);
    } catch (err) {
      return fail(err);
    }
    if (auth instanceof Promise) {
      auth.then(give, fail);
    } else {
      give(auth);
    }
  }

  giveReconnectDelay(): void {
    let wait = this.options.reconnectTimeWait;
    try {
      const answer = this.options.reconnectDelayHandler!();
      wait = answer >= 0 ? answer : wait;
    } catch (err) {
      console.error("nats-web: reconnectDelayHandler threw", err);
    }
    this.enter(() => core.reconnect_delay(this.session, Date.now(), wait));
  }

  connected(again: boolean, server: string): void {
    this.outbound.direct = this.link?.copies ?? false;
    if (again) {
      this.statuses.report(Events.Reconnect, server);
    } else {
      this.first.resolve(this);
    }
  }

  disconnected(server: string): void {
    this.outbound.direct = false;
    this.statuses.report(Events.Disconnect, server);
  }

  reconnecting(server: string): void {
    this.server = server;
    this.statuses.report(DebugEvents.Reconnecting, server);
  }

  informed(json: string): void {
    this.infoText = json;
    this.serverInfo = undefined;
  }

  serversChanged(added: string[], deleted: string[]): void {
    this.statuses.report(Events.Update, { added, deleted });
  }

  lameDuck(server: string): void {
    this.statuses.report(Events.LDM, server);
  }

  serverError(kind: number, texts: string[]): void {
    const { code, permissionContext } = serverError(kind, texts);
    this.statuses.report(Events.Error, code, permissionContext);
  }

  pingTimer(outstanding: number): void {
    this.statuses.report(DebugEvents.PingTimer, `${outstanding}`);
  }

  stale(): void {
    this.statuses.report(DebugEvents.StaleConnection);
  }

  reconnectRequested(): void {
    this.statuses.report(DebugEvents.ClientInitiatedReconnect);
  }

  subscriptionEnded(slot: number, end: number, texts: string[]): void {
    const sub = this.subs[slot];
    if (sub !== undefined) {
      const error = end === END_DENIED ? serverError(1, texts) : end === END_TIMED_OUT ? sub.timeoutError : undefined;
      this.drop(sub, error);
    }
  }

  requestFailed(slot: number, failure: number, texts: string[]): void {
    this.requests.settle(slot, () => requestFailure(failure, texts));
  }

  flushed(flush: number, failure: number): void {
    const done = this.flushes.get(flush);
    this.flushes.delete(flush);
    if (failure === 0) {
      done?.resolve();
    } else {
      done?.reject(flushFailure(failure));
    }
  }

  ended(error: number, detail: number, texts: string[]): void {
    this.finalStats = this.readStats();
    this.finish(this.credentialsError ?? connectionError(error, detail, texts));
  }

  /** The wasm instance is gone, and with it the session. */
  trapped(error: NatsError): void {
    this.finalStats ??= { inBytes: 0, outBytes: 0, inMsgs: 0, outMsgs: 0 };
    this.hangUp();
    this.requests.settleAll(() => error);
    for (const sub of this.subs) {
      sub?.finish(error);
    }
    for (const flush of this.flushes.values()) {
      flush.reject(error);
    }
    this.finish(error);
  }

  private finish(error: Error | undefined): void {
    this.isOver = true;
    this.timer.clear();
    this.moveOut();
    this.statuses.end();
    this.backlog = [];
    this.first.reject(error ?? NatsError.errorForCode(ErrorCode.ConnectionClosed));
    this.parting.then(() => this.end.resolve(error));
  }

  /** Calls into the core from outside of it, then does what the core wants done. A trap ends this connection. */
  private enter<T>(call: () => T): T | undefined {
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
      if (recover(err) === null) {
        throw err;
      }
      return undefined;
    } finally {
      this.busy = !isOuter;
    }
  }

  /** Sends, reports and sets the timer until the core is content. */
  private carryOn(): void {
    for (;;) {
      this.fresh();
      const flags = heap.u32[this.status32 + FLAGS]!;
      if ((flags & HAS_TRANSMIT) !== 0) {
        this.outbound.transmit(this.link);
      }
      if ((flags & HAS_EVENT) !== 0) {
        carryOut(this.session, this.status32, this);
      }
      if (this.isOver) {
        return core.release(this.session);
      }
      const next = this.backlog.shift();
      if (next !== undefined && next[0] === this.link) {
        this.inbound.read(next[1], next[0].dial);
      } else if ((flags & (HAS_EVENT | HAS_TRANSMIT)) === 0) {
        break;
      }
    }
    this.timer.set(heap.f64[this.status64 + TIMEOUT]!);
  }

  /** After a command that may have filled a chunk, or that leaves something to be sent at the end of the turn. */
  private schedule(): void {
    this.fresh();
    const flags = heap.u32[this.status32 + FLAGS]!;
    if ((flags & WANTS_TRANSMIT) !== 0) {
      this.outbound.transmit(this.link);
    } else if (!this.flushScheduled && (flags & HAS_TRANSMIT) !== 0) {
      this.flushScheduled = true;
      queueMicrotask(this.onFlush);
    }
  }

  private settleUp(): void {
    this.timer.set(heap.f64[this.status64 + TIMEOUT]!);
    this.schedule();
  }

  private readonly onFlush = (): void => {
    this.flushScheduled = false;
    this.enter(() => {});
  };

  private expire(): void {
    this.enter(() => core.timeout(this.session, Date.now()));
  }

  private drop(sub: SubscriptionImpl, error?: NatsError): void {
    this.subs[sub.slot] = undefined;
    sub.finish(error);
  }

  private fresh(): void {
    if (heap.u32.length === 0) {
      refresh();
    }
  }

  private mustBeOpen(): void {
    if (this.isOver) {
      throw NatsError.errorForCode(ErrorCode.ConnectionClosed);
    }
  }

  private readStats(): Stats {
    const stat = (which: number) => core.stat(this.session, which);
    return { inMsgs: stat(0), inBytes: stat(1), outMsgs: stat(2), outBytes: stat(3) };
  }
}

const DEFAULT_REQUEST_TIMEOUT = 1000;
/** The fields of credentials, as the core numbers them. */
const CREDENTIALS = ["user", "pass", "auth_token", "jwt", "nkey", "sig"];
/** Where a reply goes, as the core numbers it. */
const SHARED_INBOX = 0;
const OWN_INBOX = 1;
const INBOX_AT_REPLY = 2;

function checkRequest(timeout: number, reply: string, noMux: boolean | undefined): void {
  if (!(timeout >= 1)) {
    throw new NatsError("timeout", ErrorCode.InvalidOption);
  }
  if (reply !== "" && !noMux) {
    throw new NatsError("reply can only be used with noMux", ErrorCode.InvalidOption);
  }
}

function checkSubscription({ queue, max, timeout, callback }: SubscriptionOptions): void {
  for (const [name, value] of Object.entries({ max, timeout })) {
    if (value !== undefined && value !== null && !(Number.isFinite(value) && value >= 0)) {
      throw new NatsError(`${name} option should be a number of at least 0`, ErrorCode.InvalidOption);
    }
  }
  if (queue !== undefined && queue !== null && typeof queue !== "string") {
    throw new NatsError("queue option should be a string", ErrorCode.InvalidOption);
  }
  if (callback !== undefined && callback !== null && typeof callback !== "function") {
    throw new NatsError("callback option should be a function", ErrorCode.NotFunction);
  }
}

function toFrame(data: ArrayBuffer | ArrayBufferView<ArrayBuffer> | string): Uint8Array {
  if (data instanceof ArrayBuffer) {
    return new Uint8Array(data);
  }
  return typeof data === "string" ? toBytes(data) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
