import assert from "node:assert/strict";
import { test } from "node:test";
import { containsText } from "../src/messages/filter.js";
import { Hold } from "../src/messages/hold.js";
import { MessageRing, StoredMessage } from "../src/messages/ring.js";
import { MessageStore } from "../src/messages/store.js";

const message = (subject, text = "", headers = undefined) => ({
  subject,
  data: new TextEncoder().encode(text),
  headers,
});
const subjects = (view) => view.toArray().map((stored) => stored.message.subject);

test("a ring keeps the newest, by number", () => {
  const ring = new MessageRing(3, 1000);
  for (let seq = 1; seq <= 8; seq += 1) ring.push(new StoredMessage(seq, 0, message(`s${seq}`)));
  assert.deepEqual(subjects(ring), ["s6", "s7", "s8"]);
  assert.equal(ring.at(3), undefined);
  assert.equal(ring.at(-1), undefined);
});

test("a ring keeps the newest, by bytes, and always one", () => {
  const ring = new MessageRing(10, 8);
  for (const size of [4, 4, 3, 100]) ring.push(new StoredMessage(size, 0, message(`s${size}`, "x".repeat(size))));
  assert.deepEqual(subjects(ring), ["s100"]);
  ring.push(new StoredMessage(1, 0, message("s1", "x")));
  assert.deepEqual(subjects(ring), ["s1"]);
});

test("counters are exact whatever is forgotten", () => {
  const store = new MessageStore({ maxMessages: 4 });
  for (let index = 0; index < 1000; index += 1) store.add(message("s", "abc"));
  assert.equal(store.received, 1000);
  assert.equal(store.bytes, 3000);
  assert.equal(store.visible.length, 4);
  assert.equal(store.visible.at(3)?.seq, 1000);
});

test("a message that matches the filter outlasts those that do not", () => {
  const store = new MessageStore({ maxMessages: 4 });
  store.add(message("before.needle"));
  store.setFilter(containsText("needle"));
  for (let index = 0; index < 100; index += 1) store.add(message(index === 10 ? "needle.10" : "hay"));
  assert.deepEqual(subjects(store.visible), ["before.needle", "needle.10"]);
  assert.equal(store.matches, 2);
  store.setFilter(null);
  assert.deepEqual(subjects(store.visible), ["hay", "hay", "hay", "hay"]);
});

test("a filter looks at subject, payload and headers, and takes its text literally", () => {
  const headers = [["Trace-Id", ["7f3a"]]];
  assert.ok(containsText("ORDERS.*")?.(message("orders.*")));
  assert.ok(!containsText("orders.*")?.(message("orders.new")));
  assert.ok(containsText("(grüße")?.(message("s", "viele (Grüße")));
  assert.ok(containsText("trace")?.(message("s", "", headers)));
  assert.ok(containsText("7F3A")?.(message("s", "", headers)));
  assert.equal(containsText(""), null);
});

test("clearing starts anew and keeps the filter", () => {
  const store = new MessageStore();
  store.setFilter(containsText("a"));
  store.add(message("a"));
  store.clear();
  assert.equal(store.received, 0);
  store.add(message("b"));
  store.add(message("a"));
  assert.deepEqual(subjects(store.visible), ["a"]);
});

test("what is let go is stated", () => {
  const store = new MessageStore({ maxMessages: 4 });
  for (let index = 0; index < 10; index += 1) store.add(message("s"));
  assert.equal(store.letGo, 6);
  store.clear();
  assert.equal(store.letGo, 0);
});

test("a settled message no longer holds its frame", () => {
  const frame = new TextEncoder().encode("....payload....");
  const headers = Object.assign([["Name", ["value"]]], { code: 100, description: "status" });
  const store = new MessageStore();
  store.add({ subject: "s", reply: "r", data: frame.subarray(4, 11), headers });
  store.settle();
  const kept = store.kept.at(0);
  assert.equal(kept.message.data.buffer.byteLength, 7);
  assert.equal(new TextDecoder().decode(kept.message.data), "payload");
  assert.notEqual(kept.message.headers, headers);
  assert.deepEqual([...kept.message.headers], [["Name", ["value"]]]);
  assert.equal(kept.message.headers.code, 100);
  assert.equal(kept.size, 7 + 1 + 1 + 9);
  assert.equal(store.kept.bytes, kept.size);
});

test("settling counts headers, and lets go of what is then too much", () => {
  const store = new MessageStore({ maxBytes: 100 });
  const headers = [["Name", ["x".repeat(50)]]];
  for (const subject of ["a", "b", "c"]) store.add({ subject, data: new Uint8Array(10), headers });
  assert.equal(store.kept.length, 3);
  store.settle();
  assert.deepEqual(subjects(store.kept), ["c"]);
  assert.equal(store.letGo, 2);
  assert.equal(store.kept.bytes, 10 + 1 + 54);
});

test("settling goes on where it stopped, also around the end of the ring", () => {
  const store = new MessageStore({ maxMessages: 3 });
  for (let index = 0; index < 100; index += 1) {
    store.add({ subject: `s${index}`, data: new Uint8Array(64).subarray(1, 2) });
    if (index % 7 === 0) store.settle();
  }
  store.settle();
  assert.deepEqual(subjects(store.kept), ["s97", "s98", "s99"]);
  assert.ok(store.kept.toArray().every((stored) => stored.message.data.buffer.byteLength === 1));
  assert.equal(store.kept.bytes, 3 * 4);
});

test("a held view stays as it was, and can be filtered", () => {
  const store = new MessageStore({ maxMessages: 4 });
  const hold = new Hold(store);
  for (const subject of ["a.1", "b.2", "a.3"]) store.add(message(subject));
  hold.take("button");
  for (let index = 0; index < 50; index += 1) store.add(message("late"));
  assert.deepEqual(
    hold.held.view.map((stored) => stored.message.subject),
    ["a.1", "b.2", "a.3"],
  );
  hold.setFilter(containsText("a."));
  assert.equal(hold.held.view.length, 2);
  hold.take("scroll");
  assert.equal(hold.held.reason, "button", "the first reason counts");
  assert.equal(store.received - hold.held.received, 50);
  hold.release();
  assert.equal(hold.held, null);
});
