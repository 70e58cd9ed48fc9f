//! The configuration of an ordered consumer that delivers by itself.

use crate::jetstream::consumer::config::{self, FromConsumer, IntoConsumerConfig};
use crate::jetstream::consumer::policies::{AckPolicy, DeliverPolicy, ReplayPolicy};
use crate::jetstream::values::is_default;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::time::Duration;

/// The configuration of an ordered consumer that delivers by itself: the client makes the consumer, and makes it anew when
/// messages are missing.
///
/// ```no_run
/// use nats_web::jetstream::consumer::push::OrderedConfig;
///
/// # async fn run(client: nats_web::Client, stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
/// let consumer = stream
///     .create_consumer(OrderedConfig { deliver_subject: client.new_inbox(), ..Default::default() })
///     .await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Default, Serialize, Deserialize, Clone, PartialEq, Eq)]
pub struct OrderedConfig {
    /// The subject that it delivers to.
    #[serde(default)]
    pub deliver_subject: String,
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
}

impl FromConsumer for OrderedConfig {
    fn try_from_consumer_config(config: config::Config) -> Result<Self, crate::Error> {
        let Some(deliver_subject) = config.deliver_subject else {
            return Err(std::io::Error::other("push consumer must have delivery subject").into());
        };
        Ok(Self {
            deliver_subject,
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
        })
    }
}

impl IntoConsumerConfig for OrderedConfig {
    fn into_consumer_config(self) -> config::Config {
        config::Config {
            deliver_subject: Some(self.deliver_subject),
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
            ack_policy: AckPolicy::None,
            max_deliver: 1,
            inactive_threshold: INACTIVE,
            num_replicas: 1,
            memory_storage: true,
            flow_control: true,
            idle_heartbeat: HEARTBEAT,
            ..Default::default()
        }
    }
}

/// How long the server keeps the consumer of a client that is gone.
const INACTIVE: Duration = Duration::from_secs(30);
/// How long it is silent, at most.
const HEARTBEAT: Duration = Duration::from_secs(5);
