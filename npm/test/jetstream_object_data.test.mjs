// The data of objects: chunks that are stored and read.
import assert from "node:assert/strict";
import { failure, nats, open } from "./helpers/client.mjs";
import { apiErrorOf, dataOf, manage, unique } from "./helpers/jetstream.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const server = await sharedServer({ jetstream: true });

/** Opens a store that no other test uses. */
async function openStore(t, opts = {}) {
  const all = await manage(t, server);
  const name = unique("o");
  return { ...all, name, os: await all.js.views.os(name, { storage: "memory", ...opts }) };
}

const hashOf = async (data) => Buffer.from(await crypto.subtle.digest("SHA-256", data));
const digestOf = async (data) => `SHA-256=${(await hashOf(data)).toString("base64url")}=`;

/** A stream of pieces; an error in their place is what it ends by. */
function streamOf(...pieces) {
  return new ReadableStream({
    pull(controller) {
      const piece = pieces.shift();
      if (piece instanceof Error) {
        controller.error(piece);
      } else if (piece === undefined) {
        controller.close();
      } else {
        controller.enqueue(piece);
      }
    },
  });
}

async function read(stream) {
  const pieces = [];
  for await (const piece of stream) {
    pieces.push(piece);
  }
  return new Uint8Array(Buffer.concat(pieces));
}

const messages = async ({ jsm, name }) => (await jsm.streams.info(`OBJ_${name}`)).state.messages;

test("data is cut into chunks of the size that is wanted", async (t) => {
  const store = await openStore(t);
  const { os, jsm, name } = store;
  for (const [size, sizes] of [
    [0, []],
    [1, [1]],
    [10, [10]],
    [11, [10, 1]],
    [20, [10, 10]],
    [30, [10, 10, 10]],
  ]) {
    const data = dataOf(size);
    const info = await os.putBlob({ name: `${size}`, options: { max_chunk_size: 10 } }, data);
    assert.deepEqual([info.size, info.chunks, info.digest], [size, sizes.length, await digestOf(data)]);
    assert.deepEqual(info.options, { max_chunk_size: 10 });
    const stored = [];
    for (let seq = info.revision - sizes.length; seq < info.revision; seq++) {
      stored.push((await jsm.streams.getMessage(`OBJ_${name}`, { seq })).data.length);
    }
    assert.deepEqual(stored, sizes);
    assert.deepEqual(await os.getBlob(`${size}`), data);
  }
});

test("pieces of any size make the same chunks", async (t) => {
  const { os } = await openStore(t);
  const data = dataOf(1000);
  const pieces = [data.subarray(0, 1), data.subarray(1, 300), new Uint8Array(0), data.subarray(300)];
  const info = await os.put({ name: "a", options: { max_chunk_size: 64 } }, streamOf(...pieces));
  assert.deepEqual([info.size, info.chunks, info.digest], [1000, 16, await digestOf(data)]);
  const { data: stream, error } = await os.get("a");
  assert.deepEqual(await read(stream), data);
  assert.equal((await error) ?? null, null);
});

test("an empty object has no chunks", async (t) => {
  const { os } = await openStore(t);
  for (const info of [await os.putBlob({ name: "a" }, null), await os.put({ name: "b" }, streamOf())]) {
    assert.deepEqual([info.size, info.chunks, info.digest], [0, 0, await digestOf(new Uint8Array(0))]);
    assert.deepEqual(await os.getBlob(info.name), new Uint8Array(0));
  }
});

test("a chunk is no larger than a message may be", async (t) => {
  const { os, nc } = await openStore(t);
  const { max_payload } = nc.info;
  const info = await os.putBlob({ name: "a", options: { max_chunk_size: 2 * max_payload } }, dataOf(max_payload + 1));
  assert.deepEqual([info.chunks, info.options.max_chunk_size], [2, max_payload]);
});

