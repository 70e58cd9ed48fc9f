//! Errors of the crate: one enum for each way to fail, sorted by whose fault it is.

use nats_web_core::codec::ParseError;
use nats_web_core::codec::info::InfoError;
use nats_web_core::service::Unfit;
use nats_web_core::session::server_address::AddressError;
use nats_web_core::subject::SubjectError;
use nats_web_core::{FlushFailure, Misuse, RequestFailure, ServerError};
use nats_web_nkeys::{CredsError, KeyError};
use std::error::Error;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// Any error, as user functions return it.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Why a server address was refused. Holds nothing of the address itself, which may contain a password.
///
/// ```
/// use nats_web::{IntoServers, ServersError};
///
/// let list = ["ws://a.example", "ftp://b.example"];
/// let refused = list.into_servers().expect_err("the second is no address of a WebSocket");
/// assert!(matches!(refused, ServersError::Address { index: 1, .. }));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServersError {
    /// The list is empty.
    None,
    /// One of the texts is no address.
    Address {
        /// Its place in the list, from 0.
        index: usize,
        /// What is wrong with it.
        source: AddressError,
    },
}

/// Why [`connect`](crate::connect) failed.
///
/// ```no_run
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use nats_web::{ConnectError, ConnectionError};
///
/// match nats_web::connect("wss://nats.example").await {
///     Ok(client) => drop(client),
///     Err(ConnectError::Connection(ConnectionError::Timeout { server })) => println!("{server} does not answer"),
///     Err(error) => println!("not connected: {error}"),
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum ConnectError {
    /// The caller's mistake: the servers.
    Servers(ServersError),
    /// The caller's mistake: [`ConnectOptions::inbox_prefix`](crate::ConnectOptions::inbox_prefix).
    InboxPrefix(SubjectError),
    /// The caller's mistake: a seed, JWT or credentials file is no good.
    Credentials(CredentialsError),
    /// The caller's mistake: there is no tokio runtime here.
    NoRuntime,
    /// No server could be connected to; this is about the last one tried.
    Connection(ConnectionError),
}

/// Why there are no credentials. Shows no secret.
///
/// ```no_run
/// # async fn run() {
/// use nats_web::{ConnectError, ConnectOptions, CredentialsError};
///
/// let options = ConnectOptions::new().nkey("a password, and no seed");
/// let error = options.connect("wss://nats.example").await.err();
/// assert!(matches!(error, Some(ConnectError::Credentials(CredentialsError::Key(_)))));
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
/// use nats_web::ConnectionError;
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
/// use nats_web::{ConnectionError, DialError};
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
    /// The name did not resolve, or nobody listens, or the socket broke.
    Io(Arc<io::Error>),
    /// TLS failed: the certificate is not trusted, or the port does not speak TLS.
    Tls(Arc<dyn Error + Send + Sync>),
    /// The address asks for TLS, and the crate was built without its feature `tls`.
    TlsUnavailable,
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

/// Why a request failed.
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use nats_web::RequestError;
///
/// match client.request("time.now", "").await {
///     Ok(reply) => println!("{}", String::from_utf8_lossy(reply.payload())),
///     Err(RequestError::NoResponders) => println!("nobody has a clock"),
///     Err(RequestError::Timeout) => println!("somebody has, but is slow"),
///     Err(error) => return Err(error.into()),
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestError {
    /// The caller's mistake; nothing was sent.
    Misuse(Misuse),
    /// No reply in time.
    Timeout,
    /// Nobody is subscribed to the subject.
    NoResponders,
    /// The server denied the publish or the inbox.
    Denied(ServerError),
    /// The client was closed before the reply came.
    Closed,
}

/// Why a flush failed.
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use nats_web::FlushError;
///
/// client.publish("orders", "apple").await?;
/// match client.flush().await {
///     Ok(()) => println!("the server has it"),
///     Err(FlushError::Disconnected) => println!("perhaps it has; ask again"),
///     Err(error) => return Err(error.into()),
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FlushError {
    /// The link was lost meanwhile: what the server has seen is unknown.
    Disconnected,
    /// The client is closed.
    Closed,
}

/// Why a service, a group or an endpoint could not be made. The caller's mistake.
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use nats_web::ServiceError;
/// use nats_web::service::ServiceOptions;
///
/// let refused = client.service(&ServiceOptions::new("two words", "1.0.0")).err();
/// assert!(matches!(refused, Some(ServiceError::Unfit(_))));
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServiceError {
    /// A name or subject was refused.
    Unfit(Unfit),
    /// A subscription was refused.
    Misuse(Misuse),
    /// The service stops or has stopped.
    Stopped,
    /// There is no tokio runtime here.
    NoRuntime,
}

impl From<Unfit> for ServiceError {
    fn from(unfit: Unfit) -> Self {
        Self::Unfit(unfit)
    }
}

impl From<Misuse> for ServiceError {
    fn from(misuse: Misuse) -> Self {
        Self::Misuse(misuse)
    }
}

impl From<Misuse> for RequestError {
    fn from(misuse: Misuse) -> Self {
        Self::Misuse(misuse)
    }
}

impl From<RequestFailure> for RequestError {
    fn from(failure: RequestFailure) -> Self {
        match failure {
            RequestFailure::Timeout => Self::Timeout,
            RequestFailure::NoResponders => Self::NoResponders,
            RequestFailure::Denied(error) => Self::Denied(error),
            RequestFailure::Closed => Self::Closed,
        }
    }
}

impl From<FlushFailure> for FlushError {
    fn from(failure: FlushFailure) -> Self {
        match failure {
            FlushFailure::Disconnected => Self::Disconnected,
            FlushFailure::Closed => Self::Closed,
        }
    }
}

impl From<ConnectionError> for ConnectError {
    fn from(error: ConnectionError) -> Self {
        Self::Connection(error)
    }
}

impl From<CredentialsError> for ConnectError {
    fn from(error: CredentialsError) -> Self {
        Self::Credentials(error)
    }
}

impl From<ServersError> for ConnectError {
    fn from(error: ServersError) -> Self {
        Self::Servers(error)
    }
}

mod display;
pub(crate) mod from_core;
