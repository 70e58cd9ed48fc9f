// Looking after streams.
import assert from "node:assert/strict";
import { failure, nats, open } from "./helpers/client.mjs";
import { all, apiErrorOf, makeStream, manage, stand, unique } from "./helpers/jetstream.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { nanos, RetentionPolicy, StorageType, DiscardPolicy, StoreCompression } = nats;
const server = await sharedServer({ jetstream: true });

test("a stream is made with what its configuration says", async (t) => {
  const { jsm } = await manage(t, server);
  const name = unique();
  const config = {
    name,
    subjects: [`${name}.*`],
    description: "all that there is",
    retention: RetentionPolicy.Workqueue,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    discard_new_per_subject: true,
    max_consumers: 7,
    max_msgs: 1000,
    max_msgs_per_subject: 9,
    max_bytes: 100_000,
    max_age: nanos(60_000),
    max_msg_size: 1000,
    duplicate_window: nanos(30_000),
    num_replicas: 1,
    allow_direct: true,
    allow_rollup_hdrs: true,
    deny_delete: true,
    compression: StoreCompression.S2,
    first_seq: 100,
    metadata: { colour: "green" },
    republish: { src: ">", dest: `again.${name}.>`, headers_only: true },
    subject_transform: { src: `${name}.*`, dest: `${name}.$1` },
    consumer_limits: { inactive_threshold: nanos(60_000), max_ack_pending: 50 },
  };
  const made = await jsm.streams.add(config);
  const { metadata, ...rest } = config;
  for (const [key, value] of Object.entries(rest)) {
    assert.deepEqual(made.config[key], value, key);
  }
  assert.equal(made.config.metadata.colour, "green");
  assert.deepEqual([made.config.sealed, made.config.deny_purge], [false, false]);
  assert.equal(made.state.messages, 0);
  assert.ok(new Date(made.created) > new Date(0));
  const info = await jsm.streams.info(name);
  assert.deepEqual(info.config, made.config);
});

test("a stream can be made again as it is, and not otherwise", async (t) => {
  const { jsm } = await manage(t, server);
  const { name } = await makeStream(jsm);
  await makeStream(jsm, { name });
  const err = await failure(makeStream(jsm, { name, max_msgs: 3 }));
  assert.deepEqual(apiErrorOf(err), [400, 10058, "stream name already in use with a different configuration"]);
});

test("an update changes what it names and nothing else", async (t) => {
  const { jsm } = await manage(t, server);
  const { name } = await makeStream(jsm, { max_msgs: 10, description: "before", metadata: { kept: "yes" } });
  const changed = await jsm.streams.update(name, { max_msgs: 20, subjects: [`${name}.*`, `${name}.more.*`] });
  assert.equal(changed.config.max_msgs, 20);
  assert.equal(changed.config.description, "before");
  assert.equal(changed.config.metadata.kept, "yes");
  assert.deepEqual((await jsm.streams.info(name)).config.subjects, [`${name}.*`, `${name}.more.*`]);
});

test("what a sealed stream has stays", async (t) => {
  const { js, jsm } = await manage(t, server);
  const { name, subject } = await makeStream(jsm);
  await js.publish(subject);
  const { config } = await jsm.streams.update(name, { sealed: true });
  assert.deepEqual([config.sealed, config.deny_delete, config.deny_purge], [true, true, true]);
  assert.equal((await failure(jsm.streams.purge(name))).isJetStreamError(), true);
});

test("purging takes all, those of a subject, those before a sequence, or all but the last", async (t) => {
  const { js, jsm } = await manage(t, server);
  const { name } = await makeStream(jsm);
  for (let i = 0; i < 10; i++) {
    await js.publish(`${name}.${i % 2 ? "odd" : "even"}`);
  }
  const purge = async (opts) => {
    const { success, purged } = await jsm.streams.purge(name, opts);
    return [success, purged];
  };
  assert.deepEqual(await purge({ seq: 3 }), [true, 2]);
  assert.deepEqual(await purge({ filter: `${name}.odd`, keep: 2 }), [true, 2]);
  assert.deepEqual(await purge({ filter: `${name}.even`, seq: 6 }), [true, 2]);
  assert.deepEqual(await purge({ filter: `${name}.odd` }), [true, 2]);
  assert.deepEqual(await purge(), [true, 2]);
  assert.deepEqual(await purge(undefined), [true, 0]);
  const err = await failure(jsm.streams.purge(name, { keep: 1, seq: 1 }));
  assert.equal(err.message, "can specify one of keep or seq");
});

