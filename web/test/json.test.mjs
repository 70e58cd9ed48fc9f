import assert from "node:assert/strict";
import { test } from "node:test";
import { isJsonDocument, prettyTokens } from "../src/lib/json.js";

const pretty = (json) => Array.from(prettyTokens(json), ({ text }) => text).join("");

test("only objects and arrays that parse count as documents", () => {
  for (const text of ['{"a":1}', " [1]", "{}"]) assert.ok(isJsonDocument(text), text);
  for (const text of ["12", '"a"', "{a:1}", "[1", "", "null"]) assert.ok(!isJsonDocument(text), text);
});

test("it indents as JSON.stringify does", () => {
  const values = [
    {},
    [],
    { a: [], b: {}, c: [1, [2, { d: null }]], "e:,{": 'x " } ] \\' },
    [[[]]],
    [true, false, -1.5e-7, "é\u2028"],
  ];
  for (const value of values) {
    assert.equal(pretty(JSON.stringify(value)), JSON.stringify(value, null, 2));
    assert.equal(pretty(JSON.stringify(value, null, "\t")), JSON.stringify(value, null, 2));
  }
});

test("it changes no number, no order and no duplicate", () => {
  assert.equal(
    pretty('{"b":12345678901234567890,"a":1.0,"b":1E400}'),
    '{\n  "b": 12345678901234567890,\n  "a": 1.0,\n  "b": 1E400\n}',
  );
});

test("it tells keys from strings", () => {
  const kinds = Array.from(prettyTokens('{"a" : "a", "b":[1,true]}')).filter(
    ({ kind }) => kind !== "space" && kind !== "mark",
  );
  assert.deepEqual(
    kinds.map(({ kind }) => kind),
    ["key", "string", "key", "number", "word"],
  );
});
