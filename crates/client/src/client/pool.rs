//! The servers that a client may connect to.

use super::{Client, ServerPoolError, ServerPoolErrorKind, SetServerPoolError, SetServerPoolErrorKind};
use crate::error::{Error, Misuse};
use crate::server::{Server, ServerAddr, ToServerAddrs, check_dialable};

impl Client {
    /// Replaces the servers that may be connected to, from the next connection on; the present one stays. What is known of
    /// servers that stay is kept. Servers of a cluster that a server names go on to join them.
    ///
    /// ```no_run
    /// # async fn run(client: nats_web::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// client.set_server_pool(["nats://a.example", "nats://b.example"]).await?;
    /// client.force_reconnect().await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`SetServerPoolErrorKind`].
    pub async fn set_server_pool<A: ToServerAddrs>(&self, addrs: A) -> Result<(), SetServerPoolError> {
        let servers = addrs.to_server_addrs();
        let servers = servers.map_err(|error| Error::with_source(SetServerPoolErrorKind::InvalidAddress, error))?;
        let servers: Vec<ServerAddr> = servers.collect();
        let web_sockets = servers.iter().filter(|server| server.is_websocket()).count();
        if servers.is_empty() {
            return Err(Error::new(SetServerPoolErrorKind::EmptyPool));
        }
        if web_sockets > 0 && web_sockets < servers.len() {
            return Err(Error::new(SetServerPoolErrorKind::MixedSchemes));
        }
        let invalid = |error| Error::with_source(SetServerPoolErrorKind::InvalidAddress, error);
        check_dialable(&servers).map_err(invalid)?;
        let addresses: Vec<_> = servers.iter().map(|server| server.address().clone()).collect();
        self.handle.credentials.set(&servers);
        self.shared().with(|state, _| {
            if state.session.is_closed() {
                return Err(Error::with_source(SetServerPoolErrorKind::Send, Misuse::Closed));
            }
            state.session.set_servers(&addresses);
            state.pool.set(servers);
            Ok(())
        })
    }

    /// Returns the servers that may be connected to, and how connecting to them went.
    ///
    /// # Errors
    /// The client is closed.
    pub async fn server_pool(&self) -> Result<Vec<Server>, ServerPoolError> {
        self.shared().read(|state| {
            if state.session.is_closed() {
                return Err(Error::with_source(ServerPoolErrorKind::Send, Misuse::Closed));
            }
            Ok(state.pool.of(&state.session))
        })
    }
}
