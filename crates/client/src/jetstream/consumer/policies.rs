//! How a consumer delivers.

use crate::datetime::{DateTime, rfc3339};
use serde::{Deserialize, Serialize};

/// Which message of its stream a consumer begins with.
///
/// ```
/// use nats_web::jetstream::consumer::{DeliverPolicy, pull};
///
/// let policy = DeliverPolicy::ByStartSequence { start_sequence: 100 };
/// let config = pull::Config { deliver_policy: policy, ..Default::default() };
/// assert_eq!(DeliverPolicy::default(), DeliverPolicy::All);
/// ```
#[derive(Default, Debug, Serialize, Deserialize, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
#[serde(tag = "deliver_policy")]
pub enum DeliverPolicy {
    /// The first.
    #[default]
    #[serde(rename = "all")]
    All,
    /// The last.
    #[serde(rename = "last")]
    Last,
    /// The next to be stored.
    #[serde(rename = "new")]
    New,
    /// The one with this sequence, or the next that is there.
    #[serde(rename = "by_start_sequence")]
    ByStartSequence {
        /// The sequence, from 1 on.
        #[serde(rename = "opt_start_seq")]
        start_sequence: u64,
    },
    /// The first stored at this time or later.
    #[serde(rename = "by_start_time")]
    ByStartTime {
        /// The time.
        #[serde(rename = "opt_start_time", with = "rfc3339")]
        start_time: DateTime,
    },
    /// The last of each subject.
    #[serde(rename = "last_per_subject")]
    LastPerSubject,
}

/// How the messages of a consumer are acknowledged.
///
/// ```
/// use nats_web::jetstream::consumer::AckPolicy;
///
/// assert_eq!(AckPolicy::default(), AckPolicy::Explicit);
/// ```
#[derive(Default, Debug, Serialize, Deserialize, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum AckPolicy {
    /// Each by itself.
    #[default]
    #[serde(rename = "explicit")]
    Explicit = 2,
    /// Not at all.
    #[serde(rename = "none")]
    None = 0,
    /// Each together with those before it.
    #[serde(rename = "all")]
    All = 1,
    /// By answering flow control. For push consumers that mirrors and sources take messages from. Servers since 2.14.
    #[serde(rename = "flow_control")]
    FlowControl = 3,
}

/// How fast a consumer delivers what is stored already.
///
/// ```
/// use nats_web::jetstream::consumer::ReplayPolicy;
///
/// assert_eq!(ReplayPolicy::default(), ReplayPolicy::Instant);
/// ```
#[derive(Default, Debug, Serialize, Deserialize, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum ReplayPolicy {
    /// As fast as it can.
    #[default]
    #[serde(rename = "instant")]
    Instant = 0,
    /// As fast as it was stored.
    #[serde(rename = "original")]
    Original = 1,
}

/// Which of the clients that pull from one consumer come first. Servers since 2.11.
///
/// ```
/// use nats_web::jetstream::consumer::{PriorityPolicy, pull};
///
/// let config = pull::Config {
///     durable_name: Some("workers".into()),
///     priority_policy: PriorityPolicy::PinnedClient,
///     priority_groups: vec!["east".into()],
///     ..Default::default()
/// };
/// ```
#[derive(Default, Debug, Serialize, Deserialize, Clone, PartialEq, Eq)]
pub enum PriorityPolicy {
    /// Those whose conditions hold: so many messages waiting, so many not acknowledged.
    #[serde(rename = "overflow")]
    Overflow,
    /// One of them, until it pulls no more.
    #[serde(rename = "pinned_client")]
    PinnedClient,
    /// Those with the lowest number. Servers since 2.12.
    #[serde(rename = "prioritized")]
    Prioritized,
    /// None.
    #[serde(rename = "none")]
    #[default]
    None,
}
