//! A face around the session: one socket at a time, a timer, a clock that obeys the fuzzer, and all the checks.

use std::collections::VecDeque;

use nats_web_core::{
    Config, DialId, Event, Hole, RequestId, Session, SubscriptionId, Target, Timestamp, Transmit, Until,
};

use super::model::{Expected, Model};
use super::server::Server;
use crate::oracle::server::{Message, Read, ServerOp, read};
use crate::oracle::subject::matches;
use crate::targets::feed::message_of;

pub(super) struct Rig {
    pub(super) session: Session,
    pub(super) model: Model,
    pub(super) server: Server,
    /// What the server has said and the link not yet brought.
    pub(super) pipe: VecDeque<u8>,
    /// The face's clock.
    pub(super) now: u64,
    pub(super) dial: Option<DialId>,
    pub(super) asked_credentials: Option<DialId>,
    /// Transmits only when told to.
    lazy: bool,
    /// The session's time as its documentation has it: the face's, but never back.
    session_now: u64,
    clock_lost: u64,
    kept: Vec<u8>,
    assembly: Option<(Vec<u8>, usize)>,
    /// All that this link has brought, for the naive reader.
    heard: Vec<u8>,
    heard_until: usize,
    large: VecDeque<Vec<u8>>,
    discards_due: usize,
}

impl Rig {
    pub(super) fn new(config: Config, lazy: bool) -> Self {
        Self {
            session: Session::new(config),
            model: Model::default(),
            server: Server::new(),
            pipe: VecDeque::new(),
            now: 0,
            dial: None,
            asked_credentials: None,
            lazy,
            session_now: 0,
            clock_lost: 0,
            kept: Vec::new(),
            assembly: None,
            heard: Vec::new(),
            heard_until: 0,
            large: VecDeque::new(),
            discards_due: 0,
        }
    }

    pub(super) fn start(&mut self) {
        let at = self.at();
        self.session.start(at);
        self.carry_out();
    }

    /// The face's clock, handed to the session.
    pub(super) fn at(&mut self) -> Timestamp {
        let mine = self.now.saturating_add(self.clock_lost);
        self.clock_lost += self.session_now.saturating_sub(mine);
        self.session_now = self.session_now.max(mine);
        Timestamp::from_millis(self.now)
    }

    /// When, by the session's time, `ms` milliseconds from now are over.
    pub(super) fn deadline(&self, ms: u64) -> u64 {
        self.session_now.saturating_add(ms)
    }

    /// The timer fires, twice if the first one was late.
    pub(super) fn time_out(&mut self) {
        for _ in 0..2 {
            let at = self.at();
            self.model.next_report();
            self.session.handle_timeout(at);
            self.carry_out();
        }
        let due = self.model.requests.values().find(|request| request.deadline <= self.session_now);
        assert!(due.is_none(), "a request outlived its deadline: {due:?}");
        if let Some(next) = self.session.poll_timeout() {
            assert!(next.as_millis() > self.now || self.session_now > u64::MAX / 2, "a timer that never rests");
        }
    }

    /// An accepted message: puts its payload where it belongs and expects a server to see it.
    pub(super) fn accepted(&mut self, hole: Hole, expected: Expected) {
        let payload = &expected.message.payload;
        match hole {
            Hole::Inline(range) => self.session.outbound_mut(range).copy_from_slice(payload),
            Hole::Large => self.large.push_back(payload.clone()),
        }
        self.model.publishes.push_back(Expected { large: !self.large.is_empty() && expected.large, ..expected });
    }

    /// The link brings up to `count` bytes.
    pub(super) fn bring(&mut self, count: usize) {
        let Some(dial) = self.dial else { return };
        let at = self.at();
        let chunk: Vec<u8> = self.pipe.drain(..count.min(self.pipe.len())).collect();
        let taken = self.session.handle_payload(dial, chunk.len());
        match &mut self.assembly {
            Some((bytes, _)) => bytes.extend_from_slice(&chunk[..taken]),
            None => assert_eq!(taken, 0, "nothing is being assembled"),
        }
        self.kept.extend_from_slice(&chunk[taken..]);
        self.heard.extend_from_slice(&chunk);
        self.model.next_report();
        let consumed = self.session.handle_bytes(at, dial, &self.kept);
        assert!(consumed <= self.kept.len());
        self.take_deliveries();
        if let Some(assembly) = self.session.assembly() {
            assert_eq!(consumed, self.kept.len(), "what follows the start belongs to the message");
            self.assembly = Some((self.kept[assembly.start..].to_vec(), assembly.len));
        }
        self.kept.drain(..consumed);
    }

