//! Time: nothing is late, nothing early, and no timer stands for nothing.

use nats_web_core::Timestamp;

use crate::report::Report;

/// The session's time, worked out apart from it: the clock's, but for what it lost by stepping back or standing still.
#[derive(Debug, Default)]
pub struct Timing {
    now: u64,
    lost: u64,
    /// Whether the clock stands still, as far as the session can know.
    stands: bool,
    /// What may have passed since the last timer, of which a clock that stands still says nothing.
    unknown: u64,
    /// Whether a timer came late and the session may have left it at that, once.
    defers: bool,
    fired: Option<Fired>,
}

#[derive(Debug, Clone, Copy)]
struct Fired {
    face: u64,
    may_defer: bool,
}

impl Timing {
    /// The session is given this time.
    pub fn read(&mut self, face: Timestamp) {
        let shown = face.as_millis().saturating_add(self.lost);
        if shown < self.now {
            self.lost += self.now - shown;
        }
        self.now = self.now.max(shown);
        self.unknown = if self.stands { TICK } else { 0 };
    }

    /// The session's time: what is set now is counted from it.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.now.saturating_add(self.unknown)
    }

    /// The timer fires that was to fire at `set`; `due` is what the session wants it set to.
    pub fn fire(&mut self, face: Timestamp, set: Timestamp, due: Option<Timestamp>) {
        // By the session's time: of a clock that was set back meanwhile it learns only now.
        let deadline = due.map(|due| due.as_millis().saturating_add(self.lost));
        if face < set {
            // A timer takes as long as it was set for. Of the first that shows that the clock stands still, that is not
            // known of what was set while it ran.
            self.lost += if self.stands { set.since(face).min(TICK) } else { 0 };
        }
        self.stands = face < set || (self.stands && face == set);
        self.read(face);
        self.unknown = 0;
        let (Some(due), Some(deadline)) = (due, deadline) else { return };
        if due > face {
            self.defers = false;
            return;
        }
        let is_late = self.now.saturating_sub(deadline) > LATE;
        let may_defer = is_late && !self.defers;
        self.defers = may_defer;
        self.fired = Some(Fired { face: face.as_millis(), may_defer });
    }

    /// At the end of a step: `earliest` is the earliest deadline of what the model knows, `timeout` what the session
    /// wants its timer set to.
    pub fn check(&mut self, earliest: Option<u64>, timeout: Option<Timestamp>, report: &mut Report) {
        let timeout = timeout.map(Timestamp::as_millis);
        if let Some(earliest) = earliest {
            let shown = earliest.max(self.now).saturating_sub(self.lost);
            report.check(timeout.is_some_and(|timeout| timeout <= shown), || {
                format!("the timer is set to {timeout:?} though something is due at {shown}")
            });
        }
        let Some(Fired { face, may_defer }) = self.fired.take() else { return };
        let is_overdue = earliest.is_some_and(|earliest| earliest <= self.now);
        let has_deferred = may_defer && timeout.is_some_and(|timeout| timeout <= face);
        report.check(!is_overdue || has_deferred, || {
            format!("the timer fired at {face} and what was due at {earliest:?} (of {}) was left", self.now)
        });
        self.defers &= has_deferred;
    }
}

/// A timer later than this, in milliseconds, may have slept.
const LATE: u64 = 1_000;
/// Timers are no longer than this, in milliseconds, while the clock stands still.
const TICK: u64 = 50;
