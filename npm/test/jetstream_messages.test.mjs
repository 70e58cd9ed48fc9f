// Messages that consumers deliver: what they say of themselves and what they are answered with.
import assert from "node:assert/strict";
import { failsWith, nats } from "./helpers/client.mjs";
import { becomes, makeConsumer, makeStream, manage } from "./helpers/jetstream.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { ErrorCode, nanos } = nats;
const server = await sharedServer({ jetstream: true });

/** A stream of `texts` with a consumer, whose messages `pull` asks for one by one. */
async function delivered(t, texts, config) {
  const { nc, js, jsm } = await manage(t, server);
  const { name, subject } = await makeStream(jsm);
  const headers = nats.headers();
  headers.set("Colour", "green");
  for (const text of texts) {
    await js.publish(subject, text, { headers });
  }
  const consumer = await makeConsumer(jsm, name, config);
  const info = () => jsm.consumers.info(name, consumer.name);
  return { nc, name, subject, consumer: consumer.name, info, pull: () => js.pull(name, consumer.name, 1000) };
}

test("a message says what it is and where it comes from", async (t) => {
  const { name, subject, consumer, pull } = await delivered(t, ['{"a":1}', "two"]);
  const before = Date.now();
  const m = await pull();
  assert.deepEqual([m.subject, m.string(), m.json(), m.data.length], [subject, '{"a":1}', { a: 1 }, 7]);
  assert.equal(m.headers.get("Colour"), "green");
  assert.deepEqual([m.seq, m.redelivered, typeof m.sid], [1, false, "number"]);
  const { timestampNanos, ...info } = m.info;
  assert.deepEqual(info, {
    domain: "",
    account_hash: "",
    stream: name,
    consumer,
    deliveryCount: 1,
    redeliveryCount: 1,
    redelivered: false,
    streamSequence: 1,
    deliverySequence: 1,
    pending: 1,
  });
  assert.ok(Math.abs(nats.millis(timestampNanos) - before) < 60_000);
  assert.equal(m.info, m.info);
});

ours("the time of a message has all its digits", "a number of 1.30.3 has not", async (t) => {
  const { pull } = await delivered(t, ["one"]);
  const m = await pull();
  assert.equal(typeof m.timestampNanos, "bigint");
  assert.equal(Number(m.timestampNanos), m.info.timestampNanos);
});

test("ack: the message is dealt with", async (t) => {
  const { info, pull } = await delivered(t, ["one", "two"]);
  (await pull()).ack();
  await becomes(async () => {
    const { ack_floor, num_ack_pending } = await info();
    return [ack_floor.stream_seq, num_ack_pending];
  }, [1, 0]);
});

test("nak: the message comes again, at once or later", async (t) => {
  const { pull } = await delivered(t, ["one"]);
  (await pull()).nak();
  const again = await pull();
  assert.deepEqual([again.info.deliveryCount, again.redelivered], [2, true]);
  const start = Date.now();
  again.nak(100);
  const third = await pull();
  assert.equal(third.info.deliveryCount, 3);
  assert.ok(Date.now() - start >= 90);
});

test("working: the message does not come again yet", async (t) => {
  const { info, pull } = await delivered(t, ["one"], { ack_wait: nanos(400) });
  const m = await pull();
  for (let i = 0; i < 6; i++) {
    await nats.delay(100);
    m.working();
  }
  assert.equal(await m.ackAck(), true);
  assert.equal((await info()).num_redelivered, 0);
});

test("term: the message does not come again", async (t) => {
  const { info, pull } = await delivered(t, ["one", "two"]);
  (await pull()).term();
  (await pull()).term("no good");
  await becomes(async () => (await info()).num_ack_pending, 0);
});

test("the answers that go out, and that the first one counts", async (t) => {
  const { nc, pull } = await delivered(
    t,
    Array.from({ length: 8 }, (_, i) => `${i}`),
  );
  const answers = [];
  nc.subscribe("$JS.ACK.>", { callback: (_err, msg) => answers.push(msg.string()) });
  const acts = [
    (m) => m.ack(),
    (m) => m.nak(),
    (m) => m.nak(1500),
    (m) => m.term(),
    (m) => m.term("why not"),
    (m) => {
      m.working();
      m.working();
      m.ack();
      m.working();
      m.nak();
      m.term();
    },
  ];
  for (const act of acts) {
    act(await pull());
  }
  await nc.flush();
  assert.deepEqual(
    answers.map((text) => text.replace(/: /g, ":")),
    ["+ACK", "-NAK", '-NAK {"delay":1500000000}', "+TERM", "+TERM why not", "+WPI", "+WPI", "+ACK"],
  );
});

test("next: the message is dealt with and another is asked for", async (t) => {
  const { info, nc, pull } = await delivered(t, ["one", "two", "three"]);
  const asked = [];
  nc.subscribe("$JS.ACK.>", { callback: (_err, msg) => asked.push(msg.string()) });
  const inbox = nats.createInbox();
  const sub = nc.subscribe(inbox, { max: 2 });
  const m = await pull();
  m.next(inbox);
  m.next(inbox, { batch: 1, no_wait: true, expires: 2000 });
  const got = [];
  for await (const next of sub) {
    got.push(next.string());
  }
  assert.deepEqual(got, ["two", "three"]);
  assert.equal(asked[0], '+NXT {"batch":1,"no_wait":false}');
  assert.equal(asked[1], '+NXT {"batch":1,"no_wait":true,"expires":2000000000}');
  await becomes(async () => (await info()).ack_floor.stream_seq, 1);
});

test("ackAck: the server has noted it", async (t) => {
  const { info, pull } = await delivered(t, ["one", "two"]);
  const m = await pull();
  assert.equal(await m.ackAck(), true);
  assert.equal((await info()).ack_floor.stream_seq, 1);
  assert.equal(await m.ackAck(), false);
  const acked = await pull();
  acked.ack();
  assert.equal(await acked.ackAck({ timeout: 100 }), false);
});

ours("ackAck can be said again when nobody answered", "1.30.3 says that it is done", async (t) => {
  const { nc, name, pull } = await delivered(t, ["one"]);
  const m = await pull();
  await (await nc.jetstreamManager()).streams.delete(name);
  await failsWith(ErrorCode.NoResponders, m.ackAck({ timeout: 200 }));
  await failsWith(ErrorCode.NoResponders, m.ackAck({ timeout: 200 }));
});

test("an answer on a connection that is closed does nothing", async (t) => {
  const { nc, pull } = await delivered(t, ["one"]);
  const m = await pull();
  await nc.close();
  m.ack();
});
