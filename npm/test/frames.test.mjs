// What sockets that are not quite the platform's own deliver, and what they do with what they are given.
import assert from "node:assert/strict";
import { runInNewContext } from "node:vm";
import {
  eager,
  failsWith,
  failure,
  nats,
  open,
  replaceGlobal,
  StatusLog,
  subject,
  take,
  texts,
  turn,
} from "./helpers/client.mjs";
import { ours, parity, test } from "./helpers/modules.mjs";
import { ScriptedSocket } from "./helpers/scripted_socket.mjs";
import { sharedServer } from "./helpers/shared.mjs";
import { WrappedSocket } from "./helpers/wrapped_socket.mjs";

const { connect, ErrorCode } = nats;
const server = await sharedServer();
const realm = runInNewContext("({ ArrayBuffer, Uint8Array, WebSocket: globalThis.WebSocket })");
const encoder = new TextEncoder();
const SIZES = [0, 1, 100, 5000, 70_000, 3, 200_000, 12];

/** ASCII that differs by position and by `salt`. */
const pattern = (n, salt) => Uint8Array.from({ length: n }, (_, i) => 32 + ((i * 7 + salt) % 90));

/** Publishes payloads of many sizes to itself: each has to come back as it was when `publish` was called. */
async function echo(nc) {
  const s = subject();
  const sub = nc.subscribe(s, { max: SIZES.length });
  for (const [i, n] of SIZES.entries()) {
    const payload = pattern(n, i);
    nc.publish(s, payload);
    if (!parity) {
      // 1.30.3 reads it a microtask later.
      payload.fill(0xee);
    }
  }
  const kept = await take(sub, SIZES.length);
  await nc.flush();
  for (const [i, m] of kept.entries()) {
    assert.equal(Buffer.compare(m.data, pattern(SIZES[i], i)), 0, `${SIZES[i]} bytes came back changed`);
  }
}

/** Sends what `send` is given a microtask after it has returned. */
const later = (send) =>
  function (data) {
    queueMicrotask(() => send.call(this, data));
  };

const WRAPPED = {
  "a Proxy": (WebSocket) =>
    new Proxy(WebSocket, {
      construct(target, args) {
        const socket = new target(...args);
        socket.send = later(socket.send);
        return socket;
      },
    }),
  "a bound class": (WebSocket) =>
    class extends WebSocket {
      send(data) {
        later(super.send).call(this, data);
      }
    }.bind(null),
};

for (const [name, make] of Object.entries(WRAPPED)) {
  test(`the global WebSocket is ${name} that sends later`, async (t) => {
    replaceGlobal(t, make);
    await echo(await open(t, server));
  });
}

test("the prototype's send is replaced by one that sends later", async (t) => {
  const { prototype } = WebSocket;
  const { send } = prototype;
  prototype.send = later(send);
  t.after(() => {
    prototype.send = send;
  });
  await echo(await open(t, server));
});

test("a socket that looks at its binaryType as soon as it is made", async (t) => {
  replaceGlobal(
    t,
    (WebSocket) =>
      class {
        constructor(url) {
          queueMicrotask(() => this.dial(url));
        }

        dial(url) {
          const socket = new WebSocket(url);
          const { binaryType, onopen, onmessage, onerror, onclose } = this;
          assert.equal(binaryType, "arraybuffer");
          this.inner = Object.assign(socket, { binaryType, onopen, onmessage, onerror, onclose });
        }

        get readyState() {
          return this.inner?.readyState ?? 0;
        }

        get bufferedAmount() {
          return this.inner?.bufferedAmount ?? 0;
        }

        send(data) {
          this.inner.send(data);
        }

        close(...args) {
          this.inner?.close(...args);
        }
      },
  );
  await echo(await open(t, server));
});

test("a socket is given ArrayBuffers that are its own", async (t) => {
  const given = [];
  const wsFactory = async (url) => {
    const socket = new WebSocket(url);
    const { send } = socket;
    socket.send = (data) => {
      given.push([Object.prototype.toString.call(data), data, data.slice(0)]);
      send.call(socket, data);
    };
    return { socket, encrypted: false };
  };
  await echo(await open(t, server, { wsFactory }));
  assert.ok(given.length > SIZES.length / 2);
  for (const [tag, data, copy] of given) {
    assert.equal(tag, "[object ArrayBuffer]");
    assert.equal(Buffer.compare(new Uint8Array(data), new Uint8Array(copy)), 0, "changed after it was given away");
  }
});

/** The bytes in the middle of something larger. */
function inRoom(bytes, room = new Uint8Array(bytes.length + 20)) {
  room.fill(0xee).set(bytes, 7);
  return room.subarray(7, 7 + bytes.length);
}

