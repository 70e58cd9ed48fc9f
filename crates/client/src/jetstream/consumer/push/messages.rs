//! Messages that a consumer delivers by itself.

use super::errors::MessagesError;
use crate::delay::millis;
use crate::driver::{FlowHandle, FlowItem};
use crate::jetstream::consumer::push::Config;
use crate::jetstream::consumer::{Consumer, StreamError, StreamErrorKind};
use crate::jetstream::reading;
use crate::jetstream::{Context, Message};
use nats_web_jetstream::flows::Push;
use std::fmt;
use std::pin::Pin;
use std::task::{Context as Task, Poll, ready};

/// The messages of a push consumer, without end.
///
/// Heartbeats and flow control are seen to, whether or not the stream is polled: the server is answered once the messages
/// before its question have been taken, so that it never sends far ahead of the reader. Without flow control the stream
/// keeps as many messages as a subscription; those beyond are dropped, and the server delivers again those that are to be
/// acknowledged.
///
/// ```no_run
/// use futures_util::TryStreamExt;
///
/// # async fn run(consumer: nats_web::jetstream::consumer::PushConsumer) -> Result<(), nats_web::Error> {
/// let mut messages = consumer.messages().await?;
/// while let Some(message) = messages.try_next().await? {
///     message.ack().await?;
/// }
/// # Ok(()) }
/// ```
pub struct Messages {
    context: Context,
    /// None once it is over.
    flow: Option<FlowHandle>,
}

impl futures_core::Stream for Messages {
    type Item = Result<Message, MessagesError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        let messages = self.get_mut();
        while let Some(flow) = &mut messages.flow {
            match ready!(flow.poll_next(cx)) {
                Some(FlowItem::Message(message)) => {
                    let message = Message { message: message.into(), context: messages.context.clone() };
                    return Poll::Ready(Some(Ok(message)));
                }
                Some(FlowItem::Notice(notice)) => {
                    if let Some(error) = MessagesError::of_notice(&notice) {
                        return Poll::Ready(Some(Err(error)));
                    }
                }
                None => {
                    let error = flow.over().and_then(MessagesError::of_end);
                    messages.flow = None;
                    return Poll::Ready(error.map(Err));
                }
            }
        }
        Poll::Ready(None)
    }
}

impl fmt::Debug for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Messages").field("is_over", &self.flow.is_none()).finish_non_exhaustive()
    }
}

impl Consumer<Config> {
    /// Returns the messages of the consumer, without end; see [`Messages`].
    ///
    /// ```no_run
    /// use futures_util::StreamExt;
    ///
    /// # async fn run(consumer: nats_web::jetstream::consumer::PushConsumer) -> Result<(), nats_web::Error> {
    /// let mut messages = consumer.messages().await?.take(100);
    /// while let Some(message) = messages.next().await {
    ///     message?.ack().await?;
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`StreamErrorKind::Other`] if the client is closed or drains, or the subject is none.
    #[allow(clippy::unused_async, reason = "as callers expect it")]
    pub async fn messages(&self) -> Result<Messages, StreamError> {
        let config = &self.info.config;
        let deliver_subject = config.deliver_subject.as_deref().unwrap_or(&self.config.deliver_subject);
        let push = Push {
            deliver_subject,
            queue: config.deliver_group.as_deref().unwrap_or_default(),
            idle_heartbeat: millis(config.idle_heartbeat),
        };
        let flow = reading::receive(&self.context, &push, config.flow_control);
        let flow = flow.map_err(|error| StreamError::with_source(StreamErrorKind::Other, error))?;
        Ok(Messages { context: self.context.clone(), flow: Some(flow) })
    }
}
