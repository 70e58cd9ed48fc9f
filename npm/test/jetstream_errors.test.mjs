// The account, advisories, statuses and errors, and the builder of options.
import assert from "node:assert/strict";
import { failure, nats, turn } from "./helpers/client.mjs";
import { makeStream, manage } from "./helpers/jetstream.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { NatsServer } from "./helpers/server.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { checkJsError, consumerOpts, headers, isFlowControlMsg, isHeartbeatMsg, nanos } = nats;
const server = await sharedServer({ jetstream: true });

test("the account says what it uses", async (t) => {
  const { jsm } = await manage(t, server);
  await makeStream(jsm);
  const info = await jsm.getAccountInfo();
  assert.ok(info.streams >= 1 && info.api.total >= 1);
  assert.equal(info.limits.max_streams, -1);
});

test("an account without JetStream says so", async (t) => {
  const extra = "accounts { A { users: [ { user: a, password: a } ] }, B { jetstream: enabled } }";
  const own = await NatsServer.start(t, { jetstream: true, extra });
  const nc = await nats.connect({ servers: own.ws, user: "a", pass: "a" });
  t.after(() => nc.close());
  const err = await failure(nc.jetstreamManager());
  assert.deepEqual([err.name, err.code, err.api_error.err_code], ["NatsError", "503", 10039]);
  assert.equal(err.isJetStreamError(), true);
});

test("advisories tell of what happens", async (t) => {
  const { jsm } = await manage(t, server);
  const advisories = jsm.advisories();
  const seen = (async () => {
    for await (const { kind, data } of advisories) {
      if (kind === "stream_action") {
        return data;
      }
    }
  })();
  const { name } = await makeStream(jsm);
  assert.deepEqual(await seen.then(({ action, stream, type }) => [action, stream, type]), [
    "create",
    name,
    "io.nats.jetstream.advisory.v1.stream_action",
  ]);
});

ours(
  "who leaves the advisories gets no more, and they end with the connection",
  "1.30.3 keeps its subscription",
  async (t) => {
    const { nc, jsm } = await manage(t, server);
    const heard = async () => (await server.subjects()).filter((subject) => subject === "$JS.EVENT.ADVISORY.>").length;
    const before = await heard();
    const left = jsm.advisories();
    await nc.flush();
    assert.equal(await heard(), before + 1);
    left.stop();
    await turn();
    await nc.flush();
    assert.equal(await heard(), before);
    const kept = jsm.advisories();
    const ended = (async () => {
      for await (const _ of kept) {
        // Whatever it is.
      }
    })();
    await nc.close();
    await ended;
  },
);

/** A message with that status and payload. */
function statusMsg(code, description, data = new Uint8Array(0)) {
  return { data, headers: code === 0 ? undefined : headers(code, description) };
}

test("statuses as errors", () => {
  const error = (code, description) => {
    const err = checkJsError(statusMsg(code, description));
    return err && [err.name, err.code, err.message, err.chainedError?.message];
  };
  assert.equal(error(0), null);
  assert.equal(error(100, "Idle Heartbeat"), null);
  assert.equal(error(204, "EOB"), null);
  assert.deepEqual(error(404, "No Messages"), ["NatsError", "404", "no messages", undefined]);
  assert.deepEqual(error(408, "Request Timeout"), ["NatsError", "408", "request timeout", undefined]);
  assert.deepEqual(error(409, "Consumer Deleted"), ["NatsError", "409", "consumer deleted", undefined]);
  assert.deepEqual(error(409, "Idle Heartbeats Missed"), [
    "NatsError",
    "IDLE_HEARTBEAT",
    "idle heartbeats missed",
    undefined,
  ]);
  assert.deepEqual(error(503, "Gone"), ["NatsError", "503", "503", "gone"]);
  assert.deepEqual(error(423, "Nats-Pin-Id mismatch"), ["NatsError", "423", "nats-pin-id mismatch", undefined]);
  assert.equal(checkJsError(statusMsg(404, "No Messages", new Uint8Array(1))), null);
});

test("words of the protocol are told from messages", () => {
  const kinds = (msg) => [isFlowControlMsg(msg), isHeartbeatMsg(msg)];
  assert.deepEqual(kinds(statusMsg(100, "Idle Heartbeat")), [true, true]);
  assert.deepEqual(kinds(statusMsg(100, "FlowControl Request")), [true, false]);
  assert.deepEqual(kinds(statusMsg(404, "No Messages")), [false, false]);
  assert.deepEqual(kinds(statusMsg(0)), [false, false]);
  assert.deepEqual(kinds(statusMsg(100, "Idle Heartbeat", new Uint8Array(1))), [false, false]);
});