    fn take_deliveries(&mut self) {
        let mut said = self.said().into_iter();
        let deliveries = self.session.deliveries().to_vec();
        for delivery in deliveries {
            let message = if delivery.assembled {
                let (bytes, length) = self.assembly.take().expect("only what was begun is delivered");
                assert_eq!(bytes.len(), length);
                message_of(&delivery.message, &bytes)
            } else {
                message_of(&delivery.message, &self.kept)
            };
            assert!(said.any(|said| said == message), "delivered what was not said, or not in this order: {message:?}");
            self.delivered(delivery.target, &message);
        }
    }

    /// The messages that are whole since the last time.
    fn said(&mut self) -> Vec<Message> {
        let mut said = Vec::new();
        while let Read::Whole(op, length) = read(&self.heard[self.heard_until..]) {
            self.heard_until += length;
            said.extend(if let ServerOp::Message(message) = op { Some(message) } else { None });
        }
        said
    }

    fn delivered(&mut self, target: Target, message: &Message) {
        match target {
            Target::Subscription(id) => {
                let found = self.model.subscriptions.get_mut(&id.as_u32()).expect("the subscription is live");
                assert_eq!(found.sid, message.sid);
                found.received += 1;
                assert!(found.max.is_none_or(|max| found.received <= max), "more than was asked for: {found:?}");
            }
            Target::Request(id) => {
                let request = self.model.replied(id.as_u32(), message.payload.is_empty(), self.session_now);
                let is_first = request.until == Until::First;
                if self.server.honest && message.subject.starts_with(b"_INBOX.") {
                    assert_eq!(request.reply.as_ref(), Some(&message.subject), "a reply to another request");
                }
                if is_first {
                    self.model.settle(id.as_u32());
                }
            }
        }
    }

    /// Transmits, carries out what the session says, and checks that all is as promised.
    pub(super) fn carry_out(&mut self) {
        if !self.lazy {
            self.transmit(usize::MAX);
        }
        while let Some(event) = self.session.poll_event() {
            self.model.happened(&event, self.session_now);
            match event {
                Event::Dial { dial, .. } => {
                    assert!(self.dial.is_none(), "one socket at a time");
                    self.dial = Some(dial);
                    self.server = Server::new();
                    self.pipe.clear();
                }
                Event::Hangup { dial } if self.dial == Some(dial) => {
                    self.transmit(usize::MAX);
                    self.lose();
                }
                Event::PingTimer { .. } if self.session.is_connected() && !self.lazy => {
                    assert!(self.server.pings > 0, "a beat without a ping");
                }
                Event::CredentialsNeeded { dial, .. } => self.asked_credentials = Some(dial),
                _ => {}
            }
        }
        self.check();
    }

    /// Up to `count` transmits.
    pub(super) fn transmit(&mut self, count: usize) {
        for _ in 0..count {
            let promised = self.session.has_transmit();
            let sent = match self.session.poll_transmit() {
                None => {
                    assert!(!promised, "has_transmit without a transmit");
                    return;
                }
                Some(Transmit::Bytes(bytes)) => bytes.to_vec(),
                Some(Transmit::Payload(size)) => {
                    let payload = self.large.pop_front().expect("a large payload");
                    assert_eq!(payload.len(), size);
                    payload
                }
                Some(Transmit::Discard) => {
                    self.discard();
                    continue;
                }
            };
            assert!(promised && !sent.is_empty(), "a transmit without has_transmit, or an empty one");
            assert!(self.dial.is_some(), "a transmit without a socket");
            for message in self.server.hear(&sent) {
                self.model.seen(&message);
            }
        }
    }

    fn discard(&mut self) {
        if self.discards_due == 0 {
            self.forget_half_sent();
        }
        assert!(self.discards_due > 0 && self.large.pop_front().is_some(), "a discard without its payload");
        self.discards_due -= 1;
    }

    /// The socket is gone, by whomever.
    pub(super) fn lose(&mut self) {
        self.forget_half_sent();
        self.dial = None;
        self.pipe.clear();
        self.kept.clear();
        self.assembly = None;
        self.heard.clear();
        self.heard_until = 0;
    }

