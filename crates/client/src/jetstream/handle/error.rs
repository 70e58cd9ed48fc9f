//! What can go wrong with requests to the API.

use crate::error::Error;
use crate::jetstream::errors::Error as ApiError;
use crate::jetstream::kinds::kinds;

kinds! {
    /// What went wrong with a request to the JetStream API.
    ///
    /// ```no_run
    /// use nats_web::jetstream::context::RequestErrorKind;
    ///
    /// # async fn run(mut stream: nats_web::jetstream::stream::Stream) {
    /// match stream.info().await {
    ///     Err(error) if error.kind() == RequestErrorKind::TimedOut => println!("no answer in time"),
    ///     other => println!("{other:?}"),
    /// }
    /// # }
    /// ```
    #[derive(Copy)]
    RequestErrorKind {
        /// Nobody serves the subject: there is no JetStream, or not what was asked.
        NoResponders => "requested JetStream resource does not exist",
        /// There was no answer in time.
        TimedOut => "timed out",
        /// A name, or the prefix of the API, is none.
        InvalidSubject => "invalid subject",
        /// Something else, which the source says.
        Other => "request failed",
    }
}

/// Why a request to the JetStream API failed.
pub type RequestError = Error<RequestErrorKind>;

impl From<crate::RequestError> for RequestError {
    fn from(error: crate::RequestError) -> Self {
        match error.kind() {
            crate::RequestErrorKind::TimedOut => Self::with_source(RequestErrorKind::TimedOut, error),
            crate::RequestErrorKind::NoResponders => Self::new(RequestErrorKind::NoResponders),
            crate::RequestErrorKind::InvalidSubject => Self::with_source(RequestErrorKind::InvalidSubject, error),
            crate::RequestErrorKind::MaxPayloadExceeded | crate::RequestErrorKind::Other => {
                Self::with_source(RequestErrorKind::Other, error)
            }
        }
    }
}

impl From<ApiError> for RequestError {
    fn from(error: ApiError) -> Self {
        Self::with_source(RequestErrorKind::Other, error)
    }
}

impl From<nats_web_jetstream::api::NameError> for RequestError {
    fn from(error: nats_web_jetstream::api::NameError) -> Self {
        Self::with_source(RequestErrorKind::InvalidSubject, error)
    }
}

kinds! {
    /// What went wrong when an account was asked for.
    ///
    /// ```no_run
    /// use nats_web::jetstream::context::AccountErrorKind;
    ///
    /// # async fn run(jetstream: nats_web::jetstream::Context) {
    /// match jetstream.query_account().await {
    ///     Err(error) if error.kind() == AccountErrorKind::JetStreamUnavailable => println!("no JetStream here"),
    ///     other => println!("{other:?}"),
    /// }
    /// # }
    /// ```
    AccountErrorKind {
        /// There was no answer in time.
        TimedOut => "timed out",
        /// The server refused.
        JetStream(error: ApiError) => "JetStream error: {error}",
        /// There is no JetStream.
        JetStreamUnavailable => "JetStream unavailable",
        /// Something else, which the source says.
        Other => "error",
    }
}

/// Why an account could not be asked for.
pub type AccountError = Error<AccountErrorKind>;

impl From<RequestError> for AccountError {
    fn from(error: RequestError) -> Self {
        match error.kind() {
            RequestErrorKind::NoResponders => Self::with_source(AccountErrorKind::JetStreamUnavailable, error),
            RequestErrorKind::TimedOut => Self::new(AccountErrorKind::TimedOut),
            RequestErrorKind::Other | RequestErrorKind::InvalidSubject => {
                Self::with_source(AccountErrorKind::Other, error)
            }
        }
    }
}

impl From<ApiError> for AccountError {
    fn from(error: ApiError) -> Self {
        Self::new(AccountErrorKind::JetStream(error))
    }
}

kinds! {
    /// What went wrong with a message for a stream.
    ///
    /// ```no_run
    /// use nats_web::jetstream::context::PublishErrorKind;
    ///
    /// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
    /// match jetstream.publish("orders.new", "7 apples".into()).await?.await {
    ///     Err(error) if error.kind() == PublishErrorKind::StreamNotFound => println!("no stream stores orders.new"),
    ///     other => println!("{other:?}"),
    /// }
    /// # Ok(()) }
    /// ```
    #[derive(Copy)]
    PublishErrorKind {
        /// No stream stores the subject.
        StreamNotFound => "no stream found for given subject",
        /// The stream's last message has another id than was expected.
        WrongLastMessageId => "wrong last message id",
        /// The last message of the stream, or of the subject, has another sequence than was expected.
        WrongLastSequence => "wrong last sequence",
        /// There was no acknowledgement in time. The message may have been stored.
        TimedOut => "timed out: didn't receive ack in time",
        /// The connection was lost or closed before the acknowledgement. The message may have been stored.
        BrokenPipe => "broken pipe",
        /// As many messages wait for their acknowledgement as may.
        MaxAckPending => "max ack pending reached",
        /// The message is larger than the server takes. It was not sent.
        MaxPayloadExceeded => "max payload size exceeded",
        /// Something else, which the source says.
        Other => "publish failed",
    }
}

/// Why a message was not stored, or is not known to be.
pub type PublishError = Error<PublishErrorKind>;
