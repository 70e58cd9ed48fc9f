//! A server with JetStream, a stream, and links to it that can be cut.

#![allow(dead_code, unused_imports, reason = "other tests use more of it")]

#[path = "../support/monitor.rs"]
#[allow(dead_code, unreachable_pub, reason = "other tests use more of it")]
mod monitor;
#[path = "../support/proxy.rs"]
#[allow(dead_code, unreachable_pub, reason = "other tests use more of it")]
mod proxy;
#[path = "../support/server.rs"]
#[allow(dead_code, unreachable_pub, reason = "other tests use more of it")]
mod server;

use futures_util::{Stream, StreamExt};
pub(crate) use monitor::Monitor;
use nats_web::jetstream::consumer::{AckPolicy, PullConsumer, pull};
use nats_web::jetstream::stream::{self, StorageType};
use nats_web::jetstream::{self, Context, Message};
use nats_web::{Client, ConnectOptions};
use proxy::Proxy;
pub(crate) use server::Server;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::time::Duration;

/// How long anything may take before a test fails. No test passes by waiting for it.
const DEADLINE: Duration = Duration::from_secs(40);

/// The future's output, or a failed test.
#[track_caller]
pub(crate) fn soon<F: Future>(future: F) -> impl Future<Output = F::Output> {
    let place = std::panic::Location::caller();
    async move { tokio::time::timeout(DEADLINE, future).await.unwrap_or_else(|_| panic!("{place}: not in time")) }
}

/// What links are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wire {
    Tcp,
    WebSocket,
}

/// A server, and a client behind a link that can be cut.
pub(crate) struct Rig {
    pub(crate) server: Server,
    pub(crate) proxy: Proxy,
    pub(crate) client: Client,
    pub(crate) js: Context,
    /// One that no cut concerns.
    pub(crate) admin: Context,
    _files: tempfile::TempDir,
}

impl Rig {
    pub(crate) async fn start() -> Self {
        Self::with("").await
    }

    /// With more in the server's configuration.
    pub(crate) async fn with(extra: &str) -> Self {
        Self::of(extra, Wire::WebSocket, ConnectOptions::new()).await
    }

    /// Over these links, and with more options than that it reconnects fast.
    pub(crate) async fn of(extra: &str, wire: Wire, options: ConnectOptions) -> Self {
        let files = tempfile::tempdir().unwrap();
        let server = Server::with_config(&format!("jetstream {{ store_dir: {:?} }}\n{extra}", files.path()));
        let (proxy, url) = match wire {
            Wire::Tcp => {
                let proxy = Proxy::start(server.nats_port).await;
                let url = proxy.tcp_url();
                (proxy, url)
            }
            Wire::WebSocket => {
                let proxy = Proxy::start(server.ws_port).await;
                let url = proxy.url();
                (proxy, url)
            }
        };
        let options = options.reconnect_delay_callback(|_| Duration::from_millis(20));
        let client = soon(options.connect(url)).await.unwrap();
        let admin = soon(nats_web::connect(server.url())).await.unwrap();
        let (js, admin) = (jetstream::new(client.clone()), jetstream::new(admin));
        Self { server, proxy, client, js, admin, _files: files }
    }

    /// A stream `S` of the subjects `s.>`.
    pub(crate) async fn stream(&self) -> stream::Stream {
        let subjects = vec!["s.>".to_owned()];
        let storage = StorageType::Memory;
        let config = stream::Config { name: "S".into(), subjects, storage, ..Default::default() };
        soon(self.js.create_stream(config)).await.unwrap()
    }

    /// Stores messages with these numbers.
    pub(crate) async fn store(&self, numbers: std::ops::Range<usize>) {
        for number in numbers {
            soon(async { self.admin.publish("s.x", number.to_string().into()).await.unwrap().await }).await.unwrap();
        }
    }
}

/// A durable consumer whose messages are to be acknowledged.
pub(crate) async fn durable(stream: &stream::Stream) -> PullConsumer {
    durable_for(stream, Duration::from_secs(60)).await
}

/// The same, with messages that come again after this time.
pub(crate) async fn durable_for(stream: &stream::Stream, ack_wait: Duration) -> PullConsumer {
    let config = pull::Config {
        durable_name: Some("C".into()),
        ack_policy: AckPolicy::Explicit,
        ack_wait,
        ..Default::default()
    };
    soon(stream.create_consumer(config)).await.unwrap()
}

/// Waits until a consumer has so many messages to deliver: it counts one a moment after the stream has stored it, and until
/// then a fetch ends without it.
pub(crate) async fn until_pending(consumer: &PullConsumer, count: u64) {
    until(|| async { consumer.get_info().await.unwrap().num_pending == count }).await;
}

/// The next item.
#[track_caller]
pub(crate) fn next<S: Stream + Unpin>(items: &mut S) -> impl Future<Output = Option<S::Item>> {
    soon(items.next())
}

/// The numbers of the next messages.
pub(crate) async fn numbers<S, E>(messages: &mut S, count: usize) -> Vec<usize>
where
    S: Stream<Item = Result<Message, E>> + Unpin,
    E: Debug,
{
    let mut numbers = Vec::new();
    while numbers.len() < count {
        numbers.push(number(&next(messages).await.expect("messages end").unwrap()));
    }
    numbers
}

/// Acknowledges messages until these have come. Others may come again: an acknowledgement, or a message, may be lost with a
/// link.
pub(crate) async fn all_of<S, E>(messages: &mut S, wanted: std::ops::Range<usize>)
where
    S: Stream<Item = Result<Message, E>> + Unpin,
    E: Debug,
{
    let mut missing: BTreeSet<usize> = wanted.collect();
    while !missing.is_empty() {
        let message = next(messages).await.expect("messages end").unwrap();
        missing.remove(&number(&message));
        soon(message.ack()).await.unwrap();
    }
}

/// The number of a message.
pub(crate) fn number(message: &Message) -> usize {
    std::str::from_utf8(&message.payload).unwrap().parse().unwrap()
}

/// Asks again and again until it is so. For what a server is to do in its own time.
pub(crate) async fn until<F: Future<Output = bool>>(mut holds: impl FnMut() -> F) {
    soon(async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
}
