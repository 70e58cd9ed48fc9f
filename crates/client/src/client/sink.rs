//! A client as a sink of messages.

use super::{Client, PublishError};
use crate::message::OutboundMessage;
use futures_sink::Sink;
use nats_web_core::Misuse;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Publishes the messages. It is ready when there is room for one more; a flush waits for nothing, as what was published is
/// sent without being asked for: [`Client::flush`] is what asks the server.
impl Sink<OutboundMessage> for Client {
    type Error = PublishError;

    fn poll_ready(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), PublishError>> {
        self.shared().poll_room(cx).map(Ok)
    }

    fn start_send(self: Pin<&mut Self>, message: OutboundMessage) -> Result<(), PublishError> {
        let OutboundMessage { subject, reply, payload, headers } = message;
        let reply = reply.as_deref();
        Ok(self.shared().publish_now(&subject, reply, headers.as_ref(), payload)?)
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Result<(), PublishError>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Result<(), PublishError>> {
        let is_closed = self.is_closed();
        Poll::Ready(if is_closed { Err(Misuse::Closed.into()) } else { Ok(()) })
    }
}
