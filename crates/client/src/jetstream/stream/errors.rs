//! What can go wrong with streams as a whole.

use crate::error::Error;
use crate::jetstream::errors::{Error as ApiError, ErrorCode};
use crate::jetstream::handle::{RequestError, RequestErrorKind};
use crate::jetstream::kinds::kinds;
use nats_web_jetstream::api::{NameError, NameFault};

kinds! {
    /// What went wrong when a stream was created or updated.
    ///
    /// ```no_run
    /// use nats_web::jetstream::context::CreateStreamErrorKind;
    ///
    /// # async fn run(jetstream: nats_web::jetstream::Context) {
    /// match jetstream.create_stream("not.a.name").await.map_err(|error| error.kind()) {
    ///     Err(CreateStreamErrorKind::InvalidStreamName) => println!("no dots, please"),
    ///     Err(CreateStreamErrorKind::JetStream(error)) => println!("the server refused: {error}"),
    ///     other => println!("{:?}", other.is_ok()),
    /// }
    /// # }
    /// ```
    CreateStreamErrorKind {
        /// There is no name.
        EmptyStreamName => "stream name cannot be empty",
        /// The name is none.
        InvalidStreamName => "stream name cannot contain `.`, `_`",
        /// A mirror or source has a domain and says by itself how it is reached, too.
        DomainAndExternalSet => "domain and external are both set",
        /// There is no JetStream.
        JetStreamUnavailable => "jetstream unavailable",
        /// The server refused.
        JetStream(error: ApiError) => "jetstream error: {error}",
        /// There was no answer in time.
        TimedOut => "jetstream request timed out",
        /// The request failed, as the source says.
        Response => "response error",
        /// There is no such stream to update.
        NotFound => "stream not found",
        /// The answer cannot be read.
        ResponseParse => "failed to parse server response",
    }
}

/// Why a stream was not created or updated.
pub type CreateStreamError = Error<CreateStreamErrorKind>;

impl From<ApiError> for CreateStreamError {
    fn from(error: ApiError) -> Self {
        Self::new(match error.error_code() {
            ErrorCode::STREAM_NOT_FOUND => CreateStreamErrorKind::NotFound,
            _ => CreateStreamErrorKind::JetStream(error),
        })
    }
}

impl From<RequestError> for CreateStreamError {
    fn from(error: RequestError) -> Self {
        match error.kind() {
            RequestErrorKind::NoResponders => Self::new(CreateStreamErrorKind::JetStreamUnavailable),
            RequestErrorKind::TimedOut => Self::new(CreateStreamErrorKind::TimedOut),
            RequestErrorKind::InvalidSubject => Self::with_source(CreateStreamErrorKind::InvalidStreamName, error),
            RequestErrorKind::Other => Self::with_source(CreateStreamErrorKind::Response, error),
        }
    }
}

impl From<NameError> for CreateStreamError {
    fn from(error: NameError) -> Self {
        match error.fault {
            NameFault::Empty => Self::new(CreateStreamErrorKind::EmptyStreamName),
            _ => Self::with_source(CreateStreamErrorKind::InvalidStreamName, error),
        }
    }
}

kinds! {
    /// What went wrong when a stream was asked for or deleted.
    ///
    /// ```no_run
    /// use nats_web::jetstream::context::GetStreamErrorKind;
    ///
    /// # async fn run(jetstream: nats_web::jetstream::Context) {
    /// match jetstream.get_stream("orders").await.map_err(|error| error.kind()) {
    ///     Err(GetStreamErrorKind::JetStream(error)) if error.code() == 404 => println!("there is none"),
    ///     other => println!("{:?}", other.is_ok()),
    /// }
    /// # }
    /// ```
    GetStreamErrorKind {
        /// There is no name.
        EmptyName => "empty name cannot be empty",
        /// The request failed, as the source says.
        Request => "request error",
        /// The name is none.
        InvalidStreamName => "invalid stream name",
        /// The server refused.
        JetStream(error: ApiError) => "jetstream error: {error}",
    }
}

/// Why a stream could not be asked for or deleted.
pub type GetStreamError = Error<GetStreamErrorKind>;

impl From<NameError> for GetStreamError {
    fn from(error: NameError) -> Self {
        match error.fault {
            NameFault::Empty => Self::new(GetStreamErrorKind::EmptyName),
            _ => Self::with_source(GetStreamErrorKind::InvalidStreamName, error),
        }
    }
}

impl From<RequestError> for GetStreamError {
    fn from(error: RequestError) -> Self {
        Self::with_source(GetStreamErrorKind::Request, error)
    }
}

impl From<ApiError> for GetStreamError {
    fn from(error: ApiError) -> Self {
        Self::new(GetStreamErrorKind::JetStream(error))
    }
}

kinds! {
    /// What went wrong when the stream of a subject was looked for.
    ///
    /// ```no_run
    /// use nats_web::jetstream::context::GetStreamByNameErrorKind;
    ///
    /// # async fn run(jetstream: nats_web::jetstream::Context) {
    /// match jetstream.stream_by_subject("orders.new").await {
    ///     Err(error) if error.kind() == GetStreamByNameErrorKind::NotFound => println!("no stream stores it"),
    ///     other => println!("{other:?}"),
    /// }
    /// # }
    /// ```
    GetStreamByNameErrorKind {
        /// The request failed, as the source says.
        Request => "request error",
        /// No stream has the subject.
        NotFound => "stream not found",
        /// The subject is none.
        InvalidSubject => "invalid subject",
        /// The server refused.
        JetStream(error: ApiError) => "jetstream error: {error}",
    }
}

/// Why the stream of a subject was not found.
pub type GetStreamByNameError = Error<GetStreamByNameErrorKind>;
