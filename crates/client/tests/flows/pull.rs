//! Pulling.

use crate::support::{Rig, all_of, durable, durable_for, next, number, numbers, soon, until, until_pending};
use futures_util::{FutureExt, StreamExt, TryStreamExt};
use nats_web::jetstream::consumer::pull::{self, BatchErrorKind, MessagesErrorKind};
use nats_web::jetstream::consumer::{AckPolicy, PriorityPolicy, PullConsumer, push};
use nats_web::jetstream::stream;
use std::future::ready;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_brings_all_messages_and_those_that_come() {
    let rig = Rig::start().await;
    let stream = rig.stream().await;
    let consumer = durable(&stream).await;
    rig.store(0..300).await;
    let mut messages = soon(consumer.messages()).await.unwrap();
    for expected in 0..300 {
        let message = next(&mut messages).await.unwrap().unwrap();
        assert_eq!(number(&message), expected);
        message.ack().await.unwrap();
    }
    rig.store(300..310).await;
    assert_eq!(numbers(&mut messages, 10).await, (300..310).collect::<Vec<_>>());
}

#[tokio::test]
async fn nothing_is_asked_for_before_somebody_looks_nor_far_ahead() {
    let rig = Rig::start().await;
    let stream = rig.stream().await;
    let consumer = durable(&stream).await;
    rig.store(0..30).await;
    let messages = consumer.stream().max_messages_per_batch(10);
    let mut messages = soon(messages.messages()).await.unwrap();
    assert_eq!(consumer.get_info().await.unwrap().delivered.consumer_sequence, 0);
    assert_eq!(numbers(&mut messages, 1).await, [0]);
    let delivered = || async { consumer.get_info().await.unwrap().delivered.consumer_sequence };
    until(|| async { delivered().await == 10 }).await;
    assert_eq!(numbers(&mut messages, 4).await, [1, 2, 3, 4]);
    until(|| async { delivered().await == 15 }).await;
}

#[tokio::test]
async fn bytes_bound_a_stream_too() {
    let rig = Rig::start().await;
    let stream = rig.stream().await;
    let consumer = durable(&stream).await;
    rig.store(0..50).await;
    let mut messages = soon(consumer.stream().max_bytes_per_batch(500).messages()).await.unwrap();
    // That a message does not fit into the rest of a request is no error.
    assert_eq!(numbers(&mut messages, 50).await, (0..50).collect::<Vec<_>>());
    for number in 50..80 {
        rig.store(number..number + 1).await;
        assert_eq!(numbers(&mut messages, 1).await, [number]);
    }
    // That it is larger than all of them is one; it comes once more is allowed.
    let large = vec![b'x'; 600];
    soon(async { rig.admin.publish("s.x", large.into()).await.unwrap().await }).await.unwrap();
    assert_eq!(next(&mut messages).await.unwrap().unwrap_err().kind(), MessagesErrorKind::Other);
}

#[tokio::test]
async fn a_lost_link_is_made_up_for() {
    let rig = Rig::start().await;
    let stream = rig.stream().await;
    let consumer = durable_for(&stream, Duration::from_secs(1)).await;
    rig.store(0..5).await;
    let mut messages = soon(consumer.stream().heartbeat(Duration::from_millis(500)).messages()).await.unwrap();
    all_of(&mut messages, 0..5).await;
    // Nobody looks while the link is lost and made again.
    rig.proxy.cut();
    rig.store(5..8).await;
    all_of(&mut messages, 5..8).await;
}

