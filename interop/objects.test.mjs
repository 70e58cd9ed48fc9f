// Object stores: what one client stores, the other reads.
import assert from "node:assert/strict";
import { test } from "../npm/test/helpers/modules.mjs";
import { contentOf, freshFile, randomFile } from "./clients/files.mjs";
import { between, clientNamed, ours, unique } from "./clients/pairs.mjs";

const CHUNK = 128 * 1024;
const SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * 1024 * 1024, 9_000_000];
const NAMES = ["a b", " ", "folder/file.txt", "x+y=z", "a.*.>", "q?%20&", 'tab\tquote"back\\slash', "~".repeat(200)];
const WIDE_NAMES = ["é", "größer", "日本", "🙂 .txt", "e\u0301"];

/** Makes a store that no other test uses. */
async function storeOf(client, config = {}) {
  const bucket = unique("os");
  await client.do("object.add", { bucket, ...config });
  return bucket;
}

/** Asserts that `reader` gets `data` under `name`, and resolves with what it knows of the object. */
async function assertReads(reader, bucket, name, data) {
  const file = freshFile();
  const info = await reader.do("object.get", { bucket, name, file });
  assert.ok(info !== null, `${reader.name} finds ${name}`);
  assert.ok(contentOf(file).equals(data), `what ${reader.name} reads of ${name}`);
  return info;
}

for (const size of SIZES) {
  between(`an object of ${size} bytes`, async (writer, reader) => {
    const bucket = await storeOf(writer);
    const { file, data, digest } = randomFile(size);
    const stored = await writer.do("object.put", { bucket, name: "o", file });
    assert.deepEqual([stored.size, stored.chunks, stored.digest], [size, Math.ceil(size / CHUNK), digest]);
    assert.deepEqual(await assertReads(reader, bucket, "o", data), stored);
    assert.deepEqual(await reader.do("object.info", { bucket, name: "o" }), stored);
  });
}

between("chunks of another size", async (writer, reader) => {
  const bucket = await storeOf(writer);
  const { file, data } = randomFile(10_000);
  const stored = await writer.do("object.put", { bucket, name: "o", file, chunkSize: 1000 });
  assert.deepEqual([stored.chunks, stored.chunkSize], [10, 1000]);
  assert.deepEqual(await assertReads(reader, bucket, "o", data), stored);
});

between("names", async (writer, reader) => {
  await assertNames(writer, reader, NAMES);
});

between("names outside ASCII", (writer, reader) => assertNames(writer, reader, WIDE_NAMES), {
  "nats.ws": "it encodes them in its own way, or not at all",
});

async function assertNames(writer, reader, names) {
  const bucket = await storeOf(writer);
  for (const name of names) {
    const { file, data } = randomFile(10);
    const stored = await writer.do("object.put", { bucket, name, file });
    assert.equal(stored.name, name);
    assert.deepEqual(await assertReads(reader, bucket, name, data), stored);
  }
  const listed = await reader.do("object.list", { bucket });
  assert.deepEqual(listed.map((info) => info.name).sort(), [...names].sort());
  assert.deepEqual(await writer.do("object.list", { bucket }), listed);
}

test("names in Latin-1, which nats.ws encodes in its own way", async () => {
  const theirs = clientNamed("nats.ws");
  const bucket = await storeOf(theirs);
  const [{ file, data }, replacement] = [randomFile(10), randomFile(20)];
  for (const name of ["é", "größer", "weg"]) {
    const stored = await theirs.do("object.put", { bucket, name, file });
    assert.deepEqual(await assertReads(ours, bucket, name, data), stored);
  }
  // What we store in its place is in the form of all clients, and is the only one.
  const replaced = await ours.do("object.put", { bucket, name: "é", file: replacement.file });
  assert.deepEqual(await assertReads(ours, bucket, "é", replacement.data), replaced);
  await ours.do("object.update", { bucket, name: "größer", description: "new" });
  assert.equal((await assertReads(ours, bucket, "größer", data)).description, "new");
  await ours.do("object.delete", { bucket, name: "weg" });
  for (const client of [ours, theirs]) {
    const listed = await client.do("object.list", { bucket });
    assert.deepEqual(listed.map(({ name }) => name).sort(), ["größer", "é"]);
  }
  assert.equal(await theirs.do("object.info", { bucket, name: "é" }), null);
});

between("what is said of an object", async (writer, reader) => {
  const bucket = await storeOf(writer);
  const { file } = randomFile(10);
  const said = {
    description: "größer",
    headers: { Colour: ["green", "blue"], "content-type": ["text/plain; a=b"] },
    metadata: { owner: "tests", größe: "10" },
  };
  const stored = await writer.do("object.put", { bucket, name: "o", file, ...said });
  const { description, headers, metadata } = stored;
  assert.deepEqual({ description, headers, metadata }, said);
  assert.deepEqual(await reader.do("object.info", { bucket, name: "o" }), stored);
  assert.deepEqual(await reader.do("object.list", { bucket }), [stored]);
});

between("an object that the other one replaces", async (writer, reader) => {
  const bucket = await storeOf(writer);
  const [old, replacement] = [randomFile(2 * CHUNK), randomFile(CHUNK + 1)];
  const first = await writer.do("object.put", { bucket, name: "o", file: old.file });
  const second = await reader.do("object.put", { bucket, name: "o", file: replacement.file });
  assert.notEqual(second.id, first.id);
  assert.deepEqual(await assertReads(writer, bucket, "o", replacement.data), second);
  // Of what was replaced there is nothing left: two chunks and what is known of the object.
  assert.equal((await writer.do("stream.state", { stream: `OBJ_${bucket}` })).messages, 3);
});

