import assert from "node:assert/strict";
import test from "node:test";
import { notes, results, table } from "./results.mjs";

const NONE = { replay: [], jetstream: [], objects: [], e2e: [], native: [], firstMessage: [] };
const MEASURED = {
  replay: [
    { sut: "limit", work: "sub", size: 16, headers: false, ns: 15 },
    { sut: "nats.ws", work: "sub-cb", size: 16, headers: false, ns: 600 },
    { sut: "nats-core", work: "sub-cb", size: 16, headers: false, ns: 500 },
    { sut: "nats-web", work: "sub-cb", size: 16, headers: false, ns: 100 },
  ],
  jetstream: [
    { sut: "nats.ws", work: "consume-cb", size: 16, ns: 4000 },
    { sut: "nats-core", work: "consume-cb", size: 16, ns: 3000 },
    { sut: "nats-web", work: "consume-cb", size: 16, ns: 1000 },
  ],
  objects: [
    { sut: "limit", work: "sha256", size: 100, ns: 2 },
    { sut: "nats.ws", work: "object-get", compressed: true, size: 100, ns: 50 },
    { sut: "nats-core", work: "object-get", compressed: true, size: 100, ns: 40 },
    { sut: "nats-web", work: "object-get", compressed: true, size: 100, ns: 20 },
  ],
  e2e: [
    { sut: "limit", work: "sub", size: 16, ns: 1000, task_ns: 300 },
    { sut: "nats.ws", work: "sub-cb", size: 16, ns: 2000, task_ns: 800 },
    { sut: "nats-web", work: "sub-cb", size: 16, ns: 1100, task_ns: 350 },
  ],
  native: [
    { sut: "async-nats", work: "pub over TCP", size: 16, ns: 300, cpu_ns: 400 },
    { sut: "nats-web", work: "pub over TCP", size: 16, ns: 150, cpu_ns: 100 },
    { sut: "limit", work: "pub over TCP", size: 16, ns: 90, cpu_ns: 60 },
  ],
  firstMessage: [
    { net: "LAN", cpu: 4, enc: "gzip", sut: "nats.ws", first: 200, main: 100 },
    { net: "LAN", cpu: 4, enc: "gzip", sut: "nats-web", first: 180, main: 90 },
  ],
  sizes: {
    "nats-web": { minified: 80_000, gzip: 47_000 },
    "nats-web/core, a program that imports connect, headers, StringCodec, JSONCodec, createInbox, Empty, NatsError, ErrorCode alone":
      { minified: 60_000, gzip: 39_000 },
  },
  machines: { replay: { commit: "abc", cores: 2 }, e2e: { commit: "abd" } },
};

test("tables hold what was asked and what was measured", () => {
  const text = results(MEASURED, "");
  const lines = text.split("\n");
  const asked = lines.find((line) => line.startsWith("| subscription cells"));
  assert.match(asked, /\| 3× \| 4× \| 5\.00× \| aim \|$/);
  assert.ok(lines.includes("| LAN, 4× slower, gzip | 200 |  | 180 |  | 0.90 |  | 100 |  | 90 |  | 0.90 |  |"));
  assert.match(text, /time to the first message.* \| ≤ 1\.05 \| ≤ 0\.85 \| 0\.90 \| at least \|/);
  assert.match(text, /worst cell \| ≤ 1\.1 \| {2}\| 0\.90 \(LAN, 4× slower, gzip\) \| at least \|/);
  assert.ok(lines.includes("| sub-cb 16 B | 600 | 500 | 100 | 5.00× | 15 |"));
  assert.ok(lines.includes("| consume-cb 16 B | 4000 | 3000 | 1000 | 3.00× |"));
  assert.ok(lines.includes("| object-get, compressed frames | 20.0 | 25.0 | 50.0 | 2.50× | 2.00× | 500.0 |"));
  assert.ok(lines.includes("| sub-cb 16 B |  | 2000 |  | 1100 |  | 800 |  | 350 |"));
  assert.ok(lines.includes("| bare WebSocket 16 B | 1000 |  |  |  | 300 |  |  |  |"));
  assert.ok(lines.includes("| pub over TCP 16 B | 400 | 100 | 4.00× | 60 | 300 | 150 | 2.00× |"));
  assert.ok(lines.includes("| nats-web | 80000 | 47000 |"));
  assert.match(text, /\| nats-web\/core, a program that imports connect, .*, ErrorCode alone \| 60000 \| 39000 \|/);
  assert.ok(lines.includes("| cores | 2 |  |"));
  assert.match(text, /main-thread time.*\| ≤ 0\.4 \| ≤ 0\.15 \| 0\.10 \| aim \|/);
  assert.match(text, /all of nats-web, .* \| ≤ 85 KB \| ≤ 70 KB \| 47\.00 KB \| aim \|/);
  assert.match(text, /imports connect, .* \| ≤ 43 KB \| ≤ 38 KB \| 39\.00 KB \| at least \|/);
});

test("a part that was never run leaves its figures open", () => {
  const text = results({ ...NONE, sizes: {}, machines: {} }, "");
  assert.equal(text.match(/not measured/g).length, 27);
});

test("notes survive", () => {
  const first = results(MEASURED, "");
  const noted = first.replace("Nothing noted.", "The 16 KB cell is\nbound by the copy.");
  const again = results(MEASURED, noted);
  assert.equal(again, noted);
  assert.equal(notes(again), "\nThe 16 KB cell is\nbound by the copy.\n");
});

test("a table is aligned for markdown", () => {
  assert.equal(table(["a", "b"], [["1", "2"]]), "| a | b |\n| --- | ---: |\n| 1 | 2 |");
});
