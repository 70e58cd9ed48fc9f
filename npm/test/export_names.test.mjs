// What the build makes of the exports of wasm modules.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { renameExports } from "../export_names.mjs";
import { wasmDir } from "../pack.mjs";

const bytes = readFileSync(join(wasmDir, "nats_web.wasm"));
const exported = (bytes) =>
  WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map(({ name, kind }) => `${kind} ${name}`);
const isOurs = (entry) => !entry.includes(" __");

test("exports get their new names, whatever the lengths of these; the linker's own are left out", () => {
  for (const name of ["e", "event_of_a_session_".repeat(50)]) {
    const expected = exported(bytes).filter(isOurs);
    expected[expected.indexOf("function event")] = `function ${name}`;
    assert.deepEqual(exported(renameExports(bytes, { event: name, unheard_of: "u" })), expected);
  }
});

test("the functions stay what they are", () => {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(renameExports(bytes, { draft: "d" })));
  assert.ok(exports.d(1, 2) > 0);
});
