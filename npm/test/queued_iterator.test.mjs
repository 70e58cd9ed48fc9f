import assert from "node:assert/strict";
import { failsWith, failure, nats, turn } from "./helpers/client.mjs";
import { internals } from "./helpers/internals.mjs";
import { ours, parity, test } from "./helpers/modules.mjs";

const { ErrorCode } = nats;
const inner = await internals();
const { QueuedIteratorImpl } = inner;

async function readAll(q, each = () => {}) {
  const seen = [];
  for await (const v of q) {
    seen.push(v);
    await each(v);
  }
  return seen;
}

test("values come out in order, those pushed while reading too", async () => {
  const q = new QueuedIteratorImpl();
  const reading = readAll(q);
  for (let i = 0; i < 100; i++) {
    q.push(i);
    if (i % 7 === 0) {
      await turn();
    }
  }
  q.push(() => q.stop());
  assert.deepEqual(
    await reading,
    Array.from({ length: 100 }, (_, i) => i),
  );
  assert.equal(q.getProcessed(), 100);
});

test("what was queued before a stop is still given out", async () => {
  const q = new QueuedIteratorImpl();
  q.push("a");
  q.push("b");
  q.stop();
  q.push("too late");
  assert.deepEqual(await readAll(q), ["a", "b"]);
  assert.equal(await q.iterClosed, undefined);
});

test("a stop during a batch ends the loop after that batch", async () => {
  const q = new QueuedIteratorImpl();
  q.push(1);
  q.push(2);
  const seen = await readAll(q, (v) => {
    if (v === 1) {
      q.push(3);
      q.stop();
    }
  });
  assert.deepEqual(seen, [1, 2]);
});

test("a pushed step runs in its place", async () => {
  const q = new QueuedIteratorImpl();
  const order = [];
  q.push(1);
  q.push(() => order.push("step"));
  q.push(2);
  q.push(() => q.stop());
  for await (const v of q) {
    order.push(v);
  }
  assert.deepEqual(order, [1, "step", 2]);
});

test("an error that a step stops with comes after what was queued before it", async () => {
  const q = new QueuedIteratorImpl();
  const boom = new Error("boom");
  q.push(1);
  q.push(() => q.stop(boom));
  q.push(2);
  const seen = [];
  const err = await failure(async () => {
    for await (const v of q) {
      seen.push(v);
    }
  });
  assert.equal(err, boom);
  assert.deepEqual(seen, [1]);
  assert.equal(await q.iterClosed, boom);
});

test("an error that a step throws ends the loop", async () => {
  const q = new QueuedIteratorImpl();
  q.push(() => {
    throw new Error("boom");
  });
  assert.equal((await failure(readAll(q))).message, "boom");
  assert.equal(q.done, true);
});

test("stopping with an error before the batch begins loses what is queued", async () => {
  const q = new QueuedIteratorImpl();
  q.push(1);
  q.stop(new Error("boom"));
  assert.equal((await failure(readAll(q))).message, "boom");
});

test("a waiting loop fails when the queue is stopped with an error", async () => {
  const q = new QueuedIteratorImpl();
  const reading = failure(readAll(q));
  await turn();
  q.stop(new Error("boom"));
  assert.equal((await reading).message, "boom");
});

ours("an error during a batch is thrown at its end", "1.30.3 swallows it", async () => {
  const q = new QueuedIteratorImpl();
  q.push(1);
  q.push(2);
  const seen = [];
  const err = await failure(async () => {
    for await (const v of q) {
      seen.push(v);
      q.stop(new Error("boom"));
    }
  });
  assert.equal(err.message, "boom");
  assert.deepEqual(seen, [1, 2]);
});

test("leaving the loop stops the queue", async () => {
  const q = new QueuedIteratorImpl();
  [1, 2, 3].forEach((v) => q.push(v));
  for await (const v of q) {
    assert.equal(v, 1);
    break;
  }
  assert.equal(q.done, true);
  await q.iterClosed;
  q.push(4);
});

test("an exception in the loop's body stops the queue", async () => {
  const q = new QueuedIteratorImpl();
  q.push(1);
  const err = await failure(
    readAll(q, () => {
      throw new Error("body");
    }),
  );
  assert.equal(err.message, "body");
  assert.equal(q.done, true);
});

test("a queue that feeds a callback cannot be iterated", async () => {
  const q = new QueuedIteratorImpl();
  q.noIterator = true;
  const err = await failsWith(ErrorCode.ApiError, readAll(q));
  assert.equal(err.message, "unsupported iterator");
  q.received = 5;
  assert.equal(q.getProcessed(), 5);
});

