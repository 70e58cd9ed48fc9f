// The text that the wasm is embedded as: what the build packs is what the package unpacks.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { pack, unpackerText, wasmDir } from "../pack.mjs";
import { fromSource } from "./helpers/internals.mjs";
import { ours, packageRoot } from "./helpers/modules.mjs";

const { unpack } = await fromSource("src/core/unpack.ts", { natsWebUnpacker: unpackerText() });
const test = (name, fn) => ours(name, "1.30.3 has no wasm", fn);
const wasm = (name) => readFileSync(join(wasmDir, name));
const bundle = (name) => readFileSync(join(packageRoot, "dist", name), "utf8");

/** Gives the text. */
function roundTrip(bytes) {
  const text = pack(bytes);
  assert.ok(Buffer.from(bytes).equals(unpack(text)), `${bytes.length} bytes do not survive`);
  return text;
}

/** A repeatable stream of bytes, skewed towards some values as programs are. */
function noise(length, seed, skew = 1) {
  let x = seed;
  return Uint8Array.from({ length }, () => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return Math.floor(256 * (x / 2 ** 32) ** skew);
  });
}

test("any bytes survive", () => {
  roundTrip(new Uint8Array(0));
  const all = Uint8Array.from({ length: 256 }, (_, i) => i);
  roundTrip(all);
  roundTrip(all.reverse());
  for (let i = 0; i < 20; i++) {
    roundTrip(noise(i * 97, i, 1 + (i % 5)));
  }
  roundTrip(noise(100_000, 9, 3));
});

test("what repeats gets small", () => {
  assert.ok(roundTrip(new Uint8Array(50_000)).length < 500);
  assert.ok(roundTrip(new Uint8Array(50_000).map((_, i) => (i % 7) * 30)).length < 1000);
});

test("our modules survive, much smaller than gzip makes them", () => {
  for (const name of ["nats_web.wasm", "nats_web_nkeys.wasm"]) {
    const bytes = wasm(name);
    const packed = gzipSync(roundTrip(bytes), { level: 9 }).length;
    const zipped = gzipSync(bytes, { level: 9 }).length;
    assert.ok(packed < 0.75 * zipped, `${name}: ${packed} bytes by us, ${zipped} by gzip`);
  }
});

test("the text needs no escape, in any kind of string or in a page", () => {
  const text = pack(noise(50_000, 5));
  assert.match(text, /^[\x21-\x7e]*$/);
  assert.doesNotMatch(text, /["$<\\`]/);
});

test("a text that is damaged is refused", () => {
  const text = pack(noise(1000, 3, 2));
  const middle = text.length >> 1;
  const changed = (at, what, length = 1) => text.slice(0, at) + what + text.slice(at + length);
  const damaged = [
    "",
    text.slice(1),
    text.slice(0, -1),
    text.slice(0, middle),
    `${text}%`,
    ` ${text}`,
    text + text,
    changed(middle, ""),
    changed(middle, text[middle] === "A" ? "B" : "A"),
    changed(0, text[0] === "A" ? "B" : "A"),
    changed(text.length - 1, "~"),
    changed(middle, '"'),
    changed(middle, "\u012c"),
    changed(middle, "\u{1f600}", 2),
    changed(middle, "\n"),
    [...text].reverse().join(""),
    "x".repeat(3_000_000),
  ];
  for (const bad of damaged) {
    assert.throws(() => unpack(bad), { name: "Error", message: "damaged text" }, bad.slice(0, 40));
  }
});

test("more than can be packed is refused", () => {
  assert.throws(() => pack(new Uint8Array(600_000)), RangeError);
});

test("a bundle has the texts and what unpacks them at its end, and nothing of what packs", () => {
  const texts = ["nats.wasm", "nkeys.wasm"].map((name) => pack(readFileSync(join(packageRoot, "dist/esm", name))));
  for (const name of ["esm/nats.js", "cjs/nats.js"]) {
    const script = bundle(name);
    assert.equal(
      script
        .split("\n")
        .slice(-4)
        .join("\n")
        .match(/"[^"]*"/g)
        .join(),
      [unpackerText(), ...texts].map((t) => `"${t}"`).join(),
      name,
    );
    assert.ok(!script.includes(wasm("nats_web_pack.wasm").toString("hex", 0, 100)), name);
  }
  assert.ok(!bundle("esm/url.js").includes(texts[0]) && bundle("esm/url.js").includes(texts[1]));
  assert.ok(![...texts, unpackerText()].some((text) => bundle("esm/workerd.js").includes(text)));
});
