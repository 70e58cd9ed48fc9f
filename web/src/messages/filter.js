// @ts-check
/** What the filter of a subscription looks for. */

/**
 * A filter for messages that hold `text` in their subject, a header or their payload, in any case of letters.
 * Only the first 64 KiB of a payload are searched.
 *
 * @param {string} text
 * @returns {((message: import("./ring.js").Message) => boolean) | null} `null` for an empty text
 */
export function containsText(text) {
  if (text === "") return null;
  const wanted = new RegExp(text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"), "i");
  return (message) =>
    wanted.test(message.subject) ||
    wanted.test(
      DECODER.decode(message.data.length > SEARCHED_BYTES ? message.data.subarray(0, SEARCHED_BYTES) : message.data),
    ) ||
    headersMatch(message, wanted);
}

/** @param {import("./ring.js").Message} message @param {RegExp} wanted */
function headersMatch(message, wanted) {
  if (!message.headers) return false;
  for (const [key, values] of message.headers) {
    if (wanted.test(key) || values.some((value) => wanted.test(value))) return true;
  }
  return false;
}

const SEARCHED_BYTES = 64 * 1024;
const DECODER = new TextDecoder();
