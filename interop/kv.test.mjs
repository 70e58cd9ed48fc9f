// Key-value buckets: what one client writes, the other reads.
import assert from "node:assert/strict";
import { b64, between, unique } from "./clients/pairs.mjs";

/** The API's number for a revision that is not the last one. */
const WRONG_REVISION = 10071;
const HISTORY = { history: 5 };

/** Makes a bucket that no other test uses. */
async function bucketOf(client, config = HISTORY) {
  const bucket = unique("kv");
  await client.do("kv.add", { bucket, ...config });
  return bucket;
}

/** Returns what was done, without when. */
function brief({ key, value, revision, operation }) {
  return [revision, operation, key, Buffer.from(value, "base64").toString()];
}

between("values", async (writer, reader) => {
  const bucket = await bucketOf(writer);
  const values = { "a.b/c=d-e_F": "one", empty: "", bytes: "\u0000\u00ff\r\n", text: "größer 日本 🙂" };
  let revision = 0;
  for (const [key, value] of Object.entries(values)) {
    assert.equal(await writer.do("kv.put", { bucket, key, value: b64(value) }), ++revision);
    const found = await reader.do("kv.get", { bucket, key });
    assert.deepEqual(brief(found), [revision, "PUT", key, value]);
    assert.deepEqual(await writer.do("kv.get", { bucket, key }), found);
  }
  assert.equal(await reader.do("kv.get", { bucket, key: "no" }), null);
});

between("revisions", async (writer, reader) => {
  const bucket = await bucketOf(writer);
  const key = "k";
  assert.equal(await writer.do("kv.create", { bucket, key, value: b64("one") }), 1);
  await assert.rejects(reader.do("kv.create", { bucket, key, value: b64("two") }), { code: WRONG_REVISION });
  assert.equal(await reader.do("kv.update", { bucket, key, value: b64("two"), revision: 1 }), 2);
  await assert.rejects(writer.do("kv.update", { bucket, key, value: b64("no"), revision: 1 }));
  await assert.rejects(reader.do("kv.delete", { bucket, key, revision: 1 }));
  await writer.do("kv.delete", { bucket, key, revision: 2 });
  assert.equal(await reader.do("kv.get", { bucket, key }), null);
  // What was deleted may be created again.
  assert.equal(await reader.do("kv.create", { bucket, key, value: b64("three") }), 4);
  assert.equal(await writer.do("kv.get", { bucket, key, revision: 3 }), null);
  assert.deepEqual(brief(await writer.do("kv.get", { bucket, key, revision: 2 })), [2, "PUT", key, "two"]);
  assert.deepEqual(brief(await writer.do("kv.get", { bucket, key })), [4, "PUT", key, "three"]);
});

between("deletes and purges, and the history that they leave", async (writer, reader) => {
  const bucket = await bucketOf(writer);
  for (const key of ["deleted", "purged", "again"]) {
    await writer.do("kv.put", { bucket, key, value: b64("one") });
  }
  await writer.do("kv.put", { bucket, key: "deleted", value: b64("two") });
  await writer.do("kv.delete", { bucket, key: "deleted" });
  await writer.do("kv.purge", { bucket, key: "purged" });
  await writer.do("kv.delete", { bucket, key: "again" });
  await writer.do("kv.put", { bucket, key: "again", value: b64("back") });
  const expected = {
    deleted: [
      [1, "PUT", "deleted", "one"],
      [4, "PUT", "deleted", "two"],
      [5, "DEL", "deleted", ""],
    ],
    purged: [[6, "PURGE", "purged", ""]],
    again: [
      [3, "PUT", "again", "one"],
      [7, "DEL", "again", ""],
      [8, "PUT", "again", "back"],
    ],
  };
  for (const [key, entries] of Object.entries(expected)) {
    const found = await reader.do("kv.history", { bucket, key });
    assert.deepEqual(found.map(brief), entries);
    assert.deepEqual(await writer.do("kv.history", { bucket, key }), found);
  }
  assert.deepEqual(await reader.do("kv.keys", { bucket }), ["again"]);
  for (const key of ["deleted", "purged"]) {
    assert.equal(await reader.do("kv.get", { bucket, key }), null);
  }
});

between("a bucket keeps as much of each key as its maker said", async (writer, reader) => {
  const bucket = await bucketOf(writer, { history: 3 });
  for (let n = 1; n <= 5; n++) {
    await reader.do("kv.put", { bucket, key: "k", value: b64(`${n}`) });
  }
  const found = await reader.do("kv.history", { bucket, key: "k" });
  assert.deepEqual(
    found.map((entry) => entry.revision),
    [3, 4, 5],
  );
  assert.deepEqual(await writer.do("kv.history", { bucket, key: "k" }), found);
});

between("purgeDeletes", async (writer, reader) => {
  const bucket = await bucketOf(writer);
  for (const key of ["a", "b", "c"]) {
    await writer.do("kv.put", { bucket, key, value: b64(key) });
  }
  await writer.do("kv.delete", { bucket, key: "a" });
  await writer.do("kv.purge", { bucket, key: "b" });
  await reader.do("kv.purgeDeletes", { bucket });
  assert.equal((await writer.do("kv.status", { bucket })).values, 1);
  assert.deepEqual(await writer.do("kv.keys", { bucket }), ["c"]);
});

between("keys by filters", async (writer, reader) => {
  const bucket = await bucketOf(writer);
  for (const key of ["a.x", "a.y", "b.x", "b.y.z", "c"]) {
    await writer.do("kv.put", { bucket, key, value: b64(key) });
  }
  await writer.do("kv.delete", { bucket, key: "a.y" });
  for (const [filters, expected] of [
    [["a.*"], ["a.x"]],
    [["*.x"], ["a.x", "b.x"]],
    [["b.>"], ["b.x", "b.y.z"]],
    [
      ["a.*", "c"],
      ["a.x", "c"],
    ],
    [[">"], ["a.x", "b.x", "b.y.z", "c"]],
  ]) {
    assert.deepEqual(await reader.do("kv.keys", { bucket, filters }), expected);
    assert.deepEqual(await writer.do("kv.keys", { bucket, filters }), expected);
  }
});

between("what a bucket is like", async (writer, reader) => {
  const config = {
    description: "settings",
    history: 7,
    ttl: 3_600_000,
    maxBytes: 1_000_000,
    maxValueSize: 1000,
    compression: true,
    metadata: { owner: "tests" },
  };
  const bucket = await bucketOf(writer, config);
  await writer.do("kv.put", { bucket, key: "k", value: b64("one") });
  const status = await reader.do("kv.status", { bucket });
  const { metadata, ...rest } = status;
  assert.equal(metadata.owner, "tests");
  const { metadata: _, ...expected } = config;
  assert.deepEqual({ ...rest, bytes: 0 }, { bucket, values: 1, bytes: 0, ...expected });
  assert.deepEqual(await writer.do("kv.status", { bucket }), status);
});
