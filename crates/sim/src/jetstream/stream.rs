//! Streams: what is stored, and what is no more.

use std::collections::{BTreeMap, BTreeSet};

use super::Consumer;
use crate::server::matches;

/// A message of a stream.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stored {
    /// Its subject.
    pub subject: String,
    /// Its header block; empty for none.
    pub headers: Vec<u8>,
    /// Its payload.
    pub payload: Vec<u8>,
    /// When it was stored, in nanoseconds since 1970. No two are stored at once.
    pub time: u64,
}

/// A stream.
#[derive(Debug, Default)]
pub struct Stream {
    /// Everything that was ever stored; the first has sequence 1.
    pub history: Vec<Stored>,
    /// The sequences of what is still there.
    pub live: BTreeSet<u64>,
    /// How many messages of a subject are kept; 0 for all.
    pub per_subject: usize,
    /// Whether it is not there at present.
    pub is_missing: bool,
    /// When it was created, in nanoseconds since 1970.
    pub created: u64,
    /// Its consumers.
    pub consumers: BTreeMap<String, Consumer>,
}

impl Stream {
    /// A stream that keeps so many messages of each subject; 0 for all.
    #[must_use]
    pub fn keeping(per_subject: usize) -> Self {
        Self { per_subject, ..Self::default() }
    }

    /// The sequence of the last message; 0 if there was none.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.history.len() as u64
    }

    /// The message of a sequence, also if it is no more.
    #[must_use]
    pub fn message(&self, sequence: u64) -> Option<&Stored> {
        self.history.get((sequence as usize).checked_sub(1)?)
    }

    /// Stores a message, and forgets what is too old then.
    pub fn store(&mut self, stored: Stored) {
        self.history.push(stored);
        self.live.insert(self.last());
        let subject = &self.history[self.history.len() - 1].subject;
        let same: Vec<u64> = self.live.iter().copied().filter(|&one| self.is_of(one, subject)).collect();
        if self.per_subject > 0 && same.len() > self.per_subject {
            for old in &same[..same.len() - self.per_subject] {
                self.live.remove(old);
            }
        }
    }

    /// The first sequence that was stored at a time or later.
    #[must_use]
    pub fn first_since(&self, time: u64) -> u64 {
        1 + self.history.iter().take_while(|stored| stored.time < time).count() as u64
    }

    /// The messages that are there and match one of the filters, from a sequence on; without filters all match.
    pub fn matching<'a>(&'a self, filters: &'a [String], from: u64) -> impl Iterator<Item = u64> + 'a {
        let is_wanted = |sequence: u64| {
            let subject = self.message(sequence).map_or("", |stored| &stored.subject);
            filters.is_empty() || filters.iter().any(|filter| matches(filter, subject))
        };
        self.live.range(from..).copied().filter(move |&sequence| is_wanted(sequence))
    }

    /// Of each subject that matches the last message that is there, in the order of the stream.
    #[must_use]
    pub fn last_per_subject(&self, filters: &[String]) -> Vec<u64> {
        let last: BTreeMap<&str, u64> =
            self.matching(filters, 0).filter_map(|one| Some((self.message(one)?.subject.as_str(), one))).collect();
        let mut sequences: Vec<u64> = last.into_values().collect();
        sequences.sort_unstable();
        sequences
    }

    fn is_of(&self, sequence: u64, subject: &str) -> bool {
        self.message(sequence).is_some_and(|stored| stored.subject == subject)
    }
}
