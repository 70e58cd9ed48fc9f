// Key-value buckets: watching keys, their histories, and which there are.
import assert from "node:assert/strict";
import { failure, nats } from "./helpers/client.mjs";
import { all, manage, unique } from "./helpers/jetstream.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { deferred, KvWatchInclude } = nats;
const server = await sharedServer({ jetstream: true });

/** Opens a bucket that no other test uses. */
async function openBucket(t, opts = {}) {
  const parts = await manage(t, server);
  const name = unique("b");
  return { ...parts, name, kv: await parts.js.views.kv(name, { storage: "memory", ...opts }) };
}

/** A bucket with a value, one that was changed, and two that were deleted. */
async function filled(t, opts = {}) {
  const bucket = await openBucket(t, { history: 5, ...opts });
  const { kv } = bucket;
  await kv.put("a", "1");
  await kv.put("b.x", "2");
  await kv.put("b.x", "3");
  await kv.put("c", "4");
  await kv.delete("c");
  await kv.put("b.y", "6");
  await kv.purge("b.y");
  return bucket;
}

const shown = (e) => `${e.revision} ${e.operation} ${e.key} ${e.string()}`.trim();

/** The next `count` entries of a watch, which then ends. */
async function take(watch, count) {
  const entries = [];
  for await (const entry of watch) {
    entries.push(shown(entry));
    if (entries.length === count) {
      break;
    }
  }
  return entries;
}

/** All that a watch tells until it says that it has told what was there. */
async function initial(kv, opts = {}) {
  const watch = await kv.watch({ ...opts, initializedFn: () => watch.stop() });
  return (await all(watch)).map(shown);
}

const LAST = ["1 PUT a 1", "3 PUT b.x 3", "5 DEL c", "7 PURGE b.y"];

test("a watch begins with the last entry of each key and goes on", async (t) => {
  const { name, kv } = await filled(t);
  const watch = await kv.watch();
  await kv.put("d", "8");
  assert.deepEqual(await take(watch, 5), [...LAST, "8 PUT d 8"]);
  const [entry] = await all(await kv.history({ key: "a" }));
  assert.deepEqual([entry.bucket, entry.key, entry.length, entry.delta], [name, "a", 1, 0]);
  assert.ok(Math.abs(Date.now() - entry.created.getTime()) < 60_000);
});

test("a watch says when it has told what was there", async (t) => {
  const { kv } = await filled(t);
  const told = [];
  let put;
  const initializedFn = () => {
    told.push("all");
    put = kv.put("d", "8");
  };
  for await (const entry of await kv.watch({ initializedFn })) {
    told.push(entry.revision);
    if (entry.revision === 8) {
      break;
    }
  }
  await put;
  assert.deepEqual(told, [1, 3, 5, 7, "all", 8]);
});

test("a watch says so while others write, after changes that came meanwhile", async (t) => {
  const { kv } = await filled(t);
  const told = [];
  const done = deferred();
  const watch = await kv.watch({
    initializedFn: () => {
      told.push("all");
      done.resolve();
    },
  });
  const put = kv.put("d", "8");
  void done.then(() => put).then(() => watch.stop());
  for await (const entry of watch) {
    told.push(entry.revision);
  }
  const at = told.indexOf("all");
  assert.deepEqual(told.slice(0, 4), [1, 3, 5, 7]);
  assert.ok(at >= 4, `told ${told}`);
  assert.equal(told.lastIndexOf("all"), at, "once");
});

ours("a list that the end of its connection has cut is none", "it resolves with what has come", async (t) => {
  const { nc, kv } = await filled(t);
  await nc.flush();
  const read = async (list) => all(await list);
  const lists = [kv.delete("*"), kv.purge("*"), kv.purgeDeletes(0), read(kv.keys()), read(kv.history())].map(failure);
  await nc.close();
  for (const err of await Promise.all(lists)) {
    assert.equal(err.code, "CONNECTION_CLOSED");
  }
});

test("a watch of nothing says so at once", async (t) => {
  const { kv } = await openBucket(t);
  for (const opts of [{}, { key: "a" }, { include: KvWatchInclude.AllHistory }, { ignoreDeletes: true }]) {
    const told = deferred();
    const watch = await kv.watch({ ...opts, initializedFn: told.resolve });
    await told;
    watch.stop();
  }
  await kv.put("b", "1");
  for (const opts of [{ key: "a" }, { include: KvWatchInclude.UpdatesOnly }]) {
    const told = deferred();
    const watch = await kv.watch({ ...opts, initializedFn: told.resolve });
    await told;
    watch.stop();
  }
});

