import assert from "node:assert/strict";
import { failsWith, nats, open, subject, take, turn } from "./helpers/client.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { deferred, ErrorCode } = nats;
const server = await sharedServer();

test("a subscription with max ends by itself", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const sub = nc.subscribe(s, { max: 3 });
  assert.equal(sub.getMax(), 3);
  for (let i = 0; i < 10; i++) {
    nc.publish(s, `${i}`);
  }
  const seen = [];
  for await (const m of sub) {
    seen.push(m.string());
  }
  assert.deepEqual(seen, ["0", "1", "2"]);
  await sub.closed;
  assert.equal(sub.isClosed(), true);
  await nc.flush();
  assert.ok(!(await server.subjects()).includes(s));
});

test("max with a callback counts exactly", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  let n = 0;
  const sub = nc.subscribe(s, { max: 2, callback: () => n++ });
  for (let i = 0; i < 10; i++) {
    nc.publish(s);
  }
  await sub.closed;
  await nc.flush();
  assert.equal(n, 2);
});

test("unsubscribe(max) counts from the beginning, and can be raised", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  let n = 0;
  const sub = nc.subscribe(s, { callback: () => n++ });
  nc.publish(s);
  await nc.flush();
  sub.unsubscribe(3);
  nc.publish(s);
  await nc.flush();
  sub.unsubscribe(5);
  assert.equal(sub.getMax(), 5);
  for (let i = 0; i < 10; i++) {
    nc.publish(s);
  }
  await sub.closed;
  assert.equal(n, 5);
});

test("unsubscribe(max) that is reached already ends at once", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const sub = nc.subscribe(s, { callback: () => {} });
  nc.publish(s);
  nc.publish(s);
  await nc.flush();
  sub.unsubscribe(1);
  await sub.closed;
  assert.equal(sub.isClosed(), true);
});

test("unsubscribing in the callback is the end of it", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  let n = 0;
  const sub = nc.subscribe(s, {
    callback: () => {
      n++;
      sub.unsubscribe();
    },
  });
  for (let i = 0; i < 50; i++) {
    nc.publish(s);
  }
  await nc.flush();
  await sub.closed;
  assert.equal(n, 1);
});

test("a loop that is left unsubscribes", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const sub = nc.subscribe(s);
  await nc.flush();
  assert.ok((await server.subjects()).includes(s));
  nc.publish(s);
  for await (const _ of sub) {
    break;
  }
  await sub.closed;
  await nc.flush();
  assert.ok(!(await server.subjects()).includes(s));
});

test("a loop that throws unsubscribes, too", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const sub = nc.subscribe(s);
  nc.publish(s);
  await assert.rejects(async () => {
    for await (const _ of sub) {
      throw new Error("body");
    }
  }, /body/);
  await sub.closed;
});

test("what had come before unsubscribe() is still given to the loop", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const sub = nc.subscribe(s);
  for (let i = 0; i < 5; i++) {
    nc.publish(s, `${i}`);
  }
  await nc.flush();
  assert.equal(sub.getPending(), 5);
  sub.unsubscribe();
  const seen = [];
  for await (const m of sub) {
    seen.push(m.string());
  }
  assert.equal(seen.length, 5);
});

test("a loop that is left before it has come to the end of its subscription", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const ends = [(sub) => sub.unsubscribe(), (sub) => sub.drain(), () => nc.close()];
  for (const end of ends) {
    const sub = nc.subscribe(s);
    nc.publish(s);
    nc.publish(s);
    await nc.flush();
    await end(sub);
    await take(sub, 1);
    await sub.closed;
  }
});

test("a subscription with a callback cannot be iterated", async (t) => {
  const nc = await open(t, server);
  const sub = nc.subscribe(subject(), { callback: () => {} });
  const err = await failsWith(ErrorCode.ApiError, async () => {
    for await (const _ of sub) {
      assert.fail("a message");
    }
  });
  assert.equal(err.message, "unsupported iterator");
});

ours(
  "options of a call that are no object are refused",
  "1.30.3 passes over them, or throws a TypeError",
  async (t) => {
    const nc = await open(t, server);
    const { InvalidOption } = nats.ErrorCode;
    await failsWith(InvalidOption, () => nc.subscribe(subject(), () => {}));
    await failsWith(InvalidOption, () => nc.subscribe(subject(), "group"));
    nc.subscribe(subject(), null).unsubscribe();
    await failsWith(InvalidOption, () => nc.request(subject(), "", 1000));
    await failsWith(InvalidOption, () => nc.requestMany(subject(), "", 1000));
    await nc.flush();
  },
);

test("a second loop is refused", async (t) => {
  const nc = await open(t, server);
  const sub = nc.subscribe(subject());
  const it = sub[Symbol.asyncIterator]();
  const first = it.next();
  await turn();
  await failsWith(ErrorCode.ApiError, async () => {
    for await (const _ of sub) {
      assert.fail("a message");
    }
  });
  sub.unsubscribe();
  assert.equal((await first).done, true);
});

test("a subscription's timeout ends a loop with TIMEOUT, unless a message comes", async (t) => {
  const nc = await open(t, server);
  const quiet = nc.subscribe(subject(), { timeout: 20 });
  const err = await failsWith(ErrorCode.Timeout, async () => {
    for await (const _ of quiet) {
      assert.fail("a message");
    }
  });
  assert.match(err.stack, /subscriptions\.test\.mjs/);
  const s = subject();
  const busy = nc.subscribe(s, { timeout: 50, max: 2 });
  nc.publish(s);
  await nc.flush();
  await new Promise((r) => setTimeout(r, 100));
  nc.publish(s);
  assert.equal((await take(busy, 2)).length, 2);
});

test("a subscription's timeout is told to a callback", async (t) => {
  const nc = await open(t, server);
  const told = deferred();
  nc.subscribe(subject(), { timeout: 20, callback: (err) => told.resolve(err) });
  const err = await told;
  assert.equal(err.code, ErrorCode.Timeout);
});
