//! Publishing and subscribing.

mod support;

use futures_util::{FutureExt as _, StreamExt as _};
use nats_web::client::SubscribeOptions;
use nats_web::error::{Misuse, SubscriptionEnd};
use nats_web::{Bytes, Event, HeaderMap};
use nats_web_core::subject::SubjectError;
use std::sync::atomic::Ordering;
use std::time::Duration;
use support::{Server, assert_works, client_of, eager, misuse, reconnected, soon, until};

#[tokio::test]
async fn what_is_published_arrives_in_order() {
    let server = Server::start();
    let client = client_of(&server).await;
    let mut messages = client.subscribe("a.*").await.unwrap();
    for number in 0..1_000 {
        client.publish(format!("a.{number}"), number.to_string().into()).await.unwrap();
    }
    for number in 0..1_000 {
        let message = soon(messages.next()).await.unwrap();
        assert_eq!(*message.subject, *format!("a.{number}"));
        assert_eq!(message.payload, number.to_string().as_bytes());
        assert_eq!((message.reply, message.status), (None, None));
        assert!(message.headers.is_none());
    }
    let statistics = client.statistics();
    let [received, sent] =
        [&statistics.in_messages, &statistics.out_messages].map(|count| count.load(Ordering::Relaxed));
    assert_eq!((received, sent), (1_000, 1_000));
    assert_eq!(client.server(), format!("127.0.0.1:{}", server.ws_port));
    assert_eq!(client.server_info().max_payload, 8 * 1024 * 1024);
    client.close().await;
}

#[tokio::test]
async fn a_subscriber_is_a_stream() {
    let server = Server::start();
    let client = client_of(&server).await;
    let messages = client.subscribe_with("a", SubscribeOptions::new().max(3)).await.unwrap();
    for number in 0..5u8 {
        client.publish("a", vec![number].into()).await.unwrap();
    }
    let all: Vec<u8> = soon(messages.map(|message| message.payload[0]).collect()).await;
    assert_eq!(all, [0, 1, 2]);
}

#[tokio::test]
async fn a_queue_group_shares_its_messages() {
    let server = Server::start();
    let client = client_of(&server).await;
    let options = SubscribeOptions::new().queue_group("workers");
    let mut first = client.subscribe_with("jobs", options.clone()).await.unwrap();
    let mut second = client.subscribe_with("jobs", options.clone()).await.unwrap();
    for _ in 0..200 {
        client.publish("jobs", "job".into()).await.unwrap();
    }
    client.flush().await.unwrap();
    soon(async { tokio::try_join!(first.drain(), second.drain()) }).await.unwrap();
    assert_eq!(first.pending() + second.pending(), 200);
    assert!(first.pending() > 0 && second.pending() > 0);
}

#[tokio::test]
async fn max_ends_a_subscription_and_can_be_raised() {
    let server = Server::start();
    let client = client_of(&server).await;
    let mut messages = client.subscribe_with("a", SubscribeOptions::new().max(2)).await.unwrap();
    messages.unsubscribe_after(4).await.unwrap();
    for _ in 0..6 {
        client.publish("a", "".into()).await.unwrap();
    }
    for _ in 0..4 {
        assert!(soon(messages.next()).await.is_some());
    }
    assert!(soon(messages.next()).await.is_none());
    assert_eq!(messages.end(), Some(SubscriptionEnd::MaxReached));
}

#[tokio::test]
async fn what_has_ended_can_be_ended_again() {
    let server = Server::start();
    let client = client_of(&server).await;
    let mut spent = client.subscribe_with("a", SubscribeOptions::new().max(1)).await.unwrap();
    client.publish("a", "".into()).await.unwrap();
    assert_eq!(soon((&mut spent).count()).await, 1);
    spent.unsubscribe().await.unwrap();
    spent.unsubscribe_after(7).await.unwrap();
    soon(spent.drain()).await.unwrap();
    assert_eq!(spent.end(), Some(SubscriptionEnd::MaxReached), "it is what it was");

    let mut cut_off = client.subscribe("a").await.unwrap();
    client.close().await;
    assert_eq!(misuse(cut_off.unsubscribe().await), Misuse::SubscriptionClosed);
    assert_eq!(misuse(soon(cut_off.drain()).await), Misuse::SubscriptionClosed);
    spent.unsubscribe().await.unwrap();
}

