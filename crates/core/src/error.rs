//! Errors, sorted by blame: the caller, the server that refuses, the peer that misbehaves, the link.

mod display;

use crate::codec::ParseError;
use crate::codec::headers::HeaderError;
use crate::codec::info::InfoError;
use crate::subject::SubjectError;
use alloc::string::String;

/// The caller's mistake: refused at once, and nothing was sent.
///
/// ```
/// use nats_web_core::subject::SubjectError;
/// use nats_web_core::{Config, Misuse, Outgoing, Session};
///
/// let mut session = Session::new(Config::default());
/// let message = Outgoing { subject: b"", reply: b"", headers: b"", payload: 0 };
/// assert_eq!(session.publish(&message), Err(Misuse::Subject(SubjectError::Empty)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-errors"), non_exhaustive)]
pub enum Misuse {
    /// The session is closed.
    Closed,
    /// The session drains: no new subscriptions and requests, in the end no publishing.
    Draining,
    /// The subscription has ended.
    SubscriptionClosed,
    /// The subject cannot be published or subscribed to.
    Subject(SubjectError),
    /// The reply subject cannot be published to.
    Reply(SubjectError),
    /// The queue group's name is none.
    Queue(SubjectError),
    /// The header block is malformed.
    Headers(HeaderError),
    /// The server does not support headers.
    HeadersUnsupported,
    /// The message, headers included, is larger than the server takes.
    PayloadTooLarge {
        /// Bytes of headers and payload.
        size: u64,
        /// The server's `max_payload`.
        max: u64,
    },
    /// The link is away and what waits for it has reached the bound, or there is no memory for more.
    BufferFull {
        /// The bound, or what waits if that took all memory, in bytes.
        limit: u64,
    },
}

/// What a server's `-ERR` means.
///
/// ```
/// use nats_web_core::error::ServerErrorKind;
///
/// assert!(ServerErrorKind::Authorization.is_authentication());
/// assert!(!ServerErrorKind::Permissions.is_authentication());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-errors"), non_exhaustive)]
pub enum ServerErrorKind {
    /// `Permissions Violation …`: concerns one subscription or publish; the connection lives on.
    Permissions,
    /// `Authorization Violation`.
    Authorization,
    /// `User Authentication Expired` (or revoked).
    AuthenticationExpired,
    /// `Account Authentication Expired`.
    AccountExpired,
    /// `Authentication Timeout`.
    AuthenticationTimeout,
    /// Anything else.
    Protocol,
}

impl ServerErrorKind {
    /// Whether new credentials are what it takes.
    #[must_use]
    pub const fn is_authentication(self) -> bool {
        matches!(self, Self::Authorization | Self::AuthenticationExpired | Self::AccountExpired)
    }
}

/// What a permissions violation denies.
///
/// ```
/// use nats_web_core::error::{Denied, DeniedOperation};
///
/// fn words(denied: &Denied) -> String {
///     match denied.operation {
///         DeniedOperation::Publish => format!("{} may not be published to", denied.subject),
///         DeniedOperation::Subscription => format!("{} may not be subscribed to", denied.subject),
///         _ => format!("{} may not be used", denied.subject),
///     }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Denied {
    /// Publishing or subscribing.
    pub operation: DeniedOperation,
    /// To this subject.
    pub subject: String,
    /// As a member of this queue group.
    pub queue: Option<String>,
}

/// The two operations a server can deny.
///
/// ```
/// use nats_web_core::ServerError;
/// use nats_web_core::error::DeniedOperation;
///
/// fn is_of_a_publish(error: &ServerError) -> bool {
///     error.denied.as_ref().is_some_and(|denied| denied.operation == DeniedOperation::Publish)
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-errors"), non_exhaustive)]
pub enum DeniedOperation {
    /// `PUB` or `HPUB`.
    Publish,
    /// `SUB`.
    Subscription,
}

/// An `-ERR` of the server.
///
/// ```
/// use nats_web_core::ServerError;
///
/// fn log(error: &ServerError) {
///     eprintln!("{:?}: {}", error.kind, error.text);
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServerError {
    /// What it means.
    pub kind: ServerErrorKind,
    /// The server's own words, quotes included.
    pub text: String,
    /// What was denied, for [`ServerErrorKind::Permissions`].
    pub denied: Option<Denied>,
}

/// Why a link is given up right after its beginning.
///
/// ```
/// use nats_web_core::error::GreetingError;
///
/// assert_eq!(GreetingError::TlsUnavailable.to_string(), "TLS is asked for, and the server offers none");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-errors"), non_exhaustive)]
pub enum GreetingError {
    /// TLS is required on our side, and the server offers none, or the address is that of a WebSocket without.
    TlsUnavailable,
    /// Plain text came after an `INFO` that TLS is to follow: somebody may have slipped it in.
    BytesBeforeTls,
    /// The socket opened, and no `INFO` came in time: the port may be for WebSockets, or for TLS from the first byte.
    Silent,
}

/// Why a dial failed, a connection was lost, or the session closed.
///
/// ```
/// use nats_web_core::ConnectionError;
///
/// fn may_help_to_wait(error: &ConnectionError) -> bool {
///     matches!(error, ConnectionError::Refused(_) | ConnectionError::Timeout | ConnectionError::Lost(_))
/// }
/// assert!(!may_help_to_wait(&ConnectionError::NoServers));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-events"), non_exhaustive)]
pub enum ConnectionError {
    /// The socket could not be opened, or closed before the handshake was over; the face's words.
    Refused(String),
    /// The handshake was not over in time.
    Timeout,
    /// The socket of an established connection closed; the face's words.
    Lost(String),
    /// Too many pings went unanswered.
    Stale,
    /// The server refused or ended the connection.
    Server(ServerError),
    /// What listens there does not speak NATS.
    Protocol(ParseError),
    /// The server's `INFO` is malformed.
    Info(InfoError),
    /// The link began in a way that may not go on: over TCP, or without TLS.
    Greeting(GreetingError),
    /// The server lacks a feature an option asks for; the option's name.
    OptionUnavailable(&'static str),
    /// The face could not provide credentials. Its own error is what the user sees.
    Credentials,
    /// No server is left to dial.
    NoServers,
    /// The session drained without a link, none came in time, and what was published is lost.
    DrainTimeout,
}
