//! Watching and listing objects.

use super::errors::{ListError, ListerError, WatchError, WatcherError, WatcherErrorKind};
use super::info::ObjectInfo;
use super::store::ObjectStore;
use crate::jetstream::Message;
use crate::jetstream::consumer::push::OrderedError;
use crate::jetstream::reading::{Followed, Following, Source};
use nats_web_jetstream::kv::watch::Beginning;
use nats_web_jetstream::object::subjects::all_meta;
use serde_json::json;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

impl ObjectStore {
    /// Returns the changes of objects from now on.
    ///
    /// ```no_run
    /// use futures_util::TryStreamExt;
    ///
    /// # async fn run(photos: nats_web::jetstream::object_store::ObjectStore) -> Result<(), nats_web::Error> {
    /// let mut changes = photos.watch().await?;
    /// while let Some(info) = changes.try_next().await? {
    ///     println!("{} {}", if info.deleted { "gone:" } else { "new:" }, info.name);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`WatchErrorKind`](super::WatchErrorKind).
    pub async fn watch(&self) -> Result<Watch, WatchError> {
        Ok(Watch { following: self.follow("new").await?, is_over: false })
    }

    /// Returns what is known of each object, those that were deleted included, and then the changes.
    ///
    /// # Errors
    /// As [`watch`](Self::watch).
    pub async fn watch_with_history(&self) -> Result<Watch, WatchError> {
        Ok(Watch { following: self.follow("last_per_subject").await?, is_over: false })
    }

    /// Returns what is known of each object that there is.
    ///
    /// ```no_run
    /// use futures_util::TryStreamExt;
    ///
    /// # async fn run(photos: nats_web::jetstream::object_store::ObjectStore) -> Result<(), nats_web::Error> {
    /// let photos: Vec<_> = photos.list().await?.try_collect().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`ListErrorKind`](super::ListErrorKind).
    pub async fn list(&self) -> Result<List, ListError> {
        let following = self.follow("last_per_subject").await?;
        Ok(List { following, beginning: Beginning::default(), is_over: false })
    }

    async fn follow(&self, policy: &str) -> Result<Following, WatchError> {
        let config = json!({ "deliver_policy": policy, "filter_subject": all_meta(&self.name) }).to_string();
        let source = Source { stream: &self.stream.name, config: &config };
        Ok(Following::open(&self.stream.context, source).await?)
    }
}

/// The changes of objects, without end.
///
/// A lost connection or consumer is made up for, whether or not the stream is polled meanwhile. Dropping the stream ends
/// the watch.
///
/// ```no_run
/// use futures_util::StreamExt;
///
/// # async fn run(photos: nats_web::jetstream::object_store::ObjectStore) -> Result<(), nats_web::Error> {
/// let mut changes = photos.watch_with_history().await?;
/// if let Some(info) = changes.next().await {
///     println!("{}", info?.name);
/// }
/// # Ok(()) }
/// ```
pub struct Watch {
    following: Following,
    is_over: bool,
}

impl futures_core::Stream for Watch {
    type Item = Result<ObjectInfo, WatcherError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while !self.is_over {
            match ready!(self.following.poll_next(cx)) {
                Some(Followed::Message(message)) => return Poll::Ready(Some(read(&message).map(|(info, _)| info))),
                Some(_) => {}
                None => {
                    self.is_over = true;
                    return Poll::Ready(failure(&self.following));
                }
            }
        }
        Poll::Ready(None)
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}

/// What is known of the objects that there are. It ends with the last one.
///
/// ```no_run
/// use futures_util::StreamExt;
///
/// # async fn run(photos: nats_web::jetstream::object_store::ObjectStore) -> Result<(), nats_web::Error> {
/// println!("{} photos", photos.list().await?.count().await);
/// # Ok(()) }
/// ```
pub struct List {
    following: Following,
    beginning: Beginning,
    is_over: bool,
}

impl futures_core::Stream for List {
    type Item = Result<ObjectInfo, ListerError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while !self.is_over && !self.beginning.is_over() {
            match ready!(self.following.poll_next(cx)) {
                Some(Followed::Message(message)) => match read(&message) {
                    Ok((info, pending)) => {
                        self.beginning.received(pending);
                        if !info.deleted {
                            return Poll::Ready(Some(Ok(info)));
                        }
                    }
                    Err(error) => {
                        self.beginning.received(message.info().map_or(0, |info| info.pending));
                        return Poll::Ready(Some(Err(error)));
                    }
                },
                Some(Followed::Created { pending, delivered }) => {
                    self.beginning.created(pending, delivered);
                }
                Some(Followed::Reset) => self.beginning.reset(),
                Some(Followed::Idle) => {
                    self.beginning.idle();
                }
                None => {
                    self.is_over = true;
                    return Poll::Ready(failure(&self.following));
                }
            }
        }
        Poll::Ready(None)
    }
}

impl fmt::Debug for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List").finish_non_exhaustive()
    }
}

/// Returns what a message says of an object, and how many are to come after it.
fn read(message: &Message) -> Result<(ObjectInfo, u64), WatcherError> {
    let other = |error: crate::Error| WatcherError::with_source(WatcherErrorKind::Other, error);
    let at = message.info().map_err(other)?;
    let info: ObjectInfo = serde_json::from_slice(&message.payload).map_err(|error| other(error.into()))?;
    Ok((ObjectInfo { modified: Some(at.published), ..info }, at.pending))
}

fn failure<T>(following: &Following) -> Option<Result<T, WatcherError>> {
    following.failure().map(|over| Err(OrderedError::of_end(over).into()))
}
