import assert from "node:assert/strict";
import { inChild } from "./helpers/child.mjs";
import { failsWith, nats, open, subject, take, texts } from "./helpers/client.mjs";
import { moduleUrl, ours, packageRoot, test } from "./helpers/modules.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { connect, deferred, Empty, ErrorCode } = nats;
const server = await sharedServer();

test("a callback gets each message", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const got = deferred();
  const sub = nc.subscribe(s, { callback: (err, m) => got.resolve([err, m]) });
  nc.publish(s, "hello", { reply: "answer" });
  const [err, m] = await got;
  assert.equal(err, null);
  assert.equal(m.subject, s);
  assert.equal(m.reply, "answer");
  assert.equal(m.string(), "hello");
  assert.deepEqual([...m.data], [...Buffer.from("hello")]);
  assert.equal(m.sid, sub.getID());
  assert.equal(m.headers, undefined);
  assert.equal(sub.getSubject(), s);
  assert.equal(sub.getReceived(), 1);
  assert.equal(sub.getProcessed(), 1);
  assert.equal(sub.isClosed(), false);
});

test("a loop gets each message", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const sub = nc.subscribe(s);
  for (const v of ["a", "b", "c"]) {
    nc.publish(s, v);
  }
  const seen = [];
  for await (const m of sub) {
    seen.push(m.string());
    assert.equal(sub.getProcessed(), seen.length);
    if (seen.length === 3) {
      break;
    }
  }
  assert.deepEqual(seen, ["a", "b", "c"]);
});

test("payloads are bytes, strings, or nothing, and nothing else", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const sub = nc.subscribe(s, { max: 5 });
  nc.publish(s, new Uint8Array([0, 1, 255]));
  nc.publish(s, "grün");
  nc.publish(s);
  nc.publish(s, Empty);
  nc.publish(s, Buffer.from("buffer"));
  for (const bad of [5, {}, [1], null, new ArrayBuffer(2)]) {
    await failsWith(ErrorCode.BadPayload, () => nc.publish(s, bad));
  }
  const msgs = await take(sub, 5);
  assert.deepEqual([...msgs[0].data], [0, 1, 255]);
  assert.deepEqual(texts(msgs.slice(1)), ["grün", "", "", "buffer"]);
});

test("a view publishes its own part of a buffer", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const sub = nc.subscribe(s, { max: 1 });
  nc.publish(s, new TextEncoder().encode("..view..").subarray(2, 6));
  assert.deepEqual(texts(await take(sub, 1)), ["view"]);
});

test("wildcards match, and each subscription gets its own copy", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const seen = [];
  for (const pattern of [`${s}.*`, `${s}.>`, `${s}.*.b`, `${s}.a`]) {
    nc.subscribe(pattern, {
      callback: (_err, m) => seen.push(`${pattern.slice(s.length)} ${m.subject.slice(s.length)}`),
    });
  }
  nc.publish(`${s}.a`);
  nc.publish(`${s}.a.b`);
  await nc.flush();
  assert.deepEqual(seen.sort(), [".* .a", ".*.b .a.b", ".> .a", ".> .a.b", ".a .a"].sort());
});

test("each message of a queue group goes to one member", async (t) => {
  const nc = await open(t, server);
  const other = await open(t, server);
  const s = subject();
  const counts = [0, 0, 0];
  const count = (i) => (_err, _m) => {
    counts[i]++;
  };
  nc.subscribe(s, { queue: "q", callback: count(0) });
  other.subscribe(s, { queue: "q", callback: count(1) });
  nc.subscribe(s, { callback: count(2) });
  await other.flush();
  for (let i = 0; i < 200; i++) {
    nc.publish(s);
  }
  await nc.flush();
  await other.flush();
  assert.equal(counts[0] + counts[1], 200);
  assert.ok(counts[0] > 0 && counts[1] > 0, `${counts}`);
  assert.equal(counts[2], 200);
});

