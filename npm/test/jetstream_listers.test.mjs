// Lists that come page by page: they end, and leave nothing out.
import assert from "node:assert/strict";
import { failure, nats } from "./helpers/client.mjs";
import { all, makeConsumer, makeStream, manage, stand, unique } from "./helpers/jetstream.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { NatsServer } from "./helpers/server.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { nanos } = nats;
const server = await sharedServer({ jetstream: true });

test("streams are listed beyond a page, and by subject", async (t) => {
  // A server of its own, as the others' streams would be listed, too.
  const own = await NatsServer.start(t, { jetstream: true });
  const { jsm } = await manage(t, own);
  assert.deepEqual(await all(jsm.streams.names()), []);
  assert.deepEqual(await jsm.streams.list().next(), []);
  const names = Array.from({ length: 300 }, (_, i) => `n${String(i).padStart(3, "0")}`);
  await Promise.all(names.map((name) => makeStream(jsm, { name })));
  assert.deepEqual((await all(jsm.streams.names())).sort(), names);
  const infos = await all(jsm.streams.list());
  assert.deepEqual(infos.map((si) => si.config.name).sort(), names);
  assert.equal(infos[0].config.sealed, false);
  assert.deepEqual(await all(jsm.streams.names("n007.a")), ["n007"]);
  assert.deepEqual(
    (await all(jsm.streams.list("n008.*"))).map((si) => si.config.name),
    ["n008"],
  );
  const pages = jsm.streams.list();
  const sizes = [];
  for (let page = await pages.next(); page.length > 0; page = await pages.next()) {
    sizes.push(page.length);
  }
  assert.deepEqual(sizes, [256, 44]);
  assert.deepEqual(await pages.next(), []);
});

test("consumers are listed beyond a page", async (t) => {
  const { jsm } = await manage(t, server);
  const { name } = await makeStream(jsm);
  assert.deepEqual(await all(jsm.consumers.list(name)), []);
  const consumers = await Promise.all(Array.from({ length: 260 }, () => makeConsumer(jsm, name)));
  const listed = await all(jsm.consumers.list(name));
  assert.deepEqual(listed.map((ci) => ci.name).sort(), consumers.map((c) => c.name).sort());
  assert.equal((await failure(all(jsm.consumers.list(unique())))).api_error.err_code, 10059);
});

test("buckets and stores are told from other streams", async (t) => {
  const { jsm } = await manage(t, server);
  const bucket = unique("b");
  const config = {
    description: "d",
    max_msgs_per_subject: 5,
    max_age: nanos(60_000),
    metadata: { a: "b" },
    compression: "s2",
  };
  await makeStream(jsm, { name: `KV_${bucket}`, ...config });
  await makeStream(jsm, { name: `OBJ_${bucket}`, ...config });
  await makeStream(jsm);
  const kv = (await all(jsm.streams.listKvs())).find((status) => status.bucket === bucket);
  const { history, ttl, values, size, description, storage, backingStore, replicas, compression } = kv;
  assert.deepEqual([history, ttl, values, size, description], [5, 60_000, 0, 0, "d"]);
  assert.deepEqual([storage, backingStore, replicas, compression], ["memory", "memory", 1, true]);
  assert.deepEqual([kv.max_bytes, kv.maxBucketSize, kv.maxValueSize], [-1, -1, -1]);
  assert.deepEqual([kv.placement, kv.placementCluster], [{ cluster: "", tags: [] }, ""]);
  assert.deepEqual([kv.republish, kv.metadata.a, kv.bucket_location], [{ src: "", dest: "" }, "b", ""]);
  assert.equal(kv.streamInfo.config.name, `KV_${bucket}`);
  const os = (await all(jsm.streams.listObjectStores())).find((status) => status.bucket === bucket);
  assert.deepEqual([os.ttl, os.size, os.description, os.storage, os.replicas], [nanos(60_000), 0, "d", "memory", 1]);
  assert.deepEqual([os.sealed, os.backingStore, os.compression, os.metadata.a], [false, "JetStream", true, "b"]);
  assert.equal(os.streamInfo.config.name, `OBJ_${bucket}`);
});

ours("a bucket is found behind a page of other streams", "1.30.3 ends at a page without a bucket", async (t) => {
  const own = await NatsServer.start(t, { jetstream: true });
  const { jsm } = await manage(t, own);
  const names = Array.from({ length: 257 }, (_, i) => `A${i}`);
  await Promise.all([...names, "KV_last", "OBJ_last"].map((name) => makeStream(jsm, { name })));
  assert.deepEqual(
    (await all(jsm.streams.listKvs())).map((status) => status.bucket),
    ["last"],
  );
  assert.deepEqual(
    (await all(jsm.streams.listObjectStores())).map((status) => status.bucket),
    ["last"],
  );
});

test("a list that shrinks while it is read ends", async (t) => {
  const { nc, jsm } = await manage(t, server, { apiPrefix: "shrinks", checkAPI: false });
  const asked = stand(nc, "shrinks.STREAM.NAMES", ({ offset }) => ({
    type: "io.nats.jetstream.api.v1.stream_names_response",
    total: 10,
    offset,
    limit: 2,
    streams: offset < 4 ? [`a${offset}`, `b${offset}`] : null,
  }));
  assert.deepEqual(await all(jsm.streams.names()), ["a0", "b0", "a2", "b2"]);
  assert.deepEqual(
    asked.map((request) => request.offset),
    [0, 2, 4],
  );
});

ours(
  "what a page only names counts, too",
  "1.30.3 asks for the next page too early, and has entries twice",
  async (t) => {
    const { nc, jsm } = await manage(t, server, { apiPrefix: "missing", checkAPI: false });
    const entries = ["a", "-", "-", "-", "b", "c"];
    const asked = stand(nc, "missing.STREAM.LIST", ({ offset }) => {
      const page = entries.slice(offset, offset + 2);
      const streams = page.filter((name) => name !== "-").map((name) => ({ config: { name } }));
      return { total: entries.length, offset, limit: 2, streams, missing: page.filter((name) => name === "-") };
    });
    assert.deepEqual(
      (await all(jsm.streams.list())).map((si) => si.config.name),
      ["a", "b", "c"],
    );
    assert.deepEqual(
      asked.map((request) => request.offset),
      [0, 2, 4],
    );
  },
);

ours("a page that failed is asked for again", "1.30.3 says that the list has ended", async (t) => {
  const { nc, jsm } = await manage(t, server, { apiPrefix: "fails", checkAPI: false });
  stand(nc, "fails.STREAM.NAMES", ({ offset }, n) =>
    n === 2
      ? { error: { code: 503, err_code: 10008, description: "temporarily unavailable" } }
      : { total: 2, offset, limit: 1, streams: [`s${offset}`] },
  );
  const names = jsm.streams.names();
  assert.deepEqual(await names.next(), ["s0"]);
  assert.equal((await failure(names.next())).api_error.err_code, 10008);
  assert.deepEqual(await names.next(), ["s1"]);
  assert.deepEqual(await names.next(), []);
});

test("a list that is left early asks for no more", async (t) => {
  const { nc, jsm } = await manage(t, server, { apiPrefix: "left", checkAPI: false });
  const asked = stand(nc, "left.STREAM.NAMES", ({ offset }) => ({
    type: "io.nats.jetstream.api.v1.stream_names_response",
    total: 100,
    offset,
    limit: 2,
    streams: [`a${offset}`, `b${offset}`],
  }));
  for await (const name of jsm.streams.names()) {
    if (name === "a2") {
      break;
    }
  }
  assert.equal(asked.length, 2);
});
