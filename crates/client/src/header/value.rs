//! The values of headers.

use bytestring::ByteString;
use nats_web_core::codec::headers::validate_value;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A value of a header: a text without line breaks.
///
/// Parsing checks it. A value that was made otherwise is checked when it is published.
///
/// ```
/// use nats_web::HeaderValue;
///
/// assert_eq!(HeaderValue::from(7).as_str(), "7");
/// assert!("two\nlines".parse::<HeaderValue>().is_err());
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct HeaderValue(ByteString);

impl HeaderValue {
    /// Returns an empty value.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) const fn shared(value: ByteString) -> Self {
        Self(value)
    }
}

impl FromStr for HeaderValue {
    type Err = ParseHeaderValueError;

    fn from_str(value: &str) -> Result<Self, ParseHeaderValueError> {
        validate_value(value.as_bytes()).map_err(|_| ParseHeaderValueError)?;
        Ok(Self(value.into()))
    }
}

impl From<&str> for HeaderValue {
    fn from(value: &str) -> Self {
        Self(value.into())
    }
}

impl From<String> for HeaderValue {
    fn from(value: String) -> Self {
        Self(value.into())
    }
}

/// Makes values of numbers.
macro_rules! from_numbers {
    ($($number:ty),+) => {
        $(impl From<$number> for HeaderValue {
            fn from(value: $number) -> Self {
                Self(value.to_string().into())
            }
        })+
    };
}

from_numbers!(i16, i32, i64, isize, u16, u32, u64, usize);

impl AsRef<[u8]> for HeaderValue {
    fn as_ref(&self) -> &[u8] {
        self.as_str().as_bytes()
    }
}

impl AsRef<str> for HeaderValue {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Debug for HeaderValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for HeaderValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), f)
    }
}

impl Serialize for HeaderValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for HeaderValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// A text that is no value of a header.
///
/// ```
/// use nats_web::HeaderValue;
///
/// assert!("a\r\nb".parse::<HeaderValue>().is_err());
/// ```
#[derive(Debug, Clone)]
pub struct ParseHeaderValueError;

impl fmt::Display for ParseHeaderValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid header value: it has a line break")
    }
}

impl std::error::Error for ParseHeaderValueError {}

/// What methods take that want a value of a header.
///
/// ```
/// use nats_web::{HeaderMap, HeaderValue};
///
/// let mut headers = HeaderMap::new();
/// headers.insert("Unit", "celsius");
/// headers.insert("Station", HeaderValue::from(7));
/// # assert_eq!(headers.len(), 2);
/// ```
pub trait IntoHeaderValue {
    /// Returns the value, unchecked.
    fn into_header_value(self) -> HeaderValue;
}

impl IntoHeaderValue for &str {
    fn into_header_value(self) -> HeaderValue {
        HeaderValue::from(self)
    }
}

impl IntoHeaderValue for String {
    fn into_header_value(self) -> HeaderValue {
        HeaderValue::from(self)
    }
}

impl IntoHeaderValue for HeaderValue {
    fn into_header_value(self) -> HeaderValue {
        self
    }
}
