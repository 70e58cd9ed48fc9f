//! Messages that are pulled for as long as they are wanted.

use super::batch_config::BatchConfig;
use super::errors::{MessagesError, MessagesErrorKind};
use crate::driver::{FlowHandle, FlowItem};
use crate::jetstream::consumer::pull::Config;
use crate::jetstream::consumer::{Consumer, PriorityPolicy, StreamError};
use crate::jetstream::reading::{Pulling, clamp_batch, clamp_expires};
use crate::jetstream::{Context, Message};
use nats_web_jetstream::flows::{FlowError, PullKind};
use std::fmt;
use std::pin::Pin;
use std::task::{Context as Task, Poll, ready};
use std::time::Duration;

/// The messages of a pull consumer, without end.
///
/// The first request for messages is sent when the stream is first polled. From then on more are asked for as they are
/// taken: never more than a batch waits or is on its way. A lost connection, a change of leaders or an expired request
/// is made up for, whether or not the stream is polled meanwhile. Errors are items: see
/// [`MessagesErrorKind`] for those with which the stream is over.
///
/// Dropping it ends the requests. What had come and was not taken, the server delivers again after the consumer's
/// `ack_wait`.
///
/// ```no_run
/// use futures_util::TryStreamExt;
///
/// # async fn run(consumer: nats_web::jetstream::consumer::PullConsumer) -> Result<(), nats_web::Error> {
/// let mut messages = consumer.messages().await?;
/// while let Some(message) = messages.try_next().await? {
///     println!("{}: {} bytes", message.subject, message.payload.len());
///     message.ack().await?;
/// }
/// # Ok(()) }
/// ```
pub struct Stream {
    context: Context,
    phase: Phase,
}

/// Where a stream stands.
enum Phase {
    /// Nobody has asked for a message.
    Resting(Box<Pulling>),
    /// What is to be asked for is nothing that a server would give.
    Unfit(FlowError),
    Pulling(FlowHandle),
    Over,
}

impl futures_core::Stream for Stream {
    type Item = Result<Message, MessagesError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        let stream = self.get_mut();
        loop {
            let flow = match &mut stream.phase {
                Phase::Pulling(flow) => flow,
                Phase::Over => return Poll::Ready(None),
                Phase::Unfit(error) => {
                    let error = MessagesError::with_source(MessagesErrorKind::Other, *error);
                    stream.phase = Phase::Over;
                    return Poll::Ready(Some(Err(error)));
                }
                Phase::Resting(pulling) => match pulling.begin(&stream.context) {
                    Ok(flow) => {
                        stream.phase = Phase::Pulling(flow);
                        continue;
                    }
                    Err(error) => {
                        stream.phase = Phase::Over;
                        return Poll::Ready(Some(Err(error.into())));
                    }
                },
            };
            match ready!(flow.poll_next(cx)) {
                Some(FlowItem::Message(message)) => {
                    return Poll::Ready(Some(Ok(Message { message: message.into(), context: stream.context.clone() })));
                }
                Some(FlowItem::Notice(notice)) => {
                    if let Some(error) = MessagesError::of_notice(&notice) {
                        if error.ends() {
                            stream.phase = Phase::Over;
                        }
                        return Poll::Ready(Some(Err(error)));
                    }
                }
                None => {
                    let error = flow.over().and_then(MessagesError::of_end);
                    stream.phase = Phase::Over;
                    return Poll::Ready(error.map(Err));
                }
            }
        }
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").finish_non_exhaustive()
    }
}

/// How a [`Stream`] is to pull.
///
/// ```no_run
/// use std::time::Duration;
///
/// # async fn run(consumer: nats_web::jetstream::consumer::PullConsumer) -> Result<(), nats_web::Error> {
/// let messages = consumer
///     .stream()
///     .max_messages_per_batch(100)
///     .expires(Duration::from_secs(10))
///     .heartbeat(Duration::from_secs(5))
///     .messages()
///     .await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct StreamBuilder<'a> {
    batch: Option<usize>,
    max_bytes: usize,
    heartbeat: Option<Duration>,
    expires: Option<Duration>,
    group: Option<String>,
    min_pending: Option<usize>,
    min_ack_pending: Option<usize>,
    priority: Option<usize>,
    consumer: &'a Consumer<Config>,
}

impl<'a> StreamBuilder<'a> {
    /// Returns the defaults for a consumer.
    pub fn new(consumer: &'a Consumer<Config>) -> Self {
        Self {
            batch: None,
            max_bytes: 0,
            heartbeat: None,
            expires: None,
            group: None,
            min_pending: None,
            min_ack_pending: None,
            priority: None,
            consumer,
        }
    }

    /// Sets how many messages may wait or be on their way. By default 200, or what the consumer lets be asked for if that
    /// is less; no bound of messages if [`max_bytes_per_batch`](Self::max_bytes_per_batch) sets one of bytes.
    pub fn max_messages_per_batch(mut self, batch: usize) -> Self {
        self.batch = Some(batch);
        self
    }

