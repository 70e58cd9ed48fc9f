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

/// The client's clock: it may be set back or forth while time itself only goes on.
#[derive(Debug, Clone, Copy)]
pub struct FaceClock {
    epoch: u64,
    offset: i64,
}

impl FaceClock {
    /// A clock that showed `epoch` when the run began.
    #[must_use]
    pub const fn new(epoch: u64) -> Self {
        Self { epoch, offset: 0 }
    }

    /// What the clock shows at `now`.
    #[must_use]
    pub const fn read(&self, now: u64) -> Timestamp {
        Timestamp::from_millis(self.epoch.saturating_add(now).saturating_add_signed(self.offset))
    }

    /// What the clock would show at `now` had nobody set it, in milliseconds.
    #[must_use]
    pub const fn truth(&self, now: u64) -> u64 {
        self.epoch.saturating_add(now)
    }

    /// When, in virtual time, the clock will show `moment` if it is not set again.
    #[must_use]
    pub const fn when(&self, moment: Timestamp) -> u64 {
        moment.as_millis().saturating_add_signed(self.offset.saturating_neg()).saturating_sub(self.epoch)
    }

    /// Sets the clock `ms` milliseconds forth, or back if negative.
    pub const fn set(&mut self, ms: i64) {
        self.offset = self.offset.saturating_add(ms);
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
        assert_eq!(clock.when(Timestamp::from_millis(505)), 5);
    }
}
