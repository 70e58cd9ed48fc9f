//! The far end of one socket: reads what the session transmits as a server would, and remembers what it was told.

use std::collections::BTreeMap;

use crate::oracle::client::{ClientOp, Published, read};

/// What one connection has told its server.
#[derive(Debug, Default)]
pub(super) struct Server {
    /// Bytes that are no whole operation yet.
    pub(super) unread: Vec<u8>,
    pub(super) subscriptions: BTreeMap<u64, Interest>,
    /// Pings that wait for an answer.
    pub(super) pings: usize,
    /// Whether all it said was as a server would say it, and true.
    pub(super) honest: bool,
    /// Whether something it said was no operation, or another one than meant.
    pub(super) garbled: bool,
    introduced: bool,
}

/// A subscription, as the server knows it.
#[derive(Debug)]
pub(super) struct Interest {
    pub(super) subject: Vec<u8>,
    pub(super) queue: Option<Vec<u8>>,
    pub(super) max: Option<u64>,
    pub(super) denied: bool,
}

impl Server {
    pub(super) fn new() -> Self {
        Self { honest: true, ..Self::default() }
    }

    /// From now on no word of it counts.
    pub(super) fn garble(&mut self) {
        self.honest = false;
        self.garbled = true;
    }

    /// Reads `bytes` and gives the messages published.
    pub(super) fn hear(&mut self, bytes: &[u8]) -> Vec<Published> {
        self.unread.extend_from_slice(bytes);
        let mut published = Vec::new();
        let mut at = 0;
        loop {
            match read(&self.unread[at..]) {
                Err(complaint) => panic!("{complaint}"),
                Ok(None) => break,
                Ok(Some((op, length))) => {
                    at += length;
                    self.obey(op, &mut published);
                }
            }
        }
        self.unread.drain(..at);
        published
    }

    fn obey(&mut self, op: ClientOp, published: &mut Vec<Published>) {
        assert!(
            self.introduced || matches!(op, ClientOp::Connect(_) | ClientOp::Pong),
            "CONNECT comes first, not {op:?}"
        );
        match op {
            ClientOp::Connect(json) => {
                assert!(json.is_object() && !self.introduced, "CONNECT is said once");
                self.introduced = true;
            }
            ClientOp::Publish(message) => published.push(message),
            ClientOp::Subscribe { subject, queue, sid } => {
                let interest = Interest { subject, queue, max: None, denied: false };
                assert!(self.subscriptions.insert(sid, interest).is_none(), "sid {sid} twice");
            }
            ClientOp::Unsubscribe { sid, max: None } => {
                self.subscriptions.remove(&sid);
            }
            ClientOp::Unsubscribe { sid, max } => {
                if let Some(interest) = self.subscriptions.get_mut(&sid) {
                    interest.max = max;
                }
            }
            ClientOp::Ping => self.pings += 1,
            ClientOp::Pong => {}
        }
    }
}
