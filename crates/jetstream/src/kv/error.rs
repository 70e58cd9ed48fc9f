//! What is wrong with what a bucket is asked.

use core::fmt;
use nats_web_core::codec::json::JsonError;

/// Why a bucket cannot do what it is asked. All of it is the caller's mistake, and nothing was sent.
///
/// ```
/// use nats_web_jetstream::kv::{KvError, keys::check_key};
///
/// assert_eq!(check_key("a..b"), Err(KvError::Key));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum KvError {
    /// No bucket has this name: it is ASCII letters, digits, `-` and `_`.
    Bucket,
    /// This is no key ([`check_key`](super::keys::check_key)).
    Key,
    /// This is no filter of keys ([`check_filter`](super::keys::check_filter)).
    Filter,
    /// A bucket keeps 1 to 64 entries of a key.
    History,
    /// The mirror, or a source, names no bucket.
    Source,
    /// The options are no JSON object.
    Options(JsonError),
}

impl fmt::Display for KvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bucket => f.write_str("the name of a bucket has letters, digits, - and _ alone"),
            Self::Key => {
                f.write_str("a key has letters, digits and -_/= alone, and dots between parts that are not empty")
            }
            Self::Filter => f.write_str("a filter is a key in which parts may be *, and the last one >"),
            Self::History => f.write_str("history must be 1 to 64"),
            Self::Source => f.write_str("a mirror or source names no bucket"),
            Self::Options(error) => write!(f, "the options are no JSON object: {error}"),
        }
    }
}

impl core::error::Error for KvError {}

impl From<JsonError> for KvError {
    fn from(error: JsonError) -> Self {
        Self::Options(error)
    }
}
