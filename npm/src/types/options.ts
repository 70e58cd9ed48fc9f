/** How to connect. Source: the `nats.ws` 1.30.3 API; what goes beyond it says so. */
import type { AsyncAuthenticator, Authenticator } from "./auth.js";
import type { AbortOptions } from "./requests.js";

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
