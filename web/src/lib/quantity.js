// @ts-check
/** Sizes, durations and counts as they are typed: `512 MiB`, `1h30m`. An empty text stands for no limit. */

/**
 * The bytes that a text names. `K`, `KB` and `KiB` all are 1024 bytes, as they are for nats-server.
 *
 * @param {string} text
 * @param {number} none what an empty text means
 * @returns {number}
 * @throws {Error} naming the text when it is no size
 */
export function parseBytes(text, none) {
  const plain = text.trim();
  if (plain === "") return none;
  const match = /^(\d+(?:\.\d+)?)\s*(?:([KMGT])i?)?B?$/i.exec(plain.replaceAll(",", ""));
  if (!match) throw new Error(`“${plain}” is not a size: write it as 500, 64 KiB or 1.5 GiB`);
  const [, count, prefix = ""] = match;
  return Math.round(Number(count) * 1024 ** PREFIXES.indexOf(prefix.toUpperCase()));
}

/**
 * The nanoseconds that a text names.
 *
 * @param {string} text for example `90s`, `1h30m`, `7d`, `250ms`
 * @param {number} none what an empty text means
 * @returns {number}
 * @throws {Error} naming the text when it is no duration
 */
export function parseDuration(text, none) {
  const plain = text.trim().toLowerCase();
  if (plain === "") return none;
  if (!/^(\s*\d+(\.\d+)?\s*(ns|us|ms|s|min|m|h|d))+$/.test(plain)) {
    throw new Error(`“${plain}” is not a duration: write it as 30s, 1h30m or 7d`);
  }
  const parts = plain.matchAll(/(\d+(?:\.\d+)?)\s*(ns|us|ms|s|min|m|h|d)/g);
  return [...parts].reduce((sum, [, count, unit]) => sum + Math.round(Number(count) * NANOS[unit]), 0);
}

/**
 * Nanoseconds as {@link parseDuration} reads them: `1h30m`. An empty text for nothing.
 *
 * @param {number | undefined} nanos
 * @returns {string}
 */
export function formatNanos(nanos) {
  let rest = nanos ?? 0;
  if (rest <= 0) return "";
  let text = "";
  for (const unit of ["d", "h", "m", "s", "ms", "us", "ns"]) {
    const count = Math.floor(rest / NANOS[unit]);
    if (count === 0) continue;
    text += `${count}${unit}`;
    rest -= count * NANOS[unit];
  }
  return text;
}

/**
 * The whole number that a text names.
 *
 * @param {string} text
 * @param {number} none what an empty text means
 * @returns {number}
 * @throws {Error} naming the text when it is no whole number
 */
export function parseCount(text, none) {
  const plain = text.trim().replaceAll(",", "");
  if (plain === "") return none;
  const count = Number(plain);
  if (!/^\d+$/.test(plain) || !Number.isSafeInteger(count)) throw new Error(`“${plain}” is not a whole number`);
  return count;
}

/**
 * What stands in a text on lines of its own or between commas or blanks.
 *
 * @param {string} text
 */
export function parseList(text) {
  return text.split(/[\s,]+/).filter(Boolean);
}

const PREFIXES = ["", "K", "M", "G", "T"];
/** @type {Record<string, number>} */
const NANOS = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 60e9, min: 60e9, h: 3600e9, d: 86_400e9 };
