// Key-value buckets: opening them, and reading and changing their keys.
import assert from "node:assert/strict";
import { failsWith, failure, nats } from "./helpers/client.mjs";
import { apiErrorOf, manage, stand, unique } from "./helpers/jetstream.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { ErrorCode, StorageType, nanos } = nats;
const server = await sharedServer({ jetstream: true });

/** Opens a bucket that no other test uses. */
async function openBucket(t, opts = {}, jsOpts = undefined) {
  const all = await manage(t, server, jsOpts);
  const name = unique("b");
  return { ...all, name, kv: await all.js.views.kv(name, { storage: "memory", ...opts }) };
}

/** Stores what it is given. */
const plain = { encode: (value) => value, decode: (value) => value };
/** Stores parts of keys in base64. */
const base64 = { encode: (part) => btoa(part), decode: (part) => atob(part) };

/** What matters of an entry. */
const shown = (e) => e && [e.key, e.operation, e.revision, e.string()];

/** A bucket's stream whose server puts a marker in place of what expires. */
async function withMarker(jsm, js, name, reason) {
  await jsm.streams.add({ name: `KV_${name}`, subjects: [`$KV.${name}.>`], storage: "memory", allow_direct: true });
  const headers = nats.headers();
  headers.set("Nats-Marker-Reason", reason);
  await js.publish(`$KV.${name}.a`, "", { headers });
}

test("a bucket is a stream of subjects", async (t) => {
  const { jsm, name, kv } = await openBucket(t);
  const { config } = await jsm.streams.info(`KV_${name}`);
  const expected = {
    subjects: [`$KV.${name}.>`],
    retention: "limits",
    discard: "new",
    storage: "memory",
    max_msgs_per_subject: 1,
    max_bytes: -1,
    max_msg_size: -1,
    max_age: 0,
    num_replicas: 1,
    allow_rollup_hdrs: true,
    allow_direct: true,
    deny_delete: false,
    duplicate_window: nanos(120_000),
  };
  for (const [key, value] of Object.entries(expected)) {
    assert.deepEqual(config[key], value, key);
  }
  assert.equal((await kv.status()).bucket, name);
});

test("a bucket is what its options say", async (t) => {
  const opts = {
    description: "all that there is",
    replicas: 1,
    history: 5,
    max_bytes: 100_000,
    maxValueSize: 1000,
    ttl: 60_000,
    storage: StorageType.File,
    compression: true,
    metadata: { colour: "green" },
    allow_direct: false,
  };
  const republish = { src: ">", dest: `again.${unique()}.>` };
  const { jsm, name, kv } = await openBucket(t, { ...opts, republish });
  const status = await kv.status();
  const { replicas, description, history, max_bytes, maxValueSize, ttl, storage, compression } = status;
  const { allow_direct: _allow, metadata: _metadata, ...rest } = opts;
  assert.deepEqual({ replicas, description, history, max_bytes, maxValueSize, ttl, storage, compression }, rest);
  assert.equal(status.metadata.colour, "green");
  assert.equal(status.republish.dest, republish.dest);
  const { config } = await jsm.streams.info(`KV_${name}`);
  assert.deepEqual([config.allow_direct, config.duplicate_window], [false, nanos(60_000)]);
});

test("a bucket that exists is opened as it is", async (t) => {
  const { js, name, kv } = await openBucket(t, { history: 3 });
  await kv.put("a", "1");
  const again = await js.views.kv(name, { history: 7 });
  assert.equal((await again.status()).history, 3);
  assert.equal((await again.get("a")).string(), "1");
});

test("a bucket may be of a stream with another name", async (t) => {
  const streamName = unique("mine");
  const { jsm, kv } = await openBucket(t, { streamName });
  await kv.put("a", "1");
  assert.equal((await jsm.streams.info(streamName)).state.messages, 1);
  assert.equal((await kv.status()).values, 1);
});

