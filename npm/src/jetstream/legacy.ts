/** The older ways to ask for messages. Source: the `nats.ws` 1.30.3 API. */
import { checkNumber, invalid } from "../checks.js";
import { ApiVerb } from "../core/boundary.js";
import type { FlowHost } from "../core/flows.js";
import type { QueuedIterator } from "../types/subscriptions.js";
import { nanos } from "../util.js";
import { ConsumerMessagesImpl } from "./consumer_messages.js";
import type { JetStreamContext } from "./context.js";
import { checkJsError } from "./errors.js";
import { JsMsgImpl } from "./js_msg.js";
import { checkDurable, checkStream } from "./names.js";
import { pullFlow } from "./pull.js";
import type { JsMsg } from "./types/messages.js";
import type { PullOptions } from "./types/requests.js";

/** See {@link JetStreamClient.pull}. */
export async function pull(js: JetStreamContext, stream: string, consumer: string, expires = 0): Promise<JsMsg> {
  checkNames(js, stream, consumer);
  const subject = js.core.subject(ApiVerb.MsgNext, js.prefix, stream, consumer);
  const wait = Math.max(expires, 0);
  const body = JSON.stringify({ batch: 1, no_wait: wait === 0, expires: nanos(wait) });
  // A consumer's message comes under its own subject, which the shared inbox would not know.
  const msg = await js.nc.request(subject, body, { noMux: true, timeout: Math.max(js.timeout, wait) });
  const err = checkJsError(msg);
  if (err !== null) {
    throw err;
  }
  return new JsMsgImpl(msg, sourceOf(js));
}

/** See {@link JetStreamClient.fetch}. */
export function fetch(
  js: JetStreamContext,
  flows: FlowHost,
  stream: string,
  consumer: string,
  opts: Partial<PullOptions> = {},
): QueuedIterator<JsMsg> {
  checkNames(js, stream, consumer);
  const { batch = 1, expires = 0, idle_heartbeat = 0, max_bytes = 0, no_wait = false } = opts;
  if (!expires && !no_wait) {
    throw invalid("expires or no_wait is required");
  }
  for (const [name, value] of Object.entries({ batch, expires, idle_heartbeat, max_bytes })) {
    checkNumber(name, value ?? 0);
  }
  if (idle_heartbeat > expires / 2) {
    throw invalid("idle_heartbeat should be at most half of expires");
  }
  const settings = {
    isEndless: false,
    noWait: no_wait,
    maxMessages: batch || 1,
    maxBytes: max_bytes,
    expires,
    idleHeartbeat: idle_heartbeat,
    thresholdMessages: 0,
    thresholdBytes: 0,
  };
  const messages = new ConsumerMessagesImpl(sourceOf(js), undefined);
  const source = { js, flows, stream, consumer, isBound: true, aborts: true };
  messages.follow(pullFlow(source, settings, messages));
  return messages;
}

function checkNames(js: JetStreamContext, stream: string, consumer: string): void {
  checkStream(js.core, stream);
  checkDurable(js.core, consumer);
}

function sourceOf(js: JetStreamContext) {
  return { nc: js.nc, core: js.core, timeout: js.timeout, isAckNone: false };
}
