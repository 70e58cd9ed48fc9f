import assert from "node:assert/strict";
import { test } from "node:test";
import { Draft, whyNotEditable } from "../src/buckets/draft.js";
import { KeyTable } from "../src/buckets/keys.js";
import { describeSituation } from "../src/jetstream/situation.js";
import { describeError } from "../src/lib/errors.js";
import { formatNanos, parseBytes, parseCount, parseDuration, parseList } from "../src/lib/quantity.js";
import { ObjectTable } from "../src/objects/model.js";
import { Transfer } from "../src/objects/transfer.js";
import { changedStreamConfig, editStreamFields, newStreamConfig, purgeOptions } from "../src/streams/config-form.js";
import { consumerConfig } from "../src/streams/consumer-model.js";
import { lastBefore } from "../src/streams/neighbours.js";

const bytes = (text) => new TextEncoder().encode(text);
const refused = (err_code, description) =>
  Object.assign(new Error(description), { code: "400", api_error: { code: 400, err_code, description } });

test("sizes, durations and counts are read as they are written", () => {
  assert.equal(parseBytes("1.5 GiB", -1), 1.5 * 2 ** 30);
  assert.equal(parseBytes("64k", -1), 65536);
  assert.equal(parseBytes("1,000", -1), 1000);
  assert.equal(parseBytes(" ", -1), -1);
  assert.throws(() => parseBytes("much", -1), /“much” is not a size/);
  assert.equal(parseDuration("1h30m", 0), 5400e9);
  assert.equal(parseDuration("250ms", 0), 250e6);
  assert.equal(parseDuration("1d 2h", 0), 26 * 3600e9);
  assert.throws(() => parseDuration("1h soon", 0), /not a duration/);
  assert.equal(formatNanos(5400e9), "1h30m");
  assert.equal(formatNanos(undefined), "");
  for (const text of ["7d", "2m", "1h1m1s", "5us"]) assert.equal(formatNanos(parseDuration(text, 0)), text);
  assert.equal(parseCount("12,000", -1), 12000);
  assert.throws(() => parseCount("1.5", -1), /not a whole number/);
  assert.deepEqual(parseList("a.>\n b, c"), ["a.>", "b", "c"]);
});

test("a page says why it has no list", () => {
  const about = { connected: true, noun: "streams", none: "None.", answered: false, error: null };
  assert.match(describeSituation({ ...about, connected: false }), /^Connect to see/);
  assert.match(describeSituation(about), /^Asking/);
  assert.equal(describeSituation({ ...about, answered: true }), "None.");
  const silent = Object.assign(new Error("503"), { code: "503" });
  for (const error of [silent, refused(10039, "not enabled for account"), refused(10076, "not enabled")]) {
    assert.match(describeSituation({ ...about, error }), /There is no JetStream here/);
  }
  const denied = Object.assign(new Error("no"), { code: "PERMISSIONS_VIOLATION" });
  assert.match(describeSituation({ ...about, error: denied }), /may not use the requests of JetStream/);
  assert.match(describeSituation({ ...about, error: refused(10008, "not ready") }), /cannot be listed\. Not ready/);
});

test("what JetStream refuses is said in its words, with its number", () => {
  assert.equal(describeError(refused(10065, "subjects overlap")), "Subjects overlap (JetStream 10065)");
});

test("a stream's form gives back what it begins with", () => {
  const config = {
    subjects: ["a", "b.>"],
    max_msgs: 10,
    max_bytes: -1,
    max_age: 60e9,
    num_replicas: 3,
    discard: "new",
  };
  const values = Object.fromEntries(editStreamFields(config).map(({ name, value = "" }) => [name, value]));
  const changed = changedStreamConfig(values);
  for (const [name, value] of Object.entries(config)) assert.deepEqual(changed[name], value, name);
  const made = newStreamConfig({ ...values, name: " S ", storage: "memory", retention: "limits" });
  assert.equal(made.name, "S");
  assert.equal(made.storage, "memory");
});

test("a purge is of everything, of subjects, or up to a sequence", () => {
  assert.equal(purgeOptions({ filter: " ", seq: "" }), undefined);
  assert.deepEqual(purgeOptions({ filter: "a.*", seq: "" }), { filter: "a.*" });
  assert.deepEqual(purgeOptions({ filter: "a.*", seq: "7" }), { filter: "a.*", seq: 7 });
  assert.deepEqual(purgeOptions({ filter: "", seq: "7" }), { seq: 7 });
});