#[tokio::test]
async fn unsubscribing_ends_the_stream_and_draining_keeps_what_was_under_way() {
    let server = Server::start();
    let client = client_of(&server).await;
    let mut dropped = client.subscribe("a").await.unwrap();
    let mut drained = client.subscribe("a").await.unwrap();
    for _ in 0..100 {
        client.publish("a", "".into()).await.unwrap();
    }
    soon(drained.drain()).await.unwrap();
    assert_eq!(drained.end(), Some(SubscriptionEnd::Drained));
    assert_eq!(drained.pending(), 100);
    dropped.unsubscribe().await.unwrap();
    assert_eq!(soon((&mut dropped).count()).await, 100, "what has arrived can still be taken");
    assert_eq!(dropped.end(), Some(SubscriptionEnd::Unsubscribed));
    soon(drained.drain()).await.unwrap();
    assert_eq!(soon((&mut drained).count()).await, 100);
}

#[tokio::test]
async fn a_subscription_without_a_first_message_times_out() {
    let server = Server::start();
    let client = client_of(&server).await;
    let options = SubscribeOptions::new().timeout(Duration::from_millis(30));
    let mut silent = client.subscribe_with("silent", options.clone()).await.unwrap();
    assert!(soon(silent.next()).await.is_none());
    assert_eq!(silent.end(), Some(SubscriptionEnd::TimedOut));
}

#[tokio::test]
async fn headers_travel() {
    let server = Server::start();
    let client = client_of(&server).await;
    let mut messages = client.subscribe("h").await.unwrap();
    let mut headers = HeaderMap::new();
    headers.append("Key", "one");
    headers.append("Key", "zwei \u{e4}");
    headers.append("key", "three");
    client.publish_with_headers("h", headers.clone(), "x".into()).await.unwrap();
    client.publish_with_reply_and_headers("h", "r", HeaderMap::new(), "y".into()).await.unwrap();
    let message = soon(messages.next()).await.unwrap();
    let received = message.headers.unwrap();
    assert_eq!(received, headers);
    let first = |name: &str| received.get(name).map(|value| value.as_str());
    assert_eq!((first("Key"), first("key"), first("KEY")), (Some("one"), Some("three"), None));
    assert_eq!(received.get_all("Key").count(), 2);
    assert_eq!(message.payload, "x");
    let message = soon(messages.next()).await.unwrap();
    assert_eq!((message.headers, message.reply.as_deref()), (None, Some("r")));
}

#[tokio::test]
async fn payloads_of_any_size_arrive_whole() {
    let server = Server::start();
    let client = client_of(&server).await;
    let mut messages = client.subscribe("big").await.unwrap();
    let sizes = [0, 1, 4_095, 4_096, 65_535, 65_536, 65_537, 1 << 20, (1 << 20) + 1, 8 << 20];
    let payload = |size: usize| -> Bytes { (0..size).map(|at| (at * 7 + size) as u8).collect::<Vec<u8>>().into() };
    let publisher = client.clone();
    let publishing = tokio::spawn(async move {
        for size in sizes {
            publisher.publish("big", payload(size)).await.unwrap();
            publisher.publish("big", "between".into()).await.unwrap();
        }
    });
    for size in sizes {
        let message = soon(messages.next()).await.unwrap();
        assert!(message.payload == payload(size), "{size}");
        assert_eq!(soon(messages.next()).await.unwrap().payload, "between");
    }
    publishing.await.unwrap();
    let refused = client.publish("big", vec![0; (8 << 20) + 1].into()).await;
    assert_eq!(misuse(refused), Misuse::PayloadTooLarge { size: (8 << 20) + 1, max: 8 << 20 });
}

#[tokio::test]
async fn what_a_server_is_told_to_allow_arrives() {
    let server = Server::with_config(
        "max_payload: 94371840\nmax_pending: 400MB\nmax_control_line: 3000000\nwrite_deadline: \"60s\"",
    );
    let (client, publisher) = (client_of(&server).await, client_of(&server).await);
    let mut messages = client.subscribe("a.>").await.unwrap();
    client.flush().await.unwrap();
    let subjects = [10, 70_000, 1_000_000].map(|length| format!("a.{}", "x".repeat(length)));
    for subject in &subjects {
        publisher.publish_with_reply(subject.clone(), subject.clone(), "x".into()).await.unwrap();
    }
    let payload: Bytes = vec![7; 70 << 20].into();
    publisher.publish("a.large", payload.clone()).await.unwrap();
    for subject in &subjects {
        let message = soon(messages.next()).await.unwrap();
        assert!(*message.subject == **subject && message.reply.as_deref() == Some(subject));
    }
    let message = soon(messages.next()).await.unwrap();
    assert_eq!((&*message.subject, message.payload.len()), ("a.large", payload.len()));
}

