//! The credentials in servers' addresses.

use crate::server::ServerAddr;
use nats_web_core::Credentials;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// What the servers' addresses say, by `host:port`. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct OfServers(Arc<RwLock<HashMap<String, Option<Credentials>>>>);

impl OfServers {
    /// Takes the credentials out of these addresses, in place of those that there were.
    pub(crate) fn set(&self, servers: &[ServerAddr]) {
        let named = servers.iter().map(|server| (server.address().listen(), credentials(server)));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = named.collect();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).values().all(Option::is_none)
    }

    /// Returns what the address of this server says. If gossip told of it, that is what the address of `learned_from`
    /// says: the servers of a cluster know the same users.
    pub(super) fn get(&self, server: &str, learned_from: &str) -> Credentials {
        let named = self.0.read().unwrap_or_else(PoisonError::into_inner);
        named.get(server).or_else(|| named.get(learned_from)).cloned().flatten().unwrap_or_default()
    }
}

fn credentials(server: &ServerAddr) -> Option<Credentials> {
    let user = Some(server.username()?.to_owned());
    Some(match server.password() {
        Some(pass) => Credentials { user, pass: Some(pass.to_owned()), ..Credentials::default() },
        None => Credentials { token: user, ..Credentials::default() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_of_gossip_get_the_credentials_of_the_one_that_told() {
        let of_servers = OfServers::default();
        let servers = ["ann:secret@a.example", "b.example", "token@c.example"].map(|text| text.parse().unwrap());
        of_servers.set(&servers);
        let user = |server: &str, learned_from: &str| of_servers.get(server, learned_from).user;
        assert_eq!(user("a.example:4222", "c.example:4222").as_deref(), Some("ann"));
        assert_eq!(user("told.example:4222", "a.example:4222").as_deref(), Some("ann"));
        assert_eq!(user("b.example:4222", "a.example:4222"), None);
        assert_eq!(user("told.example:4222", "b.example:4222"), None);
        assert_eq!(of_servers.get("told.example:4222", "c.example:4222").token.as_deref(), Some("token"));
    }
}
