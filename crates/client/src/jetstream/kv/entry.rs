//! Entries, and what they do to their keys.

use crate::datetime::DateTime;
use crate::header::HeaderMap;
use bytes::Bytes;
use nats_web_jetstream::kv::entry::{MARKER_REASON, OPERATION, Operation as Rule};
use std::fmt;
use std::str::FromStr;

/// What an entry does to its key.
///
/// ```
/// use nats_web::jetstream::kv::Operation;
///
/// assert_eq!("DEL".parse(), Ok(Operation::Delete));
/// ```
#[derive(Debug, Clone, Copy, Eq, PartialEq)]
pub enum Operation {
    /// It gives the key a value.
    Put,
    /// It takes the value away; earlier entries stay.
    Delete,
    /// It takes the value and all earlier entries away.
    Purge,
}

impl Operation {
    /// Returns what a message with these headers does. What a server puts in place of messages that it removed is a
    /// deletion, too.
    pub(super) fn of(headers: Option<&HeaderMap>) -> Self {
        let Some(headers) = headers else { return Self::Put };
        let value = |name: &str| headers.get(name).map(|value| value.as_str()).unwrap_or_default();
        Rule::new(value(OPERATION), value(MARKER_REASON)).into()
    }

    pub(super) fn rule(self) -> Rule {
        match self {
            Self::Put => Rule::Put,
            Self::Delete => Rule::Delete,
            Self::Purge => Rule::Purge,
        }
    }
}

impl From<Rule> for Operation {
    fn from(rule: Rule) -> Self {
        match rule {
            Rule::Put => Self::Put,
            Rule::Delete => Self::Delete,
            Rule::Purge => Self::Purge,
        }
    }
}

impl FromStr for Operation {
    type Err = ParseOperationError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Rule::ALL.iter().find(|rule| rule.name() == text);
        found.map(|rule| (*rule).into()).ok_or(ParseOperationError)
    }
}

/// A text is not the name of an operation.
///
/// ```
/// use nats_web::jetstream::kv::{Operation, ParseOperationError};
///
/// assert_eq!("del".parse::<Operation>(), Err(ParseOperationError));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseOperationError;

impl fmt::Display for ParseOperationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an operation is PUT, PURGE or DEL")
    }
}

impl std::error::Error for ParseOperationError {}

/// What a bucket has of a key.
///
/// ```no_run
/// # async fn run(prices: nats_web::jetstream::kv::Store) -> Result<(), nats_web::Error> {
/// if let Some(entry) = prices.entry("apple").await? {
///     println!("{:?} since {:?}", entry.value, entry.created);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The bucket's name.
    pub bucket: String,
    /// The key.
    pub key: String,
    /// The value; empty for a deletion.
    pub value: Bytes,
    /// The number of the entry in the bucket.
    pub revision: u64,
    /// Of an entry that is watched, how many are to come after it.
    pub delta: u64,
    /// When it was stored.
    pub created: DateTime,
    /// What it does to the key.
    pub operation: Operation,
    /// Of an entry that is watched, whether all has come, with it, that there was when the watch began.
    pub seen_current: bool,
}