test("only one loop can read a queue, and a refused one does not disturb it", async () => {
  const q = new QueuedIteratorImpl();
  const reading = readAll(q);
  await turn();
  const err = await failsWith(ErrorCode.ApiError, readAll(q));
  assert.equal(err.message, "already yielding");
  q.push(1);
  q.push(() => q.stop());
  assert.deepEqual(await reading, [1]);
});

test("next() called ahead is answered in order", async () => {
  const q = new QueuedIteratorImpl();
  const it = q[Symbol.asyncIterator]();
  const ahead = [it.next(), it.next(), it.next(), it.next()];
  q.push(1);
  await turn();
  q.push(2);
  q.push(3);
  await turn();
  q.stop();
  const results = await Promise.all(ahead);
  assert.deepEqual(
    results.map((r) => [r.value, r.done]),
    [
      [1, false],
      [2, false],
      [3, false],
      [undefined, true],
    ],
  );
  q.push(5);
  assert.equal((await it.next()).done, true);
});

ours("return() ends a waiting next()", "1.30.3 waits for a value first", async () => {
  const q = new QueuedIteratorImpl();
  const it = q[Symbol.asyncIterator]();
  const waiting = it.next();
  const second = it.next();
  assert.equal((await it.return()).done, true);
  assert.equal((await waiting).done, true);
  assert.equal((await second).done, true);
});

test("throw() ends the loop with its error", async () => {
  const q = new QueuedIteratorImpl();
  q.push(1);
  const it = q[Symbol.asyncIterator]();
  await it.next();
  assert.equal((await failure(it.throw(new Error("mine")))).message, "mine");
  assert.equal(q.done, true);
});

test("return() before the first next() leaves the queue as it is", async () => {
  const q = new QueuedIteratorImpl();
  await q[Symbol.asyncIterator]().return();
  assert.equal(q.done, false);
});

test("pending counts what is queued and what is being worked on", async () => {
  const q = new QueuedIteratorImpl();
  [1, 2, 3].forEach((v) => q.push(v));
  assert.equal(q.getPending(), 3);
  const pending = [];
  q.push(() => q.stop());
  for await (const _ of q) {
    // A step counts as pending in nats.ws.
    pending.push(q.getPending() - (parity ? 1 : 0));
  }
  assert.deepEqual(pending, [3, 2, 1]);
});

test("the ingestion filter decides what is queued", async () => {
  const q = new QueuedIteratorImpl();
  const sources = new Set();
  q.ingestionFilterFn = (v, src) => {
    sources.add(src);
    return { ingest: v !== "drop", protocol: v === "own" };
  };
  q.received = 3;
  ["a", "drop", "own"].forEach((v) => q.push(v));
  assert.deepEqual([...sources], [q]);
  assert.equal(q.getReceived(), 2);
  assert.equal(q.getPending(), 1);
});

test("the protocol filter keeps values from the loop, and dispatched is told of the others", async () => {
  const q = new QueuedIteratorImpl();
  const told = [];
  q.protocolFilterFn = (v) => v % 2 === 0;
  q.dispatchedFn = (v) => told.push(v);
  [1, 2, 3, 4].forEach((v) => q.push(v));
  q.push(() => q.stop());
  assert.deepEqual(await readAll(q), [2, 4]);
  assert.deepEqual(told, [2, 4]);
  assert.equal(q.getProcessed(), 2);
});

ours("the ring keeps order through growth and wrapping", "1.30.3 has an array", () => {
  const ring = new inner.RingQueue();
  const model = [];
  let n = 0;
  let seed = 42;
  const random = () => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return seed / 2 ** 32;
  };
  for (let i = 0; i < 200_000; i++) {
    // Waves: mostly filling, then mostly emptying.
    if (random() < (Math.floor(i / 20_000) % 2 === 0 ? 0.7 : 0.3)) {
      ring.push(n);
      model.push(n++);
    } else if (model.length > 0) {
      assert.equal(ring.shift(), model.shift());
    }
    assert.equal(ring.length, model.length);
  }
});

ours("a long queue is read in order and gives its memory back", "1.30.3 has an array", async () => {
  const q = new QueuedIteratorImpl();
  const n = 100_000;
  for (let i = 0; i < n; i++) {
    q.push(i);
  }
  q.push(() => q.stop());
  let next = 0;
  for await (const v of q) {
    assert.equal(v, next++);
  }
  assert.equal(next, n);
  assert.ok(q.queue.slots.length <= 4096);
});

test("a reader that was left in the middle of a batch has ended", async () => {
  const q = new inner.QueuedIteratorImpl();
  for (let i = 0; i < 5; i++) {
    q.push(i);
  }
  const reader = q[Symbol.asyncIterator]();
  assert.deepEqual(await reader.next(), { done: false, value: 0 });
  assert.deepEqual(await reader.next(), { done: false, value: 1 });
  await reader.return();
  assert.equal((await reader.next()).done, true);
  assert.equal(q.getProcessed(), 2);
});
