import assert from "node:assert/strict";
import { eager, failsWith, nats, open, StatusLog, subject, texts, turn } from "./helpers/client.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { TcpProxy } from "./helpers/proxy.mjs";
import { NatsServer } from "./helpers/server.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { deferred, ErrorCode, Events } = nats;
const shared = await sharedServer();

test("a restarted server: one disconnect, one reconnect, subscriptions live on", async (t) => {
  const server = await NatsServer.start(t);
  const nc = await open(t, server, eager);
  const log = new StatusLog(nc);
  const s = subject();
  const looped = nc.subscribe(s);
  const called = [];
  nc.subscribe(`${s}.>`, { queue: "q", callback: (_err, m) => called.push(m.string()) });
  nc.publish(s, "before");
  await nc.flush();
  const before = nc.info.server_id;
  await server.restart();
  const status = await log.next(Events.Reconnect);
  assert.equal(status.data, server.hostPort);
  assert.notEqual(nc.info.server_id, before);
  nc.publish(s, "after");
  nc.publish(`${s}.x`, "after");
  await nc.flush();
  looped.unsubscribe();
  const seen = [];
  for await (const m of looped) {
    seen.push(m.string());
  }
  assert.deepEqual(seen, ["before", "after"]);
  assert.deepEqual(called, ["after"]);
  assert.equal(log.count(Events.Disconnect), 1);
  assert.equal(log.count(Events.Reconnect), 1);
  assert.equal(log.all.find((e) => e.type === Events.Disconnect).data, server.hostPort);
});

test("an ended subscription is not made again", async (t) => {
  const proxy = await TcpProxy.start(t, shared.ports[1]);
  const nc = await open(t, proxy, eager);
  const log = new StatusLog(nc);
  const s = subject();
  const ended = nc.subscribe(s, { callback: () => {} });
  nc.subscribe(`${s}.kept`, { callback: () => {} });
  ended.unsubscribe();
  await nc.flush();
  proxy.cut();
  await log.next(Events.Reconnect);
  await nc.flush();
  const [me] = (await shared.connections()).filter((c) => c.cid === nc.info.client_id);
  assert.deepEqual(me.subscriptions_list, [`${s}.kept`]);
});

test("a subscription that was made or ended while there was no link", async (t) => {
  const proxy = await TcpProxy.start(t, shared.ports[1]);
  const nc = await open(t, proxy, eager);
  const log = new StatusLog(nc);
  const s = subject();
  const old = nc.subscribe(`${s}.old`, { callback: () => {} });
  await nc.flush();
  proxy.refuse();
  await log.next(Events.Disconnect);
  const got = deferred();
  nc.subscribe(`${s}.new`, { callback: (_err, m) => got.resolve(m.string()) });
  old.unsubscribe();
  proxy.admit();
  await log.next(Events.Reconnect);
  await nc.flush();
  nc.publish(`${s}.new`, "hello");
  assert.equal(await got, "hello");
  const [me] = (await shared.connections()).filter((c) => c.cid === nc.info.client_id);
  assert.deepEqual(me.subscriptions_list, [`${s}.new`]);
});

ours("what is left of max goes on counting on a new link", "1.30.3 forgets to tell the server", async (t) => {
  const proxy = await TcpProxy.start(t, shared.ports[1]);
  const nc = await open(t, proxy, eager);
  const log = new StatusLog(nc);
  const s = subject();
  const seen = [];
  const sub = nc.subscribe(s, { max: 3, callback: (_err, m) => seen.push(m.string()) });
  nc.publish(s, "1");
  await nc.flush();
  proxy.cut();
  await log.next(Events.Reconnect);
  // Nobody but the server ends this one: the client says only what is left.
  const other = await open(t, shared);
  for (const v of ["2", "3", "4", "5"]) {
    other.publish(s, v);
  }
  await other.flush();
  await sub.closed;
  await nc.flush();
  assert.deepEqual(seen, ["1", "2", "3"]);
  assert.ok(!(await shared.subjects()).includes(s));
  assert.equal(nc.stats().inMsgs, 3, "the server sent no more than was left");
});

