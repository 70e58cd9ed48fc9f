// @ts-check
/**
 * A value while it is edited: which revision the edit began with, and what came meanwhile. Nothing that was typed is lost
 * by what others do. It touches no document.
 */
import { payloadText } from "../lib/format.js";

/**
 * Why a value cannot be edited as text, or an empty text where it can.
 *
 * @param {Uint8Array} value
 */
export function whyNotEditable(value) {
  if (value.length > LARGEST) return "This value is too large to be edited here.";
  const text = payloadText(value);
  if (text === null) return "This value is binary: it cannot be edited as text.";
  return breaksOf(text) === null ? "This value mixes kinds of line breaks, which a text area would change." : "";
}

export class Draft {
  key;
  /** What the field begins with. */
  text;
  /** The revision that saving replaces. */
  base;
  /** The revision that came meanwhile, or 0. */
  theirs = 0;
  #breaks;

  /**
   * @param {string} key
   * @param {Uint8Array} value that {@link whyNotEditable} has nothing against
   * @param {number} revision
   */
  constructor(key, value, revision) {
    const text = payloadText(value) ?? "";
    this.key = key;
    this.base = revision;
    this.#breaks = breaksOf(text) ?? "\n";
    this.text = text.replaceAll("\r\n", "\n");
  }

  /**
   * Notes that the key has another revision now.
   *
   * @param {number} revision
   */
  note(revision) {
    if (revision > this.base) this.theirs = Math.max(this.theirs, revision);
  }

  /** Means to replace what came meanwhile: the next save does. */
  overrule() {
    this.base = Math.max(this.base, this.theirs);
    this.theirs = 0;
  }

  /** What is to be stored for what was typed: with the line breaks that the value had. @param {string} typed */
  stored(typed) {
    return this.#breaks === "\r\n" ? typed.replaceAll("\n", "\r\n") : typed;
  }
}

/** @param {string} text @returns {"\n" | "\r\n" | null} `null` where the text has several kinds, or an unusual one */
function breaksOf(text) {
  const pairs = text.split("\r\n").length - 1;
  const feeds = text.split("\n").length - 1;
  const returns = text.split("\r").length - 1;
  if (returns === 0) return "\n";
  return pairs === feeds && pairs === returns ? "\r\n" : null;
}

const LARGEST = 256 * 1024;
