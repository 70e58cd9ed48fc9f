//! The headers of a message.

use super::{HeaderName, HeaderValue, IntoHeaderName, IntoHeaderValue};
use bytes::Bytes;
use bytestring::ByteString;
use nats_web_core::codec::headers::{self, HeaderError};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::HashMap;
use std::fmt;
use std::slice;

/// Names with their values. Names keep the order in which they were first added, and are compared with case.
///
/// What could not be sent, as a name with a space or a value with a line break, is refused when it is published, with
/// [`HeaderError`] as the reason.
///
/// ```
/// use nats_web::HeaderMap;
///
/// let mut headers = HeaderMap::new();
/// headers.insert("Nats-Msg-Id", "7");
/// headers.append("Tag", "fruit");
/// headers.append("Tag", "fresh");
/// assert_eq!(headers.get("Nats-Msg-Id").unwrap().as_str(), "7");
/// assert_eq!(headers.get_all("Tag").map(|tag| tag.as_str()).collect::<Vec<_>>(), ["fruit", "fresh"]);
/// ```
#[derive(Clone, Default)]
pub struct HeaderMap {
    entries: Vec<Entry>,
    /// Where a name's entry is, once there are many.
    index: HashMap<Bytes, usize>,
}

/// A name, and its values.
type Entry = (HeaderName, Vec<HeaderValue>);

impl HeaderMap {
    /// Returns a map without headers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns whether there are no headers.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns how many names there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns each name with its values.
    #[must_use]
    pub fn iter(&self) -> Iter<'_> {
        Iter(self.entries.iter())
    }

    /// Makes `value` the only value of `name`.
    pub fn insert<K: IntoHeaderName, V: IntoHeaderValue>(&mut self, name: K, value: V) {
        *self.values_mut(name.into_header_name()) = vec![value.into_header_value()];
    }

    /// Adds a value to those that `name` has.
    pub fn append<K: IntoHeaderName, V: IntoHeaderValue>(&mut self, name: K, value: V) {
        self.values_mut(name.into_header_name()).push(value.into_header_value());
    }

    /// Returns the first value of a name.
    pub fn get<K: IntoHeaderName>(&self, key: K) -> Option<&HeaderValue> {
        self.values(&key.into_header_name()).first()
    }

    /// Returns the last value of a name.
    pub fn get_last<K: IntoHeaderName>(&self, key: K) -> Option<&HeaderValue> {
        self.values(&key.into_header_name()).last()
    }

    /// Returns all values of a name, in the order in which they were added.
    pub fn get_all<K: IntoHeaderName>(&self, key: K) -> GetAll<'_, HeaderValue> {
        GetAll { inner: self.values(&key.into_header_name()).iter() }
    }

    /// Reads a block as it was received. Nothing in it is refused: no server checks what publishers send.
    pub(crate) fn from_block(block: &Bytes) -> Self {
        let mut map = Self::new();
        for (name, value) in headers::entries(block) {
            let name = HeaderName::shared(text(block, name));
            map.values_mut(name).push(HeaderValue::shared(text(block, value)));
        }
        map
    }

    /// Returns the block as it is sent.
    ///
    /// # Errors
    /// A name or value that would be read as something else.
    pub(crate) fn to_block(&self) -> Result<Vec<u8>, HeaderError> {
        let mut block = b"NATS/1.0\r\n".to_vec();
        for (name, values) in self.iter() {
            headers::validate_name(name.as_str().as_bytes())?;
            for value in values {
                headers::validate_value(value.as_str().as_bytes())?;
                for part in [name.as_str(), ": ", value.as_str(), "\r\n"] {
                    block.extend_from_slice(part.as_bytes());
                }
            }
        }
        block.extend_from_slice(b"\r\n");
        Ok(block)
    }

    fn values(&self, name: &HeaderName) -> &[HeaderValue] {
        self.place(name).and_then(|place| self.entries.get(place)).map_or(&[], |(_, values)| values)
    }

    fn values_mut(&mut self, name: HeaderName) -> &mut Vec<HeaderValue> {
        let place = self.place(&name).unwrap_or_else(|| {
            self.entries.push((name, Vec::with_capacity(1)));
            self.index_last();
            self.entries.len() - 1
        });
        &mut self.entries[place].1
    }

    fn place(&self, name: &HeaderName) -> Option<usize> {
        if self.index.is_empty() {
            self.entries.iter().position(|(known, _)| known == name)
        } else {
            self.index.get(name.as_str().as_bytes()).copied()
        }
    }

    /// Adds the last entry to the index, or all, if there have become many.
    fn index_last(&mut self) {
        let first = match self.entries.len() {
            ..=SEARCHED => return,
            _ if self.index.is_empty() => 0,
            len => len - 1,
        };
        for (place, (name, _)) in self.entries.iter().enumerate().skip(first) {
            self.index.insert(Bytes::copy_from_slice(name.as_str().as_bytes()), place);
        }
    }
}

