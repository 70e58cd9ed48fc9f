//! How a client ends, and that nothing is left of it.

mod support;

use futures_util::{FutureExt as _, StreamExt as _};
use nats_web::client::FlushErrorKind;
use nats_web::error::{ConnectionError, Misuse, SubscriptionEnd};
use nats_web::{Event, RequestErrorKind};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use support::{Proxy, Server, client_of, eager, event, misuse, soon, source, until};

#[tokio::test]
async fn draining_delivers_everything_and_closes() {
    let server = Server::start();
    let (client, other) = (client_of(&server).await, client_of(&server).await);
    let mut at_other = other.subscribe("to.other").await.unwrap();
    let mut at_client = client.subscribe("to.client").await.unwrap();
    other.flush().await.unwrap();
    client.flush().await.unwrap();
    for _ in 0..500 {
        other.publish("to.client", "".into()).await.unwrap();
        client.publish("to.other", "".into()).await.unwrap();
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
    let mut status = client.events();
    server.stop();
    event(&mut status, |event| matches!(event, Event::Disconnected)).await;
    (client, server)
}

#[tokio::test]
async fn draining_without_a_server_ends() {
    let (client, _server) = away().await;
    let mut messages = client.subscribe("a").await.unwrap();
    soon(client.drain()).await.unwrap();
    assert!(soon(messages.next()).await.is_none());
    assert_eq!(messages.end(), Some(SubscriptionEnd::Drained));
}

#[tokio::test]
async fn a_flush_that_was_given_up_is_not_waited_for() {
    let (client, _server) = away().await;
    for _ in 0..3 {
        assert!(client.flush().now_or_never().is_none());
    }
    // Without anything to wait for, a drain without a link is over at once.
    drop(client.drain().now_or_never());
    assert!(client.is_closed());
    soon(client.closed()).await.unwrap();
}

#[tokio::test]
async fn draining_without_a_server_waits_for_one_if_something_is_to_be_sent() {
    let (client, mut server) = away().await;
    client.publish("a", "kept".into()).await.unwrap();
    let draining = tokio::spawn(async move { client.drain().await });
    server.restart();
    soon(draining).await.unwrap().unwrap();
}

#[tokio::test]
async fn draining_without_a_server_says_what_it_has_lost() {
    let (client, _server) = away().await;
    client.publish("a", "lost".into()).await.unwrap();
    let error = soon(client.drain()).await.unwrap_err();
    assert!(matches!(source(&error), ConnectionError::DrainTimeout), "{error}");
    assert!(matches!(soon(client.closed()).await, Err(ConnectionError::DrainTimeout)));
}

#[tokio::test]
async fn a_draining_client_takes_nothing_new() {
    let server = Server::start();
    let client = client_of(&server).await;
    let _messages = client.subscribe("a").await.unwrap();
    let mut draining = Box::pin(client.drain());
    let first = std::future::poll_fn(|cx| std::task::Poll::Ready(draining.as_mut().poll(cx)));
    assert!(first.await.is_pending());
    assert_eq!(misuse(client.subscribe("b").await), Misuse::Draining);
    assert_eq!(misuse(client.request("b", "".into()).await), Misuse::Draining);
    assert_eq!(misuse(client.force_reconnect().await), Misuse::Draining);
    soon(draining).await.unwrap();
}

#[tokio::test]
async fn closing_sends_what_was_published() {
    let server = Server::start();
    let other = client_of(&server).await;
    let mut messages = other.subscribe("a").await.unwrap();
    other.flush().await.unwrap();
    let client = client_of(&server).await;
    let large = vec![1; 300_000];
    for _ in 0..100 {
        client.publish("a", "small".into()).await.unwrap();
    }
    client.publish("a", large.clone().into()).await.unwrap();
    client.publish("a", "last".into()).await.unwrap();
    soon(client.close()).await;
    for _ in 0..100 {
        assert_eq!(soon(messages.next()).await.unwrap().payload, "small");
    }
    assert!(soon(messages.next()).await.unwrap().payload == large);
    assert_eq!(soon(messages.next()).await.unwrap().payload, "last");

    assert_eq!(misuse(client.publish("a", "".into()).await), Misuse::Closed);
    assert_eq!(misuse(client.subscribe("a").await), Misuse::Closed);
    assert_eq!(client.flush().await.unwrap_err().kind(), FlushErrorKind::SendError);
    assert_eq!(misuse(client.force_reconnect().await), Misuse::Closed);
    assert!(client.events().next().await.is_none());
    soon(client.close()).await;
    assert!(soon(client.closed()).await.is_ok());
}

#[tokio::test]
async fn the_last_clone_takes_the_connection_with_it() {
    let server = Server::start();
    let other = client_of(&server).await;
    let mut messages = other.subscribe("bye").await.unwrap();
    other.flush().await.unwrap();
    let client = client_of(&server).await;
    let mut events = client.events();
    let clone = client.clone();
    drop(client);
    clone.publish("bye", "".into()).await.unwrap();
    drop(clone);
    assert!(soon(messages.next()).await.is_some(), "what was published is still sent");
    while soon(events.next()).await.is_some() {}
}

#[tokio::test]
async fn a_dropped_subscriber_unsubscribes() {
    let server = Server::start();
    let client = client_of(&server).await;
    let subscriber = client.subscribe("a").await.unwrap();
    client.flush().await.unwrap();
    drop(subscriber);
    client.flush().await.unwrap();
    assert_eq!(soon(client.request("a", "".into())).await.unwrap_err().kind(), RequestErrorKind::NoResponders);
}

#[tokio::test]
async fn a_slot_used_again_is_safe_from_its_former_owner() {
    let server = Server::start();
    let client = client_of(&server).await;
    for _ in 0..10 {
        let mut former = client.subscribe_with("a", nats_web::client::SubscribeOptions::new().max(1)).await.unwrap();
        client.publish("a", "".into()).await.unwrap();
        assert!(soon(former.next()).await.is_some() && soon(former.next()).await.is_none());
        client.flush().await.unwrap();
        let mut latter = client.subscribe("b").await.unwrap();
        former.unsubscribe().await.unwrap();
        drop(former);
        client.publish("b", "".into()).await.unwrap();
        assert!(soon(latter.next()).await.is_some());
    }
}

#[test]
fn a_runtime_shuts_down_at_once_after_close() {
    let server = Server::start();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let client = client_of(&server).await;
        let _messages = client.subscribe("a").await.unwrap();
        soon(client.close()).await;
        // The task that told of the end is about to end itself.
        until(|| async { tokio::runtime::Handle::current().metrics().num_alive_tasks() == 0 }).await;
    });
    let before = Instant::now();
    drop(runtime);
    assert!(before.elapsed() < Duration::from_secs(10), "it hung");
}

