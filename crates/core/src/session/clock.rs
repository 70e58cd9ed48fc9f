//! The session's own sense of time, made from whatever clock its face has.

use crate::Timestamp;

/// A timer that fires later than this, in milliseconds, has slept: the page was frozen, the machine suspended.
const LATE: u64 = 1_000;

/// Time that never steps back, and the one breath given to a client that slept.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    last: Timestamp,
    /// What the face's clock lost by stepping back.
    lost: u64,
    /// Since when a late timer waits for the input that was queued meanwhile.
    breath: Option<Timestamp>,
}

impl Clock {
    /// The session's time for the face's `now`.
    #[inline]
    pub(crate) fn read(&mut self, now: Timestamp) -> Timestamp {
        let mut mine = now.after(self.lost);
        if mine < self.last {
            self.lost += self.last.since(mine);
            mine = self.last;
        }
        self.last = mine;
        mine
    }

    /// The session's time when the face last told it.
    pub(crate) fn last(&self) -> Timestamp {
        self.last
    }

    /// The face's time for a deadline of the session.
    pub(crate) fn for_face(&self, deadline: Timestamp) -> Timestamp {
        Timestamp::from_millis(self.breath.unwrap_or(deadline).as_millis().saturating_sub(self.lost))
    }

    /// Whether what is due at `due` may expire at `now`. A timer that comes late is made to come once more, at once:
    /// by then the frames that waited have been read.
    pub(crate) fn may_expire(&mut self, due: Timestamp, now: Timestamp) -> bool {
        let breathed = self.breath.take().is_some();
        if due > now {
            return false;
        }
        if !breathed && now.since(due) > LATE {
            self.breath = Some(now);
            return false;
        }
        true
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
}
