// Publishers that wait until less is left to be sent.
import assert from "node:assert/strict";
import { inChild } from "./helpers/child.mjs";
import { eager, failsWith, failure, nats, open, StatusLog, subject, turn } from "./helpers/client.mjs";
import { moduleUrl, ours, packageRoot } from "./helpers/modules.mjs";
import { TcpProxy } from "./helpers/proxy.mjs";
import { ScriptedSocket } from "./helpers/scripted_socket.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const server = await sharedServer();
const WHY = "it cannot be asked";
const MB = 1 << 20;

/** A connection whose socket says that it holds what a test says. */
async function scripted(t, opts) {
  const { make, sockets } = ScriptedSocket.factory();
  const nc = await open(t, "ws://127.0.0.1:1", { wsFactory: make, ...opts });
  return { nc, socket: sockets[0] };
}

/** Whether `promise` has settled. */
async function isSettled(promise) {
  const pending = {};
  return (await Promise.race([promise, turn().then(() => pending)])) !== pending;
}

ours("while little waits it resolves at once", WHY, async (t) => {
  const { nc, socket } = await scripted(t);
  assert.equal(await isSettled(nc.writable()), true);
  nc.publish("a", new Uint8Array(1000));
  assert.equal(await isSettled(nc.writable()), true);
  socket.bufferedAmount = MB;
  assert.equal(await isSettled(nc.writable()), true, "up to the mark");
});

ours("it waits for the socket, and all that wait go on together", WHY, async (t) => {
  const { nc, socket } = await scripted(t);
  socket.bufferedAmount = MB + 1;
  const waiting = Promise.all([nc.writable(), nc.writable()]);
  assert.equal(await isSettled(waiting), false);
  socket.bufferedAmount = 0;
  await waiting;
});

ours("the mark is an option", WHY, async (t) => {
  const { nc, socket } = await scripted(t, { highWaterMark: 0 });
  assert.equal(await isSettled(nc.writable()), true);
  socket.bufferedAmount = 1;
  const waiting = nc.writable();
  assert.equal(await isSettled(waiting), false);
  socket.bufferedAmount = 0;
  await waiting;
  await failsWith("INVALID_OPTION", nats.connect({ highWaterMark: -1 }));
  await failsWith("INVALID_OPTION", nats.connect({ highWaterMark: "much" }));
});

ours("what the core still has counts, large payloads included", WHY, async (t) => {
  const { nc, socket } = await scripted(t);
  socket.hangUp();
  for (let i = 0; i < 3; i++) {
    nc.publish("a", new Uint8Array(MB / 2));
  }
  const waiting = failure(nc.writable());
  assert.equal(await isSettled(waiting), false);
  await nc.close();
  assert.equal((await waiting).code, "CONNECTION_CLOSED");
});

ours("an outage: it resolves once the link is back", WHY, async (t) => {
  const proxy = await TcpProxy.start(t, server.ports[1]);
  const nc = await open(t, proxy, eager);
  const statuses = new StatusLog(nc);
  proxy.refuse();
  await statuses.next("disconnect");
  for (let i = 0; i < 3; i++) {
    nc.publish("a", new Uint8Array(MB / 2));
  }
  const waiting = nc.writable();
  assert.equal(await isSettled(waiting), false);
  proxy.admit();
  await waiting;
  await nc.flush();
});

ours("a link that is lost while its socket is full", WHY, async (t) => {
  const { nc, socket } = await scripted(t, eager);
  socket.bufferedAmount = 2 * MB;
  const waiting = nc.writable();
  assert.equal(await isSettled(waiting), false);
  socket.hangUp();
  // What the old socket held is gone, and the new one is empty.
  await waiting;
});

ours("it rejects when the connection ends, with what ended it", WHY, async (t) => {
  const { nc, socket } = await scripted(t, { reconnect: false });
  socket.bufferedAmount = 2 * MB;
  const waiting = failure(nc.writable());
  socket.hangUp();
  assert.equal(await waiting, await nc.closed());
  await failsWith("CONNECTION_CLOSED", nc.writable());
});

ours("a signal ends the waiting", WHY, async (t) => {
  const { nc, socket } = await scripted(t);
  socket.bufferedAmount = 2 * MB;
  const reason = new Error("enough");
  const gate = new AbortController();
  const waiting = failure(nc.writable({ signal: gate.signal }));
  gate.abort(reason);
  assert.equal(await waiting, reason);
  assert.equal(await failure(nc.writable({ signal: gate.signal })), reason);
  socket.bufferedAmount = 0;
  await nc.writable();
});

ours("200 MB over a slow link need no more than the mark", WHY, async (t) => {
  const proxy = await TcpProxy.start(t, server.ports[1]);
  proxy.pause = 3;
  const s = subject();
  const nc = await open(t, server);
  let bytes = 0;
  const sub = nc.subscribe(s, { callback: (_err, m) => (bytes += m.data.length) });
  await nc.flush();
  const script = `
    const { connect } = await import(${JSON.stringify(moduleUrl)});
    const { WebSocket } = await import("ws");
    let socket;
    const wsFactory = async (url) => ({ socket: (socket = new WebSocket(url)), encrypted: false });
    const nc = await connect({ servers: ${JSON.stringify(proxy.ws)}, wsFactory });
    const payload = new Uint8Array(100_000);
    let most = 0;
    const used = async () => {
      for (let i = 0; i < 3; i++) { await new Promise((r) => setImmediate(r)); globalThis.gc(); }
      const m = process.memoryUsage();
      return m.heapUsed + m.external;
    };
    const start = await used();
    let held = 0;
    for (let i = 0; i < 2000; i++) {
      await nc.writable();
      nc.publish(${JSON.stringify(s)}, payload);
      held = Math.max(held, socket.bufferedAmount);
      if (i % 100 === 99) most = Math.max(most, (await used()) - start);
    }
    await nc.drain();
    console.log(JSON.stringify([most, held]));`;
  const out = await inChild(script, { cwd: packageRoot, execArgv: ["--expose-gc"], timeout: 55_000 });
  await nc.flush();
  sub.unsubscribe();
  const [most, held] = JSON.parse(out);
  assert.equal(bytes, 200_000_000);
  assert.ok(held <= 1.2 * MB, `the socket held ${held} bytes`);
  assert.ok(held > MB / 2, "the link was slow");
  assert.ok(most < 16 * MB, `${most} bytes more than at the start`);
});
