//! The options of batches.

use super::batch::{Batch, plan};
use super::batch_config::BatchConfig;
use super::errors::{BatchError, BatchErrorKind, BatchRequestError, BatchRequestErrorKind};
use super::sequence::Sequence;
use crate::jetstream::consumer::pull::Config;
use crate::jetstream::consumer::{Consumer, PriorityPolicy};
use crate::jetstream::reading::clamp_batch;
use crate::subject::Subject;
use nats_web_jetstream::api::Verb;
use std::time::Duration;

/// Defines the setters that both kinds of batches have.
macro_rules! setters {
    () => {
        /// Sets how many messages are asked for. By default 200, or what the consumer lets be asked for if that is less.
        pub fn max_messages(mut self, batch: usize) -> Self {
            self.batch = Some(batch);
            self
        }

        /// Sets how many bytes are asked for: of subjects, replies, headers and payloads. By default, and with 0, there is
        /// no bound.
        pub fn max_bytes(mut self, max_bytes: usize) -> Self {
            self.config.max_bytes = max_bytes;
            self
        }

        /// Sets how often the server says that it is there while it has no messages: no more than half of
        /// [`expires`](Self::expires). By default it says nothing.
        pub fn heartbeat(mut self, heartbeat: Duration) -> Self {
            self.config.idle_heartbeat = heartbeat;
            self
        }

        /// Asks for messages only if the consumer has at least so many. With a [`group`](Self::group) of an overflow
        /// consumer.
        pub fn min_pending(mut self, min_pending: usize) -> Self {
            self.config.min_pending = Some(min_pending);
            self
        }

        /// Asks for messages only if at least so many wait for their acknowledgement. With a [`group`](Self::group) of an
        /// overflow consumer.
        pub fn min_ack_pending(mut self, min_ack_pending: usize) -> Self {
            self.config.min_ack_pending = Some(min_ack_pending);
            self
        }

        /// Sets the priority, from 0, which is served first, to 9. With a [`group`](Self::group) of a prioritized
        /// consumer; servers since 2.12.
        pub fn priority(mut self, priority: usize) -> Self {
            self.config.priority = Some(priority);
            self
        }

        /// Sets the priority group; needed where the consumer has some.
        pub fn group<T: Into<String>>(mut self, group: T) -> Self {
            self.config.group = Some(group.into());
            self
        }

        /// Asks for the messages. Dropping the stream before its end gives up the request.
        ///
        /// # Errors
        /// [`BatchErrorKind::PinnedClient`] of a consumer that pins a client, [`BatchErrorKind::Subscribe`] if the client
        /// is closed, [`BatchErrorKind::Pull`] if the heartbeat is more than half of the time.
        #[allow(clippy::unused_async, reason = "as callers expect it")]
        pub async fn messages(self) -> Result<Batch, BatchError> {
            let Self { batch, config, consumer } = self;
            check_policy(consumer)?;
            let batch = batch.unwrap_or_else(|| clamp_batch(BATCH, consumer.info.config.max_batch));
            Batch::of(consumer, BatchConfig { batch, ..config })
        }
    };
}

/// How to fetch: messages that are there, without waiting for more.
///
/// ```no_run
/// # async fn run(consumer: nats_web::jetstream::consumer::PullConsumer) -> Result<(), nats_web::Error> {
/// let messages = consumer.fetch().max_messages(10).messages().await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct FetchBuilder<'a> {
    batch: Option<usize>,
    config: BatchConfig,
    consumer: &'a Consumer<Config>,
}

impl<'a> FetchBuilder<'a> {
    /// Returns the defaults for a consumer.
    pub fn new(consumer: &'a Consumer<Config>) -> Self {
        Self { batch: None, config: BatchConfig { no_wait: true, ..BatchConfig::default() }, consumer }
    }

    setters!();

    /// Waits so long for a first message if there is none. By default it does not wait.
    pub fn expires(mut self, expires: Duration) -> Self {
        self.config.expires = Some(expires);
        self
    }
}

/// How to get a batch: as many messages as were asked for, and those that come until the time is up.
///
/// ```no_run
/// use std::time::Duration;
///
/// # async fn run(consumer: nats_web::jetstream::consumer::PullConsumer) -> Result<(), nats_web::Error> {
/// let messages = consumer.batch().max_messages(10).expires(Duration::from_secs(2)).messages().await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct BatchBuilder<'a> {
    batch: Option<usize>,
    config: BatchConfig,
    consumer: &'a Consumer<Config>,
}

