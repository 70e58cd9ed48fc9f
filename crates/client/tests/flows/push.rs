//! Messages that consumers deliver by themselves.

use crate::support::{Rig, all_of, next, soon};
use nats_web::jetstream::consumer::push::{Config, MessagesErrorKind};
use nats_web::jetstream::consumer::{AckPolicy, DeliverPolicy, PushConsumer};
use nats_web::jetstream::stream::Stream;
use std::time::Duration;

async fn consumer(stream: &Stream, heartbeat: Duration, flow_control: bool) -> PushConsumer {
    let config = Config {
        durable_name: Some("P".into()),
        deliver_subject: "delivered".into(),
        deliver_policy: DeliverPolicy::All,
        ack_policy: AckPolicy::Explicit,
        ack_wait: Duration::from_secs(2),
        idle_heartbeat: heartbeat,
        flow_control,
        ..Default::default()
    };
    soon(stream.create_consumer(config)).await.unwrap()
}

#[tokio::test]
async fn messages_come_by_themselves_also_over_a_new_link() {
    let rig = Rig::start().await;
    let stream = rig.stream().await;
    let consumer = consumer(&stream, Duration::from_secs(1), true).await;
    rig.store(0..10).await;
    let mut messages = soon(consumer.messages()).await.unwrap();
    all_of(&mut messages, 0..10).await;
    rig.proxy.cut();
    rig.store(10..12).await;
    all_of(&mut messages, 10..12).await;
}

#[tokio::test]
async fn flow_control_is_answered_as_messages_are_taken() {
    let rig = Rig::start().await;
    let stream = rig.stream().await;
    let payload = vec![b'x'; 64 * 1024];
    for _ in 0..200 {
        soon(async { rig.admin.publish("s.x", payload.clone().into()).await.unwrap().await }).await.unwrap();
    }
    let consumer = consumer(&stream, Duration::from_secs(1), true).await;
    let mut messages = soon(consumer.messages()).await.unwrap();
    // More than the server sends without an answer: 2 MiB at first.
    for _ in 0..200 {
        let message = next(&mut messages).await.unwrap().unwrap();
        assert_eq!(message.payload.len(), payload.len());
        message.ack().await.unwrap();
    }
}

#[tokio::test]
async fn a_silent_server_is_told() {
    let rig = Rig::start().await;
    let stream = rig.stream().await;
    let consumer = consumer(&stream, Duration::from_millis(200), false).await;
    soon(stream.delete_consumer("P")).await.unwrap();
    let mut messages = soon(consumer.messages()).await.unwrap();
    let error = next(&mut messages).await.unwrap().unwrap_err();
    assert_eq!(error.kind(), MessagesErrorKind::MissingHeartbeat);
    // It goes on once there is one again.
    self::consumer(&stream, Duration::from_millis(200), false).await;
    rig.store(0..1).await;
    loop {
        if next(&mut messages).await.unwrap().is_ok() {
            break;
        }
    }
}
