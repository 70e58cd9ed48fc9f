// What becomes of reading and storing when the link is lost, or the server is away for a while.
import assert from "node:assert/strict";
import { eager, failsWith, failure, nats, open, StatusLog } from "./helpers/client.mjs";
import { all, dataOf, makeConsumer, makeStream, manage, unique, until } from "./helpers/jetstream.mjs";
import { ours } from "./helpers/modules.mjs";
import { TcpProxy } from "./helpers/proxy.mjs";
import { NatsServer } from "./helpers/server.mjs";

const WAITS = "1.30.3 may wait for ever";

/** A server, a connection to it over a link that can be broken, and one over a link that cannot. */
async function setUp(t, opts = {}) {
  const server = await NatsServer.start(t, { jetstream: true });
  const proxy = await TcpProxy.start(t, Number(new URL(server.ws).port));
  const name = unique("conn");
  const nc = await open(t, proxy, { ...eager, name, ...opts });
  const other = await manage(t, server);
  return { server, proxy, nc, name, js: nc.jetstream(), other };
}

/** As {@link setUp}, with a stream of `count` messages that are their numbers, and a consumer of it. */
async function filled(t, count, config) {
  const rig = await setUp(t);
  const { jsm, js } = rig.other;
  const { name: stream, subject } = await makeStream(jsm, { storage: "file" });
  const { name: durable } = await makeConsumer(jsm, stream, { ack_wait: 1e9, ...config });
  const publish = async (from, to) => {
    for (let n = from; n <= to; n++) {
      await js.publish(subject, `${n}`);
    }
  };
  await publish(1, count);
  return { ...rig, stream, subject, durable, publish };
}

/** The ways in which a link is lost and made again. */
const OUTAGES = [
  ["the link is cut", async ({ proxy }) => proxy.cut()],
  ["the server is started again", async ({ server }) => server.restart()],
];

const numbers = (to) => Array.from({ length: to }, (_, i) => `${i + 1}`);

/** Resolves once the server has no consumer of the stream but the durable ones, and nothing waits at those. */
async function nothingIsLeft({ server, nc, name, other }, stream) {
  await nc.flush();
  await until(async () => {
    const consumers = await all(other.jsm.consumers.list(stream));
    return consumers.every(({ config, num_waiting }) => config.durable_name && num_waiting === 0);
  });
  await until(async () => {
    const [mine] = (await server.connections()).filter((connection) => connection.name === name);
    // The one for replies to requests stays.
    return (mine?.subscriptions_list ?? []).length <= 1;
  });
}

