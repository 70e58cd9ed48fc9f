//! What a client can do, for code that works with other implementations, too.

use super::{Client, PublishError, Request, RequestError, SubscribeError};
use crate::message::{Message, OutboundMessage};
use crate::subject::ToSubject;
use bytes::Bytes;
use std::time::Duration;

/// Publishes messages.
///
/// ```no_run
/// use nats_web::client::traits::Publisher;
///
/// async fn ask(publisher: &impl Publisher) -> Result<(), nats_web::PublishError> {
///     publisher.publish_with_reply("questions", "answers", "why?".into()).await
/// }
/// # async fn run(client: nats_web::Client) -> Result<(), nats_web::PublishError> { ask(&client).await }
/// ```
pub trait Publisher {
    /// Publishes a message that asks for answers at the subject `reply`.
    fn publish_with_reply<S, R>(
        &self,
        subject: S,
        reply: R,
        payload: Bytes,
    ) -> impl Future<Output = Result<(), PublishError>>
    where
        S: ToSubject,
        R: ToSubject;

    /// Publishes a message.
    fn publish_message(&self, msg: OutboundMessage) -> impl Future<Output = Result<(), PublishError>>;
}

/// Subscribes to subjects.
///
/// ```no_run
/// use nats_web::client::traits::Subscriber;
///
/// async fn listen(subscriber: &impl Subscriber) -> Result<nats_web::Subscriber, nats_web::SubscribeError> {
///     subscriber.subscribe("questions").await
/// }
/// # async fn run(client: nats_web::Client) { listen(&client).await.unwrap(); }
/// ```
pub trait Subscriber {
    /// Subscribes to a subject.
    fn subscribe<S: ToSubject>(&self, subject: S) -> impl Future<Output = Result<crate::Subscriber, SubscribeError>>;
}

/// Sends requests.
///
/// ```no_run
/// use nats_web::Request;
/// use nats_web::client::traits::Requester;
///
/// async fn now(requester: &impl Requester) -> Result<nats_web::Message, nats_web::RequestError> {
///     requester.send_request("time.now", Request::new()).await
/// }
/// # async fn run(client: nats_web::Client) { now(&client).await.unwrap(); }
/// ```
pub trait Requester {
    /// Sends a request and returns its reply.
    fn send_request<S: ToSubject>(
        &self,
        subject: S,
        request: Request,
    ) -> impl Future<Output = Result<Message, RequestError>>;
}

/// Knows how long requests wait.
///
/// ```no_run
/// use nats_web::client::traits::TimeoutProvider;
///
/// fn is_patient(provider: &impl TimeoutProvider) -> bool {
///     provider.timeout().is_none_or(|timeout| timeout.as_secs() > 60)
/// }
/// # fn run(client: nats_web::Client) { is_patient(&client); }
/// ```
pub trait TimeoutProvider {
    /// Returns how long requests wait for their reply; `None` for without limit.
    fn timeout(&self) -> Option<Duration>;
}

impl Publisher for Client {
    fn publish_with_reply<S, R>(
        &self,
        subject: S,
        reply: R,
        payload: Bytes,
    ) -> impl Future<Output = Result<(), PublishError>>
    where
        S: ToSubject,
        R: ToSubject,
    {
        self.publish_with_reply(subject, reply, payload)
    }

    async fn publish_message(&self, msg: OutboundMessage) -> Result<(), PublishError> {
        self.publish_outbound(msg).await
    }
}

impl Subscriber for Client {
    fn subscribe<S: ToSubject>(&self, subject: S) -> impl Future<Output = Result<crate::Subscriber, SubscribeError>> {
        self.subscribe(subject)
    }
}

impl Requester for Client {
    fn send_request<S: ToSubject>(
        &self,
        subject: S,
        request: Request,
    ) -> impl Future<Output = Result<Message, RequestError>> {
        self.send_request(subject, request)
    }
}

impl TimeoutProvider for Client {
    fn timeout(&self) -> Option<Duration> {
        self.timeout()
    }
}