test("a consumer that begins with a sequence needs one", () => {
  const values = {
    name: "c",
    filter: "a, b",
    ack_policy: "none",
    deliver_policy: "by_start_sequence",
    start: "",
    ack_wait: "5s",
    max_deliver: "",
    description: "",
  };
  assert.throws(() => consumerConfig(values), /sequence/);
  const config = consumerConfig({ ...values, start: "4" });
  assert.deepEqual(config.filter_subjects, ["a", "b"]);
  assert.equal(config.opt_start_seq, 4);
  assert.equal(config.ack_wait, undefined);
});

test("the message before another is found whatever is gone, with few questions", async () => {
  for (const kept of [[1, 2, 3], [1, 500, 1000], [2], [999], Array.from({ length: 300 }, (_, at) => 3 * at + 1)]) {
    for (const seq of [1, 2, 3, 4, 500, 501, 999, 1000, 1001]) {
      let questions = 0;
      const readFrom = async (from) => {
        questions += 1;
        const found = kept.find((each) => each >= from);
        return found === undefined ? null : { seq: found };
      };
      const expected = kept.findLast((each) => each < seq);
      const found = await lastBefore(readFrom, seq, 1);
      assert.equal(found?.seq, expected, `before ${seq} of ${kept.slice(0, 4)}`);
      assert.ok(questions <= 24, `${questions} questions`);
    }
  }
});

test("of each key the newest revision is kept, however they come", () => {
  const table = new KeyTable();
  const entry = (key, revision, operation = "PUT") => {
    const value = bytes(`value ${revision}`);
    return { key, revision, operation, value, length: value.length, created: new Date(0) };
  };
  assert.equal(table.apply(entry("b", 2)), true);
  assert.equal(table.apply(entry("a", 3)), true);
  assert.equal(table.apply(entry("b", 1)), false);
  assert.equal(table.get("b").preview, "value 2");
  assert.deepEqual(
    table.matching("", false).map(({ key }) => key),
    ["a", "b"],
  );
  table.apply(entry("a", 4, "DEL"));
  assert.deepEqual([table.live, table.deleted], [1, 1]);
  assert.equal(table.matching("", false).length, 1);
  assert.equal(table.matching("B", true).length, 1);
  assert.equal(table.matching("VALUE 2", false)[0].key, "b");
  table.apply(entry("a", 5));
  assert.deepEqual([table.live, table.deleted], [2, 0]);
});

test("an edit keeps line breaks, and knows what came meanwhile", () => {
  const draft = new Draft("k", bytes("a\r\nb"), 4);
  assert.equal(draft.text, "a\nb");
  assert.equal(draft.stored("x\ny"), "x\r\ny");
  draft.note(4);
  assert.equal(draft.theirs, 0);
  draft.note(6);
  draft.note(5);
  assert.equal(draft.theirs, 6);
  draft.overrule();
  assert.deepEqual([draft.base, draft.theirs], [6, 0]);
  assert.equal(new Draft("k", bytes("a\nb"), 1).stored("a\nb"), "a\nb");
});

test("what a text area would change is not edited in one", () => {
  assert.equal(whyNotEditable(bytes("plain\ntext")), "");
  assert.match(whyNotEditable(Uint8Array.from([0, 1])), /binary/);
  assert.match(whyNotEditable(bytes("a\r\nb\nc")), /line breaks/);
  assert.match(whyNotEditable(bytes("a\rb")), /line breaks/);
  assert.match(whyNotEditable(new Uint8Array(300 * 1024).fill(65)), /too large/);
});

test("objects come and go", () => {
  const table = new ObjectTable();
  table.apply({ name: "b", deleted: false });
  table.apply({ name: "a", deleted: false });
  assert.deepEqual(
    table.list().map(({ name }) => name),
    ["a", "b"],
  );
  table.apply({ name: "b", deleted: true });
  assert.equal(table.has("b"), false);
});

test("a transfer counts, and can be called off", async () => {
  const endless = () => new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1000)) });
  const read = async (stream) => {
    for await (const _ of stream);
  };
  const good = new Transfer("a", "out", 5);
  await good.follow(read(good.through(new Blob(["hello"]).stream())));
  assert.deepEqual([good.state, good.done, good.summary()], ["done", 5, "read and verified, 5 B"]);
  const off = new Transfer("b", "in", 1e9);
  const ended = off.follow(read(off.through(endless())));
  off.cancel();
  await ended;
  assert.equal(off.state, "cancelled");
  const bad = new Transfer("c", "in", 10);
  await bad.follow(Promise.reject(new Error("no room")));
  assert.deepEqual([bad.state, bad.error.message], ["failed", "no room"]);
});