let frames = 0;
const DELIVERED = {
  "ArrayBuffers of another realm": {
    convert(bytes) {
      const memory = new realm.ArrayBuffer(bytes.length);
      new Uint8Array(memory).set(bytes);
      return memory;
    },
  },
  "views of another realm": { convert: (bytes) => realm.Uint8Array.from(bytes) },
  "parts of larger views": { convert: (bytes) => inRoom(bytes) },
  "Node's Buffers": { convert: (bytes) => Buffer.from(bytes) },
  DataViews: { why: "1.30.3 takes them for empty", convert: (bytes) => new DataView(bytes.buffer) },
  texts: { why: "1.30.3 takes them for empty", convert: (bytes) => new TextDecoder().decode(bytes) },
  Blobs: { why: "1.30.3 takes them for empty", convert: (bytes) => new Blob([bytes]) },
  "Blobs and ArrayBuffers in turn": {
    why: "1.30.3 takes Blobs for empty",
    convert: (bytes) => (frames++ % 3 === 0 ? new Blob([bytes]) : bytes.buffer),
  },
};
// Pages have it only where they are isolated.
if (typeof SharedArrayBuffer === "function") {
  DELIVERED["shared memory that is used again"] = {
    convert: (bytes) => inRoom(bytes, new Uint8Array(new SharedArrayBuffer(bytes.length + 20))),
    done: (data) => data.fill(0xee),
  };
}

for (const [name, { why, ...habits }] of Object.entries(DELIVERED)) {
  const body = async (t) => echo(await open(t, server, { wsFactory: WrappedSocket.factory(habits) }));
  if (why === undefined) {
    test(`a socket delivers ${name}`, body);
  } else {
    ours(`a socket delivers ${name}`, why, body);
  }
}

test("the WebSocket of another realm, where it has one", async (t) => {
  if (realm.WebSocket !== undefined) {
    replaceGlobal(t, () => realm.WebSocket);
  }
  await echo(await open(t, server));
});

/** A connection over a scripted socket. */
async function scripted(t, opts = {}) {
  const { make, sockets } = ScriptedSocket.factory();
  const nc = await connect({ servers: "ws://127.0.0.1:1", ...eager, wsFactory: make, ...opts });
  t.after(() => nc.close());
  return { nc, sockets };
}

/** Something that is read like a Blob, once the test says so: `settle` is given its text, or an error. */
function slowBlob() {
  let settle;
  const read = new Promise((resolve, reject) => {
    settle = (what) => (what instanceof Error ? reject(what) : resolve(encoder.encode(what).buffer));
  });
  return { arrayBuffer: () => read, settle };
}

ours("what comes while a Blob is read waits behind it, the end too", "1.30.3 knows no Blobs", async (t) => {
  const { nc, sockets } = await scripted(t);
  const log = new StatusLog(nc);
  const seen = [];
  const sub = nc.subscribe("a", { callback: (_err, m) => seen.push(m.string()) });
  const msg = (text) => `MSG a ${sub.getID()} ${text.length}\r\n${text}\r\n`;
  await nc.flush();
  const blobs = [slowBlob(), slowBlob()];
  const [first] = sockets;
  first.onmessage({ data: blobs[0] });
  first.say(msg("second"));
  first.onmessage({ data: blobs[1] });
  first.say(msg("fourth"));
  first.hangUp();
  blobs[1].settle(msg("third"));
  await turn();
  assert.deepEqual([seen, log.count("disconnect")], [[], 0]);
  blobs[0].settle(msg("first"));
  await log.next("reconnect");
  assert.deepEqual(seen, ["first", "second", "third", "fourth"]);
  sockets[1].say(msg("fifth"));
  await nc.flush();
  assert.equal(seen.at(-1), "fifth");
});

ours("a Blob that is read when its link is over is nobody's", "1.30.3 knows no Blobs", async (t) => {
  const { nc, sockets } = await scripted(t);
  const log = new StatusLog(nc);
  const seen = [];
  const sub = nc.subscribe("a", { callback: (_err, m) => seen.push(m.string()) });
  await nc.flush();
  const blob = slowBlob();
  sockets[0].onmessage({ data: blob });
  await nc.reconnect();
  await log.next("reconnect");
  blob.settle(`MSG a ${sub.getID()} 5\r\nghost\r\n`);
  sockets[1].say(`MSG a ${sub.getID()} 4\r\nreal\r\n`);
  await nc.flush();
  assert.deepEqual(seen, ["real"]);
});

