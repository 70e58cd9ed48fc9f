import assert from "node:assert/strict";
import { failsWith, nats } from "./helpers/client.mjs";
import { test } from "./helpers/modules.mjs";

const { Empty, ErrorCode, JSONCodec, StringCodec } = nats;

test("strings travel as UTF-8", () => {
  const sc = StringCodec();
  for (const s of ["", "hello", "日本語", "😀 and ASCII", "\u0000"]) {
    assert.equal(sc.decode(sc.encode(s)), s);
  }
  assert.deepEqual([...sc.encode("é")], [0xc3, 0xa9]);
});

test("bytes that are not UTF-8 decode to replacement characters", () => {
  assert.equal(StringCodec().decode(new Uint8Array([0x61, 0xff])), "a\ufffd");
});

test("JSON values come back as they were", () => {
  const jc = JSONCodec();
  for (const v of [null, 0, "", "x", [1, [2]], { a: { b: "ü" } }]) {
    assert.deepEqual(jc.decode(jc.encode(v)), v);
  }
});

test("undefined is sent as null", () => {
  assert.equal(JSONCodec().decode(JSONCodec().encode(undefined)), null);
});

test("data with cycles and payloads that are not JSON are BAD_JSON, with the cause", async () => {
  const cyclic = {};
  cyclic.me = cyclic;
  for (const fn of [() => JSONCodec().encode(cyclic), () => JSONCodec().decode(StringCodec().encode("{"))]) {
    const err = await failsWith(ErrorCode.BadJson, fn);
    assert.equal(err.message, "Bad JSON");
    assert.ok(err.chainedError instanceof Error);
  }
});

test("a reviver sees every value", () => {
  const jc = JSONCodec((k, v) => (k === "at" ? new Date(v) : v));
  assert.ok(jc.decode(jc.encode({ at: "2024-01-01T00:00:00Z" })).at instanceof Date);
});

test("Empty is a payload of no bytes", () => {
  assert.ok(Empty instanceof Uint8Array);
  assert.equal(Empty.length, 0);
});