test("subjects and what is gone are named if that is asked for", async (t) => {
  const { js, jsm } = await manage(t, server);
  const { name } = await makeStream(jsm);
  for (const end of ["a", "b", "b", "c"]) {
    await js.publish(`${name}.${end}`);
  }
  await jsm.streams.deleteMessage(name, 2);
  const plain = await jsm.streams.info(name);
  assert.equal(plain.state.subjects, undefined);
  assert.equal(plain.state.num_subjects, 3);
  const { state } = await jsm.streams.info(name, { subjects_filter: ">", deleted_details: true });
  assert.deepEqual(state.subjects, { [`${name}.a`]: 1, [`${name}.b`]: 1, [`${name}.c`]: 1 });
  assert.deepEqual(state.deleted, [2]);
  const some = await jsm.streams.info(name, { subjects_filter: `${name}.b` });
  assert.deepEqual(some.state.subjects, { [`${name}.b`]: 1 });
});

test("subjects that come page by page are put together", async (t) => {
  const { nc, jsm } = await manage(t, server, { apiPrefix: "pages", checkAPI: false });
  const subjects = Array.from({ length: 7 }, (_, i) => `s.${i}`);
  const asked = stand(nc, "pages.STREAM.INFO.one", ({ offset = 0 }) => ({
    config: { name: "one" },
    state: { subjects: Object.fromEntries(subjects.slice(offset, offset + 3).map((s) => [s, 1])) },
    total: subjects.length,
    offset,
    limit: 3,
  }));
  const info = await jsm.streams.info("one", { subjects_filter: ">" });
  assert.deepEqual(Object.keys(info.state.subjects), subjects);
  assert.deepEqual(
    asked.map((request) => request.offset ?? 0),
    [0, 3, 6],
  );
  assert.deepEqual([info.total, info.offset, info.limit], [0, 0, 0]);
});

ours(
  "a page of subjects that is empty is the last",
  "1.30.3 writes the offset into the caller's options",
  async (t) => {
    const { nc, jsm } = await manage(t, server, { apiPrefix: "gone", checkAPI: false });
    const asked = stand(nc, "gone.STREAM.INFO.one", ({ offset = 0 }) => ({
      config: { name: "one" },
      state: { subjects: offset === 0 ? { a: 1, b: 2 } : {} },
      total: 5,
      offset,
      limit: 2,
    }));
    const options = { subjects_filter: ">" };
    const info = await jsm.streams.info("one", options);
    assert.deepEqual(info.state.subjects, { a: 1, b: 2 });
    assert.equal(asked.length, 2);
    assert.deepEqual(options, { subjects_filter: ">" }, "the caller's own are not changed");
  },
);

test("messages are read and deleted one by one", async (t) => {
  const { js, jsm } = await manage(t, server);
  const { name } = await makeStream(jsm);
  const headers = nats.headers();
  headers.append("X", "one");
  headers.append("X", "two");
  const before = Date.now();
  await js.publish(`${name}.a`, JSON.stringify({ n: 1 }), { headers });
  await js.publish(`${name}.b`, new Uint8Array([0, 255, 128]));
  await js.publish(`${name}.a`);
  const first = await jsm.streams.getMessage(name, { seq: 1 });
  assert.deepEqual([first.seq, first.subject, first.json()], [1, `${name}.a`, { n: 1 }]);
  assert.deepEqual(first.header.values("X"), ["one", "two"]);
  assert.ok(first.time.getTime() >= before - 1000 && first.time.getTime() === new Date(first.timestamp).getTime());
  const second = await jsm.streams.getMessage(name, { last_by_subj: `${name}.b` });
  assert.deepEqual([second.seq, [...second.data]], [2, [0, 255, 128]]);
  const third = await jsm.streams.getMessage(name, { seq: 3 });
  assert.deepEqual([third.data.length, third.string(), [...third.header.keys()]], [0, "", []]);
  assert.equal(await jsm.streams.deleteMessage(name, 1), true);
  assert.equal(await jsm.streams.deleteMessage(name, 2, false), true);
  const err = await failure(jsm.streams.getMessage(name, { seq: 1 }));
  assert.deepEqual(
    [err.code, err.message, ...apiErrorOf(err)],
    ["404", "no message found", 404, 10037, "no message found"],
  );
  assert.equal((await failure(jsm.streams.deleteMessage(name, 1))).api_error.err_code, 10043);
  assert.equal((await jsm.streams.info(name)).state.messages, 1);
});

