// What the Rust crate does in Chromium: each case in a page and in a worker, against a real server. And what it weighs.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { launch, serve, Tabs } from "../../../npm/test/browser/chromium.mjs";
import { test } from "../../../npm/test/helpers/modules.mjs";
import { NatsServer } from "../../../npm/test/helpers/server.mjs";

const CASES = [
  "messages come in order",
  "headers come as they were sent",
  "a payload of 1 MB goes both ways",
  "a publisher waits while the browser holds much",
  "a page goes on while a flood comes in",
  "a request has its reply",
  "a service answers",
  "nobody answers",
  "an answer does not come in time",
  "a lost connection is made again",
  "a wait ends when the network is back",
  "a client drains",
  "a wrong address is an error",
  "a wrong password is refused",
  "an address for TCP is an error at once",
  "functions may hold objects of JavaScript",
  "a consumer gets what a stream has",
  "a watch tells what changes",
  "a watch goes on after an outage",
  "an object is stored and read",
];
/** The most that the crate may add to a page, after gzip, its JavaScript included. */
const MOST_BYTES = 110_000;

const file = { after };
const built = new URL("../../../target/rust-web/", import.meta.url);
const browser = await launch(file);
const servers = new Map();
const site = await serve(file, {
  folders: { "/rust-web/": fileURLToPath(built) },
  pages: { "/page": "<title>cases</title>" },
  scripts: {
    "/case.js": `
      import init, { run } from "/rust-web/cases/cases.js";
      export async function play(name, server) {
        const restart = async () => void (await fetch("/restart", { method: "POST", body: server }));
        try {
          await init();
          await run(name, server, restart);
          return "ok";
        } catch (err) {
          return String(err?.stack ?? err);
        }
      }`,
    "/worker.js": `
      import { play } from "/case.js";
      onmessage = async ({ data: [name, server] }) => postMessage(await play(name, server));`,
  },
  answers: {
    "/restart": async (ws) => {
      await servers.get(ws).restart();
      return "";
    },
  },
});
const tabs = new Tabs(browser);

async function start(t, name) {
  const extra = name?.includes("password") ? "authorization { user: ann, password: secret }" : "";
  const server = await NatsServer.start(t, { jetstream: true, extra });
  servers.set(server.ws, server);
  return server;
}

for (const name of CASES) {
  test(`${name}, in a page`, async (t) => {
    const server = await start(t, name);
    const page = await tabs.open(t, `${site}/page`);
    const outcome = await page.evaluate(
      async ([name, server]) => (await import("/case.js")).play(name, server),
      [name, server.ws],
    );
    assert.equal(outcome, "ok");
    assert.deepEqual(page.mishaps, []);
  });

  test(`${name}, in a worker`, async (t) => {
    const server = await start(t, name);
    const page = await tabs.open(t, `${site}/page`);
    const outcome = await page.evaluate(
      (asked) =>
        new Promise((resolve) => {
          const worker = new Worker("/worker.js", { type: "module" });
          worker.onmessage = ({ data }) => {
            worker.terminate();
            resolve(data);
          };
          worker.onerror = ({ message }) => resolve(`the worker failed: ${message}`);
          worker.postMessage(asked);
        }),
      [name, server.ws],
    );
    assert.equal(outcome, "ok");
  });
}

test("the least that a page does with the crate is small, and runs", async (t) => {
  const { ws } = await start(t);
  const page = await tabs.open(t, `${site}/page`);
  const said = await page.evaluate(async (server) => {
    const { default: init, run } = await import("/rust-web/minimal/minimal.js");
    await init();
    return run(server);
  }, ws);
  assert.equal(said, "hello");
  const parts = await Promise.all(
    ["minimal.js", "minimal_bg.wasm"].map((name) => readFile(new URL(`minimal/${name}`, built))),
  );
  const bytes = parts.map((part) => gzipSync(part, { level: 9 }).length).reduce((sum, part) => sum + part);
  t.diagnostic(`${(bytes / 1024).toFixed(1)} KiB after gzip`);
  assert.ok(bytes <= MOST_BYTES, `${bytes} bytes`);
});
