//! Consumers: where each stands in its stream, and who waits for its messages.

use std::collections::{BTreeMap, VecDeque};

/// A pull request that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Where its messages and its end go.
    pub reply: String,
    /// How many messages it still has room for.
    pub messages: u64,
    /// How many bytes; `u64::MAX` if they are not counted.
    pub bytes: u64,
    /// When it is over.
    pub expires: u64,
    /// Whether it is over once nothing is left.
    pub no_wait: bool,
    /// Milliseconds between two heartbeats; 0 for none.
    pub heartbeat: u64,
    /// When the next one is due.
    pub next_heartbeat: u64,
}

impl Waiting {
    /// The headers that say what is left of it.
    #[must_use]
    pub fn left(&self) -> String {
        let bytes = if self.bytes == u64::MAX { 0 } else { self.bytes };
        format!("Nats-Pending-Messages: {}\r\nNats-Pending-Bytes: {bytes}\r\n", self.messages)
    }
}

/// A consumer.
#[derive(Debug, Default)]
pub struct Consumer {
    /// The subjects of which it has messages; none for all.
    pub filters: Vec<String>,
    /// What it delivers first: the last messages of the subjects that there were when it was made.
    pub first: VecDeque<u64>,
    /// From which sequence of the stream on it delivers then.
    pub next: u64,
    /// How many messages it has delivered.
    pub sequence: u64,
    /// The pull requests that wait.
    pub waiting: VecDeque<Waiting>,
    /// Where it delivers by itself; empty if it does not.
    pub deliver: String,
    /// Milliseconds between two heartbeats of one that does; 0 for none.
    pub heartbeat: u64,
    /// When the next one is due.
    pub next_heartbeat: u64,
    /// What was delivered since flow control was last answered.
    pub window: u64,
    /// The question of flow control that is open; empty if none is.
    pub question: String,
    /// Milliseconds within which a message must be acknowledged; 0 if it need not be.
    pub ack_wait: u64,
    /// What is not acknowledged: when it is delivered again, and how often it was.
    pub unacked: BTreeMap<u64, (u64, u64)>,
    /// Milliseconds after which it is deleted if nobody uses it; 0 for never.
    pub inactive_threshold: u64,
    /// When it was used last.
    pub used: u64,
}

impl Consumer {
    /// A consumer of all messages that outlives its users.
    #[must_use]
    pub fn durable(ack_wait: u64) -> Self {
        Self { next: 1, ack_wait, ..Self::default() }
    }

    /// The sequence was delivered, for the first time or once more. Returns how often by now.
    pub(super) fn delivered(&mut self, sequence: u64, now: u64) -> u64 {
        if self.first.front() == Some(&sequence) {
            self.first.pop_front();
        } else {
            self.next = self.next.max(sequence + 1);
        }
        self.sequence += 1;
        if self.ack_wait == 0 {
            return 1;
        }
        let again = self.unacked.entry(sequence).or_insert((0, 0));
        *again = (now + self.ack_wait, again.1 + 1);
        again.1
    }

    /// When something is next to be said or done.
    pub(super) fn next_event(&self, is_heard: bool) -> Option<u64> {
        let pulls = self.waiting.iter().map(|waiting| match waiting.heartbeat {
            0 => waiting.expires,
            _ => waiting.expires.min(waiting.next_heartbeat),
        });
        let push = Some(self.next_heartbeat).filter(|_| self.heartbeat > 0 && is_heard);
        let again = self.unacked.values().map(|&(due, _)| due).filter(|_| !self.waiting.is_empty());
        pulls.chain(push).chain(again).min()
    }
}
