//! Streams and consumers.

use crate::harness::{Bench, at_each_await, dropped_at};
use crate::support::{durable_for, next, number, soon, until, until_pending};
use futures_util::{Stream, StreamExt, TryStreamExt};
use nats_web::datetime;
use nats_web::jetstream::Message;
use nats_web::jetstream::consumer::{AckPolicy, PullConsumer, pull, push};
use nats_web::jetstream::message::PublishMessage;
use nats_web::jetstream::stream::{Config, StorageType};
use std::fmt::Debug;
use std::time::Duration;

#[tokio::test]
async fn publishing() {
    let mut bench = Bench::start().await;
    let js = bench.js.clone();
    let stream = bench.rig.admin.get_stream("S").await.unwrap();
    let stored = async || stream.get_info().await.unwrap().state.messages;
    let publish = || js.send_publish("s.x", PublishMessage::build().payload("x".into()));
    // What has not been sent is not stored.
    assert!(dropped_at(0, publish()).await.is_none());
    bench.assert_works().await;
    assert_eq!(stored().await, 0);
    // While another one waits for its acknowledgement there is no room.
    bench.rig.proxy.stall(true);
    let ack = soon(publish()).await.unwrap();
    for _ in 0..3 {
        assert!(dropped_at(1, publish()).await.is_none());
    }
    assert!(dropped_at(1, js.wait_for_acks()).await.is_none());
    bench.rig.proxy.stall(false);
    assert_eq!(soon(ack.into_future()).await.unwrap().sequence, 1);
    bench.assert_clean().await;
    // An acknowledgement that is given up takes nothing with it.
    let mut sent = 1;
    let ack = at_each_await!(bench, async { publish().await?.await }, |wait| {
        sent += u64::from(wait > 0);
        assert_eq!(stored().await, sent);
    });
    assert_eq!(ack.unwrap().sequence, sent + 1);
    at_each_await!(bench, js.wait_for_acks());
}

#[tokio::test]
async fn managing_streams() {
    let mut bench = Bench::start().await;
    let js = bench.rig.js.clone();
    let config = || Config { name: "T".into(), storage: StorageType::Memory, allow_direct: true, ..Default::default() };
    at_each_await!(bench, js.get_or_create_stream(config())).unwrap();
    at_each_await!(bench, js.create_stream(config())).unwrap();
    at_each_await!(bench, js.create_or_update_stream(config())).unwrap();
    at_each_await!(bench, js.update_stream(config())).unwrap();
    let mut stream = at_each_await!(bench, js.get_stream("T")).unwrap();
    at_each_await!(bench, js.get_stream_no_info("T")).unwrap();
    at_each_await!(bench, js.stream_by_subject("T")).unwrap();
    at_each_await!(bench, js.query_account()).unwrap();
    for _ in 0..9 {
        soon(async { js.publish("T", "x".into()).await.unwrap().await }).await.unwrap();
    }
    at_each_await!(bench, stream.info()).unwrap();
    at_each_await!(bench, stream.get_info()).unwrap();
    at_each_await!(bench, stream.get_raw_message(3)).unwrap();
    at_each_await!(bench, stream.get_first_raw_message_by_subject("T", 2)).unwrap();
    at_each_await!(bench, stream.get_next_raw_message_by_subject("T")).unwrap();
    at_each_await!(bench, stream.get_last_raw_message_by_subject("T")).unwrap();
    at_each_await!(bench, stream.direct_get(3)).unwrap();
    at_each_await!(bench, stream.direct_get_first_for_subject("T")).unwrap();
    at_each_await!(bench, stream.direct_get_next_for_subject("T", Some(2))).unwrap();
    at_each_await!(bench, stream.direct_get_last_for_subject("T")).unwrap();
    let subjects = async || stream.info_with_subjects(">").await.unwrap().try_collect::<Vec<_>>().await;
    assert_eq!(at_each_await!(bench, subjects()).unwrap(), [("T".to_owned(), 9)]);
    // It may be deleted by one that is given up.
    let _ = at_each_await!(bench, stream.delete_message(3));
    at_each_await!(bench, stream.purge().keep(1).into_future()).unwrap();
    assert_eq!(at_each_await!(bench, js.streams().try_collect::<Vec<_>>()).unwrap().len(), 2);
    assert_eq!(at_each_await!(bench, js.stream_names().try_collect::<Vec<_>>()).unwrap().len(), 2);
    let _ = at_each_await!(bench, js.delete_stream("T"));
    until(|| async { js.get_stream("T").await.is_err() }).await;
}

