//! Batches one after the other.

use super::batch::Batch;
use super::errors::MessagesError;
use crate::jetstream::Context;
use crate::jetstream::reading::Pulling;
use std::fmt;
use std::pin::Pin;
use std::task::{Context as Task, Poll};

/// Batches of messages, one after the other and without end. Each is asked for when it is taken from here.
///
/// ```no_run
/// use futures_util::StreamExt;
///
/// # async fn run(consumer: nats_web::jetstream::consumer::PullConsumer) -> Result<(), nats_web::Error> {
/// let mut batches = consumer.sequence(50)?;
/// while let Some(batch) = batches.next().await {
///     println!("{} messages", batch?.count().await);
/// }
/// # Ok(()) }
/// ```
pub struct Sequence {
    context: Context,
    pulling: Pulling,
}

impl Sequence {
    pub(super) fn new(context: Context, pulling: Pulling) -> Self {
        Self { context, pulling }
    }
}

impl futures_core::Stream for Sequence {
    type Item = Result<Batch, MessagesError>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(Some(Batch::begin(&self.context, &self.pulling).map_err(MessagesError::from)))
    }
}

impl fmt::Debug for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sequence").finish_non_exhaustive()
    }
}
