/** Subjects for replies. */
import { nuid } from "./nuid.js";

/**
 * Returns an inbox, a subject that nobody else uses: `prefix`, a dot, and a fresh identifier.
 *
 * @param prefix - `_INBOX` unless given; no token of it may be a wildcard
 * @throws Error if `prefix` is not a string or has a wildcard
 */
export function createInbox(prefix = ""): string {
  const base: unknown = prefix || "_INBOX";
  if (typeof base !== "string") {
    throw new Error("prefix must be a string");
  }
  if (base.split(".").some((token) => token === "*" || token === ">")) {
    throw new Error(`inbox prefixes cannot have wildcards '${base}'`);
  }
  return `${base}.${nuid.next()}`;
}
