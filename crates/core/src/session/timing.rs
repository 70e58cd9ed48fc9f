//! One timer for everything.

use super::{Phase, Session};
use crate::Timestamp;
use crate::connection::{Beat, Pong};
use crate::error::ConnectionError;
use crate::event::{Event, SubscriptionEnd};
use crate::id::{RequestId, SubscriptionId};

/// What runs out at a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Timer {
    /// A request's replies.
    Request(RequestId),
    /// A subscription's first message.
    Subscription(SubscriptionId),
}

impl Timer {
    #[inline]
    pub(super) const fn key(self) -> u32 {
        match self {
            Self::Request(id) => id.0 << 1,
            Self::Subscription(id) => id.0 << 1 | 1,
        }
    }

    const fn from_key(key: u32) -> Self {
        if key & 1 == 0 { Self::Request(RequestId(key >> 1)) } else { Self::Subscription(SubscriptionId(key >> 1)) }
    }
}

impl Session {
    /// When [`handle_timeout`](Self::handle_timeout) is next of use, by the face's clock; `None` for never.
    #[must_use]
    #[inline]
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        self.next_timeout().map(|deadline| self.clock.for_face(deadline))
    }

    /// Expires what is due. Harmless when nothing is.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        self.handle_timer(now, now);
    }

    /// The timer has fired that was to fire at `due`: a platform's own limit for delays may have made that earlier than
    /// [`poll_timeout`](Self::poll_timeout) said. A face whose clock may stand still while its timers run reports this
    /// instead of [`handle_timeout`](Self::handle_timeout): what waits then ends all the same.
    pub fn handle_timer(&mut self, now: Timestamp, due: Timestamp) {
        let now = self.clock.fire(now, due);
        self.recycle();
        let Some(due) = self.next_timeout() else { return };
        if !self.clock.may_expire(due, now) {
            return;
        }
        while let Some(key) = self.deadlines.pop(now.as_millis()) {
            match Timer::from_key(key) {
                Timer::Request(id) => self.expire_request(id),
                Timer::Subscription(id) => self.end_with_event(id, SubscriptionEnd::TimedOut, true),
            }
        }
        self.expire_drain(now);
        self.expire_phase(now);
    }

    pub(super) fn set_timer(&mut self, timer: Timer, at: Timestamp) {
        self.deadlines.insert(timer.key(), at.as_millis());
    }

    #[inline]
    fn next_timeout(&self) -> Option<Timestamp> {
        let phase = match &self.phase {
            Phase::Linked(connection) => connection.next_timeout(),
            Phase::Waiting { until, .. } => Some(*until),
            Phase::Idle | Phase::AwaitingDelay | Phase::Closed => None,
        };
        let others = [self.deadlines.least().map(Timestamp::from_millis), self.drain_timeout()];
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
                    None => ConnectionError::Timeout,
                };
                self.link_down(now, error, true);
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
        self.link_down(now, ConnectionError::Stale, true);
    }
}
