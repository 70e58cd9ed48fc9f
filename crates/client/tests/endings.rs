//! How a client ends, and that nothing is left of it.

mod support;

use nats_web::{ConnectionError, FlushError, Misuse, RequestError, StatusEvent, SubscriptionEnd};
use std::time::{Duration, Instant};
use support::{Proxy, Server, client_of, eager, event, nobody_at, soon, until};

#[tokio::test]
async fn draining_delivers_everything_and_closes() {
    let server = Server::start();
    let (client, other) = (client_of(&server).await, client_of(&server).await);
    let mut at_other = other.subscribe("to.other").unwrap();
    let mut at_client = client.subscribe("to.client").unwrap();
    other.flush().await.unwrap();
    client.flush().await.unwrap();
    for _ in 0..500 {
        other.publish("to.client", "").await.unwrap();
        client.publish("to.other", "").await.unwrap();
    }
    other.flush().await.unwrap();
    let (first, second) = soon(async { tokio::join!(client.drain(), client.drain()) }).await;
    assert!(first.is_ok() && second.is_ok());
    assert!(client.is_closed() && client.is_draining());
    assert_eq!((at_client.pending(), at_client.end()), (500, Some(SubscriptionEnd::Drained)));
    for _ in 0..500 {
        assert!(soon(at_client.next()).await.is_some() && soon(at_other.next()).await.is_some());
    }
    assert!(soon(at_client.next()).await.is_none());
    assert!(soon(client.closed()).await.is_ok());
}

/// A client of a server that has gone.
async fn away() -> (nats_web::Client, Server) {
    let mut server = Server::start();
    let client = client_of(&server).await;
    let mut status = client.status();
    server.stop();
    event(&mut status, |event| matches!(event, StatusEvent::Disconnected { .. })).await;
    (client, server)
}

#[tokio::test]
async fn draining_without_a_server_ends() {
    let (client, _server) = away().await;
    let mut messages = client.subscribe("a").unwrap();
    soon(client.drain()).await.unwrap();
    assert!(soon(messages.next()).await.is_none());
    assert_eq!(messages.end(), Some(SubscriptionEnd::Drained));
}

#[tokio::test]
async fn draining_without_a_server_waits_for_one_if_something_is_to_be_sent() {
    let (client, mut server) = away().await;
    client.publish("a", "kept").await.unwrap();
    let draining = tokio::spawn(async move { client.drain().await });
    server.restart();
    soon(draining).await.unwrap().unwrap();
}

#[tokio::test]
async fn draining_without_a_server_says_what_it_has_lost() {
    let (client, _server) = away().await;
    client.publish("a", "lost").await.unwrap();
    let error = soon(client.drain()).await.unwrap_err();
    assert!(matches!(error, ConnectionError::DrainTimeout), "{error}");
    assert!(matches!(soon(client.closed()).await, Err(ConnectionError::DrainTimeout)));
}

#[tokio::test]
async fn a_draining_client_takes_nothing_new() {
    let server = Server::start();
    let client = client_of(&server).await;
    let _messages = client.subscribe("a").unwrap();
    let mut draining = Box::pin(client.drain());
    let first = std::future::poll_fn(|cx| std::task::Poll::Ready(draining.as_mut().poll(cx)));
    assert!(first.await.is_pending());
    assert_eq!(client.subscribe("b").unwrap_err(), Misuse::Draining);
    assert_eq!(client.request("b", "").await.unwrap_err(), RequestError::Misuse(Misuse::Draining));
    assert_eq!(client.reconnect(), Err(Misuse::Draining));
    soon(draining).await.unwrap();
}

#[tokio::test]
async fn closing_sends_what_was_published() {
    let server = Server::start();
    let other = client_of(&server).await;
    let mut messages = other.subscribe("a").unwrap();
    other.flush().await.unwrap();
    let client = client_of(&server).await;
    let large = vec![1; 300_000];
    for _ in 0..100 {
        client.publish("a", "small").await.unwrap();
    }
    client.publish("a", large.clone()).await.unwrap();
    client.publish("a", "last").await.unwrap();
    soon(client.close()).await;
    for _ in 0..100 {
        assert_eq!(soon(messages.next()).await.unwrap().payload(), b"small");
    }
    assert!(soon(messages.next()).await.unwrap().payload() == large);
    assert_eq!(soon(messages.next()).await.unwrap().payload(), b"last");

    assert_eq!(client.publish("a", "").await, Err(Misuse::Closed));
    assert_eq!(client.subscribe("a").unwrap_err(), Misuse::Closed);
    assert_eq!(client.flush().await, Err(FlushError::Closed));
    assert_eq!(client.reconnect(), Err(Misuse::Closed));
    assert!(client.status().next().await.is_none());
    soon(client.close()).await;
    assert!(soon(client.closed()).await.is_ok());
}

