//! Requests.

use super::{Client, Request, RequestError, RequestErrorKind};
use crate::delay::millis;
use crate::driver::{Shared, State, header_block};
use crate::error::{Error, Misuse};
use crate::header::HeaderMap;
use crate::message::Message;
use crate::queue::Queue;
use crate::replies::Replies;
use crate::subject::ToSubject;
use bytes::Bytes;
use nats_web_core::{Inbox, Outgoing, RequestId};
use std::sync::Arc;
use std::time::Duration;
#[cfg(feature = "jetstream")]
use {
    crate::driver::Reply,
    nats_web_core::RequestFailure,
    std::fmt,
    tokio::sync::{
        OwnedSemaphorePermit,
        oneshot::{self, error::TryRecvError},
    },
};

/// When a request for several replies is over. Its timeout ends it in any case.
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use nats_web::client::Until;
///
/// let mut three = client.request_many("who.is.there", "".into(), Until::Count(3)).await?;
/// let mut until_an_empty_one = client.request_many("list", "".into(), Until::Sentinel).await?;
/// # three.next().await; until_an_empty_one.next().await;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Until {
    /// When its time is up, and not before.
    Timeout,
    /// With this many replies; 0 is no limit.
    Count(u64),
    /// When no further reply has come for this long. The timeout is then for the first one alone.
    Silence(Duration),
    /// With a reply that has no payload, which is delivered too.
    Sentinel,
}

impl Until {
    fn as_core(self) -> nats_web_core::Until {
        match self {
            Self::Timeout => nats_web_core::Until::Timeout,
            Self::Count(count) => nats_web_core::Until::Count(count),
            Self::Silence(wait) => nats_web_core::Until::Silence(millis(wait)),
            Self::Sentinel => nats_web_core::Until::Sentinel,
        }
    }
}

impl Client {
    /// Sends a request and returns its reply.
    ///
    /// ```no_run
    /// # async fn run(client: nats_web::Client) -> Result<(), nats_web::RequestError> {
    /// let reply = client.request("time.now", "".into()).await?;
    /// println!("{}", String::from_utf8_lossy(&reply.payload));
    /// # Ok(()) }
    /// ```
    ///
    /// Dropping the future cancels the request; a reply that comes later is dropped.
    ///
    /// # Errors
    /// See [`RequestErrorKind`].
    pub async fn request<S: ToSubject>(&self, subject: S, payload: Bytes) -> Result<Message, RequestError> {
        self.reply_to(&subject.to_subject(), Request::new().payload(payload)).await
    }

    /// Sends a request with headers and returns its reply.
    ///
    /// # Errors
    /// As [`request`](Self::request).
    pub async fn request_with_headers<S: ToSubject>(
        &self,
        subject: S,
        headers: HeaderMap,
        payload: Bytes,
    ) -> Result<Message, RequestError> {
        self.reply_to(&subject.to_subject(), Request::new().headers(headers).payload(payload)).await
    }

    /// Sends a request that says more than a subject and a payload, and returns its reply. The time that counts starts
    /// when the request is accepted.
    ///
    /// ```no_run
    /// # async fn run(client: nats_web::Client) -> Result<(), nats_web::RequestError> {
    /// use std::time::Duration;
    ///
    /// let patient = nats_web::Request::new().payload("report".into()).timeout(Some(Duration::from_secs(60)));
    /// let reply = client.send_request("archive", patient).await?;
    /// # drop(reply); Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`request`](Self::request).
    pub async fn send_request<S: ToSubject>(&self, subject: S, request: Request) -> Result<Message, RequestError> {
        self.reply_to(&subject.to_subject(), request).await
    }

