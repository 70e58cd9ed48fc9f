//! A request to a service.

use super::inner::Inner;
use super::{NATS_SERVICE_ERROR, NATS_SERVICE_ERROR_CODE, error};
use crate::client::{PublishError, PublishErrorKind};
use crate::header::HeaderMap;
use crate::message::Message;
use crate::runtime::Stopwatch;
use bytes::Bytes;
use std::fmt;
use std::sync::Arc;

/// A request to a service. It counts as handled when it is dropped; the time until then is its processing time.
///
/// ```no_run
/// # async fn run(mut prices: nats_web::service::endpoint::Endpoint) -> Result<(), nats_web::Error> {
/// use futures_util::StreamExt;
/// use nats_web::service::error::Error;
///
/// while let Some(request) = prices.next().await {
///     match &request.message.payload[..] {
///         b"apple" => request.respond(Ok("0.30".into())).await?,
///         _ => request.respond(Err(Error { code: 404, status: "we have none".to_owned() })).await?,
///     }
/// }
/// # Ok(()) }
/// ```
pub struct Request {
    /// The message that it is.
    pub message: Message,
    service: Arc<Inner>,
    endpoint: u32,
    since: Stopwatch,
}

impl Request {
    pub(super) fn new(message: Message, service: Arc<Inner>, endpoint: u32) -> Self {
        service.with(|services, _, service| services.record(service, endpoint, 1, 0));
        Self { message, service, endpoint, since: Stopwatch::start() }
    }

    /// Sends an answer: a payload or an error, which counts as one.
    ///
    /// # Errors
    /// See [`PublishErrorKind`]; a request that asks for no answer has an invalid subject for it.
    pub async fn respond(&self, response: Result<Bytes, error::Error>) -> Result<(), PublishError> {
        self.respond_with_headers(response, HeaderMap::new()).await
    }

    /// Sends an answer with headers.
    ///
    /// # Errors
    /// As [`respond`](Self::respond).
    pub async fn respond_with_headers(
        &self,
        response: Result<Bytes, error::Error>,
        mut headers: HeaderMap,
    ) -> Result<(), PublishError> {
        let Some(reply) = &self.message.reply else {
            let why = "Request is missing reply subject to respond to";
            return Err(PublishError::with_source(PublishErrorKind::InvalidSubject, why));
        };
        let mut payload = response.unwrap_or_else(|error| {
            let status = error.status.replace(['\r', '\n'], " ");
            let text = format!("{}:{status}", error.code);
            self.service.with(|services, _, service| services.fail(service, self.endpoint, &text));
            headers.insert(NATS_SERVICE_ERROR, status);
            headers.insert(NATS_SERVICE_ERROR_CODE, error.code.to_string());
            Bytes::new()
        });
        Ok(self.service.client.shared().publish(reply, "", Some(&headers), &mut payload).await?)
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        let nanos = self.since.nanos();
        self.service.with(|services, _, service| services.record(service, self.endpoint, 0, nanos));
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("message", &self.message).finish_non_exhaustive()
    }
}