#[tokio::test]
async fn misuse_is_refused_at_once() {
    let server = Server::start();
    let client = client_of(&server).await;
    assert_eq!(misuse(client.publish("", "x".into()).await), Misuse::Subject(SubjectError::Empty));
    assert_eq!(misuse(client.publish("a b", "x".into()).await), Misuse::Subject(SubjectError::Whitespace));
    let refused = client.publish_with_reply("a", "", "x".into()).await;
    assert_eq!(misuse(refused), Misuse::Reply(SubjectError::Empty));
    let refused = client.publish_with_reply("a", "b\r\n", "".into()).await;
    assert_eq!(misuse(refused), Misuse::Reply(SubjectError::Whitespace));
    let huge = "x".repeat(300_000_000);
    assert_eq!(misuse(client.publish(huge.clone(), "x".into()).await), Misuse::Subject(SubjectError::TooLong));
    assert_eq!(misuse(client.subscribe(huge).await), Misuse::Subject(SubjectError::TooLong));
    assert_eq!(misuse(client.subscribe("a.>.b").await), Misuse::Subject(SubjectError::MisplacedWildcard));
    let options = SubscribeOptions::new().queue_group("a b");
    assert_eq!(misuse(client.subscribe_with("a", options).await), Misuse::Queue(SubjectError::Whitespace));
    let mut headers = HeaderMap::new();
    headers.insert("Key", "value\r\nPUB b 0");
    assert!(matches!(misuse(client.publish_with_headers("a", headers, "".into()).await), Misuse::Headers(_)));
    assert_eq!(client.statistics().out_messages.load(Ordering::Relaxed), 0);
    client.flush().await.unwrap();
}

#[tokio::test]
async fn without_echo_ones_own_messages_stay_away() {
    let server = Server::start();
    let quiet = soon(eager().no_echo().connect(server.url())).await.unwrap();
    let other = client_of(&server).await;
    let mut messages = quiet.subscribe("a").await.unwrap();
    quiet.publish("a", "own".into()).await.unwrap();
    quiet.flush().await.unwrap();
    other.publish("a", "other".into()).await.unwrap();
    assert_eq!(soon(messages.next()).await.unwrap().payload, "other");
}

#[tokio::test]
async fn a_denied_subscription_ends_and_the_others_live_on() {
    let server = Server::with_config(
        r#"authorization { users = [{ user: u, password: p, permissions: { subscribe: { deny: ["no.>"] } } }] }"#,
    );
    let client = soon(eager().user_and_password("u".into(), "p".into()).connect(server.url())).await.unwrap();
    let mut status = client.events();
    let mut denied = client.subscribe("no.way").await.unwrap();
    let mut allowed = client.subscribe("yes").await.unwrap();
    assert!(soon(denied.next()).await.is_none());
    let Some(SubscriptionEnd::Denied(error)) = denied.end() else { panic!("{:?}", denied.end()) };
    assert!(error.text.contains("\"no.way\""), "{error}");
    support::event(&mut status, |event| matches!(event, Event::ServerError(_))).await;
    client.publish("yes", "".into()).await.unwrap();
    assert!(soon(allowed.next()).await.is_some());
}

#[tokio::test]
async fn a_subscriber_that_sleeps_loses_the_newest_and_is_told_of() {
    let server = Server::start();
    let client = client_of(&server).await;
    let mut status = client.events();
    let mut slow = client.subscribe_with("a", SubscribeOptions::new().capacity(10)).await.unwrap();
    let mut fast = client.subscribe("a").await.unwrap();
    for number in 0..50u8 {
        client.publish("a", vec![number].into()).await.unwrap();
    }
    for number in 0..50u8 {
        assert_eq!(soon(fast.next()).await.unwrap().payload[..], [number]);
    }
    let event = support::event(&mut status, |event| matches!(event, Event::SlowConsumer(_))).await;
    assert_eq!(event, Event::SlowConsumer(slow.sid()));
    assert_eq!((slow.pending(), slow.dropped()), (10, 40));
    for number in 0..10u8 {
        assert_eq!(soon(slow.next()).await.unwrap().payload[..], [number]);
    }
}