ours("what is published while there is no link arrives afterwards, in order", "1.30.3 loses it", async (t) => {
  const proxy = await TcpProxy.start(t, shared.ports[1]);
  const nc = await open(t, proxy, eager);
  const other = await open(t, shared);
  const log = new StatusLog(nc);
  const s = subject();
  const own = [];
  nc.subscribe(s, { callback: (_err, m) => own.push(m.string()) });
  const sub = other.subscribe(s, { max: 1000 });
  await Promise.all([nc.flush(), other.flush()]);
  proxy.refuse();
  await log.next(Events.Disconnect);
  const big = "x".repeat(100_000);
  for (let i = 0; i < 1000; i++) {
    nc.publish(s, i % 100 === 50 ? `${i} ${big}` : `${i}`);
  }
  proxy.admit();
  const seen = [];
  for await (const m of sub) {
    seen.push(Number.parseInt(m.string(), 10));
  }
  const all = Array.from({ length: 1000 }, (_, i) => i);
  assert.deepEqual(seen, all);
  await nc.flush();
  assert.deepEqual(
    own.map((v) => Number.parseInt(v, 10)),
    all,
    "re-subscription comes before what was published meanwhile",
  );
});

ours("the payload may be reused at once, also while there is no link", "1.30.3 loses it", async (t) => {
  const proxy = await TcpProxy.start(t, shared.ports[1]);
  const nc = await open(t, proxy, eager);
  const other = await open(t, shared);
  const log = new StatusLog(nc);
  const s = subject();
  const sub = other.subscribe(s, { max: 2 });
  await other.flush();
  proxy.refuse();
  await log.next(Events.Disconnect);
  for (const n of [100, 200_000]) {
    const payload = new Uint8Array(n).fill(1);
    nc.publish(s, payload);
    payload.fill(2);
  }
  proxy.admit();
  for await (const m of sub) {
    assert.ok(m.data.every((b) => b === 1));
  }
});

ours("beyond the bound publish throws, and what was taken still arrives", "1.30.3 has no bound", async (t) => {
  const proxy = await TcpProxy.start(t, shared.ports[1]);
  const nc = await open(t, proxy, { ...eager, maxPendingBytes: 64 * 1024 });
  const other = await open(t, shared);
  const log = new StatusLog(nc);
  const s = subject();
  const sub = other.subscribe(s);
  await other.flush();
  proxy.refuse();
  await log.next(Events.Disconnect);
  let taken = 0;
  let refused;
  while (refused === undefined && taken < 1000) {
    try {
      nc.publish(s, new Uint8Array(1000));
      taken++;
    } catch (err) {
      refused = err;
    }
  }
  assert.equal(refused?.name, "NatsError");
  assert.equal(typeof refused.code, "string");
  assert.ok(taken >= 50 && taken <= 66, `${taken} messages of 1000 bytes within 64 KiB`);
  proxy.admit();
  await log.next(Events.Reconnect);
  await nc.flush();
  await other.flush();
  assert.equal(sub.getPending(), taken);
  nc.publish(s, "again");
  await nc.flush();
});

test("pending flushes are rejected when the link goes", async (t) => {
  const proxy = await TcpProxy.start(t, shared.ports[1]);
  const nc = await open(t, proxy, eager);
  proxy.stall();
  const pending = failsWith(ErrorCode.Disconnect, nc.flush());
  await turn();
  proxy.stalled = false;
  proxy.cut();
  await pending;
});

test("there is no round trip while the link is away", async (t) => {
  const proxy = await TcpProxy.start(t, shared.ports[1]);
  const nc = await open(t, proxy, { ...eager, reconnectTimeWait: 60_000 });
  const log = new StatusLog(nc);
  proxy.cut();
  await log.next(Events.Disconnect);
  await failsWith(ErrorCode.Disconnect, nc.rtt());
});

test("without reconnect a lost link is the end", async (t) => {
  const proxy = await TcpProxy.start(t, shared.ports[1]);
  const nc = await open(t, proxy, { reconnect: false });
  const sub = nc.subscribe(subject());
  proxy.cut();
  await nc.closed();
  assert.equal(nc.isClosed(), true);
  for await (const _ of sub) {
    assert.fail("a message");
  }
});

