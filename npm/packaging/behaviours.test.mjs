// What has to hold wherever the package runs (test/helpers/behaviours.mjs), with the tarball. The package's own tests do the
// same in the Node at hand and in Chromium.
import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after } from "node:test";
import { environment, listening } from "../test/helpers/environment.mjs";
import { application, run, temporary, test } from "./helpers/application.mjs";
import { pageWith, serve, visit } from "./helpers/browsers.mjs";
import { launchFirefox } from "./helpers/firefox.mjs";
import { binary, packageRoot } from "./helpers/tools.mjs";
import { bundleWorker, serveWorker } from "./helpers/workerd.mjs";

const firefox = await launchFirefox({ after });
const ALL_HOLD = /^all \d\d hold$/;

/** A server of the test's own that programs may take away, as their arguments. */
async function settings(t) {
  const { url, deadUrl, down, up } = await environment(t);
  const listener = createServer(async (req, res) => {
    await { "/down": down, "/up": up }[req.url]();
    res.writeHead(200, { "access-control-allow-origin": "*" });
    res.end();
  });
  const control = `http://127.0.0.1:${await listening(t, listener)}`;
  return new URLSearchParams({ url, deadUrl, control });
}

function prepare(t, dress, specifier) {
  const app = application(t, { apps: [dress, "behave.mjs"], specifier });
  copyFileSync(join(packageRoot, "test", "helpers", "behaviours.mjs"), join(app, "behaviours.mjs"));
  return app;
}

for (const [name, program, options] of [
  ["the newest Node", "node-newest", []],
  ["Deno", "deno", ["run", "--allow-net=127.0.0.1", "--node-modules-dir=manual"]],
  ["Bun", "bun", ["run"]],
]) {
  test(`behaviours in ${name}`, async (t) => {
    const app = prepare(t, "behave-cli.mjs");
    const args = [...options, "behave-cli.mjs", `${await settings(t)}`];
    assert.match(await run(app, binary(program), args, { DENO_DIR: temporary(t) }), ALL_HOLD);
  });
}

test("behaviours in workerd", async (t) => {
  const app = prepare(t, "behave-workerd.js");
  await bundleWorker(app, "behave-workerd.js");
  const response = await fetch(`${await serveWorker(t, app)}/?${await settings(t)}`);
  assert.match(await response.text(), ALL_HOLD);
});

test("behaviours in Firefox", async (t) => {
  const app = prepare(t, "behave-page.js", "/node_modules/nats-web/dist/esm/nats.js");
  const pages = { "/": pageWith(`<script type="module" src="/behave-page.js"></script>`) };
  const site = await serve(t, { folders: { "/": app }, pages });
  const { title, mishaps } = await visit(t, firefox, `${site}/?${await settings(t)}`);
  assert.match(title, ALL_HOLD);
  assert.deepEqual(mishaps, []);
});
