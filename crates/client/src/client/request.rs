//! Requests that say more than a subject and a payload.

use crate::header::HeaderMap;
use bytes::Bytes;
use std::time::Duration;

/// A request, for [`Client::send_request`](crate::Client::send_request).
///
/// ```
/// use nats_web::Request;
/// use std::time::Duration;
///
/// let request = Request::new().payload("apple".into()).timeout(Some(Duration::from_millis(300)));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The payload; without one, it is empty.
    pub payload: Option<Bytes>,
    /// The headers.
    pub headers: Option<HeaderMap>,
    /// How long to wait for the reply: `Some(None)` is without limit, and `None` is as the client's options say.
    pub timeout: Option<Option<Duration>>,
    /// Where the reply goes, with a subscription of its own; without one, to the inbox that requests share.
    pub inbox: Option<String>,
}

impl Request {
    /// Returns a request without payload.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the payload.
    #[must_use]
    pub fn payload(mut self, payload: Bytes) -> Self {
        self.payload = Some(payload);
        self
    }

    /// Sets the headers.
    #[must_use]
    pub fn headers(mut self, headers: HeaderMap) -> Self {
        self.headers = Some(headers);
        self
    }

    /// Sets how long to wait for the reply; `None` for without limit. By default it is
    /// [`ConnectOptions::request_timeout`](crate::ConnectOptions::request_timeout).
    #[must_use]
    pub fn timeout(mut self, timeout: Option<Duration>) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets where the reply goes. The request then has a subscription of its own.
    #[must_use]
    pub fn inbox(mut self, inbox: String) -> Self {
        self.inbox = Some(inbox);
        self
    }
}