test("large objects come whole, for quick and for slow readers", async (t) => {
  const { os } = await openStore(t);
  const data = dataOf(9_000_000);
  const info = await os.put({ name: "a" }, streamOf(data.subarray(0, 5_000_000), data.subarray(5_000_000)));
  assert.deepEqual([info.size, info.chunks, info.digest], [9_000_000, 69, await digestOf(data)]);
  assert.equal(Buffer.compare(await os.getBlob("a"), data), 0);
  const { data: stream } = await os.get("a");
  const slow = [];
  for await (const piece of stream) {
    slow.push(piece);
    if (slow.length % 16 === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  assert.equal(Buffer.compare(Buffer.concat(slow), data), 0);
});

ours("a put whose data fails leaves nothing, and what was there", "1.30.3's purge may overtake chunks", async (t) => {
  const store = await openStore(t);
  const { os } = store;
  await os.putBlob({ name: "a" }, dataOf(10));
  const meta = { name: "a", options: { max_chunk_size: 5 } };
  const err = await failure(os.put(meta, streamOf(dataOf(50), new Error("the disk is gone"))));
  assert.equal(err.message, "the disk is gone");
  assert.equal(await messages(store), 2);
  assert.deepEqual(await os.getBlob("a"), dataOf(10));
});

test("a put that the store has no room for says so, and leaves nothing", async (t) => {
  const store = await openStore(t, { max_bytes: 20_000 });
  const { os } = store;
  const err = await failure(os.putBlob({ name: "a", options: { max_chunk_size: 1000 } }, dataOf(50_000)));
  assert.deepEqual(apiErrorOf(err).slice(0, 2), [503, 10077]);
  assert.equal(await messages(store), 0);
});

ours(
  "the error of a put is the first one, whatever becomes of the rest",
  "1.30.3 says what the purge says",
  async (t) => {
    const { os, name, js } = await openStore(t);
    const source = new ReadableStream({
      async pull(controller) {
        await (await js.jetstreamManager()).streams.delete(`OBJ_${name}`);
        controller.error(new Error("the disk is gone"));
      },
    });
    assert.equal((await failure(os.put({ name: "a" }, source))).message, "the disk is gone");
  },
);

ours("refused chunks are sent again, and all are stored in their order", "1.30.3 gives up", async (t) => {
  const { js, jsm, nc } = await manage(t, server);
  const name = unique("o");
  // A stream that has its chunks from one who refuses some, and passes the others on.
  const subjects = [`$O.${name}.M.>`, `held.${name}`];
  await jsm.streams.add({ name: `OBJ_${name}`, subjects, storage: "memory", allow_rollup_hdrs: true });
  const gate = await open(t, server);
  let asked = 0;
  let most = 0;
  let open_ = 0;
  gate.subscribe(`$O.${name}.C.*`, {
    callback: async (_err, msg) => {
      const number = ++asked;
      most = Math.max(most, ++open_);
      if (number === 3 || number === 9) {
        msg.respond(JSON.stringify({ error: { code: 429, err_code: 10167, description: "too many requests" } }));
      } else {
        msg.respond((await gate.request(`held.${name}`, msg.data)).data);
      }
      open_--;
    },
  });
  await gate.flush();
  const os = await js.views.os(name);
  const data = dataOf(100);
  const info = await os.putBlob({ name: "a", options: { max_chunk_size: 5 } }, data);
  assert.deepEqual([info.chunks, info.digest], [20, await digestOf(data)]);
  const stored = [];
  const consumer = await js.consumers.get(`OBJ_${name}`, { filterSubjects: `held.${name}` });
  for await (const msg of await consumer.fetch({ max_messages: 20, expires: 2000 })) {
    stored.push(msg.data);
    if (stored.length === 20) {
      break;
    }
  }
  assert.equal(Buffer.compare(Buffer.concat(stored), data), 0);
  assert.ok(asked > 22, `${asked} chunks were sent`);
  assert.equal((await jsm.streams.info(`OBJ_${name}`)).state.messages, 21);
  await nc.flush();
});

ours("no more chunks are on their way than there is a window for", "1.30.3 sends all at once", async (t) => {
  const { js, jsm } = await manage(t, server);
  const name = unique("o");
  await jsm.streams.add({
    name: `OBJ_${name}`,
    subjects: [`$O.${name}.M.>`],
    storage: "memory",
    allow_rollup_hdrs: true,
  });
  const gate = await open(t, server);
  const waiting = [];
  gate.subscribe(`$O.${name}.C.*`, { callback: (_err, msg) => waiting.push(msg) });
  await gate.flush();
  const os = await js.views.os(name);
  const put = os.putBlob({ name: "a", options: { max_chunk_size: 65536 } }, dataOf(65536 * 100));
  let seq = 0;
  while (seq < 100) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(waiting.length <= 32, `${waiting.length} chunks`);
    for (const msg of waiting.splice(0)) {
      msg.respond(JSON.stringify({ stream: `OBJ_${name}`, seq: ++seq }));
    }
  }
  assert.equal((await put).chunks, 100);
});

test("a corrupt object is no object", async (t) => {
  const { os, js, name } = await openStore(t);
  const info = await os.putBlob({ name: "a" }, dataOf(10));
  const meta = `$O.${name}.M.${btoa("a")}`;
  const wrong = { name: "a", bucket: name, nuid: info.nuid, size: 10, chunks: 1, digest: await digestOf(dataOf(11)) };
  await js.publish(meta, JSON.stringify(wrong));
  const { data } = await os.get("a");
  const err = await failure(read(data));
  assert.match(err.message, /^received a corrupt object, digests do not match received: SHA-256=/);
  for (const [digest, message] of [
    ["MD5=AAAA", "unknown digest type: MD5=AAAA"],
    ["SHA-256=*", "unable to parse digest: SHA-256=*"],
  ]) {
    await js.publish(meta, JSON.stringify({ ...wrong, digest }));
    assert.equal((await failure(os.get("a"))).message, message);
  }
});

test("digests as other clients write them", async (t) => {
  const { os, js, name } = await openStore(t);
  const info = await os.putBlob({ name: "a" }, dataOf(10));
  const hex = Array.from(await hashOf(dataOf(10)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  for (const digest of [info.digest.replace(/=$/, ""), `SHA-256=${hex}`]) {
    const other = { name: "a", bucket: name, nuid: info.nuid, size: 10, chunks: 1, digest };
    await js.publish(`$O.${name}.M.${btoa("a")}`, JSON.stringify(other));
    assert.deepEqual(await os.getBlob("a"), dataOf(10));
  }
});

ours("chunks that are missing are an error", "1.30.3 waits for ever", async (t) => {
  const { os, jsm, name } = await openStore(t);
  const { revision } = await os.putBlob({ name: "a", options: { max_chunk_size: 10 } }, dataOf(50));
  await jsm.streams.deleteMessage(`OBJ_${name}`, revision - 1);
  const result = await os.get("a");
  assert.match((await failure(read(result.data))).message, /missing/);
  assert.match((await result.error).message, /missing/);
  await jsm.streams.purge(`OBJ_${name}`, { filter: `$O.${name}.C.>` });
  assert.match((await failure(os.getBlob("a"))).message, /missing/);
});

ours("a consumer that has not caught up is no proof of missing chunks", "1.30.3 waits for ever", async (t) => {
  const { os, nc, name } = await openStore(t);
  const data = dataOf(3_000_000);
  await os.putBlob({ name: "a", options: { max_chunk_size: 50_000 } }, data);
  // An API that is the server's, but for a consumer that lives where no chunk has arrived.
  const relay = await open(t, server);
  relay.subscribe("behind.API.>", {
    callback: async (_err, msg) => {
      // The end of the test may come before the answer to the last request.
      const reply = await relay.request(msg.subject.replace("behind", "$JS"), msg.data).catch(() => undefined);
      if (reply === undefined) return;
      const behind = { num_pending: 0, delivered: { consumer_seq: 0, stream_seq: 0 } };
      msg.respond(
        msg.subject.includes("CONSUMER.CREATE") ? JSON.stringify({ ...reply.json(), ...behind }) : reply.data,
      );
    },
  });
  await relay.flush();
  const reader = await nc.jetstream({ apiPrefix: "behind.API" }).views.os(name);
  assert.equal(Buffer.compare(await reader.getBlob("a"), data), 0);
});

ours("an object that is replaced while it is read is an error", "1.30.3 waits for ever", async (t) => {
  const { nc, os, name } = await openStore(t);
  const quick = await nc.jetstream({ timeout: 200 }).views.os(name);
  await os.putBlob({ name: "a" }, dataOf(20_000_000));
  const { data, error } = await quick.get("a");
  const reader = data.getReader();
  await reader.read();
  await os.putBlob({ name: "a" }, dataOf(10));
  const rest = async () => {
    while (!(await reader.read()).done);
  };
  assert.match((await failure(rest())).message, /missing|replaced/);
  assert.match((await error).message, /missing|replaced/);
});

ours("a reader that wants no more has the consumer deleted", "1.30.3 fails where nobody is told", async (t) => {
  const { os, jsm, name } = await openStore(t);
  await os.putBlob({ name: "a" }, dataOf(5_000_000));
  const { data } = await os.get("a");
  const reader = data.getReader();
  await reader.read();
  await reader.cancel();
  const left = async () => (await jsm.consumers.list(`OBJ_${name}`).next()).length;
  for (let tries = 0; (await left()) > 0 && tries < 100; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.equal(await left(), 0);
});

ours("a reading ends with the connection", "1.30.3 leaves the reader waiting", async (t) => {
  const { os, nc } = await openStore(t);
  await os.putBlob({ name: "a" }, dataOf(20_000_000));
  const { data } = await os.get("a");
  const reader = data.getReader();
  await reader.read();
  await nc.close();
  const rest = (async () => {
    while (!(await reader.read()).done);
  })();
  assert.equal((await failure(rest)).code, nats.ErrorCode.ConnectionClosed);
});

ours("what is no data is refused", "1.30.3 stores whatever it can", async (t) => {
  const { os } = await openStore(t);
  assert.equal((await failure(os.putBlob({ name: "a" }, "text"))).code, nats.ErrorCode.BadPayload);
  assert.equal((await failure(os.put({ name: "a" }, streamOf("text")))).code, nats.ErrorCode.BadPayload);
});
