//! Publishes messages, each again and again under its id until a stream says that it has it.

use super::pause;
use crate::Parts;
use nats_web::jetstream::Context;
use nats_web::jetstream::message::PublishMessage;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::task::JoinSet;

/// Begins to publish.
pub(crate) fn publish(parts: &Parts, subject: &str, tasks: &mut JoinSet<()>) {
    let (next, jetstream) = (Arc::new(AtomicU64::new(0)), parts.jetstream());
    for lane in 0..LANES {
        let (mut parts, jetstream, next, subject) =
            (parts.part(lane), jetstream.clone(), Arc::clone(&next), subject.to_owned());
        tasks.spawn(async move {
            while parts.goes_on() {
                let id = format!("{}-{}", parts.name, next.fetch_add(1, Ordering::Relaxed));
                store(&mut parts, &jetstream, &subject, &id).await;
                parts.rest(0, 60).await;
            }
        });
    }
}

async fn store(parts: &mut Parts, jetstream: &Context, subject: &str, id: &str) {
    let spaces = parts.dice.roll(10) * parts.dice.roll(200);
    let payload = format!("{id}{}", " ".repeat(usize::try_from(spaces).unwrap_or_default()));
    let message = PublishMessage::build().payload(payload.into()).message_id(id);
    loop {
        let subject = format!("{subject}.{}", parts.dice.roll(5));
        let stored = async { jetstream.send_publish(subject, message.clone()).await?.await };
        match stored.await {
            Ok(ack) => return parts.report.stored(&parts.name, id, ack.sequence, ack.duplicate),
            Err(error) => {
                parts.report.did("publish again");
                parts.met("publish", &error);
            }
        }
        pause(50).await;
    }
}

/// How many messages are on their way at a time.
const LANES: u64 = 3;
