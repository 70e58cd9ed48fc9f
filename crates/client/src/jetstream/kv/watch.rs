//! Entries as they come.

use super::entry::{Entry, Operation};
use super::errors::{WatcherError, WatcherErrorKind};
use crate::jetstream::Message;
use crate::jetstream::consumer::push::OrderedError;
use crate::jetstream::reading::{Followed, Following};
use nats_web_jetstream::kv::watch::Beginning;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// What reads the entries of a bucket in order, and knows when all has come that there was.
#[derive(Debug)]
pub(super) struct Reader {
    following: Following,
    beginning: Beginning,
    /// Whether the consumer has been replaced before the beginning was over: the next one also tells what was replaced by then.
    tells_history: bool,
    bucket: String,
    prefix: String,
    is_over: bool,
}

impl Reader {
    pub(super) fn new(following: Following, bucket: &str, prefix: &str) -> Self {
        let beginning = Beginning::default();
        let (bucket, prefix) = (bucket.to_owned(), prefix.to_owned());
        Self { following, beginning, tells_history: false, bucket, prefix, is_over: false }
    }

    /// Returns the next entry. The end of the beginning may come without one: then `Ready(None)` is returned, if that is
    /// what is asked for.
    fn poll_entry(&mut self, cx: &mut Context<'_>, until_current: bool) -> Poll<Option<Result<Entry, WatcherError>>> {
        loop {
            if self.is_over || (until_current && self.beginning.is_over()) {
                return Poll::Ready(None);
            }
            match ready!(self.following.poll_next(cx)) {
                Some(Followed::Message(message)) => return Poll::Ready(Some(self.entry(message))),
                Some(Followed::Created { pending, delivered }) => {
                    self.beginning.created(pending, delivered);
                }
                Some(Followed::Reset) => {
                    self.beginning.reset();
                    self.tells_history |= !self.beginning.is_over();
                }
                Some(Followed::Idle) => {
                    self.beginning.idle();
                }
                None => {
                    self.is_over = true;
                    let failure = self.following.failure().map(OrderedError::of_end);
                    return Poll::Ready(failure.map(|error| Err(error.into())));
                }
            }
        }
    }

    fn entry(&mut self, message: Message) -> Result<Entry, WatcherError> {
        let info = message.info().map_err(|error| WatcherError::with_source(WatcherErrorKind::Other, error))?;
        let (delta, revision, created) = (info.pending, info.stream_sequence, info.published);
        self.beginning.received(delta);
        let message = message.message;
        Ok(Entry {
            bucket: self.bucket.clone(),
            key: message.subject.strip_prefix(&self.prefix).unwrap_or(&message.subject).to_owned(),
            operation: Operation::of(message.headers.as_ref()),
            value: message.payload,
            revision,
            delta,
            created,
            seen_current: self.beginning.is_over(),
        })
    }

    /// Returns the next entry of those that there were; `None` once they have all come.
    pub(super) fn poll_present(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Entry, WatcherError>>> {
        self.poll_entry(cx, true)
    }

    /// Returns whether an entry may be followed by a later one of its key that was there when the reading began.
    pub(super) const fn tells_history(&self) -> bool {
        self.tells_history
    }
}

impl From<OrderedError> for WatcherError {
    fn from(error: OrderedError) -> Self {
        Self::with_source(WatcherErrorKind::Consumer, error)
    }
}

/// The entries of keys, as they come, without end.
///
/// A lost connection or consumer is made up for, whether or not the stream is polled meanwhile: each entry comes once and in
/// order. Dropping the stream ends the watch.
///
/// ```no_run
/// use futures_util::TryStreamExt;
///
/// # async fn run(prices: nats_web::jetstream::kv::Store) -> Result<(), nats_web::Error> {
/// let mut changes = prices.watch_with_history("fruit.*").await?;
/// while let Some(entry) = changes.try_next().await? {
///     println!("{}: {:?}", entry.key, entry.operation);
/// }
/// # Ok(()) }
/// ```
pub struct Watch {
    pub(super) reader: Reader,
}

impl futures_core::Stream for Watch {
    type Item = Result<Entry, WatcherError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.reader.poll_entry(cx, false)
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("bucket", &self.reader.bucket).finish_non_exhaustive()
    }
}
