//! Endpoints, which take requests.

mod stats;

pub use stats::{Info, Stats};

use super::Request;
use super::inner::Inner;
use crate::subscriber::Subscriber;
use futures_core::Stream;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// A stream of the requests to one endpoint. It ends when the service stops. Dropping it ends the endpoint alone.
///
/// ```no_run
/// # async fn run(service: nats_web::service::Service) -> Result<(), nats_web::Error> {
/// use futures_util::StreamExt;
///
/// let mut prices = service.endpoint("price").await?;
/// while let Some(request) = prices.next().await {
///     request.respond(Ok("0.30".into())).await?;
/// }
/// # Ok(()) }
/// ```
pub struct Endpoint {
    requests: Subscriber,
    number: u32,
    service: Arc<Inner>,
}

impl Endpoint {
    pub(super) fn new(requests: Subscriber, number: u32, service: Arc<Inner>) -> Self {
        Self { requests, number, service }
    }

    /// Ends the endpoint. The requests that have arrived can still be taken; then the stream ends. Does nothing if it has
    /// ended before.
    ///
    /// # Errors
    /// The client is closed.
    pub async fn stop(&mut self) -> Result<(), io::Error> {
        self.leave();
        self.requests.unsubscribe().await.map_err(io::Error::other)
    }

    /// Sets the endpoint's own data in its statistics.
    pub fn set_data(&self, data: &serde_json::Value) {
        let json = data.to_string();
        self.service.with(|services, _, service| services.set_data(service, self.number, json));
    }

    /// Has the subscription's end be that of this endpoint alone.
    fn leave(&self) {
        let id = self.requests.id();
        self.service.with(|services, _, service| services.leave(service, id));
    }
}

impl Stream for Endpoint {
    type Item = Request;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Request>> {
        let Self { requests, number, service } = &mut *self;
        requests.poll(cx).map(|message| Some(Request::new(message?, Arc::clone(service), *number)))
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        self.leave();
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint").field("requests", &self.requests).finish_non_exhaustive()
    }
}
