import assert from "node:assert/strict";
import { eager, failsWith, nats, open, StatusLog, subject, take, turn } from "./helpers/client.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { TcpProxy } from "./helpers/proxy.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { deferred, ErrorCode } = nats;
const server = await sharedServer();

test("flush resolves after what was published before it has come around", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  let n = 0;
  nc.subscribe(s, { callback: () => n++ });
  for (let i = 0; i < 1000; i++) {
    nc.publish(s);
  }
  await nc.flush();
  assert.equal(n, 1000);
  await Promise.all([nc.flush(), nc.flush(), nc.flush()]);
});

test("a drained subscription gets what is on its way, and no more", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const sub = nc.subscribe(s);
  for (let i = 0; i < 10; i++) {
    nc.publish(s, `${i}`);
  }
  const drained = sub.drain();
  assert.equal(sub.isDraining(), true);
  assert.equal(sub.drain(), drained, "draining twice is one drain");
  let n = 0;
  for await (const _ of sub) {
    n++;
  }
  assert.equal(n, 10);
  await drained;
  await sub.closed;
  assert.equal(sub.isClosed(), true);
  await nc.flush();
  assert.ok(!(await server.subjects()).includes(s));
  await failsWith(ErrorCode.SubClosed, sub.drain());
});

test("draining a callback's subscription", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  let n = 0;
  const sub = nc.subscribe(s, { callback: () => n++ });
  for (let i = 0; i < 10; i++) {
    nc.publish(s);
  }
  await sub.drain();
  assert.equal(n, 10);
  nc.publish(s);
  await nc.flush();
  assert.equal(n, 10);
  await failsWith(ErrorCode.SubClosed, sub.drain());
});

test("a drained connection handles everything, then closes", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const sub = nc.subscribe(s);
  let n = 0;
  const loop = (async () => {
    for await (const _ of sub) {
      n++;
    }
  })();
  for (let i = 0; i < 100; i++) {
    nc.publish(s);
  }
  const draining = nc.drain();
  assert.equal(nc.isDraining(), true);
  await draining;
  await loop;
  assert.equal(n, 100);
  assert.equal(nc.isClosed(), true);
  assert.equal(await nc.closed(), undefined);
  await failsWith(ErrorCode.ConnectionClosed, nc.drain());
});

test("a subscription that has ended may still be drained, and no other is in its place", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const [left, spent] = [nc.subscribe(s), nc.subscribe(s, { max: 1 })];
  nc.publish(s);
  await nc.flush();
  left.unsubscribe();
  // Whatever was theirs is free for others from now on.
  await nc.flush();
  const others = [nc.subscribe(s), nc.subscribe(s)];
  await Promise.all([left.drain(), spent.drain()]);
  nc.publish(s);
  await nc.flush();
  assert.deepEqual(
    others.map((sub) => [sub.getReceived(), sub.isDraining()]),
    [
      [1, false],
      [1, false],
    ],
  );
  for (const sub of [left, spent]) {
    assert.equal((await take(sub, 2)).length, 1, "its loop still has what had come");
    await failsWith(ErrorCode.SubClosed, sub.drain());
  }
});

test("draining the connection drains its subscriptions", async (t) => {
  const nc = await open(t, server);
  const sub = nc.subscribe(subject(), { callback: () => {} });
  const drained = nc.drain();
  assert.equal(sub.isDraining(), true);
  await Promise.all([drained, sub.drain()]);
});

test("a draining connection takes no new subscription, and no second drain", async (t) => {
  const nc = await open(t, server);
  nc.subscribe(subject());
  const draining = nc.drain();
  await failsWith(ErrorCode.ConnectionDraining, () => nc.subscribe("x"));
  await failsWith(ErrorCode.ConnectionDraining, nc.request("x"));
  await failsWith(ErrorCode.ConnectionDraining, nc.drain());
  await draining;
});

test("what was published before a drain arrives", async (t) => {
  const nc = await open(t, server);
  const other = await open(t, server);
  const s = subject();
  let n = 0;
  const all = deferred();
  other.subscribe(s, { callback: () => ++n === 500 && all.resolve() });
  await other.flush();
  for (let i = 0; i < 500; i++) {
    nc.publish(s, new Uint8Array(500));
  }
  await nc.drain();
  await all;
});

/** A connection whose link is away, and the proxy that can give it back. */
async function away(t) {
  const proxy = await TcpProxy.start(t, server.ports[1]);
  const nc = await open(t, proxy, eager);
  nc.subscribe(subject(), { callback: () => {} });
  await nc.flush();
  const statuses = new StatusLog(nc);
  proxy.refuse();
  await statuses.next("disconnect");
  return [nc, proxy];
}

ours("a drain without a link ends, and the connection with it", "its connection is not closed then", async (t) => {
  const [nc] = await away(t);
  await nc.drain();
  assert.equal(nc.isClosed(), true);
  assert.equal(await nc.closed(), undefined);
});

ours("a drain without a link waits for one that brings out what was published", "it loses it", async (t) => {
  const [nc, proxy] = await away(t);
  const other = await open(t, server);
  const s = subject();
  const sub = other.subscribe(s, { max: 2 });
  await other.flush();
  nc.publish(s, "small");
  nc.publish(s, new Uint8Array(100_000));
  const drained = nc.drain();
  await turn();
  proxy.admit();
  await drained;
  assert.equal(await nc.closed(), undefined);
  assert.deepEqual(
    (await take(sub, 2)).map((m) => m.data.length),
    [5, 100_000],
  );
});

