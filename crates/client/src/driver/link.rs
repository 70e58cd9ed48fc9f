//! The present link: a dial, or the open socket with its two directions.

use super::inbound::Inbound;
use super::outbound::Outbound;
use crate::error::DialError;
use crate::runtime::BoxFuture;
use nats_web_core::DialId;

pub(super) enum Link<S> {
    None,
    Dialling(DialId, Stage, BoxFuture<Result<S, DialError>>),
    Open(OpenLink<S>),
}

/// What a link waits for that is not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// The socket.
    Opening,
    /// TLS on the socket.
    Securing,
}

pub(super) struct OpenLink<S> {
    pub(super) dial: DialId,
    pub(super) socket: S,
    pub(super) inbound: Inbound,
    pub(super) outbound: Outbound,
}

impl<S> Link<S> {
    pub(super) fn open(dial: DialId, socket: S) -> Self {
        Self::Open(OpenLink { dial, socket, inbound: Inbound::default(), outbound: Outbound::default() })
    }

    pub(super) fn dial(&self) -> Option<DialId> {
        match self {
            Self::None => None,
            Self::Dialling(dial, ..) => Some(*dial),
            Self::Open(open) => Some(open.dial),
        }
    }
}
