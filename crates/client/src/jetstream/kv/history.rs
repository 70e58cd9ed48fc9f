//! Entries and keys that a bucket has.

use super::entry::{Entry, Operation};
use super::errors::WatcherError;
use super::watch::Reader;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// The entries of a key that a bucket has, the oldest first. It ends with the last one.
///
/// ```no_run
/// use futures_util::TryStreamExt;
///
/// # async fn run(prices: nats_web::jetstream::kv::Store) -> Result<(), nats_web::Error> {
/// let mut history = prices.history("apple").await?;
/// while let Some(entry) = history.try_next().await? {
///     println!("{}: {:?}", entry.revision, entry.value);
/// }
/// # Ok(()) }
/// ```
pub struct History {
    pub(super) reader: Reader,
}

impl futures_core::Stream for History {
    type Item = Result<Entry, WatcherError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.reader.poll_present(cx)
    }
}

impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("History").finish_non_exhaustive()
    }
}

/// The keys that have a value, each once. It ends with the last one.
///
/// ```no_run
/// use futures_util::TryStreamExt;
///
/// # async fn run(prices: nats_web::jetstream::kv::Store) -> Result<(), nats_web::Error> {
/// let keys: Vec<String> = prices.keys().await?.try_collect().await?;
/// # Ok(()) }
/// ```
pub struct Keys {
    pub(super) reader: Reader,
    /// Those that have been listed. One that changes meanwhile comes again.
    listed: HashSet<String>,
    /// Those that are known at the end only, and whether they have a value.
    late: HashMap<String, bool>,
    /// What is left to tell at the end.
    rest: Vec<String>,
}

impl Keys {
    pub(super) fn new(reader: Reader) -> Self {
        Self { reader, listed: HashSet::new(), late: HashMap::new(), rest: Vec::new() }
    }

    fn next_at_end(&mut self) -> Option<String> {
        let Self { listed, late, rest, .. } = self;
        let late = late.drain().filter(|(key, has_value)| *has_value && !listed.contains(key));
        rest.extend(late.map(|(key, _)| key));
        rest.pop()
    }
}

impl futures_core::Stream for Keys {
    type Item = Result<String, WatcherError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match ready!(self.reader.poll_present(cx)) {
                Some(Ok(Entry { key, operation, .. })) => {
                    let has_value = operation == Operation::Put;
                    if self.reader.tells_history() {
                        self.late.insert(key, has_value);
                    } else if has_value && self.listed.insert(key.clone()) {
                        return Poll::Ready(Some(Ok(key)));
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(self.next_at_end().map(Ok)),
            }
        }
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}
