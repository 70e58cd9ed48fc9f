// Object stores: opening them, and what is known of objects.
import assert from "node:assert/strict";
import { failure, nats } from "./helpers/client.mjs";
import { apiErrorOf, manage, unique } from "./helpers/jetstream.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { StorageType } = nats;
const server = await sharedServer({ jetstream: true });
const bytes = (text) => new TextEncoder().encode(text);

/** Opens a store that no other test uses. */
async function openStore(t, opts = {}) {
  const all = await manage(t, server);
  const name = unique("o");
  return { ...all, name, os: await all.js.views.os(name, { storage: "memory", ...opts }) };
}

/** How many messages the store's stream has. */
const messages = async ({ jsm, name }) => (await jsm.streams.info(`OBJ_${name}`)).state.messages;

test("a store is a stream of subjects", async (t) => {
  const { jsm, name } = await openStore(t);
  const { config } = await jsm.streams.info(`OBJ_${name}`);
  const expected = {
    subjects: [`$O.${name}.C.>`, `$O.${name}.M.>`],
    discard: "new",
    storage: "memory",
    max_age: 0,
    max_bytes: -1,
    num_replicas: 1,
    allow_rollup_hdrs: true,
    allow_direct: true,
    sealed: false,
  };
  for (const [key, value] of Object.entries(expected)) {
    assert.deepEqual(config[key], value, key);
  }
});

test("options and status", async (t) => {
  const { js, name, os } = await openStore(t, {
    description: "photos",
    ttl: 60e9,
    max_bytes: 1_000_000,
    metadata: { colour: "red" },
    compression: true,
  });
  const status = await os.status();
  assert.deepEqual(
    [status.bucket, status.description, status.ttl, status.storage, status.replicas, status.sealed, status.size],
    [name, "photos", 60e9, StorageType.Memory, 1, false, 0],
  );
  assert.deepEqual([status.backingStore, status.compression, status.metadata.colour], ["JetStream", true, "red"]);
  assert.equal(status.streamInfo.config.max_bytes, 1_000_000);
  // One that exists is opened as it is.
  assert.equal((await (await js.views.os(name)).status()).description, "photos");
});

ours("options that a stream does not have are not sent", "1.30.3 sends them, which servers refuse", async (t) => {
  const options = { replicas: 1, ttl: 60e9, mine: 1 };
  const { os } = await openStore(t, options);
  const status = await os.status();
  assert.deepEqual([status.replicas, status.ttl], [1, 60e9]);
  assert.deepEqual(options, { replicas: 1, ttl: 60e9, mine: 1 });
});

test("names of stores", async (t) => {
  const { js } = await manage(t, server);
  for (const name of ["", "a.b", "a b", "ü", "*"]) {
    assert.equal((await failure(js.views.os(name))).message, `invalid bucket name: ${name}`);
  }
});

test("what is stored is known, and read again", async (t) => {
  const { os, name } = await openStore(t);
  const headers = nats.headers();
  headers.append("Colour", "green");
  const meta = { name: "a/b c.txt", description: "text", headers, metadata: { a: "b" } };
  const stored = await os.putBlob(meta, bytes("hello"));
  const found = await os.info("a/b c.txt");
  for (const info of [stored, found]) {
    assert.deepEqual(
      [info.bucket, info.name, info.description, info.size, info.chunks, info.deleted, info.revision],
      [name, "a/b c.txt", "text", 5, 1, false, 2],
    );
    assert.equal(info.digest, "SHA-256=LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=");
    assert.deepEqual([info.metadata, info.headers.get("Colour")], [{ a: "b" }, "green"]);
    assert.deepEqual(info.options, { max_chunk_size: 131072 });
    assert.ok(Math.abs(Date.parse(info.mtime) - Date.now()) < 60_000);
  }
  assert.equal(stored.nuid, found.nuid);
  assert.deepEqual(await os.getBlob("a/b c.txt"), bytes("hello"));
  assert.equal((await os.get("a/b c.txt")).info.name, "a/b c.txt");
});

ours("what the user says of an object is left as it is", "1.30.3 writes the chunk size into it", async (t) => {
  const { os } = await openStore(t);
  const meta = { name: "a", options: {} };
  const opts = {};
  await os.putBlob(meta, bytes("one"), opts);
  assert.deepEqual([meta, opts], [{ name: "a", options: {} }, {}]);
});

test("what is not there", async (t) => {
  const { os } = await openStore(t);
  assert.deepEqual([await os.info("no"), await os.get("no"), await os.getBlob("no")], [null, null, null]);
  assert.deepEqual(await os.delete("no"), { purged: 0, success: false });
  assert.equal((await failure(os.update("no", {}))).message, "object not found");
});

