//! Links that are lost, and what survives them.

mod support;

use nats_web::{ConnectionError, FlushError, Misuse, StatusEvent, SubscribeOptions, SubscriptionEnd};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use support::{Proxy, Server, client_of, cluster, eager, event, nobody_at, reconnected, soon, until};

#[tokio::test]
async fn a_restarted_server_gets_subscriptions_and_what_waited() {
    let mut server = Server::start();
    let client = client_of(&server).await;
    let mut status = client.status();
    let mut messages = client.subscribe("a.*").unwrap();
    client.flush().await.unwrap();
    server.stop();
    event(&mut status, |event| matches!(event, StatusEvent::Disconnected { .. })).await;
    assert!(!client.is_connected());
    let mut later = client.subscribe("later").unwrap();
    let large = vec![7; 200_000];
    client.publish("a.small", "kept").await.unwrap();
    client.publish("a.large", large.clone()).await.unwrap();
    client.publish("later", "too").await.unwrap();
    let (flushed, ()) = soon(async { tokio::join!(client.flush(), async { server.restart() }) }).await;
    assert_eq!(flushed, Ok(()));
    reconnected(&mut status).await;
    assert_eq!(soon(messages.next()).await.unwrap().payload(), b"kept");
    assert_eq!(soon(messages.next()).await.unwrap().payload(), large);
    assert_eq!(soon(later.next()).await.unwrap().payload(), b"too");
}

#[tokio::test]
async fn what_is_left_of_max_survives() {
    let server = Server::start();
    let proxy = Proxy::start(server.ws_port).await;
    let client = soon(eager().connect(proxy.url())).await.unwrap();
    let other = client_of(&server).await;
    let mut status = client.status();
    let mut messages = client.subscribe_with("a", &SubscribeOptions::new().max(5)).unwrap();
    client.flush().await.unwrap();
    other.publish("a", "1").await.unwrap();
    other.publish("a", "2").await.unwrap();
    assert!(soon(messages.next()).await.is_some() && soon(messages.next()).await.is_some());
    proxy.cut();
    reconnected(&mut status).await;
    client.flush().await.unwrap();
    for _ in 0..9 {
        other.publish("a", "more").await.unwrap();
    }
    let mut left = 0;
    while soon(messages.next()).await.is_some() {
        left += 1;
    }
    assert_eq!((left, messages.end()), (3, Some(SubscriptionEnd::MaxReached)));
    // The server, too, has ended it: nobody is there any more.
    nobody_at(&other, "a").await;
}

#[tokio::test]
async fn cut_again_and_again_nothing_that_waited_is_lost_or_doubled() {
    let server = Server::start();
    let proxy = Proxy::start(server.ws_port).await;
    let client = soon(eager().connect(proxy.url())).await.unwrap();
    let receiver = client_of(&server).await;
    let mut messages = receiver.subscribe("a").unwrap();
    receiver.flush().await.unwrap();
    let mut status = client.status();
    for round in 0..10u32 {
        proxy.refuse(true);
        proxy.cut();
        event(&mut status, |event| matches!(event, StatusEvent::Disconnected { .. })).await;
        client.publish("a", round.to_string()).await.unwrap();
        proxy.refuse(false);
        reconnected(&mut status).await;
        assert_eq!(soon(messages.next()).await.unwrap().payload(), round.to_string().as_bytes());
    }
    assert_eq!(messages.pending(), 0);
}

