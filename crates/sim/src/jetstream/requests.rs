//! Pull requests, and what the bodies of requests may have.

use serde_json::{Value, json};

use super::{Interest, JetStream, Waiting};
use crate::wire::Message;

impl JetStream {
    /// Somebody asks a consumer for messages. Returns whether there is one.
    pub(super) fn next(&mut self, stream: &str, name: &str, request: &Message, interest: Interest<'_>) -> bool {
        let now = self.now;
        let is_there = self.present(stream).is_some_and(|stream| stream.consumers.contains_key(name));
        if !is_there || !interest(&request.reply) {
            return is_there;
        }
        let body: Value = serde_json::from_slice(&request.payload).unwrap_or_default();
        let number = |key: &str| body[key].as_u64().unwrap_or(0);
        let (heartbeat, expires) = (millis(&body["idle_heartbeat"]), millis(&body["expires"]));
        let (messages, bytes) = (number("batch"), number("max_bytes"));
        let no_wait = body["no_wait"] == Value::Bool(true);
        if let Some(field) = unknown(&body, NEXT_FIELDS) {
            self.misuse.push(format!("a request for messages has the field {field}"));
        }
        if heartbeat * 2 > expires {
            self.misuse.push(format!("a heartbeat of {heartbeat} ms for a request of {expires} ms is refused"));
        }
        if messages == 0 {
            self.misuse.push("a server takes a request for no message for one".to_owned());
        }
        let waiting = Waiting {
            reply: request.reply.clone(),
            messages: messages.max(1),
            bytes: if bytes == 0 { u64::MAX } else { bytes },
            expires: now + expires,
            no_wait: no_wait && expires == 0,
            heartbeat,
            next_heartbeat: now + heartbeat,
        };
        if let Some(consumer) = self.present(stream).and_then(|stream| stream.consumers.get_mut(name)) {
            consumer.waiting.push_back(waiting);
            consumer.used = now;
        }
        true
    }
}

/// The answer that says what is wrong.
pub(super) fn error(status: u64, code: u64, description: &str) -> Value {
    json!({ "error": { "code": status, "err_code": code, "description": description } })
}

pub(super) fn stream_not_found() -> Value {
    error(404, 10_059, "stream not found")
}

pub(super) fn consumer_not_found() -> Value {
    error(404, 10_014, "consumer not found")
}

/// The first member of an object that servers do not know.
pub(super) fn unknown(object: &Value, known: &[&str]) -> Option<String> {
    object.as_object()?.keys().find(|key| !known.contains(&key.as_str())).cloned()
}

/// Milliseconds, from nanoseconds.
pub(super) fn millis(nanos: &Value) -> u64 {
    nanos.as_u64().unwrap_or(0) / 1_000_000
}

/// The members of a request that creates a consumer.
pub(super) const CREATE_FIELDS: &[&str] = &["stream_name", "config", "action", "pedantic"];

/// The members of its configuration, as servers of 2.11 know them.
pub(super) const CONSUMER_FIELDS: &[&str] = &[
    "durable_name",
    "name",
    "description",
    "deliver_policy",
    "opt_start_seq",
    "opt_start_time",
    "ack_policy",
    "ack_wait",
    "max_deliver",
    "backoff",
    "filter_subject",
    "filter_subjects",
    "replay_policy",
    "rate_limit_bps",
    "sample_freq",
    "max_waiting",
    "max_ack_pending",
    "flow_control",
    "headers_only",
    "max_batch",
    "max_expires",
    "max_bytes",
    "deliver_subject",
    "deliver_group",
    "idle_heartbeat",
    "inactive_threshold",
    "num_replicas",
    "mem_storage",
    "metadata",
    "pause_until",
    "priority_groups",
    "priority_policy",
    "priority_timeout",
];

/// The members of a request for messages.
const NEXT_FIELDS: &[&str] = &[
    "batch",
    "max_bytes",
    "expires",
    "no_wait",
    "idle_heartbeat",
    "group",
    "min_pending",
    "min_ack_pending",
    "id",
    "priority",
];
