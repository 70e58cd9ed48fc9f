//! Messages of a stream, read from any of its replicas.

use super::{Stream, StreamValue, WithHeaders, WithoutHeaders};
use crate::StatusCode;
use crate::error::Error;
use crate::jetstream::handle::{Context, RequestError, RequestErrorKind, json};
use crate::jetstream::message::{StreamMessage, StreamMessageError};
use bytes::Bytes;
use nats_web_jetstream::api::{NameError, Verb};
use serde::Serialize;
use std::fmt;
use std::marker::PhantomData;

impl<I> Stream<I> {
    /// Returns what asks any replica for a message. The stream must [allow it](super::Config::allow_direct).
    ///
    /// A replica may not have what was just stored; see [`raw_message_builder`](Self::raw_message_builder).
    ///
    /// ```no_run
    /// # async fn run(stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
    /// let message = stream.direct_get_builder().sequence(100).next_by_subject("orders.new").send().await?;
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn direct_get_builder(&self) -> DirectGetBuilder<WithHeaders> {
        DirectGetBuilder {
            context: self.context.clone(),
            stream: self.name.clone(),
            request: DirectGetRequest::default(),
            wanted: PhantomData,
        }
    }

    /// Returns the first message of a subject, with wildcards, that has this sequence or a later one.
    ///
    /// # Errors
    /// See [`DirectGetErrorKind`].
    pub async fn direct_get_next_for_subject<T: Into<String>>(
        &self,
        subject: T,
        sequence: Option<u64>,
    ) -> Result<StreamMessage, DirectGetError> {
        let mut builder = self.direct_get_builder().next_by_subject(subject);
        builder.request.sequence = sequence;
        builder.send().await
    }

    /// Returns the first message of a subject, with wildcards.
    ///
    /// # Errors
    /// See [`DirectGetErrorKind`].
    pub async fn direct_get_first_for_subject<T: Into<String>>(
        &self,
        subject: T,
    ) -> Result<StreamMessage, DirectGetError> {
        self.direct_get_builder().next_by_subject(subject).send().await
    }

    /// Returns the message with this sequence.
    ///
    /// # Errors
    /// See [`DirectGetErrorKind`].
    pub async fn direct_get(&self, sequence: u64) -> Result<StreamMessage, DirectGetError> {
        self.direct_get_builder().sequence(sequence).send().await
    }

    /// Returns the last message of a subject, with wildcards.
    ///
    /// # Errors
    /// See [`DirectGetErrorKind`].
    pub async fn direct_get_last_for_subject<T: Into<String>>(
        &self,
        subject: T,
    ) -> Result<StreamMessage, DirectGetError> {
        self.direct_get_builder().last_by_subject(subject).send().await
    }
}

/// Which message is wanted of any replica.
///
/// ```no_run
/// # async fn run(stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
/// let message = stream.direct_get_builder().last_by_subject("orders.new").send().await?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct DirectGetBuilder<T = WithHeaders> {
    context: Context,
    stream: String,
    request: DirectGetRequest,
    wanted: PhantomData<T>,
}

impl<T> DirectGetBuilder<T> {
    /// Asks for the message with this sequence; with [`next_by_subject`](Self::next_by_subject), or a later one.
    #[must_use]
    pub fn sequence(mut self, sequence: u64) -> Self {
        self.request.sequence = Some(sequence);
        self
    }

    /// Asks for the last message of a subject, with wildcards.
    #[must_use]
    pub fn last_by_subject<S: Into<String>>(mut self, subject: S) -> Self {
        self.request.last_by_subject = Some(subject.into());
        self
    }

    /// Asks for the first message of a subject, with wildcards.
    #[must_use]
    pub fn next_by_subject<S: Into<String>>(mut self, subject: S) -> Self {
        self.request.next_by_subject = Some(subject.into());
        self
    }

    async fn get(&self) -> Result<crate::Message, DirectGetError> {
        let (subject, payload) = match &self.request {
            DirectGetRequest { sequence: None, next_by_subject: None, last_by_subject: Some(subject) } => {
                (self.context.subject(Verb::DirectGet, &[&self.stream, subject])?, Bytes::new())
            }
            request => {
                request.check()?;
                (self.context.subject(Verb::DirectGet, &[&self.stream])?, json(request)?)
            }
        };
        let answer = self.context.call(subject, payload).await?;
        match answer.status {
            None => Ok(answer),
            Some(StatusCode::NOT_FOUND) => Err(DirectGetErrorKind::NotFound.into()),
            // What servers say of a request that names no message, or two.
            Some(StatusCode::TIMEOUT) => {
                let words = answer.description.unwrap_or_default();
                Err(DirectGetError::with_source(DirectGetErrorKind::InvalidSubject, words))
            }
            Some(status) => {
                Err(DirectGetErrorKind::ErrorResponse(status, answer.description.unwrap_or_default()).into())
            }
        }
    }
}

