/** What statuses and errors of JetStream are in the API. Source: the `nats.ws` 1.30.3 API. */
import { type ApiError, ErrorCode, NatsError } from "../errors.js";
import type { Msg } from "../types/messages.js";

/** Returns whether `msg` is a word of the protocol that asks to be answered, or a sign of life, and no message. */
export function isFlowControlMsg(msg: Msg): boolean {
  const code = msg.data.length === 0 ? (msg.headers?.code ?? 0) : 0;
  return code >= 100 && code < 200;
}

/** Returns whether `msg` is a sign of life of a consumer, and no message. */
export function isHeartbeatMsg(msg: Msg): boolean {
  return isFlowControlMsg(msg) && msg.headers?.description === "Idle Heartbeat";
}

/** Returns the error that the status of `msg` stands for; null if it is a message, or a status that is none. */
export function checkJsError(msg: Msg): NatsError | null {
  const headers = msg.data.length === 0 ? msg.headers : undefined;
  return headers === undefined ? null : statusError(headers.code, headers.description);
}

/** Returns the error of a status, its words in lower case; null below 300. */
export function statusError(code: number, description = ""): NatsError | null {
  if (code < 300) {
    return null;
  }
  const words = description.toLowerCase();
  switch (code) {
    case 404:
      return new NatsError(words, ErrorCode.JetStream404NoMessages);
    case 408:
      return new NatsError(words, ErrorCode.JetStream408RequestTimeout);
    case 409:
      return new NatsError(words, words.startsWith(MISSED) ? ErrorCode.JetStreamIdleHeartBeat : ErrorCode.JetStream409);
    case 503:
      return NatsError.errorForCode(ErrorCode.JetStreamNotEnabled, new Error(words));
    default:
      return new NatsError(words === "" ? ErrorCode.Unknown : words, `${code}`);
  }
}

/** Returns the error of an answer, with the server's own words and number in it. */
export function apiError(error: ApiError): NatsError | null {
  const err = statusError(error.code, error.description);
  if (err !== null) {
    err.api_error = error;
  }
  return err;
}

/** How the words of our own status for missed heartbeats begin. */
const MISSED = "idle heartbeats missed";
