//! The configuration of an ordered consumer that is pulled from.

use super::config::Config;
use crate::jetstream::consumer::config::{self, FromConsumer, IntoConsumerConfig};
use crate::jetstream::consumer::policies::{AckPolicy, DeliverPolicy, ReplayPolicy};
use crate::jetstream::values::{is_default, nanos};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::time::Duration;

/// The configuration of an ordered consumer whose messages are asked for: the client makes the consumer, and makes it anew
/// when messages are missing.
///
/// ```no_run
/// use nats_web::jetstream::consumer::pull::OrderedConfig;
///
/// # async fn run(stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
/// let consumer = stream.create_consumer(OrderedConfig { filter_subject: "orders.>".into(), ..Default::default() }).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Default, Serialize, Deserialize, Clone, PartialEq, Eq)]
pub struct OrderedConfig {
    /// Its name; the server makes one if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is for, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
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
    /// Whether headers and the payload's size are delivered without the payload.
    #[serde(default, skip_serializing_if = "is_default")]
    pub headers_only: bool,
    /// Which message it begins with.
    #[serde(flatten)]
    pub deliver_policy: DeliverPolicy,
    /// How many requests may wait.
    #[serde(default, skip_serializing_if = "is_default")]
    pub max_waiting: i64,
    /// Names and values of your own. Servers since 2.10.
    #[serde(default, skip_serializing_if = "is_default")]
    pub metadata: HashMap<String, String>,
    /// How many messages a request may ask for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub max_batch: i64,
    /// How many bytes a request may ask for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub max_bytes: i64,
    /// How long a request may wait.
    #[serde(default, with = "nanos", skip_serializing_if = "is_default")]
    pub max_expires: Duration,
}

impl FromConsumer for OrderedConfig {
    fn try_from_consumer_config(config: config::Config) -> Result<Self, crate::Error> {
        Ok(Self {
            name: config.name,
            description: config.description,
            filter_subject: config.filter_subject,
            filter_subjects: config.filter_subjects,
            replay_policy: config.replay_policy,
            rate_limit: config.rate_limit,
            sample_frequency: config.sample_frequency,
            headers_only: config.headers_only,
            deliver_policy: config.deliver_policy,
            max_waiting: config.max_waiting,
            metadata: config.metadata,
            max_batch: config.max_batch,
            max_bytes: config.max_bytes,
            max_expires: config.max_expires,
        })
    }
}

impl IntoConsumerConfig for OrderedConfig {
    fn into_consumer_config(self) -> config::Config {
        config::Config {
            name: self.name,
            description: self.description,
            filter_subject: self.filter_subject,
            filter_subjects: self.filter_subjects,
            replay_policy: self.replay_policy,
            rate_limit: self.rate_limit,
            sample_frequency: self.sample_frequency,
            headers_only: self.headers_only,
            deliver_policy: self.deliver_policy,
            max_waiting: self.max_waiting,
            metadata: self.metadata,
            max_batch: self.max_batch,
            max_bytes: self.max_bytes,
            max_expires: self.max_expires,
            ack_policy: AckPolicy::None,
            max_deliver: 1,
            inactive_threshold: INACTIVE,
            num_replicas: 1,
            memory_storage: true,
            ..Default::default()
        }
    }
}

impl From<OrderedConfig> for Config {
    fn from(ordered: OrderedConfig) -> Self {
        let config = ordered.into_consumer_config();
        Self {
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
        }
    }
}

/// How long the server keeps the consumer of a client that is gone.
const INACTIVE: Duration = Duration::from_secs(30);
