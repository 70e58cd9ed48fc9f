// What a connection makes of sockets that misbehave.
import assert from "node:assert/strict";
import { eager, failure, nats, StatusLog, turn } from "./helpers/client.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { ScriptedSocket } from "./helpers/scripted_socket.mjs";

const { connect, headers } = nats;
const WHY_WAIT = "1.30.3 loses what is published meanwhile";

async function scripted(t, opts = {}) {
  const { make, sockets } = ScriptedSocket.factory();
  const nc = await connect({ servers: "ws://127.0.0.1:1", ...eager, wsFactory: make, ...opts });
  t.after(() => nc.close());
  return { nc, sockets };
}

test("the socket is asked for ArrayBuffers, and told who connects", async (t) => {
  const { sockets } = await scripted(t, { name: "who", verbose: false });
  const [socket] = sockets;
  assert.equal(socket.binaryType, "arraybuffer");
  const [, json] = socket.words.match(/^CONNECT (\{.*\})\r\nPING\r\n/);
  const said = JSON.parse(json);
  assert.equal(said.name, "who");
  assert.equal(said.protocol, 1);
  assert.equal(said.headers, true);
  assert.equal(said.no_responders, true);
  assert.equal(said.verbose, false);
});

ours("what was given to a socket is never touched again", "1.30.3 keeps the caller's payload", async (t) => {
  const { nc, sockets } = await scripted(t);
  const [socket] = sockets;
  const h = headers();
  h.set("a", "b");
  for (let round = 0; round < 20; round++) {
    for (const n of [10, 1000, 70_000]) {
      const payload = new Uint8Array(n).fill(round);
      nc.publish(`subject.${round}`, payload, { headers: round % 2 ? h : undefined });
      payload.fill(0xee);
    }
    await turn();
  }
  await nc.flush();
  assert.ok(socket.sent.length > 20);
  for (const { bytes, copy } of socket.sent) {
    assert.equal(Buffer.compare(bytes, copy), 0);
  }
});

ours("a payload that waits for the next link is its own", WHY_WAIT, async (t) => {
  const { nc, sockets } = await scripted(t);
  const log = new StatusLog(nc);
  const payload = Buffer.alloc(70_000);
  nc.subscribe("s", {
    callback: () => {
      payload.fill(1);
      nc.publish("a", payload);
      payload.fill(0xee);
    },
  });
  await nc.flush();
  // The frame in which a message comes is also the one that ends the link.
  sockets[0].say("MSG s 1 0\r\n\r\nnonsense\r\n");
  await log.next("reconnect");
  await nc.flush();
  const large = sockets[1].sent.map(({ copy }) => copy).find(({ length }) => length === payload.length);
  assert.ok(large.every((byte) => byte === 1));
});

test("many small messages leave in few frames", async (t) => {
  const { nc, sockets } = await scripted(t);
  const before = sockets[0].sent.length;
  for (let i = 0; i < 1000; i++) {
    nc.publish("a", "x");
  }
  await turn();
  const frames = sockets[0].sent.length - before;
  assert.ok(frames >= 1 && frames <= 4, `${frames} frames`);
});

test("commands in a callback do not cut short the frame that it came in", async (t) => {
  const { nc, sockets } = await scripted(t);
  let flushes = Promise.resolve();
  let n = 0;
  const sub = nc.subscribe("a", {
    max: 5,
    callback: () => {
      n++;
      // Each is a call into the core; once the frame's count is full, the core knows the subscription to be over.
      flushes = Promise.all([nc.flush(), nc.flush(), nc.flush()]);
    },
  });
  sockets[0].say(`MSG a ${sub.getID()} 1\r\nx\r\n`.repeat(5));
  await nc.flush();
  await flushes;
  assert.equal(n, 5);
  assert.equal(sub.isClosed(), true);
});