test("a watch may be of some keys", async (t) => {
  const { kv } = await filled(t);
  assert.deepEqual(await take(await kv.watch({ key: "b.*" }), 2), ["3 PUT b.x 3", "7 PURGE b.y"]);
  assert.deepEqual(await take(await kv.watch({ key: ["a", "c"] }), 2), ["1 PUT a 1", "5 DEL c"]);
  assert.deepEqual(await take(await kv.watch({ key: "b.x" }), 1), ["3 PUT b.x 3"]);
});

test("a watch may begin with all that there is, with what is new, or with a revision", async (t) => {
  const { kv } = await filled(t);
  const history = await kv.watch({ include: KvWatchInclude.AllHistory });
  const updates = await kv.watch({ include: KvWatchInclude.UpdatesOnly });
  const resumed = await kv.watch({ resumeFromRevision: 4 });
  const both = await kv.watch({ include: KvWatchInclude.AllHistory, resumeFromRevision: 5 });
  await kv.put("d", "8");
  const early = ["1 PUT a 1", "2 PUT b.x 2", "3 PUT b.x 3"];
  const late = ["4 PUT c 4", "5 DEL c", "7 PURGE b.y", "8 PUT d 8"];
  assert.deepEqual(await take(history, 7), [...early, ...late]);
  assert.deepEqual(await take(updates, 1), ["8 PUT d 8"]);
  assert.deepEqual(await take(resumed, 4), late);
  assert.deepEqual(await take(both, 3), late.slice(1));
});

test("a watch may leave values out", async (t) => {
  const { kv } = await openBucket(t);
  await kv.put("a", "four");
  for await (const entry of await kv.watch({ headers_only: true })) {
    assert.deepEqual([entry.operation, entry.value.length, entry.length], ["PUT", 0, 4]);
    break;
  }
});

test("a watch may leave deletions out, not what was purged", async (t) => {
  const { kv } = await filled(t);
  const watch = await kv.watch({ ignoreDeletes: true });
  await kv.put("d", "8");
  assert.deepEqual(await take(watch, 4), ["1 PUT a 1", "3 PUT b.x 3", "7 PURGE b.y", "8 PUT d 8"]);
});

ours("a deletion that is left out may be the last that was there", "1.30.3 waits for ever", async (t) => {
  const { kv } = await openBucket(t);
  await kv.put("a", "1");
  await kv.put("b", "2");
  await kv.delete("b");
  assert.deepEqual(await initial(kv, { ignoreDeletes: true }), ["1 PUT a 1"]);
  await kv.delete("a");
  const told = deferred();
  await kv.watch({ ignoreDeletes: true, initializedFn: told.resolve });
  await told;
});

test("a watch ends when it is stopped, and with the connection", async (t) => {
  const { nc, kv } = await filled(t);
  const stopped = await kv.watch({ initializedFn: () => stopped.stop() });
  assert.equal((await all(stopped)).length, 4);
  const watch = await kv.watch({ include: KvWatchInclude.UpdatesOnly });
  await nc.close();
  assert.deepEqual(await all(watch), []);
});

test("a history is all that there is, and ends", async (t) => {
  const { kv } = await filled(t);
  const history = async (opts) => (await all(await kv.history(opts))).map(shown);
  assert.deepEqual(await history(), ["1 PUT a 1", "2 PUT b.x 2", "3 PUT b.x 3", "4 PUT c 4", "5 DEL c", "7 PURGE b.y"]);
  assert.deepEqual(await history({ key: "b.*" }), ["2 PUT b.x 2", "3 PUT b.x 3", "7 PURGE b.y"]);
  assert.deepEqual(await history({ key: ["a", "c"] }), ["1 PUT a 1", "4 PUT c 4", "5 DEL c"]);
  assert.deepEqual(await history({ key: "none" }), []);
  const empty = await openBucket(t);
  assert.deepEqual(await all(await empty.kv.history()), []);
});

test("keys are those that have values", async (t) => {
  const { kv } = await filled(t);
  const keys = async (filter) => (await all(await kv.keys(filter))).sort();
  assert.deepEqual(await keys(), ["a", "b.x"]);
  assert.deepEqual(await keys("b.*"), ["b.x"]);
  assert.deepEqual(await keys("c"), []);
  await kv.put("c", "8");
  assert.deepEqual(await keys(), ["a", "b.x", "c"]);
});

test("keys of nothing end", async (t) => {
  const { kv } = await openBucket(t);
  assert.deepEqual(await all(await kv.keys()), []);
});

test("keys may be of several filters", async (t) => {
  const { kv } = await filled(t);
  assert.deepEqual((await all(await kv.keys(["a", "b.*"]))).sort(), ["a", "b.x"]);
});

