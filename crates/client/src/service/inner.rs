//! What services, their groups, endpoints and requests have in common.

use super::endpoint::Stats as EndpointStats;
use super::{Stats, StatsHandler};
use crate::client::Client;
use crate::driver::{Shared, State, StatsAsked};
use crate::{Error, SubscribeError, SubscribeErrorKind, datetime};
use nats_web_core::service::{AddError, Services, Unfit, Verb};
use nats_web_core::{FlowId, Outgoing, Session};
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use time::format_description::well_known::Rfc3339;

/// A service, as it, its groups and its endpoints share it. What it is and does, the core knows.
pub(crate) struct Inner {
    pub(super) client: Client,
    /// The core's name for it.
    pub(super) flow: FlowId,
    /// By which name each endpoint's statistics are found.
    pub(super) keys: Arc<Mutex<Vec<String>>>,
}

impl Inner {
    /// Runs a command on the core's services, which is told this one's name.
    pub(super) fn with<R>(&self, command: impl FnOnce(&mut Services, &mut Session, FlowId) -> R) -> R {
        self.client.shared().with(|State { session, services, .. }, _| command(services, session, self.flow))
    }

    pub(super) fn add_key(&self, key: String) {
        self.keys().push(key);
    }

    pub(super) fn keys(&self) -> MutexGuard<'_, Vec<String>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn response<T: serde::de::DeserializeOwned>(&self, verb: Verb) -> Option<T> {
        let mut json = Vec::new();
        self.client.shared().read(|state| state.services.respond(self.flow, verb, &mut json));
        serde_json::from_slice(&json).ok()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.with(|services, _, service| services.disown(service));
    }
}

/// The function of one service.
#[derive(Debug, Clone)]
struct SharedHandler(Arc<Mutex<StatsHandler>>);

impl SharedHandler {
    fn new(handler: StatsHandler) -> Self {
        Self(Arc::new(Mutex::new(handler)))
    }

    fn call(&self, endpoint: String, stats: EndpointStats) -> serde_json::Value {
        (self.0.lock().unwrap_or_else(PoisonError::into_inner).0)(endpoint, stats)
    }
}

/// Returns what the driver does with a request for the statistics of a service that has this function.
pub(super) fn asked(handler: StatsHandler, keys: Arc<Mutex<Vec<String>>>) -> StatsAsked {
    let handler = SharedHandler::new(handler);
    StatsAsked(Arc::new(move |shared: &Shared, service, reply: &[u8]| {
        answer_stats(&handler, &keys, shared, service, reply);
    }))
}

/// Asks the user's function for the data of each endpoint, and answers. Called without the lock.
fn answer_stats(handler: &SharedHandler, keys: &Mutex<Vec<String>>, shared: &Shared, service: FlowId, reply: &[u8]) {
    let mut json = Vec::new();
    shared.read(|state| state.services.respond(service, Verb::Stats, &mut json));
    let endpoints = serde_json::from_slice::<Stats>(&json).map(|stats| stats.endpoints).unwrap_or_default();
    let keys = keys.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let asked = keys.into_iter().zip(endpoints);
    let data: Vec<_> = asked.map(|(key, stats)| handler.call(key, stats).to_string()).collect();
    shared.with(|state, _| {
        for (number, data) in (0..).zip(data) {
            state.services.set_data(service, number, data);
        }
        state.answer(service, Verb::Stats, reply);
    });
}

impl State {
    /// Publishes the answer of a service to a monitoring request.
    pub(crate) fn answer(&mut self, service: FlowId, verb: Verb, reply: &[u8]) {
        let mut json = Vec::new();
        self.services.respond(service, verb, &mut json);
        let message = Outgoing { subject: reply, reply: b"", headers: b"", payload: json.len() };
        // One that the session refuses cannot be sent at all.
        if let Ok(hole) = self.session.publish(&message) {
            self.fill(hole, &mut json.into());
        }
    }
}

/// Returns the error of a service or an endpoint that the core refused.
pub(super) fn refused(error: AddError) -> Error {
    match error {
        AddError::Unfit(error) => unfit(error),
        AddError::Misuse(misuse) => SubscribeError::from(misuse).into(),
        AddError::Stopped => SubscribeError::with_source(SubscribeErrorKind::Other, "the service has stopped").into(),
    }
}

/// Returns the error for a name, version or subject that cannot be.
pub(super) fn unfit(unfit: Unfit) -> Error {
    io::Error::new(io::ErrorKind::InvalidInput, unfit).into()
}

/// Returns the present moment as text.
pub(super) fn date() -> String {
    datetime::now().format(&Rfc3339).unwrap_or_default()
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner").field("flow", &self.flow).finish_non_exhaustive()
    }
}
