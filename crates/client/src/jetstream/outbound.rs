//! Messages for streams.

use crate::header::{self, HeaderMap, HeaderValue, IntoHeaderName, IntoHeaderValue};
use crate::message;
use crate::subject::{Subject, ToSubject};
use bytes::Bytes;
use std::time::Duration;

/// A message for a stream, with its subject.
///
/// ```
/// use nats_web::jetstream::message::PublishMessage;
///
/// let message = PublishMessage::build().payload("apple".into()).message_id("o-1").outbound_message("orders.new");
/// assert_eq!(message.subject.as_str(), "orders.new");
/// ```
#[derive(Debug, Clone)]
pub struct OutboundMessage {
    /// The subject to publish to.
    pub subject: Subject,
    /// The payload.
    pub payload: Bytes,
    /// The headers.
    pub headers: Option<HeaderMap>,
}

impl OutboundMessage {
    /// Returns a message of these.
    #[must_use]
    pub fn new(subject: Subject, payload: Bytes, headers: Option<HeaderMap>) -> Self {
        Self { subject, payload, headers }
    }
}

impl From<OutboundMessage> for message::OutboundMessage {
    fn from(message: OutboundMessage) -> Self {
        let OutboundMessage { subject, payload, headers } = message;
        Self { subject, payload, headers, reply: None }
    }
}

/// What is published to a stream, and what is expected of it.
///
/// ```no_run
/// use nats_web::jetstream::message::PublishMessage;
///
/// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
/// let message = PublishMessage::build().payload("apple".into()).message_id("o-1").expected_last_subject_sequence(0);
/// let ack = jetstream.send_publish("orders.new", message).await?.await?;
/// # Ok(()) }
/// ```
#[derive(Default, Clone, Debug)]
pub struct PublishMessage {
    pub(crate) payload: Bytes,
    pub(crate) headers: Option<HeaderMap>,
}

impl PublishMessage {
    /// Returns a message without payload and headers.
    #[must_use]
    pub fn build() -> Self {
        Self::default()
    }

    /// Sets the payload.
    #[must_use]
    pub fn payload(mut self, payload: Bytes) -> Self {
        self.payload = payload;
        self
    }

    /// Sets the headers, in place of all that were set before.
    #[must_use]
    pub fn headers(mut self, headers: HeaderMap) -> Self {
        self.headers = Some(headers);
        self
    }

    /// Sets one header.
    #[must_use]
    pub fn header<N: IntoHeaderName, V: IntoHeaderValue>(mut self, name: N, value: V) -> Self {
        self.headers.get_or_insert_default().insert(name, value);
        self
    }

    /// Sets the id by which the stream knows a message that it stored already.
    #[must_use]
    pub fn message_id<T: AsRef<str>>(self, id: T) -> Self {
        self.header(header::NATS_MESSAGE_ID, id.as_ref())
    }

    /// Has the message stored only if the stream's last message has this id.
    #[must_use]
    pub fn expected_last_message_id<T: AsRef<str>>(self, last_message_id: T) -> Self {
        self.header(header::NATS_EXPECTED_LAST_MESSAGE_ID, last_message_id.as_ref())
    }

    /// Has the message stored only if the stream's last message has this sequence; 0 for none.
    #[must_use]
    pub fn expected_last_sequence(self, last_sequence: u64) -> Self {
        self.header(header::NATS_EXPECTED_LAST_SEQUENCE, HeaderValue::from(last_sequence))
    }

    /// Has the message stored only if the last message of its subject has this sequence; 0 for none.
    #[must_use]
    pub fn expected_last_subject_sequence(self, subject_sequence: u64) -> Self {
        self.header(header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE, HeaderValue::from(subject_sequence))
    }

    /// Has the message stored only by this stream.
    #[must_use]
    pub fn expected_stream<T: AsRef<str>>(self, stream: T) -> Self {
        self.header(header::NATS_EXPECTED_STREAM, stream.as_ref())
    }

    /// Sets how long the message is kept: whole seconds, a part of one counts as one. The stream must
    /// [allow it](crate::jetstream::stream::Config::allow_message_ttl). Servers since 2.11.
    #[must_use]
    pub fn ttl(self, ttl: Duration) -> Self {
        self.header(header::NATS_MESSAGE_TTL, HeaderValue::from(whole_seconds(ttl)))
    }

    /// Returns the message with the subject that it is for.
    #[must_use]
    pub fn outbound_message<S: ToSubject>(self, subject: S) -> OutboundMessage {
        OutboundMessage { subject: subject.to_subject(), payload: self.payload, headers: self.headers }
    }
}

/// Returns the seconds of a time to live. A part of one is one: servers take whole ones alone, and none is for ever.
pub(super) fn whole_seconds(ttl: Duration) -> u64 {
    ttl.as_secs().saturating_add(u64::from(ttl.subsec_nanos() > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expectations_are_headers() {
        let message = PublishMessage::build()
            .header("Own", "kept")
            .message_id("m")
            .expected_last_message_id("l")
            .expected_last_sequence(u64::MAX)
            .expected_last_subject_sequence(0)
            .expected_stream("S")
            .ttl(Duration::from_millis(1_500))
            .payload("p".into());
        let headers = message.headers.unwrap();
        let value = |name: &str| headers.get(name).map(HeaderValue::as_str);
        assert_eq!(value("Own"), Some("kept"));
        assert_eq!(value(nats_web_jetstream::publish::MESSAGE_ID), Some("m"));
        assert_eq!(value(nats_web_jetstream::publish::EXPECTED_LAST_MESSAGE_ID), Some("l"));
        assert_eq!(value(nats_web_jetstream::publish::EXPECTED_LAST_SEQUENCE), Some("18446744073709551615"));
        assert_eq!(value(nats_web_jetstream::publish::EXPECTED_LAST_SUBJECT_SEQUENCE), Some("0"));
        assert_eq!(value(nats_web_jetstream::publish::EXPECTED_STREAM), Some("S"));
        assert_eq!(value(nats_web_jetstream::publish::TTL), Some("2"));
        assert_eq!(message.payload, "p");
    }
}
