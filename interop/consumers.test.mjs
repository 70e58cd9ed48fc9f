// Consumers: made by one client, used by the other, or by both in turn.
import assert from "node:assert/strict";
import { assertHas } from "./clients/configs.mjs";
import { b64, between, unique } from "./clients/pairs.mjs";

/** Makes a stream with as many messages as `count` says, by turns of two subjects. */
async function filledStream(client, count) {
  const stream = unique("consumed");
  await client.do("stream.add", { config: { name: stream, subjects: [`${stream}.*`], storage: "memory" } });
  for (let n = 1; n <= count; n++) {
    const subject = `${stream}.${n % 2 === 1 ? "odd" : "even"}`;
    await client.do("stream.publish", { subject, data: b64(`${n}`), headers: { Number: [`${n}`] } });
  }
  return stream;
}

/** Returns what a delivery says: text, header, sequence in the stream, and how often it was delivered. */
function brief({ data, headers, seq, deliveries }) {
  return [Buffer.from(data, "base64").toString(), headers.Number[0], seq, deliveries];
}

between("messages of a consumer that the other one has made", async (writer, reader) => {
  const stream = await filledStream(writer, 4);
  const consumer = "c";
  await writer.do("consumer.add", { stream, config: { durable_name: consumer, ack_policy: "explicit" } });
  const taken = await reader.do("consumer.fetch", { stream, consumer, count: 3, answers: ["ack"] });
  assert.deepEqual(taken.map(brief), [
    ["1", "1", 1, 1],
    ["2", "2", 2, 1],
    ["3", "3", 3, 1],
  ]);
  assert.deepEqual(
    taken.map(({ deliverySeq }) => deliverySeq),
    [1, 2, 3],
  );
  assert.deepEqual(
    taken.map(({ pending }) => pending),
    [3, 2, 1],
  );
  assert.deepEqual([taken[0].stream, taken[0].consumer, taken[0].subject], [stream, consumer, `${stream}.odd`]);
  for (const { seq, time } of taken) {
    assert.equal((await writer.do("stream.message", { stream, seq })).time, time);
  }
  const [last] = await writer.do("consumer.fetch", { stream, consumer, count: 1, answers: ["ack"] });
  assert.deepEqual([...brief(last), last.deliverySeq, last.pending], ["4", "4", 4, 1, 4, 0]);
  const { config: _, ...state } = await reader.do("consumer.info", { stream, consumer });
  assert.deepEqual(state, { delivered: 4, ackFloor: 4, ackPending: 0, redelivered: 0, pending: 0 });
});

between("what one refuses, the other one gets", async (writer, reader) => {
  const stream = await filledStream(writer, 4);
  const consumer = "c";
  await writer.do("consumer.add", { stream, config: { durable_name: consumer, ack_policy: "explicit" } });
  const answers = ["term", "nak", "ack", "nak"];
  const first = await writer.do("consumer.fetch", { stream, consumer, count: 4, answers });
  assert.deepEqual(
    first.map(({ deliveries }) => deliveries),
    [1, 1, 1, 1],
  );
  const again = await reader.do("consumer.fetch", { stream, consumer, count: 2, answers: ["ack"] });
  assert.deepEqual(again.map(brief), [
    ["2", "2", 2, 2],
    ["4", "4", 4, 2],
  ]);
  assert.deepEqual(
    again.map(({ deliverySeq }) => deliverySeq),
    [5, 6],
  );
  const { ackFloor, ackPending } = await writer.do("consumer.info", { stream, consumer });
  assert.deepEqual([ackFloor, ackPending], [4, 0]);
});

between("an ordered consumer", async (writer, reader) => {
  const stream = await filledStream(writer, 5);
  const all = await reader.do("ordered.read", { stream, count: 5 });
  assert.deepEqual(
    all.map(({ seq }) => seq),
    [1, 2, 3, 4, 5],
  );
  const odd = await reader.do("ordered.read", { stream, filters: [`${stream}.odd`], count: 3 });
  assert.deepEqual(
    odd.map(({ seq }) => seq),
    [1, 3, 5],
  );
});

between("a push consumer", async (writer, reader) => {
  const stream = await filledStream(writer, 5);
  const consumer = "p";
  const config = {
    durable_name: consumer,
    deliver_subject: `deliver.${stream}`,
    ack_policy: "explicit",
    filter_subject: `${stream}.odd`,
    idle_heartbeat: 5_000_000_000,
    flow_control: true,
  };
  await writer.do("consumer.add", { stream, config });
  const taken = await reader.do("push.read", { stream, consumer, count: 3 });
  assert.deepEqual(taken.map(brief), [
    ["1", "1", 1, 1],
    ["3", "3", 3, 1],
    ["5", "5", 5, 1],
  ]);
  const { ackFloor, ackPending } = await writer.do("consumer.info", { stream, consumer });
  assert.deepEqual([ackFloor, ackPending], [5, 0]);
});

const SETTINGS = {
  "a pull consumer with all settings": (stream) => ({
    durable_name: "c",
    description: "größer",
    deliver_policy: "by_start_sequence",
    opt_start_seq: 2,
    ack_policy: "explicit",
    ack_wait: 2_000_000_000,
    max_deliver: 4,
    backoff: [2_000_000_000, 3_000_000_000],
    filter_subjects: [`${stream}.even`, `${stream}.odd`],
    replay_policy: "instant",
    sample_freq: "50",
    max_waiting: 11,
    max_ack_pending: 12,
    headers_only: true,
    max_batch: 13,
    max_expires: 14_000_000_000,
    max_bytes: 15_000,
    inactive_threshold: 16_000_000_000,
    num_replicas: 1,
    mem_storage: true,
    metadata: { owner: "tests" },
  }),
  "a consumer that begins at a time": (stream) => ({
    durable_name: "c",
    deliver_policy: "by_start_time",
    opt_start_time: "2024-02-03T04:05:06.789Z",
    ack_policy: "none",
    replay_policy: "original",
    filter_subject: `${stream}.even`,
  }),
  "a push consumer with all settings": (stream) => ({
    durable_name: "c",
    deliver_subject: `deliver.${stream}`,
    deliver_group: "workers",
    deliver_policy: "last_per_subject",
    ack_policy: "all",
    filter_subject: `${stream}.*`,
    rate_limit_bps: 1_000_000,
    replay_policy: "instant",
  }),
};

for (const [name, settings] of Object.entries(SETTINGS)) {
  between(name, async (writer, reader) => {
    const stream = await filledStream(writer, 1);
    const config = settings(stream);
    await writer.do("consumer.add", { stream, config });
    const { config: found } = await reader.do("consumer.info", { stream, consumer: "c" });
    assertHas(found, config);
    // What one client has read, it can write back with a change, and the other still finds all.
    await reader.do("consumer.update", { stream, config: { ...found, description: "changed" } });
    const { config: changed } = await writer.do("consumer.info", { stream, consumer: "c" });
    assertHas(changed, { ...config, description: "changed" });
  });
}
