// Reading consumers and, in order, streams.
import assert from "node:assert/strict";
import { eager, failsWith, nats, open } from "./helpers/client.mjs";
import { all, becomes, makeConsumer, makeStream, manage, unique, until } from "./helpers/jetstream.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { TcpProxy } from "./helpers/proxy.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { ConsumerDebugEvents, ConsumerEvents, DeliverPolicy } = nats;
const server = await sharedServer({ jetstream: true });

const NO_END = "1.30.3 does not say that a reading has ended whose loop was left";

/** A stream with `count` messages that are their numbers, from 1, and a consumer of it. */
async function filled(t, count, config) {
  const managed = await manage(t, server);
  const { name, subject } = await makeStream(managed.jsm);
  await Promise.all(Array.from({ length: count }, (_, i) => managed.js.publish(subject, `${i + 1}`)));
  const { name: consumer } = await makeConsumer(managed.jsm, name, config);
  return { ...managed, name, subject, consumer, c: await managed.js.consumers.get(name, consumer) };
}

const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => `${from + i}`);
const strings = (msgs) => msgs.map((m) => m.string());

/** Takes `n` messages off a reading, acknowledging each. */
async function take(messages, n) {
  const taken = [];
  for await (const m of messages) {
    m.ack();
    if (taken.push(m.string()) === n) {
      break;
    }
  }
  return taken;
}

/** What a reading reports, as it comes. */
function watched(messages) {
  const seen = [];
  messages.status().then(async (statuses) => {
    for await (const status of statuses) {
      seen.push(status);
    }
  });
  return seen;
}

test("next() gives one message, or null when the time is up", async (t) => {
  const { c } = await filled(t, 2);
  assert.equal((await c.next()).string(), "1");
  assert.equal((await c.next({ expires: 1000 })).string(), "2");
  assert.equal(await c.next({ expires: 1000 }), null);
});

test("fetch() ends when it is full", async (t) => {
  const { c } = await filled(t, 12);
  const messages = await c.fetch({ max_messages: 10 });
  assert.deepEqual(strings(await all(messages)), numbers(1, 10));
  assert.equal(await messages.closed(), undefined);
  assert.equal(messages.getReceived(), 10);
});

test("fetch() ends when its time is up", async (t) => {
  const { c } = await filled(t, 2);
  assert.deepEqual(strings(await all(await c.fetch({ max_messages: 5, expires: 1000 }))), ["1", "2"]);
});

test("fetch() counts in bytes", async (t) => {
  const { c } = await filled(t, 50);
  const got = strings(await all(await c.fetch({ max_bytes: 1024, expires: 1000 })));
  assert.ok(got.length > 3 && got.length < 30, `${got.length}`);
  assert.deepEqual(got, numbers(1, got.length));
});

ours("consume() reads on, in order, and asks for more as messages are taken", NO_END, async (t) => {
  const { c, js, subject, jsm, name, consumer } = await filled(t, 500);
  const messages = await c.consume({ max_messages: 20 });
  const taken = take(messages, 700);
  for (const n of numbers(501, 700)) {
    await js.publish(subject, n);
  }
  assert.deepEqual(await taken, numbers(1, 700));
  await messages.closed();
  await becomes(async () => {
    const info = await jsm.consumers.info(name, consumer);
    return info.delivered.consumer_seq - info.num_ack_pending >= 699;
  }, true);
});

test("consume() with a callback", async (t) => {
  const { c } = await filled(t, 30);
  const got = [];
  const messages = await c.consume({ max_messages: 10, callback: (m) => got.push(m.string()) && m.ack() });
  await until(() => got.length === 30);
  assert.deepEqual(got, numbers(1, 30));
  await messages.close();
});

ours("what is not taken bounds what is asked for", "1.30.3 asks for more as messages come", async (t) => {
  const { c, jsm, name, consumer } = await filled(t, 100);
  const messages = await c.consume({ max_messages: 10 });
  await until(() => messages.getPending() === 10);
  await nats.delay(200);
  assert.equal(messages.getPending(), 10);
  assert.equal((await jsm.consumers.info(name, consumer)).num_ack_pending, 10);
  assert.deepEqual(await take(messages, 25), numbers(1, 25));
});

ours("leaving the loop ends the reading", NO_END, async (t) => {
  const { c, nc, jsm, name, consumer } = await filled(t, 10);
  const messages = await c.consume();
  assert.deepEqual(await take(messages, 3), ["1", "2", "3"]);
  assert.equal(await messages.closed(), undefined);
  await nc.flush();
  assert.equal((await jsm.consumers.info(name, consumer)).num_waiting, 0);
});

test("a callback that throws ends the reading with its error", async (t) => {
  const { c } = await filled(t, 3);
  const messages = await c.consume({
    callback: () => {
      throw new Error("mine");
    },
  });
  assert.equal((await messages.closed()).message, "mine");
});

ours("what happens is reported", "1.30.3 notices later that a consumer is gone", async (t) => {
  const { c, jsm, name, consumer } = await filled(t, 1);
  const messages = await c.consume({ expires: 2000, idle_heartbeat: 500 });
  const seen = watched(messages);
  await until(() => seen.some(({ type }) => type === ConsumerDebugEvents.Discard));
  // The server tells only those whose request it has.
  while ((await jsm.consumers.info(name, consumer)).num_waiting === 0) {
    await nats.delay(10);
  }
  await jsm.consumers.delete(name, consumer);
  await until(() => seen.some(({ type }) => type === ConsumerEvents.ConsumerNotFound));
  const types = seen.map(({ type }) => type);
  assert.ok(types.includes(ConsumerDebugEvents.Next));
  const deleted = seen.find(({ type }) => type === ConsumerEvents.ConsumerDeleted);
  assert.equal(deleted?.data, "409 consumer deleted", JSON.stringify(seen));
  await messages.close();
});