impl DirectGetBuilder<WithHeaders> {
    /// Asks for the payload alone.
    #[must_use]
    pub fn without_headers(self) -> DirectGetBuilder<WithoutHeaders> {
        let Self { context, stream, request, .. } = self;
        DirectGetBuilder { context, stream, request, wanted: PhantomData }
    }

    /// Sends the request and returns the message.
    ///
    /// # Errors
    /// See [`DirectGetErrorKind`].
    pub async fn send(self) -> Result<StreamMessage, DirectGetError> {
        Ok(self.get().await?.try_into()?)
    }
}

impl DirectGetBuilder<WithoutHeaders> {
    /// Sends the request and returns the payload.
    ///
    /// # Errors
    /// See [`DirectGetErrorKind`].
    pub async fn send(self) -> Result<StreamValue, DirectGetError> {
        Ok(StreamValue { data: self.get().await?.payload })
    }
}

/// Which message is wanted of any replica, as it is sent.
///
/// ```
/// use nats_web::jetstream::stream::DirectGetRequest;
///
/// assert_eq!(serde_json::to_string(&DirectGetRequest::default())?, "{}");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Serialize, Default)]
pub struct DirectGetRequest {
    #[serde(rename = "seq", skip_serializing_if = "Option::is_none")]
    sequence: Option<u64>,
    #[serde(rename = "last_by_subj", skip_serializing_if = "Option::is_none")]
    last_by_subject: Option<String>,
    #[serde(rename = "next_by_subj", skip_serializing_if = "Option::is_none")]
    next_by_subject: Option<String>,
}

impl DirectGetRequest {
    fn check(&self) -> Result<(), DirectGetError> {
        check_subjects([&self.last_by_subject, &self.next_by_subject])
            .map_err(|error| DirectGetError::with_source(DirectGetErrorKind::InvalidSubject, error))
    }
}

/// Checks subjects that messages are asked by, with wildcards.
pub(super) fn check_subjects(subjects: [&Option<String>; 2]) -> Result<(), nats_web_core::subject::SubjectError> {
    let mut given = subjects.into_iter().flatten();
    given.try_for_each(|subject| nats_web_core::subject::check_subscribe(subject.as_bytes()))
}

/// What went wrong when a message was read from any replica of a stream.
///
/// ```no_run
/// use nats_web::jetstream::stream::DirectGetErrorKind;
///
/// # async fn run(stream: nats_web::jetstream::stream::Stream) {
/// match stream.direct_get(17).await {
///     Err(error) if error.kind() == DirectGetErrorKind::NotFound => println!("there is no such message"),
///     other => println!("{other:?}"),
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum DirectGetErrorKind {
    /// There is no such message.
    NotFound,
    /// The subject is none, or the request does not say which message is wanted.
    InvalidSubject,
    /// There was no answer in time.
    TimedOut,
    /// The request failed, as the source says.
    Request,
    /// The server refused, with this status and these words. 503: the stream does not
    /// [allow it](super::Config::allow_direct), or does not exist.
    ErrorResponse(StatusCode, String),
    /// Something else, which the source says.
    Other,
}

impl fmt::Display for DirectGetErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("message not found"),
            Self::InvalidSubject => f.write_str("invalid subject"),
            Self::TimedOut => f.write_str("timed out"),
            Self::Request => f.write_str("request failed"),
            Self::ErrorResponse(status, words) => write!(f, "unable to get message: {status} {words}"),
            Self::Other => f.write_str("error getting message"),
        }
    }
}

/// Why a message could not be read from any replica.
pub type DirectGetError = Error<DirectGetErrorKind>;

impl From<crate::RequestError> for DirectGetError {
    fn from(error: crate::RequestError) -> Self {
        RequestError::from(error).into()
    }
}

impl From<RequestError> for DirectGetError {
    fn from(error: RequestError) -> Self {
        match error.kind() {
            RequestErrorKind::TimedOut => Self::with_source(DirectGetErrorKind::TimedOut, error),
            RequestErrorKind::NoResponders => {
                DirectGetErrorKind::ErrorResponse(StatusCode::NO_RESPONDERS, "no responders".to_owned()).into()
            }
            RequestErrorKind::InvalidSubject => Self::with_source(DirectGetErrorKind::InvalidSubject, error),
            RequestErrorKind::Other => Self::with_source(DirectGetErrorKind::Other, error),
        }
    }
}

impl From<NameError> for DirectGetError {
    fn from(error: NameError) -> Self {
        Self::with_source(DirectGetErrorKind::InvalidSubject, error)
    }
}

impl From<serde_json::Error> for DirectGetError {
    fn from(error: serde_json::Error) -> Self {
        Self::with_source(DirectGetErrorKind::Other, error)
    }
}

impl From<StreamMessageError> for DirectGetError {
    fn from(error: StreamMessageError) -> Self {
        Self::with_source(DirectGetErrorKind::Other, error)
    }
}
