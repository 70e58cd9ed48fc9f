//! What users of the face call.

use super::{Face, Message};
use nats_web_core::session::server_address::ServerAddress;
use nats_web_core::{Config, ConnectionError, Hole, Inbox, Misuse, Outgoing};
use nats_web_core::{RequestFailure, RequestId, SubscribeOptions, SubscriptionId};
use std::collections::VecDeque;
use std::error::Error;
use std::hash::{BuildHasher, RandomState};

impl Face {
    /// Connects to a server.
    pub(crate) fn connect(url: &str) -> Result<Self, Box<dyn Error>> {
        let config = Config {
            servers: vec![ServerAddress::parse(url, None)?],
            seed: RandomState::new().hash_one(url),
            reconnect_wait: 100,
            max_reconnect_attempts: None,
            ..Config::default()
        };
        let mut face = Self::new(config);
        face.session.start(face.now());
        face.wait_for(|face| face.session.is_connected().then_some(())).ok_or("not connected")?;
        Ok(face)
    }

    /// Publishes a message. While there is no connection it is kept, and sent once there is one.
    pub(crate) fn publish(&mut self, subject: &str, payload: &[u8]) -> Result<(), Misuse> {
        let hole = self.session.publish(&outgoing(subject, payload))?;
        self.fill(hole, payload);
        Ok(())
    }

    /// Subscribes.
    pub(crate) fn subscribe(&mut self, subject: &str) -> Result<SubscriptionId, Misuse> {
        let id = self.session.subscribe(self.now(), subject.as_bytes(), &SubscribeOptions::default())?;
        self.messages.insert(id, VecDeque::new());
        Ok(id)
    }

    /// Waits for the next message; `None` once the subscription has ended.
    pub(crate) fn next(&mut self, id: SubscriptionId) -> Option<Message> {
        let next = |face: &mut Self| match face.messages.get_mut(&id)?.pop_front() {
            Some(message) => Some(Some(message)),
            None => face.ends.contains_key(&id).then_some(None),
        };
        self.wait_for(next).flatten()
    }

    /// Sends a request. [`reply`](Self::reply) waits for its reply.
    pub(crate) fn request(&mut self, subject: &str, payload: &[u8]) -> Result<RequestId, Misuse> {
        let (id, hole) = self.session.request(self.now(), &outgoing(subject, payload), Inbox::Shared, None)?;
        self.fill(hole, payload);
        Ok(id)
    }

    /// Waits for the reply to a request.
    pub(crate) fn reply(&mut self, id: RequestId) -> Result<Message, RequestFailure> {
        self.wait_for(|face| face.replies.remove(&id)).unwrap_or(Err(RequestFailure::Closed))
    }

    /// Leaves the present link for a new one.
    pub(crate) fn reconnect(&mut self) -> Result<(), Misuse> {
        self.session.reconnect(self.now())
    }

    /// Ends everything in order. Returns why it ended, if not because of this.
    pub(crate) fn drain(mut self) -> Option<ConnectionError> {
        // A session that is closed has nothing to drain, and says why.
        let _ = self.session.drain(self.now());
        self.wait_for(|_| None::<()>);
        self.error
    }

    fn fill(&mut self, hole: Hole, payload: &[u8]) {
        match hole {
            Hole::Inline(range) => self.session.outbound_mut(range).copy_from_slice(payload),
            Hole::Large => self.large.push_back(payload.to_vec()),
        }
        if self.session.wants_transmit() {
            self.pump();
        }
    }
}

fn outgoing<'a>(subject: &'a str, payload: &[u8]) -> Outgoing<'a> {
    Outgoing { subject: subject.as_bytes(), reply: b"", headers: b"", payload: payload.len() }
}