ours("a number stands for a sequence", "the types of 1.30.3 let it, and its servers do not", async (t) => {
  const { js, jsm } = await manage(t, server);
  const { name, subject } = await makeStream(jsm);
  await js.publish(subject, "one");
  assert.equal((await jsm.streams.getMessage(name, 1)).string(), "one");
});

test("a stream is found by a subject if there is one", async (t) => {
  const { jsm } = await manage(t, server);
  const { name, subject } = await makeStream(jsm);
  assert.equal(await jsm.streams.find(subject), name);
  assert.equal((await failure(jsm.streams.find(unique("nobody")))).message, "no stream matches subject");
  await makeStream(jsm, { name: `${name}_2`, subjects: [`${name}_2.x`] });
  assert.equal((await failure(jsm.streams.find(">"))).message, "no stream matches subject");
});

test("a stream that is deleted is gone", async (t) => {
  const { jsm } = await manage(t, server);
  const { name } = await makeStream(jsm);
  assert.equal(await jsm.streams.delete(name), true);
  for (const gone of [
    () => jsm.streams.info(name),
    () => jsm.streams.delete(name),
    () => jsm.streams.update(name, {}),
  ]) {
    const err = await failure(gone);
    assert.deepEqual([err.code, ...apiErrorOf(err)], ["404", 404, 10059, "stream not found"]);
  }
});

test("the object of a stream does what the manager does", async (t) => {
  const { js, jsm } = await manage(t, server);
  const { name, subject } = await makeStream(jsm);
  for (const streams of [jsm.streams, js.streams]) {
    const stream = await streams.get(name);
    assert.equal(stream.name, name);
    const { seq } = await js.publish(subject, "words");
    assert.equal((await stream.getMessage({ seq })).string(), "words");
    const cached = await stream.info(true);
    assert.equal(cached.state.messages, seq - 1);
    assert.equal((await stream.info()).state.messages, seq);
    assert.equal((await stream.info(true)).state.messages, seq);
    assert.deepEqual((await stream.info(false, { subjects_filter: ">" })).state.subjects, { [subject]: seq });
    assert.deepEqual(await stream.alternates(), []);
    assert.equal(await stream.best(), stream);
  }
  const stream = await jsm.streams.get(name);
  assert.equal(await stream.deleteMessage(1), true);
  assert.equal((await failure(stream.getMessage({ seq: 1 }))).code, "404");
  assert.equal((await failure(jsm.streams.get(unique()))).code, "404");
});

test("mirrors and sources are made", async (t) => {
  const { js, jsm } = await manage(t, server);
  const { name, subject } = await makeStream(jsm);
  await js.publish(subject, "one");
  const mirror = await jsm.streams.add({ name: `${name}_m`, storage: "memory", mirror: { name } });
  assert.equal(mirror.config.mirror.name, name);
  const sources = [{ name, filter_subject: subject, opt_start_seq: 1 }];
  const { config } = await jsm.streams.add({ name: `${name}_s`, storage: "memory", sources });
  assert.deepEqual(config.sources, sources);
});

test("the first of the alternates is the best", async (t) => {
  const { nc, jsm } = await manage(t, server, { apiPrefix: "alternates", checkAPI: false });
  const alternates = ["near", "far"].map((name) => ({ name, domain: "d", cluster: "c" }));
  stand(nc, "alternates.STREAM.INFO.*", (_request, _n, subject) => {
    const name = subject.slice(subject.lastIndexOf(".") + 1);
    return { config: { name }, state: {}, alternates: name === "alone" ? undefined : alternates };
  });
  const far = await jsm.streams.get("far");
  assert.deepEqual(await far.alternates(), alternates);
  assert.equal((await far.best()).name, "near");
  const alone = await jsm.streams.get("alone");
  assert.deepEqual([await alone.alternates(), await alone.best()], [[], alone]);
});

