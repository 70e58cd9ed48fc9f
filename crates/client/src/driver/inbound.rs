//! From the socket to those who wait for messages.
//!
//! A frame is read in parts. Each is handed to the session as it lies, and messages are slices of the frame. Only a message
//! that an end has cut lies elsewhere: a small one in the session's carry, a large one in a buffer of its own size.

use super::flows::FlowTable;
use super::receivers::{PendingRequest, Receiver, Receivers, Settled, Wakes};
use super::shared::{Shared, State};
use crate::message::RawMessage;
use crate::queue::{Filling, Pushed};
use crate::transport::{Broken, Socket};
use bytes::Bytes;
use nats_web_core::service::Services;
use nats_web_core::{Assembly, DialId, RequestId, Session, Source, SubscriptionEnd, SubscriptionId, Target, Timestamp};
use std::task::{Context, Poll, Waker};

/// The receiving direction of a link.
#[derive(Debug, Default)]
pub(super) struct Inbound {
    /// The frame that is read; empty if there is none.
    frame: Bytes,
    /// How much of it has been read.
    at: usize,
    large: LargeMessage,
}

/// The outcome of a read.
pub(super) enum Received {
    Nothing,
    /// So many bytes.
    Some(usize),
    /// The socket is closed.
    Closed(Broken),
}

impl Inbound {
    /// Reads a part of a frame, and hands out the messages which that completes.
    pub(super) fn poll<S: Socket>(
        &mut self,
        cx: &mut Context<'_>,
        dial: DialId,
        socket: &mut S,
        shared: &Shared,
    ) -> Received {
        if self.frame.is_empty() {
            match socket.poll_receive(cx) {
                Poll::Pending => return Received::Nothing,
                Poll::Ready(Ok(frame)) => self.frame = frame,
                Poll::Ready(Err(broken)) => return Received::Closed(broken),
            }
        }
        let now = shared.clock.now();
        let bytes = shared.with(|State { session, services, flows, receivers, .. }, wakes| {
            let mut distributor = Distributor::new(receivers, wakes);
            let bytes = self.read(session, Owners { services, flows }, now, dial, &mut |target, message| {
                distributor.deliver(target, message)
            });
            // Whoever is woken by a message finds it counted.
            shared.statistics.received(bytes, &session.stats());
            bytes
        });
        Received::Some(bytes)
    }

    /// Returns whether there is nothing of a frame that has yet to be read.
    pub(super) fn is_empty(&self) -> bool {
        self.frame.is_empty()
    }

    /// Reports the next part of the frame to the session, and hands out the messages which that completes. Returns how
    /// many bytes were read.
    fn read(
        &mut self,
        session: &mut Session,
        owners: Owners<'_>,
        now: Timestamp,
        dial: DialId,
        deliver: &mut impl FnMut(Target, RawMessage),
    ) -> usize {
        let before = self.at;
        let start = before + session.handle_payload(dial, self.frame.len() - before);
        self.large.add(&self.frame[before..start]);
        self.at = self.frame.len().min(start + PART);
        if start < self.at {
            let part = &self.frame[start..self.at];
            session.handle_bytes(now, dial, part);
            if session.has_flow_delivery() {
                owners.services.handle_deliveries(session, part);
                owners.flows.handle_deliveries(session, part);
            }
            self.hand_out(session, start, deliver);
            self.begin_large(session, now, dial, start);
        }
        let read = self.at - before;
        if self.at == self.frame.len() {
            (self.frame, self.at) = (Bytes::new(), 0);
        }
        read
    }

    /// Hands out the messages of the part that begins at `start` in the frame.
    fn hand_out(&mut self, session: &Session, start: usize, deliver: &mut impl FnMut(Target, RawMessage)) {
        let mut slicer = Slicer::new(&self.frame, start, self.at);
        for delivery in session.deliveries() {
            let spans = &delivery.message;
            let (begin, end) = (spans.subject.start as usize, spans.payload.end as usize);
            let bytes = match delivery.source {
                Source::Frame => slicer.slice(begin, end),
                Source::Carry => Bytes::copy_from_slice(&session.carry()[begin..end]),
                Source::Assembled => {
                    let whole = std::mem::take(&mut self.large).into_bytes();
                    whole.slice(begin.min(whole.len())..end.min(whole.len()))
                }
            };
            deliver(delivery.target, RawMessage::new(bytes, &spans.back(spans.subject.start)));
        }
    }

