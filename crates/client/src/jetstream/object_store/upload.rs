//! Data on its way to a stream.

use super::lasting::to_the_end;
use super::pacing::{remove, repeat, status_and_code, wait};
use super::store::ObjectStore;
use crate::jetstream::context::{PublishError, PublishErrorKind};
use crate::jetstream::publish::PublishAck;
use crate::jetstream::stream::{LastRawMessageErrorKind, Stream};
use crate::runtime::{self, BoxFuture};
use crate::subject::Subject;
use bytes::{BufMut, Bytes, BytesMut};
use nats_web_jetstream::object::digest::{Digest, Hasher};
use nats_web_jetstream::object::upload::{Step, Upload as Rules};
use std::collections::VecDeque;
use std::io;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _};

/// Publishes chunks of data as the rules of the core say, so that they are stored in their order.
pub(super) struct Upload {
    store: ObjectStore,
    subject: Subject,
    rules: Rules,
    hasher: Hasher,
    pub(super) chunks: usize,
    pub(super) size: usize,
    /// The chunks that may have to be sent; the first has this number.
    data: VecDeque<Bytes>,
    first: u64,
    /// What was sent and is not settled, the oldest first.
    flight: VecDeque<Sent>,
    /// How chunks have failed, with their numbers.
    errors: Vec<(u64, PublishError)>,
    /// Whether the data belongs to an object. Else it is removed in the end.
    is_kept: bool,
}

/// A chunk that was sent.
struct Sent {
    chunk: u64,
    outcome: BoxFuture<Result<PublishAck, PublishError>>,
}

/// What went wrong.
pub(super) enum UploadError {
    Read(io::Error),
    Publish(PublishError),
}

impl Upload {
    pub(super) fn new(store: &ObjectStore, subject: &str, chunk_size: usize) -> Self {
        Self {
            store: store.clone(),
            subject: subject.into(),
            rules: Rules::new(chunk_size as u64),
            hasher: Hasher::default(),
            chunks: 0,
            size: 0,
            data: VecDeque::new(),
            first: 0,
            flight: VecDeque::new(),
            errors: Vec::new(),
            is_kept: false,
        }
    }

    /// Stores all that can be read, and returns its digest.
    pub(super) async fn store(
        &mut self,
        data: &mut (impl AsyncRead + Unpin),
        chunk_size: usize,
    ) -> Result<Digest, UploadError> {
        loop {
            let chunk = read_chunk(data, chunk_size).await.map_err(UploadError::Read)?;
            let is_last = chunk.len() < chunk_size;
            if !chunk.is_empty() {
                self.hasher.update(&chunk);
                self.chunks += 1;
                self.size += chunk.len();
                self.data.push_back(chunk);
                self.rules.add();
            }
            self.send(is_last).await.map_err(UploadError::Publish)?;
            if is_last {
                return Ok(std::mem::take(&mut self.hasher).finish());
            }
        }
    }

    /// Does what the rules say until all chunks are sent; `all` if they are to be stored, too.
    async fn send(&mut self, all: bool) -> Result<(), PublishError> {
        while all || self.rules.has_unsent() {
            match self.rules.step() {
                Step::Idle => break,
                Step::Send(chunk) => self.publish(chunk).await,
                Step::Wait => self.settle_oldest().await,
                Step::Ask => match self.last_stored().await {
                    Some(sequence) => self.rules.found(sequence),
                    None => return Err(self.cause(self.first)),
                },
                Step::Delete(sequence) => self.erase(sequence).await,
                Step::Pause(pause) => {
                    self.errors.clear();
                    wait(Duration::from_millis(pause.into())).await;
                }
                Step::Fail(chunk) => return Err(self.cause(chunk)),
            }
        }
        Ok(())
    }

    /// Sends a chunk.
    async fn publish(&mut self, chunk: u64) {
        let place = usize::try_from(chunk - self.first).unwrap_or(usize::MAX);
        let data = self.data.get(place).cloned().unwrap_or_default();
        let outcome = match self.store.stream.context.publish(self.subject.clone(), data).await {
            Ok(ack) => ack.into_future(),
            Err(error) => Box::pin(std::future::ready(Err(error))),
        };
        self.flight.push_back(Sent { chunk, outcome });
    }

    /// Waits for the oldest chunk that is on its way.
    async fn settle_oldest(&mut self) {
        let Some(Sent { chunk, outcome }) = self.flight.front_mut() else { return };
        let (chunk, outcome) = (*chunk, outcome.as_mut().await);
        self.flight.pop_front();
        match outcome {
            Ok(ack) => {
                self.rules.stored(chunk, ack.sequence);
                let settled = usize::try_from(self.rules.first() - self.first).unwrap_or(usize::MAX);
                self.data.drain(..settled.min(self.data.len()));
                self.first = self.rules.first();
            }
            Err(error) => {
                let (status, code) = status_and_code(&error);
                self.rules.failed(chunk, status, code);
                self.errors.push((chunk, error));
            }
        }
    }

    /// Returns the sequence of the last message of the subject, by the stream's leader: 0 if there is none, `None` if nobody
    /// says so.
    async fn last_stored(&mut self) -> Option<u64> {
        match repeat(|| self.store.stream.get_last_raw_message_by_subject(&self.subject)).await {
            Ok(message) => Some(message.sequence),
            Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => Some(0),
            Err(_) => None,
        }
    }

    /// Deletes a message. Who gets no answer, or is refused, may have been heard all the same.
    async fn erase(&mut self, sequence: u64) {
        if self.store.stream.delete_message(sequence).await.is_err() {
            self.rules.not_deleted();
        }
    }

    /// Returns how a chunk has failed.
    fn cause(&mut self, chunk: u64) -> PublishError {
        let place = self.errors.iter().position(|(number, _)| *number == chunk).unwrap_or(0);
        match self.errors.get(place) {
            Some(_) => self.errors.swap_remove(place).1,
            None => PublishError::new(PublishErrorKind::Other),
        }
    }

    /// The data belongs to an object now.
    pub(super) fn keep(&mut self) {
        self.is_kept = true;
    }

    /// Removes the data, also if nobody waits for that any more. Whoever calls this has something else to say than that it
    /// failed.
    pub(super) async fn remove(&mut self) {
        self.is_kept = true;
        let _ = to_the_end(self.removal()).await;
    }

    /// Returns what removes the data, once nothing more of it is on its way.
    fn removal(&mut self) -> impl Future<Output = ()> + use<> {
        let flight = std::mem::take(&mut self.flight);
        let Stream { context, name, .. } = &self.store.stream;
        let stream = Stream { info: (), context: context.clone(), name: name.clone() };
        let filter = self.subject.clone();
        async move {
            for Sent { outcome, .. } in flight {
                let _ = outcome.await;
            }
            let _ = remove(&stream, filter.as_str()).await;
        }
    }
}

impl Drop for Upload {
    /// Whoever stored the object has given up.
    fn drop(&mut self) {
        if !self.is_kept && runtime::is_here() {
            runtime::spawn(self.removal());
        }
    }
}

/// Reads as many bytes as a chunk has; fewer at the end of the data.
async fn read_chunk(data: &mut (impl AsyncRead + Unpin), size: usize) -> io::Result<Bytes> {
    let mut chunk = BytesMut::with_capacity(size);
    while chunk.len() < size {
        let room = size - chunk.len();
        if data.read_buf(&mut (&mut chunk).limit(room)).await? == 0 {
            break;
        }
    }
    Ok(chunk.freeze())
}
