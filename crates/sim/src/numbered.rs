//! Messages that carry their number, so that whoever reads one knows which it is and whether it is whole.

use crate::wire::Message;

/// Who made a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The client under test.
    Client,
    /// Somebody else on the same system.
    Outside,
    /// A service, in answer to the client's message of that number.
    Answer,
}

impl Origin {
    const fn letter(self) -> char {
        match self {
            Self::Client => 'C',
            Self::Outside => 'O',
            Self::Answer => 'A',
        }
    }
}

/// The payload of `len` bytes (or as many as its number needs) of the message `number`.
#[must_use]
pub fn payload(origin: Origin, number: u64, len: usize) -> Vec<u8> {
    let mut bytes = format!("{}{number};", origin.letter()).into_bytes();
    let pattern = number as u8 | 1;
    let start = bytes.len();
    bytes.resize(len.max(start), 0);
    for (index, byte) in bytes.iter_mut().enumerate().skip(start) {
        // Any byte may stand in a payload, line breaks and protocol words' letters included.
        *byte = (index as u8).wrapping_mul(pattern);
    }
    bytes
}

/// A header block that carries the number for a message without payload.
#[must_use]
pub fn headers(origin: Origin, number: u64) -> Vec<u8> {
    format!("NATS/1.0\r\nNumber: {}{number};\r\nEmpty:\r\n\r\n", origin.letter()).into_bytes()
}

/// The number of a message of `origin`; `None` if it has none or is another's.
#[must_use]
pub fn number(origin: Origin, message: &Message) -> Option<u64> {
    let headers = || {
        let text = std::str::from_utf8(&message.headers).ok()?;
        text.split_once("Number: ").map(|(_, rest)| rest.as_bytes())
    };
    let text = if message.payload.is_empty() { headers()? } else { &message.payload };
    let end = text.iter().position(|&byte| byte == b';')?;
    let text = std::str::from_utf8(&text[..end]).ok()?;
    text.strip_prefix(origin.letter())?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_back_from_payload_or_headers() {
        let message = |headers, payload| Message { headers, payload, ..Message::default() };
        let long = message(Vec::new(), payload(Origin::Client, 1234, 300));
        assert_eq!((number(Origin::Client, &long), long.payload.len()), (Some(1234), 300));
        assert_eq!(number(Origin::Outside, &long), None);
        let bare = message(headers(Origin::Outside, 5), Vec::new());
        assert_eq!(number(Origin::Outside, &bare), Some(5));
    }
}