/// Returns the text that `part` of `block` is, as a slice of it if it is UTF-8.
fn text(block: &Bytes, part: &[u8]) -> ByteString {
    ByteString::try_from(block.slice_ref(part)).unwrap_or_else(|_| String::from_utf8_lossy(part).into_owned().into())
}

/// The order of names does not matter.
impl fmt::Debug for HeaderMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl PartialEq for HeaderMap {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(name, values)| other.values(name) == values)
    }
}

impl Eq for HeaderMap {}

impl FromIterator<(HeaderName, HeaderValue)> for HeaderMap {
    fn from_iter<T: IntoIterator<Item = (HeaderName, HeaderValue)>>(entries: T) -> Self {
        let mut map = Self::new();
        for (name, value) in entries {
            map.insert(name, value);
        }
        map
    }
}

impl<'a> IntoIterator for &'a HeaderMap {
    type Item = (&'a HeaderName, &'a Vec<HeaderValue>);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl Serialize for HeaderMap {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for HeaderMap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// As it is written, and as earlier versions of async-nats wrote it.
        #[derive(Deserialize)]
        #[serde(untagged)]
        #[allow(clippy::mutable_key_type, reason = "a name compares by its text, which does not change")]
        enum Written {
            Earlier { inner: HashMap<HeaderName, Vec<HeaderValue>> },
            Now(HashMap<HeaderName, Vec<HeaderValue>>),
        }

        let (Written::Earlier { inner } | Written::Now(inner)) = Written::deserialize(deserializer)?;
        let mut map = Self::new();
        for (name, values) in inner {
            *map.values_mut(name) = values;
        }
        Ok(map)
    }
}

/// The names of a [`HeaderMap`], with their values.
///
/// ```
/// use nats_web::HeaderMap;
///
/// let mut headers = HeaderMap::new();
/// headers.insert("Unit", "celsius");
/// for (name, values) in headers.iter() {
///     println!("{name}: {values:?}");
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Iter<'a>(slice::Iter<'a, Entry>);

impl<'a> Iterator for Iter<'a> {
    type Item = (&'a HeaderName, &'a Vec<HeaderValue>);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(name, values)| (name, values))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl ExactSizeIterator for Iter<'_> {}

/// The values of one name.
///
/// ```
/// use nats_web::HeaderMap;
///
/// let mut headers = HeaderMap::new();
/// headers.append("Tag", "fruit");
/// assert_eq!(headers.get_all("Tag").count(), 1);
/// ```
#[derive(Clone, Debug)]
pub struct GetAll<'a, T> {
    inner: slice::Iter<'a, T>,
}

impl<'a, T> Iterator for GetAll<'a, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        self.inner.next()
    }
}

/// Up to this many names are searched one by one.
const SEARCHED: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_is_what_is_read() {
        let mut map = HeaderMap::new();
        for number in 0..100_usize {
            map.append(format!("Name-{number}"), HeaderValue::from(number));
            map.append(format!("Name-{}", number / 2), "again");
        }
        let block = Bytes::from(map.to_block().unwrap());
        let read = HeaderMap::from_block(&block);
        assert_eq!((read.len(), &read), (100, &map));
        assert!(read.iter().map(|(name, _)| name.as_str()).eq(map.iter().map(|(name, _)| name.as_str())));
        assert_eq!(read.get("Name-99").unwrap().as_str(), "99");
        assert_eq!(read.get_all("Name-7").count(), 3);
    }

    #[test]
    fn nothing_is_sent_that_reads_as_something_else() {
        for (name, value) in [("a b", ""), ("a:b", ""), ("", ""), ("ü", ""), ("a", "b\r\nc: d"), ("a", "\n")] {
            let mut map = HeaderMap::new();
            map.insert(name, value);
            assert!(map.to_block().is_err(), "{name:?}: {value:?}");
        }
    }

    #[test]
    fn what_is_received_is_never_refused() {
        let map = HeaderMap::from_block(&Bytes::from_static(b"NATS/1.0 503\r\nno colon\r\nA b:\xff \r\n\r\n"));
        assert_eq!((map.len(), map.get("A b").unwrap().as_str()), (1, "\u{fffd}"));
    }

    #[test]
    fn json_is_a_map_as_now_and_as_earlier() {
        let mut map = HeaderMap::new();
        map.append("Tag", "a");
        map.append("Tag", "b");
        assert_eq!(serde_json::to_string(&map).unwrap(), r#"{"Tag":["a","b"]}"#);
        assert_eq!(format!("{map:?}"), r#"{"Tag": ["a", "b"]}"#);
        for text in [r#"{"Tag":["a","b"]}"#, r#"{"inner":{"Tag":["a","b"]}}"#] {
            assert_eq!(serde_json::from_str::<HeaderMap>(text).unwrap(), map);
        }
        assert!(serde_json::from_str::<HeaderMap>(r#"{"a b":["c"]}"#).is_err());
    }
}
