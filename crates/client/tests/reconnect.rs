//! Links that are lost, and what survives them.

mod support;

use futures_util::StreamExt as _;
use nats_web::client::{FlushErrorKind, SubscribeOptions};
use nats_web::connection::State;
use nats_web::error::{ConnectionError, Misuse, SubscriptionEnd};
use nats_web::{ClientError, Event};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use support::{
    Proxy, Server, client_of, cluster, eager, event, is_connected, misuse, nobody_at, reconnected, soon, source, until,
};

#[tokio::test]
async fn a_restarted_server_gets_subscriptions_and_what_waited() {
    let mut server = Server::start();
    let client = client_of(&server).await;
    let mut status = client.events();
    let mut messages = client.subscribe("a.*").await.unwrap();
    client.flush().await.unwrap();
    server.stop();
    event(&mut status, |event| matches!(event, Event::Disconnected)).await;
    assert!(!is_connected(&client));
    let mut later = client.subscribe("later").await.unwrap();
    let large = vec![7; 200_000];
    client.publish("a.small", "kept".into()).await.unwrap();
    client.publish("a.large", large.clone().into()).await.unwrap();
    client.publish("later", "too".into()).await.unwrap();
    let (flushed, ()) = soon(async { tokio::join!(client.flush(), async { server.restart() }) }).await;
    flushed.unwrap();
    reconnected(&mut status).await;
    assert_eq!(soon(messages.next()).await.unwrap().payload, "kept");
    assert_eq!(soon(messages.next()).await.unwrap().payload, large);
    assert_eq!(soon(later.next()).await.unwrap().payload, "too");
}

