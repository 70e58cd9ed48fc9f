// The declarations in the tarball, as each of TypeScript's ways of looking for modules finds them.
import assert from "node:assert/strict";
import { renameSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { application, compile } from "./install.mjs";

const WAYS = [
  ["bundler", "module", { module: "esnext", moduleResolution: "bundler" }],
  ["nodenext, ES module", "module", { module: "nodenext", moduleResolution: "nodenext" }],
  ["nodenext, CommonJS", "commonjs", { module: "nodenext", moduleResolution: "nodenext" }],
  ["node10", "commonjs", { module: "commonjs", moduleResolution: "node10" }],
];

for (const [name, type, options] of WAYS) {
  test(`a typed program compiles (${name})`, (t) => {
    const app = application(t, { apps: ["consumer.ts"], type });
    assert.equal(compile(app, ["consumer.ts"], options), "");
  });
}

test("a typed program that imports with require() compiles", (t) => {
  const app = application(t, { apps: ["consumer.ts"] });
  renameSync(join(app, "consumer.ts"), join(app, "consumer.cts"));
  assert.equal(compile(app, ["consumer.cts"], { module: "nodenext", moduleResolution: "nodenext" }), "");
});

test("our types do where those of nats.ws are wanted", (t) => {
  const app = application(t, { apps: ["compat.ts"], borrow: ["nats.ws"] });
  assert.equal(compile(app, ["compat.ts"], { module: "esnext", moduleResolution: "bundler", skipLibCheck: true }), "");
});
