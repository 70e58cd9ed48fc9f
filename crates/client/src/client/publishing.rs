//! Publishing.

use super::{Client, PublishError};
use crate::header::HeaderMap;
use crate::message::OutboundMessage;
use crate::subject::ToSubject;
use bytes::Bytes;

impl Client {
    /// Publishes a message.
    ///
    /// It is accepted at once, and sent together with others. While the server takes less than is published, the
    /// future waits, so that no more than about 512 KiB is kept. While there is no connection the message is kept, up to
    /// [`ConnectOptions::max_pending`](crate::ConnectOptions::max_pending).
    ///
    /// A future that is dropped before it is done has not published.
    ///
    /// ```no_run
    /// # async fn run(client: nats_web::Client) -> Result<(), nats_web::PublishError> {
    /// client.publish("weather.oslo", "-3".into()).await?;
    /// client.publish(String::from("weather.raw"), vec![0u8; 1024].into()).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`PublishErrorKind`](crate::PublishErrorKind); nothing was sent. If the server denies the publish, only
    /// [`Event::ServerError`](crate::Event::ServerError) shows it.
    pub async fn publish<S: ToSubject>(&self, subject: S, mut payload: Bytes) -> Result<(), PublishError> {
        Ok(self.shared().publish(&subject.to_subject(), "", None, &mut payload).await?)
    }

    /// Publishes a message with headers.
    ///
    /// ```no_run
    /// # async fn run(client: nats_web::Client) -> Result<(), nats_web::PublishError> {
    /// let mut headers = nats_web::HeaderMap::new();
    /// headers.insert("Unit", "celsius");
    /// client.publish_with_headers("weather.oslo", headers, "-3".into()).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`publish`](Self::publish).
    pub async fn publish_with_headers<S: ToSubject>(
        &self,
        subject: S,
        headers: HeaderMap,
        mut payload: Bytes,
    ) -> Result<(), PublishError> {
        Ok(self.shared().publish(&subject.to_subject(), "", Some(&headers), &mut payload).await?)
    }

    /// Publishes a message that asks for answers at the subject `reply`.
    ///
    /// # Errors
    /// As [`publish`](Self::publish).
    pub async fn publish_with_reply<S: ToSubject, R: ToSubject>(
        &self,
        subject: S,
        reply: R,
        mut payload: Bytes,
    ) -> Result<(), PublishError> {
        Ok(self.shared().publish_with_reply(&subject.to_subject(), &reply.to_subject(), None, &mut payload).await?)
    }

    /// Publishes a message with headers that asks for answers at the subject `reply`.
    ///
    /// # Errors
    /// As [`publish`](Self::publish).
    pub async fn publish_with_reply_and_headers<S: ToSubject, R: ToSubject>(
        &self,
        subject: S,
        reply: R,
        headers: HeaderMap,
        mut payload: Bytes,
    ) -> Result<(), PublishError> {
        let (subject, reply) = (subject.to_subject(), reply.to_subject());
        Ok(self.shared().publish_with_reply(&subject, &reply, Some(&headers), &mut payload).await?)
    }

    /// Publishes a message that says all of itself.
    pub(crate) async fn publish_outbound(&self, message: OutboundMessage) -> Result<(), PublishError> {
        let OutboundMessage { subject, reply, mut payload, headers } = message;
        let published = match &reply {
            Some(reply) => self.shared().publish_with_reply(&subject, reply, headers.as_ref(), &mut payload).await,
            None => self.shared().publish(&subject, "", headers.as_ref(), &mut payload).await,
        };
        Ok(published?)
    }
}
