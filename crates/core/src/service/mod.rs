//! Services: programs that answer requests, and that can be found and asked how they do. The micro protocol.
//!
//! Nothing here subscribes or sends. A face
//!
//! 1. makes a [`Service`] and subscribes to its [`monitoring`](Service::monitoring) subjects, without a queue group, to
//!    answer each request there with what [`respond`](Service::respond) says;
//! 2. for each endpoint asks a [`Group`] where it is to be, subscribes there, and [adds](Service::add) it;
//! 3. tells the service of each request that an endpoint has had, and of each error;
//! 4. drains all of these subscriptions at the end.
//!
//! JavaScript takes names and places from here, and writes its JSON by itself: there it costs nothing, and the objects
//! are what users get to see. `vectors.json` holds both to the same answers.
//!
//! Source: ADR-32; `nats.ws` 1.30.3, as observed, for what is fit.

mod naming;
mod response;
mod unfit;

pub use naming::{DEFAULT_QUEUE, Group, PREFIX, Queue, Verb, check, scopes};
pub use unfit::{Part, Unfit};

use alloc::string::String;
use alloc::vec::Vec;

/// What a service is to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Description {
    /// What kind of service it is; all instances share it.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What it is, in words.
    pub description: String,
    /// What else there is to say: the text of a JSON object, or empty.
    pub metadata: String,
}

/// One instance of a service: who it is, and what its endpoints have done.
#[derive(Debug)]
pub struct Service {
    description: Description,
    id: String,
    started: String,
    endpoints: Vec<Endpoint>,
}

/// Where a service takes requests, and what it has done with them.
#[derive(Debug)]
struct Endpoint {
    name: String,
    place: Group,
    metadata: String,
    /// What the user has to say of its state: JSON text, or empty.
    data: String,
    requests: u64,
    errors: u64,
    /// Nanoseconds that all requests together took.
    time: u64,
    last_error: String,
}

impl Service {
    /// A service with an `id` that no other instance has, running since `started`, an ISO 8601 date in UTC. Its endpoints
    /// and groups belong to [`Group::root`] with `queue`.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn new(description: Description, queue: Queue<'_>, id: String, started: String) -> Result<Self, Unfit> {
        check(&description.name, queue, &description.version)?;
        Ok(Self { description, id, started, endpoints: Vec::new() })
    }

    /// What kind of service it is.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.description.name
    }

    /// Which instance it is.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Where monitoring requests come, and what they ask.
    pub fn monitoring(&self) -> impl Iterator<Item = (Verb, String)> {
        let scopes = scopes(&self.description.name, &self.id);
        let all = Verb::ALL.into_iter().flat_map(move |verb| scopes.map(|scope| (verb, scope)));
        all.filter_map(|(verb, scope)| Some((verb, verb.subject(PREFIX, scope).ok()?)))
    }

    /// Adds an endpoint that is subscribed to where its group [said](Group::endpoint); gives its number, counted from zero.
    ///
    /// `metadata` is the text of a JSON object, or empty.
    pub fn add(&mut self, name: &str, place: Group, metadata: String) -> usize {
        self.endpoints.push(Endpoint {
            name: name.into(),
            place,
            metadata,
            data: String::new(),
            requests: 0,
            errors: 0,
            time: 0,
            last_error: String::new(),
        });
        self.endpoints.len() - 1
    }

    /// Endpoint number `endpoint` has had `requests` more, and has spent `time` more nanoseconds on requests.
    pub fn count(&mut self, endpoint: usize, requests: u64, time: u64) {
        if let Some(endpoint) = self.endpoints.get_mut(endpoint) {
            endpoint.requests = endpoint.requests.saturating_add(requests);
            endpoint.time = endpoint.time.saturating_add(time);
        }
    }

    /// Endpoint number `endpoint` has failed with this error.
    pub fn fail(&mut self, endpoint: usize, error: &str) {
        if let Some(endpoint) = self.endpoints.get_mut(endpoint) {
            endpoint.errors = endpoint.errors.saturating_add(1);
            endpoint.last_error = error.into();
        }
    }

    /// What the user has to say of the state of endpoint number `endpoint`: JSON text, or empty.
    pub fn set_data(&mut self, endpoint: usize, data: String) {
        if let Some(endpoint) = self.endpoints.get_mut(endpoint) {
            endpoint.data = data;
        }
    }

    /// Begins all statistics anew, as if started now.
    pub fn reset(&mut self, started: String) {
        self.started = started;
        for endpoint in &mut self.endpoints {
            (endpoint.requests, endpoint.errors, endpoint.time) = (0, 0, 0);
            endpoint.data.clear();
        }
    }
}

impl Endpoint {
    /// Nanoseconds that a request took on average, rounded.
    fn average(&self) -> u64 {
        self.time.saturating_add(self.requests / 2).checked_div(self.requests).unwrap_or(0)
    }
}

/// The header that tells what went wrong, in words.
pub const ERROR_HEADER: &str = "Nats-Service-Error";
/// The header that tells what went wrong, as a number.
pub const ERROR_CODE_HEADER: &str = "Nats-Service-Error-Code";
/// The code of an error that has none of its own.
pub const FAILURE: u32 = 500;

#[cfg(test)]
mod tests;
