//! What happens to a connection.

use crate::queue::Weigh;
use std::fmt;

/// What happened to a connection. [`ConnectOptions::event_callback`](crate::ConnectOptions::event_callback) and
/// [`Client::events`](crate::Client::events) tell of it.
///
/// ```no_run
/// # async fn run() -> Result<(), nats_web::ConnectError> {
/// use nats_web::{ConnectOptions, Event};
///
/// let client = ConnectOptions::new()
///     .event_callback(|event| async move {
///         match event {
///             Event::Disconnected => println!("lost"),
///             Event::Connected => println!("back"),
///             other => println!("{other}"),
///         }
///     })
///     .connect("demo.nats.io")
///     .await?;
/// # drop(client); Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A server has accepted this client: subscriptions are made again, and what waited is on its way.
    Connected,
    /// The connection was lost. Once per loss.
    Disconnected,
    /// The server will shut down soon.
    LameDuckMode,
    /// The client drains.
    Draining,
    /// The client is closed; nothing follows.
    Closed,
    /// The subscriber with this number does not keep up: messages for it were dropped. At most once for each
    /// 64 KiB that are read.
    SlowConsumer(u64),
    /// The server sent an error.
    ServerError(ServerError),
    /// The client has found something wrong.
    ClientError(ClientError),
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connected => f.write_str("connected"),
            Self::Disconnected => f.write_str("disconnected"),
            Self::LameDuckMode => f.write_str("lame duck mode detected"),
            Self::Draining => f.write_str("draining"),
            Self::Closed => f.write_str("closed"),
            Self::SlowConsumer(sid) => write!(f, "slow consumers for subscription {sid}"),
            Self::ServerError(error) => write!(f, "server error: {error}"),
            Self::ClientError(error) => write!(f, "client error: {error}"),
        }
    }
}

/// An error that a server sent.
///
/// ```
/// use nats_web::ServerError;
///
/// let error = ServerError::Other("Permissions Violation for Publish to \"a\"".to_owned());
/// assert!(error.to_string().starts_with("nats: Permissions Violation"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerError {
    /// The credentials are wrong, or there are none.
    AuthorizationViolation,
    /// The subscription with this number is too slow.
    SlowConsumer(u64),
    /// Any other, in the server's words.
    Other(String),
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AuthorizationViolation => f.write_str("nats: authorization violation"),
            Self::SlowConsumer(sid) => write!(f, "nats: subscription {sid} is a slow consumer"),
            Self::Other(words) => write!(f, "nats: {words}"),
        }
    }
}

impl std::error::Error for ServerError {}

impl From<nats_web_core::ServerError> for ServerError {
    fn from(error: nats_web_core::ServerError) -> Self {
        match error.kind {
            nats_web_core::error::ServerErrorKind::Authorization => Self::AuthorizationViolation,
            _ => Self::Other(error.text.trim_matches('\'').to_owned()),
        }
    }
}

/// Something wrong that the client itself has found.
///
/// ```
/// use nats_web::ClientError;
///
/// assert_eq!(ClientError::MaxReconnects.to_string(), "nats: max reconnects reached");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientError {
    /// What it is, in words: why a server could not be connected to, or how it breaks the protocol.
    Other(String),
    /// The servers were dialled as often as the options allow.
    MaxReconnects,
    /// The function that chooses the next server has chosen one that is not in the pool.
    ServerNotInPool,
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Other(words) => write!(f, "nats: {words}"),
            Self::MaxReconnects => f.write_str("nats: max reconnects reached"),
            Self::ServerNotInPool => f.write_str("nats: reconnect callback returned server not in pool"),
        }
    }
}

impl std::error::Error for ClientError {}

/// An error of either side.
///
/// ```
/// use nats_web::{CallbackError, ClientError};
///
/// assert_eq!(CallbackError::from(ClientError::MaxReconnects).to_string(), "nats: max reconnects reached");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallbackError {
    /// The client's.
    Client(ClientError),
    /// The server's.
    Server(ServerError),
}

impl fmt::Display for CallbackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Client(error) => error.fmt(f),
            Self::Server(error) => error.fmt(f),
        }
    }
}

impl From<ServerError> for CallbackError {
    fn from(error: ServerError) -> Self {
        Self::Server(error)
    }
}

impl From<ClientError> for CallbackError {
    fn from(error: ClientError) -> Self {
        Self::Client(error)
    }
}

impl Weigh for Event {
    fn weight(&self) -> usize {
        0
    }
}