for (const [what, outage] of OUTAGES) {
  ours(`consume() misses nothing when ${what}`, WAITS, async (t) => {
    const rig = await filled(t, 20);
    const c = await rig.js.consumers.get(rig.stream, rig.durable);
    const got = new Set();
    const callback = (m) => {
      got.add(m.string());
      m.ack();
    };
    const messages = await c.consume({ callback, max_messages: 5, expires: 2000, idle_heartbeat: 500 });
    await until(() => got.size === 20);
    await outage(rig);
    await until(() => rig.publish(21, 40).then(() => true));
    await until(() => got.size === 40);
    assert.deepEqual(
      [...got].sort((a, b) => a - b),
      numbers(40),
    );
    await until(async () => (await c.info()).num_ack_pending === 0);
    await messages.close();
    await nothingIsLeft(rig, rig.stream);
  });

  ours(`fetch() gets what it was to get when ${what}`, WAITS, async (t) => {
    const rig = await filled(t, 5);
    const c = await rig.js.consumers.get(rig.stream, rig.durable);
    // Messages come again: what went to the lost link, and of a server that was killed what was acknowledged just before.
    const messages = await c.fetch({ max_messages: 1000, expires: 30_000 });
    const got = new Set();
    let isBroken = false;
    for await (const m of messages) {
      await m.ackAck();
      got.add(m.string());
      if (got.size === 5 && !isBroken) {
        isBroken = true;
        await outage(rig);
        await rig.publish(6, 10);
      }
      if (got.size === 10) {
        break;
      }
    }
    assert.deepEqual(
      [...got].sort((a, b) => a - b),
      numbers(10),
    );
    await nothingIsLeft(rig, rig.stream);
  });

  ours(`next() waits on when ${what}`, WAITS, async (t) => {
    const rig = await filled(t, 0);
    const c = await rig.js.consumers.get(rig.stream, rig.durable);
    const next = c.next({ expires: 30_000 });
    await until(async () => (await rig.other.jsm.consumers.info(rig.stream, rig.durable)).num_waiting === 1);
    await outage(rig);
    await rig.publish(1, 1);
    assert.equal((await next).string(), "1");
    await nothingIsLeft(rig, rig.stream);
  });

  ours(`an ordered consumer has no gap and nothing twice when ${what}`, WAITS, async (t) => {
    const rig = await filled(t, 20);
    const c = await rig.js.consumers.get(rig.stream);
    const got = [];
    const callback = (m) => got.push(m.string());
    const messages = await c.consume({ callback, max_messages: 5, expires: 2000, idle_heartbeat: 500 });
    await until(() => got.length === 20);
    await outage(rig);
    await rig.publish(21, 40);
    await until(() => got.length >= 40);
    assert.deepEqual(got, numbers(40));
    await messages.close();
    await nothingIsLeft(rig, rig.stream);
  });

  ours(`a watch has no gap and nothing twice when ${what}`, WAITS, async (t) => {
    const rig = await setUp(t);
    const bucket = unique("kv");
    const writer = await rig.other.js.views.kv(bucket, { history: 64 });
    const watch = await (await rig.js.views.kv(bucket)).watch();
    const got = [];
    const reading = (async () => {
      for await (const { key, revision } of watch) {
        got.push([key, revision]);
      }
    })();
    const put = async (from, to) => {
      for (let n = from; n <= to; n++) {
        await writer.put(`k${n % 3}`, `${n}`);
      }
    };
    await put(1, 10);
    await until(() => got.length === 10);
    await outage(rig);
    await put(11, 20);
    await until(() => got.length >= 20);
    assert.deepEqual(
      got,
      numbers(20).map((n) => [`k${n % 3}`, Number(n)]),
    );
    watch.stop();
    await reading;
    await nothingIsLeft(rig, `KV_${bucket}`);
  });

  ours(`an object is read to its end when ${what}`, WAITS, async (t) => {
    const rig = await openStore(t);
    const data = dataOf(3_000_000);
    await rig.writer.putBlob({ name: "a", options: { max_chunk_size: 50_000 } }, data);
    const { data: stream, error } = await rig.os.get("a");
    const reader = stream.getReader();
    const pieces = [(await reader.read()).value];
    await outage(rig);
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      pieces.push(piece.value);
    }
    assert.equal(await error, null);
    assert.equal(Buffer.compare(Buffer.concat(pieces), data), 0);
    await nothingIsLeft(rig, rig.stream);
  });

  ours(`an object is stored although meanwhile ${what}`, WAITS, async (t) => {
    const rig = await openStore(t);
    const log = new StatusLog(rig.nc);
    const data = dataOf(40);
    const stored = async () => (await rig.other.jsm.streams.info(rig.stream)).state.messages;
    const source = pulled(data, async (taken) => {
      if (taken === 20) {
        await until(async () => (await stored()) === 2);
        await rig.nc.flush();
        await outage(rig);
        // What is sent before the loss is noticed is lost.
        await log.next(nats.Events.Reconnect);
      }
    });
    const info = await rig.os.put({ name: "a", options: { max_chunk_size: 10 } }, source);
    assert.deepEqual([info.chunks, await stored()], [4, 5]);
    assert.deepEqual(await rig.writer.getBlob("a"), data);
  });
}

ours("an object is whole although some of its chunks got no answer", WAITS, async (t) => {
  const rig = await openStore(t);
  await rig.writer.putBlob({ name: "a" }, dataOf(7));
  const source = pulled(dataOf(40), async (taken) => {
    if (taken === 20) {
      await until(async () => (await rig.other.jsm.streams.info(rig.stream)).state.messages === 4);
      await rig.nc.flush();
      rig.proxy.muted = true;
    }
  });
  const put = rig.os.put({ name: "a", options: { max_chunk_size: 10 } }, source, { timeout: 500 });
  await until(async () => (await rig.other.jsm.streams.info(rig.stream)).state.messages === 6);
  rig.proxy.muted = false;
  rig.proxy.cut();
  const info = await put;
  assert.deepEqual([info.size, info.chunks], [40, 4]);
  assert.equal((await rig.other.jsm.streams.info(rig.stream)).state.messages, 5, "each chunk once");
  assert.deepEqual(await rig.writer.getBlob("a"), dataOf(40));
});

ours("an object is whole although the last answer of its put was lost", "1.30.3 removes its chunks", async (t) => {
  const rig = await openStore(t);
  await rig.writer.putBlob({ name: "a" }, dataOf(7));
  const source = pulled(dataOf(20), async (taken) => {
    if (taken === 20) {
      await until(async () => (await rig.other.jsm.streams.info(rig.stream)).state.messages === 4);
      await rig.nc.flush();
      rig.proxy.muted = true;
    }
  });
  const put = rig.os.put({ name: "a", options: { max_chunk_size: 10 } }, source, { timeout: 500 });
  await until(async () => (await rig.writer.info("a")).size === 20);
  rig.proxy.muted = false;
  rig.proxy.cut();
  const info = await put;
  assert.equal((await rig.writer.info("a")).revision, info.revision);
  assert.deepEqual(await rig.writer.getBlob("a"), dataOf(20));
  assert.equal(
    (await rig.other.jsm.streams.info(rig.stream)).state.messages,
    3,
    "two chunks and what is known of them",
  );
});