#[tokio::test]
async fn bytes_that_wait_are_bounded_too() {
    let server = Server::start();
    let options = eager().subscription_capacity_bytes(100_000);
    let client = soon(options.connect(server.url())).await.unwrap();
    let mut status = client.events();
    let mut default = client.subscribe("a").await.unwrap();
    let mut narrow = client.subscribe_with("a", SubscribeOptions::new().capacity_bytes(10)).await.unwrap();
    let mut wide = client.subscribe_with("a", SubscribeOptions::new().capacity_bytes(usize::MAX)).await.unwrap();
    let payload = |number: u8| vec![number; 29_999];
    for number in 0..5 {
        client.publish("a", payload(number).into()).await.unwrap();
    }
    for number in 0..5 {
        assert_eq!(soon(wide.next()).await.unwrap().payload, payload(number));
    }
    assert_eq!((wide.dropped(), default.pending(), default.dropped()), (0, 3, 2));
    assert_eq!((narrow.pending(), narrow.dropped()), (1, 4), "one is always taken");
    for _ in 0..2 {
        support::event(&mut status, |event| matches!(event, Event::SlowConsumer(_))).await;
    }
    for number in 0..3 {
        let message = soon(default.next()).await.unwrap();
        assert_eq!((message.length, message.payload), (30_000, payload(number).into()));
    }
    assert_eq!(soon(narrow.next()).await.unwrap().payload, payload(0));
    client.publish("a", payload(9).into()).await.unwrap();
    for subscriber in [&mut default, &mut narrow, &mut wide] {
        assert_eq!(soon(subscriber.next()).await.unwrap().payload, payload(9));
    }
}

#[tokio::test]
async fn a_subscriber_that_has_others_wait_loses_nothing() {
    let server = Server::start();
    let (client, publisher) = (client_of(&server).await, client_of(&server).await);
    let options = SubscribeOptions::new().capacity(100).wait_when_full();
    let mut slow = client.subscribe_with("a", options.clone()).await.unwrap();
    let mut dropped = client.subscribe_with("a", options).await.unwrap();
    client.flush().await.unwrap();
    let count = 20_000_u32;
    for number in 0..count {
        let payload = [&number.to_be_bytes()[..], &[0; 1_000]].concat();
        publisher.publish("a", payload.into()).await.unwrap();
    }
    soon(publisher.flush()).await.unwrap();
    assert!(soon(dropped.next()).await.is_some());
    drop(dropped);
    for number in 0..count {
        let payload = soon(slow.next()).await.unwrap().payload;
        assert_eq!(payload[..4], number.to_be_bytes());
        let held = slow.pending();
        assert!(held < 2_000, "{held} wait");
    }
    assert_eq!(slow.dropped(), 0);
    // A drain is not held up by what nobody takes.
    for _ in 0..1_000 {
        publisher.publish("a", vec![0; 1_000].into()).await.unwrap();
    }
    soon(publisher.flush()).await.unwrap();
    soon(client.drain()).await.unwrap();
    assert_eq!(soon(slow.count()).await, 1_000);
}

#[tokio::test]
async fn a_client_whose_subscriber_is_full_keeps_its_link_and_finds_another() {
    let mut server = Server::start();
    let options = eager().ping_interval(Duration::from_millis(300));
    let client = soon(options.connect(server.url())).await.unwrap();
    let publisher = client_of(&server).await;
    let options = SubscribeOptions::new().capacity(1).wait_when_full();
    let mut slow = client.subscribe_with("a", options).await.unwrap();
    soon(client.flush()).await.unwrap();
    publisher.publish("a", "1".into()).await.unwrap();
    soon(publisher.flush()).await.unwrap();
    until(|| async { slow.pending() == 1 }).await;
    let mut events = client.events();
    // Longer than pings may go without an answer.
    tokio::time::sleep(Duration::from_secs(2)).await;
    while let Some(event) = events.next().now_or_never().flatten() {
        assert!(!matches!(event, Event::Disconnected), "{event:?}");
    }
    server.restart();
    reconnected(&mut events).await;
    assert_eq!(slow.pending(), 1);
    assert_eq!(soon(slow.next()).await.unwrap().payload, "1");
    assert_works(&client).await;
}

/// A frame of the server's may carry more messages than wait for a subscriber, and several come at once.
#[tokio::test]
async fn a_subscriber_that_was_held_up_with_its_client_loses_nothing() {
    let server = Server::start();
    let client = client_of(&server).await;
    let mut messages = client.subscribe("a").await.unwrap();
    client.flush().await.unwrap();
    let url = server.url();
    let publisher = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let client = soon(nats_web::connect(url)).await.unwrap();
            for _ in 0..MANY {
                client.publish("a", "some".into()).await.unwrap();
            }
            soon(client.drain()).await.unwrap();
        });
    });
    // This thread carries the client, too.
    publisher.join().unwrap();
    let mut count = 0;
    while count < MANY {
        soon(messages.next()).await.unwrap();
        count += 1;
        assert_eq!(messages.dropped(), 0, "after {count}");
    }
}

/// More than may wait by default.
const MANY: usize = 300_000;