impl<'a> BatchBuilder<'a> {
    /// Returns the defaults for a consumer.
    pub fn new(consumer: &'a Consumer<Config>) -> Self {
        Self { batch: None, config: BatchConfig::default(), consumer }
    }

    setters!();

    /// Sets how long messages are waited for. By default, and with zero, 5 seconds.
    pub fn expires(mut self, expires: Duration) -> Self {
        self.config.expires = Some(expires);
        self
    }
}

impl Consumer<Config> {
    /// Returns the options of a fetch, which gets messages that are there.
    ///
    /// ```no_run
    /// use futures_util::TryStreamExt;
    ///
    /// # async fn run(consumer: nats_web::jetstream::consumer::PullConsumer) -> Result<(), nats_web::Error> {
    /// let messages: Vec<_> = consumer.fetch().messages().await?.try_collect().await?;
    /// # Ok(()) }
    /// ```
    pub fn fetch(&self) -> FetchBuilder<'_> {
        FetchBuilder::new(self)
    }

    /// Returns the options of a batch, which waits for as many messages as were asked for.
    ///
    /// ```no_run
    /// # async fn run(consumer: nats_web::jetstream::consumer::PullConsumer) -> Result<(), nats_web::Error> {
    /// let messages = consumer.batch().max_messages(100).messages().await?;
    /// # Ok(()) }
    /// ```
    pub fn batch(&self) -> BatchBuilder<'_> {
        BatchBuilder::new(self)
    }

    /// Returns batches of `batch` messages, one after the other and without end. Each waits for up to a minute.
    ///
    /// ```no_run
    /// use futures_util::{StreamExt, TryStreamExt};
    ///
    /// # async fn run(consumer: nats_web::jetstream::consumer::PullConsumer) -> Result<(), nats_web::Error> {
    /// let mut batches = consumer.sequence(50)?.take(10);
    /// while let Some(mut batch) = batches.try_next().await? {
    ///     while let Some(message) = batch.try_next().await? {
    ///         message.ack().await?;
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`BatchErrorKind::PinnedClient`] of a consumer that pins a client, [`BatchErrorKind::Pull`] if `batch` is 0.
    pub fn sequence(&self, batch: usize) -> Result<Sequence, BatchError> {
        check_policy(self)?;
        let config = BatchConfig { batch, expires: Some(SEQUENCE_EXPIRES), ..BatchConfig::default() };
        Ok(Sequence::new(self.context.clone(), plan(self, config)?))
    }

    /// Sends one request for messages, which come to `inbox` as the server sends them: with its statuses among them, and
    /// nothing made up for. For programs that take care of all that themselves.
    ///
    /// ```no_run
    /// # async fn run(
    /// #     client: nats_web::Client,
    /// #     consumer: nats_web::jetstream::consumer::PullConsumer,
    /// # ) -> Result<(), nats_web::Error> {
    /// let inbox = client.new_inbox();
    /// let messages = client.subscribe(inbox.clone()).await?;
    /// consumer.request_batch(10, inbox.into()).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`BatchRequestErrorKind::Publish`] if the client is closed or drains, or a name is none.
    pub async fn request_batch<I: Into<BatchConfig>>(&self, batch: I, inbox: Subject) -> Result<(), BatchRequestError> {
        let publish = |error: crate::Error| BatchRequestError::with_source(BatchRequestErrorKind::Publish, error);
        let parts = [self.info.stream_name.as_str(), &self.info.name];
        let subject = self.context.subject(Verb::MsgNext, &parts).map_err(|error| publish(error.into()))?;
        let request = serde_json::to_vec(&batch.into())
            .map_err(|error| BatchRequestError::with_source(BatchRequestErrorKind::Serialize, error))?;
        let sent = self.context.client().publish_with_reply(subject, inbox, request.into()).await;
        sent.map_err(|error| publish(error.into()))
    }
}

fn check_policy(consumer: &Consumer<Config>) -> Result<(), BatchError> {
    let is_pinned = consumer.config.priority_policy == PriorityPolicy::PinnedClient;
    if is_pinned { Err(BatchError::new(BatchErrorKind::PinnedClient)) } else { Ok(()) }
}

/// How many messages are asked for.
const BATCH: usize = 200;
/// How long each batch of a sequence waits.
const SEQUENCE_EXPIRES: Duration = Duration::from_secs(60);
