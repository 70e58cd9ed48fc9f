//! Publishing to streams.

use super::{Context, PublishError, PublishErrorKind};
use crate::client::Asked;
use crate::header::HeaderMap;
use crate::jetstream::errors;
use crate::jetstream::outbound::PublishMessage;
use crate::jetstream::publish::PublishAck;
use crate::runtime::{self, BoxFuture};
use crate::subject::ToSubject;
use crate::{Request, RequestErrorKind};
use bytes::Bytes;
use nats_web_core::RequestFailure;
use nats_web_jetstream::errors::ErrorCode;
use nats_web_jetstream::publish::{AckError, PubAck};
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, TryAcquireError};

impl Context {
    /// Publishes a message that a stream is to store. Returns once it is on its way, with what waits for the stream's
    /// acknowledgement.
    ///
    /// ```no_run
    /// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
    /// let ack = jetstream.publish("orders.new", "apple".into()).await?;
    /// println!("stored as {}", ack.await?.sequence);
    /// # Ok(()) }
    /// ```
    ///
    /// While as many messages wait for their acknowledgement as may, it waits;
    /// see [`max_ack_inflight`](super::ContextBuilder::max_ack_inflight). A future that is dropped before it is done has not
    /// published.
    ///
    /// # Errors
    /// See [`PublishErrorKind`]; nothing was sent then.
    pub async fn publish<S: ToSubject>(&self, subject: S, payload: Bytes) -> Result<PublishAckFuture, PublishError> {
        self.send_publish(subject, PublishMessage::build().payload(payload)).await
    }

    /// Publishes a message with headers, as [`publish`](Self::publish).
    ///
    /// # Errors
    /// As [`publish`](Self::publish).
    pub async fn publish_with_headers<S: ToSubject>(
        &self,
        subject: S,
        headers: HeaderMap,
        payload: Bytes,
    ) -> Result<PublishAckFuture, PublishError> {
        self.send_publish(subject, PublishMessage::build().payload(payload).headers(headers)).await
    }

    /// Publishes a message with all that is expected of the stream, as [`publish`](Self::publish).
    ///
    /// ```no_run
    /// use nats_web::jetstream::message::PublishMessage;
    ///
    /// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
    /// let message = PublishMessage::build().payload("apple".into()).message_id("o-1");
    /// let ack = jetstream.send_publish("orders.new", message).await?.await?;
    /// assert!(!ack.duplicate);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// As [`publish`](Self::publish).
    pub async fn send_publish<S: ToSubject>(
        &self,
        subject: S,
        publish: PublishMessage,
    ) -> Result<PublishAckFuture, PublishError> {
        let permit = self.permit(publish.payload.len()).await?;
        let timeout = self.timeout_or_default();
        // Somebody may wait later, for as long as a timeout, or nobody.
        let forgotten = timeout.max(self.settings.ack_timeout);
        let request = Request {
            payload: Some(publish.payload),
            headers: publish.headers,
            timeout: Some(Some(forgotten)),
            inbox: None,
        };
        let subject = subject.to_subject();
        let mut starting = pin!(self.client.start_request(&subject, request, permit));
        let started = match poll_fn(|cx| Poll::Ready(starting.as_mut().poll(cx))).await {
            Poll::Ready(started) => Some(started),
            Poll::Pending => Box::pin(runtime::within(timeout, starting)).await,
        };
        match started {
            Some(Ok(asked)) => Ok(PublishAckFuture { asked, timeout }),
            Some(Err(error)) if error.kind() == RequestErrorKind::MaxPayloadExceeded => {
                Err(PublishError { kind: PublishErrorKind::MaxPayloadExceeded, source: error.source })
            }
            Some(Err(error)) => Err(PublishError { kind: PublishErrorKind::Other, source: error.source }),
            None => Err(PublishErrorKind::TimedOut.into()),
        }
    }

