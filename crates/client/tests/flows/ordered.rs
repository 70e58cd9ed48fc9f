//! Messages in order, whatever happens to their consumer.

use crate::support::{Rig, next, number, numbers, soon, until};
use futures_util::{Stream, StreamExt};
use nats_web::jetstream::Message;
use nats_web::jetstream::consumer::{DeliverPolicy, pull, push};
use std::fmt::Debug;

/// Has everything go wrong that can, and sees that nothing is missing and nothing comes twice.
async fn survives<S, E>(mut rig: Rig, base: &str, messages: S)
where
    S: Stream<Item = Result<Message, E>> + Unpin,
    E: Debug,
{
    let mut messages = messages;
    assert_eq!(numbers(&mut messages, 5).await, [0, 1, 2, 3, 4]);
    let stream = rig.admin.get_stream("S").await.unwrap();
    // The consumer is deleted.
    soon(stream.delete_consumer(base)).await.unwrap();
    rig.store(5..7).await;
    assert_eq!(numbers(&mut messages, 2).await, [5, 6]);
    let names: Vec<String> = soon(stream.consumer_names().map(Result::unwrap).collect()).await;
    assert!(names.len() == 1 && names[0].starts_with(&format!("{base}_")), "{names:?}");
    // The link is lost, while nobody looks.
    rig.proxy.cut();
    rig.store(7..9).await;
    assert_eq!(numbers(&mut messages, 2).await, [7, 8]);
    // Nothing of it is left behind.
    drop(messages);
    until(|| async { stream.consumer_names().count().await == 0 }).await;
    rig.server.stop();
}

#[tokio::test]
async fn pulled() {
    let rig = Rig::start().await;
    let stream = rig.stream().await;
    rig.store(0..5).await;
    let config = pull::OrderedConfig { name: Some("reader".into()), ..Default::default() };
    let consumer = soon(stream.create_consumer(config)).await.unwrap();
    let messages = soon(consumer.messages()).await.unwrap();
    survives(rig, "reader", messages).await;
}

#[tokio::test]
async fn pushed() {
    let rig = Rig::start().await;
    let stream = rig.stream().await;
    rig.store(0..5).await;
    let config = push::OrderedConfig {
        name: Some("reader".into()),
        deliver_subject: rig.client.new_inbox(),
        ..Default::default()
    };
    let consumer = soon(stream.create_consumer(config)).await.unwrap();
    let messages = soon(consumer.messages()).await.unwrap();
    survives(rig, "reader", messages).await;
}

#[tokio::test]
async fn what_is_new_stays_new_when_the_consumer_is_lost_before_its_first_message() {
    let rig = Rig::start().await;
    let stream = rig.stream().await;
    rig.store(0..5).await;
    let config = pull::OrderedConfig { deliver_policy: DeliverPolicy::New, ..Default::default() };
    let consumer = soon(stream.create_consumer(config)).await.unwrap();
    let name = consumer.cached_info().name.clone();
    let mut messages = soon(consumer.messages()).await.unwrap();
    rig.store(5..6).await;
    soon(stream.delete_consumer(&name)).await.unwrap();
    assert_eq!(number(&next(&mut messages).await.unwrap().unwrap()), 5);
}

#[tokio::test]
async fn a_stream_that_takes_the_place_of_another_is_read_from_its_beginning() {
    // It has fewer messages than were read, or more.
    for others in [3, 12] {
        let rig = Rig::start().await;
        let stream = rig.stream().await;
        rig.store(0..5).await;
        let consumer = soon(stream.create_consumer(pull::OrderedConfig::default())).await.unwrap();
        let mut messages = soon(consumer.messages()).await.unwrap();
        assert_eq!(numbers(&mut messages, 5).await, [0, 1, 2, 3, 4]);
        rig.proxy.refuse(true);
        rig.proxy.cut();
        soon(rig.admin.delete_stream("S")).await.unwrap();
        let config = stream.cached_info().config.clone();
        soon(rig.admin.create_stream(config)).await.unwrap();
        rig.store(100..100 + others).await;
        rig.proxy.refuse(false);
        assert_eq!(numbers(&mut messages, others).await, (100..100 + others).collect::<Vec<_>>());
        rig.proxy.cut();
        rig.store(200..203).await;
        assert_eq!(numbers(&mut messages, 3).await, [200, 201, 202]);
    }
}
