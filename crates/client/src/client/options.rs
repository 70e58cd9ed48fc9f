//! The options of subscriptions and requests.

use crate::options::millis;
use crate::queue::Limits;
use nats_web_core::{HeaderMap, Inbox};
use std::time::Duration;

/// The options of a subscription.
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
    /// Returns the defaults: all messages, for good.
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

    /// Sets how many messages wait for this subscriber; beyond, new ones are dropped.
    /// See [`ConnectOptions::subscription_capacity`](crate::ConnectOptions::subscription_capacity).
    pub fn capacity(mut self, messages: usize) -> Self {
        self.capacity = Some(messages);
        self
    }

    /// Sets how many bytes of subjects, headers and payloads wait for this subscriber; beyond, new messages are
    /// dropped. See
    /// [`ConnectOptions::subscription_capacity_bytes`](crate::ConnectOptions::subscription_capacity_bytes).
    pub fn capacity_bytes(mut self, bytes: usize) -> Self {
        self.capacity_bytes = Some(bytes);
        self
    }

    /// Returns the limits of the subscriber's queue, with those of `otherwise` in place of what is not set.
    pub(super) fn limits(&self, otherwise: Limits) -> Limits {
        Limits { items: self.capacity.unwrap_or(otherwise.items), weight: self.capacity_bytes.or(otherwise.weight) }
    }

    pub(super) fn as_core(&self) -> nats_web_core::SubscribeOptions<'_> {
        nats_web_core::SubscribeOptions {
            queue: self.queue.as_deref().map(str::as_bytes),
            max: self.max,
            timeout: self.timeout.map(millis),
        }
    }
}

/// When a request for several replies is over. Its timeout ends it in any case.
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use nats_web::Until;
///
/// let mut three = client.request_many("who.is.there", "", Until::Count(3)).await?;
/// let mut until_an_empty_one = client.request_many("list", "", Until::Sentinel).await?;
/// # three.next().await; until_an_empty_one.next().await;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Until {
    /// When its time is up, and not before.
    Timeout,
    /// With this many replies; 0 is no limit.
    Count(u64),
    /// When no further reply has come for this long. The timeout is then for the first one alone.
    Silence(Duration),
    /// With a reply that has no payload, which is delivered too.
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

/// The options of a request.
///
/// ```
/// use nats_web::RequestOptions;
/// use std::time::Duration;
///
/// let options = RequestOptions::new().timeout(Duration::from_millis(300)).own_inbox();
/// ```
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
    /// Returns the defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how long to wait for the reply. By default this is
    /// [`ConnectOptions::request_timeout`](crate::ConnectOptions::request_timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sends these headers.
    pub fn headers(mut self, headers: HeaderMap) -> Self {
        self.headers = Some(headers);
        self
    }

    /// Receives the reply at an inbox and a subscription of its own, rather than those that all requests share.
    pub fn own_inbox(mut self) -> Self {
        self.inbox = RequestInbox::Own;
        self
    }

    /// Receives the reply at this subject, with a subscription of its own.
    pub fn reply_at(mut self, subject: impl Into<String>) -> Self {
        self.inbox = RequestInbox::At(subject.into());
        self
    }
}
