//! Servers: their addresses, and how they do in the pool.

mod addr;
mod list;
mod pool;

pub use addr::ServerAddr;
pub use list::ToServerAddrs;
pub(crate) use list::check_dialable;
pub(crate) use pool::Pool;

use std::fmt;
use std::time::Duration;

/// A server of the pool, and how connecting to it went.
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), nats_web::ServerPoolError> {
/// for server in client.server_pool().await? {
///     println!("{server}: {} failures, {:?}", server.failed_attempts, server.last_error);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Server {
    /// Its address.
    pub addr: ServerAddr,
    /// How many dials failed since it last accepted this client.
    pub failed_attempts: usize,
    /// Whether it ever accepted this client.
    pub did_connect: bool,
    /// Whether another server named it; if not, the user did.
    pub is_discovered: bool,
    /// How the last dial failed; `None` if it did not.
    pub last_error: Option<String>,
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.addr.as_url_str())
    }
}

/// The server to connect to next, as
/// [`ConnectOptions::reconnect_to_server_callback`](crate::ConnectOptions::reconnect_to_server_callback) chooses it.
///
/// ```
/// use nats_web::{ConnectOptions, ReconnectToServer};
///
/// let options = ConnectOptions::new().reconnect_to_server_callback(|servers, _info| async move {
///     let next = servers.into_iter().min_by_key(|server| server.failed_attempts)?;
///     Some(ReconnectToServer { addr: next.addr, delay: None })
/// });
/// ```
#[derive(Debug, Clone)]
pub struct ReconnectToServer {
    /// Its address, one of those in the pool.
    pub addr: ServerAddr,
    /// How long to wait before; `None` for as long as
    /// [`ConnectOptions::reconnect_delay_callback`](crate::ConnectOptions::reconnect_delay_callback) says.
    pub delay: Option<Duration>,
}
