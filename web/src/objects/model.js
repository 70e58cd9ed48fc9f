// @ts-check
/** What an object store and its objects say of themselves, and what is asked for a new store. No document. */
import { formatBytes, formatCount, formatMoment } from "../lib/format.js";
import { formatNanos, parseBytes, parseDuration } from "../lib/quantity.js";

/**
 * @typedef {import("nats-web").ObjectStoreStatus} StoreStatus
 * @typedef {import("nats-web").ObjectInfo} ObjectInfo
 */

/**
 * What the list says of a store.
 *
 * @param {StoreStatus} status
 * @returns {import("../jetstream/catalogue.js").Entry}
 */
export function storeEntry({ bucket, size, sealed }) {
  return { name: bucket, facts: formatBytes(size), tag: sealed ? "sealed" : "" };
}

/**
 * How a store is.
 *
 * @param {StoreStatus} status
 * @returns {[string, string][]}
 */
export function storeFacts(status) {
  const { config } = status.streamInfo;
  /** @type {[string, string][]} */
  const entries = [
    ["Description", status.description ?? ""],
    ["Stored", formatBytes(status.size)],
    ["Objects go after", formatNanos(status.ttl)],
    ["Most bytes", config.max_bytes > 0 ? formatBytes(config.max_bytes) : ""],
    ["Storage", config.storage === "memory" ? "in memory" : "in files"],
    ["Replicas", status.replicas > 1 ? formatCount(status.replicas) : ""],
    ["Compression", status.compression ? "yes" : ""],
    ["Sealed", status.sealed ? "nothing can be changed any more" : ""],
  ];
  return entries.filter(([, value]) => value !== "");
}

/** What is asked for a new store. @type {import("../lib/form-dialog.js").Field[]} */
export const STORE_FIELDS = [
  { name: "name", label: "Name", required: true, placeholder: "pictures" },
  {
    name: "storage",
    label: "Storage",
    kind: "choice",
    choices: [
      ["file", "in files"],
      ["memory", "in memory"],
    ],
  },
  { name: "ttl", label: "Objects go after", placeholder: "never, or 7d", more: true },
  { name: "max_bytes", label: "Most bytes", placeholder: "no limit, or 1 GiB", more: true },
  { name: "description", label: "Description", more: true },
];

/**
 * The options of a new store.
 *
 * @param {import("../lib/form-dialog.js").Values} values of {@link STORE_FIELDS}
 * @returns {Partial<import("nats-web").ObjectStoreOptions>}
 * @throws {Error} saying which text is no size or duration
 */
export function storeOptions({ storage, ttl, max_bytes, description }) {
  return {
    storage: /** @type {import("nats-web").StorageType} */ (storage),
    ttl: parseDuration(ttl, 0),
    max_bytes: parseBytes(max_bytes, -1),
    description: description.trim(),
  };
}

/** The objects of a store as a watch tells of them. */
export class ObjectTable {
  /** @type {Map<string, ObjectInfo>} */
  #objects = new Map();

  /** @param {ObjectInfo} info */
  apply(info) {
    if (info.deleted) this.#objects.delete(info.name);
    else this.#objects.set(info.name, info);
  }

  /** @param {string} name */
  has(name) {
    return this.#objects.has(name);
  }

  /** All of them by name. @returns {ObjectInfo[]} */
  list() {
    return [...this.#objects.values()].sort((a, b) => a.name.localeCompare(b.name));
  }
}

/**
 * What an object refers to, or an empty text if it has data itself.
 *
 * @param {ObjectInfo} info
 */
export function linkTarget({ options }) {
  if (!options?.link) return "";
  const { bucket, name } = options.link;
  return name ? `${bucket} / ${name}` : `the store ${bucket}`;
}

/** When an object was stored. @param {ObjectInfo} info */
export function storedAt({ mtime }) {
  return formatMoment(Date.parse(mtime));
}
