//! One timer for everything.

use super::subscriptions::Notice;
use super::{Phase, Session};
use crate::Timestamp;
use crate::connection::{Beat, Pong, Socket};
use crate::error::ConnectionError;
#[cfg(feature = "tcp")]
use crate::error::GreetingError;
use crate::event::{Event, SubscriptionEnd};

/// What a deadline is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Timer {
    /// The replies of the request in this slot.
    Request(u32),
    /// The first message of the subscription in this slot.
    Subscription(u32),
}

impl Timer {
    #[inline]
    pub(super) const fn key(self) -> u32 {
        match self {
            Self::Request(slot) => slot << 1,
            Self::Subscription(slot) => slot << 1 | 1,
        }
    }

    const fn from_key(key: u32) -> Self {
        if key & 1 == 0 { Self::Request(key >> 1) } else { Self::Subscription(key >> 1) }
    }
}

impl Session {
    /// Returns when [`handle_timeout`](Self::handle_timeout) is next of use, by the face's clock; `None` for never.
    #[must_use]
    #[inline]
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        self.next_timeout().map(|deadline| self.clock.for_face(deadline))
    }

    /// Expires what is due. Harmless when nothing is.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        self.handle_timer(now, now);
    }

    /// Reports that the timer has fired that was to fire at `due`: a platform's own limit for delays may have made that
    /// earlier than [`poll_timeout`](Self::poll_timeout) said. A face whose clock may stand still while its timers run
    /// reports this instead of [`handle_timeout`](Self::handle_timeout): what waits then ends all the same.
    pub fn handle_timer(&mut self, now: Timestamp, due: Timestamp) {
        let now = self.clock.fire(now, due);
        self.recycle();
        let Some(due) = self.next_timeout() else { return };
        if !self.clock.may_expire(due, now) {
            return;
        }
        while let Some(key) = self.deadlines.pop(now.as_millis()) {
            match Timer::from_key(key) {
                Timer::Request(slot) => {
                    if let Some(id) = self.requests.at(slot) {
                        self.expire_request(id);
                    }
                }
                Timer::Subscription(slot) => {
                    if let Some(id) = self.subscriptions.at(slot) {
                        self.end_with_event(id, SubscriptionEnd::TimedOut, Notice::Due);
                    }
                }
            }
        }
        if self.alarm.is_some_and(|alarm| alarm <= now) {
            self.alarm = None;
            self.events.push_back(Event::Alarm);
        }
        self.expire_drain(now);
        self.expire_phase(now);
    }

    /// Reports, before a time, that the face has held back what the socket may have had since the last one: then its silence is
    /// no sign of a dead link.
    pub fn handle_withheld(&mut self) {
        if let Phase::Linked(connection) = &mut self.phase {
            connection.keepalive.handle_withheld();
        }
    }

    /// Reports the time by the face's clock, and returns it by the session's, which neither steps back nor stands still:
    /// what stands above the session counts by that.
    pub fn read_clock(&mut self, now: Timestamp) -> Timestamp {
        self.clock.read(now)
    }

    /// Returns the time of the last report by the session's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.latest()
    }

    /// Returns the time of the last report by the face's clock: what the session is given that is asked of it in between, by
    /// what stands above it.
    #[must_use]
    pub fn face_now(&self) -> Timestamp {
        self.clock.shown()
    }

    /// Has [`Event::Alarm`] come at a time of the session's clock ([`now`](Self::now)), or never: for what stands above the
    /// session.
    ///
    /// ```
    /// use nats_web_core::{Config, Event, Session, Timestamp};
    ///
    /// let mut session = Session::new(Config::default());
    /// let due = session.read_clock(Timestamp::from_millis(100)).after(50);
    /// session.set_alarm(Some(due));
    /// assert_eq!(session.poll_timeout(), Some(due));
    /// session.handle_timeout(due);
    /// assert_eq!(session.poll_event(), Some(Event::Alarm));
    /// ```
    pub fn set_alarm(&mut self, at: Option<Timestamp>) {
        self.alarm = at;
    }

    pub(super) fn set_timer(&mut self, timer: Timer, at: Timestamp) {
        self.deadlines.insert(timer.key(), at.as_millis());
    }

    #[inline]
    fn next_timeout(&self) -> Option<Timestamp> {
        let phase = match &self.phase {
            Phase::Linked(connection) => connection.next_timeout(),
            Phase::Waiting { until, .. } => Some(*until),
            #[cfg(feature = "tcp")]
            Phase::AwaitingServer => None,
            Phase::Idle | Phase::AwaitingDelay | Phase::Closed => None,
        };
        let others = [self.deadlines.least().map(Timestamp::from_millis), self.alarm, self.drain_timeout()];
        others.into_iter().fold(phase, |least, other| match (least, other) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        })
    }

    fn expire_phase(&mut self, now: Timestamp) {
        match &mut self.phase {
            Phase::Waiting { until, wait } if *until <= now => {
                let wait = *wait;
                self.dial_next(now, wait);
            }
            Phase::Linked(connection) if connection.is_overdue(now) => {
                let error = match connection.complaint.take() {
                    Some(complaint) => ConnectionError::Server(complaint),
                    #[cfg(feature = "tcp")]
                    None if connection.is_silent() => ConnectionError::Greeting(GreetingError::Silent),
                    None => ConnectionError::Timeout,
                };
                self.link_down(now, error, Socket::StillOpen);
            }
            Phase::Linked(connection) if connection.is_open() => match connection.keepalive.handle_timeout(now) {
                None => self.expire_credentials(now),
                Some(Beat::Ping(outstanding)) => {
                    self.events.push_back(Event::PingTimer { outstanding });
                    self.ping(Pong::Keepalive);
                }
                Some(Beat::Stale(outstanding)) => {
                    self.events.push_back(Event::PingTimer { outstanding });
                    self.stale(now);
                }
                Some(Beat::Silent) => self.stale(now),
            },
            _ => {}
        }
    }

    fn stale(&mut self, now: Timestamp) {
        self.events.push_back(Event::Stale);
        self.link_down(now, ConnectionError::Stale, Socket::StillOpen);
    }
}