#[tokio::test]
async fn managing_consumers() {
    let mut bench = Bench::start().await;
    let mut stream = soon(bench.rig.js.get_stream("S")).await.unwrap();
    let config = || pull::Config { durable_name: Some("C".into()), ..Default::default() };
    at_each_await!(bench, stream.create_consumer(config())).unwrap();
    at_each_await!(bench, stream.update_consumer(config())).unwrap();
    at_each_await!(bench, stream.get_or_create_consumer("C", config())).unwrap();
    let mut consumer: PullConsumer = at_each_await!(bench, stream.get_consumer("C")).unwrap();
    at_each_await!(bench, consumer.info()).unwrap();
    at_each_await!(bench, consumer.get_info()).unwrap();
    at_each_await!(bench, stream.consumer_info("C")).unwrap();
    at_each_await!(bench, stream.consumers().try_collect::<Vec<_>>()).unwrap();
    assert_eq!(at_each_await!(bench, stream.consumer_names().try_collect::<Vec<_>>()).unwrap(), ["C"]);
    let until_then = datetime::parse_rfc3339("2099-01-02T03:04:05Z").unwrap();
    at_each_await!(bench, stream.pause_consumer("C", until_then)).unwrap();
    at_each_await!(bench, stream.resume_consumer("C")).unwrap();
    at_each_await!(bench, stream.reset_consumer("C", None)).unwrap();
    at_each_await!(bench, stream.unpin_consumer("C", "jobs")).unwrap_err();
    let pulling = bench.client.new_inbox();
    at_each_await!(bench, consumer.request_batch(1, pulling.clone().into())).unwrap();
    let _ = at_each_await!(bench, stream.delete_consumer("C"));
    until(|| async { stream.consumer_names().count().await == 0 }).await;
    soon(stream.info()).await.unwrap();
}

/// The next message, by waits that are given up again and again.
async fn patient<S, E>(messages: &mut S) -> Message
where
    S: Stream<Item = Result<Message, E>> + Unpin,
    E: Debug,
{
    soon(async {
        loop {
            match dropped_at(1, messages.next()).await {
                Some(message) => return message.unwrap().unwrap(),
                None => tokio::task::yield_now().await,
            }
        }
    })
    .await
}

/// Takes messages by waits that are given up, and sees that all come, in order and once.
async fn all_come<S, E>(bench: &mut Bench, mut messages: S)
where
    S: Stream<Item = Result<Message, E>> + Unpin,
    E: Debug,
{
    for expected in 0..30 {
        let message = patient(&mut messages).await;
        assert_eq!(number(&message), expected);
        // An acknowledgement is sent at once or not at all.
        assert!(dropped_at(0, message.ack()).await.is_none());
        dropped_at(1, message.ack()).await.unwrap().unwrap();
    }
    drop(messages);
    bench.assert_clean().await;
}

#[tokio::test]
async fn messages_of_consumers() {
    let mut bench = Bench::start().await;
    let stream = soon(bench.rig.js.get_stream("S")).await.unwrap();
    let consumer = durable_for(&stream, Duration::from_secs(60)).await;
    bench.rig.store(0..30).await;
    at_each_await!(bench, consumer.messages()).unwrap();
    let messages = soon(consumer.messages()).await.unwrap();
    all_come(&mut bench, messages).await;
    assert_eq!(soon(consumer.get_info()).await.unwrap().num_ack_pending, 0);

    let ordered = async || stream.create_consumer(pull::OrderedConfig::default()).await.unwrap();
    let messages = soon(soon(ordered()).await.messages()).await.unwrap();
    all_come(&mut bench, messages).await;
    let deliver_subject = bench.client.new_inbox();
    let config = push::OrderedConfig { deliver_subject, ..Default::default() };
    let pushed = soon(stream.create_consumer(config)).await.unwrap();
    let messages = soon(pushed.messages()).await.unwrap();
    all_come(&mut bench, messages).await;
    let config = push::Config { deliver_subject: bench.client.new_inbox(), ..Default::default() };
    let pushed = soon(stream.create_consumer(config)).await.unwrap();
    let messages = soon(pushed.messages()).await.unwrap();
    all_come(&mut bench, messages).await;
}

#[tokio::test]
async fn fetches_and_batches() {
    let mut bench = Bench::start().await;
    let stream = soon(bench.rig.js.get_stream("S")).await.unwrap();
    let config = pull::Config { durable_name: Some("C".into()), ack_policy: AckPolicy::None, ..Default::default() };
    let consumer = soon(stream.create_consumer(config)).await.unwrap();
    bench.rig.store(0..40).await;
    until_pending(&consumer, 40).await;
    let fetch = consumer.fetch().max_messages(20).messages();
    let batch = async || consumer.batch().max_messages(20).expires(Duration::from_secs(30)).messages().await;
    let mut messages = soon(fetch).await.unwrap();
    for expected in 0..40 {
        if expected == 20 {
            assert!(next(&mut messages).await.is_none());
            messages = soon(batch()).await.unwrap();
        }
        assert_eq!(number(&patient(&mut messages).await), expected);
    }
    assert!(next(&mut messages).await.is_none());
    drop(messages);
    bench.assert_clean().await;
    // What asks and is given up asks for nothing more.
    at_each_await!(bench, async { consumer.fetch().messages().await.unwrap().next().await.is_none() }, |wait| {
        until(|| async { consumer.get_info().await.unwrap().num_waiting == 0 }).await;
    });
}

#[tokio::test]
async fn confirmed_acknowledgements() {
    let mut bench = Bench::start().await;
    let stream = soon(bench.rig.js.get_stream("S")).await.unwrap();
    let consumer = durable_for(&stream, Duration::from_secs(60)).await;
    bench.rig.store(0..1).await;
    let mut messages = soon(consumer.messages()).await.unwrap();
    let message = next(&mut messages).await.unwrap().unwrap();
    drop(messages);
    // Given up on its way, it may be known to the server, which then answers no second one.
    let mut wait = 0;
    while dropped_at(wait, message.double_ack()).await.is_none() && wait == 0 {
        wait += 1;
    }
    until(|| async { consumer.get_info().await.unwrap().num_ack_pending == 0 }).await;
    bench.assert_clean().await;
}