    /// Sends a request. Returns its reply.
    fn reply_to(
        &self,
        subject: &str,
        request: Request,
    ) -> impl Future<Output = Result<Message, RequestError>> + use<'_> {
        let add = |state: &mut State, id| state.receivers.add_request(id, None);
        let asking = self.ask(subject, request, nats_web_core::Until::First, add);
        async {
            let (id, reply) = asking.await?;
            let guard = Guard { shared: self.shared(), id };
            let reply = reply.await;
            std::mem::forget(guard);
            match reply {
                Ok(Ok(reply)) => Ok(reply.into()),
                Ok(Err(failure)) => Err(failure.into()),
                Err(_) => Err(Error::with_source(RequestErrorKind::Other, Misuse::Closed)),
            }
        }
    }

    /// Sends a request and returns a stream of its replies, until `until` ends it.
    ///
    /// ```no_run
    /// # async fn run(client: nats_web::Client) -> Result<(), nats_web::RequestError> {
    /// use nats_web::client::Until;
    /// use std::time::Duration;
    ///
    /// let until = Until::Silence(Duration::from_millis(300));
    /// let mut replies = client.request_many("who.is.there", "".into(), until).await?;
    /// while let Some(reply) = replies.next().await {
    ///     println!("{}", String::from_utf8_lossy(&reply?.payload));
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// Dropping the stream cancels the request.
    ///
    /// # Errors
    /// The caller's mistake; nothing was sent. Later errors come from the stream.
    pub async fn request_many<S: ToSubject>(
        &self,
        subject: S,
        payload: Bytes,
        until: Until,
    ) -> Result<Replies, RequestError> {
        self.send_request_many(subject, Request::new().payload(payload), until).await
    }

    /// Sends a request as [`request_many`](Self::request_many), which says more than a subject and a payload.
    ///
    /// # Errors
    /// As [`request_many`](Self::request_many).
    pub async fn send_request_many<S: ToSubject>(
        &self,
        subject: S,
        request: Request,
        until: Until,
    ) -> Result<Replies, RequestError> {
        let (queue, outlet) = Queue::new(self.limits());
        let add = |state: &mut State, id| state.receivers.add_request_for_many(id, Arc::clone(&queue));
        let (id, ()) = self.ask(&subject.to_subject(), request, until.as_core(), add).await?;
        Ok(Replies::new(self.clone(), id, outlet))
    }

    /// Sends a request whose reply may be waited for later, or never. The permit is given back once the request is over.
    #[cfg(feature = "jetstream")]
    pub(crate) fn start_request(
        &self,
        subject: &str,
        request: Request,
        permit: OwnedSemaphorePermit,
    ) -> impl Future<Output = Result<Asked, RequestError>> + use<'_> {
        let mut permit = Some(permit);
        let add = move |state: &mut State, id| state.receivers.add_request(id, permit.take());
        let asking = self.ask(subject, request, nats_web_core::Until::First, add);
        async {
            let (id, reply) = asking.await?;
            Ok(Asked { shared: Arc::clone(self.shared()), id, reply })
        }
    }

    /// Has the session accept a request, at once if there is room; `add` then registers the receiver of its replies.
    // No async function: its future would have the request in it, and is moved about.
    fn ask<'a, R, F>(
        &'a self,
        subject: &str,
        mut request: Request,
        until: nats_web_core::Until,
        mut add: F,
    ) -> impl Future<Output = Result<(RequestId, R), RequestError>> + use<'a, R, F>
    where
        F: FnMut(&mut State, RequestId) -> R + 'a,
    {
        let asked = self.try_ask(subject, &mut request, until, &mut add).ok_or_else(|| {
            let subject = subject.to_owned();
            let attempt = move || self.try_ask(&subject, &mut request, until, &mut add);
            Box::pin(self.shared().wait_for_room(attempt))
        });
        async {
            match asked {
                Ok(asked) => asked,
                Err(waiting) => waiting.await,
            }
        }
    }

    /// Has the session accept a request, if there is room.
    fn try_ask<R>(
        &self,
        subject: &str,
        request: &mut Request,
        until: nats_web_core::Until,
        add: &mut impl FnMut(&mut State, RequestId) -> R,
    ) -> Option<Result<(RequestId, R), RequestError>> {
        let headers = match header_block(request.headers.as_ref()) {
            Ok(headers) => headers,
            Err(misuse) => return Some(Err(misuse.into())),
        };
        let payload = request.payload.get_or_insert_default();
        let message = Outgoing { subject: subject.as_bytes(), reply: b"", headers: &headers, payload: payload.len() };
        let timeout = request.timeout.unwrap_or(self.timeout()).map_or(NEVER, millis);
        let inbox = request.inbox.as_ref().map_or(Inbox::Shared, |inbox| Inbox::At(inbox.as_bytes()));
        let shared = self.shared();
        let now = shared.clock.now();
        let asked = shared.try_with_room(|state| {
            let (id, hole) = state.session.request_until(now, &message, inbox, Some(timeout), until)?;
            state.fill(hole, payload);
            Ok((id, add(state, id)))
        });
        asked.map(|asked: Result<_, Misuse>| Ok(asked?))
    }
}

/// A request that was sent. Dropping it leaves the request as it is.
#[cfg(feature = "jetstream")]
pub(crate) struct Asked {
    shared: Arc<Shared>,
    id: RequestId,
    reply: oneshot::Receiver<Reply>,
}

#[cfg(feature = "jetstream")]
impl Asked {
    /// Returns the payload of the reply, if it comes in time from now on.
    pub(crate) async fn payload_within(&mut self, timeout: Duration) -> Result<Bytes, RequestFailure> {
        let reply = match self.reply.try_recv() {
            Err(TryRecvError::Empty) => {
                self.shared.delay_request(self.id, timeout);
                (&mut self.reply).await.map_err(|_| RequestFailure::Closed)?
            }
            reply => reply.map_err(|_| RequestFailure::Closed)?,
        };
        Ok(reply?.into_payload())
    }
}

#[cfg(feature = "jetstream")]
impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Asked").field(&self.id).finish()
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

/// Milliseconds that do not pass.
const NEVER: u64 = u64::MAX;
