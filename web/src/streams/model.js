// @ts-check
/** What a stream says of itself, in words. It touches no document. */
import { formatBytes, formatCount, formatMoment, nounFor } from "../lib/format.js";
import { formatNanos } from "../lib/quantity.js";

/** @typedef {import("nats-web").StreamInfo} StreamInfo */

/**
 * What the list says of a stream.
 *
 * @param {StreamInfo} info
 * @returns {import("../jetstream/catalogue.js").Entry}
 */
export function streamEntry({ config: { name }, state }) {
  const { messages, bytes, consumer_count: consumers } = state;
  const facts = [`${plural(messages, "message")}`, formatBytes(bytes), plural(consumers, "consumer")].join(" · ");
  return { name, facts, tag: bucketKind(name) };
}

/**
 * What a stream is the store of, by its name: an empty text for a stream of its own.
 *
 * @param {string} name
 */
export function bucketKind(name) {
  if (name.startsWith("KV_")) return "key-value";
  return name.startsWith("OBJ_") ? "objects" : "";
}

/**
 * What a stream has now.
 *
 * @param {StreamInfo} info
 * @returns {[string, string][]}
 */
export function streamState({ state, cluster }) {
  const { first_seq, last_seq, messages } = state;
  /** @type {[string, string][]} */
  const entries = [
    ["Messages", formatCount(messages)],
    ["Bytes", formatBytes(state.bytes)],
    ["Subjects", formatCount(state.num_subjects ?? 0)],
    ["Consumers", formatCount(state.consumer_count)],
    ["First", messages > 0 ? `${formatCount(first_seq)}, ${moment(state.first_ts)}` : "–"],
    ["Last", messages > 0 ? `${formatCount(last_seq)}, ${moment(state.last_ts)}` : lastOfAll(last_seq)],
  ];
  if (state.num_deleted) entries.push(["Deleted between", formatCount(state.num_deleted)]);
  if (cluster?.leader) entries.push(["Leader", cluster.leader]);
  if (cluster?.replicas?.length) entries.push(["Replicas", cluster.replicas.map(peer).join(", ")]);
  return entries;
}

/**
 * How a stream is configured. What has no limit and what is not set is left out.
 *
 * @param {StreamInfo} info
 * @returns {[string, string][]}
 */
export function streamSettings({ config, created }) {
  const limit = (/** @type {number | undefined} */ value, /** @type {(value: number) => string} */ format) =>
    value !== undefined && value > 0 ? format(value) : "";
  /** @type {[string, string][]} */
  const entries = [
    ["Description", config.description ?? ""],
    ["Subjects", (config.subjects ?? []).join(", ")],
    ["Mirror of", config.mirror?.name ?? ""],
    ["Sources", (config.sources ?? []).map(({ name }) => name).join(", ")],
    ["Kept", RETENTION[config.retention] ?? config.retention],
    ["Storage", STORAGE[config.storage] ?? config.storage],
    ["Replicas", formatCount(config.num_replicas ?? 1)],
    ["Most messages", limit(config.max_msgs, formatCount)],
    ["Most of a subject", limit(config.max_msgs_per_subject, formatCount)],
    ["Most bytes", limit(config.max_bytes, formatBytes)],
    ["Oldest message", limit(config.max_age, formatNanos)],
    ["Largest message", limit(config.max_msg_size, formatBytes)],
    ["Most consumers", limit(config.max_consumers, formatCount)],
    ["At a limit", DISCARD[config.discard] ?? ""],
    ["Duplicates known for", limit(config.duplicate_window, formatNanos)],
    ["Compression", config.compression === "s2" ? "S2" : ""],
    ["Not permitted", [config.deny_delete && "delete", config.deny_purge && "purge"].filter(Boolean).join(", ")],
    ["Direct reads", config.allow_direct ? "yes" : ""],
    ["Sealed", config.sealed ? "yes" : ""],
    ["Made", moment(created)],
  ];
  return entries.filter(([, value]) => value !== "");
}

/**
 * The subjects of a stream with their counts, those with most messages first.
 *
 * @param {Record<string, number> | undefined} subjects
 * @returns {[string, number][]}
 */
export function rankedSubjects(subjects) {
  return Object.entries(subjects ?? {}).sort(([a, x], [b, y]) => y - x || a.localeCompare(b));
}

/** @param {string} iso */
function moment(iso) {
  return formatMoment(Date.parse(iso));
}

/** @param {number} lastSeq */
function lastOfAll(lastSeq) {
  return lastSeq > 0 ? `was ${formatCount(lastSeq)}` : "–";
}

/** @param {import("nats-web").PeerInfo} peer */
function peer({ name, current, offline, lag }) {
  if (offline) return `${name} (offline)`;
  return current ? name : `${name} (${formatCount(lag ?? 0)} behind)`;
}

/** @param {number} count @param {string} noun */
function plural(count, noun) {
  return `${formatCount(count)} ${nounFor(count, noun)}`;
}

/** @type {Record<string, string>} */
const RETENTION = {
  limits: "up to the limits",
  interest: "while a consumer wants it",
  workqueue: "until one consumer has acknowledged it",
};
/** @type {Record<string, string>} */
const STORAGE = { file: "in files", memory: "in memory" };
/** @type {Record<string, string>} */
const DISCARD = { old: "the oldest message goes", new: "new messages are refused" };
