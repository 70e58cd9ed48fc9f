import assert from "node:assert/strict";
import { test } from "node:test";
import { headerLines } from "../src/compose/header-lines.js";
import { describeLatencies, latencies } from "../src/compose/latency.js";

test("headers are lines with a name and a value", () => {
  assert.deepEqual(headerLines("A: 1\n\n  B :two: three \nA:"), [
    ["A", "1"],
    ["B", "two: three"],
    ["A", ""],
  ]);
  assert.deepEqual(headerLines(" \n "), []);
  assert.throws(() => headerLines("A: 1\n\nno colon"), /^Error: Line 3 /);
  assert.throws(() => headerLines(": no name"), /^Error: Line 1 /);
});

test("latencies are summed up by rank", () => {
  assert.deepEqual(latencies([5]), { least: 5, median: 5, p99: 5, most: 5 });
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  assert.deepEqual(latencies(hundred), { least: 1, median: 50, p99: 99, most: 100 });
  assert.equal(describeLatencies([1.234]), "Answered in 1.23 ms");
  assert.match(
    describeLatencies(hundred),
    /^100 answers: median 50\.0 ms, least 1\.00 ms, 99 % within 99\.0 ms, most 100\.0 ms$/,
  );
});
