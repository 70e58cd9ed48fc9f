//! What users make of what they read: a watch of a bucket, the download of an object.

use std::collections::BTreeSet;

use nats_web_jetstream::kv::watch::Beginning;
use nats_web_jetstream::object::chunk::{Extent, Reading};
use nats_web_jetstream::object::digest::{Digest, Hasher};

use crate::wire::Message;

/// What a user is.
#[derive(Debug, Default)]
pub enum Role {
    /// One who only reads.
    #[default]
    Reader,
    /// One who watches a bucket.
    Watcher(Watch),
    /// One who downloads an object.
    Downloader(Download),
}

impl Role {
    /// A message was handed over, of whose consumer so many follow.
    pub(super) fn receive(&mut self, message: &Message, pending: u64) {
        match self {
            Self::Reader => {}
            Self::Watcher(watch) => watch.receive(message, pending),
            Self::Downloader(download) => download.receive(message, pending),
        }
    }

    /// A consumer was made: so many messages were pending, and so many delivered.
    pub(super) fn created(&mut self, pending: u64, delivered: u64) {
        match self {
            Self::Reader => {}
            Self::Watcher(watch) => {
                let is_over = watch.beginning.created(pending, delivered);
                watch.mark(is_over);
            }
            Self::Downloader(download) => download.judge(pending + delivered),
        }
    }

    /// There is nothing to deliver.
    pub(super) fn idle(&mut self) {
        if let Self::Watcher(watch) = self {
            let is_over = watch.beginning.idle();
            watch.mark(is_over);
        }
    }

    /// Another consumer is asked for.
    pub(super) fn reset(&mut self) {
        if let Self::Watcher(watch) = self {
            watch.beginning.reset();
        }
    }
}

/// A watch of a bucket.
#[derive(Debug, Default)]
pub struct Watch {
    beginning: Beginning,
    /// The subjects of the keys that were there when it was begun.
    pub wanted: BTreeSet<String>,
    /// How often it was said that all these have come.
    pub marks: u32,
    /// Whether one of them had not come when that was said.
    pub is_early: bool,
    seen: BTreeSet<String>,
}

impl Watch {
    /// A watch of a bucket that has these keys.
    #[must_use]
    pub fn new(wanted: BTreeSet<String>) -> Self {
        Self { wanted, ..Self::default() }
    }

    /// A server says that there is nothing to deliver.
    pub fn idle(&mut self) {
        let is_over = self.beginning.idle();
        self.mark(is_over);
    }

    fn receive(&mut self, message: &Message, pending: u64) {
        self.seen.insert(message.subject.clone());
        let is_over = self.beginning.received(pending);
        self.mark(is_over);
    }

    fn mark(&mut self, is_over: bool) {
        if is_over {
            self.marks += 1;
            self.is_early |= !self.wanted.is_subset(&self.seen);
        }
    }
}

/// The download of an object.
#[derive(Debug)]
pub struct Download {
    object: Extent,
    digest: Digest,
    taken: Extent,
    hasher: Hasher,
    /// How it ended: whether all is there, and right.
    pub outcome: Option<Result<(), String>>,
}

impl Download {
    /// The download of an object that has so much data, with this digest.
    #[must_use]
    pub fn new(object: Extent, digest: Digest) -> Self {
        Self { object, digest, taken: Extent::default(), hasher: Hasher::default(), outcome: None }
    }

    fn receive(&mut self, message: &Message, pending: u64) {
        if self.outcome.is_none() {
            let payload = &message.payload;
            self.taken.chunks += 1;
            self.taken.bytes += payload.len() as u64;
            self.hasher.update(payload);
            self.judge(pending);
        }
    }

    fn judge(&mut self, pending: u64) {
        if self.outcome.is_some() {
            return;
        }
        self.outcome = match self.object.reading(self.taken, pending) {
            Reading::Unfinished => None,
            Reading::Complete if self.hasher.clone().finish() == self.digest => Some(Ok(())),
            reading => Some(Err(format!("{reading:?}: {:?} of {:?}", self.taken, self.object))),
        };
    }
}
