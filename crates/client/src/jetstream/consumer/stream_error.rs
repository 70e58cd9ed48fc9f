//! What can go wrong when messages are to be received.

use super::errors::{ConsumerError, ConsumerErrorKind};
use crate::error::Error;
use crate::jetstream::kinds::kinds;

kinds! {
    /// What went wrong when the messages of a consumer were to be received.
    ///
    /// ```no_run
    /// use nats_web::jetstream::consumer::{PullConsumer, StreamErrorKind};
    ///
    /// # async fn run(consumer: PullConsumer) {
    /// match consumer.messages().await.map_err(|error| error.kind()) {
    ///     Err(StreamErrorKind::TimedOut) => println!("no answer in time"),
    ///     other => println!("{:?}", other.is_ok()),
    /// }
    /// # }
    /// ```
    #[derive(Copy)]
    StreamErrorKind {
        /// There was no answer in time.
        TimedOut => "timed out",
        /// Something else, which the source says.
        Other => "failed",
    }
}

/// Why the messages of a consumer cannot be received.
pub type StreamError = Error<StreamErrorKind>;

impl From<ConsumerError> for StreamError {
    fn from(error: ConsumerError) -> Self {
        match error.kind() {
            ConsumerErrorKind::TimedOut => Self::new(StreamErrorKind::TimedOut),
            _ => Self::with_source(StreamErrorKind::Other, error),
        }
    }
}
