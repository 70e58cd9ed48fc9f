//! Publishing, and the wait for room.

use super::Client;
use crate::driver::{MAX_WAITING, Shared};
use bytes::Bytes;
use nats_web_core::{HeaderMap, Hole, Misuse, Outgoing};

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
    /// At once, and nothing was sent. That the server denies the publish shows in [`status`](Self::status) only.
    pub async fn publish(&self, subject: impl AsRef<str>, payload: impl Into<Bytes>) -> Result<(), Misuse> {
        self.send(subject.as_ref(), "", None, payload.into()).await
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
        self.send(subject.as_ref(), reply.as_ref(), None, payload.into()).await
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
        self.send(subject.as_ref(), "", Some(headers), payload.into()).await
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
        self.send(subject.as_ref(), reply.as_ref(), Some(headers), payload.into()).await
    }

    async fn send(
        &self,
        subject: &str,
        reply: &str,
        headers: Option<&HeaderMap>,
        payload: Bytes,
    ) -> Result<(), Misuse> {
        self.shared().publish(subject, reply, headers, payload).await
    }
}

impl Shared {
    pub(crate) async fn publish(
        &self,
        subject: &str,
        reply: &str,
        headers: Option<&HeaderMap>,
        mut payload: Bytes,
    ) -> Result<(), Misuse> {
        let headers = encoded(headers);
        let message = Outgoing {
            subject: subject.as_bytes(),
            reply: reply.as_bytes(),
            headers: &headers,
            payload: payload.len(),
        };
        accept(self, |state| {
            let hole = state.session.publish(&message)?;
            fill(state, hole, &mut payload);
            Ok(())
        })
        .await
    }
}

/// Runs a command that publishes, once there is room for it.
pub(super) async fn accept<R>(
    shared: &Shared,
    mut command: impl FnMut(&mut crate::driver::State) -> Result<R, Misuse>,
) -> Result<R, Misuse> {
    let mut attempt = || {
        shared.with(|state, _| {
            let is_full = state.session.pending() >= MAX_WAITING && state.session.is_connected();
            if is_full { None } else { Some(command(state)) }
        })
    };
    loop {
        if let Some(result) = attempt() {
            return result;
        }
        let mut room = std::pin::pin!(shared.room.notified());
        room.as_mut().enable();
        if let Some(result) = attempt() {
            return result;
        }
        room.await;
    }
}

/// Puts the payload where the session wants it.
#[inline]
pub(super) fn fill(state: &mut crate::driver::State, hole: Hole, payload: &mut Bytes) {
    match hole {
        Hole::Inline(range) => state.session.outbound_mut(range).copy_from_slice(payload),
        Hole::Large => state.large.push_back(std::mem::take(payload)),
    }
}

/// The block as it is sent; empty for none.
pub(super) fn encoded(headers: Option<&HeaderMap>) -> Vec<u8> {
    let mut block = Vec::new();
    if let Some(headers) = headers.filter(|headers| !headers.is_empty()) {
        headers.encode(&mut block);
    }
    block
}
