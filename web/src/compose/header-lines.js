// @ts-check
/** Headers as lines of text. */

/**
 * Names and values from text with one `Name: value` on each line. A name may come more than once.
 *
 * @param {string} text
 * @returns {[string, string][]}
 * @throws {Error} naming the line that is no header
 */
export function headerLines(text) {
  /** @type {[string, string][]} */
  const found = [];
  text.split("\n").forEach((line, index) => {
    if (line.trim() === "") return;
    const colon = line.indexOf(":");
    if (colon < 1) throw new Error(`Line ${index + 1} of the headers is not of the form “Name: value”.`);
    found.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
  });
  return found;
}
