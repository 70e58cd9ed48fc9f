//! What the server says beside messages: pings and their answers, `INFO`, errors.

use super::subscriptions::Notice;
use super::{Phase, Session};
use crate::Timestamp;
use crate::codec::{Operation, Span, encode};
use crate::connection::{Pong, Socket, State, parse_server_error};
use crate::error::{ConnectionError, DeniedOperation, ServerErrorKind};
use crate::event::{Event, RequestFailure, SubscriptionEnd};
use alloc::string::String;

impl Session {
    /// What is rare stays out of the loop over messages, which engines then compile sooner.
    #[cold]
    #[inline(never)]
    pub(super) fn handle_control(&mut self, now: Timestamp, operation: Operation, input: &[u8]) {
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
            _ => return,
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
            Some(Pong::Subscription(id)) => self.end_with_event(id, SubscriptionEnd::Drained, Notice::Known),
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
            self.link_down(now, ConnectionError::Server(error), Socket::StillOpen);
        } else {
            // The server closes the socket by itself when it means to; until then its words are kept as the reason.
            connection.complaint = Some(error);
        }
    }
}
