// @ts-check
/** Saving an object as a file: large ones go straight into the file where the browser can do that. */
import { element } from "../lib/dom.js";

/**
 * Where a download is written to.
 *
 * @typedef {{ stream: WritableStream<Uint8Array>, finish: () => void }} Target
 */

/**
 * Lets the user choose a file for a large object; collects a small one, to be saved as downloads are. To be called as the
 * user presses a button: later the browser allows no such question.
 *
 * @param {string} name
 * @param {number} size in bytes
 * @returns {Promise<Target | null>} `null` where the user chose no file
 */
export async function downloadTarget(name, size) {
  const picker = /** @type {any} */ (globalThis).showSaveFilePicker;
  if (size < LARGE || typeof picker !== "function") return collected(name);
  try {
    const handle = await picker({ suggestedName: fileName(name) });
    return { stream: await handle.createWritable(), finish: () => {} };
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return null;
    throw error;
  }
}

/** @param {string} name @returns {Target} */
function collected(name) {
  /** @type {BlobPart[]} */
  const pieces = [];
  const stream = new WritableStream({
    write: (/** @type {Uint8Array} */ piece) => {
      pieces.push(piece.slice());
    },
  });
  const finish = () => {
    const link = element("a");
    link.href = URL.createObjectURL(new Blob(pieces, { type: "application/octet-stream" }));
    link.download = fileName(name);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), REVOKED_AFTER);
  };
  return { stream, finish };
}

/** The name of an object as that of a file: the last part of a path. @param {string} name */
export function fileName(name) {
  return name.split(/[/\\]/).pop() || "object";
}

/** From how many bytes on an object is written straight into a file. */
const LARGE = 64 * 1024 * 1024;
const REVOKED_AFTER = 10_000;
