//! What the session's events mean: to the driver, to those who wait, and to listeners.

use super::super::receivers::Wakes;
use super::{Action, State};
use crate::error::{ConnectionError, from_core::Causes};
use crate::queue::Queue;
use crate::status::StatusEvent;
use nats_web_core::service::ServiceEvent;
use nats_web_core::{ConnectionError as CoreError, Event, Outgoing};
use std::sync::Arc;
use std::time::Duration;

impl State {
    /// Adds a listener to what happens.
    pub(crate) fn listen(&mut self, listener: Arc<Queue<StatusEvent, ()>>, wakes: &mut Wakes) {
        if self.outcome.is_some() {
            wakes.wakers.extend(listener.end(()));
        } else {
            self.listeners.push(listener);
        }
    }

    /// Distributes what has happened since the last time.
    pub(super) fn distribute(&mut self, wakes: &mut Wakes) {
        for subject in self.receivers.take_lagging() {
            self.report(&StatusEvent::SlowConsumer { subject }, wakes);
        }
        while let Some(event) = self.session.poll_event() {
            if !self.services.handle_event(&mut self.session, &event) {
                self.handle_event(event, wakes);
            }
        }
        while let Some(event) = self.services.poll_event() {
            // Whoever holds a service or one of its endpoints asks how it is.
            if let ServiceEvent::AnswerNeeded { service, verb, reply } = event {
                let mut json = Vec::new();
                self.services.respond(service, verb, &mut json);
                let message = Outgoing { subject: &reply, reply: b"", headers: b"", payload: json.len() };
                // One that the session refuses cannot be sent at all.
                if let Ok(hole) = self.session.publish(&message) {
                    self.fill(hole, &mut json.into());
                }
            }
        }
    }

    /// Every event is named, so that a new one does not compile until it is handled.
    fn handle_event(&mut self, event: Event, wakes: &mut Wakes) {
        match event {
            Event::Dial { dial, url } => {
                self.causes = Causes::default();
                self.actions.push(Action::Dial { dial, url });
            }
            Event::Hangup { dial, within } => {
                self.actions.push(Action::Hangup { dial, within: Duration::from_millis(within) });
            }
            Event::CredentialsNeeded { dial, nonce } => self.actions.push(Action::AskCredentials { dial, nonce }),
            Event::ReconnectDelayNeeded { attempt } => self.actions.push(Action::AskDelay { attempt }),
            Event::SubscriptionEnded { subscription, end, .. } => {
                self.receivers.end_subscription(subscription, end, wakes);
            }
            Event::RequestOver { request, .. } => self.receivers.end_request(request, Ok(()), wakes),
            Event::RequestFailed { request, failure, .. } => self.receivers.end_request(request, Err(failure), wakes),
            Event::Flushed { flush, result } => self.receivers.settle_flush(flush, result, wakes),
            Event::Connected { server, again } => {
                wakes.connected = true;
                if again {
                    self.report(&StatusEvent::Reconnected { server }, wakes);
                }
            }
            Event::Closed { error } => self.handle_closed(error, wakes),
            Event::Disconnected { server } => self.report(&StatusEvent::Disconnected { server }, wakes),
            Event::Reconnecting { server } => self.report(&StatusEvent::Reconnecting { server }, wakes),
            Event::ServersChanged { added, deleted } => {
                if !added.is_empty() || !deleted.is_empty() {
                    self.report(&StatusEvent::ServersChanged { added, deleted }, wakes);
                }
            }
            Event::LameDuck { server } => self.report(&StatusEvent::LameDuck { server }, wakes),
            Event::ServerError(error) => self.report(&StatusEvent::ServerError(error), wakes),
            Event::ProtocolBroken(CoreError::Protocol(error)) => self.report(&StatusEvent::Protocol(error), wakes),
            Event::ProtocolBroken(CoreError::Info(error)) => self.report(&StatusEvent::Info(error), wakes),
            Event::PingTimer { outstanding } => self.report(&StatusEvent::PingTimer { outstanding }, wakes),
            Event::Stale => self.report(&StatusEvent::Stale, wakes),
            Event::ReconnectRequested => self.report(&StatusEvent::ReconnectRequested, wakes),
            // The INFO is had from the session, a server breaks the protocol in no third way, and nobody asks for an alarm.
            Event::Info { .. } | Event::ProtocolBroken(_) | Event::Alarm => {}
        }
    }

    fn handle_closed(&mut self, error: Option<CoreError>, wakes: &mut Wakes) {
        let server = self.session.server().to_owned();
        let causes = &mut self.causes;
        self.outcome = Some(error.map_or(Ok(()), |error| Err(ConnectionError::from_core(error, &server, causes))));
        for listener in self.listeners.drain(..) {
            wakes.wakers.extend(listener.end(()));
        }
    }

    fn report(&mut self, event: &StatusEvent, wakes: &mut Wakes) {
        self.listeners.retain(|listener| Arc::strong_count(listener) > 1);
        for listener in &self.listeners {
            let mut queue = listener.fill();
            queue.push(event.clone());
            wakes.wakers.extend(queue.finish());
        }
    }
}