#[tokio::test]
async fn what_waits_is_bounded() {
    let mut server = Server::start();
    let client = soon(eager().max_pending(10_000).connect(server.url())).await.unwrap();
    let mut status = client.status();
    server.stop();
    event(&mut status, |event| matches!(event, StatusEvent::Disconnected { .. })).await;
    let mut kept = 0;
    let error = loop {
        match client.publish("a", vec![0; 1_000]).await {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
    };
    assert_eq!((error, kept), (Misuse::BufferFull { limit: 10_000 }, 9));
}

#[tokio::test]
async fn a_flush_fails_with_the_link_it_was_on() {
    let server = Server::start();
    let proxy = Proxy::start(server.ws_port).await;
    let client = soon(eager().connect(proxy.url())).await.unwrap();
    proxy.stall(true);
    let (flushed, ()) = soon(async {
        tokio::join!(client.flush(), async {
            client.publish("a", "").await.unwrap();
            proxy.cut();
        })
    })
    .await;
    assert_eq!(flushed, Err(FlushError::Disconnected));
}

#[tokio::test]
async fn a_link_that_does_not_answer_is_given_up() {
    let server = Server::start();
    let proxy = Proxy::start(server.ws_port).await;
    let options = eager().ping_interval(Duration::from_millis(20)).max_pings_out(2);
    let client = soon(options.connect(proxy.url())).await.unwrap();
    let mut status = client.status();
    proxy.stall(true);
    event(&mut status, |event| matches!(event, StatusEvent::Stale)).await;
    proxy.stall(false);
    reconnected(&mut status).await;
    soon(client.flush()).await.unwrap();
}

#[tokio::test]
async fn a_probe_finds_out_that_a_link_is_dead_and_leaves_a_live_one_alone() {
    let server = Server::start();
    let proxy = Proxy::start(server.ws_port).await;
    let live = client_of(&server).await;
    let mut nothing = live.status();
    let options = eager().ping_interval(Duration::ZERO).probe_timeout(Duration::from_millis(100));
    let client = soon(options.connect(proxy.url())).await.unwrap();
    let mut status = client.status();
    proxy.stall(true);
    for _ in 0..3 {
        client.probe();
        live.probe();
    }
    assert_eq!(soon(status.next()).await, Some(StatusEvent::Stale));
    soon(live.drain()).await.unwrap();
    assert_eq!(nothing.next().await, None, "nothing has happened to it");
    proxy.stall(false);
    reconnected(&mut status).await;
    soon(client.flush()).await.unwrap();
}

#[tokio::test]
async fn a_probe_ends_the_wait_between_two_dials() {
    let server = Server::start();
    let proxy = Proxy::start(server.ws_port).await;
    let options = eager().reconnect_wait(Duration::from_secs(3_600));
    let client = soon(options.connect(proxy.url())).await.unwrap();
    let mut status = client.status();
    proxy.cut();
    event(&mut status, |event| matches!(event, StatusEvent::Disconnected { .. })).await;
    client.probe();
    reconnected(&mut status).await;
    client.close().await;
    client.probe();
}

#[tokio::test]
async fn reconnecting_by_request_loses_nothing() {
    let server = Server::start();
    let client = client_of(&server).await;
    let mut status = client.status();
    let receiver = client_of(&server).await;
    let mut messages = receiver.subscribe("a").unwrap();
    receiver.flush().await.unwrap();
    client.publish("a", "before").await.unwrap();
    client.flush().await.unwrap();
    client.reconnect().unwrap();
    client.publish("a", "meanwhile").await.unwrap();
    event(&mut status, |event| *event == StatusEvent::ReconnectRequested).await;
    reconnected(&mut status).await;
    client.publish("a", "after").await.unwrap();
    for text in ["before", "meanwhile", "after"] {
        assert_eq!(soon(messages.next()).await.unwrap().payload(), text.as_bytes());
    }
}

#[tokio::test]
async fn attempts_are_counted_and_end() {
    let mut server = Server::start();
    let options = eager().max_reconnect_attempts(3);
    let client = soon(options.connect(server.url())).await.unwrap();
    let mut status = client.status();
    server.stop();
    let error = soon(client.closed()).await.unwrap_err();
    assert!(matches!(error, ConnectionError::Dial { .. }), "{error}");
    let mut attempts = 0;
    while let Some(event) = soon(status.next()).await {
        attempts += u32::from(matches!(event, StatusEvent::Reconnecting { .. }));
    }
    assert_eq!(attempts, 3);
    assert_eq!(client.publish("a", "").await, Err(Misuse::Closed));
}

#[tokio::test]
async fn without_reconnect_the_first_loss_is_the_end() {
    let server = Server::start();
    let proxy = Proxy::start(server.ws_port).await;
    let client = soon(eager().reconnect(false).connect(proxy.url())).await.unwrap();
    let mut messages = client.subscribe("a").unwrap();
    proxy.cut();
    let error = soon(client.closed()).await.unwrap_err();
    assert!(matches!(error, ConnectionError::Lost { .. }), "{error}");
    assert!(soon(messages.next()).await.is_none());
    assert_eq!(messages.end(), Some(SubscriptionEnd::Closed));
}

#[tokio::test]
async fn the_users_own_delay_is_asked_for() {
    let mut server = Server::start();
    let highest = Arc::new(AtomicU32::new(0));
    let seen = Arc::clone(&highest);
    let options = eager().reconnect_delay(move |attempt| {
        seen.fetch_max(attempt, Ordering::Relaxed);
        Duration::from_millis(1)
    });
    let client = soon(options.connect(server.url())).await.unwrap();
    let mut status = client.status();
    server.stop();
    until(|| async { highest.load(Ordering::Relaxed) >= 5 }).await;
    server.restart();
    reconnected(&mut status).await;
}

#[tokio::test]
async fn waiting_for_the_first_connection() {
    let mut server = Server::start();
    let url = server.url();
    server.stop();
    let connecting = tokio::spawn(eager().wait_on_first_connect(true).connect(url));
    server.restart();
    let client = soon(connecting).await.unwrap().unwrap();
    soon(client.flush()).await.unwrap();
}

#[tokio::test]
async fn a_cluster_is_learned_of_and_fails_over() {
    let mut servers = cluster(3);
    let client = client_of(&servers[0]).await;
    let mut status = client.status();
    // The others are told of in INFO, at once or when they have found each other.
    until(|| async { client.server_info().connect_urls.len() >= 3 }).await;
    let mut messages = client.subscribe("a").unwrap();
    client.flush().await.unwrap();
    servers[0].stop();
    reconnected(&mut status).await;
    let second = client.server();
    assert_ne!(second, format!("127.0.0.1:{}", servers[0].ws_port));
    client.publish("a", "by gossip").await.unwrap();
    assert_eq!(soon(messages.next()).await.unwrap().payload(), b"by gossip");
    let current = servers.iter_mut().find(|server| second.ends_with(&format!(":{}", server.ws_port))).unwrap();
    current.stop();
    reconnected(&mut status).await;
    client.publish("a", "once more").await.unwrap();
    assert_eq!(soon(messages.next()).await.unwrap().payload(), b"once more");
}
