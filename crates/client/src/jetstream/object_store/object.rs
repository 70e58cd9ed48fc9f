//! The data of an object, as it is read.

use super::info::{AsObjectInfo, ObjectInfo};
use crate::jetstream::reading::{FollowError, Followed, Following, Source};
use crate::jetstream::stream::{InfoError, Stream};
use crate::jetstream::{Context, Message};
use crate::runtime::BoxFuture;
use bytes::{Buf, Bytes};
use futures_core::Stream as _;
use nats_web_jetstream::object::bucket::stream as stream_of;
use nats_web_jetstream::object::chunk::{Extent, Reading};
use nats_web_jetstream::object::digest::{Digest, Hasher};
use nats_web_jetstream::object::subjects::chunks;
use serde_json::json;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context as Task, Poll, ready};
use tokio::io::{AsyncRead, ReadBuf};

/// An object: what is known of it, and its data, which is read as that of a file.
///
/// The first read asks for the data. A connection that is lost meanwhile is made up for. The last bytes are returned only if
/// the SHA-256 of all that was read is the object's; data that is missing or wrong is an error of
/// [`io::ErrorKind::InvalidData`].
///
/// ```no_run
/// use tokio::io::AsyncReadExt;
///
/// # async fn run(photos: nats_web::jetstream::object_store::ObjectStore) -> Result<(), nats_web::Error> {
/// let mut sunset = photos.get("sunset").await?;
/// let mut pixels = Vec::with_capacity(sunset.info().size);
/// sunset.read_to_end(&mut pixels).await?;
/// # Ok(()) }
/// ```
pub struct Object {
    /// What is known of it.
    pub info: ObjectInfo,
    context: Context,
    extent: Extent,
    taken: Extent,
    /// None once it has been looked at.
    hasher: Option<Hasher>,
    /// What was received and has not been read.
    rest: Bytes,
    phase: Phase,
    /// A question to the stream's leader, which knows what is stored.
    counting: Option<Counting>,
}

pub(super) type Counting = BoxFuture<Result<u64, InfoError>>;

/// Where the reading stands.
enum Phase {
    /// Nobody has read.
    Resting,
    Opening(BoxFuture<Result<Following, FollowError>>),
    Reading(Following),
    Complete,
    Failed(io::ErrorKind, String),
}

impl Object {
    pub(super) fn new(info: ObjectInfo, context: Context) -> Self {
        let extent = Extent { chunks: info.chunks as u64, bytes: info.size as u64 };
        let (taken, hasher, rest) = (Extent::default(), Some(Hasher::default()), Bytes::new());
        Self { info, context, extent, taken, hasher, rest, phase: Phase::Resting, counting: None }
    }

    /// Returns what is known of it.
    #[must_use]
    pub fn info(&self) -> &ObjectInfo {
        &self.info
    }

    /// Receives more, until there is something to be read or nothing more to come.
    fn poll_more(&mut self, cx: &mut Task<'_>) -> Poll<io::Result<()>> {
        while self.rest.is_empty() {
            match &mut self.phase {
                Phase::Resting if self.extent.bytes == 0 => self.complete()?,
                Phase::Resting => self.phase = Phase::Opening(self.open()),
                Phase::Opening(opening) => match ready!(opening.as_mut().poll(cx)) {
                    Ok(following) => self.phase = Phase::Reading(following),
                    Err(FollowError::TimedOut) => return Poll::Ready(self.fail(io::ErrorKind::TimedOut, "timed out")),
                    Err(error) => return Poll::Ready(self.fail(io::ErrorKind::Other, &error.to_string())),
                },
                Phase::Reading(following) => {
                    let next = following.poll_next(cx);
                    if let Poll::Ready(next) = next {
                        self.follow(next)?;
                    } else {
                        ready!(self.poll_count(cx))?;
                    }
                }
                Phase::Complete => return Poll::Ready(Ok(())),
                Phase::Failed(kind, words) => return Poll::Ready(Err(io::Error::new(*kind, words.clone()))),
            }
        }
        Poll::Ready(Ok(()))
    }

    fn open(&self) -> BoxFuture<Result<Following, FollowError>> {
        let context = self.context.clone();
        let stream = self.stream();
        let config = json!({ "deliver_policy": "all", "filter_subject": self.subject() }).to_string();
        Box::pin(async move { Following::open(&context, Source { stream: &stream, config: &config }).await })
    }

