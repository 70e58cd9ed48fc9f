//! Services: programs that answer requests, and that can be found and asked how they do. The micro protocol.
//!
//! ```no_run
//! # async fn run(client: nats_web::Client) -> Result<(), Box<dyn std::error::Error>> {
//! use nats_web::service::{EndpointOptions, ServiceOptions};
//!
//! let service = client.service(&ServiceOptions::new("shop", "1.0.0").description("sells things"))?;
//! let mut prices = service.group("v1")?.endpoint_with("price", &EndpointOptions::new().metadata("unit", "euro"))?;
//! while let Some(request) = prices.next().await {
//!     match request.payload() {
//!         b"apple" => request.respond("0.30").await?,
//!         _ => request.respond_error(404, "we have none").await?,
//!     }
//! }
//! # Ok(()) }
//! ```
//!
//! Each instance answers monitoring requests by itself. Instances share the requests, because their endpoints join one
//! queue group unless told otherwise. Source: ADR-32.

mod date;
mod endpoint;
mod failure;
mod options;
mod request;

pub use endpoint::{Endpoint, Group};
pub use failure::Failure;
pub use nats_web_core::service::{PREFIX, Part, Queue, Unfit, Verb};
pub use options::{EndpointOptions, ServiceOptions};
pub use request::Request;

use crate::client::Subscribing;
use crate::driver::Shared;
use crate::error::ServiceError;
use crate::runtime;
use crate::subscriber::{Drain, Subscriber};
use nats_web_core::service as core;
use nats_web_core::{SubscribeOptions, SubscriptionEnd};
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// A running service. Clones share it.
///
/// It stops with [`stop`](Self::stop), when one of its subscriptions ends (because an endpoint is dropped, say, or the
/// server denies it), or once the last of its clones, groups and endpoints is dropped.
#[derive(Clone)]
pub struct Service {
    root: Group,
}

/// What a service and all that belongs to it share.
pub(crate) struct Inner {
    pub(crate) subscribing: Subscribing,
    ledger: Arc<Ledger>,
    name: String,
    id: String,
    drains: Mutex<Vec<Drain>>,
    is_stopped: AtomicBool,
    end: Mutex<Option<SubscriptionEnd>>,
}

/// What it has done. Those who answer monitoring requests hold this, and not the service.
#[derive(Debug)]
pub(crate) struct Ledger(Mutex<core::Service>);

impl Service {
    pub(crate) fn start(subscribing: Subscribing, options: &ServiceOptions) -> Result<Self, ServiceError> {
        if !runtime::is_here() {
            return Err(ServiceError::NoRuntime);
        }
        let inbox = subscribing.shared.with(|state, _| state.session.new_inbox());
        // An inbox ends with what nobody else has.
        let id = String::from_utf8_lossy(&inbox).rsplit('.').next().unwrap_or_default().to_owned();
        let (description, queue) = (options.as_core(), options.queue.as_core());
        let service = core::Service::new(description, queue, id.clone(), date::now())?;
        let monitoring: Vec<(Verb, String)> = service.monitoring().collect();
        let inner = Arc::new(Inner {
            subscribing,
            name: service.name().to_owned(),
            id,
            ledger: Arc::new(Ledger(Mutex::new(service))),
            drains: Mutex::default(),
            is_stopped: AtomicBool::new(false),
            end: Mutex::default(),
        });
        for (verb, subject) in monitoring {
            let subscriber = inner.subscribe(&subject, "")?;
            let shared = Arc::clone(&inner.subscribing.shared);
            runtime::spawn(answer(subscriber, verb, shared, Arc::clone(&inner.ledger), Arc::downgrade(&inner)));
        }
        Ok(Self { root: Group::new(inner, core::Group::root(queue)) })
    }

    /// A group: the subjects of its endpoints begin with `name`, which may be empty.
    ///
    /// # Errors
    /// [`ServiceError::Unfit`].
    pub fn group(&self, name: &str) -> Result<Group, ServiceError> {
        self.root.group(name)
    }

    /// As [`group`](Self::group), with a queue group for its endpoints.
    ///
    /// # Errors
    /// [`ServiceError::Unfit`].
    pub fn group_with(&self, name: &str, queue: Queue<'_>) -> Result<Group, ServiceError> {
        self.root.group_with(name, queue)
    }

