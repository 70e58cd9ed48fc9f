import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { failsWith, nats, turn } from "./helpers/client.mjs";
import { ours, packageRoot, parity, test } from "./helpers/modules.mjs";
import { ScriptedSocket } from "./helpers/scripted_socket.mjs";

const { version: packageVersion } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));

const { connect } = nats;

/** Defaults that 1.30.3 does not write into its options. */
const LEFT_OUT = ["inboxPrefix", "timeout"];

/** Connects with `opts` to a scripted server; gives the connection, its sockets and the URLs that were dialled. */
async function scripted(t, opts) {
  const { make, sockets } = ScriptedSocket.factory();
  const urls = [];
  const wsFactory = (url) => {
    urls.push(url);
    return make();
  };
  const nc = await connect({ wsFactory, ...opts });
  t.after(() => {
    const closed = nc.close();
    sockets.forEach((socket) => socket.hangUp());
    return closed;
  });
  return { nc, sockets, urls };
}

/** What CONNECT says with `opts`. */
async function saidToServer(t, opts) {
  const { sockets } = await scripted(t, { servers: "ws://127.0.0.1:1", ...opts });
  return JSON.parse(/CONNECT (.*)\r\n/.exec(sockets[0].words)[1]);
}

test("the defaults are those of the table", async (t) => {
  const { nc } = await scripted(t, { servers: "ws://127.0.0.1:1" });
  const defaults = {
    debug: false,
    ignoreClusterUpdates: undefined,
    inboxPrefix: "_INBOX",
    maxPingOut: 2,
    maxReconnectAttempts: 10,
    name: undefined,
    noEcho: undefined,
    noRandomize: undefined,
    pass: undefined,
    pedantic: false,
    pingInterval: 120_000,
    port: undefined,
    reconnect: true,
    reconnectJitter: 100,
    reconnectJitterTLS: 1000,
    reconnectTimeWait: 2000,
    timeout: 20_000,
    token: undefined,
    user: undefined,
    verbose: false,
    waitOnFirstConnect: false,
  };
  for (const [name, value] of Object.entries(defaults)) {
    if (!(parity && LEFT_OUT.includes(name))) {
      assert.equal(nc.options[name] || undefined, value || undefined, name);
    }
  }
  assert.equal(typeof nc.options.authenticator, "function");
  assert.deepEqual(nc.options.servers, ["ws://127.0.0.1:1"]);
});

test("a reconnectDelayHandler that was not given is one of time wait and jitter", async (t) => {
  for (const [opts, least, most] of [
    [{}, 2000, 2100],
    [{ reconnectTimeWait: 10, reconnectJitter: 5 }, 10, 15],
    [{ reconnectTimeWait: 7, reconnectJitter: 0 }, 7, 7],
  ]) {
    const { nc } = await scripted(t, { servers: "ws://127.0.0.1:1", ...opts });
    const waits = Array.from({ length: 300 }, () => nc.options.reconnectDelayHandler());
    assert.ok(
      waits.every((wait) => Number.isInteger(wait) && wait >= least && wait <= most),
      `${waits}`,
    );
    assert.equal(new Set(waits).size > 1, least < most);
  }
  const reconnectDelayHandler = () => 5;
  const { nc } = await scripted(t, { servers: "ws://127.0.0.1:1", reconnectDelayHandler });
  assert.equal(nc.options.reconnectDelayHandler, reconnectDelayHandler);
});

