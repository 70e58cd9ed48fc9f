//! Connecting.

use super::{Client, Events, Handle};
use crate::auth::OfServers;
use crate::driver::{Driver, Progress, Shared};
use crate::error::connect::{ConnectError, ConnectErrorKind};
use crate::error::{ConnectionError, Error, ServersError};
use crate::options::ConnectOptions;
use crate::runtime;
use crate::server::{ServerAddr, ToServerAddrs, check_dialable};
use crate::transport::Net;
use nats_web_core::{Config, Session, subject};
use std::io;
use std::sync::Arc;
use std::time::Duration;

/// Connects with these options. The future resolves once a server has accepted this client, or at once with
/// [`ConnectOptions::retry_on_initial_connect`]. Dropping it ends the attempt.
///
/// # Errors
/// See [`ConnectErrorKind`]. Without [`ConnectOptions::retry_on_initial_connect`] each server is tried once.
///
/// # Panics
/// In a runtime without timers: one of your own needs tokio's `enable_all`.
pub async fn connect_with_options<A: ToServerAddrs>(addrs: A, options: ConnectOptions) -> Result<Client, ConnectError> {
    let is_patient = options.config.wait_on_first_connect;
    let servers = addrs.to_server_addrs().map_err(unfit)?.collect::<Vec<_>>();
    let client = start(&servers, options).await?;
    if is_patient {
        return Ok(client);
    }
    match client.reached(|progress| !matches!(progress, Progress::Connecting)).await {
        Progress::Over(Err(error)) => Err(error.into()),
        Progress::Over(Ok(())) => Err(ConnectionError::TaskGone.into()),
        Progress::Connecting | Progress::Connected => Ok(client),
    }
}

impl ConnectOptions {
    /// Connects. The future resolves once a server has accepted this client.
    ///
    /// # Errors
    /// See [`ConnectErrorKind`]. Without
    /// [`retry_on_initial_connect`](Self::retry_on_initial_connect) each server is tried once.
    ///
    /// # Panics
    /// In a runtime without timers: one of your own needs tokio's `enable_all`.
    pub async fn connect<A: ToServerAddrs>(self, addrs: A) -> Result<Client, ConnectError> {
        connect_with_options(addrs, self).await
    }
}

/// Makes a client, whose task begins to connect.
async fn start(servers: &[ServerAddr], mut options: ConnectOptions) -> Result<Client, ConnectError> {
    if servers.is_empty() {
        return Err(unfit(ServersError::None));
    }
    check_dialable(servers).map_err(unfit)?;
    subject::check_inbox_prefix(options.config.inbox_prefix.as_bytes())
        .map_err(|error| unfit(format!("the prefix of inboxes {error}")))?;
    if !runtime::is_here() {
        return Err(io::Error::other("there is no tokio runtime in this thread").into());
    }
    options.hooks.auth.check(Duration::from_millis(options.config.connect_timeout)).await?;
    // Clients whose options are clones of the same ones each have their own.
    options.hooks.auth.of_servers = OfServers::default();
    options.hooks.auth.of_servers.set(servers);
    let transport = Net::new(options.transport);
    let config = Config {
        servers: servers.iter().map(|server| server.address().clone()).collect(),
        seed: runtime::seed(),
        // The session's clock begins now.
        unix_origin: runtime::unix_millis(),
        credentials: options.hooks.auth.source(),
        tell_failed_dials: true,
        ask_server: options.hooks.choose_server.is_some(),
        max_first_attempts: options.config.max_reconnect_attempts,
        ..options.config
    };
    let shared = Shared::new(Session::new(config));
    if let Some(callback) = options.event_callback {
        let mut events = Events::of(&shared);
        runtime::spawn(async move {
            while let Some(event) = events.next().await {
                callback.call(event).await;
            }
        });
    }
    shared.with(|state, _| state.pool.set(servers.to_vec()));
    let credentials = options.hooks.auth.of_servers.clone();
    runtime::spawn(Driver::new(Arc::clone(&shared), transport, options.hooks));
    let now = shared.clock.now();
    shared.with(|state, _| state.session.start(now));
    let (limits, request_timeout) = (options.limits, options.request_timeout);
    Ok(Client { handle: Arc::new(Handle { shared, limits, request_timeout, credentials }) })
}

fn unfit(error: impl Into<crate::Error>) -> ConnectError {
    Error::with_source(ConnectErrorKind::ServerParse, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_wildcard_in_the_inbox_prefix_is_refused() {
        let error = ConnectOptions::new().custom_inbox_prefix("a.*").connect("ws://127.0.0.1:1").await.unwrap_err();
        assert_eq!(error.kind(), ConnectErrorKind::ServerParse);
        assert!(error.to_string().contains("the prefix of inboxes has"), "{error}");
    }
}
