/**
 * What `jetstream.mjs` has a client do over the scripted socket. Each workload warms up, then returns `{ msgs, ns }`: the
 * messages counted, and the time for each, without what the script itself takes. One that has lost a message fails.
 */

import { measure, until } from "./measuring.mjs";
import { NAMES } from "./scripted_api.mjs";
import { BucketScript, keyOf, PullScript, StreamScript } from "./scripted_jetstream.mjs";
import { ScriptedSocket } from "./scripted_socket.mjs";

const ADDRESS = { servers: "ws://127.0.0.1:1", pingInterval: 1e9 };
const IN_FLIGHT = 100;

/** Messages of a consumer, each acknowledged; `mode` says who takes them: `cb` or `iter`. */
export async function consume(client, mode, size, total) {
  const connection = await client.connect(ADDRESS);
  const script = new PullScript(ScriptedSocket.last, size);
  const seen = { messages: 0, bytes: 0, last: undefined };
  const consumer = await client.jetstream(connection).consumers.get(NAMES.stream, NAMES.consumer);
  await take(consumer, mode, seen);
  const run = async (count) => {
    const end = seen.messages + count;
    script.store(count);
    await until(() => seen.messages >= end && script.acked >= end);
  };
  await run(total / 4);
  const measured = await timed(script, total, () => run(total));
  const messages = total * 1.25;
  check("messages", seen.messages, messages);
  check("bytes", seen.bytes, messages * size);
  check("last sequence", seen.last.info.streamSequence, messages);
  check("acks", script.acked, messages);
  check("last ack", script.lastAcked, messages);
  await connection.close();
  return measured;
}

/** Publishes to a stream, a hundred in flight, each acked by the script; `rounds` times so many. */
export async function publish(client, size, rounds) {
  const total = rounds * IN_FLIGHT;
  const connection = await client.connect(ADDRESS);
  const script = new StreamScript(ScriptedSocket.last);
  const js = client.jetstream(connection);
  const payload = new Uint8Array(size).fill(120);
  let last = 0;
  const one = () => js.publish(NAMES.subject, payload);
  const run = async (count) => {
    for (let i = 0; i < count; i++) {
      const acks = await Promise.all(Array.from({ length: IN_FLIGHT }, one));
      last = acks[IN_FLIGHT - 1].seq;
    }
  };
  await run(rounds / 4);
  const measured = await timed(script, total, () => run(rounds));
  check("published", script.sequence, total * 1.25);
  check("last ack", last, total * 1.25);
  await connection.close();
  return measured;
}

/** Watches a bucket from its beginning until every key has been read, `times` times. */
export async function watch(client, keys, times) {
  const connection = await client.connect(ADDRESS);
  const script = new BucketScript(ScriptedSocket.last, keys, VALUE);
  const bucket = await client.bucket(client.jetstream(connection), NAMES.bucket);
  const run = async (count) => {
    for (let i = 0; i < count; i++) await watchOnce(bucket, keys);
  };
  await run(times / 4);
  const measured = await timed(script, keys * times, () => run(times));
  await connection.close();
  return measured;
}

async function watchOnce(bucket, keys) {
  const entries = await bucket.watch();
  let count = 0;
  let bytes = 0;
  for await (const entry of entries) {
    count += 1;
    bytes += entry.value.length;
    if (count === 1 || count === keys) check("key", entry.key, keyOf(count));
    if (entry.delta === 0) {
      check("last revision", entry.revision, keys);
      break;
    }
  }
  check("keys", count, keys);
  check("bytes", bytes, keys * VALUE);
}

async function take(consumer, mode, seen) {
  const count = (message) => {
    seen.messages += 1;
    seen.bytes += message.data.length;
    seen.last = message;
    message.ack();
  };
  if (mode === "cb") await consumer.consume({ callback: count });
  else iterate(await consumer.consume(), count);
}

async function iterate(messages, count) {
  for await (const message of messages) count(message);
}

async function timed(script, msgs, work) {
  const before = script.busy;
  const { ns } = await measure(msgs, work);
  return { msgs, ns: ns - ((script.busy - before) * 1e6) / msgs };
}

function check(what, found, expected) {
  if (found !== expected) throw new Error(`${what}: ${found} instead of ${expected}`);
}

/** Bytes of a value. */
const VALUE = 32;
