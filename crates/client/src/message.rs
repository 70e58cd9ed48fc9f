//! A message as it was received.

use crate::queue::Weigh;
use bytes::Bytes;
use nats_web_core::codec::headers;
use nats_web_core::{HeaderMap, MessageSpans};
use std::fmt;

/// A message.
///
/// It holds the bytes it came in and makes subject, headers and payload of them when asked, so receiving costs next to
/// nothing. A large payload is a slice of the bytes that the socket delivered, never copied; a small one may share a
/// block of up to 4 KiB with its neighbours.
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let mut questions = client.subscribe("help.>")?;
/// while let Some(message) = questions.next().await {
///     println!("{}: {} bytes", message.subject(), message.payload().len());
///     if let Some(id) = message.header("Nats-Msg-Id") {
///         println!("it has the id {id}");
///     }
///     if let Some(reply) = message.reply() {
///         client.publish(reply, message.to_payload()).await?;
///     }
/// }
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Message {
    /// All bytes from the first of the subject to the last of the payload.
    bytes: Bytes,
    subject: u32,
    reply: (u32, u32),
    headers: u32,
    payload: u32,
}

impl Message {
    /// Creates a message of `bytes`, which begin with the subject and end with the payload, and of `spans` into them.
    pub(crate) fn new(bytes: Bytes, spans: &MessageSpans) -> Self {
        let message = Self {
            subject: spans.subject.end,
            reply: (spans.reply.start, spans.reply.end),
            headers: spans.payload.start.saturating_sub(spans.headers.len() as u32),
            payload: spans.payload.start,
            bytes,
        };
        let head = message.subject.max(message.reply.1);
        if std::str::from_utf8(message.part(0, head)).is_ok() { message } else { message.repaired() }
    }

    /// Returns the subject it was published to. What is not UTF-8 in it is U+FFFD.
    #[must_use]
    pub fn subject(&self) -> &str {
        self.text(0, self.subject)
    }

    /// Returns the subject for an answer, if one is expected.
    #[must_use]
    pub fn reply(&self) -> Option<&str> {
        let (start, end) = self.reply;
        (end > start).then(|| self.text(start, end))
    }

    /// Returns the payload.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        self.bytes.get(self.payload as usize..).unwrap_or_default()
    }

    /// Returns the payload as shared bytes, without copying it.
    #[must_use]
    pub fn to_payload(&self) -> Bytes {
        self.bytes.slice((self.payload as usize).min(self.bytes.len())..)
    }

    /// Returns the payload, without copying it.
    #[must_use]
    pub fn into_payload(mut self) -> Bytes {
        self.bytes.split_off((self.payload as usize).min(self.bytes.len()))
    }

    /// Returns the headers, read anew at each call; `None` if the message has none.
    #[must_use]
    pub fn headers(&self) -> Option<HeaderMap> {
        Some(self.header_block()).filter(|block| !block.is_empty()).map(HeaderMap::parse)
    }

    /// Returns the first value of a header, names compared with case; `None` also if it is not UTF-8.
    ///
    /// Cheaper than [`headers`](Self::headers) where one is wanted.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) = headers::entries(self.header_block()).find(|(found, _)| *found == name.as_bytes())?;
        std::str::from_utf8(value).ok()
    }

    /// Returns the status code of the headers' first line, which servers set: 503 for no responders.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        headers::status(self.header_block()).map(|(code, _)| code)
    }

    /// Returns the header block as received, with its blank line; empty if there is none.
    #[must_use]
    pub fn header_block(&self) -> &[u8] {
        self.part(self.headers, self.payload)
    }

    /// Returns how many bytes subject, headers and payload have together.
    #[must_use]
    #[inline]
    pub fn size(&self) -> usize {
        (self.subject as usize + self.bytes.len()).saturating_sub(self.headers as usize)
    }

    fn part(&self, start: u32, end: u32) -> &[u8] {
        self.bytes.get(start as usize..end as usize).unwrap_or_default()
    }

    fn text(&self, start: u32, end: u32) -> &str {
        std::str::from_utf8(self.part(start, end)).unwrap_or_default()
    }

    /// Returns the same message with subject and reply in UTF-8.
    #[cold]
    fn repaired(&self) -> Self {
        let subject = String::from_utf8_lossy(self.part(0, self.subject));
        let reply = String::from_utf8_lossy(self.part(self.reply.0, self.reply.1));
        let mut bytes = [subject.as_bytes(), reply.as_bytes()].concat();
        let (subject, head) = (subject.len() as u32, bytes.len() as u32);
        bytes.extend_from_slice(self.part(self.headers, self.bytes.len() as u32));
        Self {
            bytes: bytes.into(),
            subject,
            reply: (subject, head),
            headers: head,
            payload: head + (self.payload - self.headers),
        }
    }
}

impl Weigh for Message {
    #[inline]
    fn weight(&self) -> usize {
        self.size()
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("subject", &self.subject())
            .field("reply", &self.reply())
            .field("headers", &self.headers())
            .field("payload_len", &self.payload().len())
            .finish()
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
        Message::new(Bytes::from_static(line), &spans)
    }

    #[test]
    fn parts_are_found() {
        let line = b"a.b 1 r 22 27\r\nNATS/1.0 100\r\nK: v\r\n\r\nhello";
        let message = message(line, 3, (6, 7), 22, 37);
        assert_eq!((message.subject(), message.reply()), ("a.b", Some("r")));
        assert_eq!((message.payload(), message.size()), (&b"hello"[..], 3 + 22 + 5));
        assert_eq!((message.status(), message.header("K"), message.header("k")), (Some(100), Some("v"), None));
        assert_eq!(message.headers().and_then(|map| map.get("K").map(str::to_owned)).as_deref(), Some("v"));
        assert_eq!(message.to_payload(), message.clone().into_payload());
    }

    #[test]
    fn without_reply_and_headers() {
        let message = message(b"a 1 0\r\n", 1, (0, 0), 0, 7);
        assert_eq!((message.reply(), message.payload(), message.size()), (None, &b""[..], 1));
        assert!(message.headers().is_none() && message.status().is_none());
    }

    #[test]
    fn what_is_not_utf8_is_replaced() {
        let line = b"a.\xff 1 r\xfe 14 16\r\nNATS/1.0\r\n\r\nhi";
        let message = message(line, 3, (6, 8), 12, 28);
        assert_eq!((message.subject(), message.reply()), ("a.\u{fffd}", Some("r\u{fffd}")));
        assert_eq!(message.payload(), b"hi");
        assert!(message.headers().is_some_and(|map| map.is_empty()));
    }
}
