//! A message as the driver hands it out: its bytes, and where its parts are.

use super::Message;
use crate::header::HeaderMap;
use crate::queue::Weigh;
use crate::status::StatusCode;
use crate::subject::Subject;
use bytes::{Buf as _, Bytes};
use nats_web_core::MessageSpans;
use nats_web_core::codec::headers;

/// A message whose parts are made when somebody takes it: queues hold it, and most of what is dropped is never looked at.
#[derive(Clone, Debug)]
pub(crate) struct RawMessage {
    /// All bytes from the first of the subject to the last of the payload.
    bytes: Bytes,
    subject: u32,
    reply: (u32, u32),
    headers: u32,
    payload: u32,
}

impl RawMessage {
    /// Creates a message of `bytes`, which begin with the subject and end with the payload, and of `spans` into them.
    #[inline]
    pub(crate) fn new(bytes: Bytes, spans: &MessageSpans) -> Self {
        Self {
            subject: spans.subject.end,
            reply: (spans.reply.start, spans.reply.end),
            headers: spans.payload.start.saturating_sub(spans.headers.len() as u32),
            payload: spans.payload.start,
            bytes,
        }
    }

    fn slice(&self, start: u32, end: u32) -> Bytes {
        let len = self.bytes.len();
        let end = (end as usize).min(len);
        self.bytes.slice((start as usize).min(end)..end)
    }

    /// Returns the payload alone.
    #[cfg(feature = "jetstream")]
    pub(crate) fn into_payload(self) -> Bytes {
        let mut payload = self.bytes;
        payload.advance(payload.len().min(self.payload as usize));
        payload
    }

    /// Returns how many bytes subject, reply, headers and payload have together.
    #[inline]
    fn len(&self) -> usize {
        let reply = self.reply.1.saturating_sub(self.reply.0);
        (self.subject as usize + reply as usize + self.bytes.len()).saturating_sub(self.headers as usize)
    }
}

impl From<RawMessage> for Message {
    #[inline]
    fn from(raw: RawMessage) -> Self {
        let length = raw.len();
        let subject = Subject::from_lossy(raw.slice(0, raw.subject));
        let (start, end) = raw.reply;
        let reply = (end > start).then(|| Subject::from_lossy(raw.slice(start, end)));
        let (headers, status, description) = if raw.payload > raw.headers {
            let block = raw.slice(raw.headers, raw.payload);
            let (status, description) = read_status(&block);
            (Some(HeaderMap::from_block(&block)), status, description)
        } else {
            (None, None, None)
        };
        let mut payload = raw.bytes;
        let head = payload.len().min(raw.payload as usize);
        payload.advance(head);
        Self { subject, reply, payload, headers, status, description, length }
    }
}

/// Returns the status in a header block and the words that follow it.
fn read_status(block: &[u8]) -> (Option<StatusCode>, Option<String>) {
    let Some((code, words)) = headers::status(block) else { return (None, None) };
    let words = (!words.is_empty()).then(|| String::from_utf8_lossy(words).into_owned());
    (StatusCode::from_u16(code).ok(), words)
}

impl Weigh for RawMessage {
    #[inline]
    fn weight(&self) -> usize {
        self.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nats_web_core::Span;

    fn message(line: &'static [u8], subject: usize, reply: (usize, usize), headers: usize, payload: usize) -> Message {
        let span = |start: usize, end: usize| Span { start: start as u32, end: end as u32 };
        let spans = MessageSpans {
            sid: 1,
            subject: span(0, subject),
            reply: span(reply.0, reply.1),
            headers: span(payload - headers, payload),
            payload: span(payload, line.len()),
        };
        RawMessage::new(Bytes::from_static(line), &spans).into()
    }

    #[test]
    fn parts_are_found() {
        let line = b"a.b 1 r 22 27\r\nNATS/1.0 100\r\nK: v\r\n\r\nhello";
        let message = message(line, 3, (6, 7), 22, 37);
        assert_eq!((message.subject.as_str(), message.reply.as_deref()), ("a.b", Some("r")));
        assert_eq!((&message.payload[..], message.length), (&b"hello"[..], 3 + 1 + 22 + 5));
        assert_eq!((message.status, message.description), (Some(StatusCode::IDLE_HEARTBEAT), None));
        assert_eq!(message.headers.unwrap().get("K").unwrap().as_str(), "v");
    }

    #[test]
    fn a_status_may_have_words() {
        let line = b"a 1 34 34\r\nNATS/1.0 503 No Responders\r\n\r\n";
        let message = message(line, 1, (0, 0), 30, 41);
        assert_eq!(message.status, Some(StatusCode::NO_RESPONDERS));
        assert_eq!(message.description.as_deref(), Some("No Responders"));
        assert!(message.headers.unwrap().is_empty() && message.payload.is_empty());
    }

    #[test]
    fn without_reply_and_headers() {
        let message = message(b"a 1 0\r\n", 1, (0, 0), 0, 7);
        assert_eq!((message.reply, &message.payload[..], message.length), (None, &b""[..], 1));
        assert!(message.headers.is_none() && message.status.is_none());
    }

    #[test]
    fn what_is_not_utf8_is_replaced() {
        let line = b"a.\xff 1 r\xfe 14 16\r\nNATS/1.0\r\n\r\nhi";
        let message = message(line, 3, (6, 8), 12, 28);
        assert_eq!((message.subject.as_str(), message.reply.as_deref()), ("a.\u{fffd}", Some("r\u{fffd}")));
        assert_eq!(&message.payload[..], b"hi");
        assert!(message.headers.is_some_and(|map| map.is_empty()));
    }
}
