//! Why connecting failed.

use super::{ConnectionError, CredentialsError, DialError, Error, GreetingError, ServerErrorKind};
use std::fmt;
use std::io;

/// Why connecting failed.
///
/// ```no_run
/// # async fn run() {
/// use nats_web::ConnectErrorKind;
///
/// match nats_web::connect("wss://nats.example").await.map_err(|error| error.kind()) {
///     Ok(client) => drop(client),
///     Err(ConnectErrorKind::TimedOut) => println!("it does not answer"),
///     Err(kind) => println!("not connected: {kind}"),
/// }
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectErrorKind {
    /// A server's address is malformed, or there is none; or an option is.
    ServerParse,
    /// The name of a server did not resolve.
    Dns,
    /// A seed, a JWT or a credentials file is no good, or a function that was asked for credentials failed.
    Authentication,
    /// The server refuses the credentials.
    AuthorizationViolation,
    /// The handshake was not over in time.
    TimedOut,
    /// TLS failed.
    Tls,
    /// The socket could not be opened, was closed too early, or what listens there does not speak NATS.
    Io,
    /// The servers were dialled as often as the options allow.
    MaxReconnects,
}

impl fmt::Display for ConnectErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ServerParse => "failed to parse server or server list",
            Self::Dns => "DNS error",
            Self::Authentication => "failed signing nonce",
            Self::AuthorizationViolation => "authorization violation",
            Self::TimedOut => "timed out",
            Self::Tls => "TLS error",
            Self::Io => "IO error",
            Self::MaxReconnects => "reached maximum number of reconnects",
        })
    }
}

/// Why connecting failed. The source is a [`ConnectionError`] once a server was dialled.
pub type ConnectError = Error<ConnectErrorKind>;

impl From<io::Error> for ConnectError {
    fn from(error: io::Error) -> Self {
        Self::with_source(ConnectErrorKind::Io, error)
    }
}

impl From<CredentialsError> for ConnectError {
    fn from(error: CredentialsError) -> Self {
        Self::with_source(ConnectErrorKind::Authentication, error)
    }
}

impl From<ConnectionError> for ConnectError {
    fn from(error: ConnectionError) -> Self {
        Self::with_source(error.kind(), error)
    }
}

impl ConnectionError {
    pub(crate) fn kind(&self) -> ConnectErrorKind {
        match self {
            Self::Dial { source: DialError::Dns(_), .. } => ConnectErrorKind::Dns,
            Self::Dial { source: DialError::Tls(_) | DialError::TlsUnavailable, .. }
            | Self::Greeting { source: GreetingError::TlsUnavailable | GreetingError::BytesBeforeTls, .. } => {
                ConnectErrorKind::Tls
            }
            Self::Timeout { .. } | Self::Greeting { source: GreetingError::Silent, .. } => ConnectErrorKind::TimedOut,
            Self::Server { source, .. } if source.kind == ServerErrorKind::Authorization => {
                ConnectErrorKind::AuthorizationViolation
            }
            Self::Credentials(_) => ConnectErrorKind::Authentication,
            Self::NoServers => ConnectErrorKind::MaxReconnects,
            _ => ConnectErrorKind::Io,
        }
    }
}