ours("a socket that fails in a callback mixes up no requests", "1.30.3 does not listen", async (t) => {
  const { nc, sockets } = await scripted(t);
  const [socket] = sockets;
  let second;
  const sub = nc.subscribe("a", {
    callback: () => {
      socket.send = () => {
        throw new Error("no more");
      };
      // More than is kept for the end of the turn.
      nc.publish("b", new Uint8Array(200_000));
      second = failure(nc.request("d", "", { timeout: 200 }));
    },
  });
  const first = nc.request("c", "", { timeout: 10_000 });
  await nc.flush();
  const [, reply] = socket.words.match(/PUB c (\S+) /);
  // The core is done with the first request when it has read the frame, and may give its place to the second.
  socket.say(`MSG a ${sub.getID()} 1\r\nx\r\nMSG ${reply} ${muxSid(socket)} 5\r\nfirst\r\n`);
  assert.equal((await first).string(), "first");
  assert.equal((await second).code, "TIMEOUT");
});

ours("a socket that answers from within send", "1.30.3 was not made for it", async (t) => {
  const { nc, sockets } = await scripted(t);
  const [socket] = sockets;
  const send = socket.send.bind(socket);
  const answered = [];
  socket.send = (data) => {
    send(data);
    for (const [, reply] of Buffer.from(data)
      .toString("latin1")
      .matchAll(/PUB svc (_INBOX\S+) /g)) {
      answered.push(reply);
      socket.say(`MSG ${reply} ${muxSid(socket)} 2\r\nok\r\n`);
    }
  };
  // Enough in one turn that chunks are sent while more is being asked.
  const all = await Promise.all(Array.from({ length: 200 }, () => nc.request("svc", new Uint8Array(1000))));
  assert.deepEqual(new Set(all.map((m) => m.string())), new Set(["ok"]));
  assert.equal(new Set(answered).size, 200);
});

/** The number of the subscription that replies come to. */
function muxSid(socket) {
  return socket.words.match(/SUB _INBOX\S* (\d+)\r\n/)[1];
}

test("a subscription made while a large frame is read does not end in another's place", async (t) => {
  const { nc, sockets } = await scripted(t);
  const seen = [];
  const spent = nc.subscribe("a", { max: 1, callback: () => {} });
  let next;
  const many = nc.subscribe("b", {
    callback: (_err, m) => {
      if (m.string() === "last") {
        next = nc.subscribe("c", { callback: (_err, m) => seen.push(m.string()) });
      }
    },
  });
  await nc.flush();
  const filler = `MSG b ${many.getID()} 1000\r\n${"x".repeat(1000)}\r\n`.repeat(600);
  sockets[0].say(`MSG a ${spent.getID()} 0\r\n\r\n${filler}MSG b ${many.getID()} 4\r\nlast\r\n`);
  await turn();
  assert.deepEqual([spent.isClosed(), next.isClosed()], [true, false]);
  sockets[0].say(`MSG c ${next.getID()} 2\r\nhi\r\n`);
  await turn();
  assert.deepEqual(seen, ["hi"]);
});

ours("an error without a close counts as closed", "1.30.3 waits for the close", async (t) => {
  const { nc, sockets } = await scripted(t);
  const log = new StatusLog(nc);
  sockets[0].fail("boom");
  await log.next("reconnect");
  assert.equal(sockets.length, 2);
  assert.equal(sockets[0].closing, true);
  assert.equal(log.count("disconnect"), 1);
});

test("an error and then a close are one loss", async (t) => {
  const { nc, sockets } = await scripted(t);
  const log = new StatusLog(nc);
  sockets[0].fail("boom");
  sockets[0].hangUp();
  await log.next("reconnect");
  await nc.flush();
  assert.equal(log.count("disconnect"), 1);
  assert.equal(sockets.length, 2);
});

test("what an old socket still says is not heard", async (t) => {
  const { nc, sockets } = await scripted(t);
  const log = new StatusLog(nc);
  const seen = [];
  const sub = nc.subscribe("a", { callback: (_err, m) => seen.push(m.string()) });
  await nc.flush();
  const [old] = sockets;
  const { onmessage, onclose } = old;
  old.hangUp();
  await log.next("reconnect");
  onmessage?.({ data: new TextEncoder().encode(`MSG a ${sub.getID()} 5\r\nghost\r\n`).buffer });
  onclose?.({ code: 1006, reason: "", wasClean: false });
  sockets[1].say(`MSG a ${sub.getID()} 4\r\nreal\r\n`);
  await nc.flush();
  assert.deepEqual(seen, ["real"]);
  assert.equal(log.count("disconnect"), 1);
});