#[tokio::test]
async fn the_last_clone_takes_the_connection_with_it() {
    let server = Server::start();
    let other = client_of(&server).await;
    let mut messages = other.subscribe("bye").unwrap();
    other.flush().await.unwrap();
    let client = client_of(&server).await;
    let mut own = client.subscribe("own").unwrap();
    client.flush().await.unwrap();
    let clone = client.clone();
    drop(client);
    clone.publish("bye", "").await.unwrap();
    drop(clone);
    assert!(soon(messages.next()).await.is_some(), "what was published is still sent");
    assert!(soon(own.next()).await.is_none());
    assert_eq!(own.end(), Some(SubscriptionEnd::Closed));
    assert_eq!(own.unsubscribe(), Err(Misuse::SubscriptionClosed));
    nobody_at(&other, "own").await;
}

#[tokio::test]
async fn a_dropped_subscriber_unsubscribes() {
    let server = Server::start();
    let client = client_of(&server).await;
    let subscriber = client.subscribe("a").unwrap();
    client.flush().await.unwrap();
    drop(subscriber);
    client.flush().await.unwrap();
    assert_eq!(soon(client.request("a", "")).await.unwrap_err(), RequestError::NoResponders);
}

#[tokio::test]
async fn a_slot_used_again_is_safe_from_its_former_owner() {
    let server = Server::start();
    let client = client_of(&server).await;
    for _ in 0..10 {
        let mut former = client.subscribe_with("a", &nats_web::SubscribeOptions::new().max(1)).unwrap();
        client.publish("a", "").await.unwrap();
        assert!(soon(former.next()).await.is_some() && soon(former.next()).await.is_none());
        client.flush().await.unwrap();
        let mut latter = client.subscribe("b").unwrap();
        assert_eq!(former.unsubscribe(), Err(Misuse::SubscriptionClosed));
        drop(former);
        client.publish("b", "").await.unwrap();
        assert!(soon(latter.next()).await.is_some());
    }
}

#[test]
fn a_runtime_shuts_down_at_once_after_close() {
    let server = Server::start();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let client = client_of(&server).await;
        let _messages = client.subscribe("a").unwrap();
        soon(client.close()).await;
        // The task that told of the end is about to end itself.
        until(|| async { tokio::runtime::Handle::current().metrics().num_alive_tasks() == 0 }).await;
    });
    let before = Instant::now();
    drop(runtime);
    assert!(before.elapsed() < Duration::from_secs(10), "it hung");
}

#[tokio::test]
async fn giving_connect_up_leaves_nothing_behind() {
    let mut server = Server::start();
    let url = server.url();
    server.stop();
    let connecting = tokio::spawn(eager().wait_on_first_connect(true).connect(url));
    let tasks = tokio::runtime::Handle::current().metrics();
    until(|| async { tasks.num_alive_tasks() == 2 }).await;
    connecting.abort();
    until(|| async { tasks.num_alive_tasks() == 0 }).await;
}

#[test]
fn nobody_waits_in_vain_for_a_runtime_that_is_gone() {
    let server = Server::start();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (client, mut messages) = runtime.block_on(async {
        let client = client_of(&server).await;
        let messages = client.subscribe("a").unwrap();
        (client, messages)
    });
    drop(runtime);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        assert!(soon(messages.next()).await.is_none());
        let error = soon(client.closed()).await.unwrap_err();
        assert!(matches!(error, ConnectionError::TaskGone), "{error}");
        assert_eq!(client.publish("a", "").await, Err(Misuse::Closed));
    });
}

#[tokio::test]
async fn a_stalled_server_does_not_hold_up_close() {
    let server = Server::start();
    let proxy = Proxy::start(server.ws_port).await;
    let client = soon(eager().connect(proxy.url())).await.unwrap();
    proxy.stall(true);
    client.publish("a", vec![0; 1 << 20]).await.unwrap();
    soon(client.close()).await;
    assert!(client.is_closed());
}

#[tokio::test]
async fn publishers_wait_for_a_stalled_server_and_go_on_with_it() {
    let server = Server::start();
    let proxy = Proxy::start(server.ws_port).await;
    let client = soon(eager().connect(proxy.url())).await.unwrap();
    let other = client_of(&server).await;
    let mut messages = other.subscribe_with("a", &nats_web::SubscribeOptions::new().capacity(1 << 20)).unwrap();
    other.flush().await.unwrap();
    proxy.stall(true);
    let publisher = client.clone();
    let publishing = tokio::spawn(async move {
        for _ in 0..2_000 {
            publisher.publish("a", vec![0; 32 * 1024]).await.unwrap();
        }
    });
    // 64 MB fit into no socket's buffers: the publisher waits before it has done.
    let mut published = 0;
    loop {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let now = client.stats().out_messages;
        if now > 0 && now == published {
            break;
        }
        published = now;
    }
    assert!(!publishing.is_finished() && published < 2_000, "{published}");
    proxy.stall(false);
    soon(publishing).await.unwrap();
    for _ in 0..2_000 {
        assert!(soon(messages.next()).await.is_some());
    }
}
