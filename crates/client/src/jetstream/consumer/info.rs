//! What a server knows of a consumer.

use super::config::Config;
use crate::datetime::{DateTime, parse_rfc3339, rfc3339};
use crate::jetstream::cluster::ClusterInfo;
use crate::jetstream::values::{nanos, null_as_default};
use serde::{Deserialize, Deserializer, de::Error};
use std::time::Duration;

/// Configuration and state of a consumer.
///
/// ```no_run
/// # async fn run(stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
/// let info = stream.consumer_info("worker").await?;
/// println!("{} to deliver, {} not acknowledged", info.num_pending, info.num_ack_pending);
/// # Ok(()) }
/// ```
#[derive(Debug, Deserialize, Clone, PartialEq, Eq)]
pub struct Info {
    /// The stream that it is of.
    pub stream_name: String,
    /// Its name.
    pub name: String,
    /// When it was created.
    #[serde(with = "rfc3339")]
    pub created: DateTime,
    /// How it is configured, with the defaults of the server.
    pub config: Config,
    /// The last message that it has delivered.
    pub delivered: SequenceInfo,
    /// The last message up to which all are acknowledged.
    pub ack_floor: SequenceInfo,
    /// How many messages wait for their acknowledgement.
    #[serde(default)]
    pub num_ack_pending: usize,
    /// How many of them were delivered more than once.
    #[serde(default)]
    pub num_redelivered: usize,
    /// How many requests wait.
    #[serde(default)]
    pub num_waiting: usize,
    /// How many messages are still to be delivered.
    #[serde(default)]
    pub num_pending: u64,
    /// Which servers have it; `None` outside clusters.
    #[serde(default)]
    pub cluster: Option<ClusterInfo>,
    /// Whether somebody receives what it delivers, of a push consumer.
    #[serde(default)]
    pub push_bound: bool,
    /// Whether it pauses. Servers since 2.11.
    #[serde(default)]
    pub paused: bool,
    /// How long it still pauses.
    #[serde(default, with = "nanos")]
    pub pause_remaining: Option<Duration>,
    /// Its priority groups. Servers since 2.11.
    #[serde(default, deserialize_with = "null_as_default")]
    pub priority_groups: Vec<PriorityGroupState>,
}

/// Which client a priority group is pinned to.
///
/// ```
/// use nats_web::jetstream::consumer::PriorityGroupState;
///
/// let state: PriorityGroupState = serde_json::from_str(r#"{"group":"east","pinned_ts":"0001-01-01T00:00:00Z"}"#)?;
/// assert_eq!((state.pinned_client_id, state.pinned_ts), (None, None));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Deserialize, Clone, PartialEq, Eq)]
pub struct PriorityGroupState {
    /// The group.
    pub group: String,
    /// The id that its client got with its first message; `None` if it is pinned to none.
    #[serde(default)]
    pub pinned_client_id: Option<String>,
    /// Since when.
    #[serde(default, deserialize_with = "zero_time_as_none")]
    pub pinned_ts: Option<DateTime>,
}

/// A server gives the first second of the year 1 for no time.
fn zero_time_as_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime>, D::Error> {
    match Option::<String>::deserialize(deserializer)? {
        Some(text) if text != "0001-01-01T00:00:00Z" => parse_rfc3339(&text).map(Some).map_err(D::Error::custom),
        _ => Ok(None),
    }
}

/// Where a message stands.
///
/// ```no_run
/// # fn run(consumer: nats_web::jetstream::consumer::PullConsumer) {
/// let delivered = consumer.cached_info().delivered;
/// println!("{} delivered, up to {} of the stream", delivered.consumer_sequence, delivered.stream_sequence);
/// # }
/// ```
#[derive(Debug, Deserialize, Clone, Copy, PartialEq, Eq)]
pub struct SequenceInfo {
    /// In what the consumer has delivered.
    #[serde(rename = "consumer_seq")]
    pub consumer_sequence: u64,
    /// In the stream.
    #[serde(rename = "stream_seq")]
    pub stream_sequence: u64,
    /// When it was delivered or acknowledged.
    #[serde(default, with = "rfc3339::option")]
    pub last_active: Option<DateTime>,
}

/// Where a consumer goes on after a reset.
///
/// ```no_run
/// # async fn run(stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
/// let reset = stream.reset_consumer("worker", Some(100)).await?;
/// println!("{} goes on at {}", reset.info.name, reset.reset_seq);
/// # Ok(()) }
/// ```
#[derive(Debug, Deserialize, Clone)]
pub struct ConsumerResetResponse {
    /// The consumer as it is now.
    #[serde(flatten)]
    pub info: Info,
    /// The sequence of the next message.
    pub reset_seq: u64,
}