test("a bucket that is only bound is not asked for", async (t) => {
  const { nc, js, name, kv } = await openBucket(t);
  await kv.put("a", "1");
  const bare = nc.jetstream({ checkAPI: false });
  for (const allow_direct of [true, false]) {
    const bound = await bare.views.kv(name, { bindOnly: true, allow_direct });
    assert.equal((await bound.get("a")).string(), "1");
  }
  const none = await js.views.kv(unique("none"), { bindOnly: true });
  await failsWith(ErrorCode.NoResponders, none.put("a", "1"));
});

test("names of buckets are one part of a subject", async (t) => {
  const { js } = await manage(t, server);
  for (const name of ["", "a.b", "a b", "a*", "a/b", "é"]) {
    assert.equal((await failure(js.views.kv(name))).message, `invalid bucket name: ${name}`);
    assert.equal((await failure(js.views.kv(name, { bindOnly: true }))).message, `invalid bucket name: ${name}`);
  }
});

ours("a bucket keeps 1 to 64 entries of a key", "1.30.3 leaves it to the server, which keeps any number", async (t) => {
  const { js } = await manage(t, server);
  for (const history of [0, 65, -1, 1.5, "3"]) {
    assert.equal((await failure(js.views.kv(unique("b"), { history }))).message, "history must be 1 to 64");
  }
});

test("a value is there until another is put", async (t) => {
  const { name, kv } = await openBucket(t, { history: 2 });
  assert.equal(await kv.get("a"), null);
  assert.equal(await kv.put("a", "one"), 1);
  const entry = await kv.get("a");
  assert.deepEqual(
    [entry.bucket, entry.key, entry.operation, entry.revision, entry.delta, entry.length],
    [name, "a", "PUT", 1, 0, 3],
  );
  assert.ok(Math.abs(Date.now() - entry.created.getTime()) < 60_000);
  assert.equal(await kv.put("a", new TextEncoder().encode("[2]")), 2);
  const second = await kv.get("a");
  assert.deepEqual([second.json(), second.value], [[2], new TextEncoder().encode("[2]")]);
  await kv.put("a", "");
  assert.deepEqual(shown(await kv.get("a")), ["a", "PUT", 3, ""]);
});

test("values are read from any replica or from the leader alike", async (t) => {
  for (const allow_direct of [true, false]) {
    const { kv } = await openBucket(t, { allow_direct });
    await kv.put("a.b", "one");
    assert.deepEqual(shown(await kv.get("a.b")), ["a.b", "PUT", 1, "one"]);
    assert.equal(await kv.get("b"), null);
    await kv.delete("a.b");
    assert.deepEqual(shown(await kv.get("a.b")), ["a.b", "DEL", 2, ""]);
  }
});

test("an earlier revision is read if it is the key's", async (t) => {
  const { kv } = await openBucket(t, { history: 3 });
  await kv.put("a", "1");
  await kv.put("b", "2");
  await kv.put("a", "3");
  assert.deepEqual(shown(await kv.get("a", { revision: 1 })), ["a", "PUT", 1, "1"]);
  assert.equal(await kv.get("a", { revision: 2 }), null);
  assert.equal(await kv.get("a", { revision: 9 }), null);
  assert.equal((await kv.get("a", { revision: 0 })).revision, 3);
});

test("keys that are none are refused", async (t) => {
  const { kv } = await openBucket(t);
  for (const key of ["", ".", ".a", "a.", "a b", "a$", "ä", "a\n"]) {
    for (const call of [() => kv.put(key, "1"), () => kv.get(key), () => kv.create(key, "1"), () => kv.delete(key)]) {
      assert.equal((await failure(call())).message, `invalid key: ${key}`);
    }
  }
  for (const key of ["a.*", ">", "*"]) {
    assert.equal((await failure(kv.put(key, "1"))).message, `invalid key: ${key}`);
    assert.equal((await failure(kv.get(key))).message, `invalid key: ${key}`);
  }
  assert.equal(await kv.put("=a/b-c_d.0", "1"), 1);
});

ours("a key has no empty parts", "1.30.3 publishes to a subject that is none", async (t) => {
  const { kv } = await openBucket(t);
  assert.equal((await failure(kv.put("a..b", "1"))).message, "invalid key: a..b");
});

