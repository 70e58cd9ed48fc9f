// Publishing to streams.
import assert from "node:assert/strict";
import { failsWith, failure, nats, open } from "./helpers/client.mjs";
import { apiErrorOf, makeStream, manage, stand, unique } from "./helpers/jetstream.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { ErrorCode, nanos } = nats;
const server = await sharedServer({ jetstream: true });

test("what is published is stored, and the answer says where", async (t) => {
  const { js, jsm } = await manage(t, server);
  const { name, subject } = await makeStream(jsm);
  assert.deepEqual(await js.publish(subject, "one"), { stream: name, seq: 1, duplicate: false });
  assert.deepEqual(await js.publish(subject, new Uint8Array([1, 2])), { stream: name, seq: 2, duplicate: false });
  assert.deepEqual(await js.publish(subject), { stream: name, seq: 3, duplicate: false });
  const all = await Promise.all(Array.from({ length: 100 }, (_, i) => js.publish(subject, `${i}`)));
  assert.deepEqual(
    all.map((ack) => ack.seq),
    Array.from({ length: 100 }, (_, i) => i + 4),
  );
  assert.equal((await jsm.streams.getMessage(name, { seq: 53 })).string(), "49");
});

test("headers are stored", async (t) => {
  const { js, jsm } = await manage(t, server);
  const { name, subject } = await makeStream(jsm);
  const headers = nats.headers();
  headers.append("Colour", "green");
  headers.append("Colour", "blue");
  await js.publish(subject, "one", { headers, msgID: "1" });
  const { header } = await jsm.streams.getMessage(name, { seq: 1 });
  assert.deepEqual([header.values("Colour"), header.get("Nats-Msg-Id")], [["green", "blue"], "1"]);
});

ours("the caller's options and headers are left as they are", "1.30.3 writes its own into them", async (t) => {
  const { js, jsm } = await manage(t, server);
  const { subject } = await makeStream(jsm);
  const headers = nats.headers();
  headers.set("Colour", "green");
  const options = { headers, msgID: "1", expect: { lastSequence: 0 } };
  await js.publish(subject, "one", options);
  assert.deepEqual([...headers.keys()], ["Colour"]);
  const { duplicate } = await js.publish(subject, "two", { headers });
  assert.equal(duplicate, false);
  const empty = {};
  await js.publish(subject, "three", empty);
  assert.deepEqual(empty, {});
});

test("of two messages with the same id one is stored", async (t) => {
  const { js, jsm } = await manage(t, server);
  const { name, subject } = await makeStream(jsm, { duplicate_window: nanos(60_000) });
  assert.deepEqual(await js.publish(subject, "one", { msgID: "a" }), { stream: name, seq: 1, duplicate: false });
  assert.deepEqual(await js.publish(subject, "two", { msgID: "a" }), { stream: name, seq: 1, duplicate: true });
  assert.deepEqual(await js.publish(subject, "two", { msgID: "b" }), { stream: name, seq: 2, duplicate: false });
});

test("what is not as expected is not stored", async (t) => {
  const { js, jsm } = await manage(t, server);
  const { name, subject } = await makeStream(jsm);
  const refused = async (expect) => {
    const err = await failure(js.publish(subject, "no", { expect }));
    assert.equal(err.isJetStreamError(), true);
    assert.equal(err.jsError(), err.api_error);
    return [err.code, ...apiErrorOf(err)];
  };
  await js.publish(subject, "1", { expect: { lastSequence: 0, streamName: name, lastSubjectSequence: 0 } });
  await js.publish(`${name}.b`, "2", { expect: { lastSequence: 1, lastSubjectSequence: 0 }, msgID: "two" });
  await js.publish(subject, "3", { expect: { lastMsgID: "two", lastSubjectSequence: 1 }, msgID: "three" });
  assert.deepEqual(await refused({ lastSequence: 0 }), ["400", 400, 10071, "wrong last sequence: 3"]);
  assert.deepEqual(await refused({ lastSubjectSequence: 1 }), ["400", 400, 10071, "wrong last sequence: 3"]);
  assert.deepEqual(await refused({ lastMsgID: "two" }), ["400", 400, 10070, "wrong last msg ID: three"]);
  assert.deepEqual(await refused({ streamName: "other" }), ["400", 400, 10060, "expected stream does not match"]);
  assert.equal((await jsm.streams.info(name)).state.messages, 3);
});

test("a subject that no stream stores has nobody who answers", async (t) => {
  const { js } = await manage(t, server);
  await failsWith(ErrorCode.NoResponders, js.publish(unique("nobody")));
});

