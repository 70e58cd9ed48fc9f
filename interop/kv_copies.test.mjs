// Key-value buckets that copy, are copied, publish again, or lose entries with time.
import assert from "node:assert/strict";
import { test } from "../npm/test/helpers/modules.mjs";
import { missingGo } from "./clients/go.mjs";
import { b64, between, clientNamed, ours, unique } from "./clients/pairs.mjs";

/** Watches; `next()` resolves with the next thing that the watch tells. */
async function watching(client, t, args) {
  const watch = await client.do("kv.watch", args);
  t.after(() => client.do("watch.stop", { watch }));
  return async () => {
    const one = await client.do("watch.next", { watch });
    return typeof one === "string" ? one : `${one.operation} ${one.key} ${text(one.value)}`.trim();
  };
}

function text(value) {
  return Buffer.from(value, "base64").toString();
}

/** Resolves once a watch tells `wanted`. */
async function until(next, wanted) {
  while ((await next()) !== wanted) {
    // Not yet.
  }
}

// Neither of the others reads a mirror of the same account: they look for its keys under its own name.
between("a mirror that the reader makes of the writer's bucket", async (writer, reader, t) => {
  const [bucket, mirror] = [unique("origin"), unique("mirror")];
  await writer.do("kv.add", { bucket, history: 5 });
  await writer.do("kv.put", { bucket, key: "a", value: b64("one") });
  await reader.do("kv.add", { bucket: mirror, history: 5, mirror: { name: bucket } });
  const next = await watching(ours, t, { bucket: mirror });
  await until(next, "PUT a one");
  assert.equal(text((await ours.do("kv.get", { bucket: mirror, key: "a" })).value), "one");
  // What is written to the mirror goes to where it came from.
  await ours.do("kv.put", { bucket: mirror, key: "b", value: b64("two") });
  assert.equal(text((await writer.do("kv.get", { bucket, key: "b" })).value), "two");
  await until(next, "PUT b two");
  await ours.do("kv.delete", { bucket: mirror, key: "a" });
  assert.equal(await reader.do("kv.get", { bucket, key: "a" }), null);
  await until(next, "DEL a");
  assert.deepEqual(await ours.do("kv.keys", { bucket: mirror }), ["b"]);
});

between("a bucket with the entries of others", async (writer, reader, t) => {
  const [one, two, all] = [unique("source"), unique("source"), unique("all")];
  for (const bucket of [one, two]) {
    await reader.do("kv.add", { bucket, history: 5 });
    await reader.do("kv.put", { bucket, key: bucket, value: b64("from it") });
  }
  await writer.do("kv.add", { bucket: all, history: 5, sources: [{ name: one }, { name: two }] });
  for (const client of [writer, reader]) {
    for (const bucket of [one, two]) {
      const next = await watching(client, t, { bucket: all, filters: [bucket] });
      await until(next, `PUT ${bucket} from it`);
      assert.equal(text((await client.do("kv.get", { bucket: all, key: bucket })).value), "from it");
    }
  }
});

between("a bucket that publishes again", async (writer, reader) => {
  const bucket = unique("again");
  const republish = { src: ">", dest: `copies.${bucket}.>` };
  await writer.do("kv.add", { bucket, republish });
  const { republish: found } = await reader.do("stream.config", { stream: `KV_${bucket}` });
  assert.deepEqual(found, republish);
  const sub = ours.nc.subscribe(`copies.${bucket}.>`, { max: 1 });
  await ours.nc.flush();
  await reader.do("kv.put", { bucket, key: "a.b", value: b64("one") });
  for await (const msg of sub) {
    assert.deepEqual([msg.subject, msg.string()], [`copies.${bucket}.$KV.${bucket}.a.b`, "one"]);
  }
});

test("entries that go with time, and the markers that they leave", { skip: missingGo ?? false }, async (t) => {
  const go = clientNamed("nats.go");
  const bucket = unique("fading");
  await go.do("kv.add", { bucket, history: 1, markerTTL: 60_000 });
  const watches = [await watching(ours, t, { bucket }), await watching(go, t, { bucket })];
  await go.do("kv.create", { bucket, key: "short", value: b64("one"), ttl: 1000 });
  for (const next of watches) {
    assert.deepEqual([await next(), await next(), await next()], ["initialized", "PUT short one", "PURGE short"]);
  }
  for (const client of [ours, go]) {
    assert.equal(await client.do("kv.get", { bucket, key: "short" }), null);
    const entries = await client.do("kv.history", { bucket, key: "short" });
    assert.deepEqual(
      entries.map(({ operation, value }) => [operation, value]),
      [["PURGE", ""]],
    );
    assert.deepEqual(await client.do("kv.keys", { bucket }), []);
  }
  assert.equal(await ours.do("kv.create", { bucket, key: "short", value: b64("back") }), 3);
  assert.equal(text((await go.do("kv.get", { bucket, key: "short" })).value), "back");
});

test("purges that go with time", { skip: missingGo ?? false }, async (t) => {
  const go = clientNamed("nats.go");
  const bucket = unique("fading");
  await go.do("kv.add", { bucket, history: 1, markerTTL: 1000 });
  const next = await watching(ours, t, { bucket });
  await ours.do("kv.put", { bucket, key: "a", value: b64("one") });
  await go.do("kv.purge", { bucket, key: "a", ttl: 1000 });
  assert.deepEqual([await next(), await next(), await next()], ["initialized", "PUT a one", "PURGE a"]);
  assert.equal(await ours.do("kv.get", { bucket, key: "a" }), null);
  while ((await ours.do("kv.history", { bucket, key: "a" })).length > 0) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.equal(await ours.do("kv.create", { bucket, key: "a", value: b64("back") }), 3);
});
