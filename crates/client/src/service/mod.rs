//! Services: programs that answer requests, and that can be found and asked for their statistics. The micro protocol.
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
//! queue group by default. Source: ADR-32.

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

use crate::driver::State;
use crate::error::ServiceError;
use crate::runtime;
use crate::subscriber::SubscribeContext;
use nats_web_core::service::{self as core, DataSource, Services};
use nats_web_core::{FlowId, Session, SubscriptionEnd};
use std::fmt;
use std::sync::Arc;

/// A running service. Clones share it.
///
/// It stops with [`stop`](Self::stop), when one of its subscriptions ends (because an endpoint is dropped, say, or the
/// server denies it), or once the last of its clones, groups and endpoints is dropped.
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use nats_web::service::ServiceOptions;
///
/// let service = client.service(&ServiceOptions::new("shop", "1.0.0"))?;
/// let prices = service.endpoint("price")?;
/// println!("{} answers as {}", service.name(), service.id());
/// # drop(prices);
/// service.stop().await;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Service {
    root: Group,
}

/// A service, as it, its groups and its endpoints share it. What it is and does, the core knows.
pub(crate) struct Inner {
    pub(crate) context: SubscribeContext,
    /// The core's name for it.
    flow: FlowId,
    name: String,
    id: String,
}

impl Service {
    pub(crate) fn start(context: SubscribeContext, options: &ServiceOptions) -> Result<Self, ServiceError> {
        if !runtime::is_here() {
            return Err(ServiceError::NoRuntime);
        }
        let (queue, now) = (options.queue.as_core(), context.shared.clock.now());
        let (metadata, name) = (options.metadata.to_json(), options.name.clone());
        let description = options.as_core(&metadata);
        let added = context.shared.with(|State { session, services, .. }, _| {
            let flow = services.add(session, now, &description, queue, date::now(), DataSource::Kept);
            flow.map(|flow| (flow, services.id(flow).to_owned()))
        });
        let (flow, id) = added.map_err(ServiceError::from_core)?;
        Ok(Self { root: Group::new(Arc::new(Inner { context, flow, name, id }), core::Group::root(queue)) })
    }

    /// Creates a group: the subjects of its endpoints begin with `name`, which may be empty.
    ///
    /// # Errors
    /// [`ServiceError::Unfit`].
    pub fn group(&self, name: &str) -> Result<Group, ServiceError> {
        self.root.group(name)
    }

    /// Creates a group as [`group`](Self::group), with a queue group for its endpoints.
    ///
    /// # Errors
    /// [`ServiceError::Unfit`].
    pub fn group_with(&self, name: &str, queue: Queue<'_>) -> Result<Group, ServiceError> {
        self.root.group_with(name, queue)
    }

    /// Adds an endpoint and returns it. From now on it receives requests to its name.
    ///
    /// # Errors
    /// See [`ServiceError`].
    pub fn endpoint(&self, name: &str) -> Result<Endpoint, ServiceError> {
        self.root.endpoint(name)
    }

    /// Adds an endpoint as [`endpoint`](Self::endpoint), with options.
    ///
    /// # Errors
    /// See [`ServiceError`].
    pub fn endpoint_with(&self, name: &str, options: &EndpointOptions) -> Result<Endpoint, ServiceError> {
        self.root.endpoint_with(name, options)
    }

    /// Returns the name of the service, which all instances share.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.inner().name
    }

    /// Returns the id of this instance.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.inner().id
    }

    /// Returns its answer to a monitoring request: JSON.
    #[must_use]
    pub fn response(&self, verb: Verb) -> String {
        let Inner { context, flow, .. } = self.inner();
        let mut out = Vec::new();
        context.shared.read(|state| state.services.respond(*flow, verb, &mut out));
        String::from_utf8(out).unwrap_or_default()
    }

    /// Begins all statistics anew.
    pub fn reset(&self) {
        self.inner().with(|services, _, service| services.reset(service, date::now()));
    }

    /// Stops in order: resolves once everything that the server sent before it read the `UNSUB`s has arrived. Endpoints
    /// can then still take it, and end.
    pub async fn stop(&self) {
        self.inner().stop();
        // What drains is drained once the server has seen this, or the link is lost.
        let _ = self.inner().context.shared.flush().await;
    }

    /// Returns whether it stops or has stopped.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        let Inner { context, flow, .. } = self.inner();
        context.shared.read(|state| state.services.is_stopped(*flow))
    }

    /// Returns how the subscription ended that stopped the service, if one did.
    #[must_use]
    pub fn end(&self) -> Option<SubscriptionEnd> {
        let Inner { context, flow, .. } = self.inner();
        context.shared.read(|state| state.services.end(*flow).cloned())
    }

    fn inner(&self) -> &Inner {
        self.root.inner()
    }
}

impl Inner {
    /// Runs a command on the core's services, which is told this one's name.
    pub(crate) fn with<R>(&self, command: impl FnOnce(&mut Services, &mut Session, FlowId) -> R) -> R {
        self.context.shared.with(|State { session, services, .. }, _| command(services, session, self.flow))
    }

    /// Begins to stop, unless that has begun.
    pub(crate) fn stop(&self) {
        self.with(|services, session, service| services.stop(session, service));
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.with(|services, session, service| services.release(session, service));
    }
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