    /// Begins to assemble the large message that the end of the part has cut, if it has. The part begins at `start` in
    /// the frame.
    fn begin_large(&mut self, session: &mut Session, now: Timestamp, dial: DialId, start: usize) {
        let Some(Assembly { carried, start: goes_on, len }) = session.assembly() else { return };
        let goes_on = start + goes_on;
        // What is carried stands right before, unless it is of an earlier frame.
        let begin = goes_on.checked_sub(carried);
        let in_frame = begin.and_then(|begin| Some(begin..begin.checked_add(len)?));
        self.large = match in_frame {
            Some(span) if span.end <= self.frame.len() && len.saturating_mul(MAX_PINNED) >= self.frame.len() => {
                LargeMessage::InFrame(self.frame.slice(span))
            }
            _ => {
                let mut message = Vec::new();
                if message.try_reserve_exact(len).is_ok() {
                    message.extend_from_slice(&session.carry()[..carried]);
                    message.extend_from_slice(&self.frame[goes_on..self.at]);
                } else {
                    session.handle_no_room(now, dial);
                }
                LargeMessage::Copied(message)
            }
        };
    }
}

/// Those who own some of the session's subscriptions, and see their messages first.
struct Owners<'a> {
    services: &'a mut Services,
    flows: &'a mut FlowTable,
}

/// A large message that has yet to be read to its end.
#[derive(Debug)]
enum LargeMessage {
    /// All of it is in the frame.
    InFrame(Bytes),
    /// What has been read of it.
    Copied(Vec<u8>),
}

impl LargeMessage {
    fn add(&mut self, bytes: &[u8]) {
        if let Self::Copied(message) = self {
            message.extend_from_slice(bytes);
        }
    }

    fn into_bytes(self) -> Bytes {
        match self {
            Self::InFrame(message) => message,
            Self::Copied(message) => message.into(),
        }
    }
}

impl Default for LargeMessage {
    fn default() -> Self {
        Self::Copied(Vec::new())
    }
}

/// Cuts messages out of a part of a frame so that none keeps far more memory alive than it is long.
struct Slicer<'a> {
    frame: &'a Bytes,
    /// Where the part lies in the frame.
    start: usize,
    end: usize,
    /// A copy of some of the part, for small messages to share.
    window: Bytes,
    window_start: usize,
}

impl<'a> Slicer<'a> {
    fn new(frame: &'a Bytes, start: usize, end: usize) -> Self {
        Self { frame, start, end, window: Bytes::new(), window_start: 0 }
    }

    /// Returns the bytes from `start` to `end` of the part.
    #[inline]
    fn slice(&mut self, start: usize, end: usize) -> Bytes {
        let (start, end) = (self.start + start, self.start + end);
        let (len, pinned) = (end - start, self.frame.len());
        let times = if pinned <= BLOCK { MAX_PINNED_OF_BLOCK } else { MAX_PINNED };
        if pinned <= WINDOW || len.saturating_mul(times) >= pinned {
            return self.frame.slice(start..end);
        }
        if len > WINDOW / 2 {
            return Bytes::copy_from_slice(&self.frame[start..end]);
        }
        if start < self.window_start || end > self.window_start + self.window.len() {
            let window_end = self.end.min(start + WINDOW);
            self.window = Bytes::copy_from_slice(&self.frame[start..window_end]);
            self.window_start = start;
        }
        self.window.slice(start - self.window_start..end - self.window_start)
    }
}