    /// An endpoint, which takes requests to its name from now on.
    ///
    /// # Errors
    /// See [`ServiceError`].
    pub fn endpoint(&self, name: &str) -> Result<Endpoint, ServiceError> {
        self.root.endpoint(name)
    }

    /// As [`endpoint`](Self::endpoint), with options.
    ///
    /// # Errors
    /// See [`ServiceError`].
    pub fn endpoint_with(&self, name: &str, options: &EndpointOptions) -> Result<Endpoint, ServiceError> {
        self.root.endpoint_with(name, options)
    }

    /// What kind of service it is.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.inner().name
    }

    /// Which instance it is.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.inner().id
    }

    /// What it says to a monitoring request: JSON.
    #[must_use]
    pub fn response(&self, verb: Verb) -> String {
        self.inner().ledger.response(verb)
    }

    /// Begins all statistics anew.
    pub fn reset(&self) {
        self.inner().ledger.lock().reset(date::now());
    }

    /// Stops in order: resolves once everything that the server sent before it heard of this has arrived. Endpoints can
    /// then still take it, and end.
    pub async fn stop(&self) {
        self.inner().stop();
        // What drains is drained once the server has seen this, or the link is lost.
        let _ = self.inner().subscribing.shared.flush().await;
    }

    /// Whether it stops or has stopped.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.inner().is_stopped.load(Ordering::Relaxed)
    }

    /// What stopped it, if that was the end of one of its subscriptions.
    #[must_use]
    pub fn end(&self) -> Option<SubscriptionEnd> {
        lock(&self.inner().end).clone()
    }

    fn inner(&self) -> &Inner {
        self.root.inner()
    }
}

impl Inner {
    pub(crate) fn ledger(&self) -> MutexGuard<'_, core::Service> {
        self.ledger.lock()
    }

    /// A subscription of the service's, which the end of the service drains.
    pub(crate) fn subscribe(&self, subject: &str, queue: &str) -> Result<Subscriber, ServiceError> {
        let queue = Some(queue.as_bytes()).filter(|queue| !queue.is_empty());
        let options = SubscribeOptions { queue, ..SubscribeOptions::default() };
        let subscriber = self.subscribing.subscribe(subject, &options, self.subscribing.limits)?;
        lock(&self.drains).push(subscriber.to_drain());
        // Who stops meanwhile may have looked already.
        if self.is_stopped.load(Ordering::Relaxed) { Err(ServiceError::Stopped) } else { Ok(subscriber) }
    }

    /// Begins to stop. Once is enough.
    pub(crate) fn stop(&self) {
        if !self.is_stopped.swap(true, Ordering::Relaxed) {
            let drains = std::mem::take(&mut *lock(&self.drains));
            for drain in drains {
                drain.begin(&self.subscribing.shared);
            }
        }
    }

    /// One of its subscriptions has ended: without it there is no service.
    pub(crate) fn ended(&self, end: Option<SubscriptionEnd>) {
        if !self.is_stopped.load(Ordering::Relaxed) {
            *lock(&self.end) = end;
        }
        self.stop();
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Ledger {
    fn lock(&self) -> MutexGuard<'_, core::Service> {
        lock(&self.0)
    }

    fn response(&self, verb: Verb) -> String {
        let mut out = Vec::new();
        self.lock().respond(verb, &mut out);
        String::from_utf8(out).unwrap_or_default()
    }
}

/// Answers one kind of monitoring request for as long as the service runs.
async fn answer(mut requests: Subscriber, verb: Verb, shared: Arc<Shared>, ledger: Arc<Ledger>, service: Weak<Inner>) {
    while let Some(request) = requests.next().await {
        if let Some(reply) = request.reply() {
            // A client that takes no more publishes is about to end.
            let _ = shared.publish(reply, "", None, ledger.response(verb).into()).await;
        }
    }
    if let Some(service) = service.upgrade() {
        service.ended(requests.end());
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service")
            .field("name", &self.name())
            .field("id", &self.id())
            .field("is_stopped", &self.is_stopped())
            .finish_non_exhaustive()
    }
}
