import assert from "node:assert/strict";
import { failsWith, failure, nats, open, subject, take } from "./helpers/client.mjs";
import { internals } from "./helpers/internals.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { ScriptedSocket } from "./helpers/scripted_socket.mjs";
import { NatsServer } from "./helpers/server.mjs";

const { canonicalMIMEHeaderKey, ErrorCode, headers, Match, MsgHdrsImpl } = nats;
const enc = (s) => new TextEncoder().encode(s);
const dec = (b) => new TextDecoder().decode(b);

test("names are case-sensitive unless asked otherwise", () => {
  const h = headers();
  h.set("A-b", "1");
  h.append("a-B", "2");
  assert.deepEqual(h.keys(), ["A-b", "a-B"]);
  assert.equal(h.get("A-b"), "1");
  assert.equal(h.get("a-b"), "");
  assert.equal(h.get("a-b", Match.IgnoreCase), "1");
  assert.deepEqual(h.values("a-b", Match.IgnoreCase), ["1", "2"]);
  assert.equal(h.has("a-b"), false);
  assert.equal(h.has("A-B", Match.IgnoreCase), true);
  assert.equal(h.has("a-b", Match.CanonicalMIME), false);
});

test("canonical names are made on setting and looked for on getting", () => {
  const h = headers();
  h.set("nats-msg-ID", "1", Match.CanonicalMIME);
  assert.deepEqual(h.keys(), ["Nats-Msg-Id"]);
  assert.equal(h.get("NATS-MSG-ID", Match.CanonicalMIME), "1");
  assert.equal(canonicalMIMEHeaderKey("x-FOO-bar"), "X-Foo-Bar");
  assert.equal(canonicalMIMEHeaderKey(""), "");
});

test("append adds, set replaces, delete removes, in each mode", () => {
  const h = headers();
  h.append("k", "1");
  h.append("k", "2");
  assert.deepEqual(h.values("k"), ["1", "2"]);
  assert.equal(h.get("k"), "1");
  assert.equal(h.last("k"), "2");
  h.append("K", "3", Match.IgnoreCase);
  assert.deepEqual(h.values("k"), ["1", "2", "3"]);
  h.set("K", "4", Match.IgnoreCase);
  assert.deepEqual([...h], [["K", ["4"]]]);
  h.delete("k");
  assert.equal(h.has("K"), true);
  h.delete("k", Match.IgnoreCase);
  assert.deepEqual(h.keys(), []);
  assert.equal(h.get("none"), "");
  assert.equal(h.last("none"), "");
  assert.deepEqual(h.values("none"), []);
});

test("a status needs both parts", async () => {
  assert.match((await failure(() => headers(503))).message, /both/);
  assert.match((await failure(() => headers(0, "words"))).message, /both/);
  const h = headers(503, "No Responders");
  assert.equal(h.hasError, true);
  assert.equal(h.code, 503);
  assert.equal(h.description, "No Responders");
  assert.equal(h.status, "503 No Responders");
  assert.equal(headers().status, "0");
  assert.equal(headers().hasError, false);
});

test("a block is written as the protocol has it", () => {
  const h = headers(100, "Idle Heartbeat");
  h.append("a", "1");
  h.append("b", "ü");
  h.append("a", "2");
  assert.equal(dec(h.encode()), "NATS/1.0 100 Idle Heartbeat\r\na: 1\r\na: 2\r\nb: ü\r\n\r\n");
  assert.equal(h.toString(), dec(h.encode()));
  assert.equal(headers().encode().length, 0);
});

test("what is encoded follows every change, also through the map and its arrays", () => {
  const h = headers();
  h.set("a", "1");
  const first = h.encode();
  assert.equal(dec(first), "NATS/1.0\r\na: 1\r\n\r\n");
  first.fill(0);
  h.set("a", "2");
  assert.match(dec(h.encode()), /a: 2/);
  h.append("b", "3");
  assert.match(dec(h.encode()), /b: 3/);
  h.delete("b");
  assert.doesNotMatch(dec(h.encode()), /b: 3/);
  h.headers.get("a").push("4");
  assert.match(dec(h.encode()), /a: 4/);
  h.headers.set("c", ["5"]);
  assert.match(dec(h.encode()), /c: 5/);
  for (const [, values] of h) {
    values[0] = "x";
  }
  assert.match(dec(h.encode()), /c: x/);
  h._code = 200;
  h._description = "OK";
  assert.match(dec(h.encode()), /^NATS\/1.0 200 OK\r\n/);
});

test("headers are equal whatever the order of values", () => {
  const a = headers(200, "OK");
  const b = headers(200, "other words");
  for (const v of ["1", "2"]) {
    a.append("k", v);
  }
  for (const v of ["2", "1"]) {
    b.append("k", v);
  }
  assert.equal(a.equals(b), true);
  b.append("k", "3");
  assert.equal(a.equals(b), false);
  assert.equal(a.equals(headers()), false);
  assert.equal(a.equals(undefined), false);
});

test("records go in and come out", () => {
  const h = MsgHdrsImpl.fromRecord({ a: ["1", "2"], b: ["3"] });
  assert.deepEqual(h.toRecord(), { a: ["1", "2"], b: ["3"] });
  assert.equal(dec(h.encode()), "NATS/1.0\r\na: 1\r\na: 2\r\nb: 3\r\n\r\n");
});

