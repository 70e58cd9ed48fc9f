//! Why there is no connection.

use super::TlsError;
use nats_web_core::ServerError;
use nats_web_core::codec::ParseError;
use nats_web_core::codec::info::InfoError;
use nats_web_core::error::GreetingError;
use nats_web_core::session::server_address::AddressError;
use nats_web_nkeys::{CredsError, KeyError};
use std::error::Error;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// Why a server address was refused. Holds nothing of the address itself, which may contain a password.
///
/// ```
/// use nats_web::ServerAddr;
/// use nats_web::error::ServersError;
///
/// let refused = "ftp://b.example".parse::<ServerAddr>().unwrap_err();
/// let why = refused.get_ref().and_then(|why| why.downcast_ref::<ServersError>());
/// assert!(matches!(why, Some(ServersError::Scheme)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServersError {
    /// The list is empty.
    None,
    /// A scheme other than nats, tls, ws and wss.
    Scheme,
    /// What follows the scheme is no address.
    Address(AddressError),
    /// The scheme is nats or tls, and browsers have WebSockets alone.
    TcpUnavailable,
}

/// Why there are no credentials. Shows no secret.
///
/// ```no_run
/// # async fn run() {
/// use nats_web::error::CredentialsError;
/// use nats_web::{ConnectErrorKind, ConnectOptions};
/// use std::error::Error;
///
/// let options = ConnectOptions::with_nkey("a password, and no seed".to_owned());
/// let error = options.connect("wss://nats.example").await.unwrap_err();
/// assert_eq!(error.kind(), ConnectErrorKind::Authentication);
/// assert!(error.source().is_some_and(|source| source.is::<CredentialsError>()));
/// # }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum CredentialsError {
    /// The text is no seed.
    Key(KeyError),
    /// The seed is not that of a user, `SU…`.
    NotAUser,
    /// The text is not that of a credentials file.
    Creds(CredsError),
    /// The credentials file could not be read.
    File {
        /// Where it was looked for.
        path: PathBuf,
        /// Why.
        source: Arc<io::Error>,
    },
    /// A signature does not have 64 bytes.
    Signature,
}

/// Why there is no connection.
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use nats_web::error::ConnectionError;
///
/// match client.closed().await {
///     Ok(()) => println!("closed as asked for"),
///     Err(ConnectionError::Server { server, source }) => println!("{server} refuses: {source}"),
///     Err(error) => println!("given up: {error}"),
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum ConnectionError {
    /// The server could not be dialled.
    Dial {
        /// `host:port`.
        server: String,
        /// Why.
        source: DialError,
    },
    /// The server closed the socket before the handshake was over.
    Refused {
        /// `host:port`.
        server: String,
        /// The platform's words, if any.
        reason: String,
    },
    /// The handshake was not over in time.
    Timeout {
        /// `host:port`.
        server: String,
    },
    /// An established connection was lost.
    Lost {
        /// `host:port`.
        server: String,
        /// The platform's words, if any.
        reason: String,
    },
    /// The server no longer answered pings.
    Stale {
        /// `host:port`.
        server: String,
    },
    /// The server refused or ended the connection.
    Server {
        /// `host:port`.
        server: String,
        /// The server's words and what they mean.
        source: ServerError,
    },
    /// What listens there does not speak NATS.
    Protocol {
        /// `host:port`.
        server: String,
        /// What is wrong with it.
        source: ParseError,
    },
    /// The server's `INFO` is malformed.
    Info {
        /// `host:port`.
        server: String,
        /// What is wrong with it.
        source: InfoError,
    },
    /// The link began in a way that may not go on: over TCP, or without TLS.
    Greeting {
        /// `host:port`.
        server: String,
        /// What is wrong with it.
        source: GreetingError,
    },
    /// The server lacks what an option asks for.
    OptionUnavailable {
        /// The option.
        option: &'static str,
    },
    /// There are no credentials; this is the error of the function that was asked, or a [`CredentialsError`].
    Credentials(Arc<dyn Error + Send + Sync>),
    /// No server is left to dial.
    NoServers,
    /// The client drained without a connection, none came in time, and what was published is lost.
    DrainTimeout,
    /// The task that carried the connection is gone: its runtime was shut down, or a function of the user's panicked.
    TaskGone,
}

/// Why a server could not be dialled.
///
/// ```
/// use nats_web::error::{ConnectionError, DialError};
///
/// fn hint(error: &ConnectionError) -> Option<&'static str> {
///     match error {
///         ConnectionError::Dial { source: DialError::PlainNats, .. } => Some("that is the client port; name that of `websocket`"),
///         ConnectionError::Dial { source: DialError::NotUpgraded { status: 404 }, .. } => Some("the proxy does not know the path"),
///         _ => None,
///     }
/// }
/// # assert!(hint(&ConnectionError::NoServers).is_none());
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum DialError {
    /// The name did not resolve.
    Dns(Arc<io::Error>),
    /// Nobody listens, or the socket broke.
    Io(Arc<io::Error>),
    /// TLS failed: a certificate is not trusted, or the port does not speak TLS.
    Tls(TlsError),
    /// The address asks for TLS, and the crate was built without its feature `tls`.
    TlsUnavailable,
    /// The address asks for TCP, which browsers do not have.
    TcpUnavailable,
    /// The port answers in HTTP and would not become a WebSocket.
    NotUpgraded {
        /// The HTTP status.
        status: u16,
    },
    /// The port speaks NATS, but not over a WebSocket: it is the server's client port.
    PlainNats,
    /// The port speaks something else.
    NotWebSocket(Arc<dyn Error + Send + Sync>),
}

impl From<TlsError> for DialError {
    fn from(error: TlsError) -> Self {
        Self::Tls(error)
    }
}
