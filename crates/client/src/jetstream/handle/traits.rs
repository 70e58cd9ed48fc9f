//! What a [`Context`] can do, for code that is generic over it.

use super::{Context, PublishAckFuture, PublishError, RequestError};
use crate::jetstream::outbound::{OutboundMessage, PublishMessage};
use crate::subject::ToSubject;
use crate::{Client, Message, Request};
use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// Sends requests to the JetStream API.
///
/// ```no_run
/// use nats_web::jetstream::{account::Account, context::traits::Requester, response::Response};
///
/// async fn streams(api: &impl Requester) -> Option<usize> {
///     match api.request("INFO", &()).await.ok()? {
///         Response::Ok(Account { streams, .. }) => Some(streams),
///         Response::Err { .. } => None,
///     }
/// }
/// ```
pub trait Requester {
    /// Sends a request and reads its answer.
    fn request<S, T, V>(&self, subject: S, payload: &T) -> impl Future<Output = Result<V, RequestError>>
    where
        S: ToSubject,
        T: ?Sized + Serialize,
        V: DeserializeOwned;
}

/// Publishes requests to the JetStream API whose answers go elsewhere.
///
/// ```no_run
/// use nats_web::{Request, jetstream::context::traits::RequestSender};
///
/// async fn ask(api: &impl RequestSender, inbox: String) -> Result<(), nats_web::PublishError> {
///     api.send_request("CONSUMER.MSG.NEXT.orders.worker", Request::new().inbox(inbox)).await
/// }
/// ```
pub trait RequestSender {
    /// Publishes a request.
    fn send_request<S: ToSubject>(
        &self,
        subject: S,
        request: Request,
    ) -> impl Future<Output = Result<(), crate::PublishError>>;
}

/// Publishes to streams.
///
/// ```no_run
/// use nats_web::jetstream::context::{PublishError, traits::Publisher};
///
/// async fn store(streams: &impl Publisher) -> Result<u64, PublishError> {
///     Ok(streams.publish("orders.new", "apple".into()).await?.await?.sequence)
/// }
/// ```
pub trait Publisher {
    /// Publishes a payload.
    fn publish<S>(&self, subject: S, payload: Bytes) -> impl Future<Output = Result<PublishAckFuture, PublishError>>
    where
        S: ToSubject;

    /// Publishes a message.
    fn publish_message(&self, message: OutboundMessage)
    -> impl Future<Output = Result<PublishAckFuture, PublishError>>;
}

/// Has a client.
///
/// ```no_run
/// use nats_web::jetstream::context::traits::ClientProvider;
///
/// fn server(provider: &impl ClientProvider) -> String {
///     provider.client().server_info().server_name
/// }
/// ```
pub trait ClientProvider {
    /// Returns the client.
    fn client(&self) -> Client;
}

/// Has a timeout.
///
/// ```no_run
/// use nats_web::jetstream::context::traits::TimeoutProvider;
///
/// fn is_patient(provider: &impl TimeoutProvider) -> bool {
///     provider.timeout().as_secs() > 5
/// }
/// ```
pub trait TimeoutProvider {
    /// Returns the timeout.
    fn timeout(&self) -> Duration;
}

impl Requester for Context {
    fn request<S, T, V>(&self, subject: S, payload: &T) -> impl Future<Output = Result<V, RequestError>>
    where
        S: ToSubject,
        T: ?Sized + Serialize,
        V: DeserializeOwned,
    {
        self.request(subject, payload)
    }
}

impl RequestSender for Context {
    fn send_request<S: ToSubject>(
        &self,
        subject: S,
        request: Request,
    ) -> impl Future<Output = Result<(), crate::PublishError>> {
        self.send_request(subject, request)
    }
}

impl Publisher for Context {
    fn publish<S: ToSubject>(
        &self,
        subject: S,
        payload: Bytes,
    ) -> impl Future<Output = Result<PublishAckFuture, PublishError>> {
        self.publish(subject, payload)
    }

    fn publish_message(
        &self,
        message: OutboundMessage,
    ) -> impl Future<Output = Result<PublishAckFuture, PublishError>> {
        let publish = PublishMessage { payload: message.payload, headers: message.headers };
        self.send_publish(message.subject, publish)
    }
}

impl ClientProvider for Context {
    fn client(&self) -> Client {
        self.client()
    }
}

impl TimeoutProvider for Context {
    fn timeout(&self) -> Duration {
        self.timeout_or_default()
    }
}

impl crate::client::traits::Requester for Context {
    fn send_request<S: ToSubject>(
        &self,
        subject: S,
        request: Request,
    ) -> impl Future<Output = Result<Message, crate::RequestError>> {
        self.client.send_request(subject, self.with_timeout(request))
    }
}

impl crate::client::traits::Publisher for Context {
    fn publish_with_reply<S, R>(
        &self,
        subject: S,
        reply: R,
        payload: Bytes,
    ) -> impl Future<Output = Result<(), crate::PublishError>>
    where
        S: ToSubject,
        R: ToSubject,
    {
        self.client.publish_with_reply(subject, reply, payload)
    }

    fn publish_message(
        &self,
        message: crate::message::OutboundMessage,
    ) -> impl Future<Output = Result<(), crate::PublishError>> {
        crate::client::traits::Publisher::publish_message(&self.client, message)
    }
}
