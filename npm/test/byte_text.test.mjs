// The text that the wasm is embedded as: what the build writes is what the package reads.
import assert from "node:assert/strict";
import { fromSource } from "./helpers/internals.mjs";
import { ours } from "./helpers/modules.mjs";

const { decodeBytes, encodeBytes } = await fromSource("src/core/byte_text.ts");
const test = (name, fn) => ours(name, "1.30.3 has no wasm", fn);
const roundTrips = (bytes) => assert.deepEqual(decodeBytes(encodeBytes(bytes)), bytes);

/** A repeatable stream of bytes, skewed towards some values as programs are. */
function noise(length, seed, skew) {
  let x = seed;
  return Uint8Array.from({ length }, () => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return Math.floor(256 * (x / 2 ** 32) ** skew);
  });
}

test("every byte value survives, alone and among all others", () => {
  const all = Uint8Array.from({ length: 256 }, (_, i) => i);
  roundTrips(all);
  roundTrips(all.slice().reverse());
  for (const b of all) {
    roundTrips(Uint8Array.of(b));
    roundTrips(Uint8Array.of(...all, b, b, 255 - b));
  }
});

test("buffers of any length and any mixture survive", () => {
  roundTrips(new Uint8Array(0));
  for (let i = 0; i < 200; i++) {
    roundTrips(noise(i * 7, i, 1 + (i % 5)));
  }
  roundTrips(noise(300_000, 9, 3));
});

test("the text needs no escape, in any kind of string or in a page", () => {
  const text = encodeBytes(noise(100_000, 5, 1));
  assert.match(text, /^[\x20-\x7e]*$/);
  assert.doesNotMatch(text, /["$<\\`]/);
});

test("frequent bytes take one character", () => {
  const text = encodeBytes(new Uint8Array(10_000).fill(200));
  assert.ok(text.length < 10_100, `${text.length}`);
});

test("a text that is damaged is refused", () => {
  const text = encodeBytes(noise(1000, 3, 2));
  // 300 is no character of ours; a text may be short or long by one, or end within a pair.
  const damaged = [
    text.slice(0, -1),
    `${text}0`,
    `${text} `,
    `${text.slice(0, -1)}"`,
    `${text.slice(0, -1)}\u012c`,
    "",
  ];
  for (const bad of damaged) {
    assert.throws(() => decodeBytes(bad), Error);
  }
});
