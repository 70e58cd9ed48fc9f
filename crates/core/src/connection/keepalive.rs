//! Noticing a dead link: pings of our own, and how many of them may stay unanswered.
//!
//! Source: nats.ws README, options `pingInterval` and `maxPingOut`.

use crate::Timestamp;

/// The ping clock of one connection.
#[derive(Debug)]
pub(crate) struct Keepalive {
    interval: u64,
    max_out: u32,
    outstanding: u32,
    next: Option<Timestamp>,
}

/// What a due ping clock asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Beat {
    /// Send a ping; this many are then unanswered.
    Ping(u32),
    /// As many as allowed are unanswered already: the link is dead.
    Stale(u32),
}

impl Keepalive {
    /// A clock that stands still. An `interval` of 0 never pings.
    pub(crate) fn new(interval: u64, max_out: u32) -> Self {
        Self { interval, max_out, outstanding: 0, next: None }
    }

    pub(crate) fn start(&mut self, now: Timestamp) {
        self.outstanding = 0;
        self.next = (self.interval > 0).then(|| now.after(self.interval));
    }

    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.next
    }

    /// Intervals missed (a page asleep, a stalled loop) count as one.
    pub(crate) fn handle_timeout(&mut self, now: Timestamp) -> Option<Beat> {
        self.next.filter(|&at| at <= now)?;
        self.next = Some(now.after(self.interval));
        if self.outstanding >= self.max_out {
            return Some(Beat::Stale(self.outstanding + 1));
        }
        self.outstanding += 1;
        Some(Beat::Ping(self.outstanding))
    }

    pub(crate) fn handle_pong(&mut self) {
        self.outstanding = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> Timestamp {
        Timestamp::from_millis(ms)
    }

    #[test]
    fn gives_up_when_the_allowed_number_is_unanswered() {
        let mut clock = Keepalive::new(100, 2);
        clock.start(at(0));
        assert_eq!(clock.handle_timeout(at(99)), None);
        assert_eq!(clock.handle_timeout(at(100)), Some(Beat::Ping(1)));
        assert_eq!(clock.handle_timeout(at(200)), Some(Beat::Ping(2)));
        assert_eq!(clock.handle_timeout(at(300)), Some(Beat::Stale(3)));
    }

    #[test]
    fn missed_intervals_count_as_one() {
        let mut clock = Keepalive::new(100, 2);
        clock.start(at(0));
        assert_eq!(clock.handle_timeout(at(86_400_000)), Some(Beat::Ping(1)));
        assert_eq!(clock.handle_timeout(at(86_400_001)), None);
        clock.handle_pong();
        assert_eq!(clock.handle_timeout(at(86_400_100)), Some(Beat::Ping(1)));
    }
}
