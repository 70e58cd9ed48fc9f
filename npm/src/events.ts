/**
 * The enums of the API. Their values are part of it: programs compare them with plain strings and numbers.
 *
 * Source: the `nats.ws` 1.30.3 API.
 */

/** What {@link NatsConnection.status} reports and an application may want to act on. */
export enum Events {
  /** The link to the server is gone. */
  Disconnect = "disconnect",
  /** A new link stands and the subscriptions are in place again. */
  Reconnect = "reconnect",
  /** The cluster named servers that were not known, or dropped some that were. */
  Update = "update",
  /** The server is about to shut down (lame duck mode). */
  LDM = "ldm",
  /** The server refused something; the status carries the code. */
  Error = "error",
}

/** Reports of {@link NatsConnection.status} about the client's own steps; safe to ignore. */
export enum DebugEvents {
  /** A dial begins; `data` is the server. */
  Reconnecting = "reconnecting",
  /** A keepalive ping goes out; `data` is the number of pings without an answer. */
  PingTimer = "pingTimer",
  /** Too many pings went unanswered; the link is given up. */
  StaleConnection = "staleConnection",
  /** The application asked for a new link. */
  ClientInitiatedReconnect = "client initiated reconnect",
}

/** How the name of a header is compared. */
export enum Match {
  /** Byte for byte; the default. */
  Exact = 0,
  /** After bringing the name asked for into canonical MIME form. */
  CanonicalMIME = 1,
  /** Without regard to case. */
  IgnoreCase = 2,
}

/** When a request for many answers ends. */
export enum RequestStrategy {
  /** After {@link RequestManyOptions.maxWait}. */
  Timer = "timer",
  /** After {@link RequestManyOptions.maxMessages} answers. */
  Count = "count",
  /** Once no answer has come for {@link RequestManyOptions.jitter}. */
  JitterTimer = "jitterTimer",
  /** At the first answer without a payload. */
  SentinelMsg = "sentinelMsg",
}

/** The requests that services are monitored with. */
export enum ServiceVerb {
  /** Which instances there are. */
  PING = "PING",
  /** Their statistics. */
  STATS = "STATS",
  /** Their descriptions and endpoints. */
  INFO = "INFO",
}

/** The `type` of the answers of services. */
export enum ServiceResponseType {
  STATS = "io.nats.micro.v1.stats_response",
  INFO = "io.nats.micro.v1.info_response",
  PING = "io.nats.micro.v1.ping_response",
}
