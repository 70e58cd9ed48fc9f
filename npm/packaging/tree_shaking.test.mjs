// What bundlers leave out of programs that use a part of the package.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "../test/helpers/modules.mjs";
import { application } from "./helpers/application.mjs";
import { BUNDLERS } from "./helpers/bundlers.mjs";

/** A program that never connects. */
const PROGRAM = `import { connect, headers, StringCodec } from "nats-web"; globalThis.codec = StringCodec();`;

/**
 * How many characters of the package it may bring along: none of the core, whose text alone is five times as long, and
 * none of the connection.
 */
const ALLOWED = 12_000;

for (const [name, { bundle }] of Object.entries(BUNDLERS)) {
  test(`unused parts are left out by ${name}`, async (t) => {
    const size = async (program) => {
      const app = application(t);
      writeFileSync(join(app, "main.js"), `${program}\nconsole.log("mine");\n`);
      writeFileSync(join(app, "main.html"), `<!doctype html><script type="module" src="./main.js"></script>`);
      const out = join(app, "out");
      await bundle(app, ["main"], out);
      return length(out);
    };
    const cost = (await size(PROGRAM)) - (await size(""));
    assert.ok(cost <= ALLOWED, `${cost} characters`);
  });
}

/** How long the scripts in a folder are together. */
function length(folder) {
  const scripts = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".js"));
  return scripts.reduce((sum, name) => sum + readFileSync(join(folder, name), "utf8").length, 0);
}
