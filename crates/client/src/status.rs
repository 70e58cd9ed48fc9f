//! Status codes, which stand in the first line of a message's headers.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::num::NonZeroU16;
use std::str::FromStr;

/// What is no status code.
///
/// ```
/// use nats_web::StatusCode;
///
/// assert_eq!(StatusCode::from_u16(7).unwrap_err().to_string(), "invalid status code");
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct InvalidStatusCode {}

impl fmt::Display for InvalidStatusCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid status code")
    }
}

impl std::error::Error for InvalidStatusCode {}

/// A status code: a number of three digits that a server set.
///
/// ```
/// use nats_web::StatusCode;
///
/// assert_eq!(StatusCode::NO_RESPONDERS, 503);
/// assert!(StatusCode::NOT_FOUND.is_client_error());
/// assert_eq!("409".parse::<StatusCode>().unwrap(), StatusCode::REQUEST_TERMINATED);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StatusCode(NonZeroU16);

impl StatusCode {
    /// The server is still there (100).
    pub const IDLE_HEARTBEAT: Self = Self::of(100);
    /// Success (200).
    pub const OK: Self = Self::of(200);
    /// What was asked for does not exist (404).
    pub const NOT_FOUND: Self = Self::of(404);
    /// The time is up (408).
    pub const TIMEOUT: Self = Self::of(408);
    /// The request was ended (409).
    pub const REQUEST_TERMINATED: Self = Self::of(409);
    /// The consumer is pinned to another client (423).
    pub const PIN_ID_MISMATCH: Self = Self::of(423);
    /// Nobody is subscribed to the subject (503).
    pub const NO_RESPONDERS: Self = Self::of(503);

    /// Returns the status code with this number.
    ///
    /// # Errors
    /// It does not have three digits.
    pub fn from_u16(number: u16) -> Result<Self, InvalidStatusCode> {
        match NonZeroU16::new(number) {
            Some(number) if (100..1000).contains(&number.get()) => Ok(Self(number)),
            _ => Err(InvalidStatusCode {}),
        }
    }

    /// Returns the status code with these three digits.
    ///
    /// # Errors
    /// They are no digits, not three, or the first is a zero.
    pub fn from_bytes(digits: &[u8]) -> Result<Self, InvalidStatusCode> {
        let [b'1'..=b'9', b'0'..=b'9', b'0'..=b'9'] = digits else { return Err(InvalidStatusCode {}) };
        Self::from_u16(digits.iter().fold(0, |number, digit| number * 10 + u16::from(digit - b'0')))
    }

    /// Returns the number.
    #[must_use]
    pub fn as_u16(&self) -> u16 {
        self.0.get()
    }

    /// Returns whether the number is within 100–199.
    #[must_use]
    pub fn is_informational(&self) -> bool {
        self.as_u16() / 100 == 1
    }

    /// Returns whether the number is within 200–299.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.as_u16() / 100 == 2
    }

    /// Returns whether the number is within 300–399.
    #[must_use]
    pub fn is_redirection(&self) -> bool {
        self.as_u16() / 100 == 3
    }

    /// Returns whether the number is within 400–499.
    #[must_use]
    pub fn is_client_error(&self) -> bool {
        self.as_u16() / 100 == 4
    }

    /// Returns whether the number is within 500–599.
    #[must_use]
    pub fn is_server_error(&self) -> bool {
        self.as_u16() / 100 == 5
    }

    const fn of(number: u16) -> Self {
        match NonZeroU16::new(number) {
            Some(number) => Self(number),
            None => Self(NonZeroU16::MIN),
        }
    }
}

impl Default for StatusCode {
    fn default() -> Self {
        Self::OK
    }
}

impl fmt::Debug for StatusCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for StatusCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl PartialEq<u16> for StatusCode {
    fn eq(&self, other: &u16) -> bool {
        self.as_u16() == *other
    }
}

impl PartialEq<StatusCode> for u16 {
    fn eq(&self, other: &StatusCode) -> bool {
        *self == other.as_u16()
    }
}

impl From<StatusCode> for u16 {
    fn from(status: StatusCode) -> Self {
        status.as_u16()
    }
}

impl From<&StatusCode> for StatusCode {
    fn from(status: &StatusCode) -> Self {
        *status
    }
}

impl FromStr for StatusCode {
    type Err = InvalidStatusCode;

    fn from_str(digits: &str) -> Result<Self, InvalidStatusCode> {
        Self::from_bytes(digits.as_bytes())
    }
}

impl TryFrom<&[u8]> for StatusCode {
    type Error = InvalidStatusCode;

    fn try_from(digits: &[u8]) -> Result<Self, InvalidStatusCode> {
        Self::from_bytes(digits)
    }
}

impl TryFrom<&str> for StatusCode {
    type Error = InvalidStatusCode;

    fn try_from(digits: &str) -> Result<Self, InvalidStatusCode> {
        digits.parse()
    }
}

impl TryFrom<u16> for StatusCode {
    type Error = InvalidStatusCode;

    fn try_from(number: u16) -> Result<Self, InvalidStatusCode> {
        Self::from_u16(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_are_a_code() {
        for text in ["100", "404", "999"] {
            assert_eq!(text.parse::<StatusCode>().unwrap().to_string(), text);
        }
        for text in ["", "1", "099", "1000", "4o4", "-12"] {
            assert!(text.parse::<StatusCode>().is_err(), "{text}");
        }
        assert!(StatusCode::from_u16(99).is_err() && StatusCode::from_u16(1000).is_err());
    }
}