#[tokio::test]
async fn what_a_server_still_serves_of_a_lost_link_counts() {
    let rig = Rig::start().await;
    let stream = rig.stream().await;
    let consumer = durable(&stream).await;
    let mut messages = soon(consumer.stream().max_messages_per_batch(10).messages()).await.unwrap();
    let watched: PullConsumer = soon(rig.admin.get_consumer_from_stream("C", "S")).await.unwrap();
    let waiting = || async { watched.get_info().await.unwrap().num_waiting };
    let delivered = || async { watched.get_info().await.unwrap().delivered.consumer_sequence };
    assert!(messages.next().now_or_never().is_none(), "there is none yet");
    until(|| async { waiting().await == 1 }).await;
    // The server takes the old link for whole, and so serves the request.
    rig.proxy.abandon();
    until(|| async { waiting().await == 2 }).await;
    rig.store(0..50).await;
    until(|| async { delivered().await >= 10 }).await;
    soon(rig.client.flush()).await.unwrap();
    assert!(delivered().await <= 11, "more than may be held");
    assert_eq!(numbers(&mut messages, 50).await, (0..50).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_restarted_server_is_made_up_for() {
    let mut rig = Rig::start().await;
    let config = stream::Config { name: "S".into(), subjects: vec!["s.>".into()], ..Default::default() };
    let stream = soon(rig.js.create_stream(config)).await.unwrap();
    let consumer = durable_for(&stream, Duration::from_secs(1)).await;
    let ordered = soon(stream.create_consumer(pull::OrderedConfig::default())).await.unwrap();
    let builder = consumer.stream().heartbeat(Duration::from_millis(500)).expires(Duration::from_secs(5));
    // Missed heartbeats are told.
    let messages = soon(builder.messages()).await.unwrap();
    let mut messages = messages.filter_map(|message| ready(message.ok().map(Ok::<_, ()>)));
    let mut in_order = soon(ordered.messages()).await.unwrap();
    rig.store(0..3).await;
    all_of(&mut messages, 0..3).await;
    assert_eq!(numbers(&mut in_order, 3).await, [0, 1, 2]);
    rig.server.restart();
    let admin = soon(nats_web::connect(rig.server.url())).await.unwrap();
    let admin = nats_web::jetstream::new(admin);
    until(|| async { admin.publish("s.x", "3".into()).await.unwrap().await.is_ok() }).await;
    all_of(&mut messages, 3..4).await;
    // A publish that was not acknowledged may have been stored.
    assert_eq!(numbers(&mut in_order, 1).await, [3]);
}

#[tokio::test]
async fn a_dropped_stream_leaves_nothing_behind() {
    let rig = Rig::start().await;
    let stream = rig.stream().await;
    let consumer = durable(&stream).await;
    let mut messages = soon(consumer.messages()).await.unwrap();
    tokio::select! {
        message = messages.next() => panic!("{message:?}"),
        () = until(|| async { consumer.get_info().await.unwrap().num_waiting == 1 }) => {}
    }
    drop(messages);
    until(|| async { consumer.get_info().await.unwrap().num_waiting == 0 }).await;
    // What is stored then goes to whoever asks.
    rig.store(0..1).await;
    until_pending(&consumer, 1).await;
    let mut batch = soon(consumer.fetch().messages()).await.unwrap();
    assert_eq!(numbers(&mut batch, 1).await, [0]);
}

#[tokio::test]
async fn giving_up_a_wait_loses_nothing() {
    let rig = Rig::start().await;
    let stream = rig.stream().await;
    let consumer = durable(&stream).await;
    rig.store(0..100).await;
    let mut messages = soon(consumer.messages()).await.unwrap();
    let mut got = Vec::new();
    while got.len() < 100 {
        // Some of these waits end before a message is there.
        if let Ok(message) = tokio::time::timeout(Duration::from_micros(50), messages.next()).await {
            got.push(number(&message.unwrap().unwrap()));
        }
    }
    assert_eq!(got, (0..100).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_deleted_consumer_ends_the_stream() {
    let rig = Rig::start().await;
    let stream = rig.stream().await;
    let consumer = durable(&stream).await;
    let mut messages = soon(consumer.messages()).await.unwrap();
    tokio::select! {
        message = messages.next() => panic!("{message:?}"),
        () = until(|| async { consumer.get_info().await.unwrap().num_waiting == 1 }) => {}
    }
    soon(stream.delete_consumer("C")).await.unwrap();
    let error = next(&mut messages).await.unwrap().unwrap_err();
    assert_eq!(error.kind(), MessagesErrorKind::ConsumerDeleted);
    assert!(next(&mut messages).await.is_none());
}

#[tokio::test]
async fn a_stream_waits_for_a_consumer_that_is_not_there() {
    let rig = Rig::start().await;
    let stream = rig.stream().await;
    let consumer = durable(&stream).await;
    soon(stream.delete_consumer("C")).await.unwrap();
    let builder = consumer.stream().heartbeat(Duration::from_secs(1)).expires(Duration::from_secs(2));
    let mut messages = soon(builder.messages()).await.unwrap();
    let error = next(&mut messages).await.unwrap().unwrap_err();
    assert_eq!(error.kind(), MessagesErrorKind::NoResponders);
    let error = next(&mut messages).await.unwrap().unwrap_err();
    assert_eq!(error.kind(), MessagesErrorKind::MissingHeartbeat);
    durable(&stream).await;
    rig.store(0..1).await;
    let message = loop {
        if let Ok(message) = next(&mut messages).await.unwrap() {
            break message;
        }
    };
    assert_eq!(number(&message), 0);
}

#[tokio::test]
async fn requests_that_a_consumer_does_not_allow() {
    let rig = Rig::start().await;
    let stream = rig.stream().await;
    rig.store(0..1).await;
    let config = pull::Config {
        durable_name: Some("C".into()),
        max_batch: 10,
        max_expires: Duration::from_secs(5),
        ..Default::default()
    };
    let consumer = soon(stream.create_consumer(config)).await.unwrap();
    // What is not asked for keeps to the limits.
    let mut messages = soon(consumer.messages()).await.unwrap();
    assert_eq!(numbers(&mut messages, 1).await, [0]);
    drop(messages);
    let mut messages = soon(consumer.stream().max_messages_per_batch(50).messages()).await.unwrap();
    let error = next(&mut messages).await.unwrap().unwrap_err();
    assert_eq!(error.kind(), MessagesErrorKind::RequestLimitExceeded);
    assert!(error.to_string().contains("Exceeded MaxRequestBatch of 10"), "{error}");
    assert!(next(&mut messages).await.is_none());
    let heartbeat = consumer.stream().heartbeat(Duration::from_secs(3)).expires(Duration::from_secs(5));
    let mut messages = soon(heartbeat.messages()).await.unwrap();
    assert_eq!(next(&mut messages).await.unwrap().unwrap_err().kind(), MessagesErrorKind::Other, "more than half");
    assert!(next(&mut messages).await.is_none());
}

#[tokio::test]
async fn a_consumer_that_delivers_by_itself_cannot_be_pulled() {
    let rig = Rig::start().await;
    let stream = rig.stream().await;
    let config = push::Config { durable_name: Some("P".into()), deliver_subject: "p".into(), ..Default::default() };
    let consumer = soon(stream.create_consumer(config)).await.unwrap();
    let mut info = consumer.cached_info().clone();
    info.config.deliver_subject = None;
    let consumer = PullConsumer::new(pull::Config::default(), info, rig.js.clone());
    let mut messages = soon(consumer.messages()).await.unwrap();
    let error = next(&mut messages).await.unwrap().unwrap_err();
    assert_eq!(error.kind(), MessagesErrorKind::PushBasedConsumer);
    assert!(next(&mut messages).await.is_none());
}

#[tokio::test]
async fn fetches_and_batches() {
    let rig = Rig::start().await;
    let stream = rig.stream().await;
    let consumer = durable(&stream).await;
    rig.store(0..20).await;
    until_pending(&consumer, 20).await;
    let mut batch = soon(consumer.fetch().max_messages(5).messages()).await.unwrap();
    assert_eq!(numbers(&mut batch, 5).await, [0, 1, 2, 3, 4]);
    assert!(next(&mut batch).await.is_none() && next(&mut batch).await.is_none());
    // What is there, and no waiting for more.
    let batch = soon(consumer.fetch().messages()).await.unwrap();
    assert_eq!(soon(batch.try_collect::<Vec<_>>()).await.unwrap().len(), 15);
    let batch = soon(consumer.fetch().messages()).await.unwrap();
    assert_eq!(soon(batch.count()).await, 0);
    // What comes in time.
    let batch = consumer.batch().max_messages(3).expires(Duration::from_secs(30)).messages();
    let mut batch = soon(batch).await.unwrap();
    rig.store(20..23).await;
    assert_eq!(numbers(&mut batch, 3).await, [20, 21, 22]);
    assert!(next(&mut batch).await.is_none());
    let batch = consumer.batch().expires(Duration::from_millis(300)).messages();
    assert_eq!(soon(soon(batch).await.unwrap().count()).await, 0);
    // A first message is waited for, and no second one.
    let batch = consumer.fetch().max_messages(9).expires(Duration::from_secs(30)).messages();
    let mut batch = soon(batch).await.unwrap();
    rig.store(23..24).await;
    assert_eq!(numbers(&mut batch, 1).await, [23]);
    assert!(next(&mut batch).await.is_none());
}

#[tokio::test]
async fn a_batch_goes_on_over_a_new_link() {
    let rig = Rig::start().await;
    let stream = rig.stream().await;
    let consumer = durable_for(&stream, Duration::from_secs(1)).await;
    rig.store(0..2).await;
    let batch = consumer.batch().max_messages(4).expires(Duration::from_secs(20)).messages();
    let mut batch = soon(batch).await.unwrap();
    all_of(&mut batch, 0..2).await;
    soon(rig.client.flush()).await.unwrap();
    rig.proxy.cut();
    rig.store(2..4).await;
    all_of(&mut batch, 2..4).await;
    assert!(next(&mut batch).await.is_none());
}

#[tokio::test]
async fn a_sequence_is_batches() {
    let rig = Rig::start().await;
    let stream = rig.stream().await;
    let consumer = durable(&stream).await;
    rig.store(0..9).await;
    let mut batches = consumer.sequence(3).unwrap();
    for first in [0, 3, 6] {
        let mut batch = next(&mut batches).await.unwrap().unwrap();
        assert_eq!(numbers(&mut batch, 3).await, [first, first + 1, first + 2]);
        assert!(next(&mut batch).await.is_none());
    }
}

#[tokio::test]
async fn one_of_several_clients_is_pinned() {
    let rig = Rig::start().await;
    let stream = rig.stream().await;
    let config = pull::Config {
        durable_name: Some("C".into()),
        ack_policy: AckPolicy::None,
        priority_policy: PriorityPolicy::PinnedClient,
        priority_groups: vec!["A".into()],
        priority_timeout: Duration::from_secs(3),
        ..Default::default()
    };
    let consumer = soon(stream.create_consumer(config)).await.unwrap();
    let open = || consumer.stream().group("A").expires(Duration::from_millis(500)).messages();
    rig.store(0..1).await;
    let mut pinned = soon(open()).await.unwrap();
    assert_eq!(numbers(&mut pinned, 1).await, [0]);
    let mut other = soon(open()).await.unwrap();
    rig.store(1..5).await;
    assert_eq!(numbers(&mut pinned, 4).await, [1, 2, 3, 4]);
    // Whoever is unpinned pulls on at once.
    soon(stream.unpin_consumer("C", "A")).await.unwrap();
    rig.store(5..6).await;
    tokio::select! {
        message = pinned.next() => assert_eq!(number(&message.unwrap().unwrap()), 5),
        message = other.next() => assert_eq!(number(&message.unwrap().unwrap()), 5),
    }
    let error = soon(consumer.fetch().group("A").messages()).await.unwrap_err();
    assert_eq!(error.kind(), BatchErrorKind::PinnedClient);
    assert_eq!(consumer.sequence(1).unwrap_err().kind(), BatchErrorKind::PinnedClient);
}

#[tokio::test]
async fn a_closed_client_ends_streams() {
    let rig = Rig::start().await;
    let stream = rig.stream().await;
    let consumer = durable(&stream).await;
    rig.store(0..3).await;
    let mut messages = soon(consumer.messages()).await.unwrap();
    assert_eq!(numbers(&mut messages, 1).await, [0]);
    soon(rig.client.drain()).await.unwrap();
    assert_eq!(numbers(&mut messages, 2).await, [1, 2]);
    assert!(next(&mut messages).await.is_none());
}
