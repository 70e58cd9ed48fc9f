//! TLS over TCP: when a link turns to it, and what may not happen before.
//!
//! A server sends its `INFO` in plain text and waits. If TLS is wanted, by it or by us, the client begins the handshake of
//! TLS where it would otherwise send `CONNECT`, and nothing that matters has been sent until then. Whoever stands in between
//! can write that `INFO`, so from it follows no more than whom to speak TLS with: what comes behind it in plain text breaks
//! the link, as it might pass for the server's word afterwards, and where we want TLS the `INFO` cannot talk us out of it.
//! With [`TlsPolicy::First`] the face opens the socket with TLS, and there is no plain text at all.
//!
//! Over a WebSocket all of this is the platform's: `wss` has TLS before the first byte. Only a `ws` address where TLS is
//! required is refused here.
//!
//! Source: the NATS client protocol, INFO; nats-server documentation, "TLS", `handshake_first`.

use super::server_address::ServerAddress;
use super::{Config, Phase, Session, TlsPolicy};
use crate::Timestamp;
use crate::connection::{Channel, Socket, State};
use crate::error::{ConnectionError, GreetingError};
use crate::event::Event;
use crate::id::DialId;

impl Config {
    /// Whether links over TCP are dialled with TLS.
    pub(super) fn is_tls_first(&self) -> bool {
        self.tls == TlsPolicy::First
    }

    /// What a link to `address` is made of at its beginning.
    pub(super) fn channel(&self, address: &ServerAddress) -> Channel {
        match (address.is_tcp(), address.is_encrypted()) {
            (false, false) => Channel::PlainWebSocket,
            (false, true) => Channel::SecureWebSocket,
            (true, _) if self.is_tls_first() => Channel::SecureTcp,
            (true, demanded) => Channel::PlainTcp { demanded: demanded || self.tls == TlsPolicy::Required },
        }
    }
}

impl Session {
    /// Reports that the socket of `dial` speaks TLS from here on, as [`Event::Secure`] has asked for. If that fails, the
    /// face reports [`handle_closed`](Self::handle_closed) instead. Harmless at any other time.
    pub fn handle_secured(&mut self, now: Timestamp, dial: DialId) {
        let now = self.clock.read(now);
        self.recycle();
        if self.connection().is_some_and(|connection| connection.dial == dial && connection.handle_secured()) {
            self.begin_authentication(now);
        }
    }

    /// Returns the name or IP address that the certificate of the server dialled last is to be for; empty before the first
    /// dial. See [`ServerAddress::tls_name`].
    #[must_use]
    pub fn tls_name(&self) -> &str {
        &self.tls_name
    }

    /// Handles the first `INFO` of a link: goes on with the handshake, or has the face turn to TLS before.
    pub(super) fn handle_greeting(&mut self, now: Timestamp) {
        let is_offered = self.info.tls_required || self.info.tls_available;
        let policy = self.config.tls;
        let Phase::Linked(connection) = &mut self.phase else { return };
        let is_refused = match connection.channel {
            Channel::PlainWebSocket => policy != TlsPolicy::AsDemanded,
            Channel::PlainTcp { demanded } => demanded && !is_offered,
            Channel::SecureWebSocket | Channel::SecureTcp => false,
        };
        if is_refused {
            let error = ConnectionError::Greeting(GreetingError::TlsUnavailable);
            return self.link_down(now, error, Socket::StillOpen);
        }
        match connection.channel {
            Channel::PlainTcp { demanded } if demanded || self.info.tls_required => {
                connection.begin_securing();
                self.events.push_back(Event::Secure { dial: connection.dial });
            }
            Channel::PlainWebSocket | Channel::SecureWebSocket => self.begin_authentication(now),
            Channel::PlainTcp { .. } | Channel::SecureTcp => {
                connection.parser.unseal();
                self.begin_authentication(now);
            }
        }
    }

    /// Returns what is wrong if the present link broke the protocol while TLS was due.
    pub(super) fn greeting_fault(&mut self) -> Option<GreetingError> {
        let is_due = self.connection().is_some_and(|connection| connection.state == State::Securing);
        is_due.then_some(GreetingError::BytesBeforeTls)
    }
}
