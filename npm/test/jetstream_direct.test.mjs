// Reading messages of streams from any replica.
import assert from "node:assert/strict";
import { failsWith, failure, nats } from "./helpers/client.mjs";
import { all, makeStream, manage, stand } from "./helpers/jetstream.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { ErrorCode } = nats;
const server = await sharedServer({ jetstream: true });

test("a message is read by its sequence, as the last or the next of a subject", async (t) => {
  const { js, jsm } = await manage(t, server);
  const { name } = await makeStream(jsm, { allow_direct: true });
  const headers = nats.headers();
  headers.set("Colour", "green");
  await js.publish(`${name}.a`, JSON.stringify([1]), { headers });
  await js.publish(`${name}.b`, "two");
  await js.publish(`${name}.a`, "three");
  const get = (query) => jsm.direct.getMessage(name, query);
  const first = await get({ seq: 1 });
  assert.deepEqual([first.stream, first.subject, first.seq, first.json()], [name, `${name}.a`, 1, [1]]);
  assert.equal(first.header.get("Colour"), "green");
  assert.equal(first.time.getTime(), new Date(first.timestamp).getTime());
  assert.equal((await get({ last_by_subj: `${name}.a` })).string(), "three");
  assert.equal((await get({ seq: 2, next_by_subj: `${name}.a` })).seq, 3);
  for (const query of [{ seq: 9 }, { last_by_subj: `${name}.c` }, { seq: 3, next_by_subj: `${name}.b` }]) {
    const err = await failsWith("404", get(query));
    assert.equal(err.message, "message not found");
  }
});

test("a message without a payload is one", async (t) => {
  const { js, jsm } = await manage(t, server);
  const { name, subject } = await makeStream(jsm, { allow_direct: true });
  await js.publish(subject);
  const { data, seq } = await jsm.direct.getMessage(name, { seq: 1 });
  assert.deepEqual([data.length, seq], [0, 1]);
});

test("a stream that does not allow it has nobody who answers", async (t) => {
  const { jsm } = await manage(t, server, { timeout: 500 });
  const { name } = await makeStream(jsm);
  await failsWith(ErrorCode.NoResponders, jsm.direct.getMessage(name, { seq: 1 }));
  assert.equal(
    (await failure(jsm.direct.getMessage("a.b", { seq: 1 }))).message,
    "invalid stream name - stream name cannot contain '.'",
  );
});

test("the last messages of several subjects are read at once", async (t) => {
  const { js, jsm } = await manage(t, server);
  const { name } = await makeStream(jsm, { allow_direct: true });
  for (const [end, text] of [
    ["a", "1"],
    ["b", "2"],
    ["a", "3"],
    ["c", "4"],
  ]) {
    await js.publish(`${name}.${end}`, text);
  }
  const batch = async (opts) => (await all(await jsm.direct.getBatch(name, opts))).map((m) => m.string());
  assert.deepEqual(await batch({ multi_last: [`${name}.a`, `${name}.b`] }), ["2", "3"]);
  assert.deepEqual(await batch({ multi_last: [`${name}.*`] }), ["2", "3", "4"]);
  assert.deepEqual(await batch({ multi_last: [`${name}.*`], up_to_seq: 2 }), ["1", "2"]);
  assert.deepEqual(await batch({ multi_last: [`${name}.*`], up_to_time: new Date(Date.now() + 60_000) }), [
    "2",
    "3",
    "4",
  ]);
  assert.deepEqual(await batch({ multi_last: [`${name}.*`], batch: 2 }), ["2", "3"]);
});

ours("a batch does not end at a message without a payload", "1.30.3 takes it for the end", async (t) => {
  const { js, jsm } = await manage(t, server);
  const { name } = await makeStream(jsm, { allow_direct: true });
  await js.publish(`${name}.a`);
  await js.publish(`${name}.b`, "2");
  const batch = await all(await jsm.direct.getBatch(name, { multi_last: [`${name}.*`] }));
  assert.deepEqual(
    batch.map((m) => m.seq),
    [1, 2],
  );
});

ours("a batch of nothing is empty", "1.30.3 takes it for an error", async (t) => {
  const { js, jsm } = await manage(t, server);
  const { name } = await makeStream(jsm, { allow_direct: true });
  await js.publish(`${name}.a`);
  assert.deepEqual(await all(await jsm.direct.getBatch(name, { multi_last: [`${name}.none`] })), []);
});

test("a batch that the server refuses fails with its words", async (t) => {
  const { js, jsm } = await manage(t, server);
  const { name } = await makeStream(jsm, { allow_direct: true });
  await Promise.all(Array.from({ length: 1025 }, (_, i) => js.publish(`${name}.${i}`, "x")));
  const err = await failure(all(await jsm.direct.getBatch(name, { multi_last: [`${name}.*`] })));
  assert.equal(err.message, "bad request: too many results");
});

ours("a batch needs subjects", "1.30.3 rejects with a text that is no error", async (t) => {
  const { jsm } = await manage(t, server);
  for (const opts of [{}, { multi_last: [] }, { multi_last: "a" }, undefined]) {
    assert.equal((await failure(jsm.direct.getBatch("s", opts))).message, "multi_last is required");
  }
});

ours("a batch of which nothing comes any more fails", "1.30.3 ends it after a second", async (t) => {
  const { nc, jsm } = await manage(t, server, { apiPrefix: "stalls", checkAPI: false, timeout: 50 });
  nc.subscribe("stalls.DIRECT.GET.one", {
    callback: (_err, msg) => {
      const headers = nats.headers();
      headers.set("Nats-Num-Pending", "1");
      headers.set("Nats-Sequence", "1");
      msg.respond("one", { headers });
    },
  });
  const got = [];
  const reading = (async () => {
    for await (const m of await jsm.direct.getBatch("one", { multi_last: ["a"] })) {
      got.push(m.seq);
    }
  })();
  await failsWith(ErrorCode.Timeout, reading);
  assert.deepEqual(got, [1]);
});

test("an older server answers with one message, which is no batch", async (t) => {
  const { nc, jsm } = await manage(t, server, { apiPrefix: "older", checkAPI: false });
  nc.subscribe("older.DIRECT.GET.one", {
    callback: (_err, msg) => {
      const headers = nats.headers();
      headers.set("Nats-Sequence", "1");
      msg.respond("one", { headers });
    },
  });
  const err = await failure(all(await jsm.direct.getBatch("one", { multi_last: ["a"] })));
  assert.equal(err.message, "batch direct get not supported by the server");
});

test("nothing of a batch that is left early stays", async (t) => {
  const { nc, js, jsm } = await manage(t, server);
  const { name } = await makeStream(jsm, { allow_direct: true });
  await Promise.all(Array.from({ length: 10 }, (_, i) => js.publish(`${name}.${i}`, "x")));
  await nc.flush();
  const before = (await server.subjects()).length;
  for await (const _ of await jsm.direct.getBatch(name, { multi_last: [`${name}.*`] })) {
    break;
  }
  await nc.flush();
  assert.equal((await server.subjects()).length, before);
});

ours("only what servers know is sent", "1.30.3 sends all that it is given", async (t) => {
  const { nc, jsm } = await manage(t, server, { apiPrefix: "known", checkAPI: false });
  const asked = stand(nc, "known.DIRECT.GET.one", () => ({}));
  await failure(jsm.direct.getMessage("one", { seq: 1, colour: "red" }));
  assert.deepEqual(asked, [{ seq: 1 }]);
});
