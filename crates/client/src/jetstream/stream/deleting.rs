//! Deleting messages one by one.

use super::Stream;
use crate::error::Error;
use crate::jetstream::errors::Error as ApiError;
use crate::jetstream::handle::{RequestError, RequestErrorKind, json};
use crate::jetstream::kinds::kinds;
use crate::jetstream::outcome::DeleteStatus;
use crate::jetstream::response::Response;
use nats_web_jetstream::api::Verb;
use serde::Serialize;

kinds! {
    /// What went wrong when a message was deleted.
    ///
    /// ```no_run
    /// use nats_web::jetstream::stream::DeleteMessageErrorKind;
    ///
    /// # async fn run(stream: nats_web::jetstream::stream::Stream) {
    /// match stream.delete_message(17).await.map_err(|error| error.kind()) {
    ///     Err(DeleteMessageErrorKind::JetStream(error)) => println!("the server refused: {error}"),
    ///     other => println!("{other:?}"),
    /// }
    /// # }
    /// ```
    DeleteMessageErrorKind {
        /// The request failed, as the source says.
        Request => "request failed",
        /// There was no answer in time.
        TimedOut => "timed out",
        /// The server refused.
        JetStream(error: ApiError) => "JetStream error: {error}",
    }
}

/// Why a message was not deleted.
pub type DeleteMessageError = Error<DeleteMessageErrorKind>;

impl From<RequestError> for DeleteMessageError {
    fn from(error: RequestError) -> Self {
        match error.kind() {
            RequestErrorKind::TimedOut => Self::new(DeleteMessageErrorKind::TimedOut),
            _ => Self::with_source(DeleteMessageErrorKind::Request, error),
        }
    }
}

#[derive(Serialize)]
struct Delete {
    seq: u64,
}

impl<I> Stream<I> {
    /// Deletes a message, and overwrites it where it was stored. Returns whether there was one.
    ///
    /// ```no_run
    /// # async fn run(stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
    /// assert!(stream.delete_message(17).await?);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`DeleteMessageErrorKind`].
    pub async fn delete_message(&self, sequence: u64) -> Result<bool, DeleteMessageError> {
        let payload = json(&Delete { seq: sequence })?;
        match self.context.ask::<DeleteStatus>(Verb::MsgDelete, &[&self.name], payload).await? {
            Response::Ok(status) => Ok(status.success),
            Response::Err { error } => Err(DeleteMessageErrorKind::JetStream(error).into()),
        }
    }
}
