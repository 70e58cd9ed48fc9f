// The tarball in pages without a bundler: scripts, workers, and policies.
import assert from "node:assert/strict";
import { after } from "node:test";
import { NatsServer } from "../test/helpers/server.mjs";
import { application, OUTCOME, test } from "./helpers/application.mjs";
import { launchAll, pageWith, serve, visit } from "./helpers/browsers.mjs";

const file = { after };
const server = await NatsServer.start(file, { compression: true });
const browsers = await launchAll(file);

/** Where the package's file is for pages that import it by its address. */
const BY_PATH = "/node_modules/nats-web/dist/esm/nats.js";
const APPS = ["program.mjs", "page.js", "classic.js", "worker.js", "ask.js", "dedicated.js", "shared.js", "service.js"];
const app = application(file, { apps: APPS, specifier: BY_PATH });

/** What a page with `script` comes to in each browser. */
function shows(name, expected, { script, csp, folder = app, query = "" }) {
  for (const browser of browsers) {
    test(`${name}, in ${browser.name}`, async (t) => {
      const site = await serve(t, { pages: { "/": pageWith(script) }, folders: { "/": folder }, csp });
      const url = `${site}/?nats=${encodeURIComponent(server.ws)}${query}`;
      const { title, mishaps } = await visit(t, browser, url);
      assert.match(title, expected);
      assert.deepEqual(mishaps, []);
    });
  }
}

const works = new RegExp(`^${OUTCOME}$`);
const moduleScript = (name) => `<script type="module" src="/${name}"></script>`;

shows("a module script", works, { script: moduleScript("page.js") });

const bare = application(file, { apps: ["program.mjs", "page.js"] });
const importMap = `<script type="importmap">{"imports":{"nats-web":"${BY_PATH}"}}</script>`;
shows("a module script with an import map", works, { script: importMap + moduleScript("page.js"), folder: bare });

shows("a classic script", works, { script: `<script src="/classic.js"></script>` });

for (const kind of ["dedicated", "shared", "service"]) {
  shows(`a ${kind} worker`, works, { script: moduleScript(`${kind}.js`) });
}

const sources = `default-src 'none'; connect-src ${server.ws}; img-src data:; worker-src 'self'`;
for (const [name, script] of [
  ["a page", "page.js"],
  ["a worker", "dedicated.js"],
]) {
  shows(`${name} under a policy that allows wasm and nothing else`, works, {
    script: moduleScript(script),
    csp: `${sources}; script-src 'self' 'wasm-unsafe-eval'`,
  });
  shows(`${name} under a policy that refuses wasm is told the cure`, /^NatsError: .*'wasm-unsafe-eval'/, {
    script: moduleScript(script),
    csp: `${sources}; script-src 'self'`,
  });
}
