//! Going over to a new link before the JWT of the present one runs out.

use super::subscriptions::{Role, Subscription};
use super::{Ending, Session};
use crate::Timestamp;
use crate::codec::encode;
use crate::connection::{Pong, RenewalStep};
use crate::error::ConnectionError;
use crate::event::Event;
use alloc::string::String;

impl Session {
    /// What is due about the credentials of the open link.
    pub(super) fn expire_credentials(&mut self, now: Timestamp) {
        // A ping that waits for the socket would be overtaken by the one that prepares.
        let unsent = self.outbound.pending() > 0;
        let busy = unsent || self.requests.len() > 0 || self.ending != Ending::No;
        let Some(connection) = self.connection() else { return };
        match connection.renewal.handle_timeout(now, busy) {
            None => {}
            Some(RenewalStep::Ask) => {
                let dial = connection.dial;
                let nonce = self.info.nonce.clone();
                self.events.push_back(Event::CredentialsNeeded { dial, nonce });
            }
            Some(RenewalStep::Leave) if !unsent => self.prepare_to_renew(),
            Some(RenewalStep::Leave | RenewalStep::GiveUp) => self.renew(now),
        }
    }

    /// Has the server read what was transmitted, and send the caller nothing after that: a queue's messages go to its
    /// other members. What is published, requested or flushed from now on waits for the next link.
    fn prepare_to_renew(&mut self) {
        self.outbound.hold();
        for id in self.subscriptions.slots() {
            if let Some(Subscription { role: Role::Caller, sid, .. }) = self.subscriptions.get(id) {
                encode::unsubscribe(self.outbound.urgent(), *sid, None);
            }
        }
        self.outbound.urgent().extend_from_slice(encode::PING);
        self.pongs.push_back(Pong::Renewal);
    }

    /// Goes over to a new link.
    pub(super) fn renew(&mut self, now: Timestamp) {
        if let Some(connection) = self.connection() {
            connection.renewal.leave();
        }
        self.events.push_back(Event::ReconnectRequested);
        self.link_down(now, ConnectionError::Lost(String::new()), true);
    }
}
