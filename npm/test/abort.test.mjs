// What an AbortSignal calls off: requests, flushes, drains, and connecting.
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { inChild } from "./helpers/child.mjs";
import { eager, failsWith, failure, nats, open, StatusLog, subject, turn } from "./helpers/client.mjs";
import { moduleUrl, ours, packageRoot } from "./helpers/modules.mjs";
import { blackHole, TcpProxy } from "./helpers/proxy.mjs";
import { ScriptedSocket } from "./helpers/scripted_socket.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const server = await sharedServer();
const WHY = "it has no signals";
const mine = new Error("enough");
const aborted = AbortSignal.abort(mine);
const listeners = ({ signal }) => getEventListeners(signal, "abort").length;

ours("a signal that is aborted already: nothing is sent", WHY, async (t) => {
  const { make, sockets } = ScriptedSocket.factory();
  const nc = await open(t, "ws://127.0.0.1:1", { wsFactory: make });
  sockets[0].sent.length = 0;
  assert.equal(await failure(nc.request("a", "", { timeout: 1000, signal: aborted })), mine);
  assert.equal(await failure(nc.requestMany("a", "", { signal: aborted })), mine);
  assert.equal(await failure(nc.flush({ signal: aborted })), mine);
  assert.equal(await failure(nc.drain({ signal: aborted })), mine);
  await turn();
  assert.deepEqual(sockets[0].sent, []);
  assert.equal(nc.isDraining(), false);
  const never = ScriptedSocket.factory();
  assert.equal(await failure(nats.connect({ wsFactory: never.make, signal: aborted })), mine);
  assert.equal(never.sockets.length, 0);
});

ours("what a signal was aborted with is nobody's trap", WHY, async (t) => {
  const nc = await open(t, server);
  const foreign = new WebAssembly.RuntimeError("of another module");
  const signal = AbortSignal.abort(foreign);
  assert.equal(await failure(nc.request("a", "", { timeout: 1000, signal })), foreign);
  assert.equal(await failure(nc.requestMany("a", "", { signal })), foreign);
  await nc.flush();
});

ours("what is no signal is refused", WHY, async (t) => {
  const nc = await open(t, server);
  await failsWith("INVALID_OPTION", nc.request("a", "", { timeout: 1000, signal: 5 }));
  await failsWith("INVALID_OPTION", nc.requestMany("a", "", { signal: {} }));
  await failsWith("INVALID_OPTION", nc.flush({ signal: "now" }));
  await failsWith("INVALID_OPTION", nats.connect({ servers: server.ws, signal: {} }));
  await nc.flush({ signal: null });
  await nc.flush({});
});

for (const noMux of [false, true]) {
  ours(`a request that is called off, noMux ${noMux}`, WHY, async (t) => {
    const nc = await open(t, server);
    const s = subject();
    let asked;
    nc.subscribe(s, { callback: (_err, m) => asked.resolve(m) });
    for (const reason of [mine, undefined, "a text"]) {
      const gate = new AbortController();
      asked = nats.deferred();
      const reply = failure(nc.request(s, "", { timeout: 60_000, noMux, signal: gate.signal }));
      const m = await asked;
      assert.equal(listeners(gate), 1);
      gate.abort(reason);
      const err = await reply;
      assert.equal(err, gate.signal.reason);
      assert.equal(err.name, reason === undefined ? "AbortError" : reason.name);
      assert.equal(listeners(gate), 0);
      // A reply that comes too late is nobody's.
      m.respond("late");
      await nc.flush();
    }
    asked = nats.deferred();
    const next = nc.request(s, "", { timeout: 60_000, noMux });
    (await asked).respond("in time");
    assert.equal((await next).string(), "in time");
  });
}

ours("the server forgets the inbox of a request that is called off", WHY, async (t) => {
  const nc = await open(t, server);
  const s = subject();
  nc.subscribe(s, { callback: () => {} });
  await nc.flush();
  const before = (await server.subjects()).length;
  const gate = new AbortController();
  const reply = failure(nc.request(s, "", { timeout: 60_000, noMux: true, signal: gate.signal }));
  await nc.flush();
  assert.equal((await server.subjects()).length, before + 1);
  gate.abort(mine);
  assert.equal(await reply, mine);
  await nc.flush();
  assert.equal((await server.subjects()).length, before);
});

ours("a signal that times out", WHY, async (t) => {
  const nc = await open(t, server);
  const s = subject();
  nc.subscribe(s, { callback: () => {} });
  const err = await failure(nc.request(s, "", { timeout: 60_000, signal: AbortSignal.timeout(20) }));
  assert.equal(err.name, "TimeoutError");
});

ours("outcomes of other kinds leave no listener", WHY, async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const { signal } = new AbortController();
  const sub = nc.subscribe(s, { callback: (_err, m) => m.respond("") });
  nc.subscribe(`${s}.mute`, { callback: () => {} });
  await nc.request(s, "", { timeout: 10_000, signal });
  await failsWith("503", nc.request(`${s}.nobody`, "", { timeout: 10_000, signal }));
  await failsWith("TIMEOUT", nc.request(`${s}.mute`, "", { timeout: 20, signal }));
  await failsWith("BAD_SUBJECT", nc.request("a b", "", { timeout: 20, signal }));
  for await (const _ of await nc.requestMany(s, "", { maxWait: 10_000, strategy: "count", maxMessages: 1, signal })) {
    sub.unsubscribe();
  }
  await nc.flush({ signal });
  const closed = failsWith("TIMEOUT", nc.request(`${s}.mute`, "", { timeout: 60_000, signal }));
  await nc.drain({ signal });
  await closed;
  await turn();
  assert.equal(listeners({ signal }), 0);
});

