//! Flush, drain and close.
//!
//! ```text
//!            drain                 PONG                     PONG
//!   No ─────────────▶ Subscriptions ─────▶ Publishes ─────────────▶ closed
//!                     (no new subscription (no publish: what was
//!                      or request; all      accepted is on its
//!                      UNSUBed)             way)
//! ```
//!
//! A link lost on the way has drained its subscriptions by that. If nothing waits that was published, and no flush, the
//! session closes at once. Else there is time for a new link to bring it out, [`Config::drain_timeout`](super::Config::drain_timeout) in all and without
//! the usual waits between two dials; after that the session closes with an error that says so.

use super::{Phase, Session};
use crate::Timestamp;
use crate::codec::encode;
use crate::connection::Pong;
use crate::error::{ConnectionError, Misuse};
use crate::event::{Event, FlushFailure, RequestFailure, SubscriptionEnd};
use crate::id::FlushId;

/// How far a drain has come; the diagram is above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    No,
    Subscriptions,
    Publishes,
}

impl Session {
    /// Asks the server for a sign that it has seen everything sent so far: [`Event::Flushed`] follows. While the link
    /// is away the flush waits for the next one.
    ///
    /// # Errors
    /// [`Misuse::Closed`].
    pub fn flush(&mut self) -> Result<FlushId, Misuse> {
        self.check_open()?;
        self.flushes = self.flushes.wrapping_add(1) & 0x7fff_ffff;
        let flush = FlushId(self.flushes);
        self.ping(Pong::Flush(flush));
        Ok(flush)
    }

    /// Ends everything in order: subscriptions first, once what was under way to them has been delivered, then
    /// publishing, once the server has everything, then the session. [`Event::Closed`] follows: while there is no link,
    /// within [`Config::drain_timeout`](super::Config::drain_timeout), and with an error if something was not sent.
    ///
    /// # Errors
    /// [`Misuse::Closed`] or, if it was called before, [`Misuse::Draining`].
    pub fn drain(&mut self, now: Timestamp) -> Result<(), Misuse> {
        let now = self.clock.read(now);
        self.check_open()?;
        if self.ending != Ending::No {
            return Err(Misuse::Draining);
        }
        self.ending = Ending::Subscriptions;
        for id in self.subscriptions.slots() {
            let Some(subscription) = self.subscriptions.get_mut(id) else { continue };
            if !core::mem::replace(&mut subscription.draining, true) {
                let sid = subscription.sid;
                self.say_unsubscribe(sid, None);
            }
        }
        if self.is_connected() {
            self.ping(Pong::DrainedSubscriptions);
        } else {
            self.drained_subscriptions();
            if !self.drain_away(now) && matches!(self.phase, Phase::Waiting { .. }) {
                self.dial_next(now, 0);
            }
        }
        Ok(())
    }

    /// The session drains and has no link: ends it if that makes no difference to anybody, else gives it some time. Whether
    /// it has ended.
    pub(super) fn drain_away(&mut self, now: Timestamp) -> bool {
        let is_awaited = self.outbound.pending() > 0 || self.pongs.iter().any(|pong| matches!(pong, Pong::Flush(_)));
        if is_awaited {
            self.drain_until.get_or_insert(now.after(self.config.drain_timeout));
        } else {
            self.close_with(None);
        }
        !is_awaited
    }

    /// When a drain without a link is over.
    pub(super) fn drain_timeout(&self) -> Option<Timestamp> {
        self.drain_until.filter(|_| !self.is_connected())
    }

    /// A drain that has found no link in time ends.
    pub(super) fn expire_drain(&mut self, now: Timestamp) {
        if self.drain_timeout().is_some_and(|until| until <= now) {
            let error = (self.outbound.pending() > 0).then_some(ConnectionError::DrainTimeout);
            self.close_with(error);
        }
    }

    /// Bytes of what was published and accepted, and never sent, as the session has ended; 0 before.
    #[must_use]
    pub fn unsent(&self) -> u64 {
        self.unsent
    }

    /// Ends everything at once. What was published before is still transmitted if the link is up. Harmless when closed.
    pub fn close(&mut self) {
        self.close_with(None);
    }

    /// Sends a `PING` behind everything that waits; if no link takes it now, it waits for the next one.
    pub(super) fn ping(&mut self, pong: Pong) {
        self.pongs.push_back(pong);
        if self.outbound.is_open() {
            self.outbound.ephemeral(encode::PING);
        }
    }

    /// Sends the `PING`s that have waited for this link.
    pub(super) fn ping_waiting(&mut self) {
        for _ in 0..self.pongs.len() {
            self.outbound.ephemeral(encode::PING);
        }
    }

    pub(super) fn drained_subscriptions(&mut self) {
        self.end_draining_subscriptions();
        self.ending = Ending::Publishes;
        self.ping(Pong::DrainedPublishes);
    }

    /// The link on which they were awaited is lost. What drains has drained by that.
    pub(super) fn pings_unanswered(&mut self) {
        self.fail_pongs(FlushFailure::Disconnected);
        if self.ending == Ending::No {
            self.end_draining_subscriptions();
        } else {
            self.drained_subscriptions();
        }
    }

    /// Flushes fail, but not by the loss of a link that was held back before their `PING`s were sent.
    fn fail_pongs(&mut self, failure: FlushFailure) {
        let mut unsent = false;
        for _ in 0..self.pongs.len() {
            match self.pongs.pop_front() {
                Some(Pong::Renewal) => unsent = failure == FlushFailure::Disconnected,
                Some(pong @ Pong::Flush(_)) if unsent => self.pongs.push_back(pong),
                Some(Pong::Flush(flush)) => self.events.push_back(Event::Flushed { flush, result: Err(failure) }),
                _ => {}
            }
        }
    }

    pub(super) fn close_with(&mut self, error: Option<ConnectionError>) {
        if self.is_closed() {
            return;
        }
        match core::mem::replace(&mut self.phase, Phase::Closed) {
            Phase::Linked(connection) => {
                if connection.is_open() {
                    // What was held back for the next link leaves on this one: there will be no other.
                    self.outbound.open();
                } else {
                    self.forget_outbound();
                }
                self.events.push_back(Event::Hangup { dial: connection.dial });
            }
            _ => self.forget_outbound(),
        }
        self.drain_until = None;
        self.fail_pongs(FlushFailure::Closed);
        self.fail_requests(false, &RequestFailure::Closed);
        for id in self.subscriptions.slots() {
            self.end_with_event(id, SubscriptionEnd::Closed, false);
        }
        self.mux = None;
        self.assembling = None;
        self.events.push_back(Event::Closed { error });
    }

    fn forget_outbound(&mut self) {
        self.unsent = self.outbound.pending();
        self.outbound = super::Outbound::default();
    }

    /// Gives the link up for a new one; nothing to do while there is none.
    ///
    /// # Errors
    /// [`Misuse::Closed`] or [`Misuse::Draining`].
    pub fn reconnect(&mut self, now: Timestamp) -> Result<(), Misuse> {
        let now = self.clock.read(now);
        self.check_open()?;
        if self.ending != Ending::No {
            return Err(Misuse::Draining);
        }
        if self.is_connected() {
            self.events.push_back(Event::ReconnectRequested);
            self.link_down(now, ConnectionError::Lost(alloc::string::String::new()), true);
        }
        Ok(())
    }
}
