//! From frames to deliveries.
//!
//! A frame is read where the face has it. Only what a frame's end has cut is copied: the next frame completes it in the
//! *carry*. A cut message over 4 KiB is *assembled* by the face instead, which knows a better place for it.
//!
//! ```text
//!   frame  │…MSG a 1 5 hello│MSG b 1 9 wor│        frame  │ld!!!│MSG a 1 2 hi│…
//!                            ╰─ cut ──────┴── carry ──────┴─────╯
//! ```

use super::delivery::{Assembly, Delivery, Source, Target};
use super::subscriptions::{Notice, Role};
use super::timing::Timer;
use super::{Phase, Session};
use crate::Timestamp;
use crate::codec::{MessageSpans, Operation, ParseError, Step, headers};
use crate::connection::Socket;
use crate::error::ConnectionError;
use crate::event::{RequestFailure, SubscriptionEnd};
use crate::id::DialId;
use alloc::vec::Vec;

/// What is known of the large message under assembly.
#[derive(Debug)]
pub(super) struct Assembling {
    message: MessageSpans,
    subject: Vec<u8>,
    reply: Vec<u8>,
}

impl Session {
    /// The socket of `dial` is open.
    pub fn handle_opened(&mut self, now: Timestamp, dial: DialId) {
        self.clock.read(now);
        if let Some(connection) = self.connection().filter(|connection| connection.dial == dial) {
            connection.handle_opened();
        }
    }

    /// Returns how many bytes of the payload under assembly are still to come; 0 if none is.
    #[must_use]
    #[inline]
    pub fn payload_missing(&self) -> usize {
        match &self.phase {
            Phase::Linked(connection) => connection.parser.payload_missing(),
            _ => 0,
        }
    }

    /// Counts the first bytes of a frame of `available` bytes that belong to the payload under assembly, and returns how
    /// many they are. The face adds them to what it assembles; [`handle_bytes`](Self::handle_bytes) gets the rest.
    #[inline]
    pub fn handle_payload(&mut self, dial: DialId, available: usize) -> usize {
        match self.connection() {
            Some(connection) if connection.dial == dial => {
                connection.keepalive.handle_input();
                connection.parser.take_payload(available)
            }
            _ => 0,
        }
    }

    /// Reads a frame, or the rest of one that [`handle_payload`](Self::handle_payload) has left.
    ///
    /// [`deliveries`](Self::deliveries), [`carry`](Self::carry) and [`assembly`](Self::assembly) are about this frame
    /// until the next.
    pub fn handle_bytes(&mut self, now: Timestamp, dial: DialId, frame: &[u8]) {
        let now = self.clock.read(now);
        self.begin_frame();
        let Some(connection) = self.connection().filter(|connection| connection.dial == dial) else { return };
        connection.keepalive.handle_input();
        let mut at = if connection.cut.is_empty() { 0 } else { self.complete_cut(now, dial, frame) };
        loop {
            let step = match &mut self.phase {
                Phase::Linked(connection) if connection.dial == dial => connection.parser.step(frame, at),
                _ => return,
            };
            match step {
                Ok(Step::Operation { operation, next }) => {
                    at = next;
                    self.handle_operation(now, operation, frame, Source::Frame);
                }
                Ok(Step::Incomplete) => return self.keep_cut(frame, at),
                Ok(Step::Large { message, start }) => return self.begin_large(&message, frame, 0, start),
                Ok(Step::LargeDone { next }) => {
                    at = next;
                    self.deliver_large();
                }
                Err(error) => return self.protocol_broken(now, error),
            }
        }
    }

    #[cold]
    fn protocol_broken(&mut self, now: Timestamp, error: ParseError) {
        #[cfg(feature = "tcp")]
        if let Some(fault) = self.greeting_fault() {
            return self.link_down(now, ConnectionError::Greeting(fault), Socket::StillOpen);
        }
        self.link_down(now, ConnectionError::Protocol(error), Socket::StillOpen);
    }

    /// Completes the operation that the last frame's end has cut, and returns where in this frame the next one begins.
    #[cold]
    fn complete_cut(&mut self, now: Timestamp, dial: DialId, frame: &[u8]) -> usize {
        let mut carry = core::mem::take(&mut self.carry);
        let mut at = 0;
        if let Some(connection) = self.connection() {
            core::mem::swap(&mut carry, &mut connection.cut);
        }
        while let Some(connection) = self.connection().filter(|connection| connection.dial == dial) {
            let rest = frame.get(at..).unwrap_or_default();
            let wanted = connection.parser.wanted(carry.len(), rest);
            carry.extend_from_slice(rest.get(..wanted).unwrap_or_default());
            at += wanted;
            match connection.parser.step_before(&carry, 0, frame.len() - at) {
                Ok(Step::Incomplete) if at < frame.len() => continue,
                Ok(Step::Incomplete) => {
                    core::mem::swap(&mut carry, &mut connection.cut);
                    break;
                }
                Ok(Step::Operation { operation, .. }) => self.handle_operation(now, operation, &carry, Source::Carry),
                Ok(Step::Large { message, .. }) => {
                    self.begin_large(&message, &carry, carry.len(), at);
                    at = frame.len();
                    break;
                }
                Ok(Step::LargeDone { .. }) => self.deliver_large(),
                Err(error) => self.protocol_broken(now, error),
            }
            break;
        }
        self.carry = carry;
        at
    }

    /// Keeps what the frame's end has cut, from `at` on.
    fn keep_cut(&mut self, frame: &[u8], at: usize) {
        if let Some(connection) = self.connection()
            && let Some(cut) = frame.get(at..).filter(|cut| !cut.is_empty())
        {
            connection.cut.extend_from_slice(cut);
        }
    }

