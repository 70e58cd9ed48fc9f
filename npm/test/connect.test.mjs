import assert from "node:assert/strict";
import { failsWith, failure, nats, open, subject, texts } from "./helpers/client.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { blackHole, stranger, webServer } from "./helpers/proxy.mjs";
import { freePorts, NatsServer } from "./helpers/server.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { connect, ErrorCode } = nats;
const server = await sharedServer();

test("a connection knows its server", async (t) => {
  const nc = await open(t, server, { name: "me" });
  assert.equal(nc.getServer(), server.hostPort);
  assert.equal(nc.isClosed(), false);
  assert.equal(nc.isDraining(), false);
  assert.equal(nc.info.headers, true);
  assert.equal(nc.info.proto, 1);
  assert.ok(nc.info.max_payload > 0);
  assert.ok(nc.info.client_id > 0);
  const [me] = (await server.connections()).filter((c) => c.cid === nc.info.client_id);
  assert.equal(me.name, "me");
  assert.equal(typeof (await nc.rtt()), "number");
});

test("servers can be one URL or several", async (t) => {
  assert.equal((await open(t, server.ws)).getServer(), server.hostPort);
  const [dead] = await freePorts(1);
  const nc = await open(t, server, { servers: [`ws://127.0.0.1:${dead}`, server.ws], noRandomize: true });
  assert.equal(nc.getServer(), server.hostPort);
});

test("paths and queries of a URL go to the server", async (t) => {
  const nc = await open(t, `${server.ws}/some/path?x=y`);
  await nc.flush();
});

test("options that make no sense are refused at once", async () => {
  const cases = [
    [ErrorCode.InvalidOption, { port: 1234, servers: "ws://127.0.0.1:1" }],
    [ErrorCode.InvalidOption, { servers: "ws://127.0.0.1:1", resolve: true }],
    [ErrorCode.InvalidOption, { servers: server.ws, tls: {} }],
    [ErrorCode.NotFunction, { servers: "ws://127.0.0.1:1", reconnectDelayHandler: 5 }],
    [ErrorCode.ApiError, { servers: "ws://127.0.0.1:1", inboxPrefix: "a.*" }],
    [ErrorCode.ApiError, { servers: "ws://127.0.0.1:1", inboxPrefix: "a.>" }],
  ];
  for (const [code, opts] of cases) {
    await failsWith(code, () => connect(opts));
  }
});

ours("numbers that make no sense are refused at once", "1.30.3 takes them", async () => {
  for (const name of [
    "timeout",
    "pingInterval",
    "maxPingOut",
    "reconnectTimeWait",
    "reconnectJitter",
    "maxPendingBytes",
    "jwtRenewalLead",
  ]) {
    for (const bad of [Number.NaN, -1, "-1", "5 s", " ", true, Number.NEGATIVE_INFINITY, {}, [5]]) {
      await failsWith(ErrorCode.InvalidOption, () => connect({ servers: server.ws, [name]: bad }));
    }
  }
  for (const bad of [-2, Number.NaN, "many"]) {
    await failsWith(ErrorCode.InvalidOption, () => connect({ servers: server.ws, maxReconnectAttempts: bad }));
  }
  for (const bad of [-1, 70000, 1.5, "x"]) {
    await failsWith(ErrorCode.InvalidOption, () => connect({ port: bad }));
  }
});

/** The texts of all that `msgs` gives until it ends. */
async function allTexts(msgs) {
  const all = [];
  for await (const m of msgs) {
    all.push(m);
  }
  return texts(all);
}

test("numbers may be texts, as they come from an environment or a form", async (t) => {
  const nc = await open(t, server, {
    timeout: "2000",
    pingInterval: " 30000 ",
    maxPingOut: "3",
    maxReconnectAttempts: "5",
    reconnectTimeWait: "10",
    reconnectJitter: "0",
  });
  const s = subject();
  const [limited, ended] = [nc.subscribe(s, { max: "2", timeout: "30000" }), nc.subscribe(s)];
  nc.subscribe(s, { callback: (_err, m) => m.respond(m.data) });
  ended.unsubscribe("1");
  assert.equal((await nc.request(s, "x", { timeout: "30000" })).string(), "x");
  const many = await nc.requestMany(s, "y", { strategy: "count", maxMessages: "1", maxWait: "30000" });
  assert.deepEqual(await allTexts(many), ["y"]);
  assert.deepEqual(await allTexts(limited), ["x", "y"]);
  assert.deepEqual(await allTexts(ended), ["x"]);
  const silent = subject();
  nc.subscribe(silent, { callback: () => {} });
  await failsWith(ErrorCode.Timeout, nc.request(silent, "", { timeout: "10" }));
});

