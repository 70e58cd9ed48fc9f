//! Virtual time: the agenda of what is to happen, and the clock that the client reads.

use std::collections::BTreeMap;

use nats_web_core::Timestamp;

/// What is to happen, in order of time; what was entered first comes first within a moment. Nothing waits: taking an
/// entry moves the time on.
#[derive(Debug)]
pub struct Agenda<A> {
    now: u64,
    last: u64,
    first: u64,
    entries: BTreeMap<(u64, u64), A>,
}

impl<A> Default for Agenda<A> {
    fn default() -> Self {
        Self { now: 0, last: MIDDLE, first: MIDDLE, entries: BTreeMap::new() }
    }
}

impl<A> Agenda<A> {
    /// Milliseconds since the run began.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.now
    }

    /// Enters `action` for the moment `at`, or for now if that has passed.
    pub fn enter(&mut self, at: u64, action: A) {
        self.last += 1;
        self.entries.insert((at.max(self.now), self.last), action);
    }

    /// Enters `action` for `ms` milliseconds from now.
    pub fn after(&mut self, ms: u64, action: A) {
        self.enter(self.now.saturating_add(ms), action);
    }

    /// Enters `action` before everything else of the moment `at`.
    pub fn enter_first(&mut self, at: u64, action: A) {
        self.first -= 1;
        self.entries.insert((at.max(self.now), self.first), action);
    }

    /// Moves on to the next entry and takes it; `None`, and the time stays, if that lies after `until`.
    pub fn take(&mut self, until: u64) -> Option<A> {
        let entry = self.entries.first_entry().filter(|entry| entry.key().0 <= until)?;
        self.now = entry.key().0;
        Some(entry.remove())
    }

    /// Lets the time pass up to `moment`, once nothing is entered before it.
    pub fn pass(&mut self, moment: u64) {
        self.now = self.now.max(moment);
    }
}

/// The client's clock: it may be set back or forth, or stand still, while time itself only goes on.
#[derive(Debug, Clone, Copy)]
pub struct FaceClock {
    epoch: u64,
    offset: i64,
    /// Since when it stands still.
    stopped: Option<u64>,
}

impl FaceClock {
    /// A clock that showed `epoch` when the run began.
    #[must_use]
    pub const fn new(epoch: u64) -> Self {
        Self { epoch, offset: 0, stopped: None }
    }

    /// What the clock shows at `now`.
    #[must_use]
    pub const fn read(&self, now: u64) -> Timestamp {
        let moment = match self.stopped {
            Some(stopped) => stopped,
            None => now,
        };
        Timestamp::from_millis(self.epoch.saturating_add(moment).saturating_add_signed(self.offset))
    }

    /// What the clock would show at `now` had nobody set it, in milliseconds.
    #[must_use]
    pub const fn truth(&self, now: u64) -> u64 {
        self.epoch.saturating_add(now)
    }

    /// When, in virtual time, a timer fires that is set at `now` for the time when the clock shows `moment`.
    #[must_use]
    pub const fn when(&self, now: u64, moment: Timestamp) -> u64 {
        now.saturating_add(moment.since(self.read(now)))
    }

    /// Sets the clock `ms` milliseconds forth, or back if negative.
    pub const fn set(&mut self, ms: i64) {
        self.offset = self.offset.saturating_add(ms);
    }

    /// Whether the clock stands still.
    #[must_use]
    pub const fn is_stopped(&self) -> bool {
        self.stopped.is_some()
    }

    /// The clock stands still from `now` on.
    pub fn stop(&mut self, now: u64) {
        self.stopped.get_or_insert(now);
    }

    /// The clock runs again from `now` on: from where it stood or, if it `catches_up`, from where it would be.
    pub fn go(&mut self, now: u64, catches_up: bool) {
        if let Some(stopped) = self.stopped.take().filter(|_| !catches_up) {
            self.set(-i64::try_from(now - stopped).unwrap_or(i64::MAX));
        }
    }
}

const MIDDLE: u64 = 1 << 62;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_agenda_is_in_order_and_time_goes_on_by_itself() {
        let mut agenda = Agenda::default();
        agenda.enter(20, 'c');
        agenda.after(10, 'a');
        agenda.after(10, 'b');
        agenda.enter_first(20, 'B');
        assert_eq!(agenda.take(15), Some('a'));
        assert_eq!((agenda.take(15), agenda.take(15), agenda.now()), (Some('b'), None, 10));
        agenda.pass(15);
        agenda.enter(3, 'l');
        assert_eq!((agenda.take(99), agenda.now()), (Some('l'), 15));
        assert_eq!((agenda.take(99), agenda.take(99), agenda.now()), (Some('B'), Some('c'), 20));
    }

    #[test]
    fn a_clock_set_back_shows_a_moment_later() {
        let mut clock = FaceClock::new(1_000);
        assert_eq!(clock.read(5).as_millis(), 1_005);
        clock.set(-500);
        assert_eq!(clock.read(5).as_millis(), 505);
        assert_eq!(clock.when(3, Timestamp::from_millis(505)), 5);
    }

    #[test]
    fn a_clock_that_stood_still_goes_on_or_catches_up() {
        for (catches_up, shown) in [(false, 1_012), (true, 1_022)] {
            let mut clock = FaceClock::new(1_000);
            clock.stop(10);
            clock.stop(15);
            assert_eq!((clock.read(20).as_millis(), clock.when(20, Timestamp::from_millis(1_015))), (1_010, 25));
            clock.go(20, catches_up);
            assert_eq!(clock.read(22).as_millis(), shown);
        }
    }
}
