// What bundlers leave out of programs that use a part of the package.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { application, test } from "./helpers/application.mjs";
import { BUNDLERS } from "./helpers/bundlers.mjs";

/** A program that never connects. */
const PROGRAM = `import { connect, headers, StringCodec } from "nats-web"; globalThis.codec = StringCodec();`;

/**
 * How many characters its bundle may have, the bundler's own included: none of the core, whose text alone is about as
 * long, and none of the connection. What comes along all the same are errors, identifiers and subscriptions: minified
 * code does not tell bundlers which calls at the top of a module have no effects.
 */
const ALLOWED = 18_000;

for (const [name, { bundle }] of Object.entries(BUNDLERS)) {
  test(`unused parts are left out by ${name}`, async (t) => {
    const app = application(t);
    writeFileSync(join(app, "main.js"), PROGRAM);
    writeFileSync(join(app, "main.html"), `<!doctype html><script type="module" src="./main.js"></script>`);
    const out = join(app, "out");
    await bundle(app, ["main"], out);
    const text = scripts(out);
    assert.ok(text.length > 0 && text.length <= ALLOWED, `${text.length} characters`);
    assert.doesNotMatch(text, /MsgPayload/, "the benchmark came along");
  });
}

/** The scripts in a folder, one after the other. */
function scripts(folder) {
  const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".js"));
  return names.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
}
