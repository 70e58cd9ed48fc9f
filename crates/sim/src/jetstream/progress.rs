//! Where consumers stand in their streams.

use super::{Consumer, Stream};

impl Consumer {
    /// The sequence of what is delivered next, of what is delivered for the first time.
    pub(super) fn peek(&mut self, stream: &Stream) -> Option<u64> {
        while let Some(&first) = self.first.front() {
            if stream.live.contains(&first) {
                return Some(first);
            }
            self.first.pop_front();
        }
        stream.matching(&self.filters, self.next).next()
    }

    /// How many messages it has still to deliver.
    pub(super) fn pending(&self, stream: &Stream) -> u64 {
        let first = self.first.iter().filter(|sequence| stream.live.contains(sequence)).count();
        (first + stream.matching(&self.filters, self.next).count()) as u64
    }

    /// What was not acknowledged in time, if it is still there.
    pub(super) fn overdue(&self, stream: &Stream, now: u64) -> Option<u64> {
        let overdue = self.unacked.iter().find(|(sequence, (due, _))| *due <= now && stream.live.contains(sequence));
        overdue.map(|(&sequence, _)| sequence)
    }
}
