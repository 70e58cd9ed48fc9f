/**
 * The interfaces of the core API. Source: the `nats.ws` 1.30.3 API; what goes beyond it says so.
 */
import type { NatsError } from "./errors.js";
import type { DebugEvents, Events, Match, RequestStrategy } from "./events.js";
import type { ServicesAPI } from "./services/types.js";

/** What can be published: bytes, or a string that is sent as UTF-8. */
export type Payload = Uint8Array | string;

/** As for `JSON.parse`. */
// biome-ignore lint/suspicious/noExplicitAny: JSON has no narrower type, and programs rely on this one
export type ReviverFn = (key: string, value: any) => any;

/** The headers of a message. Names are compared byte for byte unless a {@link Match} says otherwise. */
export interface MsgHdrs extends Iterable<[string, string[]]> {
  /** Whether the status is an error: 300 and above. */
  hasError: boolean;
  /** Status code and description as one text. */
  status: string;
  /** The status code; 0 if there is none. */
  code: number;
  /** The words that go with the status. */
  description: string;
  /** The first value of `k`, or an empty string. */
  get(k: string, match?: Match): string;
  /** Makes `v` the only value of `k`. */
  set(k: string, v: string, match?: Match): void;
  /** Adds `v` to the values of `k`. */
  append(k: string, v: string, match?: Match): void;
  /** Whether there is a header `k`. */
  has(k: string, match?: Match): boolean;
  /** The names, in the order in which they were first set. */
  keys(): string[];
  /** All values of all names that match `k`. */
  values(k: string, match?: Match): string[];
  /** Removes all names that match `k`. */
  delete(k: string, match?: Match): void;
  /** The last value of `k`, or an empty string. */
  last(k: string, match?: Match): string;
}

/** A received message. All of it stays valid for as long as it is held. */
export interface Msg {
  /** The subject it was published to. */
  subject: string;
  /** The number of the subscription that it came for. */
  sid: number;
  /** Where an answer is wanted, if one is. */
  reply?: string;
  /** The payload. */
  data: Uint8Array;
  /** Headers of the publisher or the server, if there are any. */
  headers?: MsgHdrs;
  /**
   * Publishes an answer to {@link reply}.
   *
   * @returns whether there was a subject to answer to
   * @throws NatsError as {@link NatsConnection.publish} does
   */
  respond(payload?: Payload, opts?: PublishOptions): boolean;
  /**
   * The payload read as JSON.
   *
   * @throws NatsError with {@link ErrorCode.BadJson} if it is not JSON
   */
  json<T>(reviver?: ReviverFn): T;
  /** The payload read as UTF-8. */
  string(): string;
}

/** How to publish a message. */
export interface PublishOptions {
  /** Where an answer is wanted. Subscribe there first. */
  reply?: string;
  /** Headers to send along; the server must support them. */
  headers?: MsgHdrs;
}

/** What may be called off. Beyond `nats.ws`. */
export interface AbortOptions {
  /** Once it is aborted, the promise rejects with its reason. If it is aborted already, nothing is begun. */
  signal?: AbortSignal;
}

/** How to make a request. */
export interface RequestOptions extends AbortOptions {
  /** Milliseconds to wait for the answer. At least 1; default 1000. */
  timeout: number;
  /** Headers to send along. */
  headers?: MsgHdrs;
  /** Whether to use a subscription of its own instead of the one that all requests share. */
  noMux?: boolean;
  /** Where the answer is to be sent. Needs {@link noMux}. */
  reply?: string;
}

/** How to make a request for many answers. */
export interface RequestManyOptions extends AbortOptions {
  /** When to stop gathering; in any case the {@link maxWait} ends it. Default {@link RequestStrategy.Timer}. */
  strategy: RequestStrategy;
  /**
   * Milliseconds to wait in all; with {@link RequestStrategy.JitterTimer}, for the first answer. At least 1; default 1000.
   */
  maxWait: number;
  /** Headers to send along. */
  headers?: MsgHdrs;
  /** How many answers are enough, with {@link RequestStrategy.Count}. Without it, or below 1, there is no limit. */
  maxMessages?: number;
  /** Whether to use a subscription of its own instead of the one that all requests share. */
  noMux?: boolean;
  /** Milliseconds without a further answer after which to stop, with {@link RequestStrategy.JitterTimer}. Default 300. */
  jitter?: number;
}