ours("keys are complete, and none is there twice, while others write", "1.30.3 loses some", async (t) => {
  const { kv } = await openBucket(t);
  const names = Array.from({ length: 300 }, (_, i) => `k${i}`);
  await Promise.all(names.map((key) => kv.put(key, "1")));
  let isWriting = true;
  const writing = (async () => {
    for (let i = 0; isWriting; i++) {
      await Promise.all(Array.from({ length: 20 }, (_, j) => kv.put(names[(i * 20 + j * 7) % 300], `${i}`)));
    }
  })();
  for (let round = 0; round < 10; round++) {
    assert.deepEqual((await all(await kv.keys())).sort(), names.toSorted());
  }
  isWriting = false;
  await writing;
});

test("filters that are none are refused", async (t) => {
  const { kv } = await openBucket(t);
  for (const key of ["", ".a", "a.", "a b", "ä"]) {
    for (const call of [() => kv.watch({ key }), () => kv.history({ key }), () => kv.keys(key)]) {
      assert.equal((await failure(call())).message, `invalid key: ${key}`);
    }
  }
});

ours("filters that would never find anything are refused", "1.30.3 waits for ever", async (t) => {
  const { kv } = await openBucket(t);
  for (const key of ["a..b", "a*", ">.a", "a.**"]) {
    assert.equal((await failure(kv.watch({ key }))).message, `invalid key: ${key}`);
  }
  assert.equal((await failure(kv.watch({ key: [] }))).message, "invalid key: ");
});

test("all keys that a filter finds are deleted or purged", async (t) => {
  const { kv } = await openBucket(t, { history: 2 });
  await Promise.all([1, 2, 3].map((i) => kv.put(`a.${i}`, "1")));
  await kv.put("b", "1");
  await kv.delete("a.*");
  assert.deepEqual(await all(await kv.keys()), ["b"]);
  assert.equal((await kv.get("a.2")).operation, "DEL");
  await kv.purge(">");
  assert.deepEqual(await all(await kv.keys()), []);
  assert.equal((await kv.get("b")).operation, "PURGE");
  assert.equal((await kv.get("a.2")).operation, "DEL");
});

ours("many keys that a filter finds are all deleted", "1.30.3 deletes the first hundred", async (t) => {
  const { kv } = await openBucket(t);
  await Promise.all(Array.from({ length: 250 }, (_, i) => kv.put(`a.${i}`, "1")));
  await kv.delete("a.*");
  assert.deepEqual(await all(await kv.keys()), []);
});

test("what deletions leave is taken away, those themselves when they are old", async (t) => {
  const { jsm, name, kv } = await filled(t);
  const count = async () => (await jsm.streams.info(`KV_${name}`)).state.messages;
  assert.equal(await count(), 6);
  // What the deleted had before.
  assert.deepEqual(await kv.purgeDeletes(), { success: true, purged: 1 });
  assert.equal((await kv.get("c")).operation, "DEL");
  const { success, purged } = await kv.purgeDeletes(-1000);
  assert.deepEqual([success, purged, await count()], [true, 2, 3]);
  assert.equal(await kv.get("c"), null);
});

test("where there are no deletions nothing is taken away", async (t) => {
  const { kv } = await openBucket(t);
  await kv.put("a", "1");
  assert.equal((await kv.purgeDeletes(-1000)).purged, 0);
});

test("an empty bucket has no deletions", async (t) => {
  const { kv } = await openBucket(t);
  assert.equal((await kv.purgeDeletes()).purged, 0);
});

test("keys of a codec are watched as the program knows them", async (t) => {
  const part = { encode: (text) => btoa(text), decode: (text) => atob(text) };
  const plain = { encode: (value) => value, decode: (value) => value };
  const { kv } = await openBucket(t, { codec: { key: part, value: plain } });
  await kv.put("a.b", "1");
  await kv.put("a.c", "2");
  assert.deepEqual(await take(await kv.watch({ key: "a.*" }), 2), ["1 PUT a.b 1", "2 PUT a.c 2"]);
  assert.deepEqual((await all(await kv.keys())).sort(), ["a.b", "a.c"]);
});

ours("what deletions leave is found by the stored key, too", "1.30.3 purges another subject", async (t) => {
  const part = { encode: (text) => btoa(text), decode: (text) => atob(text) };
  const plain = { encode: (value) => value, decode: (value) => value };
  const { kv } = await openBucket(t, { codec: { key: part, value: plain } });
  await kv.put("a b", "1");
  await kv.delete("a b");
  assert.equal((await kv.purgeDeletes(-1000)).purged, 1);
});