test("a key is created once", async (t) => {
  const { kv } = await openBucket(t);
  assert.equal(await kv.create("a", "1"), 1);
  const err = await failsWith("400", kv.create("a", "2"));
  assert.deepEqual(apiErrorOf(err), [400, 10071, "wrong last sequence: 1"]);
  assert.equal(err.message, "wrong last sequence: 1");
  assert.equal(err.isJetStreamError(), true);
  assert.equal((await kv.get("a")).string(), "1");
});

test("a key is created again once it was deleted or purged", async (t) => {
  for (const allow_direct of [true, false]) {
    const { kv } = await openBucket(t, { history: 2, allow_direct });
    await kv.create("a", "1");
    await kv.delete("a");
    assert.equal(await kv.create("a", "2"), 3);
    await kv.purge("a");
    assert.equal(await kv.create("a", "3"), 5);
    await failsWith("400", kv.create("a", "4"));
  }
});

test("of many who create a key one does", async (t) => {
  const { kv } = await openBucket(t);
  const tries = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => kv.create("a", `${i}`)));
  const done = tries.filter(({ status }) => status === "fulfilled");
  assert.equal(done.length, 1);
  assert.equal((await kv.get("a")).revision, done[0].value);
});

ours("a key is created although it is deleted once more meanwhile", "1.30.3 gives up", async (t) => {
  const { nc, kv } = await openBucket(t, {}, { apiPrefix: "$JS.API" });
  await kv.put("a", "1");
  await kv.delete("a");
  // Between the look at the deletion and the next try.
  const { get } = Object.getPrototypeOf(kv);
  let looks = 0;
  kv.get = async (...args) => {
    const entry = await get.apply(kv, args);
    if (++looks === 1) {
      await kv.delete("a");
    }
    return entry;
  };
  assert.equal(await kv.create("a", "2"), 4);
  await nc.flush();
});

ours("a key is created where a replicated stream refuses otherwise", "1.30.3 knows one of two numbers", async (t) => {
  const { nc, js } = await manage(t, server);
  const name = unique("b");
  let count = 0;
  stand(nc, `$KV.${name}.a`, () =>
    ++count === 1
      ? { error: { code: 400, err_code: 10164, description: "wrong last sequence" } }
      : { stream: `KV_${name}`, seq: 7 },
  );
  nc.subscribe(`$JS.API.DIRECT.GET.KV_${name}.>`, {
    callback: (_err, msg) => {
      const headers = nats.headers();
      headers.set("Nats-Subject", `$KV.${name}.a`);
      headers.set("Nats-Sequence", "5");
      headers.set("KV-Operation", "DEL");
      msg.respond("", { headers });
    },
  });
  const kv = await js.views.kv(name, { bindOnly: true, allow_direct: true });
  assert.equal(await kv.create("a", "1"), 7);
});

test("a value is changed if its revision is what it was", async (t) => {
  const { kv } = await openBucket(t);
  await kv.put("a", "1");
  await kv.put("b", "2");
  assert.equal(await kv.update("a", "3", 1), 3);
  const err = await failsWith("400", kv.update("a", "4", 1));
  assert.deepEqual(apiErrorOf(err), [400, 10071, "wrong last sequence: 3"]);
  assert.equal(await kv.put("a", "5", { previousSeq: 3 }), 4);
  await failsWith("400", kv.put("a", "6", { previousSeq: 3 }));
  await failsWith("400", kv.put("a", "6", { previousSeq: 0 }));
  for (const version of [0, -1]) {
    assert.throws(() => kv.update("a", "7", version), /version must be greater than 0/);
  }
});

ours("a change needs a revision", "1.30.3 takes the value without a look", async (t) => {
  const { kv } = await openBucket(t);
  await kv.put("a", "1");
  assert.throws(() => kv.update("a", "2"), /version must be greater than 0/);
  assert.equal((await kv.get("a")).string(), "1");
});

