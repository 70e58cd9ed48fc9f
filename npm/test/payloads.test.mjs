import assert from "node:assert/strict";
import { eager, failsWith, nats, open, StatusLog, subject } from "./helpers/client.mjs";
import { ours, parity, test } from "./helpers/modules.mjs";
import { Relay, TcpProxy } from "./helpers/proxy.mjs";
import { sharedServer } from "./helpers/shared.mjs";

const { ErrorCode, headers } = nats;
const MB = 1 << 20;
const plain = await sharedServer({ max_payload: 8 * MB });
const compressed = await sharedServer({ compression: true, max_payload: 8 * MB });
const SIZES = [0, 1, 2, 125, 126, 127, 1000, 4095, 4096, 4097, 32768, 65535, 65536, 65537, 200_000, MB, 8 * MB - 100];

/** Bytes that differ by position and by `salt`, and do not compress away. */
function pattern(n, salt) {
  const bytes = new Uint8Array(n);
  let x = (salt + 1) * 2654435761;
  for (let i = 0; i < n; i++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    bytes[i] = x >>> 24;
  }
  return bytes;
}

function same(data, n, salt) {
  assert.equal(data.length, n);
  assert.equal(Buffer.compare(data, pattern(n, salt)), 0, `${n} bytes came back changed`);
}

/** What a caller may do with a payload as soon as `publish` is back; 1.30.3 still reads it a microtask later. */
function reuse(payload) {
  if (!parity) {
    payload.fill(0xee);
  }
}

for (const [kind, server] of [
  ["plain", plain],
  ["compressed", compressed],
]) {
  test(`payloads of every size arrive whole although the buffer is reused at once (${kind})`, async (t) => {
    const nc = await open(t, server);
    const s = subject();
    const sub = nc.subscribe(s, { max: SIZES.length * 2 });
    const h = headers();
    h.set("salt", "with headers");
    for (const [i, n] of SIZES.entries()) {
      for (const opts of [{}, { headers: h }]) {
        const payload = pattern(n, i);
        nc.publish(s, payload, opts);
        reuse(payload);
        if (parity) {
          // 1.30.3 would send all of it as one frame, and the server refuses to inflate more than max_payload at once.
          await nc.flush();
        }
      }
    }
    let k = 0;
    for await (const m of sub) {
      const i = k >> 1;
      same(m.data, SIZES[i], i);
      assert.equal(m.headers?.get("salt"), k % 2 === 1 ? "with headers" : undefined);
      k++;
    }
    assert.equal(k, SIZES.length * 2);
  });

  test(`small and large messages mixed stay in order (${kind})`, async (t) => {
    const nc = await open(t, server);
    const s = subject();
    const n = 300;
    const size = (i) => (i % 50 === 7 ? 150_000 + i : (i * 37) % 3000);
    const sub = nc.subscribe(s, { max: n });
    for (let i = 0; i < n; i++) {
      const payload = pattern(size(i), i);
      nc.publish(s, payload);
      reuse(payload);
    }
    let i = 0;
    for await (const m of sub) {
      same(m.data, size(i), i);
      i++;
    }
  });
}

/** Payloads of `n` bytes, by what they are made of. */
const KINDS = {
  "a Buffer": (n) => Buffer.alloc(n),
  "a part of a larger Uint8Array": (n) => new Uint8Array(n + 20).subarray(9, 9 + n),
};
if ("resize" in ArrayBuffer.prototype) {
  KINDS["memory that may grow"] = (n) => new Uint8Array(new ArrayBuffer(n, { maxByteLength: 2 * n }));
}
// Pages have it only where they are isolated.
if (typeof SharedArrayBuffer === "function") {
  KINDS["shared memory"] = (n) => new Uint8Array(new SharedArrayBuffer(n));
}

for (const [kind, make] of Object.entries(KINDS)) {
  ours(
    `${kind} that is filled anew arrives as it was published, also after an outage`,
    "1.30.3 reads payloads later, and loses those of an outage",
    async (t) => {
      const proxy = await TcpProxy.start(t, compressed.ports[1]);
      const [nc, reader] = [await open(t, proxy, eager), await open(t, compressed)];
      const log = new StatusLog(nc);
      const s = subject();
      const sub = reader.subscribe(s, { max: 8 });
      await reader.flush();
      const payloads = [make(100), make(65_537)];
      /** Each of them with `fill`, and again with one more. */
      const publish = (fill) => {
        for (const value of [fill, fill + 1]) {
          for (const payload of payloads) {
            nc.publish(s, payload.fill(value));
          }
        }
      };
      publish(1);
      await nc.flush();
      proxy.refuse();
      await log.next("disconnect");
      publish(3);
      proxy.admit();
      const seen = [];
      for await (const { data } of sub) {
        assert.ok(data.every((byte) => byte === data[0]));
        seen.push([data[0], data.length]);
      }
      const expected = [1, 2, 3, 4].flatMap((value) => payloads.map(({ length }) => [value, length]));
      assert.deepEqual(seen, expected);
    },
  );
}

