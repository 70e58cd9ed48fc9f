//! Requests.

use super::options::RequestInbox;
use super::publishing::{accept, encoded, fill};
use super::{Client, RequestOptions};
use crate::driver::Shared;
use crate::error::RequestError;
use crate::message::Message;
use crate::options::millis;
use bytes::Bytes;
use nats_web_core::{Inbox, Outgoing, RequestId};

impl Client {
    /// Sends a request and waits for its reply.
    ///
    /// ```no_run
    /// # async fn run(client: nats_web::Client) -> Result<(), nats_web::RequestError> {
    /// let reply = client.request("time.now", "").await?;
    /// println!("{}", String::from_utf8_lossy(reply.payload()));
    /// # Ok(()) }
    /// ```
    ///
    /// Dropping the future gives the request up; a reply that comes later is dropped.
    ///
    /// # Errors
    /// See [`RequestError`].
    pub async fn request(&self, subject: impl AsRef<str>, payload: impl Into<Bytes>) -> Result<Message, RequestError> {
        self.request_with(subject, payload, &RequestOptions::new()).await
    }

    /// As [`request`](Self::request), with options. The time that counts starts when the request is accepted.
    ///
    /// # Errors
    /// See [`RequestError`].
    pub async fn request_with(
        &self,
        subject: impl AsRef<str>,
        payload: impl Into<Bytes>,
        options: &RequestOptions,
    ) -> Result<Message, RequestError> {
        let mut payload = payload.into();
        let headers = encoded(options.headers.as_ref());
        let subject = subject.as_ref().as_bytes();
        let message = Outgoing { subject, reply: b"", headers: &headers, payload: payload.len() };
        let inbox = match &options.inbox {
            RequestInbox::Shared => Inbox::Shared,
            RequestInbox::Own => Inbox::Own,
            RequestInbox::At(subject) => Inbox::At(subject.as_bytes()),
        };
        let timeout = millis(options.timeout.unwrap_or(self.handle.request_timeout));
        let shared = self.shared();
        let (id, serial, reply) = accept(shared, |state| {
            let (id, hole) = state.session.request(shared.clock.now(), &message, inbox, timeout)?;
            fill(state, hole, &mut payload);
            let (serial, reply) = state.receivers.add_request(id);
            Ok((id, serial, reply))
        })
        .await?;
        let guard = Guard { shared, id, serial };
        let reply = reply.await;
        std::mem::forget(guard);
        match reply {
            Ok(result) => result.map_err(RequestError::from),
            Err(_) => Err(RequestError::Closed),
        }
    }
}

/// Gives a request up whose future is dropped.
struct Guard<'a> {
    shared: &'a Shared,
    id: RequestId,
    serial: u64,
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.shared.with(|state, _| {
            if state.receivers.forget_request(self.id, self.serial) {
                state.session.cancel_request(self.id);
            }
        });
    }
}
