//! What a link is made of, and whether others can read along.

use super::{Connection, State};

/// A link's socket, as far as the protocol cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Channel {
    /// A WebSocket without TLS.
    #[default]
    PlainWebSocket,
    /// A WebSocket over TLS.
    SecureWebSocket,
    /// TCP without TLS, so far. It turns to TLS if that is demanded on our side, or by the server.
    PlainTcp { demanded: bool },
    /// TLS over TCP.
    SecureTcp,
}

impl Channel {
    const fn is_tcp(self) -> bool {
        matches!(self, Self::PlainTcp { .. } | Self::SecureTcp)
    }
}

impl Connection {
    /// The same connection, over `channel`. A server that is spoken to over TCP must introduce itself before all else.
    pub(crate) fn over(mut self, channel: Channel) -> Self {
        self.channel = channel;
        if channel.is_tcp() {
            self.parser.expect_greeting();
        }
        self
    }

    /// Turns to TLS, as the server waits for it: nothing more may come before.
    pub(crate) fn begin_securing(&mut self) {
        self.state = State::Securing;
        self.parser.seal();
    }

    /// The channel is TLS from here on. Returns whether that was waited for.
    pub(crate) fn handle_secured(&mut self) -> bool {
        let is_due = self.state == State::Securing;
        if is_due {
            self.channel = Channel::SecureTcp;
            self.parser.unseal();
        }
        is_due
    }

    /// Whether the server is told that TLS was insisted on.
    pub(crate) fn tells_tls(&self) -> bool {
        self.channel == Channel::SecureTcp
    }

    /// Whether the socket is open, and the server has said nothing where it is to speak first.
    pub(crate) fn is_silent(&self) -> bool {
        self.state == State::AwaitingInfo && self.channel.is_tcp()
    }
}
