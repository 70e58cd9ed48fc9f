//! What the server says.

use super::subscriptions::Role;
use super::timing::Timer;
use super::{Phase, Session};
use crate::Timestamp;
use crate::codec::{MessageSpans, Operation, ParseError, Span, Step, encode, headers};
use crate::connection::{Pong, State, parse_server_error};
use crate::error::{ConnectionError, DeniedOperation, ServerErrorKind};
use crate::event::{Event, RequestFailure, SubscriptionEnd};
use crate::id::{DialId, RequestId, SubscriptionId};
use alloc::string::String;
use alloc::vec::Vec;

/// A message, and whom it is for: twelve words of 32 bits in the order of the fields, so that a face in another language
/// can read them as they lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub struct Delivery {
    /// Whom it is for.
    pub target: Target,
    /// Where its parts lie: in the input, or, if `assembled`, in what the face assembled.
    pub message: MessageSpans,
    /// Whether it is the large message the face has assembled as [`Session::assembly`] said.
    pub assembled: bool,
}

/// Whom a message is for: two words, 0 for a subscription or 1 for a request, and its slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C, u32)]
pub enum Target {
    /// A subscription of the caller's.
    Subscription(SubscriptionId),
    /// The request it answers.
    Request(RequestId),
}

/// A large message begins in the input and ends beyond it: the face assembles it in a buffer of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assembly {
    /// Where in the input it begins; the rest of the input belongs to it.
    pub start: usize,
    /// Bytes from there to the end of its payload.
    pub len: usize,
}

/// What is known of the large message under assembly.
#[derive(Debug)]
pub(super) struct Assembling {
    message: MessageSpans,
    subject: Vec<u8>,
}

impl Session {
    /// The socket of `dial` is open.
    pub fn handle_opened(&mut self, now: Timestamp, dial: DialId) {
        self.clock.read(now);
        if let Some(connection) = self.connection().filter(|connection| connection.dial == dial) {
            connection.handle_opened();
        }
    }

    /// Bytes of the large message's payload that are still to come.
    #[must_use]
    #[inline]
    pub fn payload_missing(&self) -> usize {
        match &self.phase {
            Phase::Linked(connection) => connection.payload_missing(),
            _ => 0,
        }
    }

    /// Counts the first bytes of an input of `available` bytes that belong to the payload under assembly, and says how
    /// many they are. The face takes them; [`handle_bytes`](Self::handle_bytes) gets the rest.
    #[inline]
    pub fn handle_payload(&mut self, dial: DialId, available: usize) -> usize {
        match self.connection() {
            Some(connection) if connection.dial == dial => {
                connection.keepalive.handle_input();
                connection.take_payload(available)
            }
            _ => 0,
        }
    }

    /// Reads `input`: what was not consumed of the last one, and what has arrived since. Says how many bytes are
    /// consumed; the face keeps the rest, fewer than a large message's, for the next input.
    ///
    /// [`deliveries`](Self::deliveries) and [`assembly`](Self::assembly) are about this input until the next.
    pub fn handle_bytes(&mut self, now: Timestamp, dial: DialId, input: &[u8]) -> usize {
        let now = self.clock.read(now);
        self.begin_input();
        if let Some(connection) = self.connection().filter(|connection| connection.dial == dial) {
            connection.keepalive.handle_input();
        }
        let mut at = 0;
        loop {
            let step = match &mut self.phase {
                Phase::Linked(connection) if connection.dial == dial => connection.step(input, at),
                _ => return input.len(),
            };
            match step {
                Ok(Step::Incomplete) => return if self.payload_missing() > 0 { input.len() } else { at },
                Ok(Step::Operation { operation, next }) => {
                    at = next;
                    self.handle_operation(now, operation, input);
                }
                Ok(Step::Large { message, start }) => {
                    self.begin_large(&message, start, input);
                    return input.len();
                }
                Ok(Step::LargeDone { next }) => {
                    at = next;
                    self.deliver_large();
                }
                Err(error) => {
                    self.link_down(now, ConnectionError::Protocol(error), true);
                    return input.len();
                }
            }
        }
    }

    /// The face has no memory for the message that it was to assemble: to the connection it is too large.
    pub fn handle_no_room(&mut self, now: Timestamp, dial: DialId) {
        let now = self.clock.read(now);
        if self.connection().is_some_and(|connection| connection.dial == dial) && self.assembling.is_some() {
            self.link_down(now, ConnectionError::Protocol(ParseError::TooLarge), true);
        }
    }

    /// The messages of the last input, in order.
    #[must_use]
    #[inline]
    pub fn deliveries(&self) -> &[Delivery] {
        &self.deliveries
    }

    /// The large message that the last input began, if it did.
    #[must_use]
    #[inline]
    pub fn assembly(&self) -> Option<Assembly> {
        self.assembly
    }