ours("a socket that opens too late is closed", "1.30.3 forgets it", async () => {
  const { make, sockets } = ScriptedSocket.factory({ open: false });
  const err = await failure(connect({ servers: "ws://127.0.0.1:1", wsFactory: make, timeout: 30, reconnect: false }));
  assert.equal(err.name, "NatsError");
  sockets[0].open();
  assert.equal(sockets[0].closing, true);
  assert.equal(sockets[0].words, "");
});

ours("a line that never ends drops the link", "1.30.3 takes any length", async (t) => {
  const { nc, sockets } = await scripted(t);
  const log = new StatusLog(nc);
  const piece = "x".repeat(64 * 1024);
  sockets[0].say("MSG ");
  for (let i = 0; i < 300 && sockets.length === 1 && !sockets[0].closing; i++) {
    sockets[0].say(piece);
  }
  const { error } = await log.next("error");
  assert.match(error.chainedError.message, /line that is too long/);
  await log.next("reconnect");
  await nc.flush();
});

test("the server's pings are answered", async (t) => {
  const { nc, sockets } = await scripted(t);
  await nc.flush();
  const before = sockets[0].words.length;
  sockets[0].say("PING\r\n");
  await turn();
  assert.equal(sockets[0].words.slice(before), "PONG\r\n");
});

test("subscriptions are made anew before anything else is sent", async (t) => {
  const { nc, sockets } = await scripted(t);
  const log = new StatusLog(nc);
  nc.subscribe("a", { queue: "q" });
  nc.subscribe("b");
  await nc.flush();
  sockets[0].hangUp();
  await log.next("reconnect");
  nc.publish("a", "x");
  await nc.flush();
  const words = sockets[1].words;
  assert.match(words, /SUB a q \d+\r\n/);
  assert.match(words, /SUB b \d+\r\n/);
  assert.ok(words.indexOf("SUB b") < words.indexOf("PUB a"), words);
});

ours("small data does not keep the large frame it came in alive", "1.30.3 gives out views", async (t) => {
  const { nc, sockets } = await scripted(t);
  const datas = [];
  const sub = nc.subscribe("a", { callback: (_err, m) => datas.push(m.data) });
  const id = sub.getID();
  const sizes = Array.from({ length: 4000 }, (_, i) => (i === 1000 ? 50_000 : i % 300));
  sockets[0].say(
    sizes.map((n, i) => `MSG a ${id} ${n}\r\n${String.fromCharCode(97 + (i % 26)).repeat(n)}\r\n`).join(""),
  );
  await nc.flush();
  assert.deepEqual(
    datas.map((data) => data.length),
    sizes,
  );
  for (const [i, data] of datas.entries()) {
    assert.ok(data.every((byte) => byte === 97 + (i % 26)));
    assert.ok(
      data.buffer.byteLength <= 16 * Math.max(data.length, 4096),
      `${data.length} of ${data.buffer.byteLength}`,
    );
  }
});

test("subjects are read right whatever was seen before", async (t) => {
  const { nc, sockets } = await scripted(t);
  const seen = [];
  const sub = nc.subscribe(">", { callback: (_err, m) => seen.push(m.subject) });
  // Other lengths with the same ends; characters whose code is another subject's byte; more than are kept.
  const subjects = ["a", "aa", "Ã\u0083", "Ã", "\u0083", "é", "日本", "a.b.c", "a.x.c", "a.b.c"];
  subjects.push(...Array.from({ length: 1000 }, (_, i) => `orders.${i}.new`), ...subjects);
  sockets[0].say(subjects.map((s) => `MSG ${s} ${sub.getID()} 0\r\n\r\n`).join(""));
  await nc.flush();
  assert.deepEqual(seen, subjects);
});
