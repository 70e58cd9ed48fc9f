//! What the bodies of requests may hold. Servers since 2.12 refuse a body with a member that they do not know, so none that is
//! a client's own, or a mistake, is sent.
//!
//! Source: nats-server's `StreamConfig`, `ConsumerConfig` and the request types of `server/jetstream_api.go`.

use alloc::vec::Vec;
use nats_web_core::codec::json::{JsonError, Scanner, Value, write_string};

/// What is sent with a request.
///
/// ```
/// use nats_web_jetstream::body::Body;
///
/// let json = Body::Purge.known(br#"{ "keep": 2, "mine": [1] }"#)?;
/// assert_eq!(json, br#"{"keep":2}"#);
/// # Ok::<(), nats_web_core::codec::json::JsonError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Body {
    /// A stream's configuration.
    StreamConfig,
    /// A consumer's configuration.
    ConsumerConfig,
    /// Which details of a stream are wanted.
    StreamInfo,
    /// Which messages to delete.
    Purge,
    /// Which message is wanted of a stream's leader.
    MessageGet,
    /// Which messages are wanted of any replica.
    DirectGet,
}

impl Body {
    /// All of them, in the order of their declaration.
    pub const ALL: &[Self] =
        &[Self::StreamConfig, Self::ConsumerConfig, Self::StreamInfo, Self::Purge, Self::MessageGet, Self::DirectGet];

    /// Returns the JSON object `json` without the members, at any depth, that such a body does not have.
    ///
    /// # Errors
    /// What is wrong with the JSON.
    pub fn known(self, json: &[u8]) -> Result<Vec<u8>, JsonError> {
        let mut out = Vec::with_capacity(json.len());
        let mut scanner = Scanner::new(json);
        copy(&mut scanner, Shape::Object(self.members()), &mut out);
        scanner.finish()?;
        Ok(out)
    }

    const fn members(self) -> &'static [Member] {
        match self {
            Self::StreamConfig => STREAM_CONFIG,
            Self::ConsumerConfig => CONSUMER_CONFIG,
            Self::StreamInfo => STREAM_INFO,
            Self::Purge => PURGE,
            Self::MessageGet => MESSAGE_GET,
            Self::DirectGet => DIRECT_GET,
        }
    }
}

/// The name of a member, and what its value may be.
type Member = (&'static str, Shape);

/// What of a value is copied.
#[derive(Debug, Clone, Copy)]
enum Shape {
    /// All of it.
    Any,
    /// Members with these names.
    Object(&'static [Member]),
    /// Of each element, members with these names.
    Objects(&'static [Member]),
}

/// Copies the value at the cursor. One that is of another kind than its shape is copied whole: the server says what is wrong.
fn copy(scanner: &mut Scanner<'_>, shape: Shape, out: &mut Vec<u8>) {
    let mut inside = scanner.clone();
    match (shape, inside.value()) {
        (Shape::Object(members), Value::Object) => {
            *scanner = inside;
            copy_members(scanner, members, out);
        }
        (Shape::Objects(members), Value::Array) => {
            *scanner = inside;
            out.push(b'[');
            while scanner.next_element() {
                if !out.ends_with(b"[") {
                    out.push(b',');
                }
                copy(scanner, Shape::Object(members), out);
            }
            out.push(b']');
        }
        _ => out.extend_from_slice(scanner.text()),
    }
}

fn copy_members(scanner: &mut Scanner<'_>, members: &[Member], out: &mut Vec<u8>) {
    out.push(b'{');
    while let Some(key) = scanner.next_key() {
        match members.iter().find(|(name, _)| *name == key) {
            Some((name, shape)) => {
                if !out.ends_with(b"{") {
                    out.push(b',');
                }
                write_string(out, name);
                out.push(b':');
                copy(scanner, *shape, out);
            }
            None => scanner.skip(),
        }
    }
    out.push(b'}');
}

/// Members of any value.
macro_rules! any {
    ($($name:literal),* $(,)?) => { [$(($name, Shape::Any)),*] };
}

const STREAM_CONFIG: &[Member] = &[
    ("name", Shape::Any),
    ("description", Shape::Any),
    ("subjects", Shape::Any),
    ("retention", Shape::Any),
    ("max_consumers", Shape::Any),
    ("max_msgs", Shape::Any),
    ("max_bytes", Shape::Any),
    ("max_age", Shape::Any),
    ("max_msgs_per_subject", Shape::Any),
    ("max_msg_size", Shape::Any),
    ("discard", Shape::Any),
    ("storage", Shape::Any),
    ("num_replicas", Shape::Any),
    ("no_ack", Shape::Any),
    ("duplicate_window", Shape::Any),
    ("placement", Shape::Object(&any!["cluster", "tags", "preferred"])),
    ("mirror", Shape::Object(SOURCE)),
    ("sources", Shape::Objects(SOURCE)),
    ("compression", Shape::Any),
    ("first_seq", Shape::Any),
    ("subject_transform", Shape::Object(TRANSFORM)),
    ("republish", Shape::Object(&any!["src", "dest", "headers_only"])),
    ("allow_direct", Shape::Any),
    ("mirror_direct", Shape::Any),
    ("discard_new_per_subject", Shape::Any),
    ("sealed", Shape::Any),
    ("deny_delete", Shape::Any),
    ("deny_purge", Shape::Any),
    ("allow_rollup_hdrs", Shape::Any),
    ("consumer_limits", Shape::Object(&any!["inactive_threshold", "max_ack_pending"])),
    ("metadata", Shape::Any),
    ("allow_msg_ttl", Shape::Any),
    ("subject_delete_marker_ttl", Shape::Any),
    ("allow_msg_counter", Shape::Any),
    ("allow_atomic", Shape::Any),
    ("allow_batched", Shape::Any),
    ("allow_msg_schedules", Shape::Any),
    ("persist_mode", Shape::Any),
];

const SOURCE: &[Member] = &[
    ("name", Shape::Any),
    ("opt_start_seq", Shape::Any),
    ("opt_start_time", Shape::Any),
    ("filter_subject", Shape::Any),
    ("subject_transforms", Shape::Objects(TRANSFORM)),
    ("external", Shape::Object(&any!["api", "deliver"])),
    ("consumer", Shape::Object(&any!["name", "deliver_subject"])),
];

const TRANSFORM: &[Member] = &any!["src", "dest"];

const CONSUMER_CONFIG: &[Member] = &any![
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

const STREAM_INFO: &[Member] = &any!["deleted_details", "subjects_filter", "offset"];
const PURGE: &[Member] = &any!["filter", "seq", "keep"];
const MESSAGE_GET: &[Member] = &any!["seq", "last_by_subj", "next_by_subj", "start_time", "no_hdr"];
const DIRECT_GET: &[Member] = &any![
    "seq",
    "last_by_subj",
    "next_by_subj",
    "start_time",
    "batch",
    "max_bytes",
    "multi_last",
    "up_to_seq",
    "up_to_time",
    "no_hdr",
];

#[cfg(test)]
mod tests;
