//! What a peer can do wrong.

use core::fmt;

/// A server, or whatever listens there, that breaks the protocol.
///
/// ```
/// use nats_web_core::codec::{ParseError, Parser};
///
/// assert_eq!(Parser::new(4096).step(b"HTTP/1.1 400 Bad Request\r\n", 0), Err(ParseError::Http));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-errors"), non_exhaustive)]
pub enum ParseError {
    /// The bytes begin no operation known.
    UnknownOperation,
    /// They begin an HTTP answer: the port speaks HTTP.
    Http,
    /// An operation line longer than [`MAX_LINE`](super::parser::MAX_LINE).
    LineTooLong,
    /// A `MSG` or `HMSG` line whose arguments make no sense.
    BadArguments,
    /// A header size larger than the whole.
    BadHeaderSize,
    /// A payload larger than [`Parser::accept`](super::Parser::accept) allows.
    TooLarge,
    /// A payload not followed by CR LF.
    MissingTerminator,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownOperation => "it sends no known operation",
            Self::Http => "it answers in HTTP",
            Self::LineTooLong => "it sends an operation line that is too long",
            Self::BadArguments => "it sends a message line whose arguments make no sense",
            Self::BadHeaderSize => "it sends headers larger than their message",
            Self::TooLarge => "it sends a message that is too large",
            Self::MissingTerminator => "it sends a payload without its terminator",
        })
    }
}

impl core::error::Error for ParseError {}