test("noEcho spares a connection its own messages", async (t) => {
  const nc = await open(t, server, { noEcho: true });
  const other = await open(t, server);
  const s = subject();
  let own = 0;
  let others = 0;
  nc.subscribe(s, { callback: () => own++ });
  other.subscribe(s, { callback: () => others++ });
  await other.flush();
  nc.publish(s);
  await nc.flush();
  await other.flush();
  assert.deepEqual([own, others], [0, 1]);
});

test("an empty subject is refused", async (t) => {
  const nc = await open(t, server);
  for (const bad of ["", undefined, null]) {
    await failsWith(ErrorCode.BadSubject, () => nc.publish(bad));
    await failsWith(ErrorCode.BadSubject, () => nc.subscribe(bad));
    await failsWith(ErrorCode.BadSubject, () => nc.request(bad));
  }
});

ours(
  "a malformed subject is refused at once and nothing is sent",
  "1.30.3 sends it, and the server hangs up",
  async (t) => {
    const nc = await open(t, server);
    for (const bad of ["a b", "a\r\nb", "a\tb", " ", "a..b", ".a", "a."]) {
      await failsWith(ErrorCode.BadSubject, () => nc.publish(bad));
      await failsWith(ErrorCode.BadSubject, () => nc.subscribe(bad));
      await failsWith(ErrorCode.BadSubject, () => nc.request(bad));
    }
    for (const bad of ["a.>.b", "a>b\n"]) {
      await failsWith(ErrorCode.BadSubject, () => nc.subscribe(bad));
    }
    await failsWith(ErrorCode.BadSubject, () => nc.publish("ok", "", { reply: "a b" }));
    await nc.flush();
    assert.equal(nc.isClosed(), false);
  },
);

test("a message stays as it was whatever comes later", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const kept = [];
  nc.subscribe(`${s}.*`, { callback: (_err, m) => kept.push(m) });
  const n = 5000;
  for (let i = 0; i < n; i++) {
    nc.publish(`${s}.${i}`, `payload ${i}`, { reply: `reply.${i}` });
  }
  await nc.flush();
  assert.equal(kept.length, n);
  kept.forEach((m, i) => {
    assert.equal(m.subject, `${s}.${i}`);
    assert.equal(m.reply, `reply.${i}`);
    assert.equal(m.string(), `payload ${i}`);
  });
});

test("messages stay in order, a hundred thousand of them", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const n = 100_000;
  const sub = nc.subscribe(s, { max: n });
  (async () => {
    for (let i = 0; i < n; i++) {
      nc.publish(s, `${i}`);
      if (i % 5000 === 0) {
        await nc.flush();
      }
    }
  })();
  let next = 0;
  for await (const m of sub) {
    if (m.string() !== `${next}`) {
      assert.fail(`${m.string()} instead of ${next}`);
    }
    next++;
  }
  assert.equal(next, n);
});

test("a callback may publish, subscribe and unsubscribe", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const done = deferred();
  let depth = 0;
  const next = (_err, m) => {
    depth++;
    if (depth === 50) {
      done.resolve();
      return;
    }
    const inner = nc.subscribe(`${s}.${depth}`, { callback: next });
    inner.unsubscribe(1);
    nc.publish(`${s}.${depth}`, new Uint8Array(depth * 1000));
    assert.equal(m.data.length, (depth - 1) * 1000);
  };
  nc.subscribe(`${s}.0`, { callback: next, max: 1 });
  nc.publish(`${s}.0`, Empty);
  await done;
});

