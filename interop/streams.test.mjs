// Streams and their messages: what one client makes or publishes, the other reads.
import assert from "node:assert/strict";
import { assertHas } from "./clients/configs.mjs";
import { b64, between, unique } from "./clients/pairs.mjs";

/** The API's number for a sequence that is not the last one. */
const WRONG_SEQUENCE = 10071;

/** Makes a stream that no other test uses, of the subjects `<name>.>`. */
async function streamOf(client, config = {}) {
  const name = unique("stream");
  await client.do("stream.add", { config: { name, subjects: [`${name}.>`], storage: "memory", ...config } });
  return name;
}

between("messages", async (writer, reader) => {
  const stream = await streamOf(writer);
  const messages = [
    { data: b64("one") },
    { data: "" },
    { data: Buffer.from([0, 255, 13, 10]).toString("base64"), headers: { Colour: ["green", "blue"], "x-empty": [""] } },
    { data: "", headers: { Text: ["größer 日本: a, b; c=d"] } },
    { data: Buffer.alloc(300_000, "abc").toString("base64"), headers: { Long: ["x".repeat(10_000)] } },
  ];
  for (const [at, { data, headers }] of messages.entries()) {
    const subject = `${stream}.a.${at}`;
    const ack = await writer.do("stream.publish", { subject, data, headers });
    assert.deepEqual(ack, { stream, seq: at + 1, duplicate: false });
    const found = await reader.do("stream.message", { stream, seq: ack.seq });
    assert.deepEqual({ ...found, time: 0 }, { subject, seq: ack.seq, data, headers: headers ?? {}, time: 0 });
    assert.deepEqual(await writer.do("stream.message", { stream, seq: ack.seq }), found);
  }
});

between("a message that is sent again by the other one is a duplicate", async (writer, reader) => {
  const stream = await streamOf(writer);
  const subject = `${stream}.a`;
  const msg = { subject, data: b64("one"), msgID: "größer 1" };
  assert.deepEqual(await writer.do("stream.publish", msg), { stream, seq: 1, duplicate: false });
  assert.deepEqual(await reader.do("stream.publish", msg), { stream, seq: 1, duplicate: true });
  const { headers } = await reader.do("stream.message", { stream, seq: 1 });
  assert.deepEqual(headers, { "Nats-Msg-Id": ["größer 1"] });
});

between("what a publisher expects", async (writer, reader) => {
  const stream = await streamOf(writer);
  const subject = `${stream}.a`;
  assert.equal((await writer.do("stream.publish", { subject, data: "", lastSequence: 0 })).seq, 1);
  assert.equal((await reader.do("stream.publish", { subject, data: "", lastSequence: 1 })).seq, 2);
  for (const client of [writer, reader]) {
    const late = client.do("stream.publish", { subject, data: "", lastSequence: 1 });
    await assert.rejects(late, { code: WRONG_SEQUENCE });
  }
  assert.deepEqual(await reader.do("stream.state", { stream }), { messages: 2, firstSeq: 1, lastSeq: 2 });
});

between("what is no message", async (writer, reader) => {
  const stream = await streamOf(writer);
  for (const client of [writer, reader]) {
    await assert.rejects(client.do("stream.message", { stream, seq: 7 }), { code: 10037 });
    await assert.rejects(client.do("stream.config", { stream: unique("no") }), { code: 10059 });
  }
});

between("a stream with all settings", async (writer, reader) => {
  const origin = await streamOf(writer);
  const name = unique("stream");
  const config = {
    name,
    description: "größer",
    subjects: [`${name}.>`],
    retention: "limits",
    storage: "file",
    discard: "new",
    discard_new_per_subject: true,
    max_consumers: 7,
    max_msgs: 1000,
    max_msgs_per_subject: 10,
    max_bytes: 1_000_000,
    max_age: 3_600_000_000_000,
    max_msg_size: 10_000,
    num_replicas: 1,
    duplicate_window: 60_000_000_000,
    compression: "s2",
    first_seq: 100,
    allow_rollup_hdrs: true,
    allow_direct: true,
    deny_delete: true,
    sources: [{ name: origin, filter_subject: `${origin}.a` }],
    subject_transform: { src: `${name}.in.*`, dest: `${name}.out.{{wildcard(1)}}` },
    republish: { src: `${name}.>`, dest: `again.${name}.>`, headers_only: true },
    consumer_limits: { inactive_threshold: 10_000_000_000, max_ack_pending: 50 },
    metadata: { owner: "tests" },
  };
  await writer.do("stream.add", { config });
  assertHas(await reader.do("stream.config", { stream: name }), config);
  await assertWrittenBack(writer, reader, name, config);
});

between("a stream that mirrors another one", async (writer, reader) => {
  const origin = await streamOf(writer, { allow_direct: true });
  const name = unique("mirror");
  const config = {
    name,
    storage: "memory",
    mirror: { name: origin, opt_start_seq: 5, filter_subject: `${origin}.a` },
    mirror_direct: true,
    allow_direct: true,
    max_age: 1_000_000_000_000,
  };
  await writer.do("stream.add", { config });
  assertHas(await reader.do("stream.config", { stream: name }), config);
  await assertWrittenBack(writer, reader, name, config);
});

/** What one client has read, it can write back with a change, and the other still finds all. */
async function assertWrittenBack(writer, reader, stream, config) {
  const found = await reader.do("stream.config", { stream });
  await reader.do("stream.update", { config: { ...found, description: "changed" } });
  assertHas(await writer.do("stream.config", { stream }), { ...config, description: "changed" });
}
