//! Whether the server is still heard.
//!
//! The clock of heartbeats is driven by what arrives and by the time, never by how fast the user is. It stands while
//! nothing is to be expected: without a link, and without a request that the server serves.

use nats_web_core::Timestamp;

/// The clock.
#[derive(Debug, Default)]
pub(super) struct Heartbeats {
    /// Milliseconds between two heartbeats; 0 if there are none.
    interval: u64,
    /// When the server was heard last, while the clock runs.
    last: Option<Timestamp>,
    /// How many were missed, as was told.
    missed: u64,
    /// Since when nothing was heard that time.
    silent_since: Timestamp,
}

impl Heartbeats {
    pub(super) const fn new(interval: u64) -> Self {
        Self { interval, last: None, missed: 0, silent_since: Timestamp::ZERO }
    }

    /// The server was heard.
    #[inline]
    pub(super) fn hear(&mut self, now: Timestamp) {
        self.missed = 0;
        if self.last.is_some() {
            self.last = Some(now);
        }
    }

    /// The clock runs, from now on if it stood. How many were missed in a row goes on counting.
    pub(super) fn run(&mut self, now: Timestamp) {
        if self.last.is_none() && self.interval > 0 {
            self.last = Some(now);
        }
    }

    /// The clock stands.
    pub(super) fn rest(&mut self) {
        self.last = None;
    }

    /// The clock begins anew.
    pub(super) fn restart(&mut self, now: Timestamp) {
        self.rest();
        self.run(now);
    }

    /// Returns since when nothing has been heard, if heartbeats were missed. What was asked before is of no effect;
    /// what was asked after may be.
    pub(super) fn silent_since(&self) -> Option<Timestamp> {
        (self.missed > 0).then_some(self.silent_since)
    }

    /// Returns when heartbeats will have been missed.
    pub(super) fn deadline(&self) -> Option<Timestamp> {
        Some(self.last?.after(self.interval.saturating_mul(ALLOWED)))
    }

    /// Returns how many have been missed in a row, if that is to be told now. The clock rests then.
    pub(super) fn expire(&mut self, now: Timestamp) -> Option<u64> {
        if self.deadline()? > now {
            return None;
        }
        self.silent_since = self.last.take()?;
        self.missed = if self.missed == 0 { ALLOWED } else { self.missed.saturating_add(1) };
        Some(self.missed)
    }
}

/// How many heartbeats may be missed.
const ALLOWED: u64 = 2;

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> Timestamp {
        Timestamp::from_millis(ms)
    }

    #[test]
    fn two_missed_heartbeats_are_told_and_counted_on() {
        let mut heartbeats = Heartbeats::new(100);
        heartbeats.run(at(0));
        heartbeats.hear(at(50));
        assert_eq!(heartbeats.deadline(), Some(at(250)));
        assert_eq!(heartbeats.expire(at(249)), None);
        assert_eq!(heartbeats.expire(at(99_000)), Some(2), "however late");
        assert_eq!(heartbeats.expire(at(99_000)), None, "it rests");
        heartbeats.run(at(99_000));
        assert_eq!(heartbeats.expire(at(99_200)), Some(3));
        heartbeats.hear(at(99_201));
        heartbeats.run(at(99_201));
        assert_eq!(heartbeats.expire(at(99_401)), Some(2));
    }

    #[test]
    fn it_stands_when_told_and_without_an_interval() {
        let mut heartbeats = Heartbeats::new(100);
        heartbeats.run(at(0));
        heartbeats.rest();
        heartbeats.hear(at(10));
        assert_eq!(heartbeats.deadline(), None);
        let mut none = Heartbeats::new(0);
        none.run(at(0));
        assert_eq!((none.deadline(), none.expire(at(1))), (None, None));
    }
}
