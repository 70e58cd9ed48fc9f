// @ts-check
/**
 * The keys of a bucket as a watch tells of them: of each the newest revision. Of values only how they begin is kept, so
 * that a bucket of many megabytes does not fill the page. It touches no document.
 */
import { previewPayload } from "../lib/format.js";

/**
 * @typedef {Pick<import("nats-web").KvEntry, "key" | "value" | "revision" | "operation" | "length" | "created">} Entry
 *
 * @typedef {object} KeyState
 * @property {string} key
 * @property {number} revision
 * @property {"PUT" | "DEL" | "PURGE"} operation
 * @property {string} preview how the value begins; empty where the watch leaves values out
 * @property {number} length bytes of the value
 * @property {number} created milliseconds since the Unix epoch
 */

export class KeyTable {
  /** @type {Map<string, KeyState>} */
  #states = new Map();
  /** All keys in their order, or `null` after a new one came. @type {string[] | null} */
  #order = null;
  #live = 0;
  /** Keys that came when there were too many already. */
  overflow = 0;

  /** How many keys have a value. */
  get live() {
    return this.#live;
  }

  /** How many keys were deleted, and are still known of. */
  get deleted() {
    return this.#states.size - this.#live;
  }

  /** @param {string} key */
  get(key) {
    return this.#states.get(key);
  }

  /**
   * Notes what a watch tells.
   *
   * @param {Entry} entry
   * @returns {boolean} whether that is news: not if a newer revision is known
   */
  apply({ key, value, revision, operation, length, created }) {
    const before = this.#states.get(key);
    if (before && before.revision >= revision) return false;
    if (!before && this.#states.size >= MOST_KEYS) {
      this.overflow += 1;
      return false;
    }
    if (!before) this.#order = null;
    this.#live += Number(operation === "PUT") - Number(before?.operation === "PUT");
    const preview = operation === "PUT" ? previewPayload(value) : "";
    this.#states.set(key, { key, revision, operation, preview, length, created: created.getTime() });
    return true;
  }

  /**
   * The keys in their order that match.
   *
   * @param {string} filter a part of the key or of how its value begins, in any case
   * @param {boolean} withDeleted
   * @returns {KeyState[]}
   */
  matching(filter, withDeleted) {
    this.#order ??= [...this.#states.keys()].sort((a, b) => (a < b ? -1 : 1));
    const wanted = filter.trim().toLowerCase();
    const found = [];
    for (const key of this.#order) {
      const state = this.#states.get(key);
      if (!state || (state.operation !== "PUT" && !withDeleted)) continue;
      if (wanted && !key.toLowerCase().includes(wanted) && !state.preview.toLowerCase().includes(wanted)) continue;
      found.push(state);
    }
    return found;
  }
}

/** How many keys are kept at most. */
const MOST_KEYS = 50_000;
