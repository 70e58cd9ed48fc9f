//! A request to a service.

use super::Inner;
use crate::message::Message;
use crate::runtime::Stopwatch;
use bytes::Bytes;
use nats_web_core::service::{ERROR_CODE_HEADER, ERROR_HEADER};
use nats_web_core::{HeaderMap, Misuse};
use std::ops::Deref;
use std::sync::Arc;

/// A request to a service. It counts as handled when it is dropped; the time until then is its processing time.
///
/// ```no_run
/// # async fn run(mut prices: nats_web::service::Endpoint) -> Result<(), Box<dyn std::error::Error>> {
/// while let Some(request) = prices.next().await {
///     // It is a message, too.
///     match request.payload() {
///         b"apple" => request.respond("0.30").await?,
///         _ => request.respond_error(404, "we have none").await?,
///     }
/// }
/// # Ok(()) }
/// ```
pub struct Request {
    message: Message,
    service: Arc<Inner>,
    endpoint: u32,
    since: Stopwatch,
}

impl Request {
    pub(super) fn new(message: Message, service: Arc<Inner>, endpoint: u32) -> Self {
        service.with(|services, _, service| services.record(service, endpoint, 1, 0));
        Self { message, service, endpoint, since: Stopwatch::start() }
    }

    /// Sends an answer, if the request asks for one.
    ///
    /// # Errors
    /// At once, and nothing was sent.
    pub async fn respond(&self, payload: impl Into<Bytes>) -> Result<(), Misuse> {
        self.send(None, payload.into()).await
    }

    /// Sends an answer with headers.
    ///
    /// # Errors
    /// As [`respond`](Self::respond).
    pub async fn respond_with_headers(&self, headers: &HeaderMap, payload: impl Into<Bytes>) -> Result<(), Misuse> {
        self.send(Some(headers), payload.into()).await
    }

    /// Sends an error as the answer, and counts it. Line breaks in `description` become blanks.
    ///
    /// # Errors
    /// As [`respond`](Self::respond).
    pub async fn respond_error(&self, code: u32, description: &str) -> Result<(), Misuse> {
        self.respond_error_with(code, description, HeaderMap::new(), Bytes::new()).await
    }

    /// Sends an error as [`respond_error`](Self::respond_error), with headers and a payload.
    ///
    /// # Errors
    /// As [`respond`](Self::respond).
    pub async fn respond_error_with(
        &self,
        code: u32,
        description: &str,
        mut headers: HeaderMap,
        payload: impl Into<Bytes>,
    ) -> Result<(), Misuse> {
        self.service.with(|services, _, service| services.fail(service, self.endpoint, description));
        headers.insert(ERROR_CODE_HEADER, &code.to_string()).map_err(Misuse::Headers)?;
        headers.insert(ERROR_HEADER, &description.replace(['\r', '\n'], " ")).map_err(Misuse::Headers)?;
        self.send(Some(&headers), payload.into()).await
    }

    async fn send(&self, headers: Option<&HeaderMap>, payload: Bytes) -> Result<(), Misuse> {
        match self.message.reply() {
            Some(reply) => self.service.context.shared.publish(reply, "", headers, payload).await,
            None => Ok(()),
        }
    }
}

impl Deref for Request {
    type Target = Message;

    fn deref(&self) -> &Message {
        &self.message
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        let nanos = self.since.nanos();
        self.service.with(|services, _, service| services.record(service, self.endpoint, 0, nanos));
    }
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.message.fmt(f)
    }
}
