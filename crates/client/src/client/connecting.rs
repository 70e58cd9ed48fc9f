//! Connecting.

use super::{Client, Handle};
use crate::driver::{Driver, Progress, Shared};
use crate::error::{ConnectError, ConnectionError};
use crate::options::ConnectOptions;
use crate::servers::IntoServers;
use crate::subscriber::SubscribeContext;
use crate::{runtime, transport};
use nats_web_core::{Config, Session, subject};
use std::sync::Arc;
use std::time::Duration;

impl ConnectOptions {
    /// Connects. The future resolves once a server has accepted this client.
    ///
    /// # Errors
    /// See [`ConnectError`]. Without [`wait_on_first_connect`](Self::wait_on_first_connect) each server is tried once.
    ///
    /// # Panics
    /// In a runtime without timers: one of your own needs tokio's `enable_all`.
    pub async fn connect(self, servers: impl IntoServers) -> Result<Client, ConnectError> {
        let servers = servers.into_servers()?;
        subject::check_inbox_prefix(self.config.inbox_prefix.as_bytes()).map_err(ConnectError::InboxPrefix)?;
        if !runtime::is_here() {
            return Err(ConnectError::NoRuntime);
        }
        self.hooks.auth.check(Duration::from_millis(self.config.connect_timeout)).await?;
        let transport = transport::ws::Ws {
            #[cfg(feature = "tls")]
            tls: Arc::new(transport::tls::Tls::new(self.tls)),
        };
        // The session's clock begins now.
        let unix_origin = runtime::unix_millis();
        let credentials = self.hooks.auth.source();
        let config = Config { servers, seed: runtime::seed(), unix_origin, credentials, ..self.config };
        let shared = Shared::new(Session::new(config));
        runtime::spawn(Driver::new(Arc::clone(&shared), transport, self.hooks));
        let context = SubscribeContext { shared: Arc::clone(&shared), limits: self.subscription_limits };
        let client = Client { handle: Arc::new(Handle { context }) };
        let now = shared.clock.now();
        shared.with(|state, _| state.session.start(now));
        match client.reached(|progress| !matches!(progress, Progress::Connecting)).await {
            Progress::Over(Err(error)) => Err(error.into()),
            Progress::Over(Ok(())) => Err(ConnectionError::TaskGone.into()),
            Progress::Connecting | Progress::Connected => Ok(client),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_wildcard_in_the_inbox_prefix_is_refused() {
        let error = ConnectOptions::new().inbox_prefix("a.*").connect("ws://127.0.0.1:1").await.unwrap_err();
        assert!(matches!(error, ConnectError::InboxPrefix(_)), "{error}");
    }
}
