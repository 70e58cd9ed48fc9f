//! The faults of a JSON text.

use core::fmt;

/// Why a text is not JSON, or is more than a reader takes.
///
/// ```
/// use nats_web_core::codec::json::{JsonError, Scanner};
///
/// let mut scanner = Scanner::new(b"null null");
/// scanner.skip();
/// assert_eq!(scanner.finish(), Err(JsonError::TrailingData));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonError {
    /// The text ended within a value.
    UnexpectedEnd,
    /// A byte that cannot stand there.
    UnexpectedByte,
    /// Something after the value.
    TrailingData,
    /// A string that is not UTF-8.
    NotUtf8,
    /// An escape that JSON does not have, or half of a surrogate pair.
    BadEscape,
    /// A number with leading zeros.
    BadNumber,
    /// Arrays and objects nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
    TooDeep,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnexpectedEnd => "unexpected end of JSON",
            Self::UnexpectedByte => "unexpected character in JSON",
            Self::TrailingData => "characters after the end of JSON",
            Self::NotUtf8 => "JSON string is not UTF-8",
            Self::BadEscape => "bad escape in JSON string",
            Self::BadNumber => "bad number in JSON",
            Self::TooDeep => "JSON is nested too deeply",
        })
    }
}

impl core::error::Error for JsonError {}
