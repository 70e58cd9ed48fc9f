/** The core's errors as those of `nats.ws`. */
import { ErrorCode, NatsError } from "../errors.js";
import {
  type ConnectionError,
  ConnectionErrorCode,
  DeniedCode,
  FlushFailureCode,
  HEADER_ERROR_WORDS,
  MisuseCode,
  RequestFailureCode,
  type ServerError,
  ServerErrorCode,
  SUBJECT_ERROR_WORDS,
} from "./boundary.js";

/** Returns the error of a command that the core refused; `detail` is what is wrong with its text or header block. */
export function misuse(code: number, detail: number): NatsError {
  const because = (words: string) =>
    new NatsError(MISUSES[code as MisuseCode], MISUSES[code as MisuseCode], new Error(words));
  switch (code) {
    case MisuseCode.Subject:
      return because(`the subject ${SUBJECT_ERROR_WORDS[detail]}`);
    case MisuseCode.Reply:
      return because(`the reply subject ${SUBJECT_ERROR_WORDS[detail]}`);
    case MisuseCode.Queue:
      return because(`the queue group ${SUBJECT_ERROR_WORDS[detail]}`);
    case MisuseCode.Headers:
      return because(HEADER_ERROR_WORDS[detail]!);
    case MisuseCode.HeadersUnsupported:
      return new NatsError("headers", MISUSES[code]);
    case MisuseCode.BufferFull:
      return new NatsError("what waits for the link has reached maxPendingBytes, or takes all memory", MISUSES[code]);
    default:
      return NatsError.errorForCode(MISUSES[code as MisuseCode]);
  }
}

/** Returns the error of a failed request. */
export function requestFailure(code: RequestFailureCode, denial: ServerError | undefined): NatsError {
  return denial === undefined ? NatsError.errorForCode(REQUEST_FAILURES[code]) : serverError(denial);
}

/** Returns the error of a flush that failed. */
export function flushFailure(code: FlushFailureCode): NatsError {
  return NatsError.errorForCode(FLUSH_FAILURES[code]);
}

/** Returns the error for the server's `-ERR`: its own words, and what it denied. */
export function serverError({ code, words, denied, subject, queue }: ServerError): NatsError {
  const error = new NatsError(words, SERVER_ERRORS[code]);
  if (denied !== 0) {
    const operation = denied === DeniedCode.Publish ? "publish" : "subscription";
    error.permissionContext = { operation, subject: subject!, queue };
  }
  return error;
}

/**
 * Returns why the connection closed, or could not be made. `cause` is what the last link ended by, which may be another
 * reason.
 */
export function connectionError({ code, words, server }: ConnectionError, cause: Error | undefined): NatsError {
  const origin = cause?.message === words ? cause : new Error(words || "stale connection");
  switch (code) {
    case ConnectionErrorCode.Refused:
      return new NatsError(words, ErrorCode.Unknown, origin);
    case ConnectionErrorCode.Timeout:
      return NatsError.errorForCode(ErrorCode.Timeout);
    case ConnectionErrorCode.Lost:
    case ConnectionErrorCode.Stale:
      return NatsError.errorForCode(ErrorCode.Disconnect, origin);
    case ConnectionErrorCode.Server:
      return serverError(server!);
    case ConnectionErrorCode.Protocol:
    case ConnectionErrorCode.Info:
      return new NatsError(
        "unexpected response from server",
        ErrorCode.ProtocolError,
        new Error(words || "malformed INFO"),
      );
    case ConnectionErrorCode.OptionUnavailable:
      return new NatsError(words, ErrorCode.ServerOptionNotAvailable);
    case ConnectionErrorCode.DrainTimeout:
      return new NatsError("no server came back while draining, and what was published is lost", ErrorCode.Disconnect);
    case ConnectionErrorCode.Credentials:
    case ConnectionErrorCode.NoServers:
      return NatsError.errorForCode(ErrorCode.ConnectionRefused);
  }
}

const MISUSES: Record<MisuseCode, ErrorCode> = {
  [MisuseCode.Closed]: ErrorCode.ConnectionClosed,
  [MisuseCode.Draining]: ErrorCode.ConnectionDraining,
  [MisuseCode.SubscriptionClosed]: ErrorCode.SubClosed,
  [MisuseCode.Subject]: ErrorCode.BadSubject,
  [MisuseCode.Reply]: ErrorCode.BadSubject,
  [MisuseCode.Queue]: ErrorCode.BadSubject,
  [MisuseCode.Headers]: ErrorCode.BadHeader,
  [MisuseCode.HeadersUnsupported]: ErrorCode.ServerOptionNotAvailable,
  [MisuseCode.PayloadTooLarge]: ErrorCode.MaxPayloadExceeded,
  [MisuseCode.BufferFull]: ErrorCode.Disconnect,
};
const SERVER_ERRORS: Record<ServerErrorCode, ErrorCode> = {
  [ServerErrorCode.Permissions]: ErrorCode.PermissionsViolation,
  [ServerErrorCode.Authorization]: ErrorCode.AuthorizationViolation,
  [ServerErrorCode.AuthenticationExpired]: ErrorCode.AuthenticationExpired,
  [ServerErrorCode.AccountExpired]: ErrorCode.AccountExpired,
  [ServerErrorCode.AuthenticationTimeout]: ErrorCode.AuthenticationTimeout,
  [ServerErrorCode.Protocol]: ErrorCode.ProtocolError,
};
const REQUEST_FAILURES: Record<RequestFailureCode, ErrorCode> = {
  [RequestFailureCode.Timeout]: ErrorCode.Timeout,
  [RequestFailureCode.NoResponders]: ErrorCode.NoResponders,
  [RequestFailureCode.Denied]: ErrorCode.PermissionsViolation,
  // A request that is pending when the connection closes times out then: observed.
  [RequestFailureCode.Closed]: ErrorCode.Timeout,
};
const FLUSH_FAILURES: Record<FlushFailureCode, ErrorCode> = {
  [FlushFailureCode.Disconnected]: ErrorCode.Disconnect,
  [FlushFailureCode.Closed]: ErrorCode.ConnectionClosed,
};