ours("a drain that finds no link in time says that something is lost", "it loses it in silence", async (t) => {
  const [nc] = await away(t);
  nc.publish(subject(), "lost");
  const flushed = failsWith(ErrorCode.ConnectionClosed, nc.flush());
  const err = await failsWith(ErrorCode.Disconnect, nc.drain());
  assert.match(err.message, /lost/);
  assert.equal(await nc.closed(), err);
  await flushed;
});

ours("closing cuts a drain without a link short", "it loses it in silence", async (t) => {
  const [nc] = await away(t);
  nc.publish(subject(), "given up");
  const drained = nc.drain();
  await nc.close();
  await drained;
  assert.equal(await nc.closed(), undefined);
});

ours("a link that is lost during a drain does not hold it up", "its connection is not closed then", async (t) => {
  const proxy = await TcpProxy.start(t, server.ports[1]);
  const nc = await open(t, proxy, eager);
  nc.subscribe(subject(), { callback: () => {} });
  await nc.flush();
  proxy.stall();
  const drained = nc.drain();
  await turn();
  proxy.refuse();
  await drained;
  assert.equal(nc.isClosed(), true);
});

test("everything on a closed connection fails as such", async (t) => {
  const nc = await open(t, server);
  const loop = nc.subscribe(subject());
  const callback = nc.subscribe(subject(), { callback: () => {} });
  await nc.close();
  assert.equal(nc.isClosed(), true);
  assert.equal(nc.info, undefined);
  assert.equal(await nc.closed(), undefined);
  await failsWith(ErrorCode.ConnectionClosed, () => nc.publish("x"));
  await failsWith(ErrorCode.ConnectionClosed, () => nc.subscribe("x"));
  await failsWith(ErrorCode.ConnectionClosed, nc.request("x"));
  await failsWith(ErrorCode.ConnectionClosed, nc.flush());
  await failsWith(ErrorCode.ConnectionClosed, nc.drain());
  await failsWith(ErrorCode.ConnectionClosed, loop.drain());
  for await (const _ of loop) {
    assert.fail("a message");
  }
  await loop.closed;
  await callback.closed;
  assert.equal(callback.isClosed(), true);
  loop.unsubscribe();
  await nc.close();
});

test("a connection that is closed from within a callback is closed at once", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const found = [];
  const sub = nc.subscribe(s, {
    callback: () => {
      nc.close();
      found.push(nc.isClosed(), nc.info);
      for (const call of ["flush", "drain", "rtt", "reconnect"]) {
        found.push(failsWith(ErrorCode.ConnectionClosed, nc[call]()));
      }
      found.push(failsWith(ErrorCode.ConnectionClosed, sub.drain()));
    },
  });
  nc.publish(s);
  await nc.closed();
  const [isClosed, info, ...failures] = found;
  assert.deepEqual([isClosed, info, failures.length], [true, undefined, 5]);
  await Promise.all(failures);
});

test("who answers after the end is not told", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const [got] = await Promise.all([take(nc.subscribe(s), 1), nc.publish(s, "", { reply: "r" })]);
  await nc.close();
  assert.equal(got[0].respond("late"), true);
  await failsWith(ErrorCode.ConnectionClosed, () => nc.respondMessage(got[0]));
});

test("closing ends loops and requests", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  nc.subscribe(s, { callback: () => {} });
  const sub = nc.subscribe(subject());
  const loop = (async () => {
    for await (const _ of sub) {
      // Nothing comes.
    }
  })();
  const pending = failsWith(ErrorCode.Timeout, nc.request(s, "", { timeout: 60_000 }));
  await nc.flush();
  await nc.close();
  await loop;
  await pending;
});

ours("status() ends with the connection", "1.30.3 leaves its loop waiting for ever", async (t) => {
  const nc = await open(t, server);
  const log = new StatusLog(nc);
  const late = nc.status();
  await nc.close();
  await log.ended;
  for await (const s of late) {
    assert.fail(s.type);
  }
});

test("closing while a loop works on a message lets it finish", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const sub = nc.subscribe(s);
  nc.publish(s, "1");
  nc.publish(s, "2");
  await nc.flush();
  const seen = [];
  for await (const m of sub) {
    seen.push(m.string());
    if (seen.length === 1) {
      await nc.close();
    }
  }
  assert.deepEqual(seen, ["1", "2"]);
});

test("close() at once after publish() still sends", async (t) => {
  const nc = await open(t, server);
  const other = await open(t, server);
  const s = subject();
  const got = deferred();
  other.subscribe(s, { callback: () => got.resolve() });
  await other.flush();
  nc.publish(s, "last words");
  await turn();
  await nc.close();
  await got;
});

ours("close() while there is no link ends at once", "1.30.3 goes on dialling until its attempt ends", async (t) => {
  const proxy = await TcpProxy.start(t, server.ports[1]);
  const nc = await open(t, proxy, { reconnectTimeWait: 60_000, maxReconnectAttempts: -1 });
  const log = new StatusLog(nc);
  proxy.refuse();
  await log.next("disconnect");
  const flushed = failsWith(ErrorCode.ConnectionClosed, nc.flush());
  await turn();
  await nc.close();
  await flushed;
  assert.equal(await nc.closed(), undefined);
});
