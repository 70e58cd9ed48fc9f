//! What the caller was promised, and what may still come of it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use nats_web_core::{Event, FlushId, RequestId, SubscriptionEnd, SubscriptionId, Until};

use crate::oracle::client::Published;

#[derive(Debug, Default)]
pub(super) struct Model {
    pub(super) subscriptions: BTreeMap<u32, Subscription>,
    pub(super) requests: BTreeMap<u32, Request>,
    pub(super) flushes: BTreeSet<u32>,
    /// Accepted and not yet seen by a server, oldest first.
    pub(super) publishes: VecDeque<Expected>,
    pub(super) connected: bool,
    pub(super) closed: bool,
    /// Slots of subscriptions and of requests that ended since the face last reported: not to be given away yet.
    resting: (BTreeSet<u32>, BTreeSet<u32>),
    /// The highest dial so far.
    last_dial: u32,
    serials: u64,
}

/// A subscription of the caller's.
#[derive(Debug)]
pub(super) struct Subscription {
    pub(super) sid: u32,
    pub(super) subject: Vec<u8>,
    pub(super) queue: Option<Vec<u8>>,
    pub(super) max: Option<u64>,
    pub(super) received: u64,
    pub(super) draining: bool,
}

/// A request in flight.
#[derive(Debug)]
pub(super) struct Request {
    /// Tells it from others that had its slot before.
    pub(super) serial: u64,
    pub(super) deadline: u64,
    /// Known once it was transmitted, or from the start if the caller chose it.
    pub(super) reply: Option<Vec<u8>>,
    /// When it has had its replies, how many it has had, and whether that was the last one.
    pub(super) until: Until,
    pub(super) replies: u64,
    pub(super) is_enough: bool,
}

/// A message that a server shall see.
#[derive(Debug)]
pub(super) struct Expected {
    pub(super) message: Published,
    /// The serial number of the request whose reply subject it is to tell.
    pub(super) request: Option<u64>,
    /// Whether the face holds the payload.
    pub(super) large: bool,
}

impl Model {
    pub(super) fn subscribed(&mut self, id: SubscriptionId, subscription: Subscription) {
        let before = self.subscriptions.insert(id.as_u32(), subscription);
        assert!(before.is_none(), "a live subscription's slot was given away");
        assert!(!self.resting.0.contains(&id.as_u32()), "a slot was given away before the next report");
    }

    pub(super) fn requested(&mut self, id: RequestId, request: Request) {
        let before = self.requests.insert(id.as_u32(), request);
        assert!(before.is_none(), "a live request's slot was given away");
        assert!(!self.resting.1.contains(&id.as_u32()), "a slot was given away before the next report");
    }

    /// A subscription ends, for whatever reason.
    pub(super) fn end_subscription(&mut self, slot: u32) -> Subscription {
        self.resting.0.insert(slot);
        self.subscriptions.remove(&slot).expect("subscriptions end once")
    }

    /// A request settles, in whatever way.
    pub(super) fn settle(&mut self, slot: u32) -> Request {
        self.resting.1.insert(slot);
        self.requests.remove(&slot).expect("requests settle once")
    }

    /// A request gets a reply at `now`.
    pub(super) fn replied(&mut self, slot: u32, is_empty: bool, now: u64) -> &Request {
        let request = self.requests.get_mut(&slot).expect("the request is in flight");
        assert!(!request.is_enough, "more than was asked for: {request:?}");
        request.replies += 1;
        match request.until {
            Until::First => request.is_enough = true,
            Until::Timeout => {}
            Until::Count(count) => request.is_enough = request.replies == count,
            Until::Silence(wait) => request.deadline = now.saturating_add(wait),
            Until::Sentinel => request.is_enough = is_empty,
        }
        request
    }

    /// The face is about to report something: freed slots may be used again.
    pub(super) fn next_report(&mut self) {
        self.resting = Default::default();
    }

    /// A number no other request has.
    pub(super) fn serial(&mut self) -> u64 {
        self.serials += 1;
        self.serials
    }

    pub(super) fn flushing(&mut self, id: FlushId) {
        assert!(self.flushes.insert(id.as_u32()), "a flush id twice");
    }

    /// A server has seen a message: it must be the oldest accepted one.
    pub(super) fn seen(&mut self, found: &Published) {
        let expected = self.publishes.pop_front().expect("nothing is sent that was not accepted");
        let mut wanted = expected.message;
        if let Some(serial) = expected.request {
            wanted.reply.clone_from(&found.reply);
            if let Some(request) = self.requests.values_mut().find(|request| request.serial == serial) {
                let known = request.reply.get_or_insert_with(|| found.reply.clone());
                assert_eq!(*known, found.reply);
            }
        }
        assert!(*found == wanted, "{:?} was sent for {:?}", found.subject, wanted.subject);
    }

    pub(super) fn happened(&mut self, event: &Event, now: u64) {
        assert!(!self.closed, "{event:?} after the end");
        match event {
            Event::Dial { dial, .. } => {
                assert!(dial.as_u32() > self.last_dial, "dials count up");
                self.last_dial = dial.as_u32();
            }
            Event::Connected { .. } => assert!(!std::mem::replace(&mut self.connected, true), "connected twice"),
            Event::Disconnected { .. } => assert!(std::mem::take(&mut self.connected), "one loss, one event"),
            Event::SubscriptionEnded { subscription, end } => {
                let ended = self.end_subscription(subscription.as_u32());
                let spent = ended.max.is_some_and(|max| ended.received >= max);
                assert_eq!(spent, *end == SubscriptionEnd::MaxReached, "{ended:?} ended by {end:?}");
            }
            Event::RequestOver { request } => {
                let over = self.settle(request.as_u32());
                assert!(over.until != Until::First && (over.is_enough || over.deadline <= now), "{over:?} is over");
            }
            Event::RequestFailed { request, .. } => {
                self.settle(request.as_u32());
            }
            Event::Flushed { flush, .. } => {
                assert!(self.flushes.remove(&flush.as_u32()), "flushes end once");
            }
            Event::Closed { .. } => self.closed = true,
            _ => {}
        }
    }
}
