//! The server pool as the caller sees it and changes it, and servers that the face chooses.
//!
//! A choice is for one dial. Before it is dialled, it waits as long as the face says, or as long as a server in its turn
//! would. Source: async-nats 0.51, as observed.

use super::server_address::ServerAddress;
use super::servers::Servers;
use super::{Phase, Session};
use crate::Timestamp;
use crate::event::Event;

impl Session {
    /// Returns the servers that may be dialled.
    #[must_use]
    pub fn servers(&self) -> &Servers {
        &self.servers
    }

    /// Replaces the servers that may be dialled, from the next dial on; `addresses` must not be empty. The present link
    /// stays, and gossip goes on to add servers. Harmless before [`start`](Self::start) and after the end.
    pub fn set_servers(&mut self, addresses: &[ServerAddress]) {
        if !addresses.is_empty() {
            self.servers.replace(addresses);
            self.delays_asked = 0;
        }
    }

    /// The answer to [`Event::ServerNeeded`]: a server of the pool and how long to wait before it is dialled, in
    /// milliseconds, if not as long as for any other. `None` is for the next in turn.
    ///
    /// Returns whether the server is in the pool, or none was named; if not, the next in turn is dialled.
    pub fn handle_server(&mut self, now: Timestamp, chosen: Option<(&ServerAddress, Option<u64>)>) -> bool {
        let now = self.clock.read(now);
        if !matches!(self.phase, Phase::AwaitingServer) {
            return true;
        }
        let found = chosen.map(|(address, wait)| (self.servers.find(address), wait));
        self.chosen = found.and_then(|(server, _)| server);
        match (self.chosen, found) {
            (Some(_), Some((_, Some(wait)))) => self.dial_next(now, wait),
            _ => self.plan_dial_in_turn(now),
        }
        found.is_none_or(|(server, _)| server.is_some())
    }

    pub(super) fn ask_for_server(&mut self) {
        self.phase = Phase::AwaitingServer;
        self.events.push_back(Event::ServerNeeded);
    }

    /// Dials the server that was chosen, once it has waited, and returns whether there is one.
    pub(super) fn dial_chosen(&mut self, now: Timestamp, wait: u64) -> bool {
        let Some(server) = self.chosen else { return false };
        // At its first dial there is nothing to wait for, unless the face says so.
        if wait > 0 {
            self.phase = Phase::Waiting { until: now.after(wait), wait: 0 };
            return true;
        }
        self.chosen = None;
        let is_there = self.servers.dial_out_of_turn(server, now);
        if is_there {
            self.dial(now, server);
        }
        is_there
    }
}
