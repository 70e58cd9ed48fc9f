/** Connection options: their defaults, and checks that refuse what makes no sense. Source: the `nats.ws` 1.30.3 API. */
import { composeAuthenticator } from "./authenticator.js";
import { checkNumber, checkObject, checkType, invalid } from "./checks.js";
import type { ErrorCode } from "./errors.js";
import type { AsyncAuthenticator } from "./types/auth.js";
import type { ConnectionOptions } from "./types/options.js";

/**
 * {@link ConnectionOptions} with every default filled in and every value checked. What has no default and was not given
 * is `undefined`.
 */
export interface ResolvedOptions extends ConnectionOptions {
  authenticator: AsyncAuthenticator;
  debug: boolean;
  /** As the caller wrote them; at least one. */
  servers: string[];
  maxPingOut: number;
  maxReconnectAttempts: number;
  noEcho: boolean;
  noRandomize: boolean;
  pedantic: boolean;
  pingInterval: number;
  reconnect: boolean;
  reconnectJitter: number;
  reconnectJitterTLS: number;
  reconnectTimeWait: number;
  timeout: number;
  verbose: boolean;
  waitOnFirstConnect: boolean;
  ignoreClusterUpdates: boolean;
  ignoreAuthErrorAbort: boolean;
  noAsyncTraces: boolean;
  inboxPrefix: string;
  jwtRenewalLead: number;
  maxPendingBytes: number;
  highWaterMark: number;
  /** The user's, or one of {@link ownDelay}. */
  reconnectDelayHandler: () => number;
}

/**
 * Returns `opts` with defaults. An option that is `undefined` or `null` counts as not given; `opts` itself is left as
 * it is.
 *
 * @throws NatsError with {@link ErrorCode.InvalidOption} for values that make no sense or do not go together, {@link
 * ErrorCode.NotFunction} where a function is due
 */
export function parseOptions(opts: ConnectionOptions = {}): ResolvedOptions {
  checkObject("the options of connect()", opts);
  const given = takeGiven(opts);
  const options = { ...DEFAULTS, ...given } as ResolvedOptions;
  options.servers = parseServers(given);
  checkType("reconnectDelayHandler", options.reconnectDelayHandler, "function");
  checkType("wsFactory", options.wsFactory, "function");
  checkType("inboxPrefix", options.inboxPrefix, "string");
  checkType("name", options.name, "string");
  options.reconnectDelayHandler ??= ownDelay(options);
  options.authenticator = composeAuthenticator(options);
  if (options.tls) {
    throw invalid("tls");
  }
  if (options.resolve) {
    throw invalid("'resolve' is not supported on this client");
  }
  return options;
}

/** The options that count as given, numbers as numbers. */
function takeGiven(opts: ConnectionOptions): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(opts ?? {})) {
    const isEmpty = EMPTY_MEANS_DEFAULT.includes(name) && (value === 0 || value === "" || value === false);
    if (value === undefined || value === null || isEmpty) {
      continue;
    }
    const isNumber = typeof DEFAULTS[name as keyof typeof DEFAULTS] === "number";
    given[name] = isNumber ? checkNumber(name, value, name === "maxReconnectAttempts" ? -1 : 0) : value;
  }
  return given;
}

/**
 * What stands in for a `reconnectDelayHandler` that was not given: as in `nats.ws`, a function that returns how long a
 * wait may be. The core does not use it, and waits by the same options.
 */
function ownDelay(options: ResolvedOptions): () => number {
  const handler = () => options.reconnectTimeWait + Math.floor(Math.random() * (options.reconnectJitter + 1));
  OWN_DELAYS.add(handler);
  return handler;
}

/** Returns whether a function of the user's decides how long to wait before each attempt. */
export function hasDelayHandler({ reconnectDelayHandler }: ResolvedOptions): boolean {
  return !OWN_DELAYS.has(reconnectDelayHandler);
}

function parseServers({ servers, port }: Record<string, unknown>): string[] {
  const list = listOf(servers ?? "");
  if (list?.every((s): s is string => typeof s === "string" && s.trim() !== "") !== true) {
    throw invalid("servers option should be a string or a list of strings");
  }
  if (!port) {
    return list.length > 0 ? list : [`${DEFAULT_HOST}:${DEFAULT_PORT}`];
  }
  if (list.length > 0) {
    throw invalid("port and servers options are mutually exclusive");
  }
  const n = Number(port);
  if (!Number.isInteger(n) || n < 1 || n > MAX_PORT) {
    throw invalid(`port option should be a number from 1 to ${MAX_PORT}`);
  }
  return [`${DEFAULT_HOST}:${n}`];
}

/** Returns a new list with the entries of `servers`, which may be a Set; `null` if it is no list. */
function listOf(servers: unknown): unknown[] | null {
  if (typeof servers === "string") {
    return servers === "" ? [] : [servers];
  }
  const isList = typeof servers === "object" && servers !== null && Symbol.iterator in servers;
  return isList ? Array.from(servers as Iterable<unknown>) : null;
}

const DEFAULT_HOST = "127.0.0.1";
const DEFAULT_PORT = 4222;
const MAX_PORT = 65535;
const DEFAULTS = {
  debug: false,
  highWaterMark: 1024 * 1024,
  ignoreAuthErrorAbort: false,
  ignoreClusterUpdates: false,
  inboxPrefix: "_INBOX",
  jwtRenewalLead: 30_000,
  maxPendingBytes: 8 * 1024 * 1024,
  maxPingOut: 2,
  maxReconnectAttempts: 10,
  noAsyncTraces: false,
  noEcho: false,
  noRandomize: false,
  pedantic: false,
  pingInterval: 120_000,
  reconnect: true,
  reconnectJitter: 100,
  reconnectJitterTLS: 1000,
  reconnectTimeWait: 2000,
  timeout: 20_000,
  verbose: false,
  waitOnFirstConnect: false,
};
const OWN_DELAYS = /* @__PURE__ */ new WeakSet<() => number>();
/** The options for which zero or an empty value would never work: it counts as not given. */
const EMPTY_MEANS_DEFAULT = ["inboxPrefix", "maxPingOut", "pingInterval", "timeout"];
