//! Messages of a stream, read from its leader.

use super::direct::check_subjects;
use super::{RawMessageError, RawMessageErrorKind, Stream, StreamValue, WithHeaders, WithoutHeaders};
use crate::datetime::{DateTime, rfc3339};
use crate::error::Error;
use crate::header::HeaderMap;
use crate::jetstream::errors::{Error as ApiError, ErrorCode};
use crate::jetstream::handle::{Context, RequestError, RequestErrorKind, json};
use crate::jetstream::kinds::kinds;
use crate::jetstream::message::StreamMessage;
use crate::jetstream::response::Response;
use base64ct::{Base64, Encoding as _};
use bytes::Bytes;
use nats_web_jetstream::api::Verb;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

impl<I> Stream<I> {
    /// Returns what asks the stream's leader for a message.
    ///
    /// ```no_run
    /// # async fn run(stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
    /// let message = stream.raw_message_builder().sequence(100).next_by_subject("orders.new").send().await?;
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn raw_message_builder(&self) -> RawMessageBuilder<WithHeaders> {
        RawMessageBuilder {
            context: self.context.clone(),
            stream: self.name.clone(),
            request: RawMessageRequest::default(),
            wanted: PhantomData,
        }
    }

    /// Returns the message with this sequence.
    ///
    /// # Errors
    /// See [`LastRawMessageErrorKind`].
    pub async fn get_raw_message(&self, sequence: u64) -> Result<StreamMessage, RawMessageError> {
        self.raw_message_builder().sequence(sequence).send().await
    }

    /// Returns the first message of a subject, with wildcards, that has this sequence or a later one.
    ///
    /// # Errors
    /// See [`LastRawMessageErrorKind`].
    pub async fn get_first_raw_message_by_subject<T: AsRef<str>>(
        &self,
        subject: T,
        sequence: u64,
    ) -> Result<StreamMessage, RawMessageError> {
        self.raw_message_builder().sequence(sequence).next_by_subject(subject.as_ref()).send().await
    }

    /// Returns the first message of a subject, with wildcards.
    ///
    /// # Errors
    /// See [`LastRawMessageErrorKind`].
    pub async fn get_next_raw_message_by_subject<T: AsRef<str>>(
        &self,
        subject: T,
    ) -> Result<StreamMessage, RawMessageError> {
        self.raw_message_builder().next_by_subject(subject.as_ref()).send().await
    }

    /// Returns the last message of a subject, with wildcards.
    ///
    /// # Errors
    /// See [`LastRawMessageErrorKind`].
    pub async fn get_last_raw_message_by_subject(
        &self,
        stream_subject: &str,
    ) -> Result<StreamMessage, LastRawMessageError> {
        self.raw_message_builder().last_by_subject(stream_subject).send().await
    }
}

/// Which message is wanted of a stream's leader.
///
/// ```no_run
/// # async fn run(stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
/// let message = stream.raw_message_builder().last_by_subject("orders.new").send().await?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct RawMessageBuilder<T = WithHeaders> {
    context: Context,
    stream: String,
    request: RawMessageRequest,
    wanted: PhantomData<T>,
}

impl<T> RawMessageBuilder<T> {
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

    async fn get(&self) -> Result<RawMessage, RawMessageError> {
        check_subjects([&self.request.last_by_subject, &self.request.next_by_subject])
            .map_err(|error| Error::with_source(RawMessageErrorKind::InvalidSubject, error))?;
        match self.context.ask(Verb::MsgGet, &[&self.stream], json(&self.request)?).await? {
            Response::Ok(Answer { message }) => Ok(message),
            Response::Err { error } if error.error_code() == ErrorCode::NO_MESSAGE_FOUND => {
                Err(RawMessageErrorKind::NoMessageFound.into())
            }
            Response::Err { error } => Err(RawMessageErrorKind::JetStream(error).into()),
        }
    }
}

#[derive(Deserialize)]
struct Answer {
    message: RawMessage,
}

impl RawMessageBuilder<WithHeaders> {
    /// Asks for the payload alone.
    #[must_use]
    pub fn without_headers(self) -> RawMessageBuilder<WithoutHeaders> {
        let Self { context, stream, request, .. } = self;
        RawMessageBuilder { context, stream, request, wanted: PhantomData }
    }

