//! Messages of streams: those to publish, those that consumers deliver, and those that are read back.

mod acker;
mod info;
mod stored;

pub use acker::{AckKind, Acker};
pub use info::Info;
pub use stored::{StreamMessage, StreamMessageError, StreamMessageErrorKind};

pub use super::outbound::{OutboundMessage, PublishMessage};

use super::handle::Context;
use crate::Error;
use std::ops::Deref;

/// A message that a consumer has delivered.
///
/// It is a [`Message`](crate::Message), which says how it is to be acknowledged, too.
///
/// ```no_run
/// # async fn run(message: nats_web::jetstream::Message) -> Result<(), nats_web::Error> {
/// use nats_web::jetstream::AckKind;
/// use std::time::Duration;
///
/// match message.payload.len() {
///     0 => message.ack_with(AckKind::Term).await?,
///     1..=1000 => message.ack().await?,
///     _ => message.ack_with(AckKind::Nak(Some(Duration::from_secs(5)))).await?,
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Message {
    /// The message as it was received.
    pub message: crate::Message,
    /// What acknowledges it.
    pub context: Context,
}

impl Message {
    /// Returns the message and what acknowledges it, each for itself.
    ///
    /// ```no_run
    /// # async fn run(message: nats_web::jetstream::Message) -> Result<(), nats_web::Error> {
    /// let (message, acker) = message.split();
    /// let payload = message.payload;
    /// acker.ack().await?;
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn split(mut self) -> (crate::Message, Acker) {
        let acker = Acker::new(self.context, self.message.reply.take());
        (self.message, acker)
    }

    /// Acknowledges the message: it is done. Nobody tells whether the server got to know it; see
    /// [`double_ack`](Self::double_ack).
    ///
    /// # Errors
    /// It is no message of a consumer that wants to know, or the client is closed.
    pub async fn ack(&self) -> Result<(), Error> {
        self.ack_with(AckKind::Ack).await
    }

    /// Says what is with the message.
    ///
    /// # Errors
    /// As [`ack`](Self::ack).
    pub async fn ack_with(&self, kind: AckKind) -> Result<(), Error> {
        acker::answer(&self.context, self.message.reply.as_ref(), kind).await
    }

    /// Acknowledges the message and waits until the server knows it. If the future is dropped meanwhile, it may or may not
    /// know.
    ///
    /// # Errors
    /// As [`ack`](Self::ack); no confirmation came within the timeout of the context, so the server may or may not know
    /// it: a second attempt does no harm.
    pub async fn double_ack(&self) -> Result<(), Error> {
        self.double_ack_with(AckKind::Ack).await
    }

    /// Says what is with the message and waits until the server knows it.
    ///
    /// # Errors
    /// As [`double_ack`](Self::double_ack).
    pub async fn double_ack_with(&self, kind: AckKind) -> Result<(), Error> {
        acker::confirmed(&self.context, self.message.reply.as_ref(), kind).await
    }

    /// Returns where the message stands: in its stream, and in what the consumer has delivered.
    ///
    /// ```no_run
    /// # fn run(message: nats_web::jetstream::Message) -> Result<(), nats_web::Error> {
    /// let info = message.info()?;
    /// println!("{} of {}, delivered {} times", info.stream_sequence, info.stream, info.delivered);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// It is no message of a consumer.
    pub fn info(&self) -> Result<Info<'_>, Error> {
        Info::of(self.message.reply.as_ref())
    }
}

impl Deref for Message {
    type Target = crate::Message;

    fn deref(&self) -> &crate::Message {
        &self.message
    }
}

impl From<Message> for crate::Message {
    fn from(message: Message) -> Self {
        message.message
    }
}
