//! Buckets' names and keys, and the subjects that keys are.

use super::KvError;
use alloc::string::String;
use nats_web_core::subject::{check_publish, check_subscribe};

/// What the names of streams begin with that are buckets.
pub const STREAM_PREFIX: &str = "KV_";
/// What the subjects of requests begin with where nothing else is said.
const DEFAULT_API: &str = "$JS.API";

/// What the subjects of a bucket's keys begin with, each with a dot at its end.
///
/// ```
/// use nats_web_jetstream::kv::keys::{Keyspace, Mirror};
///
/// let keys = Keyspace::new("orders", "$JS.API", None)?;
/// assert_eq!(keys.read(), "$KV.orders.");
/// assert_eq!(keys.key_of("$KV.orders.o.1"), Some("o.1"));
///
/// // A mirror has the subjects of what it mirrors, and is written where that is.
/// let mirror = Mirror { stream: "KV_orders", external: "$JS.hub.API" };
/// let keys = Keyspace::new("copy", "$JS.API", Some(mirror))?;
/// assert_eq!((keys.read(), keys.write()), ("$KV.orders.", "$JS.hub.API.$KV.orders."));
/// # Ok::<(), nats_web_jetstream::kv::KvError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyspace {
    read: String,
    write: String,
}

/// What a bucket mirrors, as the configuration of its stream says.
///
/// ```
/// use nats_web_jetstream::kv::keys::Mirror;
///
/// assert_eq!(Mirror { stream: "KV_orders", external: "" }.bucket(), "orders");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mirror<'a> {
    /// The name of the stream.
    pub stream: &'a str,
    /// What the subjects of requests to its domain or account begin with; empty for the mirror's own.
    pub external: &'a str,
}

impl<'a> Mirror<'a> {
    /// Returns the bucket that it mirrors.
    #[must_use]
    pub fn bucket(&self) -> &'a str {
        bucket_of(self.stream)
    }
}

impl Keyspace {
    /// Returns the subjects of a bucket; requests to it begin with `api`, such as `$JS.API`.
    ///
    /// # Errors
    /// [`KvError::Bucket`].
    pub fn new(bucket: &str, api: &str, mirror: Option<Mirror<'_>>) -> Result<Self, KvError> {
        check_bucket(bucket)?;
        let origin = mirror.map_or(bucket, |mirror| mirror.bucket());
        let read = ["$KV.", origin, "."].concat();
        let before = match mirror.map_or("", |mirror| mirror.external) {
            "" if api == DEFAULT_API => "",
            "" => api,
            external => external,
        };
        let write = if before.is_empty() { read.clone() } else { [before, ".", &read].concat() };
        Ok(Self { read, write })
    }

    /// Returns what the subject of a key in the bucket's stream begins with: for reading, purging and consumers.
    #[must_use]
    pub fn read(&self) -> &str {
        &self.read
    }

    /// Returns what the subject begins with to which a value of a key is published.
    #[must_use]
    pub fn write(&self) -> &str {
        &self.write
    }

    /// Returns the key that the subject of a message in the bucket's stream is, if it is one.
    #[must_use]
    pub fn key_of<'s>(&self, subject: &'s str) -> Option<&'s str> {
        subject.strip_prefix(self.read.as_str()).filter(|key| !key.is_empty())
    }
}

/// Returns the bucket that a stream is, or the stream's name if it is not called as buckets are.
#[must_use]
pub fn bucket_of(stream: &str) -> &str {
    stream.strip_prefix(STREAM_PREFIX).unwrap_or(stream)
}

/// Checks the name of a bucket: ASCII letters, digits, `-` and `_`.
///
/// # Errors
/// [`KvError::Bucket`].
pub fn check_bucket(bucket: &str) -> Result<(), KvError> {
    let is_fit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if bucket.is_empty() || !bucket.bytes().all(is_fit) {
        return Err(KvError::Bucket);
    }
    Ok(())
}

/// Checks a key: ASCII letters, digits, `-`, `_`, `/`, `=`, and dots between parts that are not empty.
///
/// # Errors
/// [`KvError::Key`].
pub fn check_key(key: &str) -> Result<(), KvError> {
    if !key.bytes().all(is_key_byte) || check_publish(key.as_bytes()).is_err() || has_empty_part(key) {
        return Err(KvError::Key);
    }
    Ok(())
}

/// Checks a filter of keys: as a key, and a part may be `*`, the last one also `>`.
///
/// A wildcard within a longer part is refused: no key has one, so that the filter would never find anything.
///
/// ```
/// use nats_web_jetstream::kv::keys::check_filter;
///
/// assert!(check_filter("orders.*.>").is_ok());
/// assert!(check_filter("orders.o*").is_err());
/// ```
///
/// # Errors
/// [`KvError::Filter`].
pub fn check_filter(filter: &str) -> Result<(), KvError> {
    let is_fit = |byte: u8| is_key_byte(byte) || matches!(byte, b'*' | b'>');
    let is_odd = |part: &str| part.len() > 1 && part.contains(['*', '>']);
    if !filter.bytes().all(is_fit)
        || check_subscribe(filter.as_bytes()).is_err()
        || has_empty_part(filter)
        || filter.split('.').any(is_odd)
    {
        return Err(KvError::Filter);
    }
    Ok(())
}

const fn is_key_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/' | b'=' | b'.')
}

fn has_empty_part(key: &str) -> bool {
    key.split('.').any(str::is_empty)
}

#[cfg(test)]
mod tests;
