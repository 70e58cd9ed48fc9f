// Looking after consumers.
import assert from "node:assert/strict";
import { failure, nats } from "./helpers/client.mjs";
import { apiErrorOf, makeConsumer, makeStream, manage, stand, unique } from "./helpers/jetstream.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { AckPolicy, DeliverPolicy, ReplayPolicy, nanos } = nats;
const server = await sharedServer({ jetstream: true });

test("a consumer is made with what its configuration says", async (t) => {
  const { jsm } = await manage(t, server);
  const { name } = await makeStream(jsm);
  const config = {
    durable_name: unique("c"),
    description: "all that there is",
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(10_000),
    backoff: [nanos(10_000), nanos(20_000)],
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: 5,
    replay_policy: ReplayPolicy.Original,
    filter_subject: `${name}.a`,
    headers_only: true,
    inactive_threshold: nanos(60_000),
    max_ack_pending: 12,
    max_batch: 34,
    max_bytes: 5678,
    max_deliver: 9,
    max_expires: nanos(30_000),
    max_waiting: 10,
    mem_storage: true,
    metadata: { colour: "green" },
    num_replicas: 1,
    sample_freq: "30%",
  };
  const made = await jsm.consumers.add(name, config);
  const { metadata, ...rest } = config;
  for (const [key, value] of Object.entries(rest)) {
    assert.deepEqual(made.config[key], value, key);
  }
  assert.equal(made.config.metadata.colour, "green");
  assert.deepEqual([made.stream_name, made.name, made.push_bound], [name, config.durable_name, undefined]);
  const info = await jsm.consumers.info(name, config.durable_name);
  assert.deepEqual(info.config, made.config);
  assert.deepEqual([info.num_pending, info.num_ack_pending, info.delivered.consumer_seq], [0, 0, 0]);
});

test("consumers have the names they are given, or one of the server's", async (t) => {
  const { jsm } = await manage(t, server);
  const { name } = await makeStream(jsm);
  const add = async (config) => (await jsm.consumers.add(name, { ack_policy: AckPolicy.Explicit, ...config })).name;
  assert.equal(await add({ name: "named" }), "named");
  assert.equal(await add({ name: "filtered", filter_subject: `${name}.x` }), "filtered");
  assert.equal(await add({ name: "everything", filter_subject: ">" }), "everything");
  assert.equal(await add({ durable_name: "durable", filter_subject: `${name}.x` }), "durable");
  assert.equal(await add({ name: "both", durable_name: "both" }), "both");
  assert.equal(await add({ durable_name: "several", filter_subjects: [`${name}.x`, `${name}.y`] }), "several");
  assert.notEqual(await add({}), "");
  assert.notEqual(await add({ name: "", filter_subjects: [`${name}.x`] }), "");
  const { config } = await jsm.consumers.info(name, "several");
  assert.deepEqual(config.filter_subjects, [`${name}.x`, `${name}.y`]);
});

test("the subject that makes a consumer says its name and what it filters", async (t) => {
  const { nc, jsm } = await manage(t, server, { apiPrefix: "make", checkAPI: false });
  const made = [];
  stand(nc, "make.CONSUMER.>", (_request, _n, subject) => {
    made.push(subject.slice("make.CONSUMER.".length));
    return { name: "x" };
  });
  await jsm.consumers.add("one", { name: "n" });
  await jsm.consumers.add("one", { name: "n", filter_subject: "a.*" });
  await jsm.consumers.add("one", { durable_name: "d", filter_subject: ">" });
  await jsm.consumers.add("one", {});
  assert.deepEqual(made, ["CREATE.one.n", "CREATE.one.n.a.*", "CREATE.one.d", "CREATE.one"]);
});

test("a consumer can be made again as it is, and not otherwise", async (t) => {
  const { jsm } = await manage(t, server);
  const { name } = await makeStream(jsm);
  const consumer = await makeConsumer(jsm, name);
  await makeConsumer(jsm, name, { durable_name: consumer.name });
  const err = await failure(makeConsumer(jsm, name, { durable_name: consumer.name, max_deliver: 5 }));
  assert.deepEqual(apiErrorOf(err), [400, 10148, "consumer already exists"]);
});

test("an update changes what it names and nothing else", async (t) => {
  const { jsm } = await manage(t, server);
  const { name } = await makeStream(jsm);
  const consumer = await makeConsumer(jsm, name, { description: "before", max_deliver: 5 });
  const { config } = await jsm.consumers.update(name, consumer.name, { max_deliver: 7, ack_wait: nanos(5000) });
  assert.deepEqual([config.max_deliver, config.ack_wait, config.description], [7, nanos(5000), "before"]);
  const err = await failure(jsm.consumers.update(name, "nobody", { max_deliver: 7 }));
  assert.deepEqual(apiErrorOf(err), [404, 10014, "consumer not found"]);
});

