//! Core NATS.

use crate::harness::{Bench, at_each_await, dropped_at};
use crate::jwt::{User, new_key};
use crate::support::{Monitor, Server, next, soon, until};
use futures_util::{FutureExt, StreamExt};
use nats_web::client::{SubscribeOptions, Until};
use nats_web::nkeys::Role;
use nats_web::{ConnectOptions, HeaderMap, Request};
use std::time::Duration;

#[tokio::test]
async fn connecting() {
    let monitor = Monitor::new();
    let server = Server::with_config(&monitor.config());
    let tasks = tokio::runtime::Handle::current().metrics();
    for url in [server.tcp_url(), server.url()] {
        for wait in 0.. {
            let client = dropped_at(wait, ConnectOptions::new().connect(&url)).await;
            let is_done = client.is_some();
            drop(client);
            until(|| async { tasks.num_alive_tasks() == 0 && monitor.connections().await == 0 }).await;
            if is_done {
                break;
            }
        }
    }
}

#[tokio::test]
async fn reading_credentials() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("user.creds");
    let user = User { key: new_key(Role::User), jwt: "e30.e30.e30".into() };
    std::fs::write(&file, user.creds()).unwrap();
    for wait in 0.. {
        if let Some(options) = dropped_at(wait, ConnectOptions::with_credentials_file(&file)).await {
            drop(options.unwrap());
            break;
        }
    }
}

#[tokio::test]
async fn publishing() {
    let mut bench = Bench::start().await;
    let client = bench.client.clone();
    let mut messages = bench.rig.admin.client().subscribe("p").await.unwrap();
    soon(bench.rig.admin.client().flush()).await.unwrap();
    bench.settle().await;
    let mut expected = 0;
    for wait in 0..2 {
        let headers = HeaderMap::from_iter([]);
        expected += u64::from(dropped_at(wait, client.publish("p", "".into())).await.is_some());
        expected += u64::from(dropped_at(wait, client.publish_with_headers("p", headers, "".into())).await.is_some());
        expected += u64::from(dropped_at(wait, client.publish_with_reply("p", "r", "".into())).await.is_some());
    }
    assert_eq!(expected, 3, "with room there is no wait");
    bench.assert_clean().await;
    for _ in 0..expected {
        assert!(next(&mut messages).await.is_some());
    }
    // While there is no room each of them waits, and what is dropped is not published.
    bench.rig.proxy.stall(true);
    let mut filled = 0;
    while client.publish("p", vec![0; 100_000].into()).now_or_never().is_some() {
        filled += 1;
        tokio::task::yield_now().await;
    }
    for wait in 1..4 {
        assert!(tokio::time::timeout(Duration::from_millis(5), client.publish("p", "lost".into())).await.is_err());
        assert!(client.publish("p", "lost".into()).now_or_never().is_none(), "{wait}");
        assert!(client.request("p", "lost".into()).now_or_never().is_none(), "{wait}");
        assert!(bench.js.publish("p", "lost".into()).now_or_never().is_none(), "{wait}");
    }
    bench.rig.proxy.stall(false);
    for _ in 0..filled {
        assert_eq!(next(&mut messages).await.unwrap().payload.len(), 100_000);
    }
    bench.assert_clean().await;
    soon(client.publish("p", "last".into())).await.unwrap();
    assert_eq!(next(&mut messages).await.unwrap().payload, "last");
}

#[tokio::test]
async fn requesting() {
    let mut bench = Bench::start().await;
    let client = bench.client.clone();
    let reply = at_each_await!(bench, client.request("echo", "1".into()));
    assert_eq!(reply.unwrap().payload, "1");
    let own = || Request::new().payload("2".into()).inbox(client.new_inbox());
    let reply = at_each_await!(bench, client.send_request("echo", own()));
    assert_eq!(reply.unwrap().payload, "2");
    let replies = at_each_await!(bench, async {
        let mut replies = client.request_many("echo", "3".into(), Until::Count(1)).await?;
        Ok::<_, nats_web::RequestError>((replies.next().await, replies.next().await))
    });
    let (first, second) = replies.unwrap();
    assert_eq!(first.unwrap().unwrap().payload, "3");
    assert!(second.is_none());
    let own = || Request::new().payload("4".into()).inbox(client.new_inbox());
    let replies = at_each_await!(bench, async {
        let mut replies = client.send_request_many("echo", own(), Until::Count(1)).await?;
        Ok::<_, nats_web::RequestError>(replies.next().await)
    });
    assert_eq!(replies.unwrap().unwrap().unwrap().payload, "4");
}

