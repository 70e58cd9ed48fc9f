//! A link that is lost when the server has taken something, and before its answer is here; over TCP and WebSocket.

use crate::buckets::bucket;
use crate::support::{Rig, Wire, durable_for, next, number, numbers, soon, until};
use futures_util::future::join_all;
use futures_util::{FutureExt, StreamExt};
use nats_web::ConnectOptions;
use nats_web::jetstream;
use nats_web::jetstream::consumer::pull;
use nats_web::jetstream::context::{ContextBuilder, PublishErrorKind};
use nats_web::jetstream::message::PublishMessage;
use nats_web::jetstream::object_store::{self, PutErrorKind};
use nats_web::jetstream::publish::PublishAck;
use nats_web::jetstream::stream::StorageType;
use std::cell::Cell;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};

const WIRES: [Wire; 2] = [Wire::Tcp, Wire::WebSocket];

async fn rig(wire: Wire) -> Rig {
    Rig::of("", wire, ConnectOptions::new()).await
}

/// A context that waits no longer than this for an answer.
fn within(rig: &Rig, timeout: Duration) -> jetstream::Context {
    ContextBuilder::new().timeout(timeout).ack_timeout(timeout).max_ack_inflight(20).build(rig.client.clone())
}

/// How many messages the stream has.
async fn stored(rig: &Rig) -> u64 {
    rig.admin.get_stream("S").await.unwrap().cached_info().state.messages
}

/// Loses what the server says until `taken`, and the link then.
async fn lose_answers<F: Future<Output = bool>>(rig: &Rig, taken: impl FnMut() -> F) {
    until(taken).await;
    rig.proxy.mute(false);
    rig.proxy.cut();
}

#[tokio::test]
async fn a_publish_fails_in_time_and_a_second_one_of_its_id_is_known() {
    for wire in WIRES {
        let rig = rig(wire).await;
        rig.stream().await;
        let js = within(&rig, Duration::from_millis(700));
        let message = PublishMessage::build().payload("x".into()).message_id("id");
        rig.proxy.mute(true);
        let ack = soon(js.send_publish("s.x", message.clone())).await.unwrap();
        lose_answers(&rig, || async { stored(&rig).await == 1 }).await;
        assert_eq!(soon(ack.into_future()).await.unwrap_err().kind(), PublishErrorKind::TimedOut, "{wire:?}");
        let again = soon(soon(js.send_publish("s.x", message)).await.unwrap().into_future()).await.unwrap();
        assert_eq!((again.sequence, again.duplicate, stored(&rig).await), (1, true, 1), "{wire:?}");
        // Nothing waits for what was lost.
        soon(js.wait_for_acks()).await;
    }
}

#[tokio::test]
async fn a_publish_that_was_not_taken_is_stored_over_the_next_link() {
    for wire in WIRES {
        let rig = rig(wire).await;
        rig.stream().await;
        let js = within(&rig, Duration::from_secs(20));
        rig.proxy.refuse(true);
        rig.proxy.cut();
        until(|| async { rig.client.connection_state() != nats_web::connection::State::Connected }).await;
        let mut acks = Vec::new();
        for _ in 0..5 {
            acks.push(soon(js.publish("s.x", "x".into())).await.unwrap());
        }
        rig.proxy.refuse(false);
        for (ack, sequence) in acks.into_iter().zip(1..) {
            assert_eq!(soon(ack.into_future()).await.unwrap().sequence, sequence, "{wire:?}");
        }
        assert_eq!(stored(&rig).await, 5, "{wire:?}");
    }
}

/// Publishes a number until the stream says that it has it.
async fn insist(js: &jetstream::Context, number: u32) -> PublishAck {
    let message = PublishMessage::build().payload(number.to_string().into()).message_id(number.to_string());
    loop {
        let outcome = async { js.send_publish("s.x", message.clone()).await?.await };
        match soon(outcome).await {
            Ok(ack) => return ack,
            Err(error) => assert_eq!(error.kind(), PublishErrorKind::TimedOut, "{error}"),
        }
    }
}

