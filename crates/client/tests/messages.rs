//! Publishing and subscribing.

mod support;

use futures_util::StreamExt as _;
use nats_web::{Bytes, HeaderMap, Misuse, SubjectError, SubscribeOptions, SubscriptionEnd};
use std::time::Duration;
use support::{Server, client_of, eager, soon};

#[tokio::test]
async fn what_is_published_arrives_in_order() {
    let server = Server::start();
    let client = client_of(&server).await;
    let mut messages = client.subscribe("a.*").unwrap();
    for number in 0..1_000 {
        client.publish(format!("a.{number}"), number.to_string()).await.unwrap();
    }
    for number in 0..1_000 {
        let message = soon(messages.next()).await.unwrap();
        assert_eq!(message.subject(), format!("a.{number}"));
        assert_eq!(message.payload(), number.to_string().as_bytes());
        assert_eq!((message.reply(), message.status()), (None, None));
        assert!(message.headers().is_none());
    }
    let stats = client.stats();
    assert_eq!((stats.in_messages, stats.out_messages), (1_000, 1_000));
    assert_eq!(client.server(), format!("127.0.0.1:{}", server.ws_port));
    assert_eq!(client.server_info().max_payload, 8 * 1024 * 1024);
    client.close().await;
}

#[tokio::test]
async fn a_subscriber_is_a_stream() {
    let server = Server::start();
    let client = client_of(&server).await;
    let messages = client.subscribe_with("a", &SubscribeOptions::new().max(3)).unwrap();
    for number in 0..5u8 {
        client.publish("a", vec![number]).await.unwrap();
    }
    let all: Vec<u8> = soon(messages.map(|message| message.payload()[0]).collect()).await;
    assert_eq!(all, [0, 1, 2]);
}