ours("they are numbers then, bigints too, and false is none", "1.30.3 keeps them as they are", async (t) => {
  const given = { timeout: "2000", reconnectTimeWait: "5", reconnectJitter: false, maxReconnectAttempts: "-1" };
  const nc = await open(t, server, { ...given, pingInterval: 5000n });
  const { timeout, reconnectTimeWait, reconnectJitter, maxReconnectAttempts, pingInterval } = nc.options;
  const all = [timeout, reconnectTimeWait, reconnectJitter, maxReconnectAttempts, pingInterval];
  assert.deepEqual(all, [2000, 5, 0, -1, 5000]);
  const sub = nc.subscribe(subject(), { max: "2", timeout: false });
  assert.equal(sub.getMax(), 2);
  sub.unsubscribe(5n);
  assert.equal(sub.getMax(), 5);
  nc.subscribe(sub.getSubject(), { callback: (_err, m) => m.respond() });
  await nc.request(sub.getSubject(), "", { timeout: 30_000n });
  await failsWith(ErrorCode.InvalidOption, () => nc.subscribe(subject(), { max: "two" }));
  await failsWith(ErrorCode.InvalidOption, () => nc.subscribe(subject(), { timeout: true }));
});

test("servers may be a Set", async (t) => {
  const nc = await connect({ servers: new Set([server.ws]) });
  t.after(() => nc.close());
  assert.equal(nc.getServer(), server.hostPort);
});

ours("servers may be anything that gives strings", "1.30.3 knows arrays and Sets", async (t) => {
  for (const list of [[server.ws].values(), Object.freeze([server.ws]), new Map([[server.ws, 1]]).keys()]) {
    const nc = await connect({ servers: list });
    t.after(() => nc.close());
    assert.deepEqual(nc.options.servers, [server.ws]);
  }
  for (const bad of [new Set([5]), new Set([""]), new Map([["a", server.ws]]), { length: 1, 0: server.ws }, 5, true]) {
    await failsWith(ErrorCode.InvalidOption, () => connect({ servers: bad }));
  }
});

ours("what is infinite never comes", "1.30.3 takes infinite times for none", async (t) => {
  const names = ["timeout", "pingInterval", "maxPingOut", "reconnectTimeWait", "maxPendingBytes", "highWaterMark"];
  const nc = await open(t, server, Object.fromEntries(names.map((name) => [name, Number.POSITIVE_INFINITY])));
  const s = subject();
  nc.subscribe(s, {
    pendingLimits: { messages: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY },
    timeout: Number.POSITIVE_INFINITY,
  });
  nc.subscribe(s, { callback: (_err, m) => m.respond() });
  await nc.request(s, "", { timeout: Number.POSITIVE_INFINITY });
});

ours("an authenticator that is no function is refused", "1.30.3 goes on without it", async () => {
  await failsWith(ErrorCode.NotFunction, () => connect({ servers: server.ws, authenticator: "secret" }));
  await failsWith(ErrorCode.NotFunction, () => connect({ servers: server.ws, authenticator: [() => {}, 5] }));
});

ours("an option that is undefined counts as not given", "1.30.3 lets it stand in for the default", async (t) => {
  const nc = await open(t, server, { reconnect: undefined, timeout: undefined, name: null });
  await nc.flush();
});

test("the caller's options are not needed afterwards", async (t) => {
  const opts = { servers: [server.ws], name: "kept" };
  const nc = await open(t, server, opts);
  opts.servers.length = 0;
  await nc.flush();
});

ours("the caller's options stay as they are", "1.30.3 writes servers into them", async () => {
  const opts = Object.freeze({
    port: server.ports[1],
    wsFactory: async () => ({ socket: new WebSocket(server.ws), encrypted: false }),
  });
  await (await connect(opts)).close();
  assert.deepEqual(Object.keys(opts), ["port", "wsFactory"]);
});

test("addresses that are none are refused", async () => {
  for (const bad of ["ws://", "ws://:x", "ws://host:99999", "://"]) {
    const err = await failure(() => connect({ servers: bad }));
    assert.ok(err instanceof Error, bad);
  }
});

ours("a bad address is an InvalidOption", "1.30.3 passes the platform's TypeError on", async () => {
  for (const bad of ["ws://", "ws://:x", "ws://host:99999"]) {
    await failsWith(ErrorCode.InvalidOption, () => connect({ servers: bad }));
  }
});

ours("what is no object of options is refused", "1.30.3 throws a TypeError, or connects to this machine", async () => {
  for (const bad of [server.ws, [server.ws], 5, true, () => server.ws]) {
    const err = await failsWith(ErrorCode.InvalidOption, () => connect(bad));
    assert.match(err.message, /connect\(\) should be an object/);
  }
  await failsWith(ErrorCode.InvalidOption, () => connect({ servers: new URL(server.ws) }));
});

