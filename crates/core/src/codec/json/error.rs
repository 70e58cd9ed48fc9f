//! What can be wrong with a JSON text.

use core::fmt;

/// What is wrong with a JSON text, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonError {
    /// What is wrong.
    pub kind: JsonErrorKind,
    /// The offset in bytes at which it showed.
    pub at: usize,
}

/// The ways in which a text is not JSON, or not what the reader asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum JsonErrorKind {
    /// The text ended within a value.
    UnexpectedEnd,
    /// A byte that cannot stand there, or begins a value of another type than wanted.
    UnexpectedByte,
    /// Something after the value.
    TrailingData,
    /// A string that is not UTF-8.
    NotUtf8,
    /// An escape that JSON does not have, or half of a surrogate pair.
    BadEscape,
    /// A number that JSON does not have, such as one with leading zeros.
    BadNumber,
    /// A number with a fraction or exponent, or too large, where an integer was wanted.
    NotAnInteger,
    /// Arrays and objects nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
    TooDeep,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            JsonErrorKind::UnexpectedEnd => "unexpected end of JSON",
            JsonErrorKind::UnexpectedByte => "unexpected character in JSON",
            JsonErrorKind::TrailingData => "characters after the end of JSON",
            JsonErrorKind::NotUtf8 => "JSON string is not UTF-8",
            JsonErrorKind::BadEscape => "bad escape in JSON string",
            JsonErrorKind::BadNumber => "bad number in JSON",
            JsonErrorKind::NotAnInteger => "JSON number is not an integer in range",
            JsonErrorKind::TooDeep => "JSON is nested too deeply",
        };
        write!(f, "{what} at byte {}", self.at)
    }
}

impl core::error::Error for JsonError {}