test("an object has a name", async (t) => {
  const { os } = await openStore(t);
  const attempts = [os.info(""), os.putBlob({ name: "" }, bytes("a")), os.delete(""), os.get("")];
  for (const attempt of attempts) {
    assert.equal((await failure(attempt)).message, "name cannot be empty");
  }
});

test("an object that is replaced leaves no chunks", async (t) => {
  const store = await openStore(t);
  const { os } = store;
  await os.putBlob({ name: "a" }, bytes("one"));
  await os.putBlob({ name: "a" }, bytes("two"));
  assert.deepEqual(await os.getBlob("a"), bytes("two"));
  assert.equal(await messages(store), 2);
});

test("previousRevision", async (t) => {
  const store = await openStore(t);
  const { os } = store;
  const { revision } = await os.putBlob({ name: "a" }, bytes("one"), { previousRevision: 0 });
  for (const previousRevision of [0, revision + 1]) {
    const err = await failure(os.putBlob({ name: "a" }, bytes("no"), { previousRevision }));
    assert.deepEqual(apiErrorOf(err).slice(0, 2), [400, 10071]);
  }
  assert.deepEqual(await os.getBlob("a"), bytes("one"));
  assert.equal(await messages(store), 2, "what failed leaves nothing");
  await os.putBlob({ name: "a" }, bytes("two"), { previousRevision: revision });
  assert.deepEqual(await os.getBlob("a"), bytes("two"));
});

test("an object that is deleted says so, and has no data", async (t) => {
  const store = await openStore(t);
  const { os } = store;
  await os.putBlob({ name: "a" }, bytes("one"));
  assert.deepEqual((({ purged, success }) => [purged, success])(await os.delete("a")), [1, true]);
  const info = await os.info("a");
  assert.deepEqual([info.deleted, info.size, info.chunks, info.digest], [true, 0, 0, ""]);
  assert.equal(await os.get("a"), null);
  assert.equal(await messages(store), 1);
  assert.equal((await failure(os.update("a", {}))).message, "cannot update meta for a deleted object");
  await os.putBlob({ name: "a" }, bytes("two"));
  assert.equal((await os.info("a")).deleted, false);
});

test("update", async (t) => {
  const { os } = await openStore(t);
  await os.putBlob({ name: "a", description: "old" }, bytes("one"));
  await os.putBlob({ name: "c" }, bytes("three"));
  const { seq } = await os.update("a", { description: "new", metadata: { x: "y" } });
  const info = await os.info("a");
  assert.deepEqual([info.description, info.metadata, info.revision], ["new", { x: "y" }, seq]);
  assert.deepEqual(await os.getBlob("a"), bytes("one"));
  await os.update("a", { name: "b", description: "moved" });
  assert.deepEqual([await os.info("a"), (await os.info("b")).description], [null, "moved"]);
  assert.deepEqual(await os.getBlob("b"), bytes("one"));
  const taken = await failure(os.update("b", { name: "c" }));
  assert.equal(taken.message, "an object already exists with that name");
});

ours("an update leaves one message, and a link is still one", "1.30.3 adds messages, and loses the link", async (t) => {
  const store = await openStore(t);
  const { os } = store;
  const info = await os.putBlob({ name: "a" }, bytes("one"));
  await os.link("l", info);
  await os.update("l", { description: "link" });
  await os.update("l", { description: "still" });
  assert.equal(await messages(store), 3);
  assert.equal((await os.info("l")).options.link.name, "a");
});

test("links to objects", async (t) => {
  const { os, name } = await openStore(t);
  const { js } = await manage(t, server);
  const other = await js.views.os(unique("o"), { storage: "memory" });
  const info = await os.putBlob({ name: "a" }, bytes("one"));
  const link = await other.link("l", info);
  assert.deepEqual([link.name, link.options.link], ["l", { bucket: name, name: "a" }]);
  assert.deepEqual(await other.getBlob("l"), bytes("one"));
  await os.link("l", info);
  assert.equal((await os.get("l")).info.name, "a");
  const refused = async (attempt) => (await failure(attempt)).message;
  assert.equal(await refused(os.link("", info)), "name cannot be empty");
  assert.equal(await refused(os.link("m", await os.info("l"))), "src object is a link");
  assert.equal(await refused(os.link("a", info)), "an object already exists with that name");
  await os.delete("a");
  assert.equal(await refused(os.link("m", await os.info("a"))), "src object is deleted");
  assert.equal(await os.getBlob("l"), null);
  const meta = { name: "x", options: { link: { bucket: name } } };
  assert.equal(await refused(os.putBlob(meta, bytes("x"))), "link cannot be set when putting the object in bucket");
});