ours("headers over bytes answer the same the hundredth time", "1.30.3 has only the map", async () => {
  const { MsgHdrsImpl: Impl } = await internals();
  const block = enc("NATS/1.0\r\na: 1\r\nb: 2\r\n\r\n");
  const h = Impl.fromBytes(block, 0, block.length);
  for (let i = 0; i < 100; i++) {
    assert.equal(h.get("b"), "2");
    assert.equal(h.has("c"), false);
  }
  h.append("b", "3");
  assert.deepEqual(h.values("b"), ["2", "3"]);
});

test("headers arrive as they were sent", async (t) => {
  const nc = await open(t, await NatsServer.start(t));
  const s = subject();
  const sub = nc.subscribe(s, { max: 3 });
  const h = headers();
  h.append("a", "1");
  h.append("a", "2");
  h.append("b", "grün");
  nc.publish(s, "with", { headers: h });
  h.set("a", "3");
  nc.publish(s, new Uint8Array(0), { headers: h, reply: "answer.here" });
  nc.publish(s, "without");
  const [first, second, third] = await take(sub, 3);
  assert.deepEqual(first.headers.toRecord(), { a: ["1", "2"], b: ["grün"] });
  assert.equal(first.string(), "with");
  assert.equal(first.headers.last("a"), "2");
  assert.equal(second.headers.get("a"), "3");
  assert.equal(second.data.length, 0);
  assert.equal(second.reply, "answer.here");
  assert.equal(third.headers, undefined);
});

test("headers that are null are none", async (t) => {
  const nc = await open(t, await NatsServer.start(t));
  const s = subject();
  const sub = nc.subscribe(s, { callback: (_err, m) => m.respond("", { headers: null }) });
  nc.publish(s, "", { headers: null });
  assert.equal((await nc.request(s, "", { headers: null })).headers, undefined);
  assert.equal(sub.getReceived(), 2);
});

test("a message can be sent on with its headers", async (t) => {
  const nc = await open(t, await NatsServer.start(t));
  const s = subject();
  const sub = nc.subscribe(s, { max: 2 });
  const h = headers();
  h.set("trace", "t1");
  nc.publish(s, "x", { headers: h, reply: s });
  const it = sub[Symbol.asyncIterator]();
  const { value: m } = await it.next();
  assert.equal(nc.respondMessage(m), true);
  const { value: again } = await it.next();
  assert.equal(again.headers.get("trace"), "t1");
  assert.equal(again.string(), "x");
});

test("a server that has no headers: publishing with some is refused, and nothing is sent", async (t) => {
  const { make, sockets } = ScriptedSocket.factory({ open: false });
  const connecting = nats.connect({ servers: "ws://127.0.0.1:1", wsFactory: make });
  while (sockets.length === 0) {
    await new Promise((r) => setImmediate(r));
  }
  const [socket] = sockets;
  socket.readyState = 1;
  await new Promise((r) => setImmediate(r));
  socket.onopen({});
  socket.say('INFO {"server_id":"OLD","version":"2.1.0","proto":1,"max_payload":1024}\r\n');
  const nc = await connecting;
  t.after(() => {
    const closed = nc.close();
    socket.hangUp();
    return closed;
  });
  const h = headers();
  h.set("a", "b");
  await failsWith(ErrorCode.ServerOptionNotAvailable, () => nc.publish("x", "", { headers: h }));
  await failsWith(ErrorCode.ServerOptionNotAvailable, () => nc.request("x", "", { headers: h, timeout: 1000 }));
  nc.publish("y");
  await nc.flush();
  assert.match(socket.words, /\r\nPUB y 0\r\n/);
  assert.doesNotMatch(socket.words, /HPUB|PUB x|"headers":true|"no_responders":true/);
});

test("headers of another copy of the package are sent, what headers() has not made is refused at once", async (t) => {
  const nc = await open(t, await NatsServer.start(t));
  const name = subject();
  const sub = nc.subscribe(name, { max: 1 });
  for (const headers of [{ a: "b" }, [["a", "b"]], "a: b", new Map([["a", "b"]])]) {
    await failsWith(ErrorCode.BadHeader, () => nc.publish(name, "", { headers }));
    await failsWith(ErrorCode.BadHeader, () => nc.request(name, "", { headers, timeout: 1000 }));
  }
  nc.publish(name, "", { headers: { encode: () => enc("NATS/1.0\r\na: b\r\n\r\n") } });
  const [m] = await take(sub, 1);
  assert.equal(m.headers.get("a"), "b");
});

ours("foreign headers that fail as wasm does end nothing", "1.30.3 has no wasm", async (t) => {
  const { make } = ScriptedSocket.factory();
  const nc = await open(t, "ws://127.0.0.1:1", { wsFactory: make });
  const trap = new WebAssembly.RuntimeError("of another module");
  const foreign = {
    encode() {
      throw trap;
    },
  };
  for (const fn of [() => nc.publish("a", "", { headers: foreign }), () => nc.request("a", "", { headers: foreign })]) {
    const err = await failsWith(ErrorCode.BadHeader, fn);
    assert.equal(err.chainedError, trap);
  }
  await nc.flush();
});
