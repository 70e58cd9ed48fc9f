//! Renewal: going over to a new link before the JWT of the present one expires.

use super::subscriptions::Role;
use super::{Ending, Session};
use crate::Timestamp;
use crate::codec::encode;
use crate::connection::{Pong, RenewalStep, Socket};
use crate::error::ConnectionError;
use crate::event::Event;
use alloc::string::String;

impl Session {
    /// Takes the step that is due in the renewal of the open link's credentials.
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

    /// Unsubscribes and pings, so that the server has read what was transmitted and sends the caller nothing after its
    /// `PONG`: the messages of a queue group go to its other members. What is published, requested or flushed from now
    /// on waits for the next link.
    fn prepare_to_renew(&mut self) {
        self.outbound.hold();
        for slot in self.subscriptions.slots() {
            let Some(id) = self.subscriptions.at(slot) else { continue };
            let role = self.subscriptions.get(id).map(|subscription| subscription.role);
            if role.is_some_and(Role::is_outer) {
                encode::unsubscribe(self.outbound.urgent(), id.sid(), None);
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
        self.link_down(now, ConnectionError::Lost(String::new()), Socket::StillOpen);
    }
}