    #[inline]
    fn begin_input(&mut self) {
        self.deliveries.clear();
        self.assembly = None;
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
    fn deliver(&mut self, message: &MessageSpans, input: &[u8]) {
        let status = if message.payload.is_empty() { message.headers.of(input) } else { b"" };
        self.deliver_to(message, message.subject.of(input), status, false);
    }

    /// Finds whom a message to `subject` is for; `status` is the header block of a message that has nothing else: it may
    /// be the server's word that no one serves a request.
    #[inline]
    fn deliver_to(&mut self, message: &MessageSpans, subject: &[u8], status: &[u8], assembled: bool) {
        self.stats.in_messages += 1;
        self.stats.in_bytes += (message.headers.len() + message.payload.len()) as u64;
        let Some((id, subscription)) = self.subscriptions.by_sid(message.sid) else { return };
        subscription.received += 1;
        let target = match subscription.role {
            Role::Caller => {
                let is_first = subscription.received == 1;
                if subscription.is_spent() {
                    self.end_with_event(id, SubscriptionEnd::MaxReached, false);
                } else if is_first {
                    self.deadlines.remove(Timer::Subscription(id).key());
                }
                Target::Subscription(id)
            }
            Role::Mux => match self.request_by_token(subject) {
                Some(request) => Target::Request(request),
                None => return,
            },
            Role::Reply(request) => Target::Request(request),
        };
        if let Target::Request(request) = target {
            if headers::status(status).is_some_and(|(code, _)| code == NO_RESPONDERS) {
                return self.fail_request(request, RequestFailure::NoResponders);
            }
            self.replied(request, message.payload.is_empty());
        }
        self.deliveries.push(Delivery { target, message: *message, assembled });
    }

    fn begin_large(&mut self, message: &MessageSpans, start: usize, input: &[u8]) {
        let subject = message.subject.of(input).to_vec();
        let message = message.back(start as u32);
        self.assembly = Some(Assembly { start, len: message.payload.end as usize });
        self.assembling = Some(Assembling { message, subject });
    }

    fn deliver_large(&mut self) {
        if let Some(Assembling { message, subject }) = self.assembling.take() {
            self.deliver_to(&message, &subject, b"", true);
        }
    }

    #[inline]
    fn handle_operation(&mut self, now: Timestamp, operation: Operation, input: &[u8]) {
        match operation {
            Operation::Message(message) => self.deliver(&message, input),
            _ => self.handle_control(now, operation, input),
        }
    }

    /// What is rare stays out of the loop over messages, which engines then compile sooner.
    #[cold]
    #[inline(never)]
    fn handle_control(&mut self, now: Timestamp, operation: Operation, input: &[u8]) {
        match operation {
            Operation::Message(_) | Operation::Ok => {}
            Operation::Ping => self.outbound.urgent().extend_from_slice(encode::PONG),
            Operation::Pong => self.handle_pong(now),
            Operation::Info(span) => self.handle_info(now, span.of(input)),
            Operation::Err(span) => self.handle_server_error(now, span, input),
        }
    }

    fn handle_pong(&mut self, now: Timestamp) {
        let Phase::Linked(connection) = &mut self.phase else { return };
        match connection.state {
            State::Open => {}
            State::AwaitingPong => return self.handshake_over(now),
            State::Opening | State::AwaitingInfo | State::AwaitingCredentials => return,
        }
        if self.pongs.front() == Some(&Pong::Renewal) {
            // It stays, and parts what the server has answered from what was held back.
            return self.renew(now);
        }
        match self.pongs.pop_front() {
            None | Some(Pong::Renewal) => {}
            Some(Pong::Keepalive) => connection.keepalive.handle_pong(),
            Some(Pong::Probe) => connection.keepalive.handle_probe_pong(),
            Some(Pong::Flush(flush)) => self.events.push_back(Event::Flushed { flush, result: Ok(()) }),
            Some(Pong::Subscription(id, sid)) if self.subscription_sid(id) == Some(sid) => {
                self.end_with_event(id, SubscriptionEnd::Drained, false);
            }
            Some(Pong::Subscription(..)) => {}
            Some(Pong::DrainedSubscriptions) => self.drained_subscriptions(),
            Some(Pong::DrainedPublishes) => self.close_with(None),
        }
    }

    fn handle_server_error(&mut self, now: Timestamp, text: Span, input: &[u8]) {
        let error = parse_server_error(text.of(input));
        self.events.push_back(Event::ServerError(error.clone()));
        if error.kind == ServerErrorKind::Permissions {
            let Some(denied) = &error.denied else { return };
            let subject = denied.subject.as_bytes();
            match denied.operation {
                DeniedOperation::Publish => {
                    if let Some(request) = self.requests.oldest_to(subject) {
                        self.fail_request(request, RequestFailure::Denied(error));
                    }
                }
                DeniedOperation::Subscription => {
                    let queue = denied.queue.as_ref().map(String::as_bytes);
                    self.deny_subscription(&error, subject, queue);
                }
            }
            return;
        }
        let Some(connection) = self.connection() else { return };
        if !connection.is_open() || error.kind.is_authentication() {
            self.link_down(now, ConnectionError::Server(error), true);
        } else {
            // The server closes the socket by itself when it means to; until then its words are kept as the reason.
            connection.complaint = Some(error);
        }
    }
}

/// The status by which a server says that nobody is subscribed to a request's subject. Source: ADR-4.
const NO_RESPONDERS: u16 = 503;
