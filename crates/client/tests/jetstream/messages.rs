//! Delivered messages and their acknowledgements.

use super::support::{Store, soon};
use futures_util::StreamExt;
use nats_web::jetstream::consumer::{PullConsumer, pull};
use nats_web::jetstream::message::Acker;
use nats_web::jetstream::{AckKind, Message};
use std::time::Duration;

struct Work {
    store: Store,
    consumer: PullConsumer,
}

impl Work {
    /// A consumer of a stream with some messages.
    async fn start(messages: u64) -> Self {
        let store = Store::start().await;
        let stream = store.stream().await;
        for number in 1..=messages {
            let publish = async { store.jetstream().publish("s.a", number.to_string().into()).await.unwrap().await };
            soon(publish).await.unwrap();
        }
        let config =
            pull::Config { durable_name: Some("c".into()), ack_wait: Duration::from_secs(60), ..Default::default() };
        let consumer = soon(stream.create_consumer(config)).await.unwrap();
        Self { store, consumer }
    }

    /// The next message.
    async fn next(&self) -> Message {
        let client = &self.store.client;
        // It comes with the subject that it was published to, so not by the inbox that requests share.
        let inbox = client.new_inbox();
        let mut replies = client.subscribe(inbox.clone()).await.unwrap();
        client.publish_with_reply("$JS.API.CONSUMER.MSG.NEXT.S.c", inbox, "".into()).await.unwrap();
        let message = soon(replies.next()).await.unwrap();
        Message { message, context: self.store.jetstream() }
    }

    /// Waits until so many messages are not acknowledged.
    async fn until_unacknowledged(&self, wanted: usize) {
        let reached = async {
            while self.consumer.get_info().await.unwrap().num_ack_pending != wanted {
                tokio::task::yield_now().await;
            }
        };
        soon(reached).await;
    }
}

#[tokio::test]
async fn where_it_stands() {
    let work = Work::start(3).await;
    work.next().await;
    let message = work.next().await;
    let info = message.info().unwrap();
    assert_eq!((info.stream, info.consumer, info.stream_sequence, info.consumer_sequence), ("S", "c", 2, 2));
    assert_eq!((info.delivered, info.pending), (1, 1));
    assert!(info.published <= nats_web::datetime::now() + Duration::from_secs(1));
    assert_eq!((message.subject.as_str(), &message.payload[..]), ("s.a", &b"2"[..]), "it is a message");
}

#[tokio::test]
async fn acknowledged() {
    let work = Work::start(4).await;
    soon(work.next().await.ack()).await.unwrap();
    work.until_unacknowledged(0).await;
    soon(work.next().await.double_ack()).await.unwrap();
    assert_eq!(soon(work.consumer.get_info()).await.unwrap().ack_floor.stream_sequence, 2);
    let (message, acker) = work.next().await.split();
    assert!(message.reply.is_none());
    assert_eq!(message.payload, "3");
    soon(acker.ack_with(AckKind::Term)).await.unwrap();
    work.until_unacknowledged(0).await;
    let (_, acker) = work.next().await.split();
    soon(acker.ack_with(AckKind::Progress)).await.unwrap();
    soon(acker.double_ack()).await.unwrap();
    assert_eq!(soon(work.consumer.get_info()).await.unwrap().ack_floor.stream_sequence, 4);
}

#[tokio::test]
async fn wanted_again() {
    let work = Work::start(1).await;
    soon(work.next().await.double_ack_with(AckKind::Nak(None))).await.unwrap();
    let again = work.next().await;
    assert_eq!(again.info().unwrap().delivered, 2);
    soon(again.double_ack_with(AckKind::Nak(Some(Duration::from_millis(10))))).await.unwrap();
    assert_eq!(work.next().await.info().unwrap().delivered, 3);
}

#[tokio::test]
async fn what_no_consumer_delivered() {
    let work = Work::start(0).await;
    let mut plain = work.store.client.subscribe("plain").await.unwrap();
    work.store.client.publish("plain", "".into()).await.unwrap();
    let message = soon(plain.next()).await.unwrap();
    let message = Message { message, context: work.store.jetstream() };
    assert!(message.info().is_err());
    let error = soon(message.ack()).await.unwrap_err();
    assert_eq!(error.to_string(), "No reply subject, not a JetStream message");
    assert!(soon(message.double_ack()).await.is_err());
    assert!(soon(Acker::new(work.store.jetstream(), None).ack()).await.is_err());
}

#[tokio::test]
async fn nobody_confirms() {
    let work = Work::start(0).await;
    let mut context = work.store.jetstream();
    context.set_timeout(Duration::from_millis(50));
    // A subject that nobody serves is no confirmation.
    let acker = Acker::new(context.clone(), Some("nobody".into()));
    assert!(soon(acker.double_ack()).await.is_err());
    let _silent = work.store.client.subscribe("silent").await.unwrap();
    let error = soon(Acker::new(context, Some("silent".into())).double_ack()).await.unwrap_err();
    let error = error.downcast_ref::<std::io::Error>().unwrap();
    assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);
}