ours("a failed connect() has its caller in the stack", "1.30.3 has its own loop there", async (t) => {
  const [dead] = await freePorts(1);
  const cases = {
    refused: { servers: `ws://127.0.0.1:${dead}` },
    silent: await blackHole(t).then((h) => ({ servers: h.ws })),
  };
  for (const [name, opts] of Object.entries(cases)) {
    const asks = async () => await connect({ ...opts, timeout: 100 });
    const err = await failure(asks());
    assert.match(err.stack, /^NatsError: .*[\s\S]*connect\.test\.mjs/, name);
  }
});

test("a port where nobody listens is refused", async () => {
  const [dead] = await freePorts(1);
  await failsWith(ErrorCode.Unknown, () => connect({ servers: `ws://127.0.0.1:${dead}` }));
});

test("a web server is not a NATS server", async (t) => {
  const err = await failure(connect({ servers: await webServer(t) }));
  assert.ok(err instanceof Error);
});

test("the port for plain TCP clients is not one for WebSockets", async () => {
  const err = await failure(connect({ servers: `ws://127.0.0.1:${server.tcpPort}` }));
  assert.ok(err instanceof Error);
});

test("a WebSocket that speaks something else is refused", async (t) => {
  for (const words of ["HELLO there\r\n", "-ERR 'no'\r\n"]) {
    const err = await failure(connect({ servers: await stranger(t, words), timeout: 2000 }));
    assert.ok(err instanceof Error, words);
  }
});

ours("malformed first words are a protocol error", "1.30.3 throws a plain Error, or hangs", async (t) => {
  for (const words of ["HELLO there\r\n", "INFO {]\r\n", "INFO\r\n", `INFO ${"x".repeat(17 << 20)}`]) {
    const url = await stranger(t, words);
    const err = await failure(connect({ servers: url, timeout: 5000, reconnect: false }));
    assert.equal(err.name, "NatsError", words.slice(0, 20));
    assert.notEqual(err.code, ErrorCode.Timeout, words.slice(0, 20));
  }
});

test("a server that says nothing is given up after the timeout", async (t) => {
  await failsWith(ErrorCode.Timeout, connect({ servers: (await blackHole(t)).ws, timeout: 100 }));
});

test("wsFactory makes the sockets", async (t) => {
  const urls = [];
  const nc = await open(t, server, {
    wsFactory: async (url, opts) => {
      urls.push(url);
      assert.equal(opts.name, "made");
      return { socket: new WebSocket(url), encrypted: false };
    },
    name: "made",
  });
  await nc.flush();
  assert.equal(urls.length, 1);
  assert.equal(new URL(urls[0]).port, String(server.ports[1]));
});

ours("a wsFactory that fails is a failed attempt", "1.30.3 hangs or leaks", async () => {
  const err = await failure(
    connect({
      servers: server.ws,
      wsFactory: async () => {
        throw new Error("no socket today");
      },
    }),
  );
  assert.match(`${err.message} ${err.chainedError?.message}`, /no socket today/);
});

ours("a wsFactory that gives no socket is a failed attempt, at once", "1.30.3 hangs", async () => {
  for (const given of [undefined, null, 5, {}, { socket: null }, { socket: {} }, new WebSocket("ws://127.0.0.1:1")]) {
    given?.addEventListener?.("error", () => {});
    const err = await failsWith(ErrorCode.Unknown, () => connect({ servers: server.ws, wsFactory: () => given }));
    assert.match(err.message, /wsFactory should give a socket/);
  }
});

test("waitOnFirstConnect waits for a server to come up", async (t) => {
  const late = await NatsServer.start(t);
  await late.down();
  const connecting = connect({ servers: late.ws, waitOnFirstConnect: true, reconnectTimeWait: 10, reconnectJitter: 0 });
  await late.up();
  const nc = await connecting;
  await nc.flush();
  await nc.close();
});

test("many connections at once", async (t) => {
  const all = await Promise.all(Array.from({ length: 20 }, () => open(t, server)));
  await Promise.all(all.map((nc) => nc.flush()));
  assert.equal(new Set(all.map((nc) => nc.info.client_id)).size, 20);
});

ours("an attempt that is given up leaves no link open", "1.30.3 leaks the socket", async (t) => {
  const hole = await blackHole(t);
  // A machine that is slow may take longer to make a link than an attempt lasts.
  for (let timeout = 50; hole.taken === 0; timeout *= 2) {
    await failsWith(ErrorCode.Timeout, connect({ servers: hole.ws, timeout }));
  }
  await hole.abandoned();
});
