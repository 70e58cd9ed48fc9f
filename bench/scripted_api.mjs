/** What the API of a scripted JetStream says of its stream, its consumers and its bucket. */

/** The names that programs use. */
export const NAMES = { stream: "ORDERS", consumer: "worker", subject: "orders.eu.42", bucket: "bench" };

/** What a server answers to requests about streams and consumers. */
export function answerTo(verb, body, pending) {
  const [object, act] = verb.split(".");
  if (object === "INFO") return ACCOUNT;
  if (object === "STREAM" && act === "INFO") return stream();
  if (object !== "CONSUMER") throw new Error(`no script for ${verb}`);
  if (act === "DELETE") return { type: "io.nats.jetstream.api.v1.consumer_delete_response", success: true };
  if (act === "INFO") return consumer(NAMES.stream, DURABLE, pending);
  if (act !== "CREATE") throw new Error(`no script for ${verb}`);
  const { config, stream_name } = JSON.parse(body);
  return consumer(stream_name, { ...config, name: config.name ?? `made${pending}` }, pending);
}

function consumer(stream_name, config, num_pending) {
  const none = { consumer_seq: 0, stream_seq: 0 };
  return {
    type: "io.nats.jetstream.api.v1.consumer_create_response",
    stream_name,
    name: config.name,
    created: STORED,
    config: { deliver_policy: "all", replay_policy: "instant", ack_wait: 30e9, max_deliver: -1, ...config },
    delivered: none,
    ack_floor: none,
    num_ack_pending: 0,
    num_redelivered: 0,
    num_waiting: 0,
    num_pending,
  };
}

function stream() {
  const config = {
    name: `KV_${NAMES.bucket}`,
    subjects: [`$KV.${NAMES.bucket}.>`],
    max_msgs_per_subject: 1,
    allow_direct: true,
  };
  const fixed = { retention: "limits", storage: "file", discard: "new", num_replicas: 1, allow_rollup_hdrs: true };
  const limits = {
    max_consumers: -1,
    max_msgs: -1,
    max_bytes: -1,
    max_age: 0,
    max_msg_size: -1,
    duplicate_window: 12e10,
  };
  return {
    type: "io.nats.jetstream.api.v1.stream_info_response",
    config: { ...config, ...fixed, ...limits },
    created: STORED,
    state: { messages: 0, bytes: 0, first_seq: 1, last_seq: 0, first_ts: STORED, last_ts: STORED, consumer_count: 0 },
  };
}

const ACCOUNT = {
  type: "io.nats.jetstream.api.v1.account_info_response",
  memory: 0,
  storage: 0,
  streams: 1,
  consumers: 1,
  limits: { max_memory: -1, max_storage: -1, max_streams: -1, max_consumers: -1 },
  api: { total: 0, errors: 0 },
};

const DURABLE = { ack_policy: "explicit", durable_name: NAMES.consumer, name: NAMES.consumer };
const STORED = "2026-01-01T00:00:00.000000000Z";