ours("a hundred requests with one signal are called off together", WHY, async (t) => {
  const nc = await open(t, server);
  const s = subject();
  nc.subscribe(s, { callback: () => {} });
  const gate = new AbortController();
  const all = Array.from({ length: 100 }, () => failure(nc.request(s, "", { timeout: 60_000, signal: gate.signal })));
  assert.equal(listeners(gate), 1, "Node warns of more than ten");
  gate.abort(mine);
  assert.deepEqual(new Set(await Promise.all(all)), new Set([mine]));
});

ours("a loop over many replies fails with the reason", WHY, async (t) => {
  const nc = await open(t, server);
  const s = subject();
  nc.subscribe(s, { callback: (_err, m) => m.respond("one") });
  const gate = new AbortController();
  const seen = [];
  const loop = async () => {
    for await (const m of await nc.requestMany(s, "", { maxWait: 60_000, signal: gate.signal })) {
      seen.push(m.string());
      gate.abort(mine);
    }
  };
  assert.equal(await failure(loop()), mine);
  assert.deepEqual(seen, ["one"]);
  assert.equal(listeners(gate), 0);
});

for (const isFirst of [true, false]) {
  ours(`a callback aborts ${isFirst ? "before" : "after"} the reply in the same frame`, WHY, async (t) => {
    const { make, sockets } = ScriptedSocket.factory();
    const nc = await open(t, "ws://127.0.0.1:1", { wsFactory: make });
    const gate = new AbortController();
    const sub = nc.subscribe("stop", { callback: () => gate.abort(mine) });
    const reply = nc.request("a", "", { timeout: 60_000, signal: gate.signal });
    await nc.flush();
    const [, inbox] = /PUB a (\S+) 0/.exec(sockets[0].words);
    const [, sid] = /SUB \S+\* (\d+)/.exec(sockets[0].words);
    const frame = [`MSG stop ${sub.getID()} 0\r\n\r\n`, `MSG ${inbox} ${sid} 2\r\nhi\r\n`];
    sockets[0].say((isFirst ? frame : frame.reverse()).join(""));
    if (isFirst) {
      assert.equal(await failure(reply), mine);
    } else {
      assert.equal((await reply).string(), "hi");
    }
    await nc.flush();
  });
}

ours("a flush that is called off while the link is away", WHY, async (t) => {
  const proxy = await TcpProxy.start(t, Number(new URL(server.ws).port));
  const nc = await open(t, proxy, eager);
  const statuses = new StatusLog(nc);
  proxy.refuse();
  await statuses.next("disconnect");
  const gate = new AbortController();
  const flushed = failure(nc.flush({ signal: gate.signal }));
  gate.abort(mine);
  assert.equal(await flushed, mine);
  proxy.admit();
  await nc.flush();
});

ours("a drain goes on though nobody waits for it any more", WHY, async (t) => {
  const nc = await open(t, server);
  const gate = new AbortController();
  const drained = failure(nc.drain({ signal: gate.signal }));
  gate.abort(mine);
  assert.equal(await drained, mine);
  assert.equal(await nc.closed(), undefined);
});

ours("connecting is called off, and leaves no socket", WHY, async (t) => {
  const hole = await blackHole(t);
  const gate = new AbortController();
  const dialled = nats.deferred();
  const wsFactory = async (url) => {
    const socket = new WebSocket(url);
    dialled.resolve();
    return { socket, encrypted: false };
  };
  const connecting = failure(nats.connect({ servers: hole.ws, wsFactory, signal: gate.signal }));
  await dialled;
  await turn();
  gate.abort(mine);
  assert.equal(await connecting, mine);
  await hole.abandoned();
  assert.equal(listeners(gate), 0);
});

ours("connecting without end is called off", WHY, async () => {
  const connecting = nats.connect({
    servers: "ws://127.0.0.1:1",
    waitOnFirstConnect: true,
    signal: AbortSignal.timeout(50),
    ...eager,
  });
  assert.equal((await failure(connecting)).name, "TimeoutError");
});

ours("the signal of connect() does nothing to a connection that stands", WHY, async (t) => {
  const gate = new AbortController();
  const nc = await open(t, server, { signal: gate.signal });
  assert.equal(listeners(gate), 0);
  gate.abort(mine);
  await nc.flush();
});

ours("a hundred thousand requests with one signal leave nothing behind", WHY, async () => {
  const script = `
    const { connect } = await import(${JSON.stringify(moduleUrl)});
    const { getEventListeners } = await import("node:events");
    const used = () => { globalThis.gc(); return process.memoryUsage().heapUsed; };
    const nc = await connect({ servers: ${JSON.stringify(server.ws)} });
    nc.subscribe("abort.leak", { callback: (_err, m) => m.respond("") });
    const { signal } = new AbortController();
    const figures = [];
    for (let i = 0; i < 100; i++) {
      await Promise.all(Array.from({ length: 1000 }, () => nc.request("abort.leak", "", { timeout: 60_000, signal })));
      if (i === 20) figures.push(used());
    }
    figures.push(used(), getEventListeners(signal, "abort").length);
    await nc.close();
    console.log(JSON.stringify(figures));`;
  const out = await inChild(script, { cwd: packageRoot, execArgv: ["--expose-gc"], timeout: 55_000 });
  const [early, late, left] = JSON.parse(out);
  assert.equal(left, 0);
  assert.ok(late - early < 1 << 20, `${early} bytes after 20,000 requests, ${late} after 100,000`);
});
