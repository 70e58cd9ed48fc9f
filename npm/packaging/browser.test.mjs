// The tarball in pages: as it is, and bundled.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { launch, openPage, serve } from "../test/browser/chromium.mjs";
import { NatsServer } from "../test/helpers/server.mjs";
import { application } from "./install.mjs";

/** Loads `html` with `folders` served, and waits for the page's script to say what it worked out. */
async function titleOf(t, html, folders) {
  const server = await NatsServer.start(t, { compression: true });
  const browser = await launch(t);
  const site = await serve(t, { folders, pages: { "/": html } });
  const page = await openPage(t, browser, `${site}/?nats=${encodeURIComponent(server.ws)}`);
  await page.waitForFunction(() => document.title !== "");
  assert.deepEqual(page.mishaps, []);
  return page.title();
}

test("a module script, with the file as it is in the package", async (t) => {
  const app = application(t, { apps: ["page.js"] });
  const imports = { imports: { "nats-web": "/package/dist/esm/nats.js" } };
  const html = `<script type="importmap">${JSON.stringify(imports)}</script><script type="module" src="/app/page.js"></script>`;
  const folders = { "/package/": join(app, "node_modules", "nats-web"), "/app/": app };
  assert.equal(await titleOf(t, html, folders), "sum 42");
});

test("an esbuild bundle", async (t) => {
  const app = application(t, { apps: ["page.js"] });
  await build({
    absWorkingDir: app,
    entryPoints: ["page.js"],
    outfile: join(app, "out", "page.js"),
    bundle: true,
    format: "esm",
    minify: true,
    logLevel: "warning",
  });
  assert.equal(
    await titleOf(t, `<script type="module" src="/out/page.js"></script>`, { "/out/": join(app, "out") }),
    "sum 42",
  );
});
