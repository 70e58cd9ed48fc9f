//! Subjects, as the client takes and gives them.

use bytes::Bytes;
use bytestring::ByteString;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::ops::Deref;
use std::str::Utf8Error;

/// Why a text is no subject.
///
/// ```
/// use nats_web::{Subject, SubjectError};
///
/// assert_eq!(Subject::validated("two words"), Err(SubjectError::InvalidFormat));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubjectError {
    /// It is empty, has whitespace or control characters, or an empty token.
    InvalidFormat,
}

impl fmt::Display for SubjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid subject format")
    }
}

impl std::error::Error for SubjectError {}

/// A subject: text that shares its bytes, so that clones are cheap and that of a message is a slice of what arrived.
///
/// A subject holds any text. Whether that can be published or subscribed to is checked when it is;
/// [`validated`](Self::validated) checks at once. Bytes of a received subject that are not UTF-8 are U+FFFD.
///
/// ```
/// use nats_web::Subject;
///
/// const ORDERS: Subject = Subject::from_static("orders.new");
/// assert_eq!(ORDERS.as_str(), "orders.new");
/// assert!(ORDERS.starts_with("orders."), "it is a str, too");
/// assert!(Subject::validated("orders..new").is_err());
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject(ByteString);

impl Subject {
    /// Returns the subject with this text, without copying it.
    #[must_use]
    pub const fn from_static(input: &'static str) -> Self {
        Self(ByteString::from_static(input))
    }

    /// Returns the subject with this text, and refuses one that is malformed: in a constant, at compile time.
    ///
    /// ```
    /// use nats_web::Subject;
    ///
    /// const ORDERS: Subject = Subject::from_static_validated("orders.*.new");
    /// # assert_eq!(ORDERS.as_str(), "orders.*.new");
    /// ```
    ///
    /// # Panics
    /// If the text is empty, has whitespace or an empty token.
    #[must_use]
    pub const fn from_static_validated(subject: &'static str) -> Self {
        let bytes = subject.as_bytes();
        assert!(!bytes.is_empty(), "the subject is empty");
        let mut at = 0;
        let mut is_first = true;
        while at < bytes.len() {
            let byte = bytes[at];
            assert!(!matches!(byte, b' ' | b'\t' | b'\r' | b'\n'), "the subject has whitespace");
            assert!(byte != b'.' || !is_first, "the subject has an empty token");
            is_first = byte == b'.';
            at += 1;
        }
        assert!(!is_first, "the subject ends with a dot");
        Self::from_static(subject)
    }

    /// Returns the subject that is in these bytes, without copying them.
    ///
    /// # Errors
    /// They are not UTF-8.
    pub fn from_utf8<T: Into<Bytes>>(input: T) -> Result<Self, Utf8Error> {
        Self::try_from(input.into())
    }

    /// Returns the subject with this text, if it may be subscribed to; `>` is not looked at.
    ///
    /// # Errors
    /// See [`SubjectError`].
    pub fn validated(subject: impl AsRef<str>) -> Result<Self, SubjectError> {
        let subject = subject.as_ref();
        if is_sound(subject) { Ok(Self::from(subject)) } else { Err(SubjectError::InvalidFormat) }
    }

    /// Returns its text.
    #[must_use]
    #[inline]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns its text as a string of its own.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0.into()
    }

    /// Returns whether it is not empty and has neither whitespace, control characters nor an empty token.
    #[must_use]
    #[inline]
    pub fn is_valid(&self) -> bool {
        is_sound(self)
    }

    /// Returns the subject that is in these bytes. What is not UTF-8 becomes U+FFFD.
    #[inline]
    pub(crate) fn from_lossy(bytes: Bytes) -> Self {
        // Looking twice at a few bytes costs less than holding on to them for the case that they are none.
        if !bytes.is_ascii() && std::str::from_utf8(&bytes).is_err() {
            return repaired(&bytes);
        }
        ByteString::try_from(bytes).map(Self).unwrap_or(Self::from_static(""))
    }
}

#[cold]
fn repaired(bytes: &[u8]) -> Subject {
    Subject(String::from_utf8_lossy(bytes).into_owned().into())
}

fn is_sound(subject: &str) -> bool {
    nats_web_core::subject::check_publish(subject.as_bytes()).is_ok()
}

impl From<&str> for Subject {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Subject {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<Subject> for String {
    fn from(subject: Subject) -> Self {
        subject.into_string()
    }
}

impl TryFrom<Bytes> for Subject {
    type Error = Utf8Error;

    fn try_from(bytes: Bytes) -> Result<Self, Utf8Error> {
        ByteString::try_from(bytes).map(Self)
    }
}

impl AsRef<str> for Subject {
    fn as_ref(&self) -> &str {
        self
    }
}

impl Deref for Subject {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Subject").field(&self.as_str()).finish()
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), f)
    }
}

impl Serialize for Subject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Subject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// What methods take that want a subject: a constant text, a string or a [`Subject`].
///
/// ```
/// use nats_web::{Subject, ToSubject};
///
/// fn length(subject: impl ToSubject) -> usize {
///     subject.to_subject().len()
/// }
/// assert_eq!((length("a.b"), length(String::from("a.b")), length(Subject::from("a.b"))), (3, 3, 3));
/// ```
pub trait ToSubject {
    /// Returns the subject.
    fn to_subject(&self) -> Subject;
}

impl ToSubject for Subject {
    fn to_subject(&self) -> Subject {
        self.clone()
    }
}

impl ToSubject for &'static str {
    fn to_subject(&self) -> Subject {
        Subject::from_static(self)
    }
}

impl ToSubject for String {
    fn to_subject(&self) -> Subject {
        Subject::from(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_utf8_is_replaced() {
        assert_eq!(&*Subject::from_lossy(Bytes::from_static(b"a.\xff")), "a.\u{fffd}");
        assert_eq!(&*Subject::from_lossy(Bytes::from_static("a.ü".as_bytes())), "a.ü");
        assert!(Subject::from_utf8(&b"\xff"[..]).is_err());
    }

    #[test]
    fn as_json_it_is_a_text() {
        let subject = Subject::from("a.b");
        assert_eq!(serde_json::to_string(&subject).unwrap(), "\"a.b\"");
        assert_eq!(serde_json::from_str::<Subject>("\"a.b\"").unwrap(), subject);
    }
}