#[tokio::test]
async fn many_publishes_over_links_that_are_cut_are_stored_once() {
    for wire in WIRES {
        let rig = rig(wire).await;
        let stream = rig.stream().await;
        let js = within(&rig, Duration::from_millis(200));
        let (is_over, count) = (Cell::new(false), Cell::new(0));
        let lane = || async {
            let mut acks = Vec::new();
            while !is_over.get() {
                let number = count.replace(count.get() + 1);
                acks.push((number, insist(&js, number).await));
            }
            acks
        };
        let weather = async {
            for _ in 0..8 {
                rig.proxy.mute(true);
                let before = stored(&rig).await;
                lose_answers(&rig, || async { stored(&rig).await > before }).await;
                // Some that came after all are taken before the next ones are lost.
                let before = stored(&rig).await;
                until(|| async { stored(&rig).await > before }).await;
            }
            is_over.set(true);
        };
        let (acks, ()) = tokio::join!(join_all((0..30).map(|_| lane())), weather);
        let acks = acks.concat();
        assert!(acks.iter().any(|(_, ack)| ack.duplicate), "{wire:?}: nothing was lost");
        assert_eq!(acks.len() as u64, stored(&rig).await, "{wire:?}");
        for (number, ack) in acks {
            let message = soon(stream.get_raw_message(ack.sequence)).await.unwrap();
            assert_eq!(message.payload, number.to_string().as_bytes(), "{wire:?}");
        }
        soon(js.wait_for_acks()).await;
    }
}

#[tokio::test]
async fn a_confirmed_acknowledgement_fails_in_time_and_counts() {
    for wire in WIRES {
        let mut rig = rig(wire).await;
        rig.js.set_timeout(Duration::from_millis(700));
        let stream = rig.stream().await;
        let consumer = durable_for(&stream, Duration::from_secs(60)).await;
        rig.store(0..1).await;
        let mut messages = soon(consumer.messages()).await.unwrap();
        let message = next(&mut messages).await.unwrap().unwrap();
        rig.proxy.mute(true);
        let pending = || async { rig.admin.get_consumer_from_stream::<pull::Config, _, _>("C", "S").await.unwrap() };
        let taken = || async { pending().await.cached_info().num_ack_pending == 0 };
        let (confirmed, ()) = soon(async { tokio::join!(message.double_ack(), lose_answers(&rig, taken)) }).await;
        let error = confirmed.unwrap_err();
        let error = error.downcast_ref::<io::Error>().unwrap_or_else(|| panic!("{error:?}"));
        assert_eq!(error.kind(), io::ErrorKind::TimedOut, "{wire:?}");
        rig.store(1..2).await;
        assert_eq!(numbers(&mut messages, 1).await, [1], "{wire:?}");
    }
}

#[tokio::test]
async fn what_was_delivered_to_the_lost_link_comes_again() {
    for wire in WIRES {
        let rig = rig(wire).await;
        let stream = rig.stream().await;
        let consumer = durable_for(&stream, Duration::from_secs(1)).await;
        let mut messages = soon(consumer.messages()).await.unwrap();
        rig.store(0..3).await;
        for expected in 0..3 {
            let message = next(&mut messages).await.unwrap().unwrap();
            soon(message.ack()).await.unwrap();
            assert_eq!(number(&message), expected, "{wire:?}");
        }
        soon(rig.client.flush()).await.unwrap();
        rig.proxy.mute(true);
        rig.store(3..6).await;
        let delivered = || async {
            let consumer = rig.admin.get_consumer_from_stream::<pull::Config, _, _>("C", "S").await.unwrap();
            consumer.cached_info().num_ack_pending == 3
        };
        lose_answers(&rig, delivered).await;
        crate::support::all_of(&mut messages, 3..6).await;
    }
}

#[tokio::test]
async fn what_is_read_in_order_has_no_gap_and_nothing_twice() {
    for wire in WIRES {
        let rig = rig(wire).await;
        let stream = rig.stream().await;
        let ordered = soon(stream.create_consumer(pull::OrderedConfig::default())).await.unwrap();
        let mut messages = soon(ordered.messages()).await.unwrap();
        let store = bucket(&rig, 64).await;
        let admin = soon(rig.admin.get_key_value("b")).await.unwrap();
        let mut watch = soon(store.watch_all()).await.unwrap();
        rig.store(0..3).await;
        assert_eq!(numbers(&mut messages, 3).await, [0, 1, 2], "{wire:?}");
        for round in 1..4 {
            rig.proxy.mute(true);
            rig.store(round * 3..round * 3 + 3).await;
            for key in ["a", "b"] {
                soon(admin.put(key, round.to_string().into())).await.unwrap();
            }
            rig.proxy.mute(false);
            rig.proxy.cut();
            let expected = [round * 3, round * 3 + 1, round * 3 + 2];
            assert_eq!(numbers(&mut messages, 3).await, expected, "{wire:?}");
            for key in ["a", "b"] {
                let entry = next(&mut watch).await.unwrap().unwrap();
                assert_eq!((entry.key.as_str(), &entry.value[..]), (key, round.to_string().as_bytes()), "{wire:?}");
            }
        }
    }
}