ours("who does not want to wait for a missing consumer need not", "1.30.3 notices later", async (t) => {
  const { c, jsm, name, consumer } = await filled(t, 0);
  const messages = await c.consume({ abort_on_missing_resource: true });
  await nats.delay(100);
  await jsm.consumers.delete(name, consumer);
  const err = await messages.closed();
  assert.equal(err.message, "consumer deleted");
  assert.equal(err.code, "409");
});

ours("a consumer that is made again is read on", "1.30.3 may stay silent for long", async (t) => {
  const { c, jsm, js, name, subject, consumer } = await filled(t, 1);
  const messages = await c.consume({ expires: 2000, idle_heartbeat: 500 });
  const taken = take(messages, 3);
  await nats.delay(100);
  await jsm.consumers.delete(name, consumer);
  await makeConsumer(jsm, name, { durable_name: consumer });
  await js.publish(subject, "2");
  assert.deepEqual(await taken, ["1", "1", "2"]);
});

test("reading goes on after the link was lost", async (t) => {
  const { js, subject, name, consumer } = await filled(t, 5);
  const proxy = await TcpProxy.start(t, Number(new URL(server.ws).port));
  const nc = await open(t, proxy, eager);
  const c = await nc.jetstream().consumers.get(name, consumer);
  const messages = await c.consume({ max_messages: 4 });
  const taken = take(messages, 10);
  await nats.delay(100);
  proxy.cut();
  for (const n of numbers(6, 10)) {
    await js.publish(subject, n);
  }
  const got = await taken;
  assert.deepEqual([...new Set(got)].slice(0, 5), numbers(1, 5));
});

for (const [what, opts, words] of [
  ["both messages and bytes", { max_messages: 1, max_bytes: 1 }, /only specify one of max_messages or max_bytes/],
  ["a time that is too short", { expires: 999 }, /expires should be at least 1000ms/],
]) {
  test(`reading with ${what} is refused`, async (t) => {
    const { c } = await filled(t, 0);
    await assert.rejects(async () => c.fetch(opts), words);
    await assert.rejects(async () => c.consume(opts), words);
  });
}

ours("numbers that are none are refused", "1.30.3 sends them", async (t) => {
  const { c } = await filled(t, 0);
  await failsWith("INVALID_OPTION", () => c.fetch({ max_messages: "many" }));
  await failsWith("INVALID_OPTION", () => c.consume({ expires: Number.NaN }));
});

test("an ordered consumer reads the stream from its beginning", async (t) => {
  const { js, name } = await filled(t, 300);
  const c = await js.consumers.get(name);
  const got = [];
  for await (const m of await c.consume({ max_messages: 50 })) {
    got.push(m.string());
    if (m.info.pending === 0) {
      break;
    }
  }
  assert.deepEqual(got, numbers(1, 300));
});

test("an ordered consumer begins where it is told and reads what it is told", async (t) => {
  const { js, jsm } = await manage(t, server);
  const name = unique();
  await makeStream(jsm, { name });
  for (const key of ["a", "b", "a", "b", "a"]) {
    await js.publish(`${name}.${key}`, key);
  }
  const c = await js.consumers.get(name, {
    filterSubjects: `${name}.a`,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: 2,
  });
  const seqs = [];
  for await (const m of await c.fetch({ max_messages: 2 })) {
    seqs.push(m.seq);
  }
  assert.deepEqual(seqs, [3, 5]);
  const last = await js.consumers.get(name, { deliver_policy: DeliverPolicy.LastPerSubject });
  assert.deepEqual(strings(await all(await last.fetch({ max_messages: 2 }))), ["b", "a"]);
});

test("an ordered consumer goes on when its consumer is deleted", async (t) => {
  const { js, jsm, name, subject } = await filled(t, 3);
  const c = await js.consumers.get(name, { inactive_threshold: 60_000 });
  const messages = await c.consume({ expires: 2000, idle_heartbeat: 500 });
  const taken = take(messages, 6);
  await nats.delay(200);
  for (const { name: consumer } of (await all(jsm.consumers.list(name))).filter(({ config }) => !config.durable_name)) {
    await jsm.consumers.delete(name, consumer);
  }
  for (const n of numbers(4, 6)) {
    await js.publish(subject, n);
  }
  assert.deepEqual(await taken, numbers(1, 6));
});

test("fetches of an ordered consumer go on where the last one ended", async (t) => {
  const { js, name } = await filled(t, 7);
  const c = await js.consumers.get(name);
  assert.deepEqual(strings(await all(await c.fetch({ max_messages: 3 }))), numbers(1, 3));
  assert.deepEqual(strings(await all(await c.fetch({ max_messages: 3 }))), numbers(4, 6));
  assert.equal((await c.next()).string(), "7");
  assert.equal(await c.next({ expires: 1000 }), null);
});

ours(
  "nothing is left of an ordered consumer that is not read any more",
  "1.30.3 leaves it to the server",
  async (t) => {
    const { js, jsm, name } = await filled(t, 3);
    const c = await js.consumers.get(name);
    await take(await c.consume(), 2);
    const left = async () => (await all(jsm.consumers.list(name))).filter(({ config }) => !config.durable_name);
    for (let tries = 0; (await left()).length > 0; tries++) {
      assert.ok(tries < 100, "the consumer is still there");
      await nats.delay(20);
    }
  },
);
