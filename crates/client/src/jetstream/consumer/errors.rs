//! What can go wrong with consumers.

use crate::error::Error;
use crate::jetstream::errors::{Error as ApiError, ErrorCode};
use crate::jetstream::handle::{RequestError, RequestErrorKind};
use crate::jetstream::kinds::kinds;
use nats_web_jetstream::api::NameError;

kinds! {
    /// What went wrong when a consumer was created, deleted or paused.
    ///
    /// ```no_run
    /// use nats_web::jetstream::{ErrorCode, stream::ConsumerErrorKind};
    ///
    /// # async fn run(stream: nats_web::jetstream::stream::Stream) {
    /// match stream.delete_consumer("worker").await.map_err(|error| error.kind()) {
    ///     Err(ConsumerErrorKind::JetStream(error)) if error.error_code() == ErrorCode::CONSUMER_NOT_FOUND => {
    ///         println!("there was none");
    ///     }
    ///     other => println!("{:?}", other.map(|status| status.success)),
    /// }
    /// # }
    /// ```
    ConsumerErrorKind {
        /// There was no answer in time.
        TimedOut => "timed out",
        /// The request failed, as the source says.
        Request => "request failed",
        /// The consumer is of the other kind.
        InvalidConsumerType => "invalid consumer type",
        /// The name is none.
        InvalidName => "invalid consumer name",
        /// The server refused.
        JetStream(error: ApiError) => "JetStream error: {error}",
        /// Something else, which the source says.
        Other => "consumer error",
    }
}

/// Why a consumer was not created, deleted or paused.
pub type ConsumerError = Error<ConsumerErrorKind>;

impl From<ApiError> for ConsumerError {
    fn from(error: ApiError) -> Self {
        Self::new(ConsumerErrorKind::JetStream(error))
    }
}

impl From<NameError> for ConsumerError {
    fn from(error: NameError) -> Self {
        Self::with_source(ConsumerErrorKind::InvalidName, error)
    }
}

impl From<RequestError> for ConsumerError {
    fn from(error: RequestError) -> Self {
        match error.kind() {
            RequestErrorKind::TimedOut => Self::new(ConsumerErrorKind::TimedOut),
            RequestErrorKind::InvalidSubject => Self { kind: ConsumerErrorKind::InvalidName, source: error.source },
            RequestErrorKind::NoResponders | RequestErrorKind::Other => {
                Self::with_source(ConsumerErrorKind::Request, error)
            }
        }
    }
}

kinds! {
    /// What went wrong when a consumer was created that must be new.
    ///
    /// ```no_run
    /// use nats_web::jetstream::{consumer::pull, stream::ConsumerCreateStrictErrorKind};
    ///
    /// # async fn run(stream: nats_web::jetstream::stream::Stream) {
    /// let config = pull::Config { name: Some("worker".into()), ..Default::default() };
    /// match stream.create_consumer_strict(config).await.map_err(|error| error.kind()) {
    ///     Err(ConsumerCreateStrictErrorKind::AlreadyExists) => println!("somebody else was first"),
    ///     other => println!("{:?}", other.is_ok()),
    /// }
    /// # }
    /// ```
    ConsumerCreateStrictErrorKind {
        /// There was no answer in time.
        TimedOut => "timed out",
        /// The request failed, as the source says.
        Request => "request failed",
        /// The consumer is of the other kind.
        InvalidConsumerType => "invalid consumer type",
        /// The name is none.
        InvalidName => "invalid consumer name",
        /// There is a consumer of that name.
        AlreadyExists => "consumer already exists",
        /// The server refused.
        JetStream(error: ApiError) => "JetStream error: {error}",
        /// Something else, which the source says.
        Other => "consumer error",
    }
}

/// Why a consumer was not created that must be new.
pub type ConsumerCreateStrictError = Error<ConsumerCreateStrictErrorKind>;

kinds! {
    /// What went wrong when a consumer was updated.
    ///
    /// ```no_run
    /// use nats_web::jetstream::{consumer::pull, stream::ConsumerUpdateErrorKind};
    ///
    /// # async fn run(stream: nats_web::jetstream::stream::Stream) {
    /// let config = pull::Config { name: Some("worker".into()), ..Default::default() };
    /// match stream.update_consumer(config).await.map_err(|error| error.kind()) {
    ///     Err(ConsumerUpdateErrorKind::DoesNotExist) => println!("there is none"),
    ///     other => println!("{:?}", other.is_ok()),
    /// }
    /// # }
    /// ```
    ConsumerUpdateErrorKind {
        /// There was no answer in time.
        TimedOut => "timed out",
        /// The request failed, as the source says.
        Request => "request failed",
        /// The consumer is of the other kind.
        InvalidConsumerType => "invalid consumer type",
        /// The name is none.
        InvalidName => "invalid consumer name",
        /// There is no consumer of that name.
        DoesNotExist => "consumer does not exist",
        /// The server refused.
        JetStream(error: ApiError) => "JetStream error: {error}",
        /// Something else, which the source says.
        Other => "consumer error",
    }
}

/// Why a consumer was not updated.
pub type ConsumerUpdateError = Error<ConsumerUpdateErrorKind>;

