// The behaviours in a page and in a worker of headless Chromium, against a real server.
import assert from "node:assert/strict";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { behaviours } from "../helpers/behaviours.mjs";
import { environment } from "../helpers/environment.mjs";
import { moduleUrl, packageRoot, test } from "../helpers/modules.mjs";
import { launch, openPage, serve, Tabs } from "./chromium.mjs";

const file = { after };
const env = await environment(file);
const browser = await launch(file);
const folders = {
  "/dist/": fileURLToPath(new URL(".", moduleUrl)),
  "/test/": `${packageRoot}/test/`,
};
const site = await serve(file, { folders, pages: { "/": "<title>nats-web</title>" } });

const tabs = new Tabs(browser, {
  prepare: async (page) => {
    await page.exposeFunction("serverDown", () => env.down());
    await page.exposeFunction("serverUp", () => env.up());
  },
});

/** A page that has the module as `nats` and can take the server away. */
const natsPage = (t) => tabs.open(t, site);

for (const name of Object.keys(behaviours)) {
  test(`in a page: ${name}`, async (t) => {
    const page = await natsPage(t);
    await page.evaluate(
      async ({ name, url, deadUrl }) => {
        const nats = await import("/dist/nats.js");
        const { behaviours } = await import("/test/helpers/behaviours.mjs");
        const outage = async (during) => {
          await window.serverDown();
          await during();
          await window.serverUp();
        };
        await behaviours[name](nats, { url, deadUrl, outage });
      },
      { name, url: env.url, deadUrl: env.deadUrl },
    );
    assert.deepEqual(page.mishaps, []);
  });
}

test("in a worker", async (t) => {
  const page = await natsPage(t);
  const result = await page.evaluate((url) => {
    const source = `
      import * as nats from "${location.origin}/dist/nats.js";
      const nc = await nats.connect({ servers: "${url}" });
      nc.subscribe("worker", { callback: (_err, m) => m.respond(m.data) });
      const m = await nc.request("worker", "from a worker");
      await nc.close();
      postMessage(m.string());`;
    const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })), { type: "module" });
    return new Promise((resolve, reject) => {
      worker.onmessage = (e) => resolve(e.data);
      worker.onerror = (e) => reject(new Error(e.message));
    });
  }, env.url);
  assert.equal(result, "from a worker");
});

test("a page that goes away takes its connection along", async (t) => {
  const page = await natsPage(t);
  await page.evaluate(async (url) => {
    const { connect } = await import("/dist/nats.js");
    window.nc = await connect({ servers: url });
  }, env.url);
  await page.goto("about:blank");
  assert.deepEqual(page.mishaps, []);
});

test("a policy against wasm is an error that names the directive", async (t) => {
  const strict = await serve(t, {
    folders,
    pages: { "/": "<title>strict</title>" },
    csp: "default-src 'self'; connect-src *",
  });
  const page = await openPage(t, browser, strict);
  const errs = await page.evaluate(async (url) => {
    const { connect, nkeys } = await import("/dist/nats.js");
    const error = async (fn) => {
      try {
        await fn();
      } catch (e) {
        return { name: e.name, message: e.message, code: e.code };
      }
    };
    return [await error(() => connect({ servers: url })), await error(() => nkeys.createUser())];
  }, env.url);
  for (const err of errs) {
    assert.equal(err?.name, "NatsError");
    assert.match(err.message, /wasm-unsafe-eval/);
  }
});

test("the policy with that directive is enough", async (t) => {
  const lenient = await serve(t, {
    folders,
    pages: { "/": "<title>lenient</title>" },
    csp: "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src *",
  });
  const page = await openPage(t, browser, lenient);
  const server = await page.evaluate(async (url) => {
    const { connect } = await import("/dist/nats.js");
    const nc = await connect({ servers: url });
    await nc.close();
    return nc.getServer();
  }, env.url);
  assert.ok(env.url.endsWith(server));
});