/** How to subscribe. */
export interface SubOpts<T> {
  /** The queue group: each message goes to one of its members. */
  queue?: string;
  /** The number of messages after which the subscription ends by itself. */
  max?: number;
  /** Milliseconds within which the first message must come; otherwise the subscription ends with an error. */
  timeout?: number;
  /** Called with each message. With a callback there is nothing to iterate. */
  callback?: (err: NatsError | null, msg: T) => void;
  /** How much may wait for a slow loop. Without it there is no limit. Not together with a callback. Beyond `nats.ws`. */
  pendingLimits?: PendingLimits;
}

/** How much may wait for a loop that is slower than what comes. Beyond `nats.ws`. */
export interface PendingLimits {
  /** Messages, at least 1. Default: no limit. */
  messages?: number;
  /** Bytes of subjects, headers and payloads together; a single message may have more. At least 1. Default: no limit. */
  bytes?: number;
  /**
   * What happens to a message that would pass a limit. In any case {@link NatsConnection.status} tells of it, once until
   * no more than half of the limits is used again.
   *
   * - `"drop-new"`, the default: it is dropped
   * - `"drop-old"`: so many of the oldest are dropped that there is room for it
   * - `"end"`: it is dropped and the subscription ends; the loop fails with the code `"SLOW_CONSUMER"`
   * - `"report"`: it is queued
   */
  policy?: "report" | "drop-new" | "drop-old" | "end";
}

/** A subscription whose loop is too slow. Beyond `nats.ws`. */
export interface SlowConsumer {
  /** The subject subscribed to. */
  subject: string;
  /** As {@link Msg.sid}. */
  sid: number;
  /** How many messages waited when one came that was too much. */
  pending: number;
  /** How many bytes these were. */
  bytes: number;
  /** How many messages the subscription has dropped so far. */
  dropped: number;
}

/** How to subscribe to messages. */
export type SubscriptionOptions = SubOpts<Msg>;

/** A subscription. Without a callback its messages are read with `for await`; leaving the loop ends it. */
export interface Sub<T> extends AsyncIterable<T> {
  /** Resolves once the subscription has ended. */
  closed: Promise<void>;
  /**
   * Ends the subscription at once, or after it has received `max` messages in all.
   */
  unsubscribe(max?: number): void;
  /** Ends the subscription once the messages that are on their way have been handled. */
  drain(): Promise<void>;
  /** Whether {@link drain} was called. */
  isDraining(): boolean;
  /** Whether the subscription has ended. */
  isClosed(): boolean;
  /** @ignore */
  callback(err: NatsError | null, msg: Msg): void;
  /** The subject subscribed to. */
  getSubject(): string;
  /** How many messages have been received. */
  getReceived(): number;
  /** How many messages have been handled. */
  getProcessed(): number;
  /** How many messages wait to be handled. Only of use without a callback. */
  getPending(): number;
  /** @ignore */
  getID(): number;
  /** The number of messages after which the subscription ends by itself. */
  getMax(): number | undefined;
}

/** A subscription to messages. */
export type Subscription = Sub<Msg>;

/** A {@link Subscription} with what goes beyond `nats.ws`. */
export interface BoundedSubscription extends Subscription {
  /** How many messages were dropped because of {@link SubOpts.pendingLimits}. They count as received. */
  getDropped(): number;
}

/** Something that takes values. */
export interface Dispatcher<T> {
  /** Takes `v`. */
  push(v: T): void;
}

/** A queue that is read with `for await`. */
export interface QueuedIterator<T> extends Dispatcher<T> {
  /** The one loop that may read it. */
  [Symbol.asyncIterator](): AsyncIterator<T>;
  /** Ends the queue; the loop ends, or fails with `err`. */
  stop(err?: Error): void;
  /** How many values the loop was given. */
  getProcessed(): number;
  /** How many values wait. */
  getPending(): number;
  /** How many values have come. */
  getReceived(): number;
}

/** Something that publishes. */
export interface Publisher {
  /** Publishes `data` to `subject`. */
  publish(subject: string, data: Payload, options?: { reply?: string; headers?: MsgHdrs }): void;
}

