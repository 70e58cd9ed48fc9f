//! The configuration of a consumer of either kind.

use super::policies::{AckPolicy, DeliverPolicy, PriorityPolicy, ReplayPolicy};
use crate::datetime::{DateTime, rfc3339};
use crate::jetstream::values::{is_default, nanos, null_as_default};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::time::Duration;

/// What a consumer can be created of.
///
/// ```
/// use nats_web::jetstream::consumer::{IntoConsumerConfig, push};
///
/// let config = push::Config { deliver_subject: "feed".into(), ..Default::default() };
/// assert_eq!(config.into_consumer_config().deliver_subject.as_deref(), Some("feed"));
/// ```
pub trait IntoConsumerConfig {
    /// Returns the configuration that is sent to the server.
    fn into_consumer_config(self) -> Config;
}

/// What the configuration of an existing consumer can be taken for.
///
/// ```
/// use nats_web::jetstream::consumer::{Config, FromConsumer, pull};
///
/// let pushes = Config { deliver_subject: Some("feed".into()), ..Default::default() };
/// assert!(pull::Config::try_from_consumer_config(pushes).is_err());
/// ```
pub trait FromConsumer {
    /// Returns the configuration as one of this kind.
    ///
    /// # Errors
    /// The consumer is of the other kind.
    fn try_from_consumer_config(config: Config) -> Result<Self, crate::Error>
    where
        Self: Sized;
}

/// The configuration of a consumer of either kind, as the server knows it. Of a limit, 0 is none or the server's default.
///
/// The kinds that a program creates are [`pull::Config`](super::pull::Config), [`push::Config`](super::push::Config) and
/// the ordered ones beside them.
///
/// ```no_run
/// use nats_web::jetstream::consumer::Config;
///
/// # async fn run(stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
/// let config = Config { durable_name: Some("worker".into()), filter_subject: "orders.new".into(), ..Default::default() };
/// let consumer = stream.create_consumer(config).await?;
/// println!("{} messages wait", consumer.cached_info().num_pending);
/// # Ok(()) }
/// ```
#[derive(Debug, Default, Serialize, Deserialize, Clone, PartialEq, Eq)]
pub struct Config {
    /// Where it delivers to: it is a push consumer then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deliver_subject: Option<String>,
    /// Its name, by which it is kept until it is deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub durable_name: Option<String>,
    /// Its name; the server makes one if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is for, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The queue group that shares its messages, of a push consumer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deliver_group: Option<String>,
    /// Which message it begins with.
    #[serde(flatten)]
    pub deliver_policy: DeliverPolicy,
    /// How messages are acknowledged.
    #[serde(default)]
    pub ack_policy: AckPolicy,
    /// After how long a message that is not acknowledged is delivered again.
    #[serde(default, with = "nanos", skip_serializing_if = "is_default")]
    pub ack_wait: Duration,
    /// How often a message is delivered, at most.
    #[serde(default, skip_serializing_if = "is_default")]
    pub max_deliver: i64,
    /// Which subjects of the stream, with wildcards; all if it is empty.
    #[serde(default, skip_serializing_if = "is_default")]
    pub filter_subject: String,
    /// Several of them, in place of one. Servers since 2.10.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "is_default")]
    pub filter_subjects: Vec<String>,
    /// How fast it delivers what is stored already.
    #[serde(default)]
    pub replay_policy: ReplayPolicy,
    /// How many bits a second it delivers, at most; of a push consumer.
    #[serde(rename = "rate_limit_bps", default, skip_serializing_if = "is_default")]
    pub rate_limit: u64,
    /// Of how many messages in a hundred the server reports how long their acknowledgement took.
    #[serde(rename = "sample_freq", with = "super::samples", default, skip_serializing_if = "is_default")]
    pub sample_frequency: u8,
    /// How many requests may wait, of a pull consumer.
    #[serde(default, skip_serializing_if = "is_default")]
    pub max_waiting: i64,
    /// How many messages may wait for their acknowledgement.
    #[serde(default, skip_serializing_if = "is_default")]
    pub max_ack_pending: i64,
    /// Whether headers and the payload's size are delivered without the payload.
    #[serde(default, skip_serializing_if = "is_default")]
    pub headers_only: bool,
    /// Whether the server waits for those who receive, of a push consumer with heartbeats.
    #[serde(default, skip_serializing_if = "is_default")]
    pub flow_control: bool,
    /// How long a push consumer is silent, at most, if it has nothing to deliver.
    #[serde(default, with = "nanos", skip_serializing_if = "is_default")]
    pub idle_heartbeat: Duration,
    /// How many messages a request may ask for, of a pull consumer.
    #[serde(default, skip_serializing_if = "is_default")]
    pub max_batch: i64,
    /// How many bytes a request may ask for, of a pull consumer.
    #[serde(default, skip_serializing_if = "is_default")]
    pub max_bytes: i64,
    /// How long a request may wait, of a pull consumer.
    #[serde(default, with = "nanos", skip_serializing_if = "is_default")]
    pub max_expires: Duration,
    /// How long it is kept if nobody uses it; for ever, if it is durable and this is zero.
    #[serde(default, with = "nanos", skip_serializing_if = "is_default")]
    pub inactive_threshold: Duration,
    /// How many servers have it; as many as the stream if it is 0.
    #[serde(default, skip_serializing_if = "is_default")]
    pub num_replicas: usize,
    /// Whether its state is kept in memory, even if the stream is in files.
    #[serde(default, skip_serializing_if = "is_default", rename = "mem_storage")]
    pub memory_storage: bool,
    /// Names and values of your own. Servers since 2.10.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "is_default")]
    pub metadata: HashMap<String, String>,
    /// After how long a message is delivered again, for each time; in place of [`ack_wait`](Self::ack_wait).
    #[serde(default, skip_serializing_if = "is_default", with = "nanos")]
    pub backoff: Vec<Duration>,
    /// Which of the clients that pull come first. Servers since 2.11.
    #[serde(default, skip_serializing_if = "is_default")]
    pub priority_policy: PriorityPolicy,
    /// The groups that such clients belong to. Servers since 2.11.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "is_default")]
    pub priority_groups: Vec<String>,
    /// After how long without a request a pinned client loses its place. Servers since 2.11.
    #[serde(default, with = "nanos", skip_serializing_if = "is_default")]
    pub priority_timeout: Duration,
    /// Until when it delivers nothing. Servers since 2.11.
    #[serde(default, with = "rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub pause_until: Option<DateTime>,
}

impl From<&Config> for Config {
    fn from(config: &Config) -> Self {
        config.clone()
    }
}

impl From<&str> for Config {
    /// Returns the defaults with this durable name.
    fn from(name: &str) -> Self {
        Self { durable_name: Some(name.to_owned()), ..Self::default() }
    }
}

impl IntoConsumerConfig for Config {
    fn into_consumer_config(self) -> Config {
        self
    }
}

impl IntoConsumerConfig for &Config {
    fn into_consumer_config(self) -> Config {
        self.clone()
    }
}

impl FromConsumer for Config {
    fn try_from_consumer_config(config: Config) -> Result<Self, crate::Error> {
        Ok(config)
    }
}
