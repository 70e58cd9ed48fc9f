//! Long runs leave nothing behind: memory stays where it was.

mod support;

use futures_util::StreamExt as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use support::{Server, client_of, eager, is_connected, soon, until};

/// What may come and go without being a leak: buffers, the allocator's own reserves.
const SLACK: u64 = 24 << 20;

/// This process' resident memory in bytes; none where the system does not tell.
fn memory() -> Option<u64> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    Some(statm.split_whitespace().nth(1)?.parse::<u64>().ok()? * 4096)
}

#[track_caller]
fn assert_flat(before: Option<u64>, what: &str) {
    if let (Some(before), Some(after)) = (before, memory()) {
        assert!(after < before + SLACK, "{what}: from {before} to {after} bytes");
    }
}

// One test, one after the other: memory is the whole process'.
#[tokio::test]
async fn memory_stays_flat() {
    let mut server = Server::start();
    a_million_messages(&server).await;
    many_requests_and_subscriptions(&server).await;
    an_outage_with_constant_dialling(&mut server).await;
}

async fn a_million_messages(server: &Server) {
    let (publisher, client) = (client_of(server).await, client_of(server).await);
    let mut messages = client.subscribe("a").await.unwrap();
    client.flush().await.unwrap();
    let mut before = None;
    for round in 0..1_000 {
        for _ in 0..1_000 {
            publisher.publish("a", "0123456789abcdef".into()).await.unwrap();
        }
        for _ in 0..1_000 {
            assert!(soon(messages.next()).await.is_some());
        }
        if round == 100 {
            before = memory();
        }
    }
    assert_flat(before, "a million messages");
    assert_eq!((client.statistics().in_messages.load(Ordering::Relaxed), messages.dropped()), (1_000_000, 0));
}

async fn many_requests_and_subscriptions(server: &Server) {
    let client = client_of(server).await;
    let mut before = None;
    for round in 0..20_000 {
        let name = client.new_inbox();
        let mut inbox = client.subscribe(name.clone()).await.unwrap();
        client.publish(name, "".into()).await.unwrap();
        assert!(soon(inbox.next()).await.is_some());
        assert!(soon(client.request("nobody", "".into())).await.is_err());
        if round == 2_000 {
            before = memory();
        }
    }
    assert_flat(before, "20,000 requests and subscriptions");
}

async fn an_outage_with_constant_dialling(server: &mut Server) {
    let dials = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&dials);
    let options = eager().reconnect_delay_callback(move |_| {
        count.fetch_add(1, Ordering::Relaxed);
        Duration::ZERO
    });
    let client = soon(options.connect(server.url())).await.unwrap();
    let _status = client.events();
    let _messages = client.subscribe("a").await.unwrap();
    server.stop();
    until(|| async { dials.load(Ordering::Relaxed) > 500 }).await;
    let before = memory();
    until(|| async { dials.load(Ordering::Relaxed) > 5_000 }).await;
    assert_flat(before, "4,500 failed dials");
    server.restart();
    until(|| async { is_connected(&client) }).await;
    soon(client.flush()).await.unwrap();
}