between("an object that is deleted", async (writer, reader) => {
  const bucket = await storeOf(writer);
  const { file, data } = randomFile(10);
  await writer.do("object.put", { bucket, name: "kept", file });
  await writer.do("object.put", { bucket, name: "o", file });
  await writer.do("object.delete", { bucket, name: "o" });
  assert.equal(await reader.do("object.get", { bucket, name: "o", file: freshFile() }), null);
  const info = await reader.do("object.info", { bucket, name: "o" });
  assert.deepEqual([info.deleted, info.size, info.chunks, info.digest], [true, 0, 0, ""]);
  assert.deepEqual(await writer.do("object.info", { bucket, name: "o" }), info);
  const names = async (client) => (await client.do("object.list", { bucket })).map(({ name }) => name);
  assert.deepEqual(await names(reader), ["kept"]);
  const again = await reader.do("object.put", { bucket, name: "o", file });
  assert.deepEqual(await assertReads(writer, bucket, "o", data), again);
  assert.deepEqual(await names(writer), ["kept", "o"]);
});

between("what is said anew of an object that the other one has stored", async (writer, reader) => {
  const bucket = await storeOf(writer);
  const { file, data } = randomFile(10);
  await writer.do("object.put", { bucket, name: "o", file, description: "old", metadata: { a: "1" } });
  await reader.do("object.update", { bucket, name: "o", description: "new", metadata: { b: "2" } });
  const renamed = await assertReads(writer, bucket, "o", data);
  assert.deepEqual([renamed.description, renamed.metadata], ["new", { b: "2" }]);
  await reader.do("object.update", { bucket, name: "o", newName: "p/q", description: "moved" });
  assert.equal((await assertReads(writer, bucket, "p/q", data)).description, "moved");
  assert.equal(await writer.do("object.info", { bucket, name: "o" }), null);
});

between("links to objects", async (writer, reader) => {
  const [bucket, other] = [await storeOf(writer), await storeOf(reader)];
  const { file, data } = randomFile(10);
  const stored = await writer.do("object.put", { bucket, name: "o", file });
  await writer.do("object.link", { bucket, name: "near", target: { bucket, name: "o" } });
  await writer.do("object.link", { bucket: other, name: "far", target: { bucket, name: "o" } });
  for (const [store, name] of [
    [bucket, "near"],
    [other, "far"],
  ]) {
    assert.deepEqual(await assertReads(reader, store, name, data), stored);
    const link = await reader.do("object.info", { bucket: store, name });
    assert.deepEqual([link.name, link.link, link.size], [name, { bucket, name: "o" }, 0]);
  }
  const names = (await reader.do("object.list", { bucket })).map(({ name }) => name);
  assert.deepEqual(names, ["near", "o"]);
});

between("links to stores", async (writer, reader) => {
  const [bucket, other] = [await storeOf(writer), await storeOf(writer)];
  await writer.do("object.linkStore", { bucket, name: "l", target: { bucket: other } });
  const { link } = await reader.do("object.info", { bucket, name: "l" });
  assert.equal(link.bucket, other);
  assert.ok(!link.name);
  await assert.rejects(reader.do("object.get", { bucket, name: "l", file: freshFile() }), /bucket/);
});

between("what a store is like", async (writer, reader) => {
  const config = {
    description: "photos",
    ttl: 3_600_000,
    maxBytes: 10_000_000,
    compression: true,
    metadata: { owner: "tests" },
  };
  const bucket = await storeOf(writer, config);
  const { metadata, ...status } = await reader.do("object.status", { bucket });
  assert.equal(metadata.owner, "tests");
  const { description, ttl, compression } = config;
  assert.deepEqual(status, { bucket, description, ttl, bytes: 0, sealed: false, compression });
  assert.equal((await reader.do("stream.config", { stream: `OBJ_${bucket}` })).max_bytes, config.maxBytes);
});

between("a store that is sealed", async (writer, reader) => {
  const bucket = await storeOf(writer);
  const { file, data } = randomFile(10);
  await writer.do("object.put", { bucket, name: "o", file });
  await writer.do("object.seal", { bucket });
  assert.equal((await reader.do("object.status", { bucket })).sealed, true);
  await assertReads(reader, bucket, "o", data);
  await assert.rejects(reader.do("object.put", { bucket, name: "p", file }));
});

between("a watch of a store", async (writer, reader, t) => {
  const bucket = await storeOf(writer);
  const { file } = randomFile(10);
  await writer.do("object.put", { bucket, name: "a", file });
  await writer.do("object.put", { bucket, name: "b", file });
  await writer.do("object.delete", { bucket, name: "a" });
  const watch = await reader.do("object.watch", { bucket });
  t.after(() => reader.do("watch.stop", { watch }));
  const next = async () => {
    const told = await reader.do("watch.next", { watch });
    return typeof told === "string" ? told : `${told.name} ${told.deleted ? "deleted" : told.size}`;
  };
  assert.deepEqual([await next(), await next(), await next()], ["b 10", "a deleted", "initialized"]);
  await writer.do("object.put", { bucket, name: "c", file });
  await writer.do("object.delete", { bucket, name: "b" });
  assert.deepEqual([await next(), await next()], ["c 10", "b deleted"]);
});
