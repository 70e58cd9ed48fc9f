//! The configuration of a stream.

use super::policies::{Compression, DiscardPolicy, PersistenceMode, RetentionPolicy, StorageType};
use super::source::{Source, SubjectTransform};
use crate::datetime::{DateTime, rfc3339};
use crate::jetstream::values::{is_default, nanos, null_as_default};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::HashMap;
use std::time::Duration;

/// The configuration of a stream. Of a limit, 0 or less is none.
///
/// ```no_run
/// use nats_web::jetstream::stream::{Config, DiscardPolicy};
/// use std::time::Duration;
///
/// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
/// let stream = jetstream
///     .create_stream(Config {
///         name: "orders".into(),
///         subjects: vec!["orders.>".into()],
///         max_age: Duration::from_secs(86_400),
///         discard: DiscardPolicy::New,
///         ..Default::default()
///     })
///     .await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Default, Serialize, Deserialize, Clone, PartialEq, Eq)]
pub struct Config {
    /// The stream's name: without dots, wildcards, slashes and spaces.
    #[serde(default)]
    pub name: String,
    /// How many bytes it may have.
    #[serde(default)]
    pub max_bytes: i64,
    /// How many messages it may have.
    #[serde(default, rename = "max_msgs")]
    pub max_messages: i64,
    /// How many messages it may have of one subject.
    #[serde(default, rename = "max_msgs_per_subject")]
    pub max_messages_per_subject: i64,
    /// What happens at these limits.
    #[serde(default)]
    pub discard: DiscardPolicy,
    /// Whether [`DiscardPolicy::New`] holds for the limit of one subject, too.
    #[serde(default, skip_serializing_if = "is_default")]
    pub discard_new_per_subject: bool,
    /// Which subjects it stores; the server takes its name if there are none. A mirror has none.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "is_default")]
    pub subjects: Vec<String>,
    /// When a message is no longer kept.
    #[serde(default)]
    pub retention: RetentionPolicy,
    /// How many consumers it may have.
    #[serde(default)]
    pub max_consumers: i32,
    /// How long a message is kept.
    #[serde(default, with = "nanos")]
    pub max_age: Duration,
    /// How many bytes a message may have, headers included.
    #[serde(default, skip_serializing_if = "is_default", rename = "max_msg_size")]
    pub max_message_size: i32,
    /// Where messages are kept.
    #[serde(default)]
    pub storage: StorageType,
    /// How many servers have it: 1, 3 or 5; 0 is 1.
    #[serde(default)]
    pub num_replicas: usize,
    /// Whether publishers are not told that their messages are stored.
    #[serde(default, skip_serializing_if = "is_default")]
    pub no_ack: bool,
    /// For how long the ids of messages are known, so that none is stored twice. The server takes two minutes for zero.
    #[serde(default, skip_serializing_if = "is_default", with = "nanos")]
    pub duplicate_window: Duration,
    /// Has no meaning any more, and is never sent: servers since 2.12 refuse it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub template_owner: String,
    /// Whether it takes and deletes no messages any more.
    #[serde(default, skip_serializing_if = "is_default")]
    pub sealed: bool,
    /// What it is for, in words.
    #[serde(default, skip_serializing_if = "is_default")]
    pub description: Option<String>,
    /// Whether a message may take the place of those before it.
    #[serde(default, rename = "allow_rollup_hdrs", skip_serializing_if = "is_default")]
    pub allow_rollup: bool,
    /// Whether messages cannot be deleted by request.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deny_delete: bool,
    /// Whether it cannot be purged by request.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deny_purge: bool,
    /// Where stored messages are published again.
    #[serde(default, skip_serializing_if = "is_default")]
    pub republish: Option<Republish>,
    /// Whether any replica may answer who asks for a message.
    #[serde(default, skip_serializing_if = "is_default")]
    pub allow_direct: bool,
    /// Whether mirrors of it may answer, too.
    #[serde(default, skip_serializing_if = "is_default")]
    pub mirror_direct: bool,
    /// The stream that it is a mirror of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mirror: Option<Source>,
    /// The streams whose messages it stores, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sources: Option<Vec<Source>>,
    /// Names and values of your own. Servers since 2.10.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "is_default")]
    pub metadata: HashMap<String, String>,
    /// Under which other subjects messages are stored. Servers since 2.10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_transform: Option<SubjectTransform>,
    /// Whether files are compressed. Servers since 2.10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compression: Option<Compression>,
    /// What its consumers may have. Servers since 2.10.
    #[serde(default, deserialize_with = "no_limits_as_none", skip_serializing_if = "Option::is_none")]
    pub consumer_limits: Option<ConsumerLimits>,
    /// The sequence of its first message. Servers since 2.10.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "first_seq")]
    pub first_sequence: Option<u64>,
    /// Which servers may have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placement: Option<Placement>,
    /// When a message counts as stored. Servers since 2.12.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub persist_mode: Option<PersistenceMode>,
    /// Has no meaning for a stream, and is never sent: consumers pause.
    #[serde(default, with = "rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub pause_until: Option<DateTime>,
    /// Whether messages may have a time to live of their own. Servers since 2.11.
    #[serde(default, skip_serializing_if = "is_default", rename = "allow_msg_ttl")]
    pub allow_message_ttl: bool,
    /// How long a mark is kept of what a limit has deleted as the last message of its subject. Servers since 2.11.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "nanos")]
    pub subject_delete_marker_ttl: Option<Duration>,
    /// Whether batches of messages may be published that are stored as one. Servers since 2.12.
    #[serde(default, skip_serializing_if = "is_default", rename = "allow_atomic")]
    pub allow_atomic_publish: bool,
    /// Whether messages may be stored at a time that they name. Servers since 2.12.
    #[serde(default, skip_serializing_if = "is_default", rename = "allow_msg_schedules")]
    pub allow_message_schedules: bool,
    /// Whether its subjects are counters. Servers since 2.12.
    #[serde(default, skip_serializing_if = "is_default", rename = "allow_msg_counter")]
    pub allow_message_counter: bool,
    /// Whether batches of messages may be published that are acknowledged together. Servers since 2.14.
    #[serde(default, skip_serializing_if = "is_default", rename = "allow_batched")]
    pub allow_batch_publish: bool,
}