#[tokio::test]
async fn flushing() {
    let mut bench = Bench::start().await;
    let client = bench.client.clone();
    at_each_await!(bench, client.flush()).unwrap();
}

#[tokio::test]
async fn subscribing() {
    let mut bench = Bench::start().await;
    let client = bench.client.clone();
    at_each_await!(bench, async { client.subscribe("s").await.map(drop) }).unwrap();
    at_each_await!(bench, async { client.queue_subscribe("s", "q".into()).await.map(drop) }).unwrap();
    let options = || SubscribeOptions::new().max(3);
    at_each_await!(bench, async { client.subscribe_with("s", options()).await.map(drop) }).unwrap();
    at_each_await!(bench, async { client.subscribe("s").await.unwrap().unsubscribe().await }).unwrap();
    at_each_await!(bench, async { client.subscribe("s").await.unwrap().unsubscribe_after(3).await }).unwrap();
}

#[tokio::test]
async fn receiving() {
    let mut bench = Bench::start().await;
    let client = bench.client.clone();
    let mut messages = client.subscribe("s").await.unwrap();
    let mut events = client.events();
    for number in 0..100 {
        let text = number.to_string();
        assert!(dropped_at(1, messages.next()).await.is_none());
        assert!(dropped_at(1, events.next()).await.is_none());
        soon(client.publish("s", text.clone().into())).await.unwrap();
        let message = loop {
            match dropped_at(1, messages.next()).await {
                Some(message) => break message.unwrap(),
                None => tokio::task::yield_now().await,
            }
        };
        assert_eq!(message.payload, text);
    }
    drop(messages);
    bench.assert_clean().await;
}

#[tokio::test]
async fn draining_a_subscriber_goes_on() {
    let mut bench = Bench::start().await;
    let client = bench.client.clone();
    let mut wait = 0;
    loop {
        let mut messages = client.subscribe("s").await.unwrap();
        for _ in 0..3 {
            client.publish("s", "x".into()).await.unwrap();
        }
        let is_done = dropped_at(wait, messages.drain()).await.is_some();
        if wait > 0 {
            // Whoever began it need not wait for it: it ends by itself, with all that was on its way.
            let mut count = 0;
            while next(&mut messages).await.is_some() {
                count += 1;
            }
            assert_eq!(count, 3);
        }
        drop(messages);
        bench.assert_clean().await;
        if is_done {
            return;
        }
        wait += 1;
    }
}

#[tokio::test]
async fn the_end_goes_on() {
    for wait in 1.. {
        let mut bench = Bench::start().await;
        let client = bench.client.clone();
        let mut messages = client.subscribe("s").await.unwrap();
        client.publish("s", "x".into()).await.unwrap();
        assert!(dropped_at(wait.min(1), client.closed()).await.is_none());
        bench.assert_works().await;
        let is_done = dropped_at(wait, client.drain()).await.is_some();
        soon(client.closed()).await.unwrap();
        assert_eq!(next(&mut messages).await.unwrap().payload, "x");
        assert!(next(&mut messages).await.is_none());
        until(|| async { bench.monitor.connections().await == 1 }).await;

        let bench = Bench::start().await;
        let client = bench.client.clone();
        dropped_at(wait, client.close()).await;
        soon(client.closed()).await.unwrap();
        until(|| async { bench.monitor.connections().await == 1 }).await;
        if is_done {
            return;
        }
    }
}

#[tokio::test]
async fn the_rest_does_not_wait() {
    let mut bench = Bench::start().await;
    let client = bench.client.clone();
    let pool = at_each_await!(bench, client.server_pool()).unwrap();
    let urls: Vec<String> = pool.iter().map(|server| server.addr.as_url_str().to_owned()).collect();
    at_each_await!(bench, client.set_server_pool(urls.clone())).unwrap();
    let mut events = client.events();
    assert!(dropped_at(0, client.force_reconnect()).await.is_none());
    assert!(dropped_at(1, client.force_reconnect()).await.is_some());
    while next(&mut events).await != Some(nats_web::Event::Connected) {}
    bench.assert_clean().await;
}
