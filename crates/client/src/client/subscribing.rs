//! Subscribing.

use super::{Client, SubscribeError};
use crate::delay::millis;
use crate::error::Misuse;
use crate::queue::Limits;
use crate::subject::ToSubject;
use crate::subscriber::{Full, Subscriber};
use std::time::Duration;

/// The options of a subscription, for [`Client::subscribe_with`].
///
/// ```
/// use nats_web::client::SubscribeOptions;
///
/// let options = SubscribeOptions::new().queue_group("workers").max(100);
/// ```
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct SubscribeOptions {
    queue_group: Option<String>,
    max: Option<u64>,
    timeout: Option<Duration>,
    capacity: Option<usize>,
    capacity_bytes: Option<usize>,
    full: Full,
}

impl SubscribeOptions {
    /// Returns the defaults: all messages, for good.
    pub fn new() -> Self {
        Self::default()
    }

    /// Joins this queue group: each message goes to one of its members.
    pub fn queue_group(mut self, queue_group: impl Into<String>) -> Self {
        self.queue_group = Some(queue_group.into());
        self
    }

    /// Ends after this many messages, over all connections.
    pub fn max(mut self, messages: u64) -> Self {
        self.max = Some(messages);
        self
    }

    /// Ends, with [`SubscriptionEnd::TimedOut`](crate::error::SubscriptionEnd::TimedOut), unless a first message arrives
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

    /// Drops nothing: while as many messages or bytes wait for this subscriber as may, nothing is read from the server, and
    /// so its senders are slowed down or, if it takes too long, the server gives this client up. A link that is silent meanwhile
    /// is not taken for dead; what it has not delivered when it ends is lost. Browsers read all the same: what comes is then
    /// kept in memory, however much it is, and nobody is slowed down.
    ///
    /// All that the client receives waits then, replies and acknowledgements as well: a loop over the messages of such a
    /// subscriber must not wait for a request or a flush of the same client.
    pub fn wait_when_full(mut self) -> Self {
        self.full = Full::Wait;
        self
    }

    /// Returns the limits of the subscriber's queue, with those of `otherwise` in place of what is not set.
    fn limits(&self, otherwise: Limits) -> Limits {
        Limits { items: self.capacity.unwrap_or(otherwise.items), weight: self.capacity_bytes.or(otherwise.weight) }
    }

    fn as_core(&self) -> nats_web_core::SubscribeOptions<'_> {
        nats_web_core::SubscribeOptions {
            queue: self.queue_group.as_deref().map(str::as_bytes),
            max: self.max,
            timeout: self.timeout.map(millis),
        }
    }
}

impl Client {
    /// Subscribes to a subject, which may hold wildcards. While there is no connection the subscription waits for it.
    ///
    /// ```no_run
    /// # async fn run(client: nats_web::Client) -> Result<(), nats_web::SubscribeError> {
    /// use futures_util::StreamExt;
    ///
    /// let mut readings = client.subscribe("weather.*").await?;
    /// while let Some(message) = readings.next().await {
    ///     println!("{}: {} bytes", message.subject, message.payload.len());
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`SubscribeErrorKind`](crate::SubscribeErrorKind); nothing was sent. What the server denies ends the subscriber
    /// instead, with [`SubscriptionEnd::Denied`](crate::error::SubscriptionEnd::Denied).
    pub async fn subscribe<S: ToSubject>(&self, subject: S) -> Result<Subscriber, SubscribeError> {
        self.subscribe_with(subject, SubscribeOptions::new()).await
    }

    /// Subscribes to a subject as a member of a queue group: each message goes to one of its members.
    ///
    /// # Errors
    /// As [`subscribe`](Self::subscribe).
    pub async fn queue_subscribe<S: ToSubject>(
        &self,
        subject: S,
        queue_group: String,
    ) -> Result<Subscriber, SubscribeError> {
        self.subscribe_with(subject, SubscribeOptions::new().queue_group(queue_group)).await
    }

    /// Subscribes as [`subscribe`](Self::subscribe), with options.
    ///
    /// # Errors
    /// As [`subscribe`](Self::subscribe).
    pub async fn subscribe_with<S: ToSubject>(
        &self,
        subject: S,
        options: SubscribeOptions,
    ) -> Result<Subscriber, SubscribeError> {
        let (subject, limits) = (subject.to_subject(), options.limits(self.limits()));
        let (subscriber, ()) = self.subscribe_by(limits, options.full, |state, now| {
            Ok::<_, Misuse>((state.session.subscribe(now, subject.as_bytes(), &options.as_core())?, ()))
        })?;
        Ok(subscriber)
    }
}
