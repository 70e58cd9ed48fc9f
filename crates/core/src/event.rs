//! What the session tells its face.

use crate::error::{ConnectionError, ServerError};
use crate::id::{DialId, FlushId, RequestId, SubscriptionId};
use alloc::string::String;
use alloc::vec::Vec;

/// Why a subscription ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubscriptionEnd {
    /// The caller unsubscribed.
    Unsubscribed,
    /// The last of its `max` messages was delivered.
    MaxReached,
    /// Drained: the server has confirmed that nothing more comes.
    Drained,
    /// The server denied it.
    Denied(ServerError),
    /// No message arrived within its `timeout`. It no longer receives.
    TimedOut,
    /// The session closed.
    Closed,
}

/// Why a request failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestFailure {
    /// No reply by its deadline.
    Timeout,
    /// Nobody is subscribed to its subject.
    NoResponders,
    /// The server denied the publish or the inbox.
    Denied(ServerError),
    /// The session closed.
    Closed,
}

/// Why a flush failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlushFailure {
    /// The link was lost between `PING` and `PONG`: what the server has seen is unknown.
    Disconnected,
    /// The session closed.
    Closed,
}

/// Something a face carries out or reports, in order. Deliveries of the same input come first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Open a socket to `url` and report [`Session::handle_opened`](crate::Session::handle_opened) or
    /// [`Session::handle_closed`](crate::Session::handle_closed).
    Dial {
        /// To quote in all that this socket reports.
        dial: DialId,
        /// `ws://` or `wss://`, with port, path and query.
        url: String,
    },
    /// Send what is still to be transmitted, then close that dial's socket.
    Hangup {
        /// The dial whose socket it is.
        dial: DialId,
    },
    /// Ask the user for credentials and answer with
    /// [`Session::handle_credentials`](crate::Session::handle_credentials).
    CredentialsNeeded {
        /// To quote in the answer.
        dial: DialId,
        /// The server's challenge.
        nonce: Option<String>,
    },
    /// Ask the user's delay function for milliseconds and answer with
    /// [`Session::handle_reconnect_delay`](crate::Session::handle_reconnect_delay).
    ReconnectDelayNeeded,
    /// The handshake is over; publishing reaches a server.
    Connected {
        /// `host:port`.
        server: String,
        /// False for the session's first connection.
        again: bool,
    },
    /// An established connection was lost. Once per loss.
    Disconnected {
        /// `host:port`.
        server: String,
    },
    /// A server is about to be dialled.
    Reconnecting {
        /// `host:port`.
        server: String,
    },
    /// The server sent `INFO`.
    Info {
        /// Its JSON, verbatim.
        json: String,
    },
    /// The cluster's list of servers was read.
    ServersChanged {
        /// URLs that are new in the pool.
        added: Vec<String>,
        /// `host:port` of those that left it.
        deleted: Vec<String>,
    },
    /// The server is in lame duck mode: it will close connections soon.
    LameDuck {
        /// `host:port`.
        server: String,
    },
    /// The server sent `-ERR`.
    ServerError(ServerError),
    /// The server of an established connection broke the protocol, or exceeded what this client takes
    /// ([`ParseError`](crate::codec::ParseError) says which): the connection is given up.
    ProtocolBroken(ConnectionError),
    /// A keep-alive is due; this many pings are unanswered, the one now due included.
    PingTimer {
        /// Unanswered pings.
        outstanding: u32,
    },
    /// Too many pings went unanswered: the link is given up.
    Stale,
    /// The caller asked for a new connection.
    ReconnectRequested,
    /// A subscription of the caller's ended without the caller's doing it at once.
    SubscriptionEnded {
        /// Which.
        subscription: SubscriptionId,
        /// Why.
        end: SubscriptionEnd,
    },
    /// A request for several replies has had what it is to have.
    RequestOver {
        /// Which.
        request: RequestId,
    },
    /// A request failed.
    RequestFailed {
        /// Which.
        request: RequestId,
        /// Why.
        failure: RequestFailure,
    },
    /// A flush ended.
    Flushed {
        /// Which.
        flush: FlushId,
        /// How.
        result: Result<(), FlushFailure>,
    },
    /// The session is closed for good; nothing follows.
    Closed {
        /// None if the caller closed or drained it.
        error: Option<ConnectionError>,
    },
}
