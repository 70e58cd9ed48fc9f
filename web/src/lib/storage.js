// @ts-check
/** The browser's storage, which it may refuse to give. */

/**
 * @param {"local" | "session"} kind what outlives the tab, or what goes with it
 * @returns {Storage | null} `null` where the browser gives the page none
 */
export function storage(kind) {
  try {
    return kind === "local" ? localStorage : sessionStorage;
  } catch {
    return null;
  }
}

/**
 * What the user chose on an earlier visit.
 *
 * @param {string} name
 * @returns {string | null} `null` where nothing was chosen
 */
export function readSetting(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/**
 * Remembers a choice, or `null` for the default. Where the page may not store it, it lasts as long as the page.
 *
 * @param {string} name
 * @param {string | null} value
 */
export function writeSetting(name, value) {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    // Forbidden, or full.
  }
}

const PREFIX = "nats-web.";
