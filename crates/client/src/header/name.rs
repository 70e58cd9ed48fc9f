//! The names of headers.

use bytestring::ByteString;
use nats_web_core::codec::headers::validate_name;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

/// The name of a header: printable ASCII without spaces and colons, compared with case.
///
/// Parsing checks it. A name that was made otherwise is checked when it is published.
///
/// ```
/// use nats_web::HeaderName;
///
/// const UNIT: HeaderName = HeaderName::from_static("Unit");
/// assert_eq!("Unit".parse::<HeaderName>().unwrap(), UNIT);
/// assert!("two words".parse::<HeaderName>().is_err());
/// ```
#[derive(Clone)]
pub struct HeaderName(Repr);

#[derive(Clone)]
enum Repr {
    Static(&'static str),
    Shared(ByteString),
}

impl HeaderName {
    /// Returns this name, without copying it.
    #[must_use]
    pub const fn from_static(name: &'static str) -> Self {
        Self(Repr::Static(name))
    }

    /// Returns its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Repr::Static(name) => name,
            Repr::Shared(name) => name,
        }
    }

    pub(super) const fn shared(name: ByteString) -> Self {
        Self(Repr::Shared(name))
    }
}

impl PartialEq for HeaderName {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for HeaderName {}

impl Hash for HeaderName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl FromStr for HeaderName {
    type Err = ParseHeaderNameError;

    fn from_str(name: &str) -> Result<Self, ParseHeaderNameError> {
        validate_name(name.as_bytes()).map_err(|_| ParseHeaderNameError)?;
        Ok(Self::shared(name.into()))
    }
}

impl TryFrom<&str> for HeaderName {
    type Error = ParseHeaderNameError;

    fn try_from(name: &str) -> Result<Self, ParseHeaderNameError> {
        name.parse()
    }
}

impl TryFrom<String> for HeaderName {
    type Error = ParseHeaderNameError;

    fn try_from(name: String) -> Result<Self, ParseHeaderNameError> {
        validate_name(name.as_bytes()).map_err(|_| ParseHeaderNameError)?;
        Ok(Self::shared(name.into()))
    }
}

impl fmt::Debug for HeaderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for HeaderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), f)
    }
}

impl AsRef<[u8]> for HeaderName {
    fn as_ref(&self) -> &[u8] {
        self.as_str().as_bytes()
    }
}

impl AsRef<str> for HeaderName {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl Serialize for HeaderName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for HeaderName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// A text that is no name of a header.
///
/// ```
/// use nats_web::HeaderName;
///
/// assert!("a:b".parse::<HeaderName>().unwrap_err().to_string().starts_with("invalid header name"));
/// ```
#[derive(Debug, Clone)]
pub struct ParseHeaderNameError;

impl fmt::Display for ParseHeaderNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid header name: it must be printable ASCII without spaces and colons")
    }
}

impl std::error::Error for ParseHeaderNameError {}

/// What methods take that want the name of a header.
///
/// ```
/// use nats_web::HeaderMap;
/// use nats_web::header::NATS_MESSAGE_ID;
///
/// let mut headers = HeaderMap::new();
/// headers.insert(NATS_MESSAGE_ID, "7");
/// assert_eq!(headers.get("Nats-Msg-Id").map(|id| id.as_str()), Some("7"));
/// ```
pub trait IntoHeaderName {
    /// Returns the name, unchecked.
    fn into_header_name(self) -> HeaderName;
}

impl IntoHeaderName for &str {
    fn into_header_name(self) -> HeaderName {
        HeaderName::shared(self.into())
    }
}

impl IntoHeaderName for String {
    fn into_header_name(self) -> HeaderName {
        HeaderName::shared(self.into())
    }
}

impl IntoHeaderName for HeaderName {
    fn into_header_name(self) -> HeaderName {
        self
    }
}