#[tokio::test]
async fn an_object_is_read_whole() {
    for wire in WIRES {
        let rig = rig(wire).await;
        let (store, data) = object(&rig).await;
        let mut object = soon(store.get("o")).await.unwrap();
        let mut got = vec![0; 100_000];
        soon(object.read_exact(&mut got)).await.unwrap();
        for _ in 0..3 {
            rig.proxy.mute(true);
            // There may be nothing that came before.
            let more = tokio::time::timeout(Duration::from_millis(20), object.read_buf(&mut got)).await;
            assert!(more.is_err() || matches!(more, Ok(Ok(1..))));
            rig.proxy.mute(false);
            rig.proxy.cut();
        }
        soon(object.read_to_end(&mut got)).await.unwrap();
        assert!(got == data, "{wire:?}");
    }
}

/// Data whose reading makes the link work again.
struct Healing<'a>(&'a Rig);

impl AsyncRead for Healing<'_> {
    fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, _: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.0.proxy.mute(false);
        self.0.proxy.cut();
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn an_object_is_not_replaced_while_it_is_not_known_what_it_replaces() {
    for wire in WIRES {
        let mut rig = rig(wire).await;
        rig.js.set_timeout(Duration::from_millis(300));
        let (store, data) = object(&rig).await;
        rig.proxy.mute(true);
        let error = soon(store.put("o", &mut Healing(&rig))).await.unwrap_err();
        assert_eq!(error.kind(), PutErrorKind::TimedOut, "{wire:?}");
        rig.proxy.mute(false);
        rig.proxy.cut();
        until(|| async { store.info("o").await.is_ok_and(|info| info.size == data.len()) }).await;
        soon(store.delete("o")).await.unwrap();
        let stream = soon(rig.admin.get_stream("OBJ_o")).await.unwrap();
        assert_eq!(stream.cached_info().state.messages, 1, "{wire:?}: that it was there, and no data");
    }
}

/// A store with an object of some megabytes.
async fn object(rig: &Rig) -> (object_store::ObjectStore, Vec<u8>) {
    let config = object_store::Config { bucket: "o".into(), storage: StorageType::Memory, ..Default::default() };
    let store = soon(rig.js.create_object_store(config)).await.unwrap();
    let data: Vec<u8> = (0..6_000_000_u32).map(|at| (at ^ (at >> 9)) as u8).collect();
    soon(store.put("o", &mut &data[..])).await.unwrap();
    (store, data)
}

#[tokio::test]
async fn without_another_link_everything_ends() {
    for wire in WIRES {
        let rig = Rig::of("", wire, ConnectOptions::new().max_reconnects(2)).await;
        let stream = rig.stream().await;
        let js = within(&rig, Duration::from_secs(60));
        let consumer = durable_for(&stream, Duration::from_secs(60)).await;
        let mut messages = soon(consumer.messages()).await.unwrap();
        let ordered = soon(stream.create_consumer(pull::OrderedConfig::default())).await.unwrap();
        let mut ordered = soon(ordered.messages()).await.unwrap();
        // They begin when they are first polled.
        assert!(messages.next().now_or_never().is_none() && ordered.next().now_or_never().is_none());
        let batch = consumer.batch().max_messages(10).expires(Duration::from_secs(30)).messages();
        let mut batch = soon(batch).await.unwrap();
        let mut watch = soon(bucket(&rig, 5).await.watch_all()).await.unwrap();
        let (store, _) = object(&rig).await;
        let mut object = soon(store.get("o")).await.unwrap();
        soon(object.read_exact(&mut [0; 1000])).await.unwrap();

        rig.proxy.mute(true);
        let ack = soon(js.publish("s.x", "x".into())).await.unwrap();
        until(|| async { stored(&rig).await == 1 }).await;
        rig.proxy.refuse(true);
        rig.proxy.cut();
        assert_eq!(soon(ack.into_future()).await.unwrap_err().kind(), PublishErrorKind::BrokenPipe, "{wire:?}");
        assert!(next(&mut messages).await.is_none(), "{wire:?}");
        assert!(next(&mut ordered).await.is_none(), "{wire:?}");
        assert!(next(&mut batch).await.is_none(), "{wire:?}");
        assert!(next(&mut watch).await.is_none(), "{wire:?}");
        soon(object.read_to_end(&mut Vec::new())).await.unwrap_err();
        let error = soon(jetstream::new(rig.client.clone()).publish("s.x", "x".into())).await.unwrap_err();
        assert_eq!(error.kind(), PublishErrorKind::Other, "{wire:?}");
    }
}