/// Gives messages to those who wait for them. A queue stays locked while messages for the same subscriber follow each
/// other.
struct Distributor<'a> {
    subscriptions: &'a [Option<Receiver>],
    requests: &'a mut [Option<PendingRequest>],
    lagging: &'a mut Vec<SubscriptionId>,
    filling: Option<(SubscriptionId, Open<'a>)>,
    wakes: &'a mut Wakes,
}

/// A queue that messages are put into.
enum Open<'a> {
    Subscriber(Filling<'a, RawMessage, SubscriptionEnd>),
    #[cfg(feature = "jetstream")]
    Flow(Filling<'a, super::flow_queue::FlowItem, super::flow_queue::FlowOver>),
}

impl<'a> Open<'a> {
    fn new(receiver: &'a Receiver) -> Self {
        match receiver {
            Receiver::Subscriber(inlet) => Self::Subscriber(inlet.queue.fill()),
            #[cfg(feature = "jetstream")]
            Receiver::Flow(queue) => Self::Flow(queue.fill()),
        }
    }

    #[inline]
    fn push(&mut self, message: RawMessage) -> Pushed {
        match self {
            Self::Subscriber(filling) => filling.push(message),
            #[cfg(feature = "jetstream")]
            Self::Flow(filling) => filling.push(super::flow_queue::FlowItem::Message(message)),
        }
    }

    fn finish(self) -> Option<Waker> {
        match self {
            Self::Subscriber(filling) => filling.finish(),
            #[cfg(feature = "jetstream")]
            Self::Flow(filling) => filling.finish(),
        }
    }
}

impl<'a> Distributor<'a> {
    fn new(receivers: &'a mut Receivers, wakes: &'a mut Wakes) -> Self {
        let Receivers { subscriptions, requests, lagging, .. } = receivers;
        Self { subscriptions, requests, lagging, filling: None, wakes }
    }

    #[inline]
    fn deliver(&mut self, target: Target, message: RawMessage) {
        match target {
            Target::Subscription(id) => self.push(id, message),
            Target::Request(id) => self.reply(id, message),
            Target::Nobody | Target::Flow(_) => {}
        }
    }

    #[inline]
    fn push(&mut self, id: SubscriptionId, message: RawMessage) {
        if self.filling.as_ref().is_none_or(|(open, _)| *open != id) {
            self.close_queue();
            let receiver = self.subscriptions.get(id.slot as usize).and_then(Option::as_ref);
            self.filling = receiver.map(|receiver| (id, Open::new(receiver)));
        }
        let Some((_, filling)) = &mut self.filling else { return };
        if filling.push(message) == (Pushed::Dropped { first: true }) {
            self.lagging.push(id);
        }
    }

    fn reply(&mut self, id: RequestId, message: RawMessage) {
        let Some(slot) = self.requests.get_mut(id.slot as usize) else { return };
        match slot {
            Some(PendingRequest::Many(queue)) => {
                let mut filling = queue.fill();
                filling.push(message);
                self.wakes.wakers.extend(filling.finish());
            }
            _ => {
                if let Some(PendingRequest::One(reply)) = slot.take() {
                    self.wakes.settled.push(Settled::Request(reply, Ok(message)));
                }
            }
        }
    }

    fn close_queue(&mut self) {
        if let Some((_, filling)) = self.filling.take() {
            self.wakes.wakers.extend(filling.finish());
        }
    }
}

impl Drop for Distributor<'_> {
    fn drop(&mut self) {
        self.close_queue();
    }
}

/// How much of a frame is read at a time: it may have megabytes.
const PART: usize = 64 * 1024;
/// Small messages share copies of this size.
const WINDOW: usize = 4 * 1024;
/// A message may keep this many times its own length alive.
const MAX_PINNED: usize = 16;
/// Frames up to this length are what busy servers write at a time.
const BLOCK: usize = 64 * 1024;
/// A message of one may keep this many times its own length alive: a copy of all that is of 1 KiB costs a third more.
const MAX_PINNED_OF_BLOCK: usize = 64;

#[cfg(test)]
mod tests;
