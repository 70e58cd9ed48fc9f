//! The configuration of a push consumer.

use crate::datetime::{DateTime, rfc3339};
use crate::jetstream::consumer::config::{self, FromConsumer, IntoConsumerConfig};
use crate::jetstream::consumer::policies::{AckPolicy, DeliverPolicy, ReplayPolicy};
use crate::jetstream::values::{is_default, nanos};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::time::Duration;

/// The configuration of a consumer that delivers by itself. Of a limit, 0 is none or the server's default.
///
/// ```no_run
/// use nats_web::jetstream::consumer::push::Config;
///
/// # async fn run(client: nats_web::Client, stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
/// let config = Config { deliver_subject: client.new_inbox(), ..Default::default() };
/// let consumer = stream.create_consumer(config).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Default, Serialize, Deserialize, Clone, PartialEq, Eq)]
pub struct Config {
    /// The subject that it delivers to.
    #[serde(default)]
    pub deliver_subject: String,
    /// Its name, by which it is kept until it is deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub durable_name: Option<String>,
    /// Its name; the server makes one if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is for, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The queue group that shares its messages.
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
    /// Whether the server waits for those who receive; with heartbeats.
    #[serde(default, skip_serializing_if = "is_default")]
    pub flow_control: bool,
    /// How long it is silent, at most, if it has nothing to deliver.
    #[serde(default, with = "nanos", skip_serializing_if = "is_default")]
    pub idle_heartbeat: Duration,
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
    /// How long it is kept if nobody uses it; for ever, if it is durable and this is zero.
    #[serde(default, with = "nanos", skip_serializing_if = "is_default")]
    pub inactive_threshold: Duration,
    /// Until when it delivers nothing. Servers since 2.11.
    #[serde(default, with = "rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub pause_until: Option<DateTime>,
}

impl FromConsumer for Config {
    fn try_from_consumer_config(config: config::Config) -> Result<Self, crate::Error> {
        let Some(deliver_subject) = config.deliver_subject else {
            return Err(std::io::Error::other("push consumer must have delivery subject").into());
        };
        Ok(Self {
            deliver_subject,
            durable_name: config.durable_name,
            name: config.name,
            description: config.description,
            deliver_group: config.deliver_group,
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
            flow_control: config.flow_control,
            idle_heartbeat: config.idle_heartbeat,
            num_replicas: config.num_replicas,
            memory_storage: config.memory_storage,
            metadata: config.metadata,
            backoff: config.backoff,
            inactive_threshold: config.inactive_threshold,
            pause_until: config.pause_until,
        })
    }
}

impl IntoConsumerConfig for Config {
    fn into_consumer_config(self) -> config::Config {
        config::Config {
            deliver_subject: Some(self.deliver_subject),
            durable_name: self.durable_name,
            name: self.name,
            description: self.description,
            deliver_group: self.deliver_group,
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
            flow_control: self.flow_control,
            idle_heartbeat: self.idle_heartbeat,
            num_replicas: self.num_replicas,
            memory_storage: self.memory_storage,
            metadata: self.metadata,
            backoff: self.backoff,
            inactive_threshold: self.inactive_threshold,
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
