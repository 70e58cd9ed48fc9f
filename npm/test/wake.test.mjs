// What makes a page look after its link. Node has none of these events, so the page here is made up; the browser's own are
// in browser/wake.test.mjs.
import assert from "node:assert/strict";
import { beforeEach } from "node:test";
import { eager, nats, open, StatusLog, turn } from "./helpers/client.mjs";
import { ours } from "./helpers/modules.mjs";
import { TcpProxy } from "./helpers/proxy.mjs";
import { ScriptedSocket } from "./helpers/scripted_socket.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const server = await sharedServer();
const WHY = "it does not look";
let page;

/** A page as far as events go, which counts its listeners. */
class Page extends EventTarget {
  listeners = 0;
  visibilityState = "visible";
  addEventListener(...args) {
    this.listeners++;
    super.addEventListener(...args);
  }
  removeEventListener(...args) {
    this.listeners--;
    super.removeEventListener(...args);
  }
  say(type) {
    this.dispatchEvent(new Event(type));
  }
}

beforeEach(() => {
  page = new Page();
  Object.assign(globalThis, {
    ononline: null,
    document: page,
    addEventListener: page.addEventListener.bind(page),
    removeEventListener: page.removeEventListener.bind(page),
  });
});

const pings = ({ words }) => words.match(/PING/g).length;

ours("online, pageshow and becoming visible probe the link", WHY, async (t) => {
  const { make, sockets } = ScriptedSocket.factory();
  await open(t, "ws://127.0.0.1:1", { wsFactory: make });
  let expected = pings(sockets[0]);
  for (const type of ["online", "pageshow", "visibilitychange"]) {
    page.say(type);
    assert.equal(pings(sockets[0]), ++expected, type);
    page.say("online");
    assert.equal(pings(sockets[0]), expected, "one at a time");
    // The answer to the probe comes.
    await turn();
    await turn();
  }
  page.visibilityState = "hidden";
  for (const type of ["online", "pageshow", "visibilitychange"]) {
    page.say(type);
  }
  assert.equal(pings(sockets[0]), expected, "not while the page is hidden");
});

ours("a busy socket is not probed", WHY, async (t) => {
  const { make, sockets } = ScriptedSocket.factory();
  await open(t, "ws://127.0.0.1:1", { wsFactory: make });
  const before = pings(sockets[0]);
  sockets[0].bufferedAmount = 1 << 20;
  page.say("online");
  assert.equal(pings(sockets[0]), before);
  sockets[0].bufferedAmount = 0;
});

ours("a link that does not answer the probe is replaced", WHY, async (t) => {
  const proxy = await TcpProxy.start(t, server.ports[1]);
  // A third of what the keepalive alone would take.
  const nc = await open(t, proxy, { ...eager, pingInterval: 2000, maxPingOut: 100 });
  const statuses = new StatusLog(nc);
  proxy.stall();
  page.say("visibilitychange");
  await statuses.next("staleConnection");
  proxy.resume();
  await statuses.next("reconnect");
  assert.equal(statuses.count("disconnect"), 1);
  await nc.flush();
});

ours("online ends the wait between two attempts", WHY, async (t) => {
  const proxy = await TcpProxy.start(t, server.ports[1]);
  const nc = await open(t, proxy, { reconnectTimeWait: 3_600_000, maxReconnectAttempts: -1 });
  const statuses = new StatusLog(nc);
  proxy.cut();
  await statuses.next("disconnect");
  await turn();
  assert.equal(statuses.count("reconnecting"), 0);
  page.say("online");
  page.say("online");
  await statuses.next("reconnect");
  assert.equal(statuses.count("reconnecting"), 1);
  assert.equal(proxy.accepted, 2);
  await nc.flush();
});

ours("many connections, and none leaves a listener behind", WHY, async () => {
  const all = await Promise.all(Array.from({ length: 20 }, () => nats.connect({ servers: server.ws })));
  assert.equal(page.listeners, 60);
  page.say("online");
  await Promise.all(all.map((nc) => nc.flush()));
  await Promise.all(all.map((nc) => nc.close()));
  assert.equal(page.listeners, 0);
  await assert.rejects(nats.connect({ servers: "ws://127.0.0.1:1" }));
  await assert.rejects(nats.connect({ servers: "ws://127.0.0.1:1", pingInterval: -1 }));
  await assert.rejects(nats.connect({ servers: "not an address" }));
  assert.equal(page.listeners, 0);
  page.say("online");
});

ours("a worker has no document", WHY, async (t) => {
  delete globalThis.document;
  const { make, sockets } = ScriptedSocket.factory();
  await open(t, "ws://127.0.0.1:1", { wsFactory: make });
  const before = pings(sockets[0]);
  page.say("online");
  assert.equal(pings(sockets[0]), before + 1);
});

ours("Node's own globals are left alone", WHY, async (t) => {
  delete globalThis.ononline;
  await open(t, server);
  assert.equal(page.listeners, 0);
});
