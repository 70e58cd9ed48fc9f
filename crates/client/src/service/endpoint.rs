//! Endpoints, and the groups they belong to.

use super::{EndpointOptions, Inner, Request};
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

/// Endpoints whose subjects begin alike. Clones are the same group.
#[derive(Clone)]
pub struct Group {
    service: Arc<Inner>,
    place: core::Group,
}

impl Group {
    pub(super) fn new(service: Arc<Inner>, place: core::Group) -> Self {
        Self { service, place }
    }

    /// A group within this one. An empty `name` adds nothing to the subjects.
    ///
    /// # Errors
    /// [`ServiceError::Unfit`].
    pub fn group(&self, name: &str) -> Result<Self, ServiceError> {
        self.group_with(name, Queue::Inherited)
    }

    /// As [`group`](Self::group), with a queue group for its endpoints.
    ///
    /// # Errors
    /// [`ServiceError::Unfit`].
    pub fn group_with(&self, name: &str, queue: Queue<'_>) -> Result<Self, ServiceError> {
        Ok(Self::new(Arc::clone(&self.service), self.place.group(name, queue)?))
    }

    /// An endpoint, which takes requests to its name, below that of the group, from now on.
    ///
    /// # Errors
    /// See [`ServiceError`].
    pub fn endpoint(&self, name: &str) -> Result<Endpoint, ServiceError> {
        self.endpoint_with(name, &EndpointOptions::new())
    }

    /// As [`endpoint`](Self::endpoint), with options.
    ///
    /// # Errors
    /// See [`ServiceError`].
    pub fn endpoint_with(&self, name: &str, options: &EndpointOptions) -> Result<Endpoint, ServiceError> {
        let place = self.place.endpoint(name, &options.subject, options.queue.as_core())?;
        let requests = self.service.subscribe(&place.subject, &place.queue)?;
        let number = self.service.ledger().add(name, place, options.metadata.to_json());
        Ok(Endpoint { requests, number, service: Arc::clone(&self.service) })
    }

    pub(super) fn inner(&self) -> &Inner {
        &self.service
    }
}

/// A stream of the requests to one endpoint. Dropping it stops the service.
///
/// A request counts as handled when it is dropped.
pub struct Endpoint {
    requests: Subscriber,
    number: usize,
    service: Arc<Inner>,
}

impl Endpoint {
    /// The next request; `None` once the service has stopped and what was left has been taken.
    ///
    /// As `StreamExt::next`, without an import. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Request> {
        poll_fn(|cx| self.poll(cx)).await
    }

    /// Where it listens.
    #[must_use]
    pub fn subject(&self) -> &str {
        self.requests.subject()
    }

    /// Why it ended; `None` while it has not.
    #[must_use]
    pub fn end(&self) -> Option<SubscriptionEnd> {
        self.requests.end()
    }

    /// What there is to say of its state in the service's statistics: any JSON text, or an empty one.
    pub fn set_data(&self, json: impl Into<String>) {
        self.service.ledger().set_data(self.number, json.into());
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Request>> {
        let message: Option<Message> = ready!(self.requests.poll(cx));
        if message.is_none() {
            self.service.ended(self.requests.end());
        }
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
        self.service.ended(self.requests.end());
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