    /// What the lost server has of an operation can only be that of a large publish: it counts as sent.
    fn forget_half_sent(&mut self) {
        let unread = std::mem::take(&mut self.server.unread);
        if unread.is_empty() {
            return;
        }
        let expected = self.model.publishes.pop_front().expect("half of a publish that was accepted");
        assert!(expected.large, "half an operation: {}", unread.escape_ascii());
        let missing_payload = !unread.ends_with(&expected.message.payload);
        self.discards_due += usize::from(missing_payload);
    }

    fn check(&mut self) {
        let session = &self.session;
        let model = &self.model;
        assert_eq!(session.is_closed(), model.closed);
        assert_eq!(session.is_connected(), model.connected && !model.closed);
        assert_eq!(session.requests_in_flight(), model.requests.len());
        assert!(session.subscription_count() >= model.subscriptions.len());
        for (&slot, subscription) in &model.subscriptions {
            assert_eq!(session.subscription_sid(SubscriptionId::from_u32(slot)), Some(subscription.sid));
            assert!(subscription.max.is_none_or(|max| subscription.received < max), "{subscription:?} lives on");
            assert!(session.is_connected() || !subscription.draining, "there is no link to drain: {subscription:?}");
        }
        assert!(!session.has_event());
        let left = model.requests.values().find(|request| request.is_enough);
        assert!(left.is_none(), "it has had its replies and goes on: {left:?}");
        if session.is_connected() && !session.has_transmit() {
            assert_eq!(session.pending(), 0);
            assert!(model.publishes.is_empty(), "all that was accepted was sent");
            assert!(self.large.is_empty() && self.discards_due == 0, "a payload is held for nothing");
            self.check_subscriptions();
        }
        if model.closed {
            self.check_closed();
        }
    }

    /// The server knows every live subscription, and no others.
    fn check_subscriptions(&self) {
        let known = &self.server.subscriptions;
        for subscription in self.model.subscriptions.values().filter(|subscription| !subscription.draining) {
            let interest = known.get(&subscription.sid.into()).expect("a live subscription the server knows");
            assert_eq!((&interest.subject, &interest.queue), (&subscription.subject, &subscription.queue));
            assert_eq!(interest.max.is_some(), subscription.max.is_some(), "{subscription:?}");
            assert!(interest.max <= subscription.max && interest.max != Some(0), "{subscription:?} {interest:?}");
        }
        let all_said = self.pipe.is_empty() && self.kept.is_empty() && !self.session.is_draining();
        if all_said && !self.server.garbled {
            let serves = |reply: &[u8]| known.values().any(|it| !it.denied && matches(&it.subject, reply));
            let lost = self.model.requests.values().find(|it| it.reply.as_ref().is_some_and(|reply| !serves(reply)));
            assert!(lost.is_none(), "a request whose reply no subscription brings: {lost:?}");
        }
        if self.server.honest {
            let without_end = known.values().filter(|interest| interest.max.is_none() && !interest.denied).count();
            assert!(without_end <= self.session.subscription_count(), "the server serves what nobody wants");
        }
    }

    pub(super) fn check_closed(&mut self) {
        assert!(self.model.closed, "close ends it");
        assert!(self.model.requests.is_empty(), "every request was settled");
        assert!(self.model.subscriptions.is_empty(), "every subscription has ended");
        assert!(self.model.flushes.is_empty(), "every flush has ended");
        assert_eq!((self.session.requests_in_flight(), self.session.subscription_count()), (0, 0));
        assert_eq!(self.session.poll_timeout(), None, "no timer is left");
        assert!(!self.session.is_connected() && self.session.payload_missing() == 0);
    }

    /// A request in flight, if there is one.
    pub(super) fn some_request(&self, choice: usize) -> Option<RequestId> {
        let count = self.model.requests.len().max(1);
        self.model.requests.keys().nth(choice % count).map(|&slot| RequestId::from_u32(slot))
    }

    /// A live subscription of the caller's, if there is one.
    pub(super) fn some_subscription(&self, choice: usize) -> Option<SubscriptionId> {
        let count = self.model.subscriptions.len().max(1);
        self.model.subscriptions.keys().nth(choice % count).map(|&slot| SubscriptionId::from_u32(slot))
    }
}
