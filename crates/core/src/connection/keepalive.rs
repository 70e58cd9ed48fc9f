//! Noticing a dead link: pings of our own, and how many of them may stay unanswered. A *probe* is a ping out of turn,
//! when there is reason to doubt the link: its answer is waited for only briefly.
//!
//! ```text
//!            interval over                    interval over, max_out unanswered
//!   quiet ──────────────▶ pinged (1..=max_out) ────────────────────────────────▶ stale
//!     ▲                          │
//!     └────────── PONG ──────────┘
//!
//!               probe                       probe_timeout over, nothing heard
//!   unprobed ──────────▶ probed (one PING) ───────────────────────────────────▶ stale
//!     ▲                    │   ▲     │
//!     └─────── PONG ───────┘   └─────┘ something heard: the timeout starts again
//! ```
//!
//! A socket that is dead often reports nothing, so that silence is the only sign of it. The two machines run side by
//! side and judge silence differently. The interval is for links that nobody doubts: only a PONG counts, and several
//! may be missing, because a busy server answers late and a lost link is expensive. The probe is for a link in doubt,
//! as after a sleep: anything that arrives proves that the link is alive, but the wait goes on for the PONG, because
//! frames may have been queued on this side before the link died.
//!
//! The server sees PINGs that look alike. The user sees `PingTimer` for a ping of the interval, nothing for a probe,
//! and `Stale` before `Disconnected` for a link that either machine gave up. Which PONG answers which PING is known
//! from their order, which the session keeps ([`Pong`](super::Pong)), and not here.
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
    /// How long a probed link may be silent, in milliseconds.
    probe_timeout: u64,
    /// When a probed link is given up if it stays silent.
    probe: Option<Timestamp>,
    /// Whether bytes have arrived since the probe, or since its time was last extended.
    heard: bool,
}

/// What a face must do when the ping clock is due.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Beat {
    /// Send a ping; this many are then unanswered.
    Ping(u32),
    /// As many as allowed are unanswered already: the link is dead.
    Stale(u32),
    /// Nothing has come since the probe: the link is dead.
    Silent,
}

impl Keepalive {
    /// Creates a clock that stands still. An `interval` of 0 never pings. A probed link may be silent for
    /// `probe_timeout`, or for `interval` if that is less.
    pub(crate) fn new(interval: u64, max_out: u32, probe_timeout: u64) -> Self {
        let probe_timeout = if interval > 0 { probe_timeout.min(interval) } else { probe_timeout };
        Self { interval, max_out, outstanding: 0, next: None, probe_timeout, probe: None, heard: false }
    }

    pub(crate) fn start(&mut self, now: Timestamp) {
        self.outstanding = 0;
        self.next = (self.interval > 0).then(|| now.after(self.interval));
    }

    pub(crate) fn next(&self) -> Option<Timestamp> {
        match (self.next, self.probe) {
            (Some(next), Some(probe)) => Some(next.min(probe)),
            (next, probe) => next.or(probe),
        }
    }

    /// Begins a probe. Returns whether to send its ping, which is not so while one is under way.
    pub(crate) fn probe(&mut self, now: Timestamp) -> bool {
        let is_first = self.probe.is_none();
        if is_first {
            self.probe = Some(now.after(self.probe_timeout));
            self.heard = false;
        }
        is_first
    }

    /// Notes that bytes have arrived. They are no answer to a probe, which may come after much else, but a reason to
    /// wait on.
    #[inline]
    pub(crate) fn handle_input(&mut self) {
        self.heard = true;
    }

    /// Notes that there may be input which is held back. It may have answers to all pings.
    pub(crate) fn handle_withheld(&mut self) {
        self.heard = true;
        self.outstanding = 0;
    }

    /// Returns what is due at `now`. Missed intervals (a page asleep, a stalled loop) count as one.
    pub(crate) fn handle_timeout(&mut self, now: Timestamp) -> Option<Beat> {
        if self.probe.is_some_and(|at| at <= now) {
            if !core::mem::take(&mut self.heard) {
                return Some(Beat::Silent);
            }
            self.probe = Some(now.after(self.probe_timeout));
        }
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

    /// Ends the probe: its `PONG` has come.
    pub(crate) fn handle_probe_pong(&mut self) {
        self.outstanding = 0;
        self.probe = None;
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
        let mut clock = Keepalive::new(100, 2, 5_000);
        clock.start(at(0));
        assert_eq!(clock.handle_timeout(at(99)), None);
        assert_eq!(clock.handle_timeout(at(100)), Some(Beat::Ping(1)));
        assert_eq!(clock.handle_timeout(at(200)), Some(Beat::Ping(2)));
        assert_eq!(clock.handle_timeout(at(300)), Some(Beat::Stale(3)));
    }

    #[test]
    fn missed_intervals_count_as_one() {
        let mut clock = Keepalive::new(100, 2, 5_000);
        clock.start(at(0));
        assert_eq!(clock.handle_timeout(at(86_400_000)), Some(Beat::Ping(1)));
        assert_eq!(clock.handle_timeout(at(86_400_001)), None);
        clock.handle_pong();
        assert_eq!(clock.handle_timeout(at(86_400_100)), Some(Beat::Ping(1)));
    }

    #[test]
    fn a_probe_without_an_answer_is_the_end() {
        let mut clock = Keepalive::new(100, 2, 30);
        clock.start(at(0));
        assert!(clock.probe(at(10)));
        assert!(!clock.probe(at(20)), "one at a time");
        assert_eq!(clock.next(), Some(at(40)));
        assert_eq!(clock.handle_timeout(at(39)), None);
        assert_eq!(clock.handle_timeout(at(40)), Some(Beat::Silent));
    }

    #[test]
    fn an_answered_probe_leaves_the_pings_as_they_were() {
        let mut clock = Keepalive::new(100, 2, 30);
        clock.start(at(0));
        clock.probe(at(10));
        clock.handle_probe_pong();
        assert_eq!(clock.next(), Some(at(100)));
        assert_eq!(clock.handle_timeout(at(100)), Some(Beat::Ping(1)));
        assert!(clock.probe(at(101)), "the next one");
    }

    #[test]
    fn what_comes_before_the_answer_extends_the_wait() {
        let mut clock = Keepalive::new(0, 2, 30);
        clock.start(at(0));
        clock.handle_input();
        clock.probe(at(10));
        clock.handle_input();
        assert_eq!(clock.handle_timeout(at(40)), None);
        assert_eq!(clock.next(), Some(at(70)));
        assert_eq!(clock.handle_timeout(at(70)), Some(Beat::Silent), "what came before counts once");
    }

    #[test]
    fn what_is_held_back_may_be_the_answers() {
        let mut clock = Keepalive::new(100, 1, 30);
        clock.start(at(0));
        clock.probe(at(10));
        for time in [40, 70, 100, 130, 160, 190, 220, 250, 280, 310] {
            clock.handle_withheld();
            assert!(matches!(clock.handle_timeout(at(time)), None | Some(Beat::Ping(1))), "{time}");
        }
        assert_eq!(clock.handle_timeout(at(340)), Some(Beat::Silent));
    }

    #[test]
    fn a_probe_waits_no_longer_than_a_ping() {
        let mut clock = Keepalive::new(100, 2, 5_000);
        clock.start(at(0));
        clock.probe(at(10));
        assert_eq!(clock.handle_timeout(at(109)), Some(Beat::Ping(1)));
        assert_eq!(clock.handle_timeout(at(110)), Some(Beat::Silent));
    }
}
