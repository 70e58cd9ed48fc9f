// What is special about Node: no WebSocket of its own before version 22.
import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { inChild } from "./helpers/child.mjs";
import { nats, open, subject, take } from "./helpers/client.mjs";
import { moduleUrl, ours, packageRoot, test } from "./helpers/modules.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { headers, NatsError } = nats;
const server = await sharedServer();
const inNode = (script) => inChild(script, { cwd: packageRoot });

/** A script's beginning: the package is `module.exports`, run in a context that has `given` and what all of them have. */
const inContext = (given) => `
    import { readFileSync } from "node:fs";
    import { createContext, runInContext } from "node:vm";
    const { console, crypto, process, setTimeout, clearTimeout, queueMicrotask, TextDecoder, TextEncoder, URL } = globalThis;
    const usual = { console, crypto, process, setTimeout, clearTimeout, queueMicrotask, TextDecoder, TextEncoder, URL };
    const context = createContext({ ...usual, ...${given} });
    const load = (file) => {
      const text = readFileSync(${JSON.stringify(join(packageRoot, "dist/cjs/"))} + file, "utf8");
      const module = { exports: {} };
      runInContext("(function (module, exports, require) {" + text + "\\n})", context)(module, module.exports, load);
      return module.exports;
    };
    const module = { exports: load("nats.js") };`;

ours("without a global WebSocket the ws package is used", "1.30.3 needs the global", async () => {
  const out = await inNode(`
    delete globalThis.WebSocket;
    const { connect } = await import(${JSON.stringify(moduleUrl)});
    const nc = await connect({ servers: ${JSON.stringify(server.ws)} });
    await nc.flush();
    await nc.close();
    console.log("done");`);
  assert.equal(out.trim(), "done");
});

ours("a global WebSocket wins", "1.30.3 knows no other", async () => {
  const out = await inNode(`
    import { WebSocket } from "ws";
    let made = 0;
    globalThis.WebSocket = class extends WebSocket { constructor(...args) { super(...args); made++; } };
    const { connect } = await import(${JSON.stringify(moduleUrl)});
    const nc = await connect({ servers: ${JSON.stringify(server.ws)} });
    await nc.close();
    console.log(made);`);
  assert.equal(out.trim(), "1");
});

ours("without any WebSocket connect() says what is missing", "1.30.3 throws a ReferenceError", async (t) => {
  // Away from the package's own node_modules, so that there is no `ws` to be found.
  const dir = mkdtempSync(join(tmpdir(), "nats-web-alone-"));
  t.after(() => rmSync(dir, { recursive: true }));
  writeFileSync(join(dir, "package.json"), '{ "type": "module" }');
  for (const file of ["nats.js", "shared.js"]) {
    copyFileSync(join(fileURLToPath(new URL(".", moduleUrl)), file), join(dir, file));
  }
  const out = await inNode(`
    delete globalThis.WebSocket;
    const { connect } = await import(${JSON.stringify(pathToFileURL(join(dir, "nats.js")).href)});
    const err = await connect({ servers: "ws://127.0.0.1:1", reconnect: false }).catch((err) => err);
    console.log(JSON.stringify([err.name, err.code, err.message, err.chainedError.cause.code]));`);
  const [name, code, message, cause] = JSON.parse(out);
  assert.deepEqual([name, code, cause], ["NatsError", "UNKNOWN_ERROR", "ERR_MODULE_NOT_FOUND"]);
  assert.match(message, /no WebSocket here: .*'ws'/);
});

ours("a package ws that may not be loaded is not said to be missing", "1.30.3 knows no other", async () => {
  // As in the environments of test runners: a context in which there is no import().
  const out = await inNode(`
    ${inContext("{}")}
    const opts = { servers: "ws://127.0.0.1:1", reconnect: false };
    const err = await module.exports.connect(opts).catch((err) => err);
    console.log(JSON.stringify([err.name, err.code, err.message, err.chainedError.message, err.chainedError.cause.code]));`);
  const [name, code, message, why, cause] = JSON.parse(out);
  assert.deepEqual([name, code, message], ["NatsError", "UNKNOWN_ERROR", why]);
  assert.match(message, /^no WebSocket here: the package 'ws' cannot be loaded \(.+\); set globalThis.WebSocket$/);
  assert.match(cause, /^ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING/);
});

ours("frames and payloads of the realm beside that of the module", "1.30.3 needs the global", async () => {
  const out = await inNode(`
    import { WebSocket } from "ws";
    ${inContext("{ WebSocket }")}
    const nc = await module.exports.connect({ servers: ${JSON.stringify(server.ws)}, reconnect: false });
    const sub = nc.subscribe("realms", { max: 2 });
    nc.publish("realms", new Uint8Array([111, 107]));
    nc.publish("realms", Buffer.alloc(100_000, "x"));
    for await (const m of sub) {
      console.log(m.string().slice(0, 5), m.data.length);
    }
    await nc.close();`);
  assert.deepEqual(out.trim().split("\n"), ["ok 2", "xxxxx 100000"]);
});

ours("without WebAssembly connect() says so", "1.30.3 needs none", async () => {
  const out = await inNode(`
    delete globalThis.WebAssembly;
    const { connect } = await import(${JSON.stringify(moduleUrl)});
    const err = await connect({ servers: "ws://127.0.0.1:1" }).catch((err) => err);
    console.log(JSON.stringify([err.name, err.code, err.message]));`);
  assert.deepEqual(JSON.parse(out), ["NatsError", "UNKNOWN_ERROR", "this platform has no WebAssembly"]);
});

test("logs show the names of classes", async (t) => {
  const nc = await open(t, server);
  const sub = nc.subscribe(subject(), { max: 1 });
  nc.publish(sub.getSubject(), "x");
  const [m] = await take(sub, 1);
  const names = [nc, sub, m, headers(), nc.status(), new NatsError("m", "c")].map((x) => x.constructor.name);
  assert.deepEqual(names, [
    "NatsConnectionImpl",
    "SubscriptionImpl",
    "MsgImpl",
    "MsgHdrsImpl",
    "QueuedIteratorImpl",
    "NatsError",
  ]);
});

test("the process ends by itself once the connection is closed", async () => {
  const out = await inNode(`
    import { WebSocket } from "ws";
    globalThis.WebSocket ??= WebSocket;
    const { connect } = await import(${JSON.stringify(moduleUrl)});
    const nc = await connect({ servers: ${JSON.stringify(server.ws)} });
    nc.subscribe("x");
    const request = nc.request("nobody").catch((err) => console.log(err.code));
    await request;
    await nc.close();
    console.log("done");`);
  assert.deepEqual(out.trim().split("\n"), ["503", "done"]);
});

test("importing the module starts nothing", async () => {
  const out = await inNode(`
    const module = await import(${JSON.stringify(moduleUrl)});
    console.log(typeof module.connect);`);
  // Had it left a timer or a handle, the process would not have ended.
  assert.equal(out.trim(), "function");
});