test("a consumer that is deleted is gone", async (t) => {
  const { jsm } = await manage(t, server);
  const { name } = await makeStream(jsm);
  const consumer = await makeConsumer(jsm, name);
  assert.equal(await jsm.consumers.delete(name, consumer.name), true);
  for (const gone of [() => jsm.consumers.info(name, consumer.name), () => jsm.consumers.delete(name, consumer.name)]) {
    const err = await failure(gone);
    assert.deepEqual([err.code, ...apiErrorOf(err)], ["404", 404, 10014, "consumer not found"]);
  }
});

test("a consumer is paused and goes on", async (t) => {
  const { jsm } = await manage(t, server);
  const { name } = await makeStream(jsm);
  const consumer = await makeConsumer(jsm, name);
  const until = new Date(Date.now() + 3_600_000);
  const paused = await jsm.consumers.pause(name, consumer.name, until);
  assert.deepEqual([paused.paused, new Date(paused.pause_until).getTime()], [true, until.getTime()]);
  const info = await jsm.consumers.info(name, consumer.name);
  assert.equal(info.paused, true);
  assert.ok(info.pause_remaining > nanos(3_000_000) && info.pause_remaining <= nanos(3_600_000));
  assert.equal((await jsm.consumers.resume(name, consumer.name)).paused, false);
  assert.notEqual((await jsm.consumers.info(name, consumer.name)).paused, true);
  const made = await makeConsumer(jsm, name, { pause_until: until.toISOString() });
  assert.equal(made.info.paused, true);
});

ours("a pause needs a time and fit names", "1.30.3 throws a TypeError, and does not look at names", async (t) => {
  const { jsm } = await manage(t, server);
  for (const until of [undefined, null, "soon", new Date(Number.NaN)]) {
    assert.equal((await failure(jsm.consumers.pause("s", "c", until))).message, "until option should be a date");
  }
  const { message } = await failure(jsm.consumers.resume("s", "a.b"));
  assert.equal(message, "invalid durable name - durable name cannot contain '.'");
});

test("names and settings that are not fit are refused before anything is sent", async (t) => {
  const { jsm } = await manage(t, server);
  const add = async (stream, config) => (await failure(jsm.consumers.add(stream, config))).message;
  assert.equal(await add("", {}), "stream name required");
  assert.equal(await add("a.b", {}), "invalid stream name - stream name cannot contain '.'");
  assert.equal(await add("s", { durable_name: "a*" }), "invalid durable name - durable name cannot contain '*'");
  assert.equal(await add("s", { name: "a b" }), "consumer 'name' cannot contain ' '");
  const group = { deliver_group: "g", deliver_subject: "to" };
  const flow = "jetstream flow control is not supported with queue groups";
  const heartbeat = "jetstream idle heartbeat is not supported with queue groups";
  assert.equal(await add("s", { ...group, flow_control: true }), flow);
  assert.equal(await add("s", { ...group, idle_heartbeat: nanos(1000) }), heartbeat);
  for (const method of ["info", "delete"]) {
    assert.equal((await failure(jsm.consumers[method]("", "c"))).message, "stream name required");
    assert.equal((await failure(jsm.consumers[method]("s", ""))).message, "durable name required");
    const { message } = await failure(jsm.consumers[method]("s", "a>"));
    assert.equal(message, "invalid durable name - durable name cannot contain '>'");
  }
  assert.equal(
    (await failure(() => jsm.consumers.list("a.b"))).message,
    "invalid stream name - stream name cannot contain '.'",
  );
});

ours("what servers do not know is not sent to them", "1.30.3 sends it, and servers since 2.12 refuse it", async (t) => {
  const { jsm } = await manage(t, server);
  const { name } = await makeStream(jsm);
  const consumer = await makeConsumer(jsm, name, { colour: "red" });
  await jsm.consumers.update(name, consumer.name, { max_deliver: 3, colour: "blue" });
});

test("consumers are found by name, and those that are sent messages are not for asking", async (t) => {
  const { js, jsm } = await manage(t, server);
  const { name } = await makeStream(jsm);
  const pull = await makeConsumer(jsm, name);
  const push = await makeConsumer(jsm, name, { deliver_subject: unique("to") });
  const stream = await js.streams.get(name);
  assert.equal((await (await js.consumers.get(name, pull.name)).info(true)).name, pull.name);
  assert.equal((await (await stream.getConsumer(pull.name)).info()).name, pull.name);
  assert.equal((await stream.getConsumerFromInfo(pull.info).info(true)).name, pull.name);
  assert.equal((await js.consumers.getPullConsumerFor(pull.info).info(true)).name, pull.name);
  const refused = "push consumer not supported";
  assert.equal((await failure(js.consumers.get(name, push.name))).message, refused);
  assert.equal((await failure(() => js.consumers.getPullConsumerFor(push.info))).message, refused);
  assert.equal((await failure(() => stream.getConsumerFromInfo(push.info))).message, refused);
  assert.equal((await failure(js.consumers.get(name, "nobody"))).api_error.err_code, 10014);
  assert.equal((await failure(js.consumers.get(unique()))).api_error.err_code, 10059);
  assert.equal((await failure(js.consumers.get(name, ""))).message, "durable name required");
});
