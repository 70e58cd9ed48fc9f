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
//! A link lost on the way has drained its subscriptions by that; what was published and still waits goes out on the
//! next one before the session closes.

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
        if self.outbound.is_open() {
            self.ping(Pong::Flush(flush));
        } else {
            self.waiting_flushes.push(flush);
        }
        Ok(flush)
    }

    /// Ends everything in order: subscriptions first, once what was under way to them has been delivered, then
    /// publishing, once the server has everything, then the session. [`Event::Closed`] follows.
    ///
    /// # Errors
    /// [`Misuse::Closed`] or, if it was called before, [`Misuse::Draining`].
    pub fn drain(&mut self) -> Result<(), Misuse> {
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
        }
        Ok(())
    }

    /// Ends everything at once. What was published before is still transmitted if the link is up. Harmless when closed.
    pub fn close(&mut self) {
        self.close_with(None);
    }

    /// Sends a `PING` behind everything that waits.
    pub(super) fn ping(&mut self, pong: Pong) {
        if let Some(connection) = self.connection() {
            connection.pongs.push_back(pong);
            self.outbound.ephemeral(encode::PING);
        }
    }

    pub(super) fn drained_subscriptions(&mut self) {
        self.end_draining_subscriptions();
        self.ending = Ending::Publishes;
        if self.is_connected() {
            self.ping(Pong::DrainedPublishes);
        }
    }

    /// On a new link: what waited for one to be confirmed.
    pub(super) fn flush_waiting(&mut self) {
        for flush in core::mem::take(&mut self.waiting_flushes) {
            self.ping(Pong::Flush(flush));
        }
        if self.ending == Ending::Publishes {
            self.ping(Pong::DrainedPublishes);
        }
    }

    /// The link on which these pongs were awaited is gone.
    pub(super) fn fail_pongs(&mut self, pongs: impl IntoIterator<Item = Pong>, failure: FlushFailure) {
        for pong in pongs {
            if let Pong::Flush(flush) = pong {
                self.events.push_back(Event::Flushed { flush, result: Err(failure) });
            }
        }
    }

    pub(super) fn close_with(&mut self, error: Option<ConnectionError>) {
        if self.is_closed() {
            return;
        }
        match core::mem::replace(&mut self.phase, Phase::Closed) {
            Phase::Linked(connection) => {
                if !connection.is_open() {
                    self.outbound = super::Outbound::default();
                }
                self.events.push_back(Event::Hangup { dial: connection.dial });
                self.fail_pongs(connection.pongs, FlushFailure::Closed);
            }
            _ => self.outbound = super::Outbound::default(),
        }
        let waiting = core::mem::take(&mut self.waiting_flushes);
        self.fail_pongs(waiting.into_iter().map(Pong::Flush), FlushFailure::Closed);
        self.fail_requests(false, &RequestFailure::Closed);
        for id in self.subscriptions.slots() {
            self.end_with_event(id, SubscriptionEnd::Closed, false);
        }
        self.mux = None;
        self.assembling = None;
        self.events.push_back(Event::Closed { error });
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
