//! Requests.

use super::{Client, RequestOptions, Until};
use crate::driver::{Shared, State, header_block};
use crate::error::RequestError;
use crate::message::Message;
use crate::options::millis;
use crate::queue::Queue;
use crate::replies::Replies;
use bytes::Bytes;
use nats_web_core::{Outgoing, RequestId};
use std::sync::Arc;

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
    /// Dropping the future cancels the request; a reply that comes later is dropped.
    ///
    /// # Errors
    /// See [`RequestError`].
    pub async fn request(&self, subject: impl AsRef<str>, payload: impl Into<Bytes>) -> Result<Message, RequestError> {
        self.request_with(subject, payload, &RequestOptions::new()).await
    }

    /// Sends a request as [`request`](Self::request), with options. The time that counts starts when the request is
    /// accepted.
    ///
    /// # Errors
    /// See [`RequestError`].
    pub async fn request_with(
        &self,
        subject: impl AsRef<str>,
        payload: impl Into<Bytes>,
        options: &RequestOptions,
    ) -> Result<Message, RequestError> {
        let until = nats_web_core::Until::First;
        let add = |state: &mut State, id| state.receivers.add_request(id);
        let (id, reply) = self.ask(subject.as_ref(), payload.into(), options, until, add).await?;
        let guard = Guard { shared: self.shared(), id };
        let reply = reply.await;
        std::mem::forget(guard);
        match reply {
            Ok(result) => result.map_err(RequestError::from),
            Err(_) => Err(RequestError::Closed),
        }
    }

    /// Sends a request and returns a stream of its replies, until `until` ends it.
    ///
    /// ```no_run
    /// # async fn run(client: nats_web::Client) -> Result<(), nats_web::RequestError> {
    /// use nats_web::Until;
    /// use std::time::Duration;
    ///
    /// let mut replies = client.request_many("who.is.there", "", Until::Silence(Duration::from_millis(300))).await?;
    /// while let Some(reply) = replies.next().await {
    ///     println!("{}", String::from_utf8_lossy(reply?.payload()));
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// Dropping the stream cancels the request.
    ///
    /// # Errors
    /// The caller's mistake; nothing was sent. Later errors come from the stream.
    pub async fn request_many(
        &self,
        subject: impl AsRef<str>,
        payload: impl Into<Bytes>,
        until: Until,
    ) -> Result<Replies, RequestError> {
        self.request_many_with(subject, payload, until, &RequestOptions::new()).await
    }

    /// Sends a request as [`request_many`](Self::request_many), with options.
    ///
    /// # Errors
    /// As [`request_many`](Self::request_many).
    pub async fn request_many_with(
        &self,
        subject: impl AsRef<str>,
        payload: impl Into<Bytes>,
        until: Until,
        options: &RequestOptions,
    ) -> Result<Replies, RequestError> {
        let (queue, outlet) = Queue::new(self.handle.context.limits);
        let add = |state: &mut State, id| state.receivers.add_request_for_many(id, Arc::clone(&queue));
        let (id, ()) = self.ask(subject.as_ref(), payload.into(), options, until.as_core(), add).await?;
        Ok(Replies::new(Arc::clone(self.shared()), id, outlet))
    }

    /// Waits for room and has the session accept a request; `add` then registers the receiver of its replies.
    async fn ask<R>(
        &self,
        subject: &str,
        mut payload: Bytes,
        options: &RequestOptions,
        until: nats_web_core::Until,
        add: impl Fn(&mut State, RequestId) -> R,
    ) -> Result<(RequestId, R), RequestError> {
        let headers = header_block(options.headers.as_ref());
        let message = Outgoing { subject: subject.as_bytes(), reply: b"", headers: &headers, payload: payload.len() };
        let timeout = options.timeout.map(millis);
        let shared = self.shared();
        let asked = shared.with_room(|state| {
            let (now, inbox) = (shared.clock.now(), options.inbox.as_core());
            let (id, hole) = state.session.request_until(now, &message, inbox, timeout, until)?;
            state.fill(hole, &mut payload);
            Ok((id, add(state, id)))
        });
        Ok(asked.await?)
    }
}

/// Cancels a request when its future is dropped.
struct Guard<'a> {
    shared: &'a Shared,
    id: RequestId,
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.shared.cancel_request(self.id);
    }
}