test("a deletion leaves what was there before, and a purge nothing", async (t) => {
  const { jsm, name, kv } = await openBucket(t, { history: 5 });
  await kv.put("a", "1");
  await kv.put("a", "2");
  assert.equal(await kv.delete("a"), undefined);
  assert.deepEqual(shown(await kv.get("a")), ["a", "DEL", 3, ""]);
  assert.deepEqual(shown(await kv.get("a", { revision: 1 })), ["a", "PUT", 1, "1"]);
  assert.equal(await kv.purge("a"), undefined);
  assert.deepEqual(shown(await kv.get("a")), ["a", "PURGE", 4, ""]);
  assert.equal(await kv.get("a", { revision: 1 }), null);
  assert.equal((await jsm.streams.info(`KV_${name}`)).state.messages, 1);
  await kv.remove("b");
  assert.equal((await kv.get("b")).operation, "PURGE");
});

test("a deletion may need a revision", async (t) => {
  const { kv } = await openBucket(t);
  await kv.put("a", "1");
  for (const call of [() => kv.delete("a", { previousSeq: 7 }), () => kv.purge("a", { previousSeq: 7 })]) {
    assert.deepEqual(apiErrorOf(await failsWith("400", call())), [400, 10071, "wrong last sequence: 1"]);
  }
  await kv.delete("a", { previousSeq: 1 });
  await kv.purge("a", { previousSeq: 2 });
  assert.equal((await kv.get("a")).revision, 3);
});

ours("what a server puts in place of what expired is a deletion", "1.30.3 takes it for a value", async (t) => {
  const { js, jsm } = await manage(t, server);
  for (const [reason, operation] of [
    ["MaxAge", "PURGE"],
    ["Purge", "PURGE"],
    ["Remove", "DEL"],
  ]) {
    const name = unique("b");
    await withMarker(jsm, js, name, reason);
    const kv = await js.views.kv(name);
    assert.equal((await kv.get("a")).operation, operation);
    assert.equal(await kv.create("a", "1"), 2);
  }
});

test("a bucket that is full refuses values", async (t) => {
  const { kv } = await openBucket(t, { max_bytes: 1000, maxValueSize: 500 });
  const tooLarge = await failsWith("400", kv.put("a", "x".repeat(600)));
  assert.equal(tooLarge.message, "message size exceeds maximum allowed");
  await kv.put("a", "x".repeat(400));
  await kv.put("b", "x".repeat(400));
  const full = await failsWith("503", kv.put("c", "x".repeat(400)));
  assert.equal(full.message, "maximum bytes exceeded");
});

test("a bucket is destroyed with all that it has", async (t) => {
  const { jsm, name, kv } = await openBucket(t);
  await kv.put("a", "1");
  assert.equal(await kv.close(), undefined);
  assert.equal(await kv.destroy(), true);
  assert.equal((await failure(jsm.streams.info(`KV_${name}`))).message, "stream not found");
  assert.equal((await failure(kv.status())).message, "stream not found");
});

test("buckets are listed", async (t) => {
  const { jsm, name } = await openBucket(t);
  const names = [];
  for await (const { bucket } of jsm.streams.listKvs()) {
    names.push(bucket);
  }
  assert.ok(names.includes(name));
});

test("keys are stored as their codec says, part by part", async (t) => {
  const codec = { key: base64, value: plain };
  const { jsm, name, kv } = await openBucket(t, { codec });
  await kv.put("a b.c$", "1");
  const stored = await jsm.streams.getMessage(`KV_${name}`, { seq: 1 });
  assert.equal(stored.subject, `$KV.${name}.${btoa("a b")}.${btoa("c$")}`);
  assert.equal((await kv.get("a b.c$")).string(), "1");
  await kv.delete("a b.c$");
  assert.equal((await kv.get("a b.c$")).operation, "DEL");
});

ours("an entry has the key as the program knows it", "1.30.3 has it as it is stored", async (t) => {
  const { kv } = await openBucket(t, { codec: { key: base64, value: plain } });
  await kv.put("a b", "1");
  assert.equal((await kv.get("a b")).key, "a b");
});

