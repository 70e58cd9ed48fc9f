/**
 * Reading and writing header blocks as bytes, without building a map. Source: ADR-4.
 *
 * A block is `NATS/1.0`, optionally a status, then lines `name: value`, each ended by CR LF, and an empty line.
 */
import { encoder } from "./text.js";

/** The first value of `name` in the block `bytes[start..end)`; an empty string if there is none. */
export function firstValue(bytes: Uint8Array, start: number, end: number, name: string): string {
  const from = find(bytes, firstField(bytes, start, end), end, name);
  return from === -1 ? "" : valueAt(bytes, from, end);
}

/** All values of `name` in the block `bytes[start..end)`. */
export function allValues(bytes: Uint8Array, start: number, end: number, name: string): string[] {
  const values: string[] = [];
  for (let from = find(bytes, firstField(bytes, start, end), end, name); from !== -1; ) {
    values.push(valueAt(bytes, from, end));
    from = find(bytes, nextLine(bytes, from, end), end, name);
  }
  return values;
}

/** Whether the block `bytes[start..end)` has a field `name`. */
export function hasField(bytes: Uint8Array, start: number, end: number, name: string): boolean {
  return find(bytes, firstField(bytes, start, end), end, name) !== -1;
}

/** All names and values of the block `bytes[start..end)`. A line without a colon is skipped. */
export function allFields(bytes: Uint8Array, start: number, end: number): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  for (const line of decoder.decode(bytes.subarray(firstField(bytes, start, end), end)).split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon !== -1) {
      addField(fields, line.slice(0, colon), trimBlanks(line.slice(colon + 1)));
    }
  }
  return fields;
}

/** Adds `value` to the values of `name`. */
export function addField(fields: Map<string, string[]>, name: string, value: string): void {
  const values = fields.get(name);
  if (values === undefined) {
    fields.set(name, [value]);
  } else {
    values.push(value);
  }
}

/**
 * Code and description of the status in the block `bytes[start..end)`; `null` if there is none, or one that does not begin
 * with a number in 1..=65535.
 */
export function parseStatus(bytes: Uint8Array, start: number, end: number): [number, string] | null {
  const fields = firstField(bytes, start, end);
  if (fields - start === VERSION.length + 2) {
    return null;
  }
  const line = decoder.decode(bytes.subarray(start, lineEnd(bytes, start, fields)));
  if (!line.startsWith(VERSION)) {
    return null;
  }
  const status = trimBlanks(line.slice(VERSION.length));
  const digits = /^[0-9]*/.exec(status)![0];
  const code = Number(digits);
  return code >= 1 && code <= MAX_CODE ? [code, trimBlanks(status.slice(digits.length))] : null;
}

/** `text` without the ASCII blanks around it. Those of Unicode belong to a value. */
export function trimBlanks(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(text.charCodeAt(from))) {
    from++;
  }
  while (to > from && isBlank(text.charCodeAt(to - 1))) {
    to--;
  }
  return text.slice(from, to);
}

/** Where in `name` the first character is that no name may have; -1 if there is none. */
export function badCharacter(name: string): number {
  for (let i = 0; i < name.length; i++) {
    const c = name.charCodeAt(i);
    if (c === COLON || c <= SPACE || c >= 0x7f) {
      return i;
    }
  }
  return -1;
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

function valueAt(bytes: Uint8Array, from: number, end: number): string {
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
 * Whether the line at `at` has exactly the name `name`, which must not have a {@link badCharacter}.
 *
 * @returns the index just past the colon, or -1
 */
function matchName(bytes: Uint8Array, at: number, end: number, name: string): number {
  const colon = at + name.length;
  if (colon >= end || bytes[colon] !== COLON) {
    return -1;
  }
  for (let i = 0; i < name.length; i++) {
    if (bytes[at + i] !== name.charCodeAt(i)) {
      return -1;
    }
  }
  return colon + 1;
}

/** Where the line that {@link nextLine} ended at `next` ends, its CR LF left out. */
function lineEnd(bytes: Uint8Array, at: number, next: number): number {
  return next - at >= 2 && bytes[next - 2] === CR && bytes[next - 1] === LF ? next - 2 : next;
}

/** The text in `bytes[from..to)` without the blanks around it. */
function readValue(bytes: Uint8Array, from: number, to: number): string {
  let a = from;
  let b = to;
  while (a < b && isBlank(bytes[a]!)) {
    a++;
  }
  while (b > a && isBlank(bytes[b - 1]!)) {
    b--;
  }
  for (let i = a; i < b; i++) {
    if (bytes[i]! >= 0x80) {
      return decoder.decode(bytes.subarray(a, b));
    }
  }
  return asciiSlice(bytes, a, b);
}

/** Whether `c` is white space in ASCII; the core's `trim_ascii` has the same. */
function isBlank(c: number): boolean {
  return c === SPACE || (c >= 9 && c <= CR && c !== VERTICAL_TAB);
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

/** Decodes leniently, as that of `text.ts`, and leaves a U+FEFF at the start of a value where it is. */
const decoder = /* @__PURE__ */ new TextDecoder("utf-8", { ignoreBOM: true });
/** What every block begins with. */
export const VERSION = "NATS/1.0";
/** What neither a value nor a status may contain. */
export const LINE_BREAK: RegExp = /[\r\n]/;

/** The largest code of a status. */
export const MAX_CODE = 0xffff;

const CR = 13;
const LF = 10;
const VERTICAL_TAB = 11;
const SPACE = 32;
const COLON = 58;
/** Bytes from which the platform's own codecs win, by measurement. */
const LONG_VALUE = 64;
const LONG_BLOCK = 256;