    /// Sends the request and returns the message.
    ///
    /// # Errors
    /// See [`LastRawMessageErrorKind`].
    pub async fn send(self) -> Result<StreamMessage, RawMessageError> {
        let message = self.get().await?.try_into();
        message.map_err(|error: crate::Error| Error::with_source(RawMessageErrorKind::Other, error))
    }
}

impl RawMessageBuilder<WithoutHeaders> {
    /// Sends the request and returns the payload.
    ///
    /// # Errors
    /// See [`LastRawMessageErrorKind`].
    pub async fn send(self) -> Result<StreamValue, RawMessageError> {
        let data = decoded(&self.get().await?.payload);
        let data = data.map_err(|error| Error::with_source(RawMessageErrorKind::Other, error))?;
        Ok(StreamValue { data })
    }
}

/// Which message is wanted of a stream's leader, as it is sent.
///
/// ```
/// use nats_web::jetstream::stream::RawMessageRequest;
///
/// assert_eq!(serde_json::to_string(&RawMessageRequest::default())?, "{}");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Serialize, Default)]
pub struct RawMessageRequest {
    #[serde(rename = "seq", skip_serializing_if = "Option::is_none")]
    sequence: Option<u64>,
    #[serde(rename = "last_by_subj", skip_serializing_if = "Option::is_none")]
    last_by_subject: Option<String>,
    #[serde(rename = "next_by_subj", skip_serializing_if = "Option::is_none")]
    next_by_subject: Option<String>,
}

/// A message as a stream's leader gives it: payload and headers in base64.
///
/// ```
/// use nats_web::jetstream::{message::StreamMessage, stream::RawMessage};
///
/// let json = r#"{"subject":"a","seq":7,"data":"aGVsbG8=","time":"2026-01-01T00:00:00Z"}"#;
/// let message = StreamMessage::try_from(serde_json::from_str::<RawMessage>(json)?)?;
/// assert_eq!((message.sequence, message.payload), (7, "hello".into()));
/// # Ok::<(), nats_web::Error>(())
/// ```
#[derive(Debug, Serialize, Deserialize, Clone)]
pub struct RawMessage {
    /// The subject it was published to.
    pub subject: String,
    /// Its sequence.
    #[serde(rename = "seq")]
    pub sequence: u64,
    /// Its payload, in base64.
    #[serde(default, rename = "data")]
    pub payload: String,
    /// Its header block, in base64.
    #[serde(default, rename = "hdrs")]
    pub headers: Option<String>,
    /// When it was stored.
    #[serde(with = "rfc3339")]
    pub time: DateTime,
}

impl TryFrom<RawMessage> for StreamMessage {
    type Error = crate::Error;

    fn try_from(message: RawMessage) -> Result<Self, crate::Error> {
        let headers = match message.headers {
            Some(block) => HeaderMap::from_block(&decoded(&block)?),
            None => HeaderMap::new(),
        };
        Ok(Self {
            subject: message.subject.into(),
            sequence: message.sequence,
            headers,
            payload: decoded(&message.payload)?,
            time: message.time,
        })
    }
}

fn decoded(base64: &str) -> Result<Bytes, crate::Error> {
    Ok(Base64::decode_vec(base64).map_err(|error| error.to_string())?.into())
}

kinds! {
    /// What went wrong when a message was read from a stream's leader.
    ///
    /// ```no_run
    /// use nats_web::jetstream::stream::RawMessageErrorKind;
    ///
    /// # async fn run(stream: nats_web::jetstream::stream::Stream) {
    /// match stream.get_raw_message(17).await {
    ///     Err(error) if error.kind() == RawMessageErrorKind::NoMessageFound => println!("there is none"),
    ///     other => println!("{other:?}"),
    /// }
    /// # }
    /// ```
    LastRawMessageErrorKind {
        /// There is no such message.
        NoMessageFound => "no message found",
        /// The subject is none.
        InvalidSubject => "invalid subject",
        /// The server refused.
        JetStream(error: ApiError) => "JetStream error: {error}",
        /// Something else, which the source says.
        Other => "failed to get last raw message",
    }
}

/// Why a message could not be read from a stream's leader.
pub type LastRawMessageError = Error<LastRawMessageErrorKind>;

impl From<RequestError> for LastRawMessageError {
    fn from(error: RequestError) -> Self {
        match error.kind() {
            RequestErrorKind::InvalidSubject => Self::with_source(LastRawMessageErrorKind::InvalidSubject, error),
            _ => Self::with_source(LastRawMessageErrorKind::Other, error),
        }
    }
}
