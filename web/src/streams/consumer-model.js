// @ts-check
/** What a consumer says of itself, and what is asked for a new one. It touches no document. */
import { formatCount, formatMoment } from "../lib/format.js";
import { formatNanos, parseCount, parseDuration, parseList } from "../lib/quantity.js";

/** @typedef {import("nats-web").ConsumerInfo} ConsumerInfo */

/**
 * How a consumer is, and how far it has come.
 *
 * @param {ConsumerInfo} info
 * @returns {[string, string][]}
 */
export function consumerFacts(info) {
  const { config } = info;
  const filters = config.filter_subjects ?? (config.filter_subject ? [config.filter_subject] : []);
  /** @type {[string, string][]} */
  const entries = [
    ["Description", config.description ?? ""],
    ["Subjects", filters.length > 0 ? filters.join(", ") : "all of the stream"],
    ["Acknowledgements", ACK[config.ack_policy] ?? config.ack_policy],
    ["Delivered up to", `${formatCount(info.delivered.stream_seq)} of the stream`],
    ["Acknowledged up to", `${formatCount(info.ack_floor.stream_seq)} of the stream`],
    ["Ack wait", config.ack_policy === "none" ? "" : formatNanos(config.ack_wait)],
    ["Most deliveries", (config.max_deliver ?? -1) > 0 ? formatCount(config.max_deliver ?? 0) : ""],
    ["Most unacknowledged", (config.max_ack_pending ?? -1) > 0 ? formatCount(config.max_ack_pending ?? 0) : ""],
    ["Goes when unused for", formatNanos(config.inactive_threshold)],
    ["Pushes to", config.deliver_subject ?? ""],
    ["Paused until", info.paused && config.pause_until ? formatMoment(Date.parse(config.pause_until)) : ""],
    ["Made", formatMoment(Date.parse(info.created))],
  ];
  return entries.filter(([, value]) => value !== "");
}

/**
 * Why no message of a consumer can be pulled here, or an empty text.
 *
 * @param {ConsumerInfo} info
 */
export function whyNoPull({ config, paused }) {
  if (config.deliver_subject) return "This consumer pushes its messages to a subject: subscribe to that.";
  return paused ? "This consumer is paused." : "";
}

/** What is asked for a new consumer. @type {import("../lib/form-dialog.js").Field[]} */
export const CONSUMER_FIELDS = [
  { name: "name", label: "Name", required: true, placeholder: "billing" },
  { name: "filter", label: "Only these subjects", placeholder: "all of the stream" },
  {
    name: "ack_policy",
    label: "Acknowledgements",
    kind: "choice",
    choices: [
      ["explicit", "of each message"],
      ["all", "one for all before it"],
      ["none", "none"],
    ],
  },
  {
    name: "deliver_policy",
    label: "Begins with",
    kind: "choice",
    choices: [
      ["all", "the first message"],
      ["new", "what comes from now on"],
      ["last", "the last message"],
      ["last_per_subject", "the last of each subject"],
      ["by_start_sequence", "a sequence"],
    ],
  },
  {
    name: "start",
    label: "The sequence to begin with",
    kind: "number",
    placeholder: "where it begins with one",
    more: true,
  },
  { name: "ack_wait", label: "Ack wait", placeholder: "30s", more: true },
  { name: "max_deliver", label: "Most deliveries of a message", kind: "number", placeholder: "no limit", more: true },
  { name: "description", label: "Description", more: true },
];

/**
 * The configuration of a new consumer.
 *
 * @param {import("../lib/form-dialog.js").Values} values of {@link CONSUMER_FIELDS}
 * @returns {Partial<import("nats-web").ConsumerConfig>}
 * @throws {Error} saying which text is no duration or number, or that the sequence is missing
 */
export function consumerConfig(values) {
  const filters = parseList(values.filter);
  const start = parseCount(values.start, 0);
  const wait = parseDuration(values.ack_wait, 0);
  const bySequence = values.deliver_policy === "by_start_sequence";
  if (bySequence && start === 0) throw new Error("the sequence to begin with is missing");
  return /** @type {Partial<import("nats-web").ConsumerConfig>} */ ({
    durable_name: values.name.trim(),
    ack_policy: values.ack_policy,
    deliver_policy: values.deliver_policy,
    max_deliver: parseCount(values.max_deliver, -1),
    ...(filters.length === 1 ? { filter_subject: filters[0] } : {}),
    ...(filters.length > 1 ? { filter_subjects: filters } : {}),
    ...(bySequence ? { opt_start_seq: start } : {}),
    ...(wait > 0 && values.ack_policy !== "none" ? { ack_wait: wait } : {}),
    ...(values.description.trim() ? { description: values.description.trim() } : {}),
  });
}

/** @type {Record<string, string>} */
const ACK = { explicit: "of each message", all: "one for all before it", none: "none" };