    /// The face has no memory for the message that it was to assemble: to the connection it is too large.
    pub fn handle_no_room(&mut self, now: Timestamp, dial: DialId) {
        let now = self.clock.read(now);
        if self.connection().is_some_and(|connection| connection.dial == dial) && self.assembling.is_some() {
            self.link_down(now, ConnectionError::Protocol(ParseError::TooLarge), Socket::StillOpen);
        }
    }

    /// Returns the messages of the last frame, in order.
    #[must_use]
    #[inline]
    pub fn deliveries(&self) -> &[Delivery] {
        &self.deliveries
    }

    /// Returns whether one of the [`deliveries`](Self::deliveries) is for a flow.
    #[must_use]
    #[inline]
    pub fn has_flow_delivery(&self) -> bool {
        self.has_flow_delivery
    }

    /// Returns the deliveries of the last frame for an owner to say what becomes of those that are for it.
    pub fn deliveries_mut(&mut self) -> &mut [Delivery] {
        &mut self.deliveries
    }

    /// Returns the message, or the beginning of one under assembly, that earlier frames and the last one have in common.
    #[must_use]
    #[inline]
    pub fn carry(&self) -> &[u8] {
        &self.carry
    }

    /// Returns where the large message lies that the last frame's end has cut, if it has.
    #[must_use]
    #[inline]
    pub fn assembly(&self) -> Option<Assembly> {
        self.assembly
    }

    /// Returns the reply subject of the message of the last frame that the face has assembled; empty if there is none. So
    /// an owner need not have the assembled bytes to know where in a stream the message stands.
    #[must_use]
    pub fn assembled_reply(&self) -> &[u8] {
        &self.assembled_reply
    }

    #[inline]
    fn begin_frame(&mut self) {
        self.deliveries.clear();
        self.has_flow_delivery = false;
        self.carry.clear();
        self.assembly = None;
        self.assembled_reply.clear();
        self.recycle();
    }

    /// A new report: the face has handed out all of the last one's deliveries, and ended slots may be used again, unless
    /// the face, which may read a frame in several reports, has not been told yet that they ended. Timers and losses
    /// count, or an outage during which callers come and go would use ever more slots.
    #[inline]
    pub(super) fn recycle(&mut self) {
        if !self.has_event() {
            self.subscriptions.recycle();
            self.requests.recycle();
        }
    }

    #[inline]
    fn deliver(&mut self, message: &MessageSpans, bytes: &[u8], source: Source) {
        let status = if message.payload.is_empty() { message.headers.of(bytes) } else { b"" };
        self.deliver_to(message, message.subject.of(bytes), status, source);
    }

    /// Finds whom a message to `subject` is for; `status` is the header block of a message that has nothing else: it may
    /// be the server's word that no one serves a request.
    #[inline]
    fn deliver_to(&mut self, message: &MessageSpans, subject: &[u8], status: &[u8], source: Source) {
        self.stats.in_messages += 1;
        self.stats.in_bytes += (message.headers.len() + message.payload.len()) as u64;
        let Some((id, subscription)) = self.subscriptions.by_sid(message.sid) else { return };
        subscription.received += 1;
        let target = match subscription.role {
            Role::Caller | Role::Flow(_) => {
                let target = subscription.target(id);
                let is_first = subscription.received == 1;
                if subscription.is_spent() {
                    self.end_with_event(id, SubscriptionEnd::MaxReached, Notice::Known);
                } else if is_first {
                    self.deadlines.remove(Timer::Subscription(id.slot).key());
                }
                target
            }
            Role::Mux => match self.request_by_token(subject) {
                Some(request) => Target::Request(request),
                None => return,
            },
            Role::Reply(request) => Target::Request(request),
        };
        let target = match target {
            Target::Request(request) => {
                if headers::status(status).is_some_and(|(code, _)| code == NO_RESPONDERS) {
                    return self.fail_request(request, RequestFailure::NoResponders);
                }
                let flow = self.requests.flow(request);
                self.replied(request, message.payload.is_empty());
                flow.map_or(target, Target::Flow)
            }
            target => target,
        };
        if let Target::Flow(_) = target {
            self.has_flow_delivery = true;
        }
        self.deliveries.push(Delivery { target, message: *message, source });
    }

    /// The rest of the frame belongs to a large message, whose beginning lies in `bytes`: `carried` bytes in the carry, and
    /// the frame from `start` on.
    fn begin_large(&mut self, message: &MessageSpans, bytes: &[u8], carried: usize, start: usize) {
        let subject = message.subject.of(bytes).to_vec();
        let reply = message.reply.of(bytes).to_vec();
        let message = if carried == 0 { message.back(start as u32) } else { *message };
        self.assembly = Some(Assembly { carried, start, len: message.payload.end as usize });
        self.assembling = Some(Assembling { message, subject, reply });
    }

    fn deliver_large(&mut self) {
        if let Some(Assembling { message, subject, reply }) = self.assembling.take() {
            self.assembled_reply = reply;
            self.deliver_to(&message, &subject, b"", Source::Assembled);
        }
    }

    #[inline]
    fn handle_operation(&mut self, now: Timestamp, operation: Operation, bytes: &[u8], source: Source) {
        match operation {
            Operation::Message(message) => self.deliver(&message, bytes, source),
            _ => self.handle_control(now, operation, bytes),
        }
    }
}

/// The status by which a server says that nobody is subscribed to a request's subject. Source: ADR-4.
const NO_RESPONDERS: u16 = 503;
