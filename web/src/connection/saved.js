// @ts-check
/**
 * The connections that the user asked to save. An entry has no secrets; these lie apart, where the user wants them kept:
 * nowhere, in this tab until it is closed, or on this device. Storage that the browser refuses is as good as none.
 */

/**
 * @typedef {"none" | "user" | "token" | "nkey" | "creds"} CredentialKind
 * @typedef {"ask" | "tab" | "device"} Keep where credentials are kept: nowhere, in this tab, on this device
 * @typedef {import("./connection.js").Credentials & { address?: string }} Secrets `address` is the whole one, where a part of
 *   it may be a secret
 *
 * @typedef {object} SavedConnection
 * @property {string} id
 * @property {string} name
 * @property {string} address public: nothing secret in it
 * @property {CredentialKind} kind
 * @property {Keep} keep
 *
 * @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} Store
 */

/** Emits `change` when an entry came, changed or went. */
export class SavedConnections extends EventTarget {
  #device;
  #tab;

  /**
   * @param {Store | null} device what outlives the tab; `null` where the browser has none for this page
   * @param {Store | null} tab what the tab takes with it when it is closed
   */
  constructor(device, tab) {
    super();
    this.#device = device;
    this.#tab = tab;
  }

  /** @returns {SavedConnection[]} in the order in which they were saved */
  list() {
    const entries = read(this.#device, LIST_KEY);
    return Array.isArray(entries) ? entries.filter(isEntry) : [];
  }

  /** @param {string} id @returns {SavedConnection | undefined} */
  find(id) {
    return this.list().find((entry) => entry.id === id);
  }

  /** What is kept of an entry's credentials; empty where nothing is. @param {string} id @returns {Secrets} */
  secrets(id) {
    const found = read(this.#tab, SECRET_KEY + id) ?? read(this.#device, SECRET_KEY + id);
    if (typeof found !== "object" || found === null) return {};
    return Object.fromEntries(Object.entries(found).filter(([, value]) => typeof value === "string"));
  }

  /**
   * Saves an entry, or what became of it.
   *
   * @param {SavedConnection} entry
   * @param {Secrets} secrets kept only where `entry.keep` says
   * @returns {boolean} whether the browser stored it
   */
  save(entry, secrets) {
    const { id, name, address, kind, keep } = entry;
    const entries = this.list();
    const at = entries.findIndex((other) => other.id === id);
    entries.splice(at < 0 ? entries.length : at, at < 0 ? 0 : 1, { id, name, address, kind, keep });
    this.#forgetSecrets(id);
    const store = { ask: null, tab: this.#tab, device: this.#device }[keep];
    const stored = write(this.#device, LIST_KEY, entries) && (keep === "ask" || write(store, SECRET_KEY + id, secrets));
    this.dispatchEvent(new Event("change"));
    return stored;
  }

  /**
   * @param {string} id
   * @returns {() => void} undoes it
   */
  remove(id) {
    const removed = this.find(id);
    const secrets = this.secrets(id);
    const rest = this.list().filter((entry) => entry.id !== id);
    write(this.#device, LIST_KEY, rest);
    this.#forgetSecrets(id);
    this.dispatchEvent(new Event("change"));
    return () => {
      if (removed) this.save(removed, secrets);
    };
  }

  /**
   * Forgets every entry and all that belongs to it.
   *
   * @returns {() => void} undoes it
   */
  clear() {
    const before = this.list().map((entry) => ({ entry, secrets: this.secrets(entry.id) }));
    for (const { entry } of before) this.#forgetSecrets(entry.id);
    erase(this.#device, LIST_KEY);
    this.dispatchEvent(new Event("change"));
    return () => {
      for (const { entry, secrets } of before) this.save(entry, secrets);
    };
  }

  /** @param {string} id */
  #forgetSecrets(id) {
    erase(this.#tab, SECRET_KEY + id);
    erase(this.#device, SECRET_KEY + id);
  }
}

/** An id for a new entry. */
export function newId() {
  return Date.now().toString(36) + Math.random().toString(36).slice(2, 8);
}

/** @param {unknown} value @returns {value is SavedConnection} */
function isEntry(value) {
  if (typeof value !== "object" || value === null) return false;
  const { id, name, address, kind, keep } = /** @type {Record<string, unknown>} */ (value);
  const texts = [id, name, address].every((text) => typeof text === "string");
  return texts && KINDS.has(String(kind)) && KEEPS.has(String(keep));
}

/** @param {Store | null} store @param {string} key @returns {unknown} `null` where there is nothing to be read */
function read(store, key) {
  try {
    return JSON.parse(store?.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/** @param {Store | null} store @param {string} key @param {unknown} value */
function write(store, key, value) {
  try {
    store?.setItem(key, JSON.stringify(value));
    return store !== null;
  } catch {
    return false; // Full, or forbidden.
  }
}

/** @param {Store | null} store @param {string} key */
function erase(store, key) {
  try {
    store?.removeItem(key);
  } catch {
    // Forbidden: then nothing was written either.
  }
}

const LIST_KEY = "nats-web.connections";
const SECRET_KEY = "nats-web.secrets.";
const KINDS = new Set(["none", "user", "token", "nkey", "creds"]);
const KEEPS = new Set(["ask", "tab", "device"]);
