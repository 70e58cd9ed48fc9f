// The older way to read streams: subscriptions to what consumers deliver.
import assert from "node:assert/strict";
import { failure, nats } from "./helpers/client.mjs";
import { makeStream, manage, unique, until } from "./helpers/jetstream.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { consumerOpts, createInbox } = nats;
const server = await sharedServer({ jetstream: true });

/** A stream with `count` messages that are their numbers, from 1. */
async function filled(t, count) {
  const managed = await manage(t, server);
  const { name, subject } = await makeStream(managed.jsm);
  for (let i = 1; i <= count; i++) {
    await managed.js.publish(subject, `${i}`);
  }
  return { ...managed, name, subject };
}

const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => `${from + i}`);

async function take(sub, n) {
  const taken = [];
  for await (const m of sub) {
    if (taken.push(m.string()) === n) {
      break;
    }
  }
  return taken;
}

test("a push subscription is a loop whose messages are acknowledged as it goes on", async (t) => {
  const { js, jsm, name, subject } = await filled(t, 5);
  const sub = await js.subscribe(subject, consumerOpts().deliverTo(createInbox()).durable("push").ackExplicit());
  assert.deepEqual(await take(sub, 5), numbers(1, 5));
  await until(async () => (await jsm.consumers.info(name, "push")).num_ack_pending <= 1);
});

test("what was not handled is not acknowledged", async (t) => {
  const { nc, js, jsm, name, subject } = await filled(t, 3);
  const { error } = console;
  console.error = () => {};
  t.after(() => {
    console.error = error;
  });
  const mine = new Error("cannot handle it");
  const leave = {
    async throw(sub) {
      for await (const _ of sub) {
        throw mine;
      }
    },
    async break(sub) {
      for await (const _ of sub) {
        break;
      }
    },
  };
  for (const how of ["throw", "break", "callback"]) {
    const opts = consumerOpts().deliverTo(createInbox()).durable(how).ackExplicit();
    if (how === "callback") {
      opts.callback(() => {
        throw mine;
      });
    }
    const sub = await js.subscribe(subject, opts);
    await until(() => sub.getReceived() === 3);
    const err = await leave[how]?.(sub).catch((err) => err);
    assert.equal(err, how === "throw" ? mine : undefined);
    await nc.flush();
    const { delivered, num_ack_pending } = await jsm.consumers.info(name, how);
    assert.deepEqual([delivered.consumer_seq, num_ack_pending], [3, 3], how);
  }
});

ours("fetch() refuses options that make no request", "it asks the server", async (t) => {
  const { js, name } = await filled(t, 0);
  for (const opts of [
    { batch: -1, expires: 1000 },
    { batch: "many", expires: 1000 },
    { max_bytes: -1, expires: 1000 },
    { expires: 1000, idle_heartbeat: 600 },
    { no_wait: true, idle_heartbeat: 100 },
  ]) {
    assert.equal((await failure(async () => js.fetch(name, "c", opts))).code, "INVALID_OPTION", JSON.stringify(opts));
  }
});

test("a push subscription with a callback that acknowledges by itself", async (t) => {
  const { js, jsm, name, subject } = await filled(t, 3);
  const got = [];
  const opts = consumerOpts().deliverTo(createInbox()).durable("mine").manualAck().ackExplicit();
  opts.callback((err, m) => {
    assert.equal(err, null);
    got.push(m.string());
    m.ack();
  });
  const sub = await js.subscribe(subject, opts);
  await until(() => got.length === 3);
  await until(async () => (await jsm.consumers.info(name, "mine")).num_ack_pending === 0);
  assert.equal((await sub.consumerInfo()).name, "mine");
  await sub.destroy();
  assert.equal((await failure(jsm.consumers.info(name, "mine"))).code, "404");
});

test("heartbeats and flow control stay out of the messages", async (t) => {
  const { js, subject } = await filled(t, 2000);
  const opts = consumerOpts().deliverTo(createInbox()).ackNone().flowControl().idleHeartbeat(500);
  const sub = await js.subscribe(subject, opts);
  assert.deepEqual(await take(sub, 2000), numbers(1, 2000));
});

test("an ordered subscription reads from the beginning", async (t) => {
  const { js, subject } = await filled(t, 100);
  const sub = await js.subscribe(subject, consumerOpts().orderedConsumer());
  assert.deepEqual(await take(sub, 100), numbers(1, 100));
});

ours(
  "an ordered subscription goes on when its consumer is deleted",
  "1.30.3 waits for missed heartbeats",
  async (t) => {
    const { js, jsm, name, subject } = await filled(t, 3);
    const sub = await js.subscribe(subject, consumerOpts().orderedConsumer().idleHeartbeat(500));
    const taken = take(sub, 5);
    await nats.delay(100);
    const { name: consumer } = await sub.consumerInfo();
    await jsm.consumers.delete(name, consumer);
    await js.publish(subject, "4");
    await js.publish(subject, "5");
    assert.deepEqual(await taken, numbers(1, 5));
  },
);

test("a subscription ends after its last message", async (t) => {
  const { js, subject } = await filled(t, 5);
  const sub = await js.subscribe(subject, consumerOpts().deliverTo(createInbox()).maxMessages(3));
  const got = [];
  for await (const m of sub) {
    got.push(m.string());
  }
  assert.deepEqual(got, numbers(1, 3));
  await sub.closed;
  assert.ok(sub.isClosed());
});

test("a pull subscription gets what it asks for", async (t) => {
  const { js, subject } = await filled(t, 10);
  const sub = await js.pullSubscribe(subject, consumerOpts().durable("pull").ackExplicit());
  sub.pull({ batch: 4 });
  const got = [];
  for await (const m of sub) {
    got.push(m.string());
    if (got.length === 4) {
      sub.pull({ batch: 3, expires: 1000 });
    }
    if (got.length === 7) {
      break;
    }
  }
  assert.deepEqual(got, numbers(1, 7));
});

test("a consumer that exists is bound to, and one that does not is missed", async (t) => {
  const { js, jsm, name, subject } = await filled(t, 2);
  const deliver_subject = createInbox();
  await jsm.consumers.add(name, { durable_name: "there", deliver_subject, ack_policy: "explicit" });
  const sub = await js.subscribe(subject, consumerOpts().bind(name, "there"));
  assert.deepEqual(await take(sub, 2), ["1", "2"]);
  const err = await failure(js.subscribe(subject, consumerOpts().bind(name, "nobody")));
  assert.match(err.message, /unable to bind - durable consumer nobody doesn't exist/);
});

for (const [what, make, words] of [
  ["nowhere to deliver", () => consumerOpts(), /push consumer requires deliver_subject/],
  [
    "an ordered consumer with a name",
    () => consumerOpts().orderedConsumer().durable("x"),
    /durable_name cannot be set/,
  ],
]) {
  test(`a subscription with ${what} is refused`, async (t) => {
    const { js, subject } = await filled(t, 0);
    assert.match((await failure(js.subscribe(subject, make()))).message, words);
  });
}

test("a pull subscription that delivers by itself is refused", async (t) => {
  const { js, subject } = await filled(t, 0);
  const err = await failure(js.pullSubscribe(subject, consumerOpts().deliverTo("x")));
  assert.match(err.message, /pull consumers cannot have deliver_subject set/);
  const nobody = await failure(js.pullSubscribe(`${unique()}.nowhere`, consumerOpts().durable("x")));
  assert.match(nobody.message, /no stream matches subject/);
});