impl From<&Config> for Config {
    fn from(config: &Config) -> Self {
        config.clone()
    }
}

impl From<&str> for Config {
    /// Returns the defaults with this name.
    fn from(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }
}

/// What the consumers of a stream may have.
///
/// ```
/// use nats_web::jetstream::stream::{Config, ConsumerLimits};
/// use std::time::Duration;
///
/// let limits = ConsumerLimits { inactive_threshold: Duration::from_secs(60), max_ack_pending: 100 };
/// let config = Config { name: "orders".into(), consumer_limits: Some(limits), ..Default::default() };
/// ```
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, Default)]
pub struct ConsumerLimits {
    /// How long a consumer that nobody uses is kept, at most.
    #[serde(default, with = "nanos")]
    pub inactive_threshold: Duration,
    /// How many messages may wait for their acknowledgement, at most.
    #[serde(default)]
    pub max_ack_pending: i64,
}

/// A server gives an empty object for no limits.
fn no_limits_as_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<ConsumerLimits>, D::Error> {
    Ok(Option::deserialize(deserializer)?.filter(|limits| *limits != ConsumerLimits::default()))
}

/// Where a stream publishes what it has stored.
///
/// ```
/// use nats_web::jetstream::stream::Republish;
///
/// let republish = Republish { source: ">".into(), destination: "stored.>".into(), headers_only: true };
/// assert_eq!(serde_json::to_string(&republish)?, r#"{"src":">","dest":"stored.>","headers_only":true}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Serialize, Deserialize, Debug, Clone, Eq, PartialEq)]
pub struct Republish {
    /// Which subjects, with wildcards.
    #[serde(default, rename = "src")]
    pub source: String,
    /// The subjects that they become.
    #[serde(rename = "dest")]
    pub destination: String,
    /// Whether headers and the payload's size are published without the payload.
    #[serde(default)]
    pub headers_only: bool,
}

/// Which servers may have a stream.
///
/// ```
/// use nats_web::jetstream::stream::{Config, Placement};
///
/// let placement = Placement { cluster: Some("east".into()), tags: vec!["ssd".into()] };
/// let config = Config { name: "orders".into(), placement: Some(placement), ..Default::default() };
/// ```
#[derive(Debug, Clone, Default, Serialize, Deserialize, PartialEq, Eq)]
pub struct Placement {
    /// The cluster; that of the client if none is named.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cluster: Option<String>,
    /// Tags that each of the servers must have.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "is_default")]
    pub tags: Vec<String>,
}
