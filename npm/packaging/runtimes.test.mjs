// The tarball in runtimes other than Node: Deno, Bun and workerd.
import assert from "node:assert/strict";
import { NatsServer } from "../test/helpers/server.mjs";
import { application, OUTCOME, put, run, temporary, test } from "./helpers/application.mjs";
import { registry } from "./helpers/registry.mjs";
import { binary } from "./helpers/tools.mjs";
import { bundleWorker, serveWorker } from "./helpers/workerd.mjs";

const DENO = ["run", "--allow-net=127.0.0.1", "--no-prompt"];

test("Deno, by an npm specifier", async (t) => {
  const server = await NatsServer.start(t);
  const app = temporary(t);
  put(app, ["cli.mjs", "program.mjs"], "npm:nats-web");
  const env = { NPM_CONFIG_REGISTRY: await registry(t), DENO_DIR: temporary(t) };
  assert.equal(await run(app, binary("deno"), [...DENO, "--no-config", "cli.mjs", server.ws], env), OUTCOME);
});

test("Deno, by path", async (t) => {
  const server = await NatsServer.start(t);
  const specifier = "./node_modules/nats-web/dist/esm/nats.js";
  const app = application(t, { apps: ["cli.mjs", "program.mjs"], specifier });
  const env = { DENO_DIR: temporary(t) };
  assert.equal(await run(app, binary("deno"), [...DENO, "--no-config", "cli.mjs", server.ws], env), OUTCOME);
});

test("Deno, from node_modules", async (t) => {
  const server = await NatsServer.start(t);
  const app = application(t, { apps: ["cli.mjs", "program.mjs"] });
  const env = { DENO_DIR: temporary(t) };
  const args = [...DENO, "--node-modules-dir=manual", "cli.mjs", server.ws];
  assert.equal(await run(app, binary("deno"), args, env), OUTCOME);
});

test("Deno finds the types", async (t) => {
  const app = application(t, { apps: ["consumer.ts"] });
  const env = { DENO_DIR: temporary(t) };
  await run(app, binary("deno"), ["check", "--node-modules-dir=manual", "consumer.ts"], env);
});

for (const [name, file, type] of [
  ["an ES module", "cli.mjs", "module"],
  ["a CommonJS module", "cli.cjs", "commonjs"],
]) {
  test(`Bun, ${name}`, async (t) => {
    const server = await NatsServer.start(t);
    const app = application(t, { apps: [file, "program.mjs"], type });
    assert.equal(await run(app, binary("bun"), ["run", file, server.ws]), OUTCOME);
  });
}

for (const [name, path, outcome, specifier] of [
  ["workerd", "", OUTCOME],
  ["workerd, core NATS alone", "", OUTCOME, "nats-web/core"],
  ["workerd sends what was published, whatever is published next", "burst", "2000 of 2000"],
]) {
  test(name, async (t) => {
    const server = await NatsServer.start(t);
    const app = application(t, { apps: ["workerd.js", "program.mjs"], specifier });
    await bundleWorker(app, "workerd.js");
    const worker = await serveWorker(t, app);
    const response = await fetch(`${worker}/${path}?nats=${encodeURIComponent(server.ws)}`);
    assert.equal(await response.text(), outcome);
  });
}
