// What the edges of frames cut, and what callbacks do in the middle of a frame.
import assert from "node:assert/strict";
import { nats } from "./helpers/client.mjs";
import { dice } from "./helpers/dice.mjs";
import { ours } from "./helpers/modules.mjs";
import { ScriptedSocket } from "./helpers/scripted_socket.mjs";

const { connect, headers } = nats;
const encoder = new TextEncoder();

async function scripted(t) {
  const { make, sockets } = ScriptedSocket.factory();
  const nc = await connect({ servers: "ws://scripted", wsFactory: make });
  t.after(() => nc.close());
  return { nc, socket: sockets[0] };
}

/** Bytes that differ by position and by `salt`. */
const pattern = (n, salt) => Uint8Array.from({ length: n }, (_, i) => (i * 7 + salt) % 251);

/** A message of the server's for subscription 1. */
function message(roll, index) {
  const size = [roll(3), roll(200), roll(5000), roll(40_000), roll(150_000)][roll(5)];
  const payload = pattern(size, index);
  const subject = `s.${"x".repeat([0, 1, 30, 6000][roll(4)])}${index}`;
  const reply = roll(3) === 0 ? `r.${index}` : "";
  const block = roll(3) === 0 ? encoder.encode(`NATS/1.0\r\nk: ${index}\r\n\r\n`) : new Uint8Array(0);
  const sizes = block.length > 0 ? `${block.length} ${block.length + size}` : `${size}`;
  const line = `${block.length > 0 ? "HMSG" : "MSG"} ${subject} 1 ${reply}${reply ? " " : ""}${sizes}\r\n`;
  const bytes = Buffer.concat([encoder.encode(line), block, payload, encoder.encode("\r\n")]);
  return { bytes, subject, reply, payload, header: block.length > 0 ? `${index}` : undefined };
}

for (let seed = 1; seed <= 40; seed++) {
  ours(
    `every message arrives whole however frames cut the stream, seed ${seed}`,
    "1.30.3 has its own parser",
    async (t) => {
      const roll = dice(seed);
      const { nc, socket } = await scripted(t);
      const found = [];
      nc.subscribe("s.>", { callback: (_err, m) => found.push(m) });
      const sent = Array.from({ length: 60 }, (_, index) => message(roll, index));
      // Not a Buffer, whose slices are no copies.
      const stream = new Uint8Array(Buffer.concat(sent.map(({ bytes }) => bytes)));
      const longest = [1 + roll(50), 1 + roll(5000), 1 + roll(100_000), stream.length][roll(4)];
      for (let at = 0; at < stream.length; ) {
        const end = at + 1 + roll(longest);
        socket.deliver(stream.subarray(at, end));
        at = end;
      }
      assert.equal(found.length, sent.length);
      for (const [index, { subject, reply, payload, header }] of sent.entries()) {
        const m = found[index];
        assert.equal(m.subject, subject);
        assert.equal(m.reply || "", reply);
        assert.equal(m.headers?.get("k"), header);
        assert.equal(Buffer.compare(m.data, payload), 0, `payload ${index}`);
      }
    },
  );
}

ours("a callback that unsubscribes gets nothing more of its frame", "1.30.3 reads frames in later turns", async (t) => {
  const { nc, socket } = await scripted(t);
  const [mine, others] = [[], []];
  const sub = nc.subscribe("a", {
    callback: (_err, m) => {
      mine.push(m.string());
      if (mine.length === 2) {
        sub.unsubscribe();
        assert.ok(sub.isClosed());
      }
    },
  });
  nc.subscribe("b", { callback: (_err, m) => others.push(m.string()) });
  socket.say("MSG a 1 1\r\n1\r\nMSG a 1 1\r\n2\r\nMSG b 2 1\r\nx\r\nMSG a 1 1\r\n3\r\nMSG b 2 1\r\ny\r\n");
  assert.deepEqual(
    [mine, others],
    [
      ["1", "2"],
      ["x", "y"],
    ],
  );
  await sub.closed;
});

ours("a bound that a callback sets holds within its frame", "1.30.3 reads frames in later turns", async (t) => {
  const { nc, socket } = await scripted(t);
  const got = [];
  const sub = nc.subscribe("a", {
    callback: (_err, m) => {
      got.push(m.string());
      if (got.length === 1) {
        sub.unsubscribe(3);
      }
    },
  });
  socket.say([1, 2, 3, 4, 5].map((n) => `MSG a 1 1\r\n${n}\r\n`).join(""));
  assert.deepEqual(got, ["1", "2", "3"]);
  assert.equal(sub.getReceived(), 3);
  await sub.closed;
});

ours(
  "a subscription made by a callback is not served what came for one that ended in the same frame",
  "1.30.3 reads frames in later turns",
  async (t) => {
    const { nc, socket } = await scripted(t);
    const [old, fresh] = [[], []];
    nc.subscribe("a", {
      max: 1,
      callback: (_err, m) => {
        old.push(m.string());
        nc.subscribe("a", { callback: (_e, late) => fresh.push(late.string()) });
      },
    });
    socket.say("MSG a 1 1\r\n1\r\nMSG a 1 1\r\n2\r\n");
    socket.say("MSG a 2 1\r\n3\r\n");
    assert.deepEqual([old, fresh], [["1"], ["3"]]);
  },
);

ours("headers of a message that a frame has cut are its own", "1.30.3 reads frames in later turns", async (t) => {
  const { nc, socket } = await scripted(t);
  const got = [];
  nc.subscribe("a", { callback: (_err, m) => got.push(m) });
  const h = headers();
  h.set("k", "v");
  socket.say("HMSG a 1 18 20\r\nNATS/1.0\r\nk:");
  socket.say(" v\r\n\r\nhiMSG".slice(0, 8));
  socket.say("\r\nMSG a 1 0\r\n\r\n");
  assert.deepEqual(
    got.map((m) => [m.headers?.get("k"), m.string()]),
    [
      ["v", "hi"],
      [undefined, ""],
    ],
  );
});
