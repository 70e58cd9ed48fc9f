//! One socket's life, from the dial to its end.
//!
//! ```text
//!  Opening ─opened─▶ AwaitingInfo ─INFO─▶ AwaitingCredentials ─answer─▶ AwaitingPong ─PONG─▶ Open
//!     │                   │  │               ▲    │                        │               │
//!     │                   │ INFO          secured │                        │               │
//!     │                   │  ╰──▶ Securing ──╯    │                        │               │
//!     │                   │           │           │                        │               │
//!     └────── closed, deadline, -ERR, a broken protocol: this connection is over ──────────┘
//! ```
//!
//! A connection that needs no credentials from the face passes through `AwaitingCredentials` at once, and only one over
//! TCP that is to have TLS through `Securing`. All states before `Open` share one deadline. What outlives the socket is the [session](crate::session)'s.

#[cfg(feature = "tcp")]
mod channel;
mod keepalive;
mod renewal;
mod server_error;

use crate::Timestamp;
use crate::codec::Parser;
use crate::error::{ConnectionError, ServerError};
use crate::id::{DialId, FlushId, SubscriptionId};
use crate::session::servers::ServerId;
use alloc::string::String;
use alloc::vec::Vec;

#[cfg(feature = "tcp")]
pub(crate) use channel::Channel;
pub(crate) use keepalive::{Beat, Keepalive};
pub(crate) use renewal::{Renewal, Step as RenewalStep};
pub(crate) use server_error::parse as parse_server_error;

/// Cut messages of more than this many bytes, line included, are assembled by the face.
const LARGE_MESSAGE: usize = 4 * 1024;

/// Whom a `PONG` answers, once the handshake is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pong {
    Keepalive,
    Probe,
    Flush(FlushId),
    /// The subscription has drained.
    Subscription(SubscriptionId),
    /// All subscriptions have drained.
    DrainedSubscriptions,
    /// All that was published has arrived.
    DrainedPublishes,
    /// The link may be left for another.
    Renewal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Opening,
    AwaitingInfo,
    #[cfg(feature = "tcp")]
    Securing,
    AwaitingCredentials,
    AwaitingPong,
    Open,
}

/// Whether the socket of a link that is given up may still be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Socket {
    StillOpen,
    Gone,
}

#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) dial: DialId,
    pub(crate) server: ServerId,
    pub(crate) state: State,
    pub(crate) keepalive: Keepalive,
    pub(crate) renewal: Renewal,
    #[cfg(feature = "tcp")]
    pub(crate) channel: Channel,
    /// The server's last complaint that concerns the connection: why it will close it.
    pub(crate) complaint: Option<ServerError>,
    pub(crate) parser: Parser,
    /// The beginning of an operation that the last frame's end has cut: less than [`LARGE_MESSAGE`], or a line.
    pub(crate) cut: Vec<u8>,
    deadline: Timestamp,
}

impl Connection {
    pub(crate) fn new(dial: DialId, server: ServerId, deadline: Timestamp, keepalive: Keepalive) -> Self {
        Self {
            dial,
            server,
            state: State::Opening,
            keepalive,
            renewal: Renewal::default(),
            #[cfg(feature = "tcp")]
            channel: Channel::default(),
            complaint: None,
            parser: Parser::new(LARGE_MESSAGE),
            cut: Vec::new(),
            deadline,
        }
    }

    /// Whether the server is told that TLS was insisted on.
    #[cfg(not(feature = "tcp"))]
    pub(crate) const fn tells_tls(&self) -> bool {
        false
    }

    #[inline]
    pub(crate) fn is_open(&self) -> bool {
        self.state == State::Open
    }

    pub(crate) fn handle_opened(&mut self) {
        if self.state == State::Opening {
            self.state = State::AwaitingInfo;
        }
    }

    pub(crate) fn handle_open(&mut self, now: Timestamp) {
        self.state = State::Open;
        self.keepalive.start(now);
    }

    pub(crate) fn next_timeout(&self) -> Option<Timestamp> {
        if !self.is_open() {
            return Some(self.deadline);
        }
        match (self.keepalive.next(), self.renewal.next()) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// Whether the handshake took too long.
    pub(crate) fn is_overdue(&self, now: Timestamp) -> bool {
        !self.is_open() && self.deadline <= now
    }

    /// Why the socket's end, which the face reports as `why`, happened.
    pub(crate) fn end_reason(&mut self, why: String) -> ConnectionError {
        match self.complaint.take() {
            Some(error) => ConnectionError::Server(error),
            None if self.is_open() => ConnectionError::Lost(why),
            None => ConnectionError::Refused(why),
        }
    }
}
