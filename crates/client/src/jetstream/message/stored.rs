//! Messages that are read back from a stream.

use crate::datetime::{self, DateTime};
use crate::error::Error;
use crate::header::{self, HeaderMap};
use crate::jetstream::kinds::kinds;
use crate::subject::Subject;
use bytes::Bytes;

/// A message of a stream, read back without a consumer.
///
/// ```no_run
/// # async fn run(stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
/// let message = stream.direct_get_last_for_subject("orders.new").await?;
/// println!("{} was stored as {} at {}", message.subject, message.sequence, message.time);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct StreamMessage {
    /// The subject it was published to.
    pub subject: Subject,
    /// Its sequence in the stream.
    pub sequence: u64,
    /// Its headers; of a direct get, with those that say where the message stands.
    pub headers: HeaderMap,
    /// Its payload.
    pub payload: Bytes,
    /// When it was stored.
    pub time: DateTime,
}

impl TryFrom<crate::Message> for StreamMessage {
    type Error = StreamMessageError;

    /// Reads the answer to a direct get.
    fn try_from(message: crate::Message) -> Result<Self, StreamMessageError> {
        let missing = |what: &'static str| Error::with_source(StreamMessageErrorKind::MissingHeader, what);
        let unreadable = |what: String| Error::with_source(StreamMessageErrorKind::ParseError, what);
        let headers = message.headers.ok_or_else(|| missing("no headers"))?;
        let last = |name, what| headers.get_last(name).map(header::HeaderValue::as_str).ok_or_else(|| missing(what));
        let sequence = last(header::NATS_SEQUENCE, "sequence")?;
        let sequence = sequence.parse().map_err(|error| unreadable(format!("the sequence {sequence:?}: {error}")))?;
        let time = last(header::NATS_TIME_STAMP, "timestamp")?;
        let time = datetime::parse_rfc3339(time).map_err(|error| unreadable(format!("the time {time:?}: {error}")))?;
        let subject = last(header::NATS_SUBJECT, "subject")?.into();
        Ok(Self { subject, sequence, payload: message.payload, time, headers })
    }
}

kinds! {
    /// What is wrong with the answer to a direct get.
    ///
    /// ```no_run
    /// use nats_web::jetstream::message::{StreamMessage, StreamMessageErrorKind};
    ///
    /// # fn run(message: nats_web::Message) {
    /// let error = StreamMessage::try_from(message).unwrap_err();
    /// assert_eq!(error.kind(), StreamMessageErrorKind::MissingHeader);
    /// # }
    /// ```
    StreamMessageErrorKind {
        /// A header is missing that says where the message stands.
        MissingHeader => "missing message header",
        /// A header cannot be read.
        ParseError => "parse error",
    }
}

/// Why a message is no answer to a direct get.
pub type StreamMessageError = Error<StreamMessageErrorKind>;
