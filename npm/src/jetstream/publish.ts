/** Publishing to streams. */
import { Empty } from "../empty.js";
import { ErrorCode, NatsError } from "../errors.js";
import { MsgHdrsImpl } from "../headers.js";
import type { Msg, MsgHdrs, Payload } from "../types/messages.js";
import { delay } from "../util.js";
import { answerOf, type JetStreamContext } from "./context.js";
import { PubHeaders } from "./enums.js";
import type { JetStreamPublishOptions, PubAck } from "./types/publish.js";

/** See {@link JetStreamClient.publish}. */
export async function publish(
  js: JetStreamContext,
  subject: string,
  payload: Payload = Empty,
  opts: Partial<JetStreamPublishOptions> = {},
): Promise<PubAck> {
  const request = { timeout: opts.timeout || js.timeout, headers: headersOf(opts) };
  const retries = opts.retries || 1;
  for (let tries = 1; ; tries++) {
    try {
      return ackOf(js, await js.nc.request(subject, payload, request));
    } catch (err) {
      if (!js.core.publishAgain((err as NatsError).code, tries, retries)) {
        throw err;
      }
      await delay(opts.retry_delay || RETRY_DELAY);
    }
  }
}

/** @throws NatsError if the message was refused, or what answered is no stream */
function ackOf(js: JetStreamContext, msg: Msg): PubAck {
  let ack: PubAck;
  try {
    ack = answerOf<PubAck>(msg);
  } catch (err) {
    throw named(js, err as NatsError);
  }
  if (!ack?.stream) {
    throw NatsError.errorForCode(ErrorCode.JetStreamInvalidAck);
  }
  ack.duplicate ??= false;
  return ack;
}

/** Servers have several numbers for the same refusal, and programs look for one. */
function named(js: JetStreamContext, err: NatsError): NatsError {
  const { api_error } = err;
  if (api_error?.err_code !== undefined) {
    err.api_error = { ...api_error, err_code: js.core.sameError(api_error.err_code) };
  }
  return err;
}

/** The user's headers and those that the options stand for; none if there are none. The user's are not changed. */
function headersOf(opts: Partial<JetStreamPublishOptions>): MsgHdrs | undefined {
  const { expect = {}, headers, msgID } = opts;
  const { lastMsgID, lastSequence, lastSubjectSequence, streamName } = expect ?? {};
  const set: [string, string][] = [];
  if (msgID) {
    set.push([PubHeaders.MsgIdHdr, msgID]);
  }
  if (lastMsgID) {
    set.push([PubHeaders.ExpectedLastMsgIdHdr, lastMsgID]);
  }
  if (streamName) {
    set.push([PubHeaders.ExpectedStreamHdr, streamName]);
  }
  if (typeof lastSequence === "number") {
    set.push([PubHeaders.ExpectedLastSeqHdr, `${lastSequence}`]);
  }
  if (typeof lastSubjectSequence === "number") {
    set.push([PubHeaders.ExpectedLastSubjectSequenceHdr, `${lastSubjectSequence}`]);
  }
  return set.length === 0 ? headers : withFields(headers, set);
}

function withFields(headers: MsgHdrs | undefined, fields: [string, string][]): MsgHdrs {
  const all = new MsgHdrsImpl();
  for (const name of headers?.keys() ?? []) {
    for (const value of headers!.values(name)) {
      all.append(name, value);
    }
  }
  for (const [name, value] of fields) {
    all.set(name, value);
  }
  return all;
}

/** Milliseconds between tries. */
const RETRY_DELAY = 250;