/// Makes the errors of strict creation and of updates of those of creation: all the same but for one code of the server.
macro_rules! narrower {
    ($error:ident, $kind:ident, $code:ident => $own:ident) => {
        impl From<ApiError> for $error {
            fn from(error: ApiError) -> Self {
                let is_own = error.error_code() == ErrorCode::$code;
                Self::new(if is_own { $kind::$own } else { $kind::JetStream(error) })
            }
        }

        impl From<ConsumerError> for $error {
            fn from(error: ConsumerError) -> Self {
                let kind = match error.kind() {
                    ConsumerErrorKind::JetStream(error) => return error.into(),
                    ConsumerErrorKind::TimedOut => $kind::TimedOut,
                    ConsumerErrorKind::Request => $kind::Request,
                    ConsumerErrorKind::InvalidConsumerType => $kind::InvalidConsumerType,
                    ConsumerErrorKind::InvalidName => $kind::InvalidName,
                    ConsumerErrorKind::Other => $kind::Other,
                };
                Self { kind, source: error.source }
            }
        }

        impl From<RequestError> for $error {
            fn from(error: RequestError) -> Self {
                ConsumerError::from(error).into()
            }
        }
    };
}

narrower!(ConsumerCreateStrictError, ConsumerCreateStrictErrorKind, CONSUMER_ALREADY_EXISTS => AlreadyExists);
narrower!(ConsumerUpdateError, ConsumerUpdateErrorKind, CONSUMER_DOES_NOT_EXIST => DoesNotExist);

kinds! {
    /// What went wrong when a consumer was reset.
    ///
    /// ```no_run
    /// use nats_web::jetstream::stream::ConsumerResetErrorKind;
    ///
    /// # async fn run(stream: nats_web::jetstream::stream::Stream) {
    /// match stream.reset_consumer("worker", Some(1)).await.map_err(|error| error.kind()) {
    ///     Err(ConsumerResetErrorKind::InvalidReset) => println!("it cannot begin there"),
    ///     other => println!("{other:?}"),
    /// }
    /// # }
    /// ```
    ConsumerResetErrorKind {
        /// There was no answer in time.
        TimedOut => "timed out",
        /// The request failed, as the source says.
        Request => "request failed",
        /// There is no such stream or consumer.
        NotFound => "stream or consumer not found",
        /// The consumer cannot go on there.
        InvalidReset => "invalid reset",
        /// The server refused.
        JetStream(error: ApiError) => "JetStream error: {error}",
    }
}

/// Why a consumer was not reset.
pub type ConsumerResetError = Error<ConsumerResetErrorKind>;

impl From<ApiError> for ConsumerResetError {
    fn from(error: ApiError) -> Self {
        Self::new(match error.error_code() {
            ErrorCode::CONSUMER_INVALID_RESET => ConsumerResetErrorKind::InvalidReset,
            ErrorCode::CONSUMER_NOT_FOUND | ErrorCode::STREAM_NOT_FOUND => ConsumerResetErrorKind::NotFound,
            _ => ConsumerResetErrorKind::JetStream(error),
        })
    }
}

impl From<RequestError> for ConsumerResetError {
    fn from(error: RequestError) -> Self {
        match error.kind() {
            RequestErrorKind::TimedOut => Self::new(ConsumerResetErrorKind::TimedOut),
            RequestErrorKind::NoResponders => Self::new(ConsumerResetErrorKind::NotFound),
            RequestErrorKind::InvalidSubject | RequestErrorKind::Other => {
                Self::with_source(ConsumerResetErrorKind::Request, error)
            }
        }
    }
}

kinds! {
    /// What went wrong when a consumer was asked for.
    ///
    /// ```no_run
    /// use nats_web::jetstream::context::ConsumerInfoErrorKind;
    ///
    /// # async fn run(stream: nats_web::jetstream::stream::Stream) {
    /// match stream.consumer_info("worker").await {
    ///     Err(error) if error.kind() == ConsumerInfoErrorKind::NotFound => println!("there is none"),
    ///     other => println!("{other:?}"),
    /// }
    /// # }
    /// ```
    ConsumerInfoErrorKind {
        /// The name is none.
        InvalidName => "invalid consumer name",
        /// The servers that have it are gone.
        Offline => "consumer is offline",
        /// There is no such consumer.
        NotFound => "consumer not found",
        /// There is no such stream.
        StreamNotFound => "stream not found",
        /// The request failed, as the source says.
        Request => "request error",
        /// The server refused.
        JetStream(error: ApiError) => "jetstream error: {error}",
        /// There was no answer in time.
        TimedOut => "timed out",
        /// There is no JetStream.
        NoResponders => "no responders",
    }
}

/// Why a consumer could not be asked for.
pub type ConsumerInfoError = Error<ConsumerInfoErrorKind>;

impl From<ApiError> for ConsumerInfoError {
    fn from(error: ApiError) -> Self {
        Self::new(match error.error_code() {
            ErrorCode::CONSUMER_NOT_FOUND => ConsumerInfoErrorKind::NotFound,
            ErrorCode::STREAM_NOT_FOUND => ConsumerInfoErrorKind::StreamNotFound,
            ErrorCode::CONSUMER_OFFLINE => ConsumerInfoErrorKind::Offline,
            _ => ConsumerInfoErrorKind::JetStream(error),
        })
    }
}

impl From<RequestError> for ConsumerInfoError {
    fn from(error: RequestError) -> Self {
        match error.kind() {
            RequestErrorKind::TimedOut => Self::new(ConsumerInfoErrorKind::TimedOut),
            RequestErrorKind::InvalidSubject => Self { kind: ConsumerInfoErrorKind::InvalidName, source: error.source },
            RequestErrorKind::Other => Self::with_source(ConsumerInfoErrorKind::Request, error),
            RequestErrorKind::NoResponders => Self::new(ConsumerInfoErrorKind::NoResponders),
        }
    }
}