/** What happened to a connection. */
export interface Status {
  type: Events | DebugEvents;
  /** A server, an error code, a count, or what changed in the cluster; see {@link Events} and {@link DebugEvents}. */
  data: string | ServersChanged | number;
  /** What was refused, if something was. */
  permissionContext?: { operation: string; subject: string };
  /** What the server did that made the connection give up its link; the type is then `"error"`. Beyond `nats.ws`. */
  error?: NatsError;
  /** Which subscription is too slow; the type is then `"slowConsumer"`. Beyond `nats.ws`. */
  slowConsumer?: SlowConsumer;
}

/** Which servers of the cluster came and went. */
export interface ServersChanged {
  readonly added: string[];
  readonly deleted: string[];
}

/** Counts since the connection was made. Bytes are those of headers and payloads. */
export interface Stats {
  inBytes: number;
  outBytes: number;
  inMsgs: number;
  outMsgs: number;
}

/** What the server says of itself when a client connects. Source: the INFO message of the NATS protocol. */
export interface ServerInfo {
  /** Whether credentials are needed. */
  auth_required?: boolean;
  /** The server's number for this client. */
  client_id: number;
  /** The client's address as the server sees it. */
  client_ip?: string;
  /** The name of the cluster. */
  cluster?: string;
  /** Other servers of the cluster. */
  connect_urls?: string[];
  /** The commit the server was built from. */
  git_commit?: string;
  /** The version of Go the server was built with. */
  go: string;
  /** Whether messages may have headers. */
  headers?: boolean;
  /** Where the server listens. */
  host: string;
  /** Whether JetStream is on. */
  jetstream?: boolean;
  /** Whether the server is about to shut down. */
  ldm?: boolean;
  /** Bytes that headers and payload of a message may have together. */
  max_payload: number;
  /** What to sign, where authentication asks for a signature. */
  nonce?: string;
  /** Where the server listens. */
  port: number;
  /** The version of the protocol. */
  proto: number;
  server_id: string;
  server_name: string;
  tls_available?: boolean;
  tls_required?: boolean;
  tls_verify?: boolean;
  /** The server's version. */
  version: string;
}

/** A connection to a cluster of servers; it outlives the links it uses. */
export interface NatsConnection {
  /** What the server at the other end says of itself; `undefined` once closed. */
  info?: ServerInfo;
  /** Resolves when the connection has ended, with the error that ended it if there was one. Never rejects. */
  closed(): Promise<void | Error>;
  /** Ends the connection, its requests and its subscriptions. */
  close(): Promise<void>;
  /**
   * Publishes `payload` to `subject`.
   *
   * @throws NatsError at once, and nothing is sent, if the connection is closed or drained, or a subject, the headers or
   * the payload's type or size are not fit to be sent
   */
  publish(subject: string, payload?: Payload, options?: PublishOptions): void;
  /**
   * Publishes `msg` again: its subject, reply, headers and payload.
   *
   * @throws NatsError as {@link publish} does
   */
  publishMessage(msg: Msg): void;
  /**
   * Publishes the payload and headers of `msg` to its reply subject.
   *
   * @returns whether there was one
   * @throws NatsError as {@link publish} does
   */
  respondMessage(msg: Msg): boolean;
  /**
   * Subscribes to `subject`, which may have wildcards.
   *
   * @throws NatsError if the connection is closed or draining, the subject is malformed, or an option senseless. What the
   * server denies, the loop fails with, or the callback is given
   */
  subscribe(subject: string, opts?: SubscriptionOptions): Subscription;
  /**
   * Publishes `payload` to `subject` and waits for the first answer.
   *
   * Rejects with {@link ErrorCode.NoResponders} if nobody listens and {@link ErrorCode.Timeout} if nobody answers; with what
   * {@link publish} throws, where the message is not fit to be sent; and with the reason of a signal that is aborted.
   */
  request(subject: string, payload?: Payload, opts?: RequestOptions): Promise<Msg>;
  /**
   * Publishes `payload` to `subject` and gathers what comes as an answer, until the {@link RequestStrategy} says that it is
   * enough. Leaving the loop early ends it too. That no answer came in time is no error.
   *
   * Rejects if nothing can be asked now: the connection is closed or draining, the subject malformed, an option senseless.
   * What is wrong with the message, {@link ErrorCode.NoResponders}, and the reason of a signal that is aborted meanwhile, the
   * loop fails with.
   *
   * @example
   * ```ts
   * for await (const m of await nc.requestMany("who.is.there", "", { maxWait: 500 })) {
   *   console.log(m.string());
   * }
   * ```
   */
  requestMany(subject: string, payload?: Payload, opts?: Partial<RequestManyOptions>): Promise<AsyncIterable<Msg>>;
  /**
   * Resolves once the server has handled everything that was sent to it before. Rejects if the link is lost meanwhile, or
   * the connection ends.
   */
  flush(opts?: AbortOptions): Promise<void>;
  /**
   * Drains all subscriptions, sends what is left to be sent, and closes. Without a link it closes at once if nothing waits to
   * be sent, else it waits for one, five seconds in all.
   *
   * Rejects if the connection is closed or draining, and in the end, as {@link closed} then says, too, if it ended without
   * sending what was published.
   *
   * A signal ends the waiting only: a drain that has begun goes on, unless {@link close} cuts it short.
   */
  drain(opts?: AbortOptions): Promise<void>;
  /** Whether the connection has ended. */
  isClosed(): boolean;
  /** Whether {@link drain} was called. */
  isDraining(): boolean;
  /** Host and port of the server at the other end. */
  getServer(): string;
  /** What happens to the connection from now on. */
  status(): AsyncIterable<Status>;
  /** What has gone through the connection. */
  stats(): Stats;
  /** Services on this connection, and finding those on others. */
  services: ServicesAPI;
  /** Milliseconds that a {@link flush} takes. */
  rtt(): Promise<number>;
  /** Gives the link up for a new one, as when it is lost. Nothing happens if there is none. */
  reconnect(): Promise<void>;
}

