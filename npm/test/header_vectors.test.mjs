// What `vectors.json` of the core's header blocks says, which the Rust face passes too. A vector that says what nats.ws
// does instead is not played against that.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { failsWith, nats, open, subject, take } from "./helpers/client.mjs";
import { internals } from "./helpers/internals.mjs";
import { ours, test } from "./helpers/modules.mjs";
import { NatsServer } from "./helpers/server.mjs";

const { ErrorCode, headers, MsgHdrsImpl } = nats;
const file = new URL("../../crates/core/src/codec/headers/vectors.json", import.meta.url);
const vectors = JSON.parse(readFileSync(file, "utf8"));

const enc = (s) => new TextEncoder().encode(s);
const dec = (b) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(b);
const bytesOf = ({ block, bytes }) =>
  bytes === undefined ? enc(block) : Uint8Array.from(bytes, (c) => c.charCodeAt(0));

/** Plays one of the vectors. */
function play(what, vector, body) {
  const name = `${what}: ${vector.about}`;
  return vector["nats.ws"] ? ours(name, vector["nats.ws"], body) : test(name, body);
}

/** The values of each name. */
function grouped(entries = []) {
  const map = new Map();
  for (const [name, value] of entries) {
    map.set(name, [...(map.get(name) ?? []), value]);
  }
  return map;
}

for (const vector of vectors.received) {
  const [code, description] = vector.status ?? [0, ""];
  const expected = grouped(vector.entries);

  play("received", vector, () => {
    const h = MsgHdrsImpl.decode(bytesOf(vector));
    assert.deepEqual([h.code, h.description], [code, description]);
    assert.deepEqual([...h], [...expected]);
  });

  // Single names are looked up in the bytes of a message, which lie among others.
  ours(`looked up: ${vector.about}`, "1.30.3 has only the map", async () => {
    const { MsgHdrsImpl: Impl } = await internals();
    const block = bytesOf(vector);
    const bytes = new Uint8Array([...enc("a: "), ...block, ...enc("a: 1\r\n")]);
    const lazy = () => Impl.fromBytes(bytes, 3, 3 + block.length);
    assert.deepEqual([lazy().code, lazy().description], [code, description]);
    for (const name of ["a", "A", "b", "", "a: b", "no colon", "ä", "\u00e4\u00b8", ...expected.keys()]) {
      const values = expected.get(name) ?? [];
      assert.deepEqual(lazy().values(name), values, `values ${name}`);
      assert.equal(lazy().get(name), values[0] ?? "", `get ${name}`);
      assert.equal(lazy().last(name), values.at(-1) ?? "", `last ${name}`);
      assert.equal(lazy().has(name), expected.has(name), `has ${name}`);
    }
    assert.deepEqual([...lazy()], [...expected]);
  });
}

for (const vector of vectors.sent) {
  play("sent", vector, () => {
    const h = headers();
    [h._code, h._description] = vector.status ?? [0, ""];
    for (const [name, value] of vector.entries ?? []) {
      h.append(name, value);
    }
    if (vector.set) {
      h.set(...vector.set);
    }
    assert.equal(dec(h.encode()), vector.block);
    assert.equal(h.toString(), vector.block);
  });
}

for (const vector of vectors.refused) {
  play("refused", vector, async () => {
    const { entry, status } = vector;
    const refuse = (action) => failsWith(ErrorCode.BadHeader, action);
    if (status) {
      await refuse(() => headers(...status).encode());
      return;
    }
    await refuse(() => headers().append(...entry));
    await refuse(() => headers().set(...entry));
  });
}

ours("what could not be sent on is refused then", "1.30.3 refuses it when it is received", async () => {
  for (const line of ["bad name: 1", "ä: 1", ": 1", "a: 1\n2"]) {
    await failsWith(ErrorCode.BadHeader, () => MsgHdrsImpl.decode(enc(`NATS/1.0\r\n${line}\r\n\r\n`)).encode());
  }
});

ours("what came in through a record is refused as well", "1.30.3 sends it, and so forges headers", async () => {
  for (const { entry } of vectors.refused.filter((vector) => vector.entry)) {
    await failsWith(ErrorCode.BadHeader, () => MsgHdrsImpl.fromRecord({ [entry[0]]: [entry[1]] }).encode());
  }
});

ours("whole blocks are checked before they are sent", "1.30.3 sends anything", async (t) => {
  const nc = await open(t, await NatsServer.start(t));
  const name = subject();
  const sub = nc.subscribe(name, { max: vectors.sound.length });
  for (const [block] of vectors.unsound) {
    await failsWith(ErrorCode.BadHeader, () => nc.publish(name, "", { headers: { encode: () => enc(block) } }));
  }
  for (const block of vectors.sound) {
    nc.publish(name, "", { headers: { encode: () => enc(block) } });
  }
  for (const [i, m] of (await take(sub, vectors.sound.length)).entries()) {
    assert.deepEqual([...m.headers], [...MsgHdrsImpl.decode(enc(vectors.sound[i]))]);
  }
});
