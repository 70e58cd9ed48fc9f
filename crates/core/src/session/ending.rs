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
//! A PONG proves that the server has read everything sent before its PING, and that everything which the server sent
//! before it has been read here. All three commands rest on that. A flush is a PING, and its PONG is the caller's
//! `Flushed`. A drain needs two, because the two halves depend on each other: once the first PONG follows the UNSUBs,
//! no message is on its way to a subscription any more, so that callers have seen the last one and may still publish an
//! answer to it; the second PONG then proves that the server has those answers. Requests and new subscriptions are
//! refused from the beginning, since their replies and messages would need what the first half ends.
//!
//! The server sees UNSUBs and PINGs and knows of no drain. The face sees each subscription end (`Drained`), then
//! `Hangup` and `Closed`. A close skips the proofs: it ends all that is open with events that say `Closed`, and still
//! hands out what was accepted if there is a link to take it, as otherwise `publish` and `close` in one turn would lose
//! the message.
//!
//! A link lost on the way has drained its subscriptions by that. If nothing waits that was published, and no flush, the
//! session closes at once. Else there is time for a new link to bring it out,
//! [`Config::drain_timeout`](super::Config::drain_timeout) in all and without the usual waits between two dials; after
//! that the session closes with an error that says so.

use super::requests::Those;
use super::subscriptions::Notice;
use super::{Phase, Session};
use crate::Timestamp;
use crate::codec::encode;
use crate::connection::{Pong, Socket};
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

    /// Forgets a flush that nobody waits for any more. What has been asked of the server is answered all the same.
    pub fn cancel_flush(&mut self, flush: FlushId) {
        if !self.is_connected() {
            self.pongs.retain(|pong| *pong != Pong::Flush(flush));
        }
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
        for slot in self.subscriptions.slots() {
            let Some(id) = self.subscriptions.at(slot) else { continue };
            let Some(subscription) = self.subscriptions.get_mut(id) else { continue };
            if !core::mem::replace(&mut subscription.draining, true) {
                self.say_unsubscribe(id, None);
            }
        }
        if self.is_connected() {
            self.ping(Pong::DrainedSubscriptions);
        } else {
            self.drained_subscriptions();
            if !self.drain_without_link(now) && matches!(self.phase, Phase::Waiting { .. }) {
                self.dial_next(now, 0);
            }
        }
        Ok(())
    }

    /// Continues a drain that has no link: closes the session if nothing waits to be sent and no flush, else sets the
    /// time within which a new link must come. Returns whether the session was closed.
    pub(super) fn drain_without_link(&mut self, now: Timestamp) -> bool {
        let is_awaited = self.outbound.pending() > 0 || self.pongs.iter().any(|pong| matches!(pong, Pong::Flush(_)));
        if is_awaited {
            self.drain_until.get_or_insert(now.after(self.config.drain_timeout));
        } else {
            self.close_with(None);
        }
        !is_awaited
    }

    /// Returns when a drain is given up that has no link.
    pub(super) fn drain_timeout(&self) -> Option<Timestamp> {
        self.drain_until.filter(|_| !self.is_connected())
    }

    /// Ends the session if it drains and has found no link in time.
    pub(super) fn expire_drain(&mut self, now: Timestamp) {
        if self.drain_timeout().is_some_and(|until| until <= now) {
            let error = (self.outbound.pending() > 0).then_some(ConnectionError::DrainTimeout);
            self.close_with(error);
        }
    }

    /// Returns how many bytes were accepted to be published and never sent, once the session has ended; 0 before.
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

    /// Settles everything that waited for a `PONG` of the lost link: flushes fail with `Disconnected`, and draining
    /// subscriptions count as drained, since the server forgot them with the link.
    pub(super) fn on_link_lost(&mut self) {
        self.fail_pongs(FlushFailure::Disconnected);
        if self.ending == Ending::No {
            self.end_draining_subscriptions();
        } else {
            self.drained_subscriptions();
        }
    }

    /// Fails flushes and forgets all other awaited `PONG`s. A flush whose `PING` was held back from the lost link
    /// stays: it waits for the next one.
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
                self.hang_up(connection.dial);
            }
            _ => self.forget_outbound(),
        }
        self.drain_until = None;
        self.fail_pongs(FlushFailure::Closed);
        self.fail_requests(Those::All, &RequestFailure::Closed);
        for slot in self.subscriptions.slots() {
            let Some(id) = self.subscriptions.at(slot) else { continue };
            self.end_with_event(id, SubscriptionEnd::Closed, Notice::Known);
        }
        self.mux = None;
        self.assembling = None;
        self.events.push_back(Event::Closed { error });
    }

    fn forget_outbound(&mut self) {
        self.unsent = self.outbound.pending();
        self.outbound = super::Outbound::default();
    }

    /// Closes the link and dials again; does nothing while there is no link.
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
            self.link_down(now, ConnectionError::Lost(alloc::string::String::new()), Socket::StillOpen);
        }
        Ok(())
    }
}