ours("values are stored as their codec says", "1.30.3 never asks it", async (t) => {
  const turned = (bytes) => bytes.map((byte) => byte ^ 1);
  const codec = { key: plain, value: { encode: turned, decode: turned } };
  const { jsm, name, kv } = await openBucket(t, { codec });
  await kv.put("a", "[1]");
  assert.equal((await jsm.streams.getMessage(`KV_${name}`, { seq: 1 })).string(), "Z0\\");
  const entry = await kv.get("a");
  assert.deepEqual([entry.string(), entry.json(), entry.length], ["[1]", [1], 3]);
  await kv.delete("a");
  assert.equal((await kv.get("a")).value.length, 0);
});

test("values go to the domain that requests go to", async (t) => {
  const { nc, js } = await manage(t, server, { apiPrefix: "$JS.hub.API", checkAPI: false });
  const name = unique("b");
  nc.subscribe(`$JS.hub.API.$KV.${name}.a`, {
    callback: (_err, msg) => msg.respond(JSON.stringify({ stream: `KV_${name}`, seq: 9 })),
  });
  const asked = stand(nc, `$JS.hub.API.STREAM.MSG.GET.KV_${name}`, () => ({
    message: { subject: `$KV.${name}.a`, seq: 9, data: btoa("one"), time: "2026-01-01T00:00:00Z" },
  }));
  const kv = await js.views.kv(name, { bindOnly: true });
  assert.equal(await kv.put("a", "one"), 9);
  assert.deepEqual(shown(await kv.get("a")), ["a", "PUT", 9, "one"]);
  assert.deepEqual(asked, [{ last_by_subj: `$KV.${name}.a` }]);
});

test("a mirror is written where its origin is", async (t) => {
  const { nc, js, name, kv } = await openBucket(t);
  await kv.put("a", "1");
  const far = `far${unique()}`;
  const mirror = await js.views.kv(unique("m"), { mirror: { name, external: { api: far, deliver: far } } });
  nc.subscribe(`${far}.$KV.${name}.a`, {
    callback: (_err, msg) => msg.respond(JSON.stringify({ stream: `KV_${name}`, seq: 42 })),
  });
  assert.equal(await mirror.put("a", "2"), 42);
});

ours("a mirror within the account is written and read", "1.30.3 writes to a subject that nobody stores", async (t) => {
  const { js, name, kv } = await openBucket(t, { history: 2 });
  await kv.put("a", "1");
  const mirror = await js.views.kv(unique("m"), { mirror: { name }, storage: "memory" });
  assert.equal(await mirror.put("a", "2"), 2);
  assert.equal((await kv.get("a")).string(), "2");
  let entry = null;
  while (entry?.revision !== 2) {
    entry = await mirror.get("a");
  }
  assert.deepEqual(shown(entry), ["a", "PUT", 2, "2"]);
});

test("keys of sources become the bucket's", async (t) => {
  const { js, jsm, name, kv } = await openBucket(t);
  await kv.put("a", "1");
  const sink = unique("sink");
  const all = await js.views.kv(sink, { sources: [{ name }], storage: "memory" });
  const { config } = await jsm.streams.info(`KV_${sink}`);
  assert.deepEqual(config.sources, [
    { name: `KV_${name}`, subject_transforms: [{ src: `$KV.${name}.>`, dest: `$KV.${sink}.>` }] },
  ]);
  let entry = null;
  while (entry === null) {
    entry = await all.get("a");
  }
  assert.equal(entry.string(), "1");
});

ours("the caller's options stay as they are", "1.30.3 writes into them", async (t) => {
  const opts = Object.freeze({ storage: "memory", placementCluster: "" });
  const { kv } = await openBucket(t, opts);
  const { js } = await manage(t, server);
  const frozen = Object.freeze({ bindOnly: false });
  await js.views.kv(unique("b"), frozen);
  assert.deepEqual(Object.keys(frozen), ["bindOnly"]);
  await kv.destroy();
});