#[tokio::test]
async fn a_queue_group_shares_its_messages() {
    let server = Server::start();
    let client = client_of(&server).await;
    let options = SubscribeOptions::new().queue("workers");
    let mut first = client.subscribe_with("jobs", &options).unwrap();
    let mut second = client.subscribe_with("jobs", &options).unwrap();
    for _ in 0..200 {
        client.publish("jobs", "job").await.unwrap();
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
    let mut messages = client.subscribe_with("a", &SubscribeOptions::new().max(2)).unwrap();
    messages.unsubscribe_after(4).unwrap();
    for _ in 0..6 {
        client.publish("a", "").await.unwrap();
    }
    for _ in 0..4 {
        assert!(soon(messages.next()).await.is_some());
    }
    assert!(soon(messages.next()).await.is_none());
    assert_eq!(messages.end(), Some(SubscriptionEnd::MaxReached));
    assert_eq!(messages.unsubscribe(), Err(Misuse::SubscriptionClosed));
}

#[tokio::test]
async fn unsubscribing_ends_the_stream_and_draining_keeps_what_was_under_way() {
    let server = Server::start();
    let client = client_of(&server).await;
    let mut dropped = client.subscribe("a").unwrap();
    let mut drained = client.subscribe("a").unwrap();
    for _ in 0..100 {
        client.publish("a", "").await.unwrap();
    }
    soon(drained.drain()).await.unwrap();
    assert_eq!(drained.end(), Some(SubscriptionEnd::Drained));
    assert_eq!(drained.pending(), 100);
    dropped.unsubscribe().unwrap();
    assert!(soon(dropped.next()).await.is_none());
    assert_eq!(dropped.end(), Some(SubscriptionEnd::Unsubscribed));
    assert_eq!(soon(drained.drain()).await, Err(Misuse::SubscriptionClosed));
    assert_eq!(soon((&mut drained).count()).await, 100);
}

#[tokio::test]
async fn a_subscription_without_a_first_message_times_out() {
    let server = Server::start();
    let client = client_of(&server).await;
    let options = SubscribeOptions::new().timeout(Duration::from_millis(30));
    let mut silent = client.subscribe_with("silent", &options).unwrap();
    assert!(soon(silent.next()).await.is_none());
    assert_eq!(silent.end(), Some(SubscriptionEnd::TimedOut));
}

#[tokio::test]
async fn headers_travel() {
    let server = Server::start();
    let client = client_of(&server).await;
    let mut messages = client.subscribe("h").unwrap();
    let mut headers = HeaderMap::new();
    headers.append("Key", "one").unwrap();
    headers.append("Key", "zwei \u{e4}").unwrap();
    headers.append("key", "three").unwrap();
    client.publish_with_headers("h", &headers, "x").await.unwrap();
    client.publish_with_reply_and_headers("h", "r", &HeaderMap::new(), "y").await.unwrap();
    let message = soon(messages.next()).await.unwrap();
    assert_eq!(message.headers(), Some(headers));
    assert_eq!(
        (message.header("Key"), message.header("key"), message.header("KEY")),
        (Some("one"), Some("three"), None)
    );
    assert_eq!(message.payload(), b"x");
    let message = soon(messages.next()).await.unwrap();
    assert_eq!((message.headers(), message.reply()), (None, Some("r")));
}

#[tokio::test]
async fn payloads_of_any_size_arrive_whole() {
    let server = Server::start();
    let client = client_of(&server).await;
    let mut messages = client.subscribe("big").unwrap();
    let sizes = [0, 1, 4_095, 4_096, 65_535, 65_536, 65_537, 1 << 20, (1 << 20) + 1, 8 << 20];
    let payload = |size: usize| -> Bytes { (0..size).map(|at| (at * 7 + size) as u8).collect::<Vec<u8>>().into() };
    let publisher = client.clone();
    let publishing = tokio::spawn(async move {
        for size in sizes {
            publisher.publish("big", payload(size)).await.unwrap();
            publisher.publish("big", "between").await.unwrap();
        }
    });
    for size in sizes {
        let message = soon(messages.next()).await.unwrap();
        assert!(message.into_payload() == payload(size), "{size}");
        assert_eq!(soon(messages.next()).await.unwrap().payload(), b"between");
    }
    publishing.await.unwrap();
    let refused = client.publish("big", vec![0; (8 << 20) + 1]).await;
    assert_eq!(refused, Err(Misuse::PayloadTooLarge { size: (8 << 20) + 1, max: 8 << 20 }));
}

#[tokio::test]
async fn what_a_server_is_told_to_allow_arrives() {
    let server = Server::with_config(
        "max_payload: 94371840\nmax_pending: 400MB\nmax_control_line: 3000000\nwrite_deadline: \"60s\"",
    );
    let (client, publisher) = (client_of(&server).await, client_of(&server).await);
    let mut messages = client.subscribe("a.>").unwrap();
    client.flush().await.unwrap();
    let subjects = [10, 70_000, 1_000_000].map(|length| format!("a.{}", "x".repeat(length)));
    for subject in &subjects {
        publisher.publish_with_reply(subject, subject, "x").await.unwrap();
    }
    let payload: Bytes = vec![7; 70 << 20].into();
    publisher.publish("a.large", payload.clone()).await.unwrap();
    for subject in &subjects {
        let message = soon(messages.next()).await.unwrap();
        assert!(message.subject() == subject && message.reply() == Some(subject));
    }
    let message = soon(messages.next()).await.unwrap();
    assert_eq!((message.subject(), message.payload().len()), ("a.large", payload.len()));
}

#[tokio::test]
async fn misuse_is_refused_at_once() {
    let server = Server::start();
    let client = client_of(&server).await;
    assert_eq!(client.publish("", "x").await, Err(Misuse::Subject(SubjectError::Empty)));
    assert_eq!(client.publish("a b", "x").await, Err(Misuse::Subject(SubjectError::Whitespace)));
    assert_eq!(client.publish_with_reply("a", "b\r\n", "").await, Err(Misuse::Reply(SubjectError::Whitespace)));
    let huge = "x".repeat(300_000_000);
    assert_eq!(client.publish(&huge, "x").await, Err(Misuse::Subject(SubjectError::TooLong)));
    assert_eq!(client.subscribe(&huge).unwrap_err(), Misuse::Subject(SubjectError::TooLong));
    assert_eq!(client.subscribe("a.>.b").unwrap_err(), Misuse::Subject(SubjectError::MisplacedWildcard));
    let options = SubscribeOptions::new().queue("a b");
    assert_eq!(client.subscribe_with("a", &options).unwrap_err(), Misuse::Queue(SubjectError::Whitespace));
    assert_eq!(client.stats().out_messages, 0);
    client.flush().await.unwrap();
}

#[tokio::test]
async fn without_echo_ones_own_messages_stay_away() {
    let server = Server::start();
    let quiet = soon(eager().echo(false).connect(server.url())).await.unwrap();
    let other = client_of(&server).await;
    let mut messages = quiet.subscribe("a").unwrap();
    quiet.publish("a", "own").await.unwrap();
    quiet.flush().await.unwrap();
    other.publish("a", "other").await.unwrap();
    assert_eq!(soon(messages.next()).await.unwrap().payload(), b"other");
}

#[tokio::test]
async fn a_denied_subscription_ends_and_the_others_live_on() {
    let server = Server::with_config(
        r#"authorization { users = [{ user: u, password: p, permissions: { subscribe: { deny: ["no.>"] } } }] }"#,
    );
    let client = soon(eager().user_and_password("u", "p").connect(server.url())).await.unwrap();
    let mut status = client.status();
    let mut denied = client.subscribe("no.way").unwrap();
    let mut allowed = client.subscribe("yes").unwrap();
    assert!(soon(denied.next()).await.is_none());
    let Some(SubscriptionEnd::Denied(error)) = denied.end() else { panic!("{:?}", denied.end()) };
    assert!(error.text.contains("\"no.way\""), "{error}");
    support::event(&mut status, |event| matches!(event, nats_web::StatusEvent::ServerError(_))).await;
    client.publish("yes", "").await.unwrap();
    assert!(soon(allowed.next()).await.is_some());
}

#[tokio::test]
async fn a_subscriber_that_sleeps_loses_the_newest_and_is_told_of() {
    let server = Server::start();
    let client = client_of(&server).await;
    let mut status = client.status();
    let mut slow = client.subscribe_with("a", &SubscribeOptions::new().capacity(10)).unwrap();
    let mut fast = client.subscribe("a").unwrap();
    for number in 0..50u8 {
        client.publish("a", vec![number]).await.unwrap();
    }
    for number in 0..50u8 {
        assert_eq!(soon(fast.next()).await.unwrap().payload(), [number]);
    }
    let event = support::event(&mut status, |event| matches!(event, nats_web::StatusEvent::SlowConsumer { .. })).await;
    assert_eq!(event, nats_web::StatusEvent::SlowConsumer { subject: "a".to_owned() });
    assert_eq!((slow.pending(), slow.dropped()), (10, 40));
    for number in 0..10u8 {
        assert_eq!(soon(slow.next()).await.unwrap().payload(), [number]);
    }
}

#[tokio::test]
async fn bytes_that_wait_are_bounded_too() {
    let server = Server::start();
    let options = eager().subscription_capacity_bytes(100_000);
    let client = soon(options.connect(server.url())).await.unwrap();
    let mut status = client.status();
    let mut default = client.subscribe("a").unwrap();
    let mut narrow = client.subscribe_with("a", &SubscribeOptions::new().capacity_bytes(10)).unwrap();
    let mut wide = client.subscribe_with("a", &SubscribeOptions::new().capacity_bytes(usize::MAX)).unwrap();
    let payload = |number: u8| vec![number; 29_999];
    for number in 0..5 {
        client.publish("a", payload(number)).await.unwrap();
    }
    for number in 0..5 {
        assert_eq!(soon(wide.next()).await.unwrap().payload(), payload(number));
    }
    assert_eq!((wide.dropped(), default.pending(), default.dropped()), (0, 3, 2));
    assert_eq!((narrow.pending(), narrow.dropped()), (1, 4), "one is always taken");
    for _ in 0..2 {
        support::event(&mut status, |event| matches!(event, nats_web::StatusEvent::SlowConsumer { .. })).await;
    }
    for number in 0..3 {
        let message = soon(default.next()).await.unwrap();
        assert_eq!((message.payload(), message.size()), (&payload(number)[..], 30_000));
    }
    assert_eq!(soon(narrow.next()).await.unwrap().payload(), payload(0));
    client.publish("a", payload(9)).await.unwrap();
    for subscriber in [&mut default, &mut narrow, &mut wide] {
        assert_eq!(soon(subscriber.next()).await.unwrap().payload(), payload(9));
    }
}

/// A frame of the server's may carry more messages than wait for a subscriber, and several come at once.
#[tokio::test]
async fn a_subscriber_that_was_held_up_with_its_client_loses_nothing() {
    let server = Server::start();
    let client = client_of(&server).await;
    let mut messages = client.subscribe("a").unwrap();
    client.flush().await.unwrap();
    let url = server.url();
    let publisher = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let client = soon(nats_web::connect(url)).await.unwrap();
            for _ in 0..MANY {
                client.publish("a", "some").await.unwrap();
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
