import assert from "node:assert/strict";
import { test } from "node:test";
import { containsText, MessageRing, MessageStore } from "../src/messages/store.js";

const message = (subject, text = "", headers = undefined) => ({
  subject,
  data: new TextEncoder().encode(text),
  headers,
});
const subjects = (view) => view.toArray().map((stored) => stored.message.subject);

test("a ring keeps the newest, by number", () => {
  const ring = new MessageRing(3, 1000);
  for (let seq = 1; seq <= 8; seq += 1) ring.push({ seq, time: 0, message: message(`s${seq}`) });
  assert.deepEqual(subjects(ring), ["s6", "s7", "s8"]);
  assert.equal(ring.at(3), undefined);
  assert.equal(ring.at(-1), undefined);
});

test("a ring keeps the newest, by bytes, and always one", () => {
  const ring = new MessageRing(10, 8);
  for (const size of [4, 4, 3, 100]) ring.push({ seq: size, time: 0, message: message(`s${size}`, "x".repeat(size)) });
  assert.deepEqual(subjects(ring), ["s100"]);
  ring.push({ seq: 1, time: 0, message: message("s1", "x") });
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
