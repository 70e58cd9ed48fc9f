// @ts-check
/**
 * How the console writes numbers, times and payloads. No function here touches the document or the network.
 */

/**
 * A whole number with separators: `1,234,567`.
 *
 * @param {number} count
 */
export function formatCount(count) {
  return WHOLE.format(count);
}

/**
 * What so many of them are called: `message`, `messages`.
 *
 * @param {number} count
 * @param {string} noun
 */
export function nounFor(count, noun) {
  return count === 1 ? noun : `${noun}s`;
}

/**
 * A number per second, short enough for a label: `0`, `7.5`, `101K`.
 *
 * @param {number} perSecond
 */
export function formatRate(perSecond) {
  return COMPACT.format(perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond));
}

/**
 * A size in binary units: `12 B`, `1.5 KiB`, `64 MiB`.
 *
 * @param {number} bytes
 */
export function formatBytes(bytes) {
  let value = bytes;
  let unit = 0;
  while (value >= 1023.95 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits).replace(/\.0$/, "")} ${UNITS[unit]}`;
}

/**
 * A duration: `0.42 ms`, `12.3 ms`, `1.25 s`.
 *
 * @param {number} milliseconds
 */
export function formatDuration(milliseconds) {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toFixed(2)} s`;
  return `${milliseconds.toFixed(milliseconds < 10 ? 2 : 1)} ms`;
}

/**
 * The local time of day: `14:03:59`, or with milliseconds `14:03:59.042`.
 *
 * @param {number} timestamp milliseconds since the Unix epoch
 * @param {boolean} [milliseconds]
 */
export function formatTime(timestamp, milliseconds = false) {
  const date = new Date(timestamp);
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => pad(part, 2)).join(":");
  return milliseconds ? `${clock}.${pad(date.getMilliseconds(), 3)}` : clock;
}

/**
 * A local moment: the time of day if it is today's, else the date as well: `2026-05-04 14:03:59`.
 *
 * @param {number} timestamp milliseconds since the Unix epoch
 * @param {number} [now]
 */
export function formatMoment(timestamp, now = Date.now()) {
  const date = new Date(timestamp);
  if (!Number.isFinite(timestamp)) return "–";
  if (date.toDateString() === new Date(now).toDateString()) return formatTime(timestamp);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)} ${formatTime(timestamp)}`;
}

/**
 * The payload as text, or `null` where it is binary: not UTF-8, or with control characters that text does not have.
 *
 * @param {Uint8Array} payload
 * @returns {string | null}
 */
export function payloadText(payload) {
  try {
    const text = STRICT.decode(payload);
    return CONTROL.test(text) ? null : text;
  } catch {
    return null;
  }
}

/**
 * A text from elsewhere as it may be shown: characters that turn the direction of writing, with which a text could
 * pass for another, stand there by name.
 *
 * @param {string} text
 */
export function plainDirection(text) {
  return DIRECTION.test(text)
    ? text.replace(DIRECTIONS, (character) => `\\u${character.charCodeAt(0).toString(16)}`)
    : text;
}

/**
 * One line that shows how a payload begins, for a row of the message list.
 *
 * @param {Uint8Array} payload
 * @returns {string}
 */
export function previewPayload(payload) {
  const start = payload.subarray(0, PREVIEW_BYTES);
  const text = payloadText(withoutCutCharacter(start, payload.length));
  const ellipsis = payload.length > start.length ? " …" : "";
  if (text !== null) return plainDirection(text.replace(/\s+/g, " ").trim()) + ellipsis;
  const bytes = payload.subarray(0, PREVIEW_HEX_BYTES);
  return `0x ${hexBytes(bytes).join(" ")}${payload.length > bytes.length ? " …" : ""}`;
}

/**
 * The classic dump: offset, bytes in hex in groups of eight, the same bytes as ASCII.
 *
 * @param {Uint8Array} payload
 * @param {8 | 16} [columns] bytes in a line
 * @returns {string}
 */
export function hexDump(payload, columns = 16) {
  const lines = [];
  for (let offset = 0; offset < payload.length; offset += columns) {
    const row = payload.subarray(offset, offset + columns);
    const hex = hexBytes(row);
    const groups = [];
    for (let start = 0; start < columns; start += 8)
      groups.push(
        hex
          .slice(start, start + 8)
          .join(" ")
          .padEnd(23),
      );
    const ascii = Array.from(row, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·")).join("");
    lines.push(`${offset.toString(16).padStart(8, "0")}  ${groups.join("  ")}  ${ascii}`);
  }
  return lines.join("\n");
}

/**
 * Drops a UTF-8 character that the cut at the end of `start` left incomplete.
 *
 * @param {Uint8Array} start
 * @param {number} fullLength bytes of the payload that `start` begins
 */
function withoutCutCharacter(start, fullLength) {
  if (start.length === fullLength) return start;
  let end = start.length;
  while (end > start.length - 4 && end > 0 && (start[end - 1] & 0xc0) === 0x80) end -= 1;
  return end > 0 && start[end - 1] >= 0xc0 ? start.subarray(0, end - 1) : start;
}

/** @param {Uint8Array} bytes */
function hexBytes(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"));
}

/** @param {number} value @param {number} width */
function pad(value, width) {
  return String(value).padStart(width, "0");
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];
const WHOLE = new Intl.NumberFormat("en");
const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
const STRICT = new TextDecoder("utf-8", { fatal: true });
// Everything below U+0020 but tab, line feed, form feed, carriage return and escape (coloured logs are text).
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is its purpose
const CONTROL = /[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]/;
// Embeddings, overrides and isolates. Marks, which only settle what is ambiguous, are left alone.
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/;
const DIRECTIONS = new RegExp(DIRECTION, "g");
const PREVIEW_BYTES = 240;
const PREVIEW_HEX_BYTES = 48;
