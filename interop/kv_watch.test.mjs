// Watches of key-value buckets that another client changes.
import assert from "node:assert/strict";
import { b64, between, unique } from "./clients/pairs.mjs";

/** Makes a bucket with three keys, one of them deleted. */
async function filledBucket(writer) {
  const bucket = unique("watched");
  await writer.do("kv.add", { bucket, history: 5 });
  await writer.do("kv.put", { bucket, key: "a", value: b64("one") });
  await writer.do("kv.put", { bucket, key: "a", value: b64("two") });
  await writer.do("kv.put", { bucket, key: "b", value: b64("three") });
  await writer.do("kv.delete", { bucket, key: "b" });
  await writer.do("kv.put", { bucket, key: "c", value: b64("four") });
  return bucket;
}

/** Watches; `next(n)` resolves with the next `n` things that the watch tells. */
async function watching(reader, t, args) {
  const watch = await reader.do("kv.watch", args);
  t.after(() => reader.do("watch.stop", { watch }));
  return async (n) => {
    const told = [];
    while (told.length < n) {
      const one = await reader.do("watch.next", { watch });
      told.push(
        typeof one === "string" ? one : `${one.revision} ${one.operation} ${one.key} ${text(one.value)}`.trim(),
      );
    }
    return told;
  };
}

function text(value) {
  return Buffer.from(value, "base64").toString();
}

between("what is there, then what changes", async (writer, reader, t) => {
  const bucket = await filledBucket(writer);
  const next = await watching(reader, t, { bucket });
  assert.deepEqual(await next(4), ["2 PUT a two", "4 DEL b", "5 PUT c four", "initialized"]);
  await writer.do("kv.purge", { bucket, key: "a" });
  await writer.do("kv.delete", { bucket, key: "c" });
  await writer.do("kv.create", { bucket, key: "b", value: b64("back") });
  await writer.do("kv.put", { bucket, key: "d", value: b64("") });
  assert.deepEqual(await next(4), ["6 PURGE a", "7 DEL c", "8 PUT b back", "9 PUT d"]);
});

between("all that was there", async (writer, reader, t) => {
  const bucket = await filledBucket(writer);
  const next = await watching(reader, t, { bucket, include: "history" });
  const expected = ["1 PUT a one", "2 PUT a two", "3 PUT b three", "4 DEL b", "5 PUT c four", "initialized"];
  assert.deepEqual(await next(6), expected);
});

between("filters", async (writer, reader, t) => {
  const bucket = await filledBucket(writer);
  const next = await watching(reader, t, { bucket, filters: ["b", "c"] });
  assert.deepEqual(await next(3), ["4 DEL b", "5 PUT c four", "initialized"]);
  await writer.do("kv.put", { bucket, key: "a", value: b64("not told") });
  await writer.do("kv.put", { bucket, key: "b", value: b64("told") });
  assert.deepEqual(await next(1), ["7 PUT b told"]);
});

between("a watch that goes on where another ended", async (writer, reader, t) => {
  const bucket = await filledBucket(writer);
  const next = await watching(reader, t, { bucket, from: 4 });
  assert.deepEqual(await next(3), ["4 DEL b", "5 PUT c four", "initialized"]);
});

between("without deletes", async (writer, reader, t) => {
  const bucket = await filledBucket(writer);
  const next = await watching(reader, t, { bucket, ignoreDeletes: true });
  assert.deepEqual(await next(3), ["2 PUT a two", "5 PUT c four", "initialized"]);
  await writer.do("kv.delete", { bucket, key: "a" });
  await writer.do("kv.put", { bucket, key: "a", value: b64("back") });
  assert.deepEqual(await next(1), ["7 PUT a back"]);
});

between("without values", async (writer, reader, t) => {
  const bucket = await filledBucket(writer);
  const next = await watching(reader, t, { bucket, metaOnly: true });
  assert.deepEqual(await next(4), ["2 PUT a", "4 DEL b", "5 PUT c", "initialized"]);
});

between("only what changes", async (writer, reader, t) => {
  const bucket = await filledBucket(writer);
  const next = await watching(reader, t, { bucket, include: "updates" });
  await writer.do("kv.put", { bucket, key: "a", value: b64("new") });
  const told = await next(1);
  // Some say first that they have told what was there: nothing.
  assert.deepEqual(told[0] === "initialized" ? await next(1) : told, ["6 PUT a new"]);
});

between("an empty bucket", async (writer, reader, t) => {
  const bucket = unique("watched");
  await writer.do("kv.add", { bucket });
  const next = await watching(reader, t, { bucket });
  assert.deepEqual(await next(1), ["initialized"]);
  await writer.do("kv.put", { bucket, key: "a", value: b64("one") });
  assert.deepEqual(await next(1), ["1 PUT a one"]);
});
