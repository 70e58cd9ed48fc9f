//! Data on its way to a stream.

use super::lasting::to_the_end;
use super::pacing::{remove, status_and_code, wait};
use super::store::ObjectStore;
use crate::jetstream::context::{Context, PublishError};
use crate::jetstream::publish::PublishAck;
use crate::jetstream::stream::Stream;
use crate::runtime::{self, BoxFuture};
use crate::subject::Subject;
use bytes::{BufMut, Bytes, BytesMut};
use nats_web_jetstream::object::digest::{Digest, Hasher};
use nats_web_jetstream::object::pace::{Pace, is_passing};
use std::collections::VecDeque;
use std::io;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _};

/// Publishes chunks of data, several at a time, so that they are stored in their order.
///
/// A chunk that the stream refuses must not come after the next one. So once one is refused, what is on its way is waited
/// for, what was stored after it is deleted, and all from it on is sent again.
pub(super) struct Upload {
    store: ObjectStore,
    subject: Subject,
    pace: Pace,
    hasher: Hasher,
    pub(super) chunks: usize,
    pub(super) size: usize,
    /// What is to be sent, the oldest first.
    waiting: VecDeque<Bytes>,
    /// What was sent, the oldest first.
    flight: VecDeque<Sent>,
    /// Whether the data belongs to an object. Else it is removed in the end.
    is_kept: bool,
}

/// A chunk that was sent.
struct Sent {
    chunk: Bytes,
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
            pace: Pace::new(chunk_size as u64),
            hasher: Hasher::default(),
            chunks: 0,
            size: 0,
            waiting: VecDeque::new(),
            flight: VecDeque::new(),
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
                self.waiting.push_back(chunk);
            }
            self.send(is_last).await.map_err(UploadError::Publish)?;
            if is_last {
                return Ok(std::mem::take(&mut self.hasher).finish());
            }
        }
    }

    /// Sends what waits as the window has room for it; `all` if everything is to be stored in the end.
    async fn send(&mut self, all: bool) -> Result<(), PublishError> {
        while !self.waiting.is_empty() || (all && !self.flight.is_empty()) {
            while self.flight.len() < self.pace.window() as usize
                && let Some(chunk) = self.waiting.pop_front()
            {
                let outcome = publish(&self.store.stream.context, self.subject.clone(), chunk.clone()).await;
                self.flight.push_back(Sent { chunk, outcome });
            }
            if all || !self.waiting.is_empty() {
                self.settle_oldest().await?;
            }
        }
        Ok(())
    }

    async fn settle_oldest(&mut self) -> Result<(), PublishError> {
        match self.landed().await {
            Some((_, Ok(_))) => {
                self.pace.acknowledged();
                Ok(())
            }
            Some((chunk, Err(error))) => self.take_back(chunk, error).await,
            None => Ok(()),
        }
    }

    /// Waits for the oldest chunk that is on its way, and returns it with what became of it.
    async fn landed(&mut self) -> Option<(Bytes, Result<PublishAck, PublishError>)> {
        let outcome = self.flight.front_mut()?.outcome.as_mut().await;
        let Sent { chunk, .. } = self.flight.pop_front()?;
        Some((chunk, outcome))
    }

    /// The oldest chunk was refused: has it and all after it wait to be sent again.
    ///
    /// # Errors
    /// The refusal, if that is no use.
    async fn take_back(&mut self, refused: Bytes, error: PublishError) -> Result<(), PublishError> {
        let mut lasting = None;
        let (mut again, mut stored) = (vec![refused], Vec::new());
        while let Some((chunk, outcome)) = self.landed().await {
            again.push(chunk);
            match outcome {
                Ok(ack) => stored.push(ack.sequence),
                Err(error) if is_worth_it(&error) => {}
                Err(error) => lasting = lasting.or(Some(error)),
            }
        }
        let (status, code) = status_and_code(&error);
        let pause = self.pace.refused(status, code);
        let (Some(pause), None) = (pause, &lasting) else { return Err(lasting.unwrap_or(error)) };
        for sequence in stored {
            if self.store.stream.delete_message(sequence).await.is_err() {
                return Err(error);
            }
        }
        for chunk in again.into_iter().rev() {
            self.waiting.push_front(chunk);
        }
        wait(Duration::from_millis(pause.into())).await;
        Ok(())
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

/// Sends a chunk, and returns what waits for its acknowledgement.
async fn publish(context: &Context, subject: Subject, chunk: Bytes) -> BoxFuture<Result<PublishAck, PublishError>> {
    match context.publish(subject, chunk).await {
        Ok(ack) => ack.into_future(),
        Err(error) => Box::pin(std::future::ready(Err(error))),
    }
}

/// Returns whether a chunk that was refused so may be sent again.
fn is_worth_it(error: &PublishError) -> bool {
    let (status, code) = status_and_code(error);
    is_passing(status, code)
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