#[tokio::test]
async fn what_is_left_of_max_survives() {
    let server = Server::start();
    let proxy = Proxy::start(server.ws_port).await;
    let client = soon(eager().connect(proxy.url())).await.unwrap();
    let other = client_of(&server).await;
    let mut status = client.events();
    let mut messages = client.subscribe_with("a", SubscribeOptions::new().max(5)).await.unwrap();
    client.flush().await.unwrap();
    other.publish("a", "1".into()).await.unwrap();
    other.publish("a", "2".into()).await.unwrap();
    assert!(soon(messages.next()).await.is_some() && soon(messages.next()).await.is_some());
    proxy.cut();
    reconnected(&mut status).await;
    client.flush().await.unwrap();
    for _ in 0..9 {
        other.publish("a", "more".into()).await.unwrap();
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
    let mut messages = receiver.subscribe("a").await.unwrap();
    receiver.flush().await.unwrap();
    let mut status = client.events();
    for round in 0..10u32 {
        proxy.refuse(true);
        proxy.cut();
        event(&mut status, |event| matches!(event, Event::Disconnected)).await;
        client.publish("a", round.to_string().into()).await.unwrap();
        proxy.refuse(false);
        reconnected(&mut status).await;
        assert_eq!(soon(messages.next()).await.unwrap().payload, round.to_string().as_bytes());
    }
    assert_eq!(messages.pending(), 0);
}

#[tokio::test]
async fn what_waits_is_bounded() {
    let mut server = Server::start();
    let client = soon(eager().max_pending(10_000).connect(server.url())).await.unwrap();
    let mut status = client.events();
    server.stop();
    event(&mut status, |event| matches!(event, Event::Disconnected)).await;
    let mut kept = 0;
    let error = loop {
        match client.publish("a", vec![0; 1_000].into()).await {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
    };
    assert_eq!((source(&error), kept), (Misuse::BufferFull { limit: 10_000 }, 9));
}

#[tokio::test]
async fn a_flush_fails_with_the_link_it_was_on() {
    let server = Server::start();
    let proxy = Proxy::start(server.ws_port).await;
    let client = soon(eager().connect(proxy.url())).await.unwrap();
    proxy.stall(true);
    let (flushed, ()) = soon(async {
        tokio::join!(client.flush(), async {
            client.publish("a", "".into()).await.unwrap();
            proxy.cut();
        })
    })
    .await;
    assert_eq!(flushed.unwrap_err().kind(), FlushErrorKind::FlushError);
}

fn is_stale(event: &Event) -> bool {
    matches!(event, Event::ClientError(ClientError::Other(words)) if words.contains("ping"))
}

#[tokio::test]
async fn a_link_that_does_not_answer_is_given_up() {
    let server = Server::start();
    let proxy = Proxy::start(server.ws_port).await;
    let options = eager().ping_interval(Duration::from_millis(20)).max_pings_out(2);
    let client = soon(options.connect(proxy.url())).await.unwrap();
    let mut status = client.events();
    proxy.stall(true);
    event(&mut status, is_stale).await;
    proxy.stall(false);
    reconnected(&mut status).await;
    soon(client.flush()).await.unwrap();
}

#[tokio::test]
async fn a_probe_finds_out_that_a_link_is_dead_and_leaves_a_live_one_alone() {
    let server = Server::start();
    let proxy = Proxy::start(server.ws_port).await;
    let live = client_of(&server).await;
    let mut nothing = live.events();
    let options = eager().ping_interval(Duration::ZERO).probe_timeout(Duration::from_millis(100));
    let client = soon(options.connect(proxy.url())).await.unwrap();
    let mut status = client.events();
    proxy.stall(true);
    for _ in 0..3 {
        client.probe();
        live.probe();
    }
    assert!(soon(status.next()).await.is_some_and(|event| is_stale(&event)));
    soon(live.drain()).await.unwrap();
    assert_eq!(nothing.next().await, Some(Event::Draining), "nothing has happened to it before");
    proxy.stall(false);
    reconnected(&mut status).await;
    soon(client.flush()).await.unwrap();
}

#[tokio::test]
async fn a_probe_ends_the_wait_between_two_dials() {
    let server = Server::start();
    let proxy = Proxy::start(server.ws_port).await;
    let options = eager().reconnect_delay_callback(|_| Duration::from_secs(3_600));
    let client = soon(options.connect(proxy.url())).await.unwrap();
    let mut status = client.events();
    proxy.cut();
    event(&mut status, |event| matches!(event, Event::Disconnected)).await;
    client.probe();
    reconnected(&mut status).await;
    client.close().await;
    client.probe();
}

#[tokio::test]
async fn reconnecting_by_request_loses_nothing() {
    let server = Server::start();
    let client = client_of(&server).await;
    let mut status = client.events();
    let receiver = client_of(&server).await;
    let mut messages = receiver.subscribe("a").await.unwrap();
    receiver.flush().await.unwrap();
    client.publish("a", "before".into()).await.unwrap();
    client.flush().await.unwrap();
    client.force_reconnect().await.unwrap();
    client.publish("a", "meanwhile".into()).await.unwrap();
    event(&mut status, |event| *event == Event::Disconnected).await;
    reconnected(&mut status).await;
    client.publish("a", "after".into()).await.unwrap();
    for text in ["before", "meanwhile", "after"] {
        assert_eq!(soon(messages.next()).await.unwrap().payload, text.as_bytes());
    }
}

#[tokio::test]
async fn attempts_are_counted_and_end() {
    let mut server = Server::start();
    let options = eager().max_reconnects(3);
    let client = soon(options.connect(server.url())).await.unwrap();
    let mut status = client.events();
    server.stop();
    let error = soon(client.closed()).await.unwrap_err();
    assert!(matches!(error, ConnectionError::Dial { .. }), "{error}");
    let (mut attempts, mut is_told) = (0, false);
    while let Some(event) = soon(status.next()).await {
        attempts += u32::from(matches!(event, Event::ClientError(ClientError::Other(_))));
        is_told |= event == Event::ClientError(ClientError::MaxReconnects);
    }
    assert!(attempts == 3 && is_told, "{attempts}");
    assert_eq!(misuse(client.publish("a", "".into()).await), Misuse::Closed);
}

#[tokio::test]
async fn without_reconnect_the_first_loss_is_the_end() {
    let server = Server::start();
    let proxy = Proxy::start(server.ws_port).await;
    let client = soon(eager().reconnect(false).connect(proxy.url())).await.unwrap();
    let mut messages = client.subscribe("a").await.unwrap();
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
    let options = eager().reconnect_delay_callback(move |attempt| {
        seen.fetch_max(u32::try_from(attempt).unwrap(), Ordering::Relaxed);
        Duration::from_millis(1)
    });
    let client = soon(options.connect(server.url())).await.unwrap();
    let mut status = client.events();
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
    let client = soon(eager().retry_on_initial_connect().connect(url)).await.unwrap();
    assert_eq!((client.connection_state(), client.try_server_info()), (State::Pending, None));
    client.publish("a", "kept".into()).await.unwrap();
    let mut messages = client.subscribe("a").await.unwrap();
    server.restart();
    assert_eq!(soon(messages.next()).await.unwrap().payload, "kept");
    assert_eq!((client.connection_state(), client.server_info().port), (State::Connected, server.ws_port));
}

#[tokio::test]
async fn a_cluster_is_learned_of_and_fails_over() {
    let mut servers = cluster(3);
    let client = client_of(&servers[0]).await;
    let mut status = client.events();
    // The others are told of in INFO, at once or when they have found each other.
    until(|| async { client.server_info().connect_urls.len() >= 3 }).await;
    let mut messages = client.subscribe("a").await.unwrap();
    client.flush().await.unwrap();
    servers[0].stop();
    reconnected(&mut status).await;
    let second = client.server();
    assert_ne!(second, format!("127.0.0.1:{}", servers[0].ws_port));
    client.publish("a", "by gossip".into()).await.unwrap();
    assert_eq!(soon(messages.next()).await.unwrap().payload, "by gossip");
    let current = servers.iter_mut().find(|server| second.ends_with(&format!(":{}", server.ws_port))).unwrap();
    current.stop();
    reconnected(&mut status).await;
    client.publish("a", "once more".into()).await.unwrap();
    assert_eq!(soon(messages.next()).await.unwrap().payload, "once more");
}
