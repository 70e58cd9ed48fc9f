//! Requests.

use super::publishing::{accept, encoded, fill};
use super::{Client, RequestOptions, Until};
use crate::driver::{Shared, State};
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
        let until = nats_web_core::Until::First;
        let add = |state: &mut State, id| state.receivers.add_request(id);
        let (id, (serial, reply)) = self.ask(subject.as_ref(), payload.into(), options, until, add).await?;
        let guard = Guard { shared: self.shared(), id, serial };
        let reply = reply.await;
        std::mem::forget(guard);
        match reply {
            Ok(result) => result.map_err(RequestError::from),
            Err(_) => Err(RequestError::Closed),
        }
    }

    /// Sends a request and gathers what comes as a reply, until that is enough.
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
    /// Dropping the stream gives the request up.
    ///
    /// # Errors
    /// The caller's mistake; nothing was sent. What goes wrong later, the stream tells.
    pub async fn request_many(
        &self,
        subject: impl AsRef<str>,
        payload: impl Into<Bytes>,
        until: Until,
    ) -> Result<Replies, RequestError> {
        self.request_many_with(subject, payload, until, &RequestOptions::new()).await
    }

    /// As [`request_many`](Self::request_many), with options.
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
        let (queue, outlet) = Queue::new(self.handle.subscribing.limits);
        let add = |state: &mut State, id| state.receivers.add_request_for_many(id, Arc::clone(&queue));
        let (id, serial) = self.ask(subject.as_ref(), payload.into(), options, until.as_core(), add).await?;
        Ok(Replies::new(Arc::clone(self.shared()), id, serial, outlet))
    }

    /// Has the session accept a request, once there is room for it, and `add` who takes what comes of it.
    async fn ask<R>(
        &self,
        subject: &str,
        mut payload: Bytes,
        options: &RequestOptions,
        until: nats_web_core::Until,
        add: impl Fn(&mut State, RequestId) -> R,
    ) -> Result<(RequestId, R), RequestError> {
        let headers = encoded(options.headers.as_ref());
        let message = Outgoing { subject: subject.as_bytes(), reply: b"", headers: &headers, payload: payload.len() };
        let timeout = millis(options.timeout.unwrap_or(self.handle.request_timeout));
        let shared = self.shared();
        let asked = accept(shared, |state| {
            let (now, inbox) = (shared.clock.now(), options.inbox.as_core());
            let (id, hole) = state.session.request_until(now, &message, inbox, timeout, until)?;
            fill(state, hole, &mut payload);
            Ok((id, add(state, id)))
        });
        Ok(asked.await?)
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
        self.shared.give_up(self.id, self.serial);
    }
}
