/** Subjects as strings. */
import { decoder } from "../text.js";

/**
 * The text of `bytes[start..end)`. Most messages repeat a subject that was seen a moment ago: the strings of some are
 * kept, and comparing one costs a tenth of making it.
 */
export function subjectText(bytes: Uint8Array, start: number, end: number): string {
  const length = end - start;
  const place = (31 * bytes[end - 1]! + 7 * bytes[end - 2]! + bytes[start + (length >> 1)]! + length) & (PLACES - 1);
  const known = seen[place]!;
  if (known.length === length && isText(known, bytes, start)) {
    return known;
  }
  const text = decoder.decode(bytes.subarray(start, end));
  if (text.length === length) {
    seen[place] = text;
  }
  return text;
}

/** Whether `bytes` from `start` on are `text`, each of whose characters came of one byte. */
function isText(text: string, bytes: Uint8Array, start: number): boolean {
  for (let i = text.length; i-- > 0; ) {
    if (text.charCodeAt(i) !== bytes[start + i]) {
      return false;
    }
  }
  return true;
}

const PLACES = 128;
const seen: string[] = /* @__PURE__ */ new Array<string>(PLACES).fill("");
