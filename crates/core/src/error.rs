//! Errors, sorted by blame: the caller, the server that refuses, the peer that misbehaves, the link.

mod display;

use crate::codec::headers::HeaderError;
use crate::codec::info::InfoError;
use crate::codec::parser::ParseError;
use crate::subject::SubjectError;
use alloc::string::String;

/// The caller's mistake: refused at once, and nothing was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denied {
    /// Publishing or subscribing.
    pub operation: DeniedOperation,
    /// To this subject.
    pub subject: String,
    /// As a member of this queue group.
    pub queue: Option<String>,
}

/// The two operations a server can deny.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeniedOperation {
    /// `PUB` or `HPUB`.
    Publish,
    /// `SUB`.
    Subscription,
}

/// An `-ERR` of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerError {
    /// What it means.
    pub kind: ServerErrorKind,
    /// The server's own words, quotes included.
    pub text: String,
    /// What was denied, for [`ServerErrorKind::Permissions`].
    pub denied: Option<Denied>,
}

/// Why a dial failed, a connection was lost, or the session closed.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// The server lacks a feature an option asks for; the option's name.
    OptionUnavailable(&'static str),
    /// The face could not provide credentials. Its own error is what the user sees.
    Credentials,
    /// No server is left to dial.
    NoServers,
    /// The session drained without a link, none came in time, and what was published is lost.
    DrainTimeout,
    /// The face's runtime failed (a trapped wasm instance): the session's state is lost.
    Trapped,
}
