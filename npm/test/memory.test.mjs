// Memory stays flat: under a long stream, and under an outage with constant dialling. In processes of their own, where
// the collector can be called.
import assert from "node:assert/strict";
import { inChild } from "./helpers/child.mjs";
import { moduleUrl, ours, packageRoot } from "./helpers/modules.mjs";

const MB = 1 << 20;
const script = new URL("./helpers/scripted_socket.mjs", import.meta.url).href;
const SETUP = `
  import { setTimeout as sleep } from "node:timers/promises";
  const { connect } = await import(${JSON.stringify(moduleUrl)});
  const { ScriptedSocket } = await import(${JSON.stringify(script)});
  const used = async () => {
    for (let i = 0; i < 3; i++) { await new Promise((r) => setImmediate(r)); globalThis.gc(); }
    const m = process.memoryUsage();
    return m.heapUsed + m.external;
  };
  const figures = [];`;

/** Runs `body`, which fills `figures` with bytes in use. */
async function figures(body) {
  const text = await inChild(`${SETUP}${body}\nconsole.log(JSON.stringify(figures)); process.exit(0);`, {
    cwd: packageRoot,
    execArgv: ["--expose-gc"],
    timeout: 120_000,
  });
  return JSON.parse(text);
}

ours("a million messages through one subscription", "1.30.3 is not ours to watch", async () => {
  const [early, late] = await figures(`
    const { make, sockets } = ScriptedSocket.factory();
    const nc = await connect({ servers: "ws://127.0.0.1:1", wsFactory: make });
    let n = 0;
    const sub = nc.subscribe("m");
    await nc.flush();
    const loop = (async () => { for await (const m of sub) { n += m.data.length; } })();
    const frame = new TextEncoder().encode(("MSG m " + sub.getID() + " 5\\r\\nhello\\r\\n").repeat(1000));
    for (let i = 0; i < 1000; i++) {
      // Cut in two at another place each time, so that messages straddle.
      const cut = (i * 37) % frame.length;
      sockets[0].deliver(frame.subarray(0, cut));
      sockets[0].deliver(frame.subarray(cut));
      sockets[0].sent.length = 0;
      await new Promise((r) => setImmediate(r));
      if (i === 200) figures.push(await used());
    }
    figures.push(await used());
    if (n !== 5_000_000) throw new Error("lost: " + n);`);
  assert.ok(late - early < 2 * MB, `${early} bytes after 200,000 messages, ${late} after a million`);
});

ours("thousands of failed dials", "1.30.3 leaks", async () => {
  const [early, late] = await figures(`
    let dials = 0;
    let refuse = false;
    let enough = () => {};
    const socket = new ScriptedSocket();
    const nc = await connect({
      servers: "ws://127.0.0.1:1",
      maxReconnectAttempts: -1,
      reconnectDelayHandler: () => 0,
      wsFactory: async () => {
        if (!refuse) { setImmediate(() => socket.open()); return { socket, encrypted: false }; }
        if (++dials % 1000 === 0) enough();
        const failing = new ScriptedSocket();
        setImmediate(() => { failing.fail("no"); failing.hangUp(); });
        return { socket: failing, encrypted: false };
      },
    });
    nc.subscribe("kept", { callback: () => {} });
    refuse = true;
    socket.hangUp();
    for (let i = 0; i < 4; i++) {
      await new Promise((r) => { enough = r; });
      if (i === 0) figures.push(await used());
    }
    figures.push(await used());`);
  assert.ok(late - early < MB, `${early} bytes after 1,000 dials, ${late} after 4,000`);
});
