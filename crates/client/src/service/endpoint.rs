//! Endpoints, and the groups they belong to.

use super::{EndpointOptions, Inner, Request};
use crate::driver::State;
use crate::error::ServiceError;
use crate::message::Message;
use crate::subscriber::Subscriber;
use futures_core::Stream;
use nats_web_core::SubscriptionEnd;
use nats_web_core::service::{self as core, Queue};
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

/// A group of endpoints whose subjects have a prefix in common. Clones are the same group.
///
/// ```no_run
/// # async fn run(service: nats_web::service::Service) -> Result<(), Box<dyn std::error::Error>> {
/// let fruit = service.group("v1")?.group("fruit")?;
/// let prices = fruit.endpoint("price")?;
/// assert_eq!(prices.subject(), "v1.fruit.price");
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Group {
    service: Arc<Inner>,
    place: core::Group,
}

impl Group {
    pub(super) fn new(service: Arc<Inner>, place: core::Group) -> Self {
        Self { service, place }
    }

    /// Creates a group within this one. An empty `name` adds nothing to the subjects.
    ///
    /// # Errors
    /// [`ServiceError::Unfit`].
    pub fn group(&self, name: &str) -> Result<Self, ServiceError> {
        self.group_with(name, Queue::Inherited)
    }

    /// Creates a group as [`group`](Self::group), with a queue group for its endpoints.
    ///
    /// # Errors
    /// [`ServiceError::Unfit`].
    pub fn group_with(&self, name: &str, queue: Queue<'_>) -> Result<Self, ServiceError> {
        Ok(Self::new(Arc::clone(&self.service), self.place.group(name, queue)?))
    }

    /// Adds an endpoint and returns it. From now on it receives requests to its name, below that of the group.
    ///
    /// # Errors
    /// See [`ServiceError`].
    pub fn endpoint(&self, name: &str) -> Result<Endpoint, ServiceError> {
        self.endpoint_with(name, &EndpointOptions::new())
    }

    /// Adds an endpoint as [`endpoint`](Self::endpoint), with options.
    ///
    /// # Errors
    /// See [`ServiceError`].
    pub fn endpoint_with(&self, name: &str, options: &EndpointOptions) -> Result<Endpoint, ServiceError> {
        let place = self.place.endpoint(name, &options.subject, options.queue.as_core())?;
        let (context, service) = (&self.service.context, self.service.flow);
        let metadata = options.metadata.to_json();
        let added = context.subscribe_by(&place.subject, context.limits, |State { session, services, .. }, now| {
            let added = services.add_endpoint(session, now, service, name, &place, metadata);
            added.map(|(number, id)| (id, number))
        });
        let (requests, number) = added.map_err(ServiceError::from_core)?;
        Ok(Endpoint { requests, number, service: Arc::clone(&self.service) })
    }

    pub(super) fn inner(&self) -> &Inner {
        &self.service
    }
}

/// A stream of the requests to one endpoint. Dropping it stops the service.
///
/// A request counts as handled when it is dropped.
///
/// ```no_run
/// # async fn run(service: nats_web::service::Service) -> Result<(), Box<dyn std::error::Error>> {
/// let mut prices = service.endpoint("price")?;
/// while let Some(request) = prices.next().await {
///     request.respond("0.30").await?;
/// }
/// # Ok(()) }
/// ```
pub struct Endpoint {
    requests: Subscriber,
    number: u32,
    service: Arc<Inner>,
}

impl Endpoint {
    /// Returns the next request; `None` once the service has stopped and what was left has been taken.
    ///
    /// As `StreamExt::next`, without an import. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Request> {
        poll_fn(|cx| self.poll(cx)).await
    }

    /// Returns the subject that it listens on.
    #[must_use]
    pub fn subject(&self) -> &str {
        self.requests.subject()
    }

    /// Returns why it ended; `None` while it has not.
    #[must_use]
    pub fn end(&self) -> Option<SubscriptionEnd> {
        self.requests.end()
    }

    /// Sets the member `data` of its statistics: any JSON text, or an empty one for none.
    pub fn set_data(&self, json: impl Into<String>) {
        let json = json.into();
        self.service.with(|services, _, service| services.set_data(service, self.number, json));
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Request>> {
        let message: Option<Message> = ready!(self.requests.poll(cx));
        Poll::Ready(message.map(|message| Request::new(message, Arc::clone(&self.service), self.number)))
    }
}

impl Stream for Endpoint {
    type Item = Request;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Request>> {
        self.poll(cx)
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        self.service.stop();
    }
}

impl fmt::Debug for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Group").field("place", &self.place).finish_non_exhaustive()
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint").field("requests", &self.requests).finish_non_exhaustive()
    }
}
