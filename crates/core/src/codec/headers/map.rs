//! Headers as a value, for faces that have no header type of their own.

use alloc::{borrow::ToOwned, string::String, vec::Vec};

use super::{HeaderError, VERSION, entries, status, validate_name, validate_value};
use crate::codec::encode::write_u64;

/// Names with their values, and the status of the first line, if any.
///
/// Names are case-sensitive and may have several values; all stay in the order they came. Values are stored without the
/// ASCII whitespace around them, as that does not survive the wire. Looking a name up takes time linear in the entries,
/// reading a block linear in its length, whatever a publisher put into it. Source: ADR-4.
///
/// ```
/// use nats_web_core::HeaderMap;
///
/// let mut headers = HeaderMap::new();
/// headers.insert("Nats-Msg-Id", "7")?;
/// headers.append("Tag", "fruit")?;
/// headers.append("Tag", "fresh")?;
/// assert_eq!(headers.get("Nats-Msg-Id"), Some("7"));
/// assert!(headers.values("Tag").eq(["fruit", "fresh"]));
///
/// let mut block = Vec::new();
/// headers.encode(&mut block);
/// assert_eq!(HeaderMap::parse(&block), headers);
/// # Ok::<(), nats_web_core::codec::headers::HeaderError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HeaderMap {
    status: Option<(u16, String)>,
    entries: Vec<(String, String)>,
}

impl HeaderMap {
    /// Creates a map without headers and status.
    #[must_use]
    pub const fn new() -> Self {
        Self { status: None, entries: Vec::new() }
    }

    /// Reads a block as received, which is never refused: no server checks what publishers send.
    ///
    /// Lines without a colon are skipped, names and values are kept as they are, bytes that are not UTF-8 become U+FFFD.
    /// Such names, and values with line breaks, are refused when they are sent on.
    #[must_use]
    pub fn parse(block: &[u8]) -> Self {
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        Self {
            status: status(block).map(|(code, description)| (code, text(description))),
            entries: entries(block).map(|(name, value)| (text(name), text(value))).collect(),
        }
    }

    /// Appends the block as it is sent, its final blank line included.
    pub fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(VERSION);
        if let Some((code, description)) = &self.status {
            out.push(b' ');
            write_u64(out, u64::from(*code));
            if !description.is_empty() {
                out.push(b' ');
                out.extend_from_slice(description.as_bytes());
            }
        }
        out.extend_from_slice(b"\r\n");
        for (name, value) in self.iter() {
            out.extend_from_slice(name.as_bytes());
            out.extend_from_slice(b": ");
            out.extend_from_slice(value.as_bytes());
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(b"\r\n");
    }

    /// Returns the status code and its description, which may be empty.
    #[must_use]
    pub fn status(&self) -> Option<(u16, &str)> {
        self.status.as_ref().map(|(code, description)| (*code, description.as_str()))
    }

    /// Sets the status of the first line.
    ///
    /// # Errors
    /// [`HeaderError::BadStatus`] for the code 0, [`HeaderError::LineBreak`] for a description with a line break.
    pub fn set_status(&mut self, code: u16, description: &str) -> Result<(), HeaderError> {
        if code == 0 {
            return Err(HeaderError::BadStatus);
        }
        validate_value(description.as_bytes())?;
        self.status = Some((code, description.trim_ascii().to_owned()));
        Ok(())
    }

    /// Returns the first value of `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values(name).next()
    }

    /// Returns the last value of `name`.
    #[must_use]
    pub fn last(&self, name: &str) -> Option<&str> {
        self.values(name).next_back()
    }

    /// Returns all values of `name`, oldest first.
    pub fn values<'a>(&'a self, name: &str) -> impl DoubleEndedIterator<Item = &'a str> {
        self.entries.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns whether `name` has a value.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.entries.iter().any(|(known, _)| known == name)
    }

    /// Makes `value` the only value of `name`: removes the name and appends it.
    ///
    /// # Errors
    /// [`HeaderError::BadName`], [`HeaderError::LineBreak`]; the map is then as before.
    pub fn insert(&mut self, name: &str, value: &str) -> Result<(), HeaderError> {
        check(name, value)?;
        self.remove(name);
        self.append(name, value)
    }

    /// Adds an entry at the end; values that `name` has already stay.
    ///
    /// # Errors
    /// [`HeaderError::BadName`], [`HeaderError::LineBreak`]; the map is then as before.
    pub fn append(&mut self, name: &str, value: &str) -> Result<(), HeaderError> {
        check(name, value)?;
        self.entries.push((name.to_owned(), value.trim_ascii().to_owned()));
        Ok(())
    }

    /// Removes `name`. Returns whether it had a value.
    pub fn remove(&mut self, name: &str) -> bool {
        let before = self.entries.len();
        self.entries.retain(|(known, _)| known != name);
        self.entries.len() < before
    }

    /// Returns every name and value, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns the number of entries; a name counts once for each of its values.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns whether there is neither an entry nor a status.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.status.is_none()
    }
}

fn check(name: &str, value: &str) -> Result<(), HeaderError> {
    validate_name(name.as_bytes())?;
    validate_value(value.as_bytes())
}
