//! What the session's events mean: to the driver, to those who wait, and to listeners.

use super::super::receivers::Wakes;
use super::{Action, State};
use crate::error::{ConnectionError, from_core::Causes};
use crate::events::{ClientError, Event as Told};
use crate::queue::Queue;
use crate::server_info::ServerInfo;
use crate::transport::DialTarget;
#[cfg(feature = "service")]
use nats_web_core::service::{ServiceEvent, Verb};
use nats_web_core::{ConnectionError as CoreError, Event};
use std::sync::Arc;
use std::time::Duration;

impl State {
    /// Adds a listener to what happens.
    pub(crate) fn listen(&mut self, listener: Arc<Queue<Told, ()>>, wakes: &mut Wakes) {
        if self.outcome.is_some() {
            wakes.wakers.extend(listener.end(()));
        } else {
            self.listeners.push(listener);
        }
    }

    /// Distributes what has happened since the last time.
    pub(super) fn distribute(&mut self, wakes: &mut Wakes) {
        for subscription in self.receivers.take_lagging() {
            self.report(&Told::SlowConsumer(subscription.sid().into()), wakes);
        }
        while let Some(event) = self.session.poll_event() {
            let Self { session, flows, services, .. } = self;
            if !flows.handle_event(session, &event) && !services.handle_event(session, &event) {
                self.handle_event(event, wakes);
            }
        }
        self.flows.distribute(&mut self.receivers, wakes);
        #[cfg(feature = "service")]
        while let Some(event) = self.services.poll_event() {
            self.handle_service_event(event);
        }
    }

    #[cfg(feature = "service")]
    fn handle_service_event(&mut self, event: ServiceEvent) {
        match event {
            ServiceEvent::AnswerNeeded { service, verb, reply } => {
                let asked = self.stats_handlers.iter().find(|(of, _)| *of == service && verb == Verb::Stats);
                match asked.map(|(_, asked)| asked.clone()) {
                    Some(asked) => self.actions.push(Action::AskStats { asked, service, reply }),
                    None => self.answer(service, verb, &reply),
                }
            }
            ServiceEvent::Stopped { service } => {
                let place = self.stats_handlers.iter().position(|(of, _)| *of == service);
                self.actions.extend(place.map(|place| Action::Drop(self.stats_handlers.remove(place).1)));
            }
            // Whoever holds a service or one of its endpoints sees how they end.
            ServiceEvent::Stopping { .. } => {}
        }
    }

    /// Every event is named, so that a new one does not compile until it is handled.
    fn handle_event(&mut self, event: Event, wakes: &mut Wakes) {
        match event {
            Event::Dial { dial, url } => {
                self.causes = Causes::default();
                let target = DialTarget { url, tls_name: self.session.tls_name().to_owned() };
                self.actions.push(Action::Dial { dial, target });
            }
            Event::Secure { dial } => {
                self.actions.push(Action::Secure { dial, tls_name: self.session.tls_name().to_owned() });
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
            Event::Connected { server, .. } => {
                wakes.connected = true;
                self.pool.connected(&server);
                self.has_connected = true;
                self.report(&Told::Connected, wakes);
            }
            Event::Closed { error } => self.handle_closed(error, wakes),
            Event::Disconnected { .. } => self.report(&Told::Disconnected, wakes),
            Event::LameDuck { .. } => self.report(&Told::LameDuckMode, wakes),
            Event::ServerError(error) => self.report(&Told::ServerError(error.into()), wakes),
            Event::ProtocolBroken(error) => self.report_error(error.to_string(), wakes),
            Event::Stale => self.report_error(CoreError::Stale.to_string(), wakes),
            Event::Info { json } => {
                self.info = Some(ServerInfo::read(self.session.info(), json.as_bytes()));
            }
            Event::DialFailed { server, error } => {
                let error = ConnectionError::of_dial(error, &server, &self.causes);
                self.report_error(error.to_string(), wakes);
                self.pool.failed(server, error.to_string());
            }
            Event::ServerNeeded => {
                let info = Box::new(self.info.clone().unwrap_or_default());
                self.actions.push(Action::AskServer { servers: self.pool.of(&self.session), info });
            }
            // There is no word for them, or nobody asks.
            Event::Reconnecting { .. }
            | Event::ServersChanged { .. }
            | Event::PingTimer { .. }
            | Event::ReconnectRequested
            | Event::Alarm => {}
        }
    }

    fn handle_closed(&mut self, error: Option<CoreError>, wakes: &mut Wakes) {
        let server = self.session.server().to_owned();
        if self.session.servers().is_empty() {
            self.report(&Told::ClientError(ClientError::MaxReconnects), wakes);
        }
        self.report(&Told::Closed, wakes);
        let causes = &mut self.causes;
        self.outcome = Some(error.map_or(Ok(()), |error| Err(ConnectionError::from_core(error, &server, causes))));
        for listener in self.listeners.drain(..) {
            wakes.wakers.extend(listener.end(()));
        }
    }

    fn report_error(&mut self, words: String, wakes: &mut Wakes) {
        self.report(&Told::ClientError(ClientError::Other(words)), wakes);
    }

    pub(in super::super) fn report(&mut self, event: &Told, wakes: &mut Wakes) {
        self.listeners.retain(|listener| Arc::strong_count(listener) > 1);
        for listener in &self.listeners {
            let mut queue = listener.fill();
            queue.push(event.clone());
            wakes.wakers.extend(queue.finish());
        }
    }
}
