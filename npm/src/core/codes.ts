/**
 * What the core's numbers mean to users of the `nats.ws` API. The Rust side of this is `crates/wasm/src/codes.rs`.
 *
 * Source: the codes and messages of `nats.ws` 1.30.3, as observed.
 */
import { ErrorCode, NatsError } from "../errors.js";

/** Kinds of events. */
export const DIAL = 1;
export const HANGUP = 2;
export const CREDENTIALS_NEEDED = 3;
export const RECONNECT_DELAY_NEEDED = 4;
export const CONNECTED = 5;
export const DISCONNECTED = 6;
export const RECONNECTING = 7;
export const INFO = 8;
export const SERVERS_CHANGED = 9;
export const LAME_DUCK = 10;
export const SERVER_ERROR = 11;
export const PING_TIMER = 12;
export const STALE = 13;
export const RECONNECT_REQUESTED = 14;
export const SUBSCRIPTION_ENDED = 15;
export const REQUEST_ENDED = 16;
export const FLUSHED = 17;
export const CLOSED = 18;
export const PROTOCOL_BROKEN = 19;

/** Why a subscription ended. */
export const END_DENIED = 4;
export const END_TIMED_OUT = 5;

/** Why the connection closed: an authenticator failed. */
export const NO_CREDENTIALS = 9;

/** The error of what a service may not be called: `code` is the core's, a negative number, `texts` what it was given. */
export function unfit(code: number, texts: string[]): Error {
  const [part, why, at] = [-code & 7, (-code >> 3) & 7, -code >> 6];
  const what = PARTS[part];
  const text = texts[why === 2 ? 2 : PLACES[part]!]!;
  switch (why) {
    case 1:
      return new Error(
        text === ""
          ? `${what} name required`
          : `invalid ${what} name - ${what} name cannot contain '${String.fromCodePoint(text.codePointAt(at)!)}'`,
      );
    case 2:
      return new Error(`'${text}' is not a semver value`);
    case 3:
      return new Error(`${what} cannot contain spaces: '${text}'`);
    default:
      return new Error(`${what} ${part === 6 ? "name cannot contain" : "cannot have"} internal '>': '${text}'`);
  }
}

/** The error of a command that the core refused with `code`, a negative number. */
export function misuse(code: number): NatsError {
  const [name, message, detail] = MISUSES[-code] ?? [ErrorCode.Unknown];
  return message === undefined
    ? NatsError.errorForCode(name)
    : new NatsError(message, name, new Error(detail ?? message));
}

/**
 * The error of a failed request, `undefined` for one that has had all its replies; `texts` are the server's words and
 * what it denied, if it denied something.
 */
export function requestFailure(code: number, texts: string[]): NatsError | undefined {
  switch (code) {
    case 0:
      return undefined;
    case 2:
      return NatsError.errorForCode(ErrorCode.NoResponders);
    case 3:
      return serverError(1, texts);
    default:
      // A request that is pending when the connection closes times out then: observed.
      return NatsError.errorForCode(ErrorCode.Timeout);
  }
}

/** The error of a flush that failed. */
export function flushFailure(code: number): NatsError {
  return NatsError.errorForCode(code === 1 ? ErrorCode.Disconnect : ErrorCode.ConnectionClosed);
}

/** The error for the server's `-ERR` of this kind: its own words, and what it denied. */
export function serverError(kind: number, texts: string[]): NatsError {
  const [words = "", operation, subject, queue] = texts;
  const error = new NatsError(words, SERVER_ERRORS[kind] ?? ErrorCode.ProtocolError);
  if (operation !== undefined && subject !== undefined) {
    error.permissionContext = { operation, subject, queue };
  }
  return error;
}

/**
 * Why the connection closed, or could not be made; `undefined` if that was the user's wish. `cause` is what the last link
 * ended by, which may be another reason.
 */
export function connectionError(
  code: number,
  detail: number,
  texts: string[],
  cause: Error | undefined,
): NatsError | undefined {
  const [words = ""] = texts;
  const origin = cause?.message === words ? cause : new Error(words || "stale connection");
  switch (code) {
    case 0:
      return undefined;
    case 1:
      return new NatsError(words, ErrorCode.Unknown, origin);
    case 2:
      return NatsError.errorForCode(ErrorCode.Timeout);
    case 3:
    case 4:
      return NatsError.errorForCode(ErrorCode.Disconnect, origin);
    case 5:
      return serverError(detail, texts);
    case 6:
    case 7:
      return new NatsError("unexpected response from server", ErrorCode.ProtocolError, new Error(PARSE_ERRORS[detail]));
    case 8:
      return new NatsError(words, ErrorCode.ServerOptionNotAvailable);
    case 12:
      return new NatsError("no server came back while draining, and what was published is lost", ErrorCode.Disconnect);
    default:
      return NatsError.errorForCode(ErrorCode.ConnectionRefused);
  }
}

/** What is wrong with a server's address, by the number that the core gives. */
export function addressError(code: number): NatsError {
  return new NatsError(`servers option: ${ADDRESS_ERRORS[code] ?? "invalid address"}`, ErrorCode.InvalidOption);
}

/** What of a service may be unfit, and where it stands among the texts that the core was given. */
const PARTS = [
  "name",
  "queue",
  "endpoint",
  "control subject name",
  "control subject id",
  "endpoint subject",
  "service group",
];
const PLACES = [0, 1, 2, 1, 2, 3, 3];
const MISUSES: [code: string, message?: string, detail?: string][] = [
  [ErrorCode.Unknown],
  [ErrorCode.ConnectionClosed],
  [ErrorCode.ConnectionDraining],
  [ErrorCode.SubClosed],
  [
    ErrorCode.BadSubject,
    ErrorCode.BadSubject,
    "a subject must not be empty or too long, nor have empty tokens, blanks, control characters or misplaced wildcards",
  ],
  [
    ErrorCode.BadSubject,
    ErrorCode.BadSubject,
    "a reply subject must not be too long, nor have empty tokens, blanks or control characters",
  ],
  [
    ErrorCode.BadSubject,
    ErrorCode.BadSubject,
    "a queue group must not be too long, nor have blanks or control characters",
  ],
  [ErrorCode.BadHeader, ErrorCode.BadHeader],
  [ErrorCode.ServerOptionNotAvailable, "headers"],
  [ErrorCode.MaxPayloadExceeded],
  [ErrorCode.Disconnect, "what waits for the link has reached maxPendingBytes, or takes all memory"],
];
const SERVER_ERRORS: string[] = [
  ErrorCode.ProtocolError,
  ErrorCode.PermissionsViolation,
  ErrorCode.AuthorizationViolation,
  ErrorCode.AuthenticationExpired,
  ErrorCode.AccountExpired,
  ErrorCode.AuthenticationTimeout,
  ErrorCode.ProtocolError,
];
const PARSE_ERRORS: string[] = [
  "malformed INFO",
  "unknown operation",
  "an HTTP answer",
  "a line too long",
  "bad arguments",
  "a header size larger than the whole",
  "a message too large",
  "a payload without its terminator",
];
const ADDRESS_ERRORS: string[] = [
  "",
  "an address is empty",
  "an address has whitespace",
  "an address has an unknown scheme, neither ws nor wss",
  "an address has no host",
  "an address has an invalid host",
  "an address has an invalid port",
];
