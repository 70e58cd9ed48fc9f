//! The session's own sense of time, made from whatever clock its face has.
//!
//! ```text
//!              a timer fires before it was due, by the face's clock
//!   running ───────────────────────────────────────────────────────▶ standing
//!           ◀───────────────────────────────────────────────────────
//!              a timer fires after it was due
//! ```
//!
//! A clock that stands still (tests fix the date and let timers run) shows nothing between two timers. What is known is
//! that a timer takes as long as it was set for. From the first that fires too early by the clock on, they are kept
//! short, and each counts. The first one does not: nothing shows whether a deadline was set before it or while it ran.

use crate::Timestamp;

/// A timer that fires later than this, in milliseconds, has slept: the page was frozen, the machine suspended.
const LATE: u64 = 1_000;
/// How long timers are at most while the face's clock stands still, in milliseconds.
const TICK: u64 = 50;

/// Time that never steps back nor stands still, and the pause before anything expires after a sleep.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    last: Timestamp,
    /// What the face's clock lost by stepping back or standing still.
    lost: u64,
    /// Whether the face's clock stands still.
    stands: bool,
    /// Set when the timer fired more than [`LATE`] too late. Nothing expires until it fires once more, so that frames
    /// which queued up while the machine slept are read first.
    late_since: Option<Timestamp>,
}

impl Clock {
    /// Returns the session's time for the face's `now`. While the clock stands still the latest that it can be: nothing
    /// that is set now expires too early.
    #[inline]
    pub(crate) fn read(&mut self, now: Timestamp) -> Timestamp {
        self.advance(now);
        self.latest()
    }

    /// Returns the session's time when a timer fires at the face's `now` that was to fire at `due`.
    pub(crate) fn fire(&mut self, now: Timestamp, due: Timestamp) -> Timestamp {
        if now < due {
            if self.stands {
                self.lost = self.lost.saturating_add(due.since(now).min(TICK));
            }
            self.stands = true;
        } else if now > due {
            self.stands = false;
        }
        self.advance(now)
    }

    /// Returns the session's time at the face's last report; see [`read`](Self::read).
    #[inline]
    pub(crate) fn latest(&self) -> Timestamp {
        if self.stands { self.last.after(TICK) } else { self.last }
    }

    /// Returns what the face's clock showed at its last report.
    pub(crate) fn shown(&self) -> Timestamp {
        Timestamp::from_millis(self.last.as_millis().saturating_sub(self.lost))
    }

    /// Returns the face's time for a deadline of the session.
    pub(crate) fn for_face(&self, deadline: Timestamp) -> Timestamp {
        let at = match self.late_since {
            Some(late_since) => late_since,
            None if self.stands => deadline.min(self.last.after(TICK)),
            None => deadline,
        };
        Timestamp::from_millis(at.as_millis().saturating_sub(self.lost))
    }

    /// Returns whether what is due at `due` may expire at `now`. A timer that comes late is made to come once more, at
    /// once: by then the frames that waited have been read.
    pub(crate) fn may_expire(&mut self, due: Timestamp, now: Timestamp) -> bool {
        let was_late = self.late_since.take().is_some();
        if due > now {
            return false;
        }
        if !was_late && now.since(due) > LATE {
            self.late_since = Some(now);
            return false;
        }
        true
    }

    #[inline]
    fn advance(&mut self, now: Timestamp) -> Timestamp {
        let mine = now.after(self.lost);
        if mine < self.last {
            self.lost = self.lost.saturating_add(self.last.since(mine));
        } else {
            self.last = mine;
        }
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> Timestamp {
        Timestamp::from_millis(ms)
    }

    #[test]
    fn a_clock_that_steps_back_goes_on_from_where_it_was() {
        let mut clock = Clock::default();
        assert_eq!(clock.read(at(1_000)), at(1_000));
        assert_eq!(clock.read(at(400)), at(1_000));
        assert_eq!(clock.read(at(450)), at(1_050));
        assert_eq!((clock.shown(), clock.read(clock.shown())), (at(450), at(1_050)));
        assert_eq!(clock.for_face(at(1_100)), at(500));
    }

    #[test]
    fn a_late_timer_waits_one_turn() {
        let mut clock = Clock::default();
        assert!(clock.may_expire(at(100), at(1_100)), "not late yet");
        assert!(!clock.may_expire(at(100), at(1_101)));
        assert_eq!(clock.for_face(at(100)), at(1_101));
        assert!(clock.may_expire(at(100), at(1_102)));
    }

    #[test]
    fn a_turn_in_which_nothing_is_due_any_more_ends_the_wait() {
        let mut clock = Clock::default();
        assert!(!clock.may_expire(at(100), at(5_000)));
        assert!(!clock.may_expire(at(9_000), at(5_001)), "not due");
        assert_eq!(clock.for_face(at(9_000)), at(9_000));
    }

    #[test]
    fn a_clock_that_stands_still_goes_on_with_the_timers() {
        let mut clock = Clock::default();
        clock.read(at(1_000));
        assert_eq!(clock.fire(at(1_000), at(1_300)), at(1_000), "what was set meanwhile is not due yet");
        assert_eq!(clock.for_face(at(1_300)), at(1_050));
        for tick in 1..=6 {
            assert_eq!(clock.fire(at(1_000), at(1_050)), at(1_000 + 50 * tick));
        }
        assert_eq!(clock.for_face(at(1_310)), at(1_010), "the last tick is shorter");
    }

    #[test]
    fn what_is_set_while_the_clock_stands_still_never_expires_early() {
        let mut clock = Clock::default();
        clock.read(at(1_000));
        clock.fire(at(1_000), at(1_300));
        let deadline = clock.read(at(1_000)).after(100);
        // The tick that runs may be over at once.
        assert_eq!(clock.fire(at(1_000), at(1_050)), at(1_050));
        assert_eq!(deadline, at(1_150));
    }

    #[test]
    fn a_clock_that_goes_on_is_believed_again() {
        let mut clock = Clock::default();
        clock.read(at(1_000));
        clock.fire(at(1_000), at(1_300));
        clock.fire(at(1_000), at(1_050));
        assert_eq!(clock.fire(at(1_051), at(1_050)), at(1_101));
        assert_eq!(clock.for_face(at(9_050)), at(9_000), "timers are as long as they have to be");
        assert_eq!(clock.read(at(1_061)), at(1_111));
    }

    #[test]
    fn a_timer_that_was_due_at_once_says_nothing() {
        let mut clock = Clock::default();
        clock.read(at(1_000));
        clock.fire(at(1_000), at(1_300));
        assert_eq!(clock.fire(at(1_000), at(1_000)), at(1_000));
        assert_eq!(clock.for_face(at(2_000)), at(1_050), "it stands still all the same");
    }

    #[test]
    fn no_timer_counts_for_more_than_a_tick() {
        let mut clock = Clock::default();
        clock.read(at(5_000_000));
        clock.fire(at(5_000_000), at(5_000_050));
        // Set before the clock went back by an hour, and fired after.
        assert_eq!(clock.fire(at(1_400_000), at(5_000_050)), at(5_000_000));
        assert_eq!(clock.fire(at(1_400_000), at(1_400_050)), at(5_000_050));
    }
}