ours("a callback that throws does not disturb the others", "1.30.3 stops reading for good", async () => {
  // In a process of its own, because the exception has to go uncaught.
  const seen = await inChild(
    `import { WebSocket } from "ws";
    globalThis.WebSocket ??= WebSocket;
    const nats = await import(${JSON.stringify(moduleUrl)});
    const seen = [];
    process.on("uncaughtException", (err) => seen.push(err.message));
    console.error = (...words) => seen.push(words.at(-1).message);
    const nc = await nats.connect({ servers: ${JSON.stringify(server.ws)} });
    nc.subscribe("throws", { callback: (_err, m) => {
      seen.push(m.string());
      if (m.string() === "1") throw new Error("handler");
    } });
    for (let i = 0; i < 4; i++) nc.publish("throws", String(i));
    await nc.flush();
    await nc.close();
    console.log(JSON.stringify(seen));`,
    { cwd: packageRoot },
  );
  assert.deepEqual(JSON.parse(seen).sort(), ["0", "1", "2", "3", "handler"]);
});

test("a message can be answered", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const inbox = nats.createInbox();
  const answers = nc.subscribe(inbox, { max: 2 });
  const results = [];
  const sub = nc.subscribe(s, { max: 2, callback: (_err, m) => results.push(m.respond("pong"), nc.respondMessage(m)) });
  nc.publish(s, "ping", { reply: inbox });
  nc.publish(s, "no reply wanted");
  await sub.closed;
  assert.deepEqual(results, [true, true, false, false]);
  assert.deepEqual(texts(await take(answers, 2)).sort(), ["ping", "pong"]);
});

test("publishMessage sends a message again", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const sub = nc.subscribe(s, { max: 2 });
  nc.publish(s, "again", { reply: "r" });
  const seen = [];
  for await (const m of sub) {
    seen.push(`${m.string()} ${m.reply}`);
    if (seen.length === 1) {
      nc.publishMessage(m);
    }
  }
  assert.deepEqual(seen, ["again r", "again r"]);
});

test("json() and string() read the payload", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const sub = nc.subscribe(s, { max: 2 });
  nc.publish(s, JSON.stringify({ a: 1 }));
  nc.publish(s, "{");
  const [good, bad] = await take(sub, 2);
  assert.deepEqual(good.json(), { a: 1 });
  assert.deepEqual(
    good.json((k, v) => (k === "a" ? v + 1 : v)),
    { a: 2 },
  );
  await failsWith(ErrorCode.BadJson, () => bad.json());
});

test("stats count messages and bytes", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const sub = nc.subscribe(s, { max: 2 });
  nc.publish(s, "12345");
  const h = nats.headers();
  h.set("a", "b");
  nc.publish(s, "12345", { headers: h });
  await take(sub, 2);
  const bytes = 10 + h.encode().length;
  assert.deepEqual(nc.stats(), { inBytes: bytes, outBytes: bytes, inMsgs: 2, outMsgs: 2 });
});

test("connections of one realm do not mix", async (t) => {
  const a = await open(t, server);
  const b = await open(t, server);
  const s = subject();
  const seen = { a: [], b: [] };
  a.subscribe(`${s}.a`, { callback: (_err, m) => seen.a.push(m.string()) });
  b.subscribe(`${s}.b`, { callback: (_err, m) => seen.b.push(m.string()) });
  await Promise.all([a.flush(), b.flush()]);
  a.publish(`${s}.b`, "from a");
  b.publish(`${s}.a`, "from b");
  await a.flush();
  await b.flush();
  await a.flush();
  assert.deepEqual(seen, { a: ["from b"], b: ["from a"] });
  const c = await connect({ servers: server.ws });
  await c.close();
});

test("subjects, replies and queues may be any Unicode", async (t) => {
  const nc = await open(t, server);
  const s = `${subject()}.größe.日本`;
  const sub = nc.subscribe(s, { max: 2, queue: "schlange.ü" });
  nc.publish(s, "straße", { reply: "antwort.é" });
  nc.publish(s, "straße", { reply: "antwort.é" });
  const msgs = await take(sub, 2);
  assert.deepEqual(
    msgs.map((m) => [m.subject, m.reply, m.string()]),
    [s, s].map((s) => [s, "antwort.é", "straße"]),
  );
});