test("a source's domain becomes the way there, and is not sent", async (t) => {
  const { nc, jsm } = await manage(t, server, { apiPrefix: "domains", checkAPI: false });
  const asked = stand(nc, "domains.STREAM.CREATE.one", (config) => ({ config, state: {} }));
  const mirror = { name: "far", domain: "hub" };
  const sources = [
    { name: "near", domain: "" },
    { name: "other", external: { api: "x.API" } },
  ];
  await jsm.streams.add({ name: "one", mirror, sources });
  assert.deepEqual(asked[0].mirror, { name: "far", external: { api: "$JS.hub.API" } });
  assert.deepEqual(asked[0].sources, [{ name: "near" }, { name: "other", external: { api: "x.API" } }]);
  const both = { name: "far", domain: "hub", external: { api: "x.API" } };
  assert.equal(
    (await failure(jsm.streams.add({ name: "one", mirror: both }))).message,
    "domain and external are both set",
  );
  assert.equal(asked.length, 1);
});

ours("the caller's configuration is left as it is", "1.30.3 changes the sources in it", async (t) => {
  const { nc, jsm } = await manage(t, server, { apiPrefix: "kept", checkAPI: false });
  stand(nc, "kept.STREAM.CREATE.one", (config) => ({ config, state: {} }));
  const config = { name: "one", mirror: { name: "far", domain: "hub" } };
  await jsm.streams.add(config);
  assert.deepEqual(config, { name: "one", mirror: { name: "far", domain: "hub" } });
});

ours("what servers do not know is not sent to them", "1.30.3 sends it, and servers since 2.12 refuse it", async (t) => {
  const { jsm } = await manage(t, server);
  const { name } = await makeStream(jsm, { replicas: 1, template_owner: "", placement: { tags: [], zone: "x" } });
  assert.equal((await jsm.streams.update(name, { max_msgs: 4, colour: "red" })).config.max_msgs, 4);
  assert.equal((await jsm.streams.info(name, { subjects_filter: ">", total: 3 })).config.name, name);
  assert.equal((await jsm.streams.purge(name, { filter: ">", colour: "red" })).success, true);
});

test("an update passes back what this client does not know", async (t) => {
  const { nc, jsm } = await manage(t, server, { apiPrefix: "newer", checkAPI: false });
  stand(nc, "newer.STREAM.INFO.one", () => ({
    config: { name: "one", max_msgs: 1, description: "old", novelty: { a: 1 } },
    state: {},
  }));
  const asked = stand(nc, "newer.STREAM.UPDATE.one", (config) => ({ config, state: {} }));
  await jsm.streams.update("one", { max_msgs: 2, description: undefined });
  const [{ max_msgs, description, novelty }] = asked;
  assert.deepEqual([max_msgs, description, novelty], [2, undefined, { a: 1 }]);
});

test("names that are not fit are refused before anything is sent", async (t) => {
  const { jsm } = await manage(t, server);
  const calls = {
    add: (name) => jsm.streams.add({ name }),
    delete: (name) => jsm.streams.delete(name),
    get: (name) => jsm.streams.get(name),
    info: (name) => jsm.streams.info(name),
    purge: (name) => jsm.streams.purge(name),
    getMessage: (name) => jsm.streams.getMessage(name, { seq: 1 }),
    deleteMessage: (name) => jsm.streams.deleteMessage(name, 1),
    update: (name) => jsm.streams.update(name, {}),
  };
  for (const [method, call] of Object.entries(calls)) {
    assert.equal((await failure(call(""))).message, "stream name required", method);
    for (const [bad, said] of [
      [".", "."],
      ["*", "*"],
      [">", ">"],
      ["/", "/"],
      ["\\", "\\"],
      [" ", " "],
      ["\t", "\\t"],
      ["\n", "\\n"],
      ["\r", "\\r"],
    ]) {
      const err = await failure(call(`a${bad}b`));
      assert.equal(err.message, `invalid stream name - stream name cannot contain '${said}'`, method);
    }
  }
});

test("there is no JetStream, or it is not asked", async (t) => {
  const nc = await open(t, server);
  const err = await failure(nc.jetstreamManager({ apiPrefix: "nobody" }));
  assert.deepEqual([err.name, err.code], ["NatsError", "503"]);
  const jsm = await nc.jetstreamManager({ apiPrefix: "nobody", checkAPI: false });
  assert.equal((await failure(jsm.getAccountInfo())).code, "503");
  assert.equal((await failure(all(jsm.streams.names()))).code, "503");
});
