// Streams and consumers for tests, each with a name that no other test uses.
import assert from "node:assert/strict";
import { nats, open } from "./client.mjs";

/** A connection to `server` with what JetStream is used by. */
export async function manage(t, server, opts) {
  const nc = await open(t, server);
  return { nc, jsm: await nc.jetstreamManager(opts), js: nc.jetstream(opts) };
}

let names = 0;
/** A name that no other test uses. */
export function unique(prefix = "s") {
  return `${prefix}_${process.pid}_${++names}`;
}

/** Makes a stream of the subjects `<name>.*` with the fields of `config` besides. */
export async function makeStream(jsm, config = {}) {
  const name = config.name ?? unique();
  const info = await jsm.streams.add({ name, subjects: [`${name}.*`], storage: "memory", ...config });
  return { name, subject: `${name}.a`, info };
}

/** Makes a consumer that expects acknowledgements, with the fields of `config` besides. */
export async function makeConsumer(jsm, stream, config = {}) {
  const durable_name = config.durable_name ?? unique("c");
  const info = await jsm.consumers.add(stream, { durable_name, ack_policy: "explicit", ...config });
  return { name: durable_name, info };
}

/** Resolves once `condition` holds. */
export async function until(condition) {
  while (!(await condition())) {
    await nats.delay(10);
  }
}

/**
 * Resolves once `read` gives `wanted`. A server answers about a consumer before it has dealt with the acknowledgements
 * that came before the question, unless these were waited for.
 */
export async function becomes(read, wanted) {
  const end = Date.now() + 5000;
  let last = await read();
  while (JSON.stringify(last) !== JSON.stringify(wanted) && Date.now() < end) {
    await nats.delay(10);
    last = await read();
  }
  assert.deepEqual(last, wanted);
}

/** What comes out of an async iterator, all of it. */
export async function all(iterable) {
  const values = [];
  for await (const value of iterable) {
    values.push(value);
  }
  return values;
}

/** What the server said was wrong: its code, number and words. */
export function apiErrorOf(err) {
  return [err.api_error?.code, err.api_error?.err_code, err.api_error?.description];
}

/**
 * Answers requests to `subject` with what `answer` makes of each, as a server would, until the connection is closed.
 *
 * @returns what was asked, so far
 */
export function stand(nc, subject, answer) {
  const asked = [];
  nc.subscribe(subject, {
    callback: (_err, msg) => {
      asked.push(msg.data.length > 0 ? msg.json() : undefined);
      msg.respond(JSON.stringify(answer(asked.at(-1), asked.length, msg.subject)));
    },
  });
  return asked;
}

/** Data of which no two parts are the same. */
export function dataOf(size) {
  const data = new Uint8Array(size);
  for (let i = 0, state = 1; i < size; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    data[i] = state >>> 24;
  }
  return data;
}