/** A {@link NatsConnection} with what goes beyond `nats.ws`. */
export interface Connection extends NatsConnection {
  subscribe(subject: string, opts?: SubscriptionOptions): BoundedSubscription;
  /**
   * Resolves once no more than {@link ConnectionOptions.highWaterMark} bytes are left to be sent, here and in the socket. A
   * publisher that awaits it before each message needs no more memory than that, however slow the link is. Rejects when
   * the connection ends.
   *
   * @example
   * ```ts
   * for await (const chunk of file.stream()) {
   *   await nc.writable();
   *   nc.publish("upload", chunk);
   * }
   * ```
   */
  writable(opts?: AbortOptions): Promise<void>;
}

/** No credentials. */
export type NoAuth = void;

/** A token. */
export interface TokenAuth {
  auth_token: string;
}

/** A user and, as the server requires, a password. */
export interface UserPass {
  user: string;
  pass?: string;
}

/** A public nkey and the signature of the server's nonce in base64url. */
export interface NKeyAuth {
  nkey: string;
  sig: string;
}

/** A JWT; unless it is a bearer token, also what {@link NKeyAuth} has. */
export interface JwtAuth {
  jwt: string;
  nkey?: string;
  sig?: string;
}

/** Credentials. */
export type Auth = NoAuth | TokenAuth | UserPass | NKeyAuth | JwtAuth;

/** Asked for credentials at every attempt to connect, with the server's nonce if it sent one. */
export type Authenticator = (nonce?: string) => Auth;

/** An {@link Authenticator} that may take its time. Beyond `nats.ws`. */
export type AsyncAuthenticator = (nonce?: string) => Auth | Promise<Auth>;

/** TLS is the platform's affair on a WebSocket: connect to `wss://` instead of giving these. */
export interface TlsOptions {
  handshakeFirst?: boolean;
  certFile?: string;
  cert?: string;
  caFile?: string;
  ca?: string;
  keyFile?: string;
  key?: string;
}

/** What is used of a WebSocket. The platform's own and the `ws` package's both fit. Beyond `nats.ws`. */
export interface WebSocketLike {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  /** Called when the socket is open. */
  onopen: ((ev: never) => unknown) | null;
  /** Called with each frame, as the event's `data`: an ArrayBuffer, a view, a Blob or a text. */
  onmessage: ((ev: never) => unknown) | null;
  /** Called when something went wrong; a close may follow or not. */
  onerror: ((ev: never) => unknown) | null;
  /** Called when the socket has closed, with `code` and `reason`. */
  onclose: ((ev: never) => unknown) | null;
  /** Sends one frame. What it is given is its own: nothing else refers to it. */
  send(data: ArrayBuffer): void;
  /** Closes the socket. */
  close(code?: number, reason?: string): void;
}