test("what is received stays as it was", async (t) => {
  const nc = await open(t, compressed);
  const s = subject();
  const kept = [];
  nc.subscribe(s, { callback: (_err, m) => kept.push(m) });
  for (let i = 0; i < 300; i++) {
    nc.publish(s, pattern(i * 100, i));
  }
  await nc.flush();
  kept.forEach((m, i) => same(m.data, i * 100, i));
});

test("a payload over max_payload is refused by publish itself, and nothing is sent", async (t) => {
  const nc = await open(t, plain);
  const s = subject();
  const max = nc.info.max_payload;
  const h = headers();
  h.set("a", "b");
  let n = 0;
  nc.subscribe(s, { callback: () => n++ });
  await failsWith(ErrorCode.MaxPayloadExceeded, () => nc.publish(s, new Uint8Array(max + 1)));
  await failsWith(ErrorCode.MaxPayloadExceeded, () => nc.publish(s, new Uint8Array(max), { headers: h }));
  await failsWith(ErrorCode.MaxPayloadExceeded, nc.request(s, new Uint8Array(max + 1)));
  await nc.flush();
  assert.equal(n, 0);
  nc.publish(s, new Uint8Array(max));
  await nc.flush();
  assert.equal(n, 1);
});

// However the server's bytes are cut into frames, the messages are the same.
for (const [how, cut] of [
  ["byte by byte", () => 1],
  ["in threes", () => 3],
  ["at random", (left) => Math.ceil(Math.random() * Math.min(left, 700))],
]) {
  test(`frames cut ${how}`, async (t) => {
    const relay = await Relay.start(t, plain.ws, cut);
    const nc = await open(t, relay);
    const s = subject();
    const n = 40;
    const h = headers();
    h.set("index", "x");
    const sub = nc.subscribe(`${s}.*`, { max: n });
    for (let i = 0; i < n; i++) {
      nc.publish(`${s}.${i}`, pattern(i * i, i), i % 2 ? { reply: `r.${i}`, headers: h } : {});
    }
    let i = 0;
    for await (const m of sub) {
      assert.equal(m.subject, `${s}.${i}`);
      same(m.data, i * i, i);
      assert.equal(m.headers?.get("index"), i % 2 ? "x" : undefined);
      assert.equal(m.reply || "", i % 2 ? `r.${i}` : "");
      i++;
    }
    assert.equal(i, n);
    assert.ok(relay.frames > n);
  });
}

test("a link that delivers late and in slices", async (t) => {
  const proxy = await TcpProxy.start(t, compressed.ports[1]);
  proxy.slice = 7;
  proxy.late = 5;
  const nc = await open(t, proxy);
  const s = subject();
  const sub = nc.subscribe(s, { max: 20 });
  for (let i = 0; i < 20; i++) {
    nc.publish(s, pattern(i * 50, i));
  }
  let i = 0;
  for await (const m of sub) {
    same(m.data, i * 50, i);
    i++;
  }
});

ours("a link that breaks in the middle of a large message", "1.30.3 loses what is published meanwhile", async (t) => {
  const proxy = await TcpProxy.start(t, plain.ports[1]);
  const nc = await open(t, proxy, eager);
  const other = await open(t, plain);
  const log = new StatusLog(nc);
  const s = subject();
  const seen = [];
  nc.subscribe(s, { callback: (_err, m) => seen.push(m) });
  await nc.flush();
  proxy.slice = 1000;
  other.publish(s, pattern(2 * MB, 1));
  await other.flush();
  proxy.cut();
  proxy.slice = 0;
  await log.next("reconnect");
  nc.publish(s, pattern(5000, 2));
  await nc.flush();
  same(seen.at(-1).data, 5000, 2);
  assert.ok(seen.length <= 2);
  if (seen.length === 2) {
    same(seen[0].data, 2 * MB, 1);
  }
});
