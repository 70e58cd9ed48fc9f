//! Takes messages off a consumer and acknowledges them.

use super::pause;
use crate::Parts;
use futures_util::{Stream, StreamExt};
use nats_web::Error;
use nats_web::jetstream::consumer::PullConsumer;
use nats_web::jetstream::{AckKind, Message};
use std::fmt::Display;
use std::time::Duration;

/// Reads on; now and then, for one message of so many, leaves to begin anew.
pub(crate) async fn consume(mut parts: Parts, stream: String, consumer: String, leaves: Option<u64>) {
    while parts.goes_on() {
        let Some(source) = find(&parts, &stream, &consumer).await else { continue };
        let batch = if leaves.is_some() { 20 } else { 50 };
        let builder = source.stream().max_messages_per_batch(batch).expires(Duration::from_secs(4));
        match builder.heartbeat(Duration::from_secs(1)).messages().await {
            Ok(messages) => take_all(&mut parts, &consumer, messages, leaves).await,
            Err(error) => parts.met("consume", &error),
        }
    }
}

/// Asks for batches of up to so many messages.
pub(crate) async fn fetch(mut parts: Parts, stream: String, consumer: String, most: u64) {
    while parts.goes_on() {
        let Some(source) = find(&parts, &stream, &consumer).await else { continue };
        let count = usize::try_from(1 + parts.dice.roll(most)).unwrap_or(1);
        let expires = Duration::from_millis(1_000 + parts.dice.roll(1_000));
        match source.batch().max_messages(count).expires(expires).messages().await {
            Ok(messages) => take_all(&mut parts, &consumer, messages, None).await,
            Err(error) => parts.met("fetch", &error),
        }
    }
}

/// Returns the consumer, or has it asked for again after a pause.
async fn find(parts: &Parts, stream: &str, consumer: &str) -> Option<PullConsumer> {
    match parts.jetstream().get_consumer_from_stream(consumer, stream).await {
        Ok(found) => Some(found),
        Err(error) => {
            parts.met("consumer", &error);
            pause(100).await;
            None
        }
    }
}

/// Takes messages until they end, or it is to stop.
async fn take_all<S, E>(parts: &mut Parts, consumer: &str, mut messages: S, leaves: Option<u64>)
where
    S: Stream<Item = Result<Message, E>> + Unpin,
    E: Display + Into<Error>,
{
    loop {
        let next = tokio::select! {
            next = messages.next() => next,
            () = parts.stopped() => return,
        };
        match next {
            Some(Ok(message)) => take(parts, consumer, &message).await,
            Some(Err(error)) => parts.met("reading", &*error.into()),
            None => return,
        }
        if leaves.is_some_and(|most| parts.dice.roll(most) == 0) {
            return;
        }
    }
}

/// Takes a message, and nearly always acknowledges it.
async fn take(parts: &mut Parts, consumer: &str, message: &Message) {
    match message.info() {
        Ok(info) => parts.report.taken(consumer, info.stream_sequence),
        Err(error) => return parts.report.wrong(&parts.name, &format!("a message of no stream: {error}")),
    }
    let is_refused = parts.dice.roll(50) == 0;
    let answer = if is_refused { AckKind::Nak(Some(Duration::from_millis(100))) } else { AckKind::Ack };
    if let Err(error) = message.ack_with(answer).await {
        parts.met("ack", &*error);
    }
}