    /// The next thing has come.
    fn follow(&mut self, next: Option<Followed>) -> io::Result<()> {
        match next {
            Some(Followed::Message(message)) => self.take(message),
            Some(Followed::Created { pending, delivered }) => self.judge(pending.saturating_add(delivered)),
            // It has delivered all that it has.
            Some(Followed::Idle) => self.judge(0),
            Some(Followed::Reset) => Ok(()),
            None => {
                let words = match &self.phase {
                    Phase::Reading(following) => following.failure().map(|over| over.to_string()),
                    _ => None,
                };
                self.fail(io::ErrorKind::Other, words.as_deref().unwrap_or("the client is closed"))
            }
        }
    }

    fn take(&mut self, message: Message) -> io::Result<()> {
        let pending = message.info().map_or(0, |info| info.pending);
        let chunk = message.message.payload;
        self.taken.chunks += 1;
        self.taken.bytes += chunk.len() as u64;
        if let Some(hasher) = &mut self.hasher {
            hasher.update(&chunk);
        }
        self.judge(pending)?;
        self.rest = chunk;
        Ok(())
    }

    /// Looks at how far the reading is; `pending` is how many chunks the consumer still has.
    fn judge(&mut self, pending: u64) -> io::Result<()> {
        match self.extent.reading(self.taken, pending) {
            Reading::Unfinished => Ok(()),
            Reading::Complete => self.complete(),
            Reading::TooMany => self.fail(io::ErrorKind::InvalidData, "there is more data than the object has"),
            // Where the consumer lives, they may not have arrived yet.
            Reading::Missing => {
                self.counting
                    .get_or_insert_with(|| count(self.context.clone(), stream(&self.info), subject(&self.info)));
                Ok(())
            }
        }
    }

    /// Waits for the leader's word on what is stored, if it was asked.
    fn poll_count(&mut self, cx: &mut Task<'_>) -> Poll<io::Result<()>> {
        let Some(counting) = &mut self.counting else { return Poll::Pending };
        let counted = ready!(counting.as_mut().poll(cx));
        self.counting = None;
        match counted {
            Ok(stored) if stored < self.extent.chunks => {
                Poll::Ready(self.fail(io::ErrorKind::InvalidData, "some of the object's data is missing"))
            }
            // Whoever waits asks again, at the next heartbeat.
            _ => Poll::Pending,
        }
    }

    /// All has come: it is looked at whether it is what was stored.
    fn complete(&mut self) -> io::Result<()> {
        self.phase = Phase::Complete;
        self.counting = None;
        let (Some(expected), Some(hasher)) = (&self.info.digest, self.hasher.take()) else { return Ok(()) };
        if Digest::parse(expected) == Ok(hasher.finish()) {
            return Ok(());
        }
        self.fail(io::ErrorKind::InvalidData, "wrong digest")
    }

    fn fail(&mut self, kind: io::ErrorKind, words: &str) -> io::Result<()> {
        self.phase = Phase::Failed(kind, words.to_owned());
        self.counting = None;
        Err(io::Error::new(kind, words))
    }

    fn stream(&self) -> String {
        stream(&self.info)
    }

    fn subject(&self) -> String {
        subject(&self.info)
    }
}

/// Returns the stream that an object is in. One whose store has no name is in none.
fn stream(info: &ObjectInfo) -> String {
    stream_of(&info.bucket).unwrap_or_default()
}

/// Returns the subject of an object's data.
fn subject(info: &ObjectInfo) -> String {
    chunks(&info.bucket, &info.nuid)
}

/// Asks the stream's leader how many messages it has of a subject.
pub(super) fn count(context: Context, name: String, subject: String) -> Counting {
    Box::pin(async move {
        let stream = Stream { info: (), context, name };
        let mut subjects = stream.info_with_subjects(subject).await?;
        let mut count = 0;
        while let Some(next) = poll_fn(|cx| Pin::new(&mut subjects).poll_next(cx)).await {
            count += next?.1 as u64;
        }
        Ok(count)
    })
}

impl AsObjectInfo for &Object {
    fn as_info(&self) -> &ObjectInfo {
        &self.info
    }
}

impl AsyncRead for Object {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Task<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let object = self.get_mut();
        if buf.remaining() == 0 {
            return Poll::Ready(Ok(()));
        }
        ready!(object.poll_more(cx))?;
        let len = buf.remaining().min(object.rest.len());
        buf.put_slice(&object.rest[..len]);
        object.rest.advance(len);
        Poll::Ready(Ok(()))
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Object").field("info", &self.info).field("taken", &self.taken).finish_non_exhaustive()
    }
}
