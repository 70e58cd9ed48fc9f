// Should the core trap, every connection ends with an error that says so, and the next one works. In a process of its
// own, where calls into the wasm can be made to trap.
import assert from "node:assert/strict";
import { inChild } from "./helpers/child.mjs";
import { moduleUrl, ours, packageRoot } from "./helpers/modules.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const server = await sharedServer();

const script = new URL("./helpers/scripted_socket.mjs", import.meta.url).href;

// A module whose only function is `unreachable`: a real trap, where and when the test wants it.
const SETUP = `
  import { WebSocket } from "ws";
  globalThis.WebSocket ??= WebSocket;
  const unreachable = Uint8Array.of(0,97,115,109,1,0,0,0, 1,4,1,96,0,0, 3,2,1,0, 7,5,1,1,116,0,0, 10,5,1,3,0,0,11);
  const { Instance, Module, instantiate } = WebAssembly;
  const trap = new Instance(new Module(unreachable)).exports.t;
  let armed = false;
  let trapped = 0;
  const rigged = (f) => (...args) => {
    if (!armed) return f(...args);
    armed = false;
    trapped++;
    return trap();
  };
  WebAssembly.instantiate = async (module, imports) => {
    const { exports } = await instantiate(module, imports);
    const entries = Object.entries(exports).map(([k, v]) => [k, typeof v === "function" ? rigged(v) : v]);
    return { exports: Object.fromEntries(entries) };
  };
  const unhandled = [];
  process.on("unhandledRejection", (err) => unhandled.push(String(err)));
  const { connect } = await import(${JSON.stringify(moduleUrl)});
  const open = () => connect({ servers: ${JSON.stringify(server.ws)} });
  const kind = (e) => e === undefined ? "no error" : e.name + ": " + e.message.split(":")[0];`;

async function child(body) {
  const script = `${SETUP}${body}\nconsole.log(JSON.stringify({ ...out, trapped, unhandled })); process.exit(0);`;
  return JSON.parse(await inChild(script, { cwd: packageRoot }));
}

const FAILED = "NatsError: the protocol core failed";
const AFTER = `
  const next = await open();
  next.subscribe("again", { callback: (_err, m) => m.respond(m.data) });
  out.again = (await next.request("again", "works")).string();
  await next.close();`;

ours("a trap in a call ends all connections, and the next one works", "1.30.3 has no wasm", async () => {
  const out = await child(`
    const [a, b] = [await open(), await open()];
    const sub = b.subscribe("x");
    const loop = (async () => { for await (const _ of sub) {} })().then(() => "ended", kind);
    b.subscribe("mute", { callback: () => {} });
    const pending = b.request("mute", "", { timeout: 60000 }).catch(kind);
    await b.flush();
    const out = {};
    armed = true;
    try { a.publish("x", "boom"); } catch (err) { out.thrown = kind(err); }
    out.closed = [kind(await a.closed()), kind(await b.closed())];
    await loop;
    out.pending = (await pending) !== undefined;
    out.isClosed = [a.isClosed(), b.isClosed()];
    try { a.publish("x"); } catch (err) { out.later = err.code; }${AFTER}`);
  assert.deepEqual(out, {
    thrown: FAILED,
    closed: [FAILED, FAILED],
    pending: true,
    isClosed: [true, true],
    later: "CONNECTION_CLOSED",
    again: "works",
    trapped: 1,
    unhandled: [],
  });
});

ours("so does a trap while a frame is read", "1.30.3 has no wasm", async () => {
  const out = await child(`
    const [a, b] = [await open(), await open()];
    b.subscribe("x", { callback: () => {} });
    await b.flush();
    const out = {};
    a.publish("x", "boom");
    // The publish leaves in a microtask; what comes next is the frame that brings it back.
    await new Promise((r) => setImmediate(r));
    armed = true;
    out.closed = [kind(await a.closed()), kind(await b.closed())];${AFTER}`);
  assert.deepEqual(out, { closed: [FAILED, FAILED], again: "works", trapped: 1, unhandled: [] });
});

ours(
  "a trap in a callback leaves the rest of its frame alone, and whoever connects there",
  "1.30.3 has no wasm",
  async () => {
    const out = await child(`
    const { ScriptedSocket } = await import(${JSON.stringify(script)});
    const { make, sockets } = ScriptedSocket.factory();
    const a = await connect({ servers: "ws://127.0.0.1:1", wsFactory: make });
    const out = { calls: [] };
    let next;
    const sub = a.subscribe("x", { callback: (err, m) => {
      out.calls.push(err ? kind(err) : m.string());
      if (err) return;
      armed = true;
      try { a.publish("x"); } catch (err) { out.thrown = kind(err); }
      // A new instance, while the old one's frame is still being read.
      next = open();
    } });
    await a.flush();
    sockets[0].say(("MSG x " + sub.getID() + " 1\\r\\ny\\r\\n").repeat(5));
    out.closed = kind(await a.closed());
    next = await next;
    next.subscribe("again", { callback: (_err, m) => m.respond(m.data) });
    out.again = (await next.request("again", "works")).string();
    await next.close();`);
    const calls = ["y", FAILED];
    assert.deepEqual(out, { calls, thrown: FAILED, closed: FAILED, again: "works", trapped: 1, unhandled: [] });
  },
);

ours("a trap while connecting rejects connect()", "1.30.3 has no wasm", async () => {
  const out = await child(`
    const out = {};
    const first = await open();
    armed = true;
    out.connect = await open().then(() => "connected", kind);
    out.closed = kind(await first.closed());${AFTER}`);
  assert.deepEqual(out, { connect: FAILED, closed: FAILED, again: "works", trapped: 1, unhandled: [] });
});

ours("a trap stops services, which still know who they are", "1.30.3 has no wasm", async () => {
  const out = await child(`
    const nc = await open();
    const service = await nc.services.add({ name: "trapped", version: "1.0.0" });
    const requests = service.addEndpoint("e");
    const loop = (async () => { for await (const _ of requests) {} })().then(() => "ended", kind);
    await nc.flush();
    const out = {};
    armed = true;
    try { service.addGroup("g"); } catch (err) { out.thrown = kind(err); }
    out.stopped = kind(await service.stopped);
    out.loop = await loop;
    out.info = service.info().endpoints.length;
    out.stats = (await service.stats()).endpoints.length;${AFTER}`);
  assert.deepEqual(out, {
    thrown: FAILED,
    stopped: FAILED,
    loop: "ended",
    info: 1,
    stats: 1,
    again: "works",
    trapped: 1,
    unhandled: [],
  });
});
