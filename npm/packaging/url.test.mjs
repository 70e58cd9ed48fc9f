// The entry with its wasm in a file of its own, served as it is and through the bundlers that know such files.
import assert from "node:assert/strict";
import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";
import { NatsServer } from "../test/helpers/server.mjs";
import { application, OUTCOME, test } from "./helpers/application.mjs";
import { launchAll, pageWith, serve, visit } from "./helpers/browsers.mjs";
import { BUNDLERS, viteDev } from "./helpers/bundlers.mjs";

const file = { after };
const server = await NatsServer.start(file, { compression: true });
const browsers = await launchAll(file);

const FOLDER = "/node_modules/nats-web/dist/esm";
const SOURCES = ["program.mjs", "page.js", "page.html", "worker.js", "ask.js", "dedicated.js", "dedicated.html"];
const works = new RegExp(`^${OUTCOME}$`);

/** Shows a page of `site` in every browser and looks at its title. */
async function check(t, site, page, expected = works) {
  for (const browser of browsers) {
    const { title, mishaps } = await visit(t, browser, `${site}/${page}.html?nats=${encodeURIComponent(server.ws)}`);
    assert.match(title, expected, `${page} in ${browser.name}`);
    assert.deepEqual(mishaps, [], `${page} in ${browser.name}`);
  }
}

const plain = (t) => application(t, { apps: [...SOURCES, "retry.js"], specifier: `${FOLDER}/url.js` });

test("by path", async (t) => {
  const loaded = [];
  const site = await serve(t, { folders: { "/": plain(t) }, onFile: (path) => loaded.push(path) });
  await check(t, site, "page");
  assert.ok(loaded.includes("node_modules/nats-web/dist/esm/nats.wasm"));
  await check(t, site, "dedicated");
});

test("from a server that does not know wasm", async (t) => {
  const site = await serve(t, { folders: { "/": plain(t) }, types: { ".wasm": "application/octet-stream" } });
  await check(t, site, "page");
});

test("without the file, an error says so", async (t) => {
  const app = plain(t);
  rmSync(join(app, FOLDER, "nats.wasm"));
  await check(t, await serve(t, { folders: { "/": app } }), "page", /^NatsError: .*404.*\/nats\.wasm$/);
});

test("after a failure the next connect() tries again", async (t) => {
  for (const browser of browsers) {
    let denied = 0;
    const site = await serve(t, {
      folders: { "/": plain(t) },
      pages: { "/": pageWith(`<script type="module" src="/retry.js"></script>`) },
      denies: (path) => path.endsWith(".wasm") && denied++ === 0,
    });
    const { title } = await visit(t, browser, `${site}/?nats=${encodeURIComponent(server.ws)}`);
    assert.equal(title, `first NatsError, then ${OUTCOME}`, browser.name);
  }
});

test("a policy that allows wasm", async (t) => {
  const csp = `default-src 'none'; img-src data:; connect-src 'self' ${server.ws}; script-src 'self' 'wasm-unsafe-eval'`;
  await check(t, await serve(t, { folders: { "/": plain(t) }, csp }), "page");
});

test("a policy that refuses wasm", async (t) => {
  const csp = `default-src 'none'; img-src data:; connect-src 'self' ${server.ws}; script-src 'self'`;
  await check(t, await serve(t, { folders: { "/": plain(t) }, csp }), "page", /^NatsError: .*'wasm-unsafe-eval'/);
});

for (const [name, { bundle, isBlindToWorkers: isBlindToFiles }] of Object.entries(BUNDLERS)) {
  test(`through ${name}`, async (t) => {
    const app = application(t, { apps: [...SOURCES, "worker.html"], specifier: "nats-web/url" });
    const out = join(app, "out");
    await bundle(app, isBlindToFiles ? ["page", "dedicated", "worker"] : ["page", "dedicated"], out);
    if (isBlindToFiles) {
      // These leave `new URL` as it is: the file is for the user to put there.
      copyFileSync(join(app, FOLDER, "nats.wasm"), join(out, "nats.wasm"));
    }
    const site = await serve(t, { folders: { "/": out } });
    await check(t, site, "page");
    await check(t, site, "dedicated");
  });
}

test("through Vite dev", async (t) => {
  const site = await viteDev(t, application(t, { apps: SOURCES, specifier: "nats-web/url" }));
  await check(t, site, "page");
  await check(t, site, "dedicated");
});
