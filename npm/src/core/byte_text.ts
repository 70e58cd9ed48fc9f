/**
 * Bytes as printable ASCII that a compressor sees through. The build writes the wasm so, and the package reads it.
 *
 * Each byte value stands for one code: the most frequent ones have one character, the others two, the first of which
 * says which of two tables the second is in. The text begins with a map of the values that have one character and with
 * the number of bytes. Source of the idea: gzip's window is 32 KB of whatever it is given. Hexadecimal lets it see 16 KB
 * of the module, base64 hides repetitions from it at two of three offsets; here a character is nearly always a byte.
 *
 * Measured on our module of 86 KB, gzipped, against the gzipped bytes: hexadecimal 1.11 to 1.16, base64 1.27, this 1.001
 * (by brotli 1.02).
 */
import { encoder } from "../text.js";

/** `bytes` as text. */
export function encodeBytes(bytes: Uint8Array): string {
  const counts = new Array<number>(256).fill(0);
  for (const b of bytes) {
    counts[b]!++;
  }
  const byFrequency = [...counts.keys()].sort((a, b) => counts[b]! - counts[a]! || a - b);
  const frequent = new Set(byFrequency.slice(0, ALPHABET.length - PREFIXES));
  let header = "";
  for (let nibble = 0; nibble < 64; nibble++) {
    const bits = [0, 1, 2, 3].map((i) => (frequent.has(4 * nibble + i) ? 1 << i : 0));
    header += bits.reduce((a, b) => a | b).toString(16);
  }
  const codes = codesOf(header);
  const body = Array.from(bytes, (b) => codes[b]).join("");
  return header + bytes.length.toString(16).padStart(LENGTH_DIGITS, "0") + body;
}

/**
 * The bytes that `text` stands for.
 *
 * @throws Error if {@link encodeBytes} cannot have written it
 */
export function decodeBytes(text: string): Uint8Array<ArrayBuffer> {
  // By table and character: a byte value, the table that a prefix leads to, or the one that there is no way out of.
  const meanings = new Uint16Array(LOST + TABLE).fill(LOST);
  codesOf(text).forEach((code, b) => {
    let table = 0;
    if (code.length > 1) {
      table = TABLE * (1 + ALPHABET.indexOf(code[0]!));
      meanings[code.charCodeAt(0)] = table;
    }
    meanings[table + code.charCodeAt(code.length - 1)] = b;
  });
  // Decoded in place: what is written never overtakes what is read.
  const bytes = encoder.encode(text);
  const end = bytes.length;
  let length = 0;
  let table = 0;
  for (let i = HEADER; i < end; i++) {
    const meaning = meanings[table + bytes[i]!]!;
    if (meaning < TABLE) {
      bytes[length++] = meaning;
      table = 0;
    } else {
      table = meaning;
    }
  }
  if (table !== 0 || length !== Number.parseInt(text.slice(64, HEADER), 16)) {
    throw new Error("damaged text");
  }
  return bytes.subarray(0, length);
}

/** The codes of all byte values, by the map at the beginning of `header`. */
function codesOf(header: string): string[] {
  let singles = PREFIXES;
  let pairs = 0;
  return Array.from({ length: 256 }, (_, b) => {
    if ((Number.parseInt(header[b >> 2]!, 16) >> (b & 3)) & 1) {
      return ALPHABET[singles++]!;
    }
    const code = ALPHABET[Math.floor(pairs / ALPHABET.length)]! + ALPHABET[pairs % ALPHABET.length]!;
    pairs++;
    return code;
  });
}

/**
 * All printable ASCII but what would need an escape in a string of either kind, or could look like a tag where a page
 * holds the script. The first {@link PREFIXES} begin codes of two characters.
 */
const ALPHABET = /* @__PURE__ */ String.fromCharCode(...Array.from({ length: 95 }, (_, i) => i + 32)).replace(
  /["$<\\`]/g,
  "",
);
const PREFIXES = 2;
/** Size of a table: one entry for each byte of UTF-8. No byte value is as large. */
const TABLE = 256;
/** The table after those of the prefixes. */
const LOST = TABLE * (1 + PREFIXES);
const LENGTH_DIGITS = 8;
/** Characters before the codes. */
const HEADER = 64 + LENGTH_DIGITS;
