//! The credentials in servers' addresses.

use crate::server::ServerAddr;
use nats_web_core::Credentials;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// What the servers' addresses say, by `host:port`. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct OfServers(Arc<RwLock<HashMap<String, Credentials>>>);

impl OfServers {
    /// Takes the credentials out of these addresses, in place of those that there were.
    pub(crate) fn set(&self, servers: &[ServerAddr]) {
        let named = servers.iter().filter_map(|server| {
            let user = Some(server.username()?.to_owned());
            let credentials = match server.password() {
                Some(pass) => Credentials { user, pass: Some(pass.to_owned()), ..Credentials::default() },
                None => Credentials { token: user, ..Credentials::default() },
            };
            Some((server.address().listen(), credentials))
        });
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = named.collect();
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Returns what the address of this server says.
    pub(super) fn get(&self, server: &str) -> Credentials {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(server).cloned().unwrap_or_default()
    }
}
