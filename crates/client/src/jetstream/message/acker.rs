//! Acknowledgements.

use crate::jetstream::handle::Context;
use crate::subject::Subject;
use crate::{Error, Request};
use bytes::Bytes;
use nats_web_jetstream::ack::Answer;
use std::io;
use std::time::Duration;

/// What acknowledges a message, without the message.
///
/// ```no_run
/// # async fn run(message: nats_web::jetstream::Message) -> Result<(), nats_web::Error> {
/// let (message, acker) = message.split();
/// tokio::spawn(async move { acker.ack().await });
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Acker {
    context: Context,
    reply: Option<Subject>,
}

impl Acker {
    /// Returns what acknowledges the message that had this reply subject.
    #[must_use]
    pub fn new(context: Context, reply: Option<Subject>) -> Self {
        Self { context, reply }
    }

    /// Acknowledges the message, as [`Message::ack`](super::Message::ack).
    ///
    /// # Errors
    /// As those of the message.
    pub async fn ack(&self) -> Result<(), Error> {
        self.ack_with(AckKind::Ack).await
    }

    /// Says what is with the message, as [`Message::ack_with`](super::Message::ack_with).
    ///
    /// # Errors
    /// As those of the message.
    pub async fn ack_with(&self, kind: AckKind) -> Result<(), Error> {
        answer(&self.context, self.reply.as_ref(), kind).await
    }

    /// Acknowledges the message and waits until the server knows it, as
    /// [`Message::double_ack`](super::Message::double_ack).
    ///
    /// # Errors
    /// As those of the message.
    pub async fn double_ack(&self) -> Result<(), Error> {
        self.double_ack_with(AckKind::Ack).await
    }

    /// Says what is with the message and waits until the server knows it, as
    /// [`Message::double_ack_with`](super::Message::double_ack_with).
    ///
    /// # Errors
    /// As those of the message.
    pub async fn double_ack_with(&self, kind: AckKind) -> Result<(), Error> {
        confirmed(&self.context, self.reply.as_ref(), kind).await
    }
}

/// What is said of a message.
///
/// ```
/// use bytes::Bytes;
/// use nats_web::jetstream::AckKind;
/// use std::time::Duration;
///
/// let later = AckKind::Nak(Some(Duration::from_secs(1)));
/// assert_eq!(Bytes::from(later), r#"-NAK {"delay":1000000000}"#);
/// ```
#[derive(Debug, Clone, Copy)]
pub enum AckKind {
    /// It is done.
    Ack,
    /// It shall be delivered again: at once, or after this long.
    Nak(Option<Duration>),
    /// It is being worked on: the time to acknowledge it begins anew.
    Progress,
    /// It is done, and the next one is wanted.
    Next,
    /// It shall not be delivered again.
    Term,
}

impl From<AckKind> for Bytes {
    fn from(kind: AckKind) -> Self {
        let answer = match kind {
            AckKind::Ack => return Self::from_static(b"+ACK"),
            AckKind::Nak(delay) => Answer::Nak { delay: delay.map_or(0, nanos) },
            AckKind::Progress => Answer::Working,
            AckKind::Next => Answer::Next { request: b"" },
            AckKind::Term => Answer::Term { reason: "" },
        };
        let mut payload = Vec::new();
        answer.write(&mut payload);
        payload.into()
    }
}

/// The server reads 63 bits.
fn nanos(delay: Duration) -> u64 {
    i64::try_from(delay.as_nanos()).unwrap_or(i64::MAX).unsigned_abs()
}

/// Publishes what is with a message.
pub(super) async fn answer(context: &Context, reply: Option<&Subject>, kind: AckKind) -> Result<(), Error> {
    Ok(context.client().publish(of_consumer(reply)?.clone(), kind.into()).await?)
}

/// Publishes what is with a message and waits for the server's answer.
pub(super) async fn confirmed(context: &Context, reply: Option<&Subject>, kind: AckKind) -> Result<(), Error> {
    let request = Request::new().payload(kind.into()).timeout(Some(context.timeout_or_default()));
    let answer = context.client().send_request(of_consumer(reply)?.clone(), request).await;
    match answer {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == crate::RequestErrorKind::TimedOut => {
            Err(io::Error::new(io::ErrorKind::TimedOut, "double ack response timed out").into())
        }
        Err(error) => Err(error.into()),
    }
}

fn of_consumer(reply: Option<&Subject>) -> Result<&Subject, Error> {
    reply.ok_or_else(|| io::Error::other("No reply subject, not a JetStream message").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payloads() {
        for (kind, payload) in [
            (AckKind::Ack, "+ACK"),
            (AckKind::Nak(None), "-NAK"),
            (AckKind::Nak(Some(Duration::ZERO)), "-NAK"),
            (AckKind::Nak(Some(Duration::from_nanos(7))), r#"-NAK {"delay":7}"#),
            (AckKind::Nak(Some(Duration::MAX)), r#"-NAK {"delay":9223372036854775807}"#),
            (AckKind::Progress, "+WPI"),
            (AckKind::Next, "+NXT"),
            (AckKind::Term, "+TERM"),
        ] {
            assert_eq!(Bytes::from(kind), payload);
        }
    }
}