/** Makes the socket for a server's URL, and says whether the link is encrypted. */
export type WsSocketFactory = (
  url: string,
  opts: ConnectionOptions,
) => Promise<{ socket: WebSocketLike; encrypted: boolean }>;

/**
 * How to connect. All times are milliseconds. The signal is for `connect()`, and does nothing to a connection that stands.
 */
export interface ConnectionOptions extends AbortOptions {
  /** Asked for credentials at every attempt; the answers of several are merged, and later ones win. */
  authenticator?: Authenticator | AsyncAuthenticator | (Authenticator | AsyncAuthenticator)[];
  /** Whether what is sent and received is printed, without credentials. Default false. */
  debug?: boolean;
  /** How many pings may be without an answer; when one more is due then, the link is given up. Default 2. */
  maxPingOut?: number;
  /** Attempts at each server, in a row and in vain, before it is given up; -1 for no limit. Default 10. */
  maxReconnectAttempts?: number;
  /** The name that the server's monitoring shows for this client. */
  name?: string;
  /** Whether this client's subscriptions pass over what this client publishes. Default false. */
  noEcho?: boolean;
  /** Whether servers are tried in the order given, and not in a random one. Default false. */
  noRandomize?: boolean;
  /** The password that goes with {@link user}. */
  pass?: string;
  /** Has the server check more strictly. For work on clients. */
  pedantic?: boolean;
  /** Milliseconds between pings. Default 120000. */
  pingInterval?: number;
  /** The port of a server on 127.0.0.1, 1 to 65535. Not together with {@link servers}. */
  port?: number;
  /** Whether a lost link is replaced. Default true. */
  reconnect?: boolean;
  /** Asked how many milliseconds to wait before the next attempt, instead of the times below. */
  reconnectDelayHandler?: () => number;
  /** Milliseconds that are added at random, at most, to {@link reconnectTimeWait}. Default 100. */
  reconnectJitter?: number;
  /** Accepted and without effect, as in `nats.ws`. */
  reconnectJitterTLS?: number;
  /** Milliseconds between attempts at the same server. Default 2000. */
  reconnectTimeWait?: number;
  /** URLs of servers, `wss://…` or `ws://…`; without a scheme `wss://` is meant. Default `127.0.0.1:4222`. */
  servers?: Array<string> | string;
  /** Milliseconds within which the server must have let us in. Default 20000. */
  timeout?: number;
  /** Refused unless null: use `wss://`. */
  tls?: TlsOptions | null;
  /** A token to authenticate with. */
  token?: string;
  /** The user to authenticate as. */
  user?: string;
  /** Has the server confirm everything. For work on clients. */
  verbose?: boolean;
  /** Whether the first connection is also tried until it stands. Refused credentials still end it. Default false. */
  waitOnFirstConnect?: boolean;
  /** Whether to leave servers that the cluster names aside. Default false. */
  ignoreClusterUpdates?: boolean;
  /** The prefix of inboxes, for clients that may not use `_INBOX`, which is the default. No wildcards. */
  inboxPrefix?: string;
  /** Whether to go on although the credentials were refused twice in a row. Default false. */
  ignoreAuthErrorAbort?: boolean;
  /** Whether errors of requests go without the caller's stack, which saves capturing it. */
  noAsyncTraces?: boolean;
  /** Refused if true: a WebSocket leaves name resolution to the platform. */
  resolve?: boolean;
  /** Makes the sockets instead of the platform's `WebSocket`. */
  wsFactory?: WsSocketFactory;
  /**
   * Milliseconds before a JWT runs out at which the authenticator is asked for another. If it has one that lasts longer, the link
   * is replaced in order: what the server had sent is delivered, what is published meanwhile is sent, and requests under
   * way are waited for; what others publish between the two links is missed, as at every reconnect. If not, or with 0,
   * nothing happens before the server ends the link. Shortened for JWTs that are valid for less than four times as long.
   * Default 30000. Beyond `nats.ws`.
   */
  jwtRenewalLead?: number;
  /**
   * Bytes that may wait to be sent while there is no link. Beyond it `publish` throws. Default 8 MiB. Beyond `nats.ws`.
   */
  maxPendingBytes?: number;
  /** Bytes left to be sent up to which {@link Connection.writable} lets publishers go on. Default 1 MiB. Beyond `nats.ws`. */
  highWaterMark?: number;
}
