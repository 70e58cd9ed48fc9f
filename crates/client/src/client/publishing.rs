//! Publishing.

use super::Client;
use bytes::Bytes;
use nats_web_core::{HeaderMap, Misuse};

impl Client {
    /// Publishes a message.
    ///
    /// It is accepted at once, and sent together with others. While the server takes less than is published, the
    /// future waits, so that no more than about 1 MiB is kept. While there is no connection the message is kept, up to
    /// [`ConnectOptions::max_pending`](crate::ConnectOptions::max_pending).
    ///
    /// A future that is dropped before it is done has not published.
    ///
    /// ```no_run
    /// # async fn run(client: nats_web::Client) -> Result<(), nats_web::Misuse> {
    /// client.publish("weather.oslo", "-3").await?;
    /// client.publish("weather.raw", vec![0u8; 1024]).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// At once, and nothing was sent. If the server denies the publish, only [`status`](Self::status) shows it.
    pub async fn publish(&self, subject: impl AsRef<str>, payload: impl Into<Bytes>) -> Result<(), Misuse> {
        self.shared().publish(subject.as_ref(), "", None, payload.into()).await
    }

    /// Publishes a message that asks for answers at the subject `reply`.
    ///
    /// # Errors
    /// As [`publish`](Self::publish).
    pub async fn publish_with_reply(
        &self,
        subject: impl AsRef<str>,
        reply: impl AsRef<str>,
        payload: impl Into<Bytes>,
    ) -> Result<(), Misuse> {
        self.shared().publish(subject.as_ref(), reply.as_ref(), None, payload.into()).await
    }

    /// Publishes a message with headers.
    ///
    /// ```no_run
    /// # async fn run(client: nats_web::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut headers = nats_web::HeaderMap::new();
    /// headers.insert("Unit", "celsius")?;
    /// client.publish_with_headers("weather.oslo", &headers, "-3").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`publish`](Self::publish).
    pub async fn publish_with_headers(
        &self,
        subject: impl AsRef<str>,
        headers: &HeaderMap,
        payload: impl Into<Bytes>,
    ) -> Result<(), Misuse> {
        self.shared().publish(subject.as_ref(), "", Some(headers), payload.into()).await
    }

    /// Publishes a message with headers that asks for answers at the subject `reply`.
    ///
    /// # Errors
    /// As [`publish`](Self::publish).
    pub async fn publish_with_reply_and_headers(
        &self,
        subject: impl AsRef<str>,
        reply: impl AsRef<str>,
        headers: &HeaderMap,
        payload: impl Into<Bytes>,
    ) -> Result<(), Misuse> {
        self.shared().publish(subject.as_ref(), reply.as_ref(), Some(headers), payload.into()).await
    }
}