test("CONNECT says what the options say", async (t) => {
  const plain = await saidToServer(t, {});
  const { lang, version, ...rest } = plain;
  assert.ok(lang && version);
  if (!parity) {
    assert.deepEqual([lang, version], ["nats-web", packageVersion]);
  }
  assert.deepEqual(rest, {
    protocol: 1,
    verbose: false,
    pedantic: false,
    headers: true,
    no_responders: true,
  });
  const cases = [
    [{ verbose: true }, { verbose: true }],
    [{ pedantic: true }, { pedantic: true }],
    [{ noEcho: true }, { echo: false }],
    [{ name: "me" }, { name: "me" }],
    [{ user: "u" }, { user: "u" }],
    [
      { user: "u", pass: "p" },
      { user: "u", pass: "p" },
    ],
    [{ token: "t" }, { auth_token: "t" }],
    [{ authenticator: () => ({ user: "a" }) }, { user: "a" }],
    [{ authenticator: [() => ({ user: "a" }), () => ({ pass: "b" })] }, { user: "a", pass: "b" }],
  ];
  for (const [opts, said] of cases) {
    assert.deepEqual(await saidToServer(t, opts), { ...plain, ...said }, JSON.stringify(opts));
  }
});

const ADDRESSES = [
  ["ws://host", "ws://host:80/"],
  ["ws://host:1234", "ws://host:1234/"],
  ["wss://host", "wss://host:443/"],
  ["wss://host:1234", "wss://host:1234/"],
  ["host", "wss://host:443/"],
  ["host:1234", "wss://host:1234/"],
  ["127.0.0.1", "wss://127.0.0.1:443/"],
  ["nats://host", "ws://host:80/"],
  ["nats://host:1234", "ws://host:1234/"],
  ["tls://host", "wss://host:443/"],
  ["http://host", "ws://host:80/"],
  ["https://host", "wss://host:443/"],
  ["ws://[::1]:1234", "ws://[::1]:1234/"],
  ["[::1]:1234", "wss://[::1]:1234/"],
  ["ws://host/a/path", "ws://host:80/a/path"],
  ["ws://host:1234/a/path?x=y&z=1", "ws://host:1234/a/path?x=y&z=1"],
  ["host:1234/a?x=y", "wss://host:1234/a?x=y"],
  ["WS://HOST:1234", "ws://host:1234/"],
];

for (const [server, url] of ADDRESSES) {
  test(`${server} is dialled as ${url}`, async (t) => {
    for (const servers of [server, [server]]) {
      const { urls } = await scripted(t, { servers });
      assert.deepEqual(urls, [url]);
    }
  });
}

test("port is that of a server on this machine", async (t) => {
  const { nc, urls } = await scripted(t, { port: 1234 });
  assert.deepEqual(urls, ["wss://127.0.0.1:1234/"]);
  assert.equal(nc.getServer(), "127.0.0.1:1234");
});

ours("without servers it is 127.0.0.1:4222", "1.30.3 dials port 443", async (t) => {
  for (const opts of [{}, { servers: [] }, { servers: "" }]) {
    const { urls } = await scripted(t, opts);
    assert.deepEqual(urls, ["wss://127.0.0.1:4222/"]);
  }
});

test("servers are tried in random order, unless noRandomize says otherwise", async (t) => {
  const servers = Array.from({ length: 12 }, (_, i) => `ws://10.0.0.${i + 1}:1`);
  const first = async (opts) => (await scripted(t, { servers, ...opts })).urls[0];
  const random = await Promise.all(Array.from({ length: 20 }, () => first({})));
  assert.ok(new Set(random).size > 1, "twenty times the same of twelve");
  const inOrder = await Promise.all(Array.from({ length: 5 }, () => first({ noRandomize: true })));
  assert.deepEqual([...new Set(inOrder)], ["ws://10.0.0.1:1/"]);
});

test("noEcho is refused by a server that cannot do it", async () => {
  const { make, sockets } = ScriptedSocket.factory({ open: false });
  const connecting = connect({ servers: "ws://127.0.0.1:1", wsFactory: make, noEcho: true, reconnect: false });
  connecting.catch(() => {});
  await turn();
  sockets[0].readyState = 1;
  sockets[0].onopen({});
  sockets[0].say('INFO {"server_id":"OLD","version":"1.0.0","proto":0,"max_payload":1024}\r\n');
  await failsWith(nats.ErrorCode.ServerOptionNotAvailable, connecting);
});
