// The tarball in empty Node applications.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { NatsServer } from "../test/helpers/server.mjs";
import { application, run } from "./install.mjs";

test("an ES module", async (t) => {
  const server = await NatsServer.start(t);
  const app = application(t, { apps: ["esm.mjs"], borrow: ["ws"] });
  assert.equal(run(app, "esm.mjs", server.ws), "hello esm");
});

test("a CommonJS module", async (t) => {
  const server = await NatsServer.start(t);
  const app = application(t, { apps: ["cjs.cjs"], borrow: ["ws"], type: "commonjs" });
  assert.equal(run(app, "cjs.cjs", server.ws), "hello cjs, cjs, true");
});

test("without a WebSocket, one line says what to do", async (t) => {
  const app = application(t, { apps: ["esm.mjs"] });
  if (typeof WebSocket === "undefined") {
    const err = await new Promise((done) => {
      try {
        run(app, "esm.mjs", "ws://127.0.0.1:1");
        done(null);
      } catch (e) {
        done(e);
      }
    });
    assert.match(`${err?.stderr}`, /NatsError.*: .*'ws'/);
  } else {
    t.skip("this Node has a WebSocket of its own");
  }
});

test("the package holds what it should and nothing else", (t) => {
  const app = application(t);
  const root = join(app, "node_modules", "nats-web");
  assert.deepEqual(
    readdirSync(join(app, "node_modules")).filter((f) => !f.startsWith(".")),
    ["nats-web"],
    "no dependencies",
  );
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  assert.equal(manifest.dependencies, undefined);
  const named = [manifest.main, manifest.module, manifest.types, ...leaves(manifest.exports["."])];
  for (const file of named) {
    assert.ok(existsSync(join(root, file)), file);
  }
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
  const odd = files.map((f) => f.name).filter((f) => !/\.(js|d\.ts)$|^package\.json$|^README\.md$|^LICENSE$/.test(f));
  assert.deepEqual(odd, []);
});

function leaves(tree) {
  return typeof tree === "string" ? [tree] : Object.values(tree).flatMap(leaves);
}
