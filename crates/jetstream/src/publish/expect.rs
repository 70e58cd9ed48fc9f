//! What a publisher expects of a stream.

use super::{
    EXPECTED_LAST_MESSAGE_ID, EXPECTED_LAST_SEQUENCE, EXPECTED_LAST_SUBJECT_SEQUENCE,
    EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT, EXPECTED_STREAM, MESSAGE_ID, TTL,
};
use crate::text::write_line;
use alloc::string::String;
use alloc::vec::Vec;
use nats_web_core::HeaderMap;
use nats_web_core::codec::encode::write_u64;
use nats_web_core::codec::headers::HeaderError;

/// What a message says of itself and of the stream that is to store it. An empty text says nothing.
///
/// ```
/// use nats_web_jetstream::publish::Expect;
///
/// let expect = Expect { message_id: "o-1", last_subject_sequence: Some(0), ..Expect::default() };
/// let mut lines = Vec::new();
/// expect.write_lines(&mut lines)?;
/// assert_eq!(lines, b"Nats-Msg-Id: o-1\r\nNats-Expected-Last-Subject-Sequence: 0\r\n");
/// # Ok::<(), nats_web_core::codec::headers::HeaderError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Expect<'a> {
    /// The id by which the stream knows a message that it stored already, within its duplicate window.
    pub message_id: &'a str,
    /// The id of the stream's last message.
    pub last_message_id: &'a str,
    /// The stream that stores it.
    pub stream: &'a str,
    /// The sequence of the stream's last message; 0 for none.
    pub last_sequence: Option<u64>,
    /// The sequence of the last message of its subject; 0 for none.
    pub last_subject_sequence: Option<u64>,
    /// The subject that this sequence is of, with wildcards, if it is not the message's own. Servers since 2.11.
    pub last_subject_sequence_subject: &'a str,
    /// How long it is kept: seconds, a duration of Go of a second or more, or `never`; the server reads it. Servers since
    /// 2.11.
    pub ttl: &'a str,
}

impl Expect<'_> {
    /// Appends it as header lines, each with its line break, for a block that has others, too.
    ///
    /// # Errors
    /// [`HeaderError::LineBreak`]: a text has one. Nothing is appended then.
    pub fn write_lines(&self, out: &mut Vec<u8>) -> Result<(), HeaderError> {
        let start = out.len();
        let result = self.each(|name, value| write_line(out, name, value));
        if result.is_err() {
            out.truncate(start);
        }
        result
    }

    /// Puts it into headers, in place of what they have under these names.
    ///
    /// # Errors
    /// [`HeaderError::LineBreak`]: a text has one. What came before it was put in.
    pub fn insert_into(&self, headers: &mut HeaderMap) -> Result<(), HeaderError> {
        self.each(|name, value| headers.insert(name, value))
    }

    fn each(&self, mut entry: impl FnMut(&str, &str) -> Result<(), HeaderError>) -> Result<(), HeaderError> {
        let last_sequence = decimal(self.last_sequence);
        let last_subject_sequence = decimal(self.last_subject_sequence);
        let entries = [
            (MESSAGE_ID, self.message_id),
            (EXPECTED_LAST_MESSAGE_ID, self.last_message_id),
            (EXPECTED_STREAM, self.stream),
            (EXPECTED_LAST_SEQUENCE, &last_sequence),
            (EXPECTED_LAST_SUBJECT_SEQUENCE, &last_subject_sequence),
            (EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT, self.last_subject_sequence_subject),
            (TTL, self.ttl),
        ];
        entries.into_iter().filter(|(_, value)| !value.is_empty()).try_for_each(|(name, value)| entry(name, value))
    }
}

/// Returns a number in decimal; nothing for none.
fn decimal(number: Option<u64>) -> String {
    let mut text = Vec::new();
    if let Some(number) = number {
        write_u64(&mut text, number);
    }
    text.into_iter().map(char::from).collect()
}