    /// Returns the permit for one more message to wait for its acknowledgement.
    async fn permit(&self, payload: usize) -> Result<OwnedSemaphorePermit, PublishError> {
        let window = &self.settings.window;
        match Arc::clone(window).try_acquire_owned() {
            Ok(permit) => Ok(permit),
            Err(TryAcquireError::NoPermits) if !self.settings.backpressure => {
                Err(PublishErrorKind::MaxAckPending.into())
            }
            // What will be refused need not wait for that.
            Err(_) if payload > self.client.max_payload() => Err(PublishErrorKind::MaxPayloadExceeded.into()),
            Err(_) => Box::pin(Arc::clone(window).acquire_owned())
                .await
                .map_err(|error| PublishError::with_source(PublishErrorKind::Other, error)),
        }
    }
}

/// The acknowledgement of a message, which is to come: awaiting it returns a [`PublishAck`].
///
/// The time that counts begins with the first wait. Dropping it loses the acknowledgement and nothing else.
///
/// ```no_run
/// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
/// let first = jetstream.publish("orders.new", "apple".into()).await?;
/// let second = jetstream.publish("orders.new", "pear".into()).await?;
/// println!("{} and {}", first.await?.sequence, second.await?.sequence);
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct PublishAckFuture {
    asked: Asked,
    timeout: Duration,
}

impl IntoFuture for PublishAckFuture {
    type Output = Result<PublishAck, PublishError>;
    type IntoFuture = BoxFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.acknowledged())
    }
}

impl PublishAckFuture {
    async fn acknowledged(mut self) -> Result<PublishAck, PublishError> {
        match self.asked.payload_within(self.timeout).await {
            Ok(payload) => read(&payload),
            Err(failure) => Err(failed(failure)),
        }
    }
}

/// Reads what a stream answers.
fn read(payload: &[u8]) -> Result<PublishAck, PublishError> {
    match PubAck::read(payload) {
        Ok(ack) => Ok(ack.into()),
        Err(AckError::Refused(refused)) => {
            let kind = match refused.code {
                ErrorCode::WrongLastMessageId => PublishErrorKind::WrongLastMessageId,
                ErrorCode::WrongLastSequence => PublishErrorKind::WrongLastSequence,
                _ => PublishErrorKind::Other,
            };
            Err(match errors::Error::read(payload) {
                Some(error) => PublishError::with_source(kind, error),
                None => PublishError::with_source(kind, refused),
            })
        }
        Err(error) => Err(PublishError::with_source(PublishErrorKind::Other, error)),
    }
}

fn failed(failure: RequestFailure) -> PublishError {
    match failure {
        RequestFailure::Timeout => PublishErrorKind::TimedOut.into(),
        RequestFailure::NoResponders => PublishErrorKind::StreamNotFound.into(),
        RequestFailure::Closed => PublishErrorKind::BrokenPipe.into(),
        RequestFailure::Denied(error) => PublishError::with_source(PublishErrorKind::Other, error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error as _;

    #[test]
    fn refusals() {
        for (code, kind) in [
            (10070, PublishErrorKind::WrongLastMessageId),
            (10071, PublishErrorKind::WrongLastSequence),
            (10164, PublishErrorKind::WrongLastSequence),
            (10060, PublishErrorKind::Other),
        ] {
            let payload =
                format!(r#"{{"error":{{"code":400,"err_code":{code},"description":"no"}},"stream":"S","seq":0}}"#);
            let error = read(payload.as_bytes()).unwrap_err();
            assert_eq!(error.kind(), kind);
            let source = error.source().and_then(|source| source.downcast_ref::<errors::Error>());
            assert_eq!(source.map(errors::Error::error_code), Some(errors::ErrorCode(code)));
        }
    }

    #[test]
    fn an_answer_of_no_stream() {
        for payload in ["", "thanks", "{}", r#"{"seq":1}"#] {
            assert_eq!(read(payload.as_bytes()).unwrap_err().kind(), PublishErrorKind::Other, "{payload}");
        }
        assert_eq!(read(br#"{"stream":"S","seq":7}"#).unwrap().sequence, 7);
    }
}
