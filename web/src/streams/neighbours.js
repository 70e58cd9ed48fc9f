// @ts-check
/**
 * Walking through a stream's messages, of which some may be gone or have other subjects. A server tells the first message
 * at or after a sequence; what is before one is found by halving. It touches no document.
 */

/**
 * Reads the first message at or after a sequence, or `null` if there is none.
 *
 * @template {{ seq: number }} M
 * @typedef {(seq: number) => Promise<M | null>} ReadFrom
 */

/**
 * The last message before a sequence.
 *
 * @template {{ seq: number }} M
 * @param {ReadFrom<M>} readFrom
 * @param {number} seq
 * @param {number} first the stream's first sequence
 * @returns {Promise<M | null>} `null` if there is none
 */
export async function lastBefore(readFrom, seq, first) {
  let found = null;
  // Most often it is close: what lies before is searched in steps that double.
  let step = 1;
  let low = Math.max(first, seq - step);
  while (low < seq) {
    found = await before(readFrom, low, seq);
    if (found || low <= first) break;
    step *= 2;
    low = Math.max(first, seq - step);
  }
  if (!found) return null;
  // Between what is found and the sequence there may be others, nearer to it.
  let high = seq - 1;
  while (found.seq < high) {
    /** @type {number} */
    const middle = Math.ceil((found.seq + 1 + high) / 2);
    const nearer = await before(readFrom, middle, high + 1);
    if (nearer) found = nearer;
    else high = middle - 1;
  }
  return found;
}

/**
 * @template {{ seq: number }} M
 * @param {ReadFrom<M>} readFrom
 * @param {number} from
 * @param {number} end
 */
async function before(readFrom, from, end) {
  const message = await readFrom(from);
  return message && message.seq < end ? message : null;
}
