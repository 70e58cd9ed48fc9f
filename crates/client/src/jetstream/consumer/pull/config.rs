//! The configuration of a pull consumer.

use crate::datetime::{DateTime, rfc3339};
use crate::jetstream::consumer::config::{self, FromConsumer, IntoConsumerConfig};
use crate::jetstream::consumer::policies::{AckPolicy, DeliverPolicy, PriorityPolicy, ReplayPolicy};
use crate::jetstream::values::{is_default, nanos};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::time::Duration;

/// The configuration of a consumer whose messages are asked for. Of a limit, 0 is none or the server's default.
///
/// ```no_run
/// use nats_web::jetstream::consumer::pull::Config;
///
/// # async fn run(stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
/// let config = Config { durable_name: Some("worker".into()), filter_subject: "orders.new".into(), ..Default::default() };
/// let consumer = stream.create_consumer(config).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Default, Serialize, Deserialize, Clone, PartialEq, Eq)]
pub struct Config {
    /// Its name, by which it is kept until it is deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub durable_name: Option<String>,
    /// Its name; the server makes one if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is for, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
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
    #[serde(default, skip_serializing_if = "is_default")]
    pub filter_subjects: Vec<String>,
    /// How fast it delivers what is stored already.
    #[serde(default)]
    pub replay_policy: ReplayPolicy,
    /// How many bits a second it delivers, at most.
    #[serde(rename = "rate_limit_bps", default, skip_serializing_if = "is_default")]
    pub rate_limit: u64,
    /// Of how many messages in a hundred the server reports how long their acknowledgement took.
    #[serde(
        rename = "sample_freq",
        with = "crate::jetstream::consumer::samples",
        default,
        skip_serializing_if = "is_default"
    )]
    pub sample_frequency: u8,
    /// How many requests may wait.
    #[serde(default, skip_serializing_if = "is_default")]
    pub max_waiting: i64,
    /// How many messages may wait for their acknowledgement.
    #[serde(default, skip_serializing_if = "is_default")]
    pub max_ack_pending: i64,
    /// Whether headers and the payload's size are delivered without the payload.
    #[serde(default, skip_serializing_if = "is_default")]
    pub headers_only: bool,
    /// How many messages a request may ask for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub max_batch: i64,
    /// How many bytes a request may ask for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub max_bytes: i64,
    /// How long a request may wait.
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
    #[serde(default, skip_serializing_if = "is_default")]
    pub metadata: HashMap<String, String>,
    /// After how long a message is delivered again, for each time; in place of [`ack_wait`](Self::ack_wait).
    #[serde(default, skip_serializing_if = "is_default", with = "nanos")]
    pub backoff: Vec<Duration>,
    /// Which of the clients that pull come first. Servers since 2.11.
    #[serde(default, skip_serializing_if = "is_default")]
    pub priority_policy: PriorityPolicy,
    /// The groups that such clients belong to. Servers since 2.11.
    #[serde(default, skip_serializing_if = "is_default")]
    pub priority_groups: Vec<String>,
    /// After how long without a request a pinned client loses its place. Servers since 2.11.
    #[serde(default, with = "nanos", skip_serializing_if = "is_default")]
    pub priority_timeout: Duration,
    /// Until when it delivers nothing. Servers since 2.11.
    #[serde(default, with = "rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub pause_until: Option<DateTime>,
}

impl FromConsumer for Config {
    fn try_from_consumer_config(config: config::Config) -> Result<Self, crate::Error> {
        if config.deliver_subject.is_some() {
            return Err(std::io::Error::other("pull consumer cannot have delivery subject").into());
        }
        Ok(Self {
            durable_name: config.durable_name,
            name: config.name,
            description: config.description,
            deliver_policy: config.deliver_policy,
            ack_policy: config.ack_policy,
            ack_wait: config.ack_wait,
            max_deliver: config.max_deliver,
            filter_subject: config.filter_subject,
            filter_subjects: config.filter_subjects,
            replay_policy: config.replay_policy,
            rate_limit: config.rate_limit,
            sample_frequency: config.sample_frequency,
            max_waiting: config.max_waiting,
            max_ack_pending: config.max_ack_pending,
            headers_only: config.headers_only,
            max_batch: config.max_batch,
            max_bytes: config.max_bytes,
            max_expires: config.max_expires,
            inactive_threshold: config.inactive_threshold,
            num_replicas: config.num_replicas,
            memory_storage: config.memory_storage,
            metadata: config.metadata,
            backoff: config.backoff,
            priority_policy: config.priority_policy,
            priority_groups: config.priority_groups,
            priority_timeout: config.priority_timeout,
            pause_until: config.pause_until,
        })
    }
}

impl IntoConsumerConfig for Config {
    fn into_consumer_config(self) -> config::Config {
        config::Config {
            durable_name: self.durable_name,
            name: self.name,
            description: self.description,
            deliver_policy: self.deliver_policy,
            ack_policy: self.ack_policy,
            ack_wait: self.ack_wait,
            max_deliver: self.max_deliver,
            filter_subject: self.filter_subject,
            filter_subjects: self.filter_subjects,
            replay_policy: self.replay_policy,
            rate_limit: self.rate_limit,
            sample_frequency: self.sample_frequency,
            max_waiting: self.max_waiting,
            max_ack_pending: self.max_ack_pending,
            headers_only: self.headers_only,
            max_batch: self.max_batch,
            max_bytes: self.max_bytes,
            max_expires: self.max_expires,
            inactive_threshold: self.inactive_threshold,
            num_replicas: self.num_replicas,
            memory_storage: self.memory_storage,
            metadata: self.metadata,
            backoff: self.backoff,
            priority_policy: self.priority_policy,
            priority_groups: self.priority_groups,
            priority_timeout: self.priority_timeout,
            pause_until: self.pause_until,
            ..Default::default()
        }
    }
}

impl IntoConsumerConfig for &Config {
    fn into_consumer_config(self) -> config::Config {
        self.clone().into_consumer_config()
    }
}