    /// Sets how many bytes may wait or be on their way: of subjects, replies, headers and payloads. By default, and with
    /// 0, there is no bound.
    pub fn max_bytes_per_batch(mut self, max_bytes: usize) -> Self {
        self.max_bytes = max_bytes;
        self
    }

    /// Sets how often the server says that it is there while it has no messages. By default it says nothing. No more than
    /// half of [`expires`](Self::expires); it is lowered to that, if that is the default.
    pub fn heartbeat(mut self, heartbeat: Duration) -> Self {
        self.heartbeat = Some(heartbeat);
        self
    }

    /// Sets how long the server keeps a request for messages; then the next one is sent. By default 30 seconds, or what the
    /// consumer allows if that is less; also with zero, with which there can be no heartbeat.
    pub fn expires(mut self, expires: Duration) -> Self {
        self.expires = Some(expires);
        self
    }

    /// Asks for messages only if the consumer has at least so many. With a [`group`](Self::group) of an overflow
    /// consumer.
    pub fn min_pending(mut self, min_pending: usize) -> Self {
        self.min_pending = Some(min_pending);
        self
    }

    /// Asks for messages only if at least so many wait for their acknowledgement. With a [`group`](Self::group) of an
    /// overflow consumer.
    pub fn min_ack_pending(mut self, min_ack_pending: usize) -> Self {
        self.min_ack_pending = Some(min_ack_pending);
        self
    }

    /// Sets the priority, from 0, which is served first, to 9. With a [`group`](Self::group) of a prioritized consumer;
    /// servers since 2.12.
    pub fn priority(mut self, priority: usize) -> Self {
        self.priority = Some(priority);
        self
    }

    /// Sets the priority group; needed where the consumer has some.
    pub fn group<T: Into<String>>(mut self, group: T) -> Self {
        self.group = Some(group.into());
        self
    }

    /// Returns the messages. Nothing is sent before the stream is polled. If it cannot be, as a heartbeat that was set
    /// together with [`expires`](Self::expires) is more than half of it, the first item is an error that says so.
    ///
    /// # Errors
    /// None.
    #[allow(clippy::unused_async, reason = "as callers expect it")]
    pub async fn messages(self) -> Result<Stream, StreamError> {
        let Self { batch, max_bytes, heartbeat, expires, group, min_pending, min_ack_pending, priority, consumer } =
            self;
        let limits = &consumer.info.config;
        let default_batch = if max_bytes > 0 { 0 } else { BATCH };
        let heartbeat = heartbeat.unwrap_or_default();
        let is_default = expires.is_none_or(|expires| expires.is_zero() && heartbeat.is_zero());
        let expires = expires.filter(|_| !is_default).unwrap_or_else(|| clamp_expires(EXPIRES, limits.max_expires));
        let config = BatchConfig {
            batch: batch.unwrap_or_else(|| clamp_batch(default_batch, limits.max_batch)),
            expires: Some(expires),
            max_bytes,
            idle_heartbeat: if is_default { heartbeat.min(expires / 2) } else { heartbeat },
            min_pending,
            min_ack_pending,
            group,
            priority,
            ..BatchConfig::default()
        };
        let is_pinned = consumer.config.priority_policy == PriorityPolicy::PinnedClient;
        let phase = match Pulling::new(config, PullKind::Consume, &consumer.info, is_pinned) {
            Ok(pulling) => Phase::Resting(pulling.into()),
            Err(error) => Phase::Unfit(error),
        };
        Ok(Stream { context: consumer.context.clone(), phase })
    }
}

impl Consumer<Config> {
    /// Returns the messages of the consumer, without end, and with a heartbeat of 15 seconds; see [`Stream`].
    ///
    /// ```no_run
    /// use futures_util::StreamExt;
    ///
    /// # async fn run(consumer: nats_web::jetstream::consumer::PullConsumer) -> Result<(), nats_web::Error> {
    /// let mut messages = consumer.messages().await?.take(100);
    /// while let Some(message) = messages.next().await {
    ///     message?.ack().await?;
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// None.
    pub async fn messages(&self) -> Result<Stream, StreamError> {
        self.stream().heartbeat(HEARTBEAT).messages().await
    }

    /// Returns the options of a stream of messages.
    ///
    /// ```no_run
    /// # async fn run(consumer: nats_web::jetstream::consumer::PullConsumer) -> Result<(), nats_web::Error> {
    /// let messages = consumer.stream().max_bytes_per_batch(1024 * 1024).messages().await?;
    /// # Ok(()) }
    /// ```
    pub fn stream(&self) -> StreamBuilder<'_> {
        StreamBuilder::new(self)
    }
}

/// How many messages may wait or be on their way.
const BATCH: usize = 200;
/// How long the server keeps a request.
pub(super) const EXPIRES: Duration = Duration::from_secs(30);
pub(super) const HEARTBEAT: Duration = Duration::from_secs(15);
