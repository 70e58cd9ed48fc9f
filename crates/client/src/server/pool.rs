//! What is known of the servers beside what the core's pool has.

use super::{Server, ServerAddr};
use nats_web_core::Session;
use nats_web_core::session::servers as core;
use std::collections::HashMap;

/// The servers as the user named them, and how dials of them failed.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    named: Vec<ServerAddr>,
    /// The one of them that last accepted this client, as `host:port`; empty before.
    learned_from: String,
    /// The error of the last dial, by `host:port`, if that failed.
    errors: HashMap<String, String>,
}

impl Pool {
    pub(crate) fn set(&mut self, servers: Vec<ServerAddr>) {
        self.named = servers;
    }

    pub(crate) fn failed(&mut self, server: String, error: String) {
        self.errors.insert(server, error);
    }

    pub(crate) fn connected(&mut self, server: &str) {
        self.errors.remove(server);
        if self.named.iter().any(|named| named.address().listen() == server) {
            server.clone_into(&mut self.learned_from);
        }
    }

    /// Returns the named server from which those of gossip were learned, as `host:port`.
    pub(crate) fn learned_from(&self) -> &str {
        &self.learned_from
    }

    /// Returns the servers that a session may dial.
    pub(crate) fn of(&self, session: &Session) -> Vec<Server> {
        session.servers().iter().filter_map(|server| self.describe(server)).collect()
    }

    fn describe(&self, server: &core::Server) -> Option<Server> {
        let address = server.address();
        let named = self.named.iter().find(|named| named.address() == address).cloned();
        Some(Server {
            addr: named.or_else(|| address.url().parse().ok())?,
            failed_attempts: server.reconnects() as usize,
            did_connect: server.did_connect(),
            is_discovered: server.is_gossiped(),
            last_error: self.errors.get(&address.listen()).cloned(),
        })
    }
}
