// Engines of before mid-2023 (Chrome, Edge, WebView and Electron before 115), played by the Chromium that is here: on a
// page's main thread they compile and instantiate no more than 4 KB of wasm, unless they may do it asynchronously. And
// those of before 2025, which read no hexadecimal text by themselves.
import assert from "node:assert/strict";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { moduleUrl, test } from "../helpers/modules.mjs";
import { NatsServer } from "../helpers/server.mjs";
import { launch, openPage, serve } from "./chromium.mjs";

const { nkeys } = await import(moduleUrl);
const file = { after };
const user = nkeys.createUser();
const server = await NatsServer.start(file, {
  extra: `authorization { users: [{ nkey: ${user.getPublicKey()} }, { user: derek, password: foobar }] }`,
});
const browser = await launch(file);
const folders = { "/dist/": fileURLToPath(new URL(".", moduleUrl)) };
const site = await serve(file, { folders, pages: { "/": "<title>old</title>" } });

/** A page whose engine is one of before mid-2023. */
async function oldPage(t) {
  const page = await openPage(t, browser, "about:blank");
  await page.addInitScript(() => {
    const limit = 4096;
    const refuse = (what) => {
      throw new RangeError(
        `WebAssembly.${what} is disallowed on the main thread, if the buffer size is larger than 4KB.`,
      );
    };
    const { Module, Instance, compile } = WebAssembly;
    const large = new WeakSet();
    WebAssembly.Module = new Proxy(Module, {
      construct: (target, [bytes]) => (bytes.byteLength > limit ? refuse("Compile") : new target(bytes)),
    });
    WebAssembly.Instance = new Proxy(Instance, {
      construct: (target, [module, imports]) => (large.has(module) ? refuse("Instance") : new target(module, imports)),
    });
    WebAssembly.compile = async (bytes) => {
      const module = await compile.call(WebAssembly, bytes);
      large.add(module);
      return module;
    };
    delete Uint8Array.fromHex;
  });
  await page.goto(site);
  return page;
}

test("connect() works there", async (t) => {
  const page = await oldPage(t);
  const answer = await page.evaluate(async (servers) => {
    const { connect } = await import("/dist/nats.js");
    const nc = await connect({ servers, user: "derek", pass: "foobar" });
    nc.subscribe("old", { callback: (_err, m) => m.respond(m.data) });
    const m = await nc.request("old", "engine");
    await nc.close();
    return m.string();
  }, server.ws);
  assert.equal(answer, "engine");
  assert.deepEqual(page.mishaps, []);
});

test("so do authenticators with keys, and keys by themselves after that", async (t) => {
  const page = await oldPage(t);
  const seen = await page.evaluate(
    async ({ servers, seed }) => {
      const { connect, nkeyAuthenticator, nkeys } = await import("/dist/nats.js");
      const key = () => {
        try {
          return nkeys.createUser().getPublicKey().length;
        } catch (err) {
          return `${err.name}: ${err.chainedError.message}`;
        }
      };
      const before = key();
      const nc = await connect({ servers, authenticator: nkeyAuthenticator(new TextEncoder().encode(seed)) });
      await nc.flush();
      await nc.close();
      return { before, after: key() };
    },
    { servers: server.ws, seed: new TextDecoder().decode(user.getSeed()) },
  );
  assert.match(seen.before, /^NKeysError: .*compiles nkeys only asynchronously/);
  assert.equal(seen.after, 56);
  assert.deepEqual(page.mishaps, []);
});
