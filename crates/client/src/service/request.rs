//! A request to a service.

use super::Inner;
use crate::message::Message;
use crate::runtime::Stopwatch;
use bytes::Bytes;
use nats_web_core::service::{ERROR_CODE_HEADER, ERROR_HEADER};
use nats_web_core::{HeaderMap, Misuse};
use std::ops::Deref;
use std::sync::Arc;

/// A message that asks something of a service. It is handled when it is dropped; until then its time runs.
pub struct Request {
    message: Message,
    service: Arc<Inner>,
    endpoint: usize,
    since: Stopwatch,
}

impl Request {
    pub(super) fn new(message: Message, service: Arc<Inner>, endpoint: usize) -> Self {
        service.ledger().count(endpoint, 1, 0);
        Self { message, service, endpoint, since: Stopwatch::start() }
    }

    /// Answers. A request that wants no answer gets none.
    ///
    /// # Errors
    /// At once, and nothing was sent.
    pub async fn respond(&self, payload: impl Into<Bytes>) -> Result<(), Misuse> {
        self.send(None, payload.into()).await
    }

    /// Answers, with headers.
    ///
    /// # Errors
    /// As [`respond`](Self::respond).
    pub async fn respond_with_headers(&self, headers: &HeaderMap, payload: impl Into<Bytes>) -> Result<(), Misuse> {
        self.send(Some(headers), payload.into()).await
    }

    /// Answers with an error, which counts as one. Line breaks in `description` become blanks.
    ///
    /// # Errors
    /// As [`respond`](Self::respond).
    pub async fn respond_error(&self, code: u32, description: &str) -> Result<(), Misuse> {
        self.respond_error_with(code, description, HeaderMap::new(), Bytes::new()).await
    }

    /// As [`respond_error`](Self::respond_error), with more to say.
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
        self.service.ledger().fail(self.endpoint, description);
        headers.insert(ERROR_CODE_HEADER, &code.to_string()).map_err(Misuse::Headers)?;
        headers.insert(ERROR_HEADER, &description.replace(['\r', '\n'], " ")).map_err(Misuse::Headers)?;
        self.send(Some(&headers), payload.into()).await
    }

    async fn send(&self, headers: Option<&HeaderMap>, payload: Bytes) -> Result<(), Misuse> {
        match self.message.reply() {
            Some(reply) => self.service.subscribing.shared.publish(reply, "", headers, payload).await,
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
        self.service.ledger().count(self.endpoint, 0, self.since.nanos());
    }
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.message.fmt(f)
    }
}
