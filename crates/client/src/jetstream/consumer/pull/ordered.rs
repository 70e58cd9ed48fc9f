//! Messages in order, which are pulled.

use super::batch_config::BatchConfig;
use super::errors::{OrderedError, OrderedErrorKind};
use super::stream::{EXPIRES, HEARTBEAT};
use crate::jetstream::Message;
use crate::jetstream::consumer::pull::OrderedConfig;
use crate::jetstream::consumer::{Consumer, IntoConsumerConfig, StreamError, StreamErrorKind};
use crate::jetstream::reading::{Failure, Feed, Plan, Pulling, Reading, clamp_batch, clamp_expires};
use nats_web_jetstream::flows::PullKind;
use std::fmt;
use std::pin::Pin;
use std::task::{Context as Task, Poll};

/// The messages of an ordered consumer that is pulled from: all that the stream has for it, in order and each once.
///
/// Where a message is missing, the server falls silent, or the consumer or the connection is lost, the next consumer
/// goes on after the last message that was received, whether or not the stream is polled meanwhile. Dropping the stream
/// deletes the consumer.
///
/// ```no_run
/// use futures_util::TryStreamExt;
///
/// # async fn run(consumer: nats_web::jetstream::consumer::OrderedPullConsumer) -> Result<(), nats_web::Error> {
/// let mut messages = consumer.messages().await?;
/// while let Some(message) = messages.try_next().await? {
///     println!("{}", message.info()?.stream_sequence);
/// }
/// # Ok(()) }
/// ```
pub struct Ordered {
    reading: Reading,
}

impl futures_core::Stream for Ordered {
    type Item = Result<Message, OrderedError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        self.reading.poll_next(cx).map(|next| match next? {
            Ok(message) => Some(Ok(message)),
            Err(Failure::Unfit(error)) => Some(Err(OrderedError::with_source(OrderedErrorKind::Other, error))),
            Err(Failure::Over(over)) => OrderedError::of_end(over).map(Err),
        })
    }
}

impl fmt::Debug for Ordered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ordered").finish_non_exhaustive()
    }
}

impl Consumer<OrderedConfig> {
    /// Returns the messages of the consumer, in order and without end; see [`Ordered`]. Nothing is sent before the stream is
    /// polled.
    ///
    /// ```no_run
    /// use futures_util::StreamExt;
    /// use nats_web::jetstream::consumer::pull::OrderedConfig;
    ///
    /// # async fn run(stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
    /// let config = OrderedConfig { filter_subject: "orders.new".into(), ..Default::default() };
    /// let mut messages = stream.create_consumer(config).await?.messages().await?.take(100);
    /// while let Some(message) = messages.next().await {
    ///     println!("{}", message?.subject);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// None that a server could cause.
    #[allow(clippy::unused_async, reason = "as callers expect it")]
    pub async fn messages(self) -> Result<Ordered, StreamError> {
        let Self { config, context, info } = self;
        let other = |error: crate::Error| StreamError::with_source(StreamErrorKind::Other, error);
        let expires = clamp_expires(EXPIRES, info.config.max_expires);
        let batch = BatchConfig {
            batch: clamp_batch(BATCH, info.config.max_batch),
            expires: Some(expires),
            idle_heartbeat: HEARTBEAT.min(expires / 2),
            ..BatchConfig::default()
        };
        let pulling = Pulling::new(batch, PullKind::Consume, &info, false).map_err(|error| other(error.into()))?;
        let plan = Plan::new(&info, &config.into_consumer_config(), Feed::Pull(pulling));
        Ok(Ordered { reading: Reading::new(context, plan.map_err(|error| other(error.into()))?) })
    }
}

/// How many messages may wait or be on their way.
const BATCH: usize = 500;
