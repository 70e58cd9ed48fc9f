// biome-ignore-all lint/suspicious/noDuplicateEnumValues: the API has some codes under two names
/**
 * The one error type of this package, its codes, and the sentences that go with them.
 *
 * Which failure is which code is decided by the protocol core; this file only gives the codes their names.
 * Source: the `nats.ws` 1.30.3 API.
 */

/** The value of {@link NatsError.code}. Several JetStream codes share a number with a server status. */
export enum ErrorCode {
  ApiError = "BAD API",
  BadAuthentication = "BAD_AUTHENTICATION",
  BadCreds = "BAD_CREDS",
  BadHeader = "BAD_HEADER",
  BadJson = "BAD_JSON",
  BadPayload = "BAD_PAYLOAD",
  BadSubject = "BAD_SUBJECT",
  Cancelled = "CANCELLED",
  ConnectionClosed = "CONNECTION_CLOSED",
  ConnectionDraining = "CONNECTION_DRAINING",
  ConnectionRefused = "CONNECTION_REFUSED",
  ConnectionTimeout = "CONNECTION_TIMEOUT",
  Disconnect = "DISCONNECT",
  InvalidOption = "INVALID_OPTION",
  InvalidPayload = "INVALID_PAYLOAD",
  MaxPayloadExceeded = "MAX_PAYLOAD_EXCEEDED",
  NoResponders = "503",
  NotFunction = "NOT_FUNC",
  RequestError = "REQUEST_ERROR",
  ServerOptionNotAvailable = "SERVER_OPT_NA",
  SubClosed = "SUB_CLOSED",
  SubDraining = "SUB_DRAINING",
  Timeout = "TIMEOUT",
  Tls = "TLS",
  Unknown = "UNKNOWN_ERROR",
  WssRequired = "WSS_REQUIRED",

  JetStreamInvalidAck = "JESTREAM_INVALID_ACK",
  JetStream404NoMessages = "404",
  JetStream408RequestTimeout = "408",
  JetStream409MaxAckPendingExceeded = "409",
  JetStream409 = "409",
  JetStreamNotEnabled = "503",
  JetStreamIdleHeartBeat = "IDLE_HEARTBEAT",

  AuthorizationViolation = "AUTHORIZATION_VIOLATION",
  AuthenticationExpired = "AUTHENTICATION_EXPIRED",
  ProtocolError = "NATS_PROTOCOL_ERR",
  PermissionsViolation = "PERMISSIONS_VIOLATION",
  AuthenticationTimeout = "AUTHENTICATION_TIMEOUT",
  AccountExpired = "ACCOUNT_EXPIRED",
}

/** The error in a JetStream API reply. */
export interface ApiError {
  /** A status in the style of HTTP, 300 to 599. */
  code: number;
  /** The server's own words. */
  description: string;
  /** The server's number for this kind of error, if there is one. */
  err_code?: number;
}

/** The operation that the server refused, when the error is a permissions violation. */
export interface PermissionContext {
  /** `"publish"` or `"subscription"`. */
  operation: string;
  /** The subject that was refused. */
  subject: string;
  /** The queue group of a refused subscription. */
  queue?: string;
}

/** Every failure that this package reports is one of these. */
export class NatsError extends Error {
  override name: string;
  /** One of {@link ErrorCode}; a JetStream error may carry a status that has no name there. */
  code: string;
  /** Set on permissions violations. */
  permissionContext?: PermissionContext;
  /** The error that led to this one, if there was one. */
  chainedError?: Error;
  /** Set when a JetStream API call was answered with an error. */
  api_error?: ApiError;

  constructor(message: string, code: string, chainedError?: Error) {
    super(message);
    this.name = "NatsError";
    // An own property of Error is not enumerable, yet programs log errors through JSON.stringify and expect the words.
    Object.defineProperty(this, "message", { value: message, enumerable: true, writable: true, configurable: true });
    this.code = code;
    this.permissionContext = undefined;
    this.chainedError = chainedError;
    this.api_error = undefined;
  }

  /** Returns an error whose message is the sentence for `code`, or the code itself where there is none. */
  static errorForCode(code: string, chainedError?: Error): NatsError {
    return new NatsError(SENTENCES[code] ?? code, code, chainedError);
  }

  /** Returns whether the server refused the credentials, or they have expired. */
  isAuthError(): boolean {
    return (
      this.code === ErrorCode.AuthenticationExpired ||
      this.code === ErrorCode.AuthorizationViolation ||
      this.code === ErrorCode.AccountExpired
    );
  }

  /** Returns whether the server gave up waiting for credentials. */
  isAuthTimeout(): boolean {
    return this.code === ErrorCode.AuthenticationTimeout;
  }

  /** Returns whether a subject was refused; {@link permissionContext} has it. */
  isPermissionError(): boolean {
    return this.code === ErrorCode.PermissionsViolation;
  }

  /** Returns whether the server reported an error in what it was sent. */
  isProtocolError(): boolean {
    return this.code === ErrorCode.ProtocolError;
  }

  /** Returns whether this error came from a JetStream API reply. */
  isJetStreamError(): boolean {
    return this.api_error !== undefined;
  }

  /** Returns the JetStream API's own description, or `null` for every other error. */
  jsError(): ApiError | null {
    return this.api_error ?? null;
  }
}

/** Returns whether `err` is an error of this package (or has a string code, as all of them do). */
export function isNatsError(err: NatsError | Error): err is NatsError {
  return typeof (err as NatsError).code === "string";
}

/** The sentences for codes that are no sentence themselves. */
const SENTENCES: Record<string, string> = {
  [ErrorCode.InvalidPayload]: "Invalid payload type - payloads can be 'binary', 'string', or 'json'",
  [ErrorCode.BadJson]: "Bad JSON",
  [ErrorCode.WssRequired]: "TLS is required, therefore a secure websocket connection is also required",
};
