// @ts-check
/** What a key-value bucket says of itself, and what is asked for a new one. It touches no document. */
import { formatBytes, formatCount, nounFor } from "../lib/format.js";
import { formatNanos, parseBytes, parseCount, parseDuration } from "../lib/quantity.js";

/** @typedef {import("nats-web").KvStatus} KvStatus */

/**
 * What the list says of a bucket.
 *
 * @param {KvStatus} status
 * @returns {import("../jetstream/catalogue.js").Entry}
 */
export function bucketEntry({ bucket, values, size }) {
  return { name: bucket, facts: `${formatCount(values)} ${nounFor(values, "value")} · ${formatBytes(size)}` };
}

/**
 * How a bucket is.
 *
 * @param {KvStatus} status
 * @returns {[string, string][]}
 */
export function bucketFacts(status) {
  const { config } = status.streamInfo;
  /** @type {[string, string][]} */
  const entries = [
    ["Description", status.description ?? ""],
    ["Stored", formatBytes(status.size)],
    ["History", status.history === 1 ? "the last value" : `${formatCount(status.history)} values of each key`],
    ["Entries go after", formatNanos(status.ttl * 1e6)],
    ["Largest value", config.max_msg_size > 0 ? formatBytes(config.max_msg_size) : ""],
    ["Most bytes", config.max_bytes > 0 ? formatBytes(config.max_bytes) : ""],
    ["Storage", config.storage === "memory" ? "in memory" : "in files"],
    ["Replicas", config.num_replicas > 1 ? formatCount(config.num_replicas) : ""],
    ["Mirror of", config.mirror?.name ?? ""],
    ["Compression", status.compression ? "yes" : ""],
  ];
  return entries.filter(([, value]) => value !== "");
}

/** What is asked for a new bucket. @type {import("../lib/form-dialog.js").Field[]} */
export const BUCKET_FIELDS = [
  { name: "name", label: "Name", required: true, placeholder: "settings" },
  { name: "history", label: "Values kept of each key, 1 to 64", kind: "number", value: "5" },
  { name: "ttl", label: "Entries go after", placeholder: "never, or 7d", more: true },
  {
    name: "storage",
    label: "Storage",
    kind: "choice",
    choices: [
      ["file", "in files"],
      ["memory", "in memory"],
    ],
    more: true,
  },
  { name: "max_bytes", label: "Most bytes", placeholder: "no limit, or 1 GiB", more: true },
  { name: "max_value", label: "Largest value", placeholder: "no limit, or 64 KiB", more: true },
  { name: "description", label: "Description", more: true },
];

/**
 * The options of a new bucket.
 *
 * @param {import("../lib/form-dialog.js").Values} values of {@link BUCKET_FIELDS}
 * @returns {Partial<import("nats-web").KvOptions>}
 * @throws {Error} saying which text is no size, duration or number
 */
export function bucketOptions(values) {
  return {
    history: parseCount(values.history, 1),
    ttl: parseDuration(values.ttl, 0) / 1e6,
    storage: /** @type {import("nats-web").StorageType} */ (values.storage),
    max_bytes: parseBytes(values.max_bytes, -1),
    maxValueSize: parseBytes(values.max_value, -1),
    description: values.description.trim(),
  };
}
