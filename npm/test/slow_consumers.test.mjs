// Loops that are slower than what comes: limits of what waits for them, and what happens beyond.
import assert from "node:assert/strict";
import { failsWith, failure, nats, open, StatusLog, subject, take, texts, turn } from "./helpers/client.mjs";
import { ours } from "./helpers/modules.mjs";
import { ScriptedSocket } from "./helpers/scripted_socket.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const server = await sharedServer();
const WHY = "it has no limits";

/** A connection on a scripted socket, and `send` that delivers payloads to a subscription in one frame. */
async function scripted(t, opts) {
  const { make, sockets } = ScriptedSocket.factory();
  const nc = await open(t, "ws://127.0.0.1:1", { wsFactory: make });
  const statuses = new StatusLog(nc);
  const sub = nc.subscribe("s", opts);
  const send = (...payloads) => {
    sockets[0].say(payloads.map((p) => `MSG s ${sub.getID()} ${p.length}\r\n${p}\r\n`).join(""));
  };
  return { nc, statuses, sub, send };
}

const slow = ({ all }) => all.filter((s) => s.type === "slowConsumer");

ours("drop-new: what comes is dropped while too much waits", WHY, async (t) => {
  const { statuses, sub, send } = await scripted(t, { pendingLimits: { messages: 3 } });
  send("a", "b", "c", "d", "e");
  assert.deepEqual([sub.getPending(), sub.getReceived(), sub.getDropped()], [3, 5, 2]);
  send("f");
  assert.deepEqual(texts(await take(sub, 3)), ["a", "b", "c"]);
  const [{ type, data, slowConsumer }, ...more] = slow(statuses);
  assert.deepEqual([type, data, more.length], ["slowConsumer", "s", 0]);
  assert.deepEqual(slowConsumer, { subject: "s", sid: sub.getID(), pending: 3, bytes: 6, dropped: 1 });
  assert.equal(sub.getDropped(), 3);
});

ours("drop-old: the oldest make room", WHY, async (t) => {
  const { sub, send } = await scripted(t, { pendingLimits: { messages: 3, policy: "drop-old" } });
  send("a", "b", "c", "d", "e");
  assert.deepEqual([sub.getPending(), sub.getDropped()], [3, 2]);
  assert.deepEqual(texts(await take(sub, 3)), ["c", "d", "e"]);
});

ours("drop-old by bytes, with a loop in the middle of a batch", WHY, async (t) => {
  // Subject and payload: 2, and once 6 bytes.
  const { sub, send } = await scripted(t, { pendingLimits: { bytes: 8, policy: "drop-old" } });
  send("a", "b", "c", "d");
  const seen = [];
  for await (const m of sub) {
    seen.push(m.string());
    if (m.string() === "a") {
      send("large", "x");
    }
    if (m.string() === "x") {
      send("y");
    }
    if (m.string() === "y") {
      break;
    }
  }
  assert.deepEqual(seen, ["a", "large", "x", "y"]);
  assert.equal(sub.getDropped(), 3);
});

ours("a message larger than the limit passes alone", WHY, async (t) => {
  const { sub, send } = await scripted(t, { pendingLimits: { bytes: 10 } });
  send("a".repeat(100), "b");
  assert.deepEqual([sub.getPending(), sub.getDropped()], [1, 1]);
  assert.equal((await take(sub, 1))[0].data.length, 100);
});

ours("report: nothing is dropped, and it is said once an episode", WHY, async (t) => {
  const { statuses, sub, send } = await scripted(t, { pendingLimits: { messages: 4, policy: "report" } });
  const loop = nats.syncIterator(sub);
  send("1", "2", "3", "4");
  await turn();
  assert.equal(slow(statuses).length, 0);
  send("5", "6");
  await turn();
  assert.equal(slow(statuses).length, 1);
  for (const expected of ["1", "2", "3"]) {
    assert.equal((await loop.next()).string(), expected);
  }
  // Three wait: that is below the limit, and not yet half of it.
  send("7", "8");
  await turn();
  assert.equal(slow(statuses).length, 1);
  for (const expected of ["4", "5", "6"]) {
    assert.equal((await loop.next()).string(), expected);
  }
  send("9", "10", "11");
  await turn();
  assert.equal(slow(statuses).length, 2, "it had caught up");
  assert.equal(sub.getDropped(), 0);
});

ours("end: the subscription ends, and its loop fails", WHY, async (t) => {
  const nc = await open(t, server);
  const statuses = new StatusLog(nc);
  const s = subject();
  const before = (await server.subjects()).length;
  const sub = nc.subscribe(s, { pendingLimits: { messages: 2, policy: "end" } });
  for (let i = 0; i < 10; i++) {
    nc.publish(s);
  }
  await nc.flush();
  assert.equal(sub.isClosed(), true);
  await sub.closed;
  await failsWith("SLOW_CONSUMER", take(sub, 10));
  assert.equal((await statuses.next("slowConsumer")).slowConsumer.dropped, 1);
  await nc.flush();
  assert.equal((await server.subjects()).length, before);
});

ours("draining and closing go on as without limits", WHY, async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const sub = nc.subscribe(s, { pendingLimits: { messages: 100 } });
  const rest = nc.subscribe(s, { pendingLimits: { messages: 5 }, max: 20 });
  for (let i = 0; i < 20; i++) {
    nc.publish(s, `${i}`);
  }
  const drained = nc.drain();
  assert.equal((await take(sub, 100)).length, 20);
  assert.deepEqual(texts(await take(rest, 100)), ["0", "1", "2", "3", "4"]);
  await drained;
});

ours("a fast loop never notices", WHY, async (t) => {
  const nc = await open(t, server);
  const statuses = new StatusLog(nc);
  const s = subject();
  const sub = nc.subscribe(s, { pendingLimits: { messages: 1000, bytes: 1 << 20 }, max: 20_000 });
  const publishing = (async () => {
    for (let i = 0; i < 20_000; i++) {
      nc.publish(s, `${i}`);
      if (i % 500 === 499) {
        await nc.flush();
      }
    }
  })();
  let n = 0;
  for await (const m of sub) {
    assert.equal(m.string(), `${n++}`);
  }
  await publishing;
  assert.equal(n, 20_000);
  assert.deepEqual([sub.getDropped(), slow(statuses).length], [0, 0]);
});

ours("limits that make no sense are refused", WHY, async (t) => {
  const nc = await open(t, server);
  for (const pendingLimits of [
    { messages: 0 },
    { bytes: -1 },
    { messages: Number.NaN },
    { messages: "five" },
    { policy: "drop" },
  ]) {
    await failsWith("INVALID_OPTION", () => nc.subscribe("a", { pendingLimits }));
  }
  await failsWith("INVALID_OPTION", () => nc.subscribe("a", { pendingLimits: { messages: 1 }, callback: () => {} }));
  assert.equal(nc.subscribe("a", { pendingLimits: null }).getDropped(), 0);
  assert.equal(nc.subscribe("a", { callback: () => {} }).getDropped(), 0);
  assert.equal((await failure(take(nc.subscribe("b", { callback: () => {} }), 1))).code, "BAD API");
});
