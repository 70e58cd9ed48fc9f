//! Options of a subscription and of a request, and when replies are enough.

use super::core_millis;
use crate::options::millis;
use crate::queue::Limits;
use nats_web_core::{HeaderMap, Inbox};
use std::time::Duration;

/// How to subscribe.
///
/// ```
/// use nats_web::SubscribeOptions;
///
/// let options = SubscribeOptions::new().queue("workers").max(100);
/// ```
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct SubscribeOptions {
    queue: Option<String>,
    max: Option<u64>,
    timeout: Option<Duration>,
    capacity: Option<usize>,
    capacity_bytes: Option<usize>,
}

impl SubscribeOptions {
    /// The defaults: all messages, for good.
    pub fn new() -> Self {
        Self::default()
    }

    /// Joins this queue group: each message goes to one of its members.
    pub fn queue(mut self, queue: impl Into<String>) -> Self {
        self.queue = Some(queue.into());
        self
    }

    /// Ends after this many messages, over all connections.
    pub fn max(mut self, messages: u64) -> Self {
        self.max = Some(messages);
        self
    }

    /// Ends, with [`SubscriptionEnd::TimedOut`](crate::SubscriptionEnd::TimedOut), unless a first message arrives
    /// within this time.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How many messages wait for this subscriber; beyond, new ones are dropped.
    /// See [`ConnectOptions::subscription_capacity`](crate::ConnectOptions::subscription_capacity).
    pub fn capacity(mut self, messages: usize) -> Self {
        self.capacity = Some(messages);
        self
    }

    /// How many bytes of subjects, headers and payloads wait for this subscriber; beyond, new messages are dropped.
    /// See [`ConnectOptions::subscription_capacity_bytes`](crate::ConnectOptions::subscription_capacity_bytes).
    pub fn capacity_bytes(mut self, bytes: usize) -> Self {
        self.capacity_bytes = Some(bytes);
        self
    }

    /// The limits of its queue where `otherwise` are those of others.
    pub(super) fn limits(&self, otherwise: Limits) -> Limits {
        Limits { items: self.capacity.unwrap_or(otherwise.items), weight: self.capacity_bytes.or(otherwise.weight) }
    }

    pub(super) fn as_core(&self) -> nats_web_core::SubscribeOptions<'_> {
        nats_web_core::SubscribeOptions {
            queue: self.queue.as_deref().map(str::as_bytes),
            max: self.max,
            timeout: core_millis(self.timeout),
        }
    }
}

/// When a request for several replies has had them. Its timeout is an end in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Until {
    /// When its time is up, and not before.
    Timeout,
    /// With this many replies; 0 is no limit.
    Count(u64),
    /// When no further reply has come for this long. The timeout is then for the first one alone.
    Silence(Duration),
    /// With a reply that has no payload, which is given too.
    Sentinel,
}

impl Until {
    pub(super) fn as_core(self) -> nats_web_core::Until {
        match self {
            Self::Timeout => nats_web_core::Until::Timeout,
            Self::Count(count) => nats_web_core::Until::Count(count),
            Self::Silence(wait) => nats_web_core::Until::Silence(millis(wait)),
            Self::Sentinel => nats_web_core::Until::Sentinel,
        }
    }
}

/// How to request.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct RequestOptions {
    pub(super) timeout: Option<Duration>,
    pub(super) headers: Option<HeaderMap>,
    pub(super) inbox: RequestInbox,
}

/// Where the reply goes.
#[derive(Debug, Clone, Default)]
pub(super) enum RequestInbox {
    #[default]
    Shared,
    Own,
    At(String),
}

impl RequestInbox {
    pub(super) fn as_core(&self) -> Inbox<'_> {
        match self {
            Self::Shared => Inbox::Shared,
            Self::Own => Inbox::Own,
            Self::At(subject) => Inbox::At(subject.as_bytes()),
        }
    }
}

impl RequestOptions {
    /// The defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long to wait for the reply. By default as long as
    /// [`ConnectOptions::request_timeout`](crate::ConnectOptions::request_timeout) says.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sends these headers.
    pub fn headers(mut self, headers: HeaderMap) -> Self {
        self.headers = Some(headers);
        self
    }

    /// Takes the reply at an inbox and a subscription of its own, rather than those all requests share.
    pub fn own_inbox(mut self) -> Self {
        self.inbox = RequestInbox::Own;
        self
    }

    /// Takes the reply at this subject, with a subscription of its own.
    pub fn reply_at(mut self, subject: impl Into<String>) -> Self {
        self.inbox = RequestInbox::At(subject.into());
        self
    }
}