test("the builder builds what its methods say", () => {
  const callback = () => {};
  const built = consumerOpts()
    .description("words")
    .deliverTo("to")
    .durable("d")
    .ackAll()
    .ackWait(1000)
    .maxDeliver(3)
    .filterSubject("a")
    .filterSubject("b")
    .replayOriginal()
    .sample(12.7)
    .limit(99)
    .maxWaiting(4)
    .maxAckPending(5)
    .idleHeartbeat(700)
    .flowControl()
    .deliverGroup("g")
    .manualAck()
    .maxMessages(6)
    .callback(callback)
    .bindStream("s")
    .maxPullBatch(7)
    .maxPullRequestExpires(8)
    .inactiveEphemeralThreshold(9)
    .memory()
    .numReplicas(3)
    .consumerName("n")
    .headersOnly()
    .startSequence(10)
    .getOpts();
  assert.deepEqual(plain(built), {
    config: {
      name: "n",
      description: "words",
      deliver_subject: "to",
      durable_name: "d",
      ack_policy: "all",
      ack_wait: nanos(1000),
      max_deliver: 3,
      filter_subjects: ["a", "b"],
      replay_policy: "original",
      sample_freq: "12%",
      rate_limit_bps: 99,
      max_waiting: 4,
      max_ack_pending: 5,
      idle_heartbeat: nanos(700),
      flow_control: true,
      deliver_group: "g",
      max_batch: 7,
      max_expires: nanos(8),
      inactive_threshold: nanos(9),
      mem_storage: true,
      num_replicas: 3,
      headers_only: true,
      deliver_policy: "by_start_sequence",
      opt_start_seq: 10,
    },
    mack: true,
    stream: "s",
    max: 6,
    queue: "g",
    ordered: false,
    isBind: false,
  });
  assert.equal(built.callbackFn, callback);
});

test("the builder begins with a configuration, and the last word counts", () => {
  assert.deepEqual(plain(consumerOpts().getOpts().config), {
    name: "",
    deliver_policy: "all",
    ack_policy: "explicit",
    ack_wait: nanos(30_000),
    replay_policy: "instant",
  });
  const policy = (build) => build(consumerOpts()).getOpts().config;
  assert.equal(policy((b) => b.deliverLast()).deliver_policy, "last");
  assert.equal(policy((b) => b.deliverLast().deliverAll()).deliver_policy, "all");
  assert.equal(policy((b) => b.deliverNew()).deliver_policy, "new");
  assert.equal(policy((b) => b.deliverLastPerSubject()).deliver_policy, "last_per_subject");
  assert.equal(policy((b) => b.ackNone()).ack_policy, "none");
  assert.equal(policy((b) => b.ackNone().ackExplicit()).ack_policy, "explicit");
  assert.equal(policy((b) => b.ackAll().orderedConsumer()).ack_policy, "none");
  assert.equal(policy((b) => b.replayOriginal().replayInstantly()).replay_policy, "instant");
  const time = new Date(1_700_000_000_000);
  assert.equal(policy((b) => b.startTime(time)).opt_start_time, time.toISOString());
  const { opt_start_time } = policy((b) => b.startAtTimeDelta(60_000));
  assert.ok(Math.abs(Date.now() - 60_000 - new Date(opt_start_time).getTime()) < 10_000);
  const given = consumerOpts({ ack_policy: "none", filter_subject: "x" }).getOpts().config;
  assert.deepEqual([given.ack_policy, given.filter_subject], ["none", "x"]);
  const bound = consumerOpts().bind("s", "d").getOpts();
  assert.deepEqual([bound.stream, bound.config.durable_name], ["s", "d"]);
  const queue = consumerOpts().queue("q").getOpts();
  assert.deepEqual([queue.queue, queue.config.deliver_group], ["q", "q"]);
});

test("the builder refuses what makes no sense", async () => {
  const refused = async (build) => (await failure(() => build(consumerOpts()))).message;
  assert.equal(await refused((b) => b.durable("")), "durable name required");
  assert.equal(await refused((b) => b.durable("a.b")), "invalid durable name - durable name cannot contain '.'");
  assert.equal(await refused((b) => b.durable("a\tb")), "invalid durable name - durable name cannot contain '\\t'");
  assert.equal(await refused((b) => b.startSequence(0)), "sequence must be greater than 0");
  assert.equal(await refused((b) => b.sample(101)), "value must be between 0-100");
  assert.equal(await refused((b) => b.sample(-1)), "value must be between 0-100");
});

ours("a builder can be asked twice", "1.30.3 has the filters of its configuration twice then", () => {
  const builder = consumerOpts({ filter_subjects: ["a", "b"] }).bind("s", "d");
  assert.deepEqual(builder.getOpts().config.filter_subjects, ["a", "b"]);
  assert.deepEqual(builder.getOpts().config.filter_subjects, ["a", "b"]);
  assert.equal(builder.getOpts().isBind, true);
});

/** `value` as it would be sent. */
function plain(value) {
  return JSON.parse(JSON.stringify(value));
}
