//! Messages in order, which the consumer delivers by itself.

use super::errors::{OrderedError, OrderedErrorKind};
use crate::jetstream::Message;
use crate::jetstream::consumer::push::OrderedConfig;
use crate::jetstream::consumer::{Consumer, IntoConsumerConfig, StreamError, StreamErrorKind};
use crate::jetstream::reading::{Failure, Feed, Plan, Reading};
use std::fmt;
use std::pin::Pin;
use std::task::{Context as Task, Poll};

/// The messages of an ordered consumer that delivers by itself: all that the stream has for it, in order and each once.
///
/// Where a message is missing, the server falls silent, or the consumer or the connection is lost, the next consumer
/// goes on after the last message that was received, whether or not the stream is polled meanwhile. The first one
/// delivers to the subject that its configuration says, those that follow to inboxes. Dropping the stream deletes the
/// consumer.
///
/// ```no_run
/// use futures_util::TryStreamExt;
///
/// # async fn run(consumer: nats_web::jetstream::consumer::OrderedPushConsumer) -> Result<(), nats_web::Error> {
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
            Err(Failure::Over(over)) => Some(Err(OrderedError::of_end(over))),
        })
    }
}

impl fmt::Debug for Ordered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ordered").finish_non_exhaustive()
    }
}

impl Consumer<OrderedConfig> {
    /// Returns the messages of the consumer, in order and without end; see [`Ordered`].
    ///
    /// ```no_run
    /// use futures_util::StreamExt;
    /// use nats_web::jetstream::consumer::push::OrderedConfig;
    ///
    /// # async fn run(
    /// #     client: nats_web::Client,
    /// #     stream: nats_web::jetstream::stream::Stream,
    /// # ) -> Result<(), nats_web::Error> {
    /// let config = OrderedConfig { deliver_subject: client.new_inbox(), ..Default::default() };
    /// let mut messages = stream.create_consumer(config).await?.messages().await?.take(100);
    /// while let Some(message) = messages.next().await {
    ///     println!("{}", message?.subject);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`StreamErrorKind::Other`] if the client is closed or drains, or the subject is none.
    #[allow(clippy::unused_async, reason = "as callers expect it")]
    pub async fn messages(self) -> Result<Ordered, StreamError> {
        let Self { config, context, info } = self;
        let other = |error: crate::Error| StreamError::with_source(StreamErrorKind::Other, error);
        let feed = Feed::push(&info.config);
        let plan = Plan::new(&info, &config.into_consumer_config(), feed).map_err(|error| other(error.into()))?;
        let mut reading = Reading::new(context, plan);
        reading.begin().map_err(|error| other(error.into()))?;
        Ok(Ordered { reading })
    }
}
