//! Who a client is, of those that the server pins one of.
//!
//! Of the clients of a priority group whose policy is `pinned_client` the server serves one. Its messages say by which
//! id the server knows that client, and requests with another id are refused. So a flow sends the id that it heard last,
//! and none from a refusal on.
//!
//! Source: ADR-42.

use super::heard::bytes_of;
use alloc::string::String;
use alloc::vec::Vec;
use nats_web_core::codec::{headers, json};
use nats_web_core::{Delivery, Session};

/// The id of a flow.
#[derive(Debug)]
pub(super) struct Pin {
    is_wanted: bool,
    id: Option<String>,
}

impl Pin {
    pub(super) fn new(is_wanted: bool) -> Self {
        Self { is_wanted, id: None }
    }

    /// A delivery has come.
    #[inline]
    pub(super) fn hear(&mut self, session: &Session, delivery: &Delivery, frame: &[u8]) {
        if self.is_wanted && !delivery.message.headers.is_empty() {
            self.read(delivery.message.headers.of(bytes_of(session, delivery.source, frame)));
        }
    }

    /// Takes the id in a header block. The server's is the last one: a message may have been published with one.
    fn read(&mut self, block: &[u8]) {
        let found = headers::entries(block).filter(|(name, _)| *name == HEADER).last();
        let Some(id) = found.and_then(|(_, value)| core::str::from_utf8(value).ok()) else { return };
        if self.id.as_deref() != Some(id) {
            self.id = Some(id.into());
        }
    }

    /// The server knows the client by another id, or not at all. Returns whether there was one.
    pub(super) fn forget(&mut self) -> bool {
        self.id.take().is_some()
    }

    /// Appends the id to the members of a pull request.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        if let Some(id) = &self.id {
            json::write_member(out, "id", id);
        }
    }
}

/// The header by which a server says who a client is.
const HEADER: &[u8] = b"Nats-Pin-Id";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_id_heard_is_sent_until_it_is_refused() {
        let mut pin = Pin::new(true);
        let mut out = Vec::from(*b"{\"batch\":1");
        pin.write(&mut out);
        assert_eq!(out, b"{\"batch\":1");
        pin.read(b"NATS/1.0\r\nNats-Pin-Id: stored\r\nA: b\r\nNats-Pin-Id: real\r\n\r\n");
        pin.read(b"NATS/1.0\r\nA: b\r\n\r\n");
        pin.write(&mut out);
        assert_eq!(out, b"{\"batch\":1,\"id\":\"real\"");
        assert!(pin.forget() && !pin.forget());
    }
}
