import assert from "node:assert/strict";
import { test } from "node:test";
import {
  formatBytes,
  formatDuration,
  formatRate,
  hexDump,
  nounFor,
  payloadText,
  plainDirection,
  previewPayload,
} from "../src/lib/format.js";

const bytes = (text) => new TextEncoder().encode(text);

test("sizes take the unit that keeps them short", () => {
  const cases = [
    [0, "0 B"],
    [1023, "1023 B"],
    [1024, "1 KiB"],
    [1536, "1.5 KiB"],
    [1024 ** 2 - 1, "1 MiB"],
    [64 * 1024 ** 2, "64 MiB"],
  ];
  for (const [size, shown] of cases) assert.equal(formatBytes(size), shown);
});

test("rates and durations", () => {
  assert.equal(formatRate(0), "0");
  assert.equal(formatRate(7.46), "7.5");
  assert.equal(formatRate(101_234), "101K");
  assert.equal(formatDuration(0.4249), "0.42 ms");
  assert.equal(formatDuration(1250), "1.25 s");
});

test("text is told from binary", () => {
  assert.equal(payloadText(bytes("grüße\n\ttab")), "grüße\n\ttab");
  assert.equal(payloadText(Uint8Array.of(0xff, 0xfe)), null);
  assert.equal(payloadText(Uint8Array.of(65, 0, 66)), null);
  assert.equal(payloadText(new Uint8Array()), "");
});

test("a preview is one line, and a cut character does not make it binary", () => {
  assert.equal(previewPayload(bytes("a\n  b\tc")), "a b c");
  for (let lead = 0; lead < 5; lead += 1) {
    const preview = previewPayload(bytes("x".repeat(lead) + "€😀".repeat(100)));
    assert.match(preview, /^x*€😀.* …$/u, `with ${lead} bytes before`);
  }
  assert.equal(previewPayload(Uint8Array.of(0, 255)), "0x 00 ff");
});

test("a hex dump shows offset, bytes and ASCII", () => {
  const lines = hexDump(Uint8Array.from({ length: 18 }, (_, index) => 0x3e + index)).split("\n");
  assert.equal(lines[0], "00000000  3e 3f 40 41 42 43 44 45  46 47 48 49 4a 4b 4c 4d  >?@ABCDEFGHIJKLM");
  assert.equal(lines[1], `00000010  4e 4f${" ".repeat(18 + 2 + 23 + 2)}NO`);
});

test("a dump for narrow places has eight bytes in a line", () => {
  assert.equal(hexDump(bytes("0123456789"), 8).split("\n")[1], `00000008  38 39${" ".repeat(18)}  89`);
});

test("what turns the direction of writing stands there by name", () => {
  assert.equal(plainDirection("invoice\u202efdp.exe"), "invoice\\u202efdp.exe");
  assert.equal(plainDirection("\u2066a\u2069"), "\\u2066a\\u2069");
  assert.equal(plainDirection("שלום עולם"), "שלום עולם");
  assert.equal(previewPayload(bytes("a\u202eb")), "a\\u202eb");
});

test("one is not many", () => {
  assert.deepEqual(
    [0, 1, 2].map((count) => nounFor(count, "message")),
    ["messages", "message", "messages"],
  );
});
