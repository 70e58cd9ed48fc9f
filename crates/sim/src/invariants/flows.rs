//! Flows: they ask calmly.

use std::collections::{BTreeSet, VecDeque};

use crate::report::Report;

/// What the flows of a client ask of a server.
#[derive(Debug, Default)]
pub struct Asked {
    /// Whether there ever was a flow.
    pub has_flows: bool,
    /// How many there were.
    pub flows: usize,
    /// The sids of those that are not over.
    pub sids: BTreeSet<u64>,
    /// When the requests of the last second were handed out.
    requests: VecDeque<u64>,
    /// When the messages of the last second were handed over or taken: each may be followed by a request.
    messages: VecDeque<u64>,
}

impl Asked {
    /// A flow has begun.
    pub fn begun(&mut self) {
        self.has_flows = true;
        self.flows += 1;
    }

    /// Something below `$JS.` was handed out.
    pub(super) fn handed(&mut self, subject: &str, report: &mut Report) {
        if !subject.starts_with("$JS.API.") {
            return;
        }
        let now = report.now;
        self.requests.push_back(now);
        report.counts().asked += 1;
        for times in [&mut self.requests, &mut self.messages] {
            while times.front().is_some_and(|&time| time + 1_000 <= now) {
                times.pop_front();
            }
        }
        let most = CALM * self.flows + self.messages.len();
        report.check(self.requests.len() <= most, || {
            format!("{} requests of {} flows within a second", self.requests.len(), self.flows)
        });
    }

    /// A message was handed over, or taken, or a flow was told to do something.
    pub fn message(&mut self, now: u64) {
        self.messages.push_back(now);
    }
}

/// How many requests a flow may make in a second besides one for each message.
const CALM: usize = 16;
