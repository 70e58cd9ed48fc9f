/**
 * Reading and writing header blocks as bytes, without building a map. Source: ADR-4.
 *
 * A block is `NATS/1.0`, optionally a status, then lines `name: value`, each ended by CR LF, and an empty line.
 */
import { decoder, encoder } from "./text.js";

/**
 * The first value of `name` in the block `bytes[start..end)`, an empty string if there is none; `undefined` if it is
 * malformed.
 */
export function firstValue(bytes: Uint8Array, start: number, end: number, name: string): string | undefined {
  const from = find(bytes, firstField(bytes, start, end), end, name);
  return from === -1 ? "" : valueAt(bytes, from, end);
}

/** All values of `name` in the block `bytes[start..end)`; `undefined` if one is malformed. */
export function allValues(bytes: Uint8Array, start: number, end: number, name: string): string[] | undefined {
  const values: string[] = [];
  for (let from = find(bytes, firstField(bytes, start, end), end, name); from !== -1; ) {
    const value = valueAt(bytes, from, end);
    if (value === undefined) {
      return undefined;
    }
    values.push(value);
    from = find(bytes, nextLine(bytes, from, end), end, name);
  }
  return values;
}

/** Whether the block `bytes[start..end)` has a field `name`. */
export function hasField(bytes: Uint8Array, start: number, end: number, name: string): boolean {
  return find(bytes, firstField(bytes, start, end), end, name) !== -1;
}

/**
 * Code and words of the status in the block `bytes[start..end)`; `null` if its first line is the bare version. What is no
 * number counts as 0.
 */
export function parseStatus(bytes: Uint8Array, start: number, end: number): [number, string] | null {
  const fields = firstField(bytes, start, end);
  if (fields - start === VERSION.length + 2) {
    return null;
  }
  const line = decoder.decode(bytes.subarray(start, lineEnd(bytes, start, fields)));
  const words = line.replace(VERSION, "").trim();
  const code = Number.parseInt(words, 10) || 0;
  return [code, words.replace(`${code}`, "").trim()];
}

/** `text` as UTF-8. A block is short and ASCII as a rule, and then this beats `TextEncoder`. */
export function encodeBlock(text: string): Uint8Array {
  const length = text.length;
  if (length > LONG_BLOCK) {
    return encoder.encode(text);
  }
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 0x80) {
      return encoder.encode(text);
    }
    bytes[i] = c;
  }
  return bytes;
}

/** Where the value of the next field `name` begins, from the line at `at` on; -1 if there is none. */
function find(bytes: Uint8Array, at: number, end: number, name: string): number {
  for (let line = at; line < end; line = nextLine(bytes, line, end)) {
    const from = matchName(bytes, line, end, name);
    if (from !== -1) {
      return from;
    }
  }
  return -1;
}

function valueAt(bytes: Uint8Array, from: number, end: number): string | undefined {
  return readValue(bytes, from, lineEnd(bytes, from, nextLine(bytes, from, end)));
}

/** The index just past the first line's CR LF, or `end` if there is none. */
function firstField(bytes: Uint8Array, start: number, end: number): number {
  // Nearly every block has no status: its first line is then exactly the version.
  const plain = start + VERSION.length;
  if (plain + 1 < end && bytes[plain] === CR && bytes[plain + 1] === LF) {
    return plain + 2;
  }
  return nextLine(bytes, start, end);
}

/** The index just past the next CR LF at or after `at`, or `end` if there is none. */
function nextLine(bytes: Uint8Array, at: number, end: number): number {
  for (let i = at; i + 1 < end; i++) {
    if (bytes[i] === CR && bytes[i + 1] === LF) {
      return i + 2;
    }
  }
  return end;
}

/**
 * Whether the line at `at` has exactly the name `name`.
 *
 * @returns the index just past the colon, or -1
 */
function matchName(bytes: Uint8Array, at: number, end: number, name: string): number {
  const colon = at + name.length;
  if (colon >= end || bytes[colon] !== COLON) {
    return -1;
  }
  for (let i = 0; i < name.length; i++) {
    const c = name.charCodeAt(i);
    if (bytes[at + i] !== c || c === COLON) {
      return -1;
    }
  }
  return colon + 1;
}

/** Where the line that {@link nextLine} ended at `next` ends, its CR LF left out. */
function lineEnd(bytes: Uint8Array, at: number, next: number): number {
  return next - at >= 2 && bytes[next - 2] === CR && bytes[next - 1] === LF ? next - 2 : next;
}

/**
 * The text in `bytes[from..to)` without the blanks around it.
 *
 * @returns `undefined` if there is a line break in it, which no value may have
 */
function readValue(bytes: Uint8Array, from: number, to: number): string | undefined {
  let a = from;
  let b = to;
  while (a < b && bytes[a] === SPACE) {
    a++;
  }
  while (b > a && bytes[b - 1] === SPACE) {
    b--;
  }
  for (let i = a; i < b; i++) {
    const c = bytes[i]!;
    if (c < SPACE || c >= 0x7f) {
      // Something other than printable ASCII: other kinds of blanks, line breaks or UTF-8.
      const text = decoder.decode(bytes.subarray(a, b));
      return LINE_BREAK.test(text) ? undefined : text.trim();
    }
  }
  return asciiSlice(bytes, a, b);
}

/** The ASCII characters in `bytes[from..to)`. A value is short as a rule, and then this beats `TextDecoder`. */
function asciiSlice(bytes: Uint8Array, from: number, to: number): string {
  if (to - from > LONG_VALUE) {
    return decoder.decode(bytes.subarray(from, to));
  }
  const char = String.fromCharCode;
  let text = "";
  let i = from;
  for (; i + 8 <= to; i += 8) {
    text += char(
      bytes[i]!,
      bytes[i + 1]!,
      bytes[i + 2]!,
      bytes[i + 3]!,
      bytes[i + 4]!,
      bytes[i + 5]!,
      bytes[i + 6]!,
      bytes[i + 7]!,
    );
  }
  for (; i < to; i++) {
    text += char(bytes[i]!);
  }
  return text;
}

/** What every block begins with. */
export const VERSION = "NATS/1.0";
/** What neither a value nor a status may contain. */
export const LINE_BREAK: RegExp = /[\r\n]/;

const CR = 13;
const LF = 10;
const SPACE = 32;
const COLON = 58;
/** Bytes from which the platform's own codecs win, by measurement. */
const LONG_VALUE = 64;
const LONG_BLOCK = 256;