ours("a Blob that cannot be read ends the link with its error", "1.30.3 knows no Blobs", async (t) => {
  const { nc, sockets } = await scripted(t, { reconnect: false });
  const [blob, problem] = [slowBlob(), new Error("out of disk")];
  sockets[0].onmessage({ data: blob });
  blob.settle(problem);
  const err = await nc.closed();
  assert.deepEqual([err.code, err.chainedError], [ErrorCode.Disconnect, problem]);
  assert.equal(sockets[0].closing, true);
});

class Odd {}
const NO_FRAMES = {
  Undefined: undefined,
  Null: null,
  Number: 5,
  Array: [1],
  Object: {},
  Odd: new Odd(),
  Event: new Event("x"),
};

for (const [name, data] of Object.entries(NO_FRAMES)) {
  ours(`${name} is no frame, and the error says so`, "1.30.3 takes it for an empty one", async (t) => {
    const words = `the socket delivered ${name}, which is no frame`;
    const { make, sockets } = ScriptedSocket.factory({ open: false });
    const opts = { servers: "ws://127.0.0.1:1", wsFactory: make, reconnect: false };
    const connecting = failsWith(ErrorCode.Unknown, connect(opts));
    await turn();
    sockets[0].onopen({});
    sockets[0].onmessage({ data });
    assert.equal((await connecting).message, words);
    assert.equal(sockets[0].closing, true);

    const open = await scripted(t, { reconnect: false });
    open.sockets[0].onmessage({ data });
    const err = await open.nc.closed();
    assert.deepEqual([err.code, err.chainedError.message], [ErrorCode.Disconnect, words]);
  });
}

ours("a socket that says something before it is open, or never that it is", "1.30.3 does not look", async (t) => {
  const { make, sockets } = ScriptedSocket.factory({ open: false });
  const connecting = open(t, "ws://127.0.0.1:1", { wsFactory: make });
  await turn();
  const { onopen } = sockets[0];
  sockets[0].onopen = null;
  sockets[0].open();
  const nc = await connecting;
  onopen({});
  onopen({});
  await nc.flush();
  assert.equal(sockets[0].words.match(/CONNECT /g).length, 1);
});

const THROWN = { "an error": new TypeError("no more"), text: "no more", null: null, undefined, number: 5 };

for (const [name, thrown] of Object.entries(THROWN)) {
  ours(`send throws ${name}`, "1.30.3 does not listen", async (t) => {
    const { nc, sockets } = await scripted(t, { reconnect: false });
    sockets[0].send = () => {
      throw thrown;
    };
    nc.publish("a");
    const err = await nc.closed();
    assert.equal(err.code, ErrorCode.Disconnect);
    if (thrown instanceof Error) {
      assert.equal(err.chainedError, thrown);
    } else {
      assert.equal(err.chainedError.message, thrown === "no more" ? thrown : "no WebSocket at ws://127.0.0.1:1");
    }
  });
}

for (const [name, end] of [
  ["an error without an event", (socket) => socket.onerror()],
  ["an error that says nothing", (socket) => socket.onerror({ type: "error", error: null })],
  ["a close without an event", (socket) => socket.onclose()],
  ["a close whose reason is no text", (socket) => socket.onclose({ code: 1006, reason: 5 })],
]) {
  ours(`${name} is the end of a link`, "1.30.3 throws in the handler", async (t) => {
    const { nc, sockets } = await scripted(t);
    const log = new StatusLog(nc);
    end(sockets[0]);
    await log.next("reconnect");
    await nc.flush();
    assert.equal(sockets.length, 2);
  });
}

ours("a socket that ends within send loses nothing that was not sent", "1.30.3 loses it", async (t) => {
  const { nc, sockets } = await scripted(t);
  const log = new StatusLog(nc);
  await nc.flush();
  const [first] = sockets;
  first.send = () => first.hangUp();
  nc.publish("a", "lost with its socket");
  await log.next("disconnect");
  nc.publish("a", new Uint8Array(100_000).fill(120));
  nc.publish("a", "kept");
  await log.next("reconnect");
  await nc.flush();
  assert.match(sockets[1].words, /PUB a 100000\r\nx{100000}\r\nPUB a 4\r\nkept\r\n/);
});

ours("a payload of another realm is one", "1.30.3 refuses it", async (t) => {
  const nc = await open(t, server);
  const s = subject();
  const sub = nc.subscribe(s, { max: 2 });
  nc.publish(s, realm.Uint8Array.from(encoder.encode("small")));
  nc.publish(s, new realm.Uint8Array(100_000).fill(120));
  assert.deepEqual(texts(await take(sub, 2)), ["small", "x".repeat(100_000)]);
  const err = await failure(() => nc.publish(s, new realm.ArrayBuffer(5)));
  assert.equal(err.code, ErrorCode.BadPayload);
});