test("exactly maxReconnectAttempts attempts, then the end with an error", async (t) => {
  const proxy = await TcpProxy.start(t, shared.ports[1]);
  const nc = await open(t, proxy, { ...eager, maxReconnectAttempts: 3 });
  const log = new StatusLog(nc);
  proxy.refuse();
  const err = await nc.closed();
  assert.ok(err instanceof Error);
  await turn();
  assert.equal(log.count("reconnecting"), 3);
  assert.equal(log.count(Events.Disconnect), 1);
  assert.equal(log.count(Events.Reconnect), 0);
});

test("any number of attempts may be allowed", async (t) => {
  for (const maxReconnectAttempts of [-1, 2 ** 32, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY]) {
    const proxy = await TcpProxy.start(t, shared.ports[1]);
    const nc = await open(t, proxy, { ...eager, reconnectDelayHandler: () => 10, maxReconnectAttempts });
    const log = new StatusLog(nc);
    proxy.refuse();
    for (let attempt = 0; attempt < 4; attempt++) {
      await log.next("reconnecting");
    }
    proxy.admit();
    await log.next(Events.Reconnect);
  }
});

test("reconnectDelayHandler is asked how long to wait", async (t) => {
  const proxy = await TcpProxy.start(t, shared.ports[1]);
  let asked = 0;
  const nc = await open(t, proxy, {
    maxReconnectAttempts: 5,
    reconnectTimeWait: 60_000,
    reconnectDelayHandler: () => {
      asked++;
      return 10;
    },
  });
  proxy.refuse();
  await nc.closed();
  assert.ok(asked >= 4, `${asked}`);
});

test("reconnect() gives the link up for a new one", async (t) => {
  const proxy = await TcpProxy.start(t, shared.ports[1]);
  const nc = await open(t, proxy, eager);
  const log = new StatusLog(nc);
  const s = subject();
  const got = deferred();
  nc.subscribe(s, { callback: (_err, m) => got.resolve(m.string()) });
  const before = nc.info.client_id;
  await nc.reconnect();
  await log.next("client initiated reconnect");
  await log.next(Events.Reconnect);
  assert.notEqual(nc.info.client_id, before);
  nc.publish(s, "still here");
  assert.equal(await got, "still here");
  assert.equal(proxy.accepted, 2);
});

test("a link that goes silent is found out by pings", async (t) => {
  const proxy = await TcpProxy.start(t, shared.ports[1]);
  const nc = await open(t, proxy, { ...eager, pingInterval: 50, maxPingOut: 2 });
  const log = new StatusLog(nc);
  await log.next("pingTimer");
  proxy.stall();
  await log.next("staleConnection");
  proxy.resume();
  await log.next(Events.Disconnect);
  await log.next(Events.Reconnect);
  await nc.flush();
});

test("twenty cuts in a row, and the subscription is there exactly once", async (t) => {
  const proxy = await TcpProxy.start(t, shared.ports[1]);
  const nc = await open(t, proxy, eager);
  const other = await open(t, shared);
  const log = new StatusLog(nc);
  const s = subject();
  const sub = nc.subscribe(s);
  for (let i = 0; i < 20; i++) {
    proxy.cut();
    await log.next(Events.Reconnect);
    await nc.flush();
    other.publish(s, `${i}`);
    await other.flush();
    await nc.flush();
  }
  assert.equal((await shared.subjects()).filter((x) => x === s).length, 1);
  sub.unsubscribe();
  const seen = [];
  for await (const m of sub) {
    seen.push(m);
  }
  assert.deepEqual(
    texts(seen),
    Array.from({ length: 20 }, (_, i) => `${i}`),
  );
  assert.equal(log.count(Events.Disconnect), 20);
});

ours("requests survive a server's absence", "1.30.3 loses what is sent meanwhile", async (t) => {
  const proxy = await TcpProxy.start(t, shared.ports[1]);
  const responder = await open(t, shared);
  const s = subject();
  responder.subscribe(s, { callback: (_err, m) => m.respond(m.data) });
  await responder.flush();
  const nc = await open(t, proxy, eager);
  const log = new StatusLog(nc);
  await nc.request(s, "warm up", { timeout: 5000 });
  proxy.refuse();
  await log.next(Events.Disconnect);
  const pending = nc.request(s, "waiting", { timeout: 10_000 });
  proxy.admit();
  assert.equal((await pending).string(), "waiting");
});