test("links to stores", async (t) => {
  const { os } = await openStore(t);
  const { js } = await manage(t, server);
  const other = unique("o");
  const info = await os.linkStore("l", await js.views.os(other, { storage: "memory" }));
  assert.deepEqual(info.options.link, { bucket: other });
  assert.equal((await failure(os.get("l"))).message, "link is a bucket");
  await assert.rejects(os.linkStore("", os), { message: "name cannot be empty" });
});

ours("following a link makes no store", "1.30.3 makes it", async (t) => {
  const { js, jsm } = await manage(t, server);
  const [one, other] = [unique("o"), unique("o")];
  const os = await js.views.os(one, { storage: "memory" });
  const source = await js.views.os(other, { storage: "memory" });
  await os.link("l", await source.putBlob({ name: "a" }, bytes("one")));
  await source.destroy();
  assert.equal(await os.get("l"), null);
  assert.equal((await failure(jsm.streams.info(`OBJ_${other}`))).code, "404");
  await assert.rejects(os.linkStore("x", {}), { message: "bucket required" });
});

ours("names outside ASCII are those of all clients", "1.30.3 encodes some otherwise, and refuses others", async (t) => {
  const { os, jsm, name } = await openStore(t);
  for (const [object, encoded] of [
    ["é", "w6k="],
    ["日本", "5pel5pys"],
    ["🙂", "8J-Zgg=="],
  ]) {
    await os.putBlob({ name: object }, bytes(object));
    await jsm.streams.getMessage(`OBJ_${name}`, { last_by_subj: `$O.${name}.M.${encoded}` });
    assert.deepEqual(await os.getBlob(object), bytes(object));
  }
});

ours("an object that 1.30.3 has stored under such a name is found", "it is its own form", async (t) => {
  const store = await openStore(t);
  const { os, js, name } = store;
  const { nuid, digest } = await os.putBlob({ name: "x" }, bytes("one"));
  const old = `$O.${name}.M.${btoa("é")}`;
  await js.publish(old, JSON.stringify({ name: "é", bucket: name, nuid, digest, size: 3, chunks: 1 }));
  assert.deepEqual(await os.getBlob("é"), bytes("one"));
  await os.update("é", { description: "new" });
  assert.deepEqual([(await os.info("é")).description, await messages(store)], ["new", 3]);
});

test("a sealed store does not change", async (t) => {
  const { os } = await openStore(t);
  await os.putBlob({ name: "a" }, bytes("one"));
  assert.equal((await os.seal()).sealed, true);
  assert.equal((await os.status()).sealed, true);
  assert.deepEqual(apiErrorOf(await failure(os.putBlob({ name: "b" }, bytes("two")))).slice(0, 2), [400, 10109]);
  assert.deepEqual(await os.getBlob("a"), bytes("one"));
});

test("a store that is destroyed is not there", async (t) => {
  const { os, jsm, name } = await openStore(t);
  assert.equal(await os.destroy(), true);
  assert.equal((await failure(jsm.streams.info(`OBJ_${name}`))).code, "404");
  for (const attempt of [os.status(), os.seal()]) {
    assert.equal((await failure(attempt)).message, "object store not found");
  }
});

test("list", async (t) => {
  const { os } = await openStore(t);
  assert.deepEqual(await os.list(), []);
  for (const name of ["a", "b", "c"]) {
    await os.putBlob({ name }, bytes(name));
  }
  await os.putBlob({ name: "b" }, bytes("again"));
  await os.delete("c");
  const infos = await os.list();
  assert.deepEqual(infos.map(({ name, size }) => [name, size]).sort(), [
    ["a", 1],
    ["b", 5],
  ]);
  await os.delete("a");
  await os.delete("b");
  assert.deepEqual(await os.list(), []);
});

test("a watch tells of what is there and of what changes", async (t) => {
  const { os } = await openStore(t);
  await os.putBlob({ name: "a" }, bytes("one"));
  await os.putBlob({ name: "b" }, bytes("two"));
  await os.delete("b");
  const iter = await os.watch({ includeHistory: true });
  const told = [];
  for await (const info of iter) {
    told.push(info && [info.name, info.deleted === true]);
    if (info === null) {
      await os.putBlob({ name: "c" }, bytes("three"));
      await os.delete("a");
    }
    if (told.length === 5) {
      break;
    }
  }
  assert.deepEqual(told, [["a", false], ["b", true], null, ["c", false], ["a", true]]);
});

test("a watch of an empty store begins with null; deletes can be left out", async (t) => {
  const { os } = await openStore(t);
  const iter = await os.watch({ ignoreDeletes: true });
  const told = [];
  for await (const info of iter) {
    told.push(info?.name ?? null);
    if (info === null) {
      await os.putBlob({ name: "a" }, bytes("one"));
      await os.delete("a");
      await os.putBlob({ name: "b" }, bytes("two"));
    }
    if (told.length === 3) {
      break;
    }
  }
  assert.deepEqual(told, [null, "a", "b"]);
});
