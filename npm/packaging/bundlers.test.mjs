// The tarball through each bundler without configuration, and what comes out in each browser.
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";
import { gzipSync } from "node:zlib";
import { NatsServer } from "../test/helpers/server.mjs";
import { application, OUTCOME, test } from "./helpers/application.mjs";
import { launchAll, pageWith, serve, visit } from "./helpers/browsers.mjs";
import { BUNDLERS, viteDev } from "./helpers/bundlers.mjs";
import { load, versionOf } from "./helpers/tools.mjs";

const file = { after };
const server = await NatsServer.start(file, { compression: true });
const browsers = await launchAll(file);

/** What nkeys weigh at least, in bytes. */
const UNUSED = 15_000;
const PAGES = ["page", "dedicated", "shared"];
const SOURCES = ["program.mjs", "worker.js", "ask.js", ...PAGES.flatMap((name) => [`${name}.js`, `${name}.html`])];

/** Shows a page of `site` in every browser and looks at what it came to. */
async function check(t, site, page, query = "") {
  for (const browser of browsers) {
    const url = `${site}/${page}.html?nats=${encodeURIComponent(server.ws)}${query}`;
    const { title, mishaps } = await visit(t, browser, url);
    assert.equal(title, OUTCOME, `${page} in ${browser.name}`);
    assert.deepEqual(mishaps, [], `${page} in ${browser.name}`);
  }
}

for (const [name, { package: tool, bundle, isBlindToWorkers }] of Object.entries(BUNDLERS)) {
  test(name, async (t) => {
    const app = application(t, { apps: [...SOURCES, "worker.html"] });
    const out = join(app, "out");
    await bundle(app, isBlindToWorkers ? [...PAGES, "worker"] : PAGES, out);
    const loaded = new Set();
    const site = await serve(t, { folders: { "/": out }, onFile: (path) => loaded.add(path) });
    await check(t, site, "page");
    const { plain, packed } = weigh(out, loaded);
    console.log(`size of a page by ${name} ${versionOf(tool)}: ${kb(plain)}, gzipped ${kb(packed)}`);
    const files = ["nats.js", "shared.js"].map((file) => join(app, "node_modules/nats-web/dist/esm", file));
    const whole = files.reduce((sum, file) => sum + statSync(file).size, 0);
    assert.ok(plain < whole - UNUSED, "nkeys are left out of a program that has no use for them");
    await check(t, site, "dedicated");
    await check(t, site, "shared");
  });
}

for (const [name, { package: tool, bundle }] of Object.entries(BUNDLERS)) {
  test(`${name}, core NATS alone`, async (t) => {
    const app = application(t, { apps: ["program.mjs", "page.js", "page.html"], specifier: "nats-web/core" });
    const out = join(app, "out");
    await bundle(app, ["page"], out);
    const loaded = new Set();
    const site = await serve(t, { folders: { "/": out }, onFile: (path) => loaded.add(path) });
    await check(t, site, "page");
    console.log(`size of a page of core NATS by ${name} ${versionOf(tool)}: gzipped ${kb(weigh(out, loaded).packed)}`);
    const scripts = [...loaded]
      .filter((path) => path.endsWith(".js"))
      .map((path) => readFileSync(join(out, path), "utf8"));
    assert.ok(!scripts.some((script) => script.includes("micro.v1")), "services came along");
  });
}

test("Vite dev", async (t) => {
  const site = await viteDev(t, application(t, { apps: SOURCES }));
  for (const page of PAGES) {
    await check(t, site, page);
  }
});

test("a classic service worker, bundled", async (t) => {
  const app = application(t, { apps: ["program.mjs", "worker.js", "ask.js", "service.js"] });
  const out = join(app, "out");
  const { build } = await load("esbuild");
  const common = { absWorkingDir: app, outdir: out, bundle: true, minify: true };
  await build({ ...common, entryPoints: ["service.js"], format: "esm" });
  await build({ ...common, entryPoints: ["worker.js"], format: "iife" });
  const pages = { "/service.html": pageWith(`<script type="module" src="/service.js"></script>`) };
  await check(t, await serve(t, { folders: { "/": out }, pages }), "service", "&type=classic");
});

/** What the scripts of a page weigh, in bytes. */
function weigh(folder, paths) {
  const scripts = [...paths].filter((path) => /\.m?js$/.test(path)).map((path) => readFileSync(join(folder, path)));
  return {
    plain: scripts.reduce((sum, script) => sum + script.length, 0),
    packed: scripts.reduce((sum, script) => sum + gzipSync(script, { level: 9 }).length, 0),
  };
}

function kb(bytes) {
  return `${(bytes / 1000).toFixed(1)} KB`;
}