#[tokio::test]
async fn a_client_that_never_connected_leaves_nothing_behind() {
    let mut server = Server::start();
    let url = server.url();
    server.stop();
    let client = soon(eager().retry_on_initial_connect().connect(url)).await.unwrap();
    let tasks = tokio::runtime::Handle::current().metrics();
    until(|| async { tasks.num_alive_tasks() == 1 }).await;
    drop(client);
    until(|| async { tasks.num_alive_tasks() == 0 }).await;
}

#[tokio::test]
async fn giving_connect_up_on_its_way_leaves_nothing_behind() {
    // It accepts, and says nothing.
    let listener = std::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let connecting = tokio::spawn(eager().connect(url));
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
        let messages = client.subscribe("a").await.unwrap();
        (client, messages)
    });
    drop(runtime);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        assert!(soon(messages.next()).await.is_none());
        let error = soon(client.closed()).await.unwrap_err();
        assert!(matches!(error, ConnectionError::TaskGone), "{error}");
        assert_eq!(misuse(client.publish("a", "".into()).await), Misuse::Closed);
    });
}

#[tokio::test]
async fn a_stalled_server_does_not_hold_up_close() {
    let server = Server::start();
    let proxy = Proxy::start(server.ws_port).await;
    let client = soon(eager().connect(proxy.url())).await.unwrap();
    proxy.stall(true);
    client.publish("a", vec![0; 1 << 20].into()).await.unwrap();
    soon(client.close()).await;
    assert!(client.is_closed());
}

#[tokio::test]
async fn publishers_wait_for_a_stalled_server_and_go_on_with_it() {
    let server = Server::start();
    let proxy = Proxy::start(server.ws_port).await;
    let client = soon(eager().connect(proxy.url())).await.unwrap();
    let other = client_of(&server).await;
    let mut messages =
        other.subscribe_with("a", nats_web::client::SubscribeOptions::new().capacity(1 << 20)).await.unwrap();
    other.flush().await.unwrap();
    proxy.stall(true);
    let publisher = client.clone();
    let publishing = tokio::spawn(async move {
        for _ in 0..2_000 {
            publisher.publish("a", vec![0; 32 * 1024].into()).await.unwrap();
        }
    });
    // 64 MB fit into no socket's buffers: the publisher waits before it has done.
    let mut published = 0;
    loop {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let now = client.statistics().out_messages.load(Ordering::Relaxed);
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