test("it is tried again only while nobody answers", async (t) => {
  const { js, jsm } = await manage(t, server);
  const name = unique();
  const later = js.publish(`${name}.a`, "one", { retries: 1000, retry_delay: 5 });
  await makeStream(jsm, { name });
  assert.deepEqual(await later, { stream: name, seq: 1, duplicate: false });
  const start = Date.now();
  await failsWith(ErrorCode.NoResponders, js.publish(unique("nobody"), "", { retries: 3, retry_delay: 20 }));
  assert.ok(Date.now() - start >= 35, "it waited twice");
});

test("who does not answer is not asked again", async (t) => {
  const { nc, js } = await manage(t, server);
  const silent = unique("silent");
  let asked = 0;
  nc.subscribe(silent, {
    callback: () => {
      asked++;
    },
  });
  await failsWith(ErrorCode.Timeout, js.publish(silent, "", { retries: 5, retry_delay: 1, timeout: 50 }));
  assert.equal(asked, 1);
});

test("the context's timeout holds where there is no other", async (t) => {
  const { nc } = await manage(t, server);
  const silent = unique("silent");
  nc.subscribe(silent, { callback: () => {} });
  await failsWith(ErrorCode.Timeout, nc.jetstream({ timeout: 30 }).publish(silent));
});

test("an answer of somebody else is no acknowledgement", async (t) => {
  const { nc, js } = await manage(t, server);
  const other = unique("other");
  stand(nc, other, () => ({ stream: "", seq: 1 }));
  await failsWith(ErrorCode.JetStreamInvalidAck, js.publish(other));
  const text = unique("text");
  nc.subscribe(text, { callback: (_err, msg) => msg.respond("thanks") });
  await failsWith(ErrorCode.BadJson, js.publish(text));
});

ours("an answer without a stream is no acknowledgement", "1.30.3 takes it for one", async (t) => {
  const { nc, js } = await manage(t, server);
  for (const answer of [{}, { seq: 1 }, null, 5, "text"]) {
    const other = unique("other");
    stand(nc, other, () => answer);
    await failsWith(ErrorCode.JetStreamInvalidAck, js.publish(other));
  }
});

ours("a replicated stream's word for a wrong sequence is the same error", "1.30.3 passes it on", async (t) => {
  const { nc, js } = await manage(t, server);
  const other = unique("other");
  stand(nc, other, () => ({ error: { code: 400, err_code: 10164, description: "wrong last sequence" } }));
  assert.deepEqual(apiErrorOf(await failure(js.publish(other))), [400, 10071, "wrong last sequence"]);
});

test("what is not fit to be sent is refused", async (t) => {
  const { nc, js } = await manage(t, server);
  await failsWith(ErrorCode.BadSubject, js.publish(""));
  await failsWith(ErrorCode.BadPayload, js.publish("a", { some: "object" }));
  await failsWith(ErrorCode.BadHeader, js.publish("a", "", { msgID: "a\r\nb" }));
  await nc.close();
  await failsWith(ErrorCode.ConnectionClosed, js.publish("a"));
});

test("prefix, domain and options", async (t) => {
  const nc = await open(t, server);
  assert.deepEqual(nc.jetstream().getOptions(), { apiPrefix: "$JS.API", timeout: 5000 });
  assert.equal(nc.jetstream().apiPrefix, "$JS.API");
  assert.deepEqual(nc.jetstream({ apiPrefix: "a.b.", timeout: 7 }).getOptions(), { apiPrefix: "a.b", timeout: 7 });
  assert.equal(nc.jetstream({ domain: "hub" }).apiPrefix, "$JS.hub.API");
  assert.equal(nc.jetstream({ domain: "hub", apiPrefix: "x" }).apiPrefix, "$JS.hub.API");
  assert.equal((await failure(() => nc.jetstream({ apiPrefix: "" }))).message, "invalid empty prefix");
  const js = nc.jetstream({ timeout: 1234 });
  const jsm = await js.jetstreamManager();
  assert.equal(jsm.getOptions().timeout, 1234);
  assert.equal(jsm.jetstream().getOptions().timeout, 1234);
  assert.equal((await failure(nc.jetstream({ domain: "nowhere" }).jetstreamManager())).code, "503");
  await nc.jetstream({ domain: "nowhere" }).jetstreamManager(false);
  await nc.jetstream({ domain: "nowhere", checkAPI: false }).jetstreamManager();
});

ours("options can be used again", "1.30.3 takes the domain out of them", async (t) => {
  const nc = await open(t, server);
  const options = { domain: "hub" };
  nc.jetstream(options);
  assert.deepEqual(options, { domain: "hub" });
});