ours("an object is deleted although answers were lost", "1.30.3 leaves its chunks", async (t) => {
  // What was found comes, and what comes then: that it is said, or that its chunks are gone.
  for (const [passing, messages] of [
    [1, 2],
    [2, 1],
  ]) {
    const rig = await openStore(t);
    await rig.writer.putBlob({ name: "a" }, dataOf(7));
    const os = await rig.nc.jetstream({ timeout: 300 }).views.os(rig.bucket);
    const state = async () => (await rig.other.jsm.streams.info(rig.stream)).state;
    rig.proxy.passing = passing;
    const deleting = os.delete("a");
    await until(async () => (await state()).messages === messages && (await rig.writer.info("a")).deleted);
    rig.proxy.passing = Number.MAX_SAFE_INTEGER;
    rig.proxy.cut();
    assert.ok((await deleting).success);
    assert.equal((await state()).messages, 1, "that it is deleted");
  }
});

ours("a get ends with an error when no server comes back", WAITS, async (t) => {
  const rig = await openStore(t, { maxReconnectAttempts: 2 });
  await rig.writer.putBlob({ name: "a", options: { max_chunk_size: 50_000 } }, dataOf(3_000_000));
  const { data, error } = await rig.os.get("a");
  const reader = data.getReader();
  await reader.read();
  rig.proxy.refuse();
  const rest = async () => {
    while (!(await reader.read()).done);
  };
  assert.equal((await failure(rest())).code, nats.ErrorCode.ConnectionClosed);
  assert.equal((await error).code, nats.ErrorCode.ConnectionClosed);
});

ours("what is published while there is no link is stored once, or fails", WAITS, async (t) => {
  const rig = await filled(t, 0);
  rig.proxy.refuse();
  await until(async () => (await rig.server.connections()).every(({ name }) => name !== rig.name));
  await failsWith("TIMEOUT", rig.js.publish(rig.subject, "late", { timeout: 300, msgID: "1" }));
  const published = rig.js.publish(rig.subject, "late", { timeout: 30_000, msgID: "1" });
  rig.proxy.admit();
  assert.equal((await published).seq, 1);
  assert.equal((await rig.other.jsm.streams.info(rig.stream)).state.messages, 1);
});

/** As {@link setUp}, with an object store that both connections have open. */
async function openStore(t, opts) {
  const rig = await setUp(t, opts);
  const bucket = unique("o");
  const writer = await rig.other.js.views.os(bucket);
  return { ...rig, bucket, stream: `OBJ_${bucket}`, writer, os: await rig.js.views.os(bucket) };
}

/** A stream of `data`, ten bytes at a time; `before` is told how many were taken before the next ones are given. */
function pulled(data, before) {
  let taken = 0;
  return new ReadableStream(
    {
      async pull(controller) {
        await before(taken);
        if (taken === data.length) {
          return controller.close();
        }
        controller.enqueue(data.subarray(taken, taken + 10));
        taken += 10;
      },
    },
    { highWaterMark: 0 },
  );
}

ours("what the server still serves of a lost link counts", "1.30.3 does not count it", async (t) => {
  const { stream, durable, publish, js, proxy, other } = await filled(t, 0, { ack_wait: 60e9 });
  const held = [];
  let open;
  const gate = new Promise((resolve) => {
    open = resolve;
  });
  const messages = await (await js.consumers.get(stream, durable)).consume({ max_messages: 10 });
  const reading = (async () => {
    for await (const m of messages) {
      await gate;
      held.push(m.string());
      if (held.length === 50) {
        return;
      }
    }
  })();
  const info = () => other.jsm.consumers.info(stream, durable);
  await until(async () => (await info()).num_waiting === 1);
  proxy.abandon();
  await until(async () => (await info()).num_waiting === 2);
  await publish(1, 50);
  await until(async () => (await info()).delivered.consumer_seq >= 10);
  const { delivered } = await info();
  assert.ok(delivered.consumer_seq <= 11, `${delivered.consumer_seq} messages, of 10 that may be held`);
  open();
  await reading;
  assert.deepEqual(held, numbers(50));
});

ours("a watch sees what a bucket has that takes the place of another", "1.30.3 waits for its sequences", async (t) => {
  for (const others of [2, 9]) {
    const { js, proxy, other } = await setUp(t);
    const bucket = unique("kv");
    const first = await other.js.views.kv(bucket);
    const put = async (kv, count) => {
      for (let n = 1; n <= count; n++) {
        await kv.put(`k${n}`, `${count}`);
      }
    };
    await put(first, 5);
    const watch = await (await js.views.kv(bucket)).watch();
    const got = [];
    const reading = (async () => {
      for await (const { revision, value } of watch) {
        got.push([revision, dataText(value)]);
      }
    })();
    await until(() => got.length === 5);
    proxy.refuse();
    await first.destroy();
    await put(await other.js.views.kv(bucket), others);
    proxy.admit();
    await until(() => got.length === 5 + others);
    assert.deepEqual(
      got.slice(5),
      numbers(others).map((n) => [Number(n), `${others}`]),
    );
    watch.stop();
    await reading;
  }
});

function dataText(data) {
  return new TextDecoder().decode(data);
}
