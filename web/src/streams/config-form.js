// @ts-check
/** The forms of a stream: what is asked for, and the configuration or request that the answers make. No document. */
import { formatNanos, parseBytes, parseCount, parseDuration, parseList } from "../lib/quantity.js";

/**
 * @typedef {import("../lib/form-dialog.js").Field} Field
 * @typedef {import("../lib/form-dialog.js").Values} Values
 * @typedef {Partial<import("nats-web").StreamConfig>} StreamConfig
 */

/** What is asked for a new stream. @returns {Field[]} */
export function newStreamFields() {
  return [
    { name: "name", label: "Name", required: true, placeholder: "ORDERS" },
    {
      name: "subjects",
      label: "Subjects, on lines of their own",
      kind: "lines",
      placeholder: "orders.>",
      required: true,
    },
    { name: "storage", label: "Storage", kind: "choice", choices: STORAGE },
    { name: "retention", label: "Messages are kept", kind: "choice", choices: RETENTION },
    ...limitFields({}).map((field) => ({ ...field, more: true })),
  ];
}

/** What can be changed of a stream. @param {StreamConfig} config @returns {Field[]} */
export function editStreamFields(config) {
  const subjects = (config.subjects ?? []).join("\n");
  /** @type {Field[]} */
  const first = [{ name: "subjects", label: "Subjects, on lines of their own", kind: "lines", value: subjects }];
  return [...(config.mirror ? [] : first), ...limitFields(config)];
}

/** @param {StreamConfig} config @returns {Field[]} */
function limitFields(config) {
  const positive = (/** @type {number | undefined} */ value) => (value !== undefined && value > 0 ? String(value) : "");
  const unlimited = "no limit";
  return [
    {
      name: "max_msgs",
      label: "Most messages",
      kind: "number",
      value: positive(config.max_msgs),
      placeholder: unlimited,
    },
    { name: "max_bytes", label: "Most bytes", value: positive(config.max_bytes), placeholder: "no limit, or 1 GiB" },
    { name: "max_age", label: "Oldest message", value: formatNanos(config.max_age), placeholder: "no limit, or 7d" },
    {
      name: "max_msgs_per_subject",
      label: "Most messages of a subject",
      kind: "number",
      value: positive(config.max_msgs_per_subject),
      placeholder: unlimited,
    },
    { name: "max_msg_size", label: "Largest message", value: positive(config.max_msg_size), placeholder: unlimited },
    { name: "discard", label: "At a limit", kind: "choice", choices: DISCARD, value: config.discard },
    {
      name: "duplicate_window",
      label: "Duplicates known for",
      value: formatNanos(config.duplicate_window),
      placeholder: "2m",
    },
    {
      name: "num_replicas",
      label: "Replicas",
      kind: "choice",
      choices: REPLICAS,
      value: String(config.num_replicas ?? 1),
    },
    { name: "description", label: "Description", value: config.description },
    {
      name: "allow_direct",
      label: "Direct reads from any replica",
      kind: "check",
      value: config.allow_direct ? "on" : "",
    },
  ];
}

/**
 * The configuration of a new stream.
 *
 * @param {Values} values of {@link newStreamFields}
 * @returns {StreamConfig}
 * @throws {Error} saying which text is no size, duration or number
 */
export function newStreamConfig(values) {
  const { name, storage, retention } = values;
  return /** @type {StreamConfig} */ ({ name: name.trim(), storage, retention, ...changedStreamConfig(values) });
}

/**
 * What is to be changed of a stream.
 *
 * @param {Values} values of {@link editStreamFields}
 * @returns {StreamConfig}
 * @throws {Error} as {@link newStreamConfig}
 */
export function changedStreamConfig(values) {
  const window = parseDuration(values.duplicate_window, 0);
  return /** @type {StreamConfig} */ ({
    ...("subjects" in values ? { subjects: parseList(values.subjects) } : {}),
    max_msgs: parseCount(values.max_msgs, -1),
    max_bytes: parseBytes(values.max_bytes, -1),
    max_age: parseDuration(values.max_age, 0),
    max_msgs_per_subject: parseCount(values.max_msgs_per_subject, -1),
    max_msg_size: parseBytes(values.max_msg_size, -1),
    discard: values.discard,
    ...(window > 0 ? { duplicate_window: window } : {}),
    num_replicas: Number(values.num_replicas),
    description: values.description.trim(),
    allow_direct: values.allow_direct === "on",
  });
}

/** What is asked before a stream is purged. @type {Field[]} */
export const PURGE_FIELDS = [
  { name: "filter", label: "Only of these subjects", placeholder: "all subjects" },
  { name: "seq", label: "Only before the sequence", kind: "number", placeholder: "all messages" },
];

/**
 * What is to be purged; `undefined` for everything.
 *
 * @param {Values} values of {@link PURGE_FIELDS}
 * @returns {import("nats-web").PurgeOpts | undefined}
 * @throws {Error} when the sequence is no whole number
 */
export function purgeOptions({ filter, seq }) {
  const before = parseCount(seq, 0);
  const subject = filter.trim();
  if (before === 0) return subject ? { filter: subject } : undefined;
  return { seq: before, ...(subject ? { filter: subject } : {}) };
}

/** @type {[string, string][]} */
const STORAGE = [
  ["file", "in files"],
  ["memory", "in memory"],
];
/** @type {[string, string][]} */
const RETENTION = [
  ["limits", "up to the limits"],
  ["interest", "while a consumer wants them"],
  ["workqueue", "until one consumer has acknowledged them"],
];
/** @type {[string, string][]} */
const DISCARD = [
  ["old", "the oldest message goes"],
  ["new", "new messages are refused"],
];
/** @type {[string, string][]} */
const REPLICAS = [
  ["1", "1"],
  ["3", "3"],
  ["5", "5"],
];
