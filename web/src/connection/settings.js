// @ts-check
/**
 * What the page remembers between visits: the address, and nothing else. No credentials come here.
 */
import { publicAddress } from "../lib/format.js";

/**
 * The settings: the address offered by whoever serves the page (`/config.json`), and the one used last.
 *
 * @returns {Promise<Settings>}
 */
export async function loadSettings() {
  return new Settings(await offeredAddress());
}

export class Settings {
  #offered;

  /** @param {string} offered the address to begin with where none is remembered */
  constructor(offered) {
    this.#offered = offered;
  }

  /** The address to fill the form with. */
  get address() {
    try {
      return localStorage.getItem(ADDRESS_KEY) ?? this.#offered;
    } catch {
      return this.#offered; // Storage may be forbidden to the page; then nothing is remembered.
    }
  }

  /**
   * Remembers an address without its secrets. The offered one is not stored, so that it may change.
   *
   * @param {string} address
   */
  rememberAddress(address) {
    const shown = publicAddress(address);
    try {
      if (shown === this.#offered) localStorage.removeItem(ADDRESS_KEY);
      else localStorage.setItem(ADDRESS_KEY, shown);
    } catch {
      // As above.
    }
  }
}

/** @returns {Promise<string>} */
async function offeredAddress() {
  try {
    const response = await fetch("/config.json");
    const config = response.ok ? await response.json() : {};
    return typeof config.server === "string" ? config.server : FALLBACK_ADDRESS;
  } catch {
    return FALLBACK_ADDRESS; // Served without a configuration.
  }
}

const ADDRESS_KEY = "nats-web.address";
const FALLBACK_ADDRESS = "ws://127.0.0.1:8080";
