//! The last of those who hold a connection is dropped: nothing that was published is lost, nobody waits in vain, and nothing
//! is left behind; over TCP and WebSocket.

#![cfg(feature = "kv")]

mod support;

use futures_util::StreamExt;
use nats_web::client::Until;
use nats_web::jetstream::consumer::{AckPolicy, pull};
use nats_web::jetstream::context::PublishErrorKind;
use nats_web::jetstream::stream::StorageType;
use nats_web::jetstream::{self, kv, stream};
use nats_web::service::ServiceExt;
use nats_web::{Client, Event};
use std::pin::pin;
use std::time::Duration;
use support::{Monitor, Proxy, Server, client_of, eager, event, soon, until};

/// A server with JetStream, a client of it that nothing happens to, and what the server tells.
struct Rig {
    server: Server,
    admin: Client,
    monitor: Monitor,
    _files: tempfile::TempDir,
}

impl Rig {
    async fn start() -> Self {
        let (files, monitor) = (tempfile::tempdir().unwrap(), Monitor::new());
        let config = format!("jetstream {{ store_dir: {:?} }}\n{}", files.path(), monitor.config());
        let server = Server::with_config(&config);
        let admin = client_of(&server).await;
        Self { server, admin, monitor, _files: files }
    }

    fn urls(&self) -> [String; 2] {
        [self.server.tcp_url(), self.server.url()]
    }

    /// That nothing is left but what the rig needs.
    async fn assert_clean(&self) {
        let tasks = tokio::runtime::Handle::current().metrics();
        until(|| async { tasks.num_alive_tasks() == 1 && self.monitor.connections().await == 1 }).await;
    }

    async fn stream(&self) -> stream::Stream {
        let (name, subjects, storage) = ("S".into(), vec!["s.>".into()], StorageType::Memory);
        let config = stream::Config { name, subjects, storage, ..Default::default() };
        soon(jetstream::new(self.admin.clone()).get_or_create_stream(config)).await.unwrap()
    }
}

#[tokio::test]
async fn what_was_published_arrives() {
    let rig = Rig::start().await;
    let mut messages = rig.admin.subscribe("a").await.unwrap();
    rig.admin.flush().await.unwrap();
    for url in rig.urls() {
        for round in 0..10 {
            let client = soon(eager().connect(&url)).await.unwrap();
            for _ in 0..300 {
                client.publish("a", "small".into()).await.unwrap();
            }
            // More than a socket takes at once.
            client.publish("a", vec![1; 3_000_000].into()).await.unwrap();
            client.publish("a", round.to_string().into()).await.unwrap();
            drop(client);
            for _ in 0..300 {
                assert_eq!(soon(messages.next()).await.unwrap().payload, "small", "{url}");
            }
            assert_eq!(soon(messages.next()).await.unwrap().payload.len(), 3_000_000, "{url}");
            assert_eq!(soon(messages.next()).await.unwrap().payload, round.to_string().as_bytes(), "{url}");
        }
        rig.assert_clean().await;
    }
}

#[tokio::test]
async fn what_waits_for_its_acknowledgement_is_stored_and_its_end_is_told() {
    let rig = Rig::start().await;
    let mut stream = rig.stream().await;
    for (url, stored) in rig.urls().iter().zip([500, 1_000]) {
        let client = soon(eager().connect(url)).await.unwrap();
        let jetstream = jetstream::new(client);
        let mut acks = Vec::new();
        for _ in 0..500 {
            acks.push(soon(jetstream.publish("s.x", "x".into())).await.unwrap());
        }
        drop(jetstream);
        for ack in acks {
            // What had come before is there.
            if let Err(error) = soon(ack.into_future()).await {
                assert_eq!(error.kind(), PublishErrorKind::BrokenPipe, "{url}");
            }
        }
        until(|| async { stream.get_info().await.unwrap().state.messages == stored }).await;
        rig.assert_clean().await;
    }
    soon(stream.info()).await.unwrap();
}

#[tokio::test]
async fn whoever_receives_keeps_it() {
    let rig = Rig::start().await;
    rig.stream().await;
    for url in rig.urls() {
        let client = soon(eager().connect(&url)).await.unwrap();
        let mut messages = client.subscribe("a").await.unwrap();
        let mut group = client.queue_subscribe("a", "g".into()).await.unwrap();
        soon(client.flush()).await.unwrap();
        drop(client);
        rig.admin.publish("a", "x".into()).await.unwrap();
        assert!(soon(messages.next()).await.is_some() && soon(group.next()).await.is_some(), "{url}");
        drop((messages, group));
        rig.assert_clean().await;

        let client = soon(eager().connect(&url)).await.unwrap();
        let service = client.service_builder().start("shop", "1.0.0").await.unwrap();
        let mut requests = service.endpoint("price").await.unwrap();
        soon(client.flush()).await.unwrap();
        drop((client, service));
        let (reply, ()) = soon(async {
            tokio::join!(rig.admin.request("price", "".into()), async {
                requests.next().await.unwrap().respond(Ok("7".into())).await.unwrap();
            })
        })
        .await;
        assert_eq!(reply.unwrap().payload, "7", "{url}");
        drop(requests);
        rig.assert_clean().await;

        let client = soon(eager().connect(&url)).await.unwrap();
        let mut asked = rig.admin.subscribe("who").await.unwrap();
        rig.admin.flush().await.unwrap();
        let mut replies = client.request_many("who", "".into(), Until::Count(1)).await.unwrap();
        drop(client);
        let reply = soon(asked.next()).await.unwrap().reply.unwrap();
        rig.admin.publish(reply, "me".into()).await.unwrap();
        assert_eq!(soon(replies.next()).await.unwrap().unwrap().payload, "me", "{url}");
        drop(replies);
        rig.assert_clean().await;
    }
}

#[tokio::test]
async fn readers_keep_it() {
    let rig = Rig::start().await;
    let stream = rig.stream().await;
    let admin = jetstream::new(rig.admin.clone());
    let config = kv::Config { bucket: "b".into(), storage: StorageType::Memory, ..Default::default() };
    let bucket = soon(admin.create_key_value(config)).await.unwrap();
    for (url, name) in rig.urls().into_iter().zip(["C1", "C2"]) {
        let jetstream = jetstream::new(soon(eager().connect(&url)).await.unwrap());
        let config =
            pull::Config { durable_name: Some(name.into()), ack_policy: AckPolicy::Explicit, ..Default::default() };
        let consumer = soon(jetstream.create_consumer_on_stream(config, "S")).await.unwrap();
        let mut messages = soon(consumer.messages()).await.unwrap();
        let mut watch = soon(soon(jetstream.get_key_value("b")).await.unwrap().watch("k")).await.unwrap();
        drop((jetstream, consumer));
        soon(async { admin.publish("s.x", "x".into()).await.unwrap().await }).await.unwrap();
        soon(bucket.put("k", "v".into())).await.unwrap();
        let message = soon(messages.next()).await.unwrap().unwrap();
        assert_eq!(soon(watch.next()).await.unwrap().unwrap().value, "v", "{url}");
        drop((messages, watch));
        soon(message.double_ack()).await.unwrap();
        drop(message);
        rig.assert_clean().await;
        // What was theirs has gone with them.
        until(|| async { bucket.stream.consumer_names().count().await == 0 }).await;
        soon(stream.purge().into_future()).await.unwrap();
    }
}

#[tokio::test]
async fn a_request_that_is_given_up_with_its_client() {
    let rig = Rig::start().await;
    let _silent = rig.admin.subscribe("silent").await.unwrap();
    rig.admin.flush().await.unwrap();
    for url in rig.urls() {
        let client = soon(eager().connect(&url)).await.unwrap();
        let mut events = client.events();
        let asking = tokio::spawn(async move { client.request("silent", "".into()).await });
        let tasks = tokio::runtime::Handle::current().metrics();
        until(|| async { tasks.num_alive_tasks() == 3 }).await;
        asking.abort();
        while soon(events.next()).await.is_some() {}
        rig.assert_clean().await;
    }
}

#[tokio::test]
async fn nothing_is_left_of_a_client_without_a_connection() {
    let mut rig = Rig::start().await;
    for url in rig.urls() {
        let client = soon(eager().connect(&url)).await.unwrap();
        let mut events = client.events();
        let messages = client.subscribe("a").await.unwrap();
        rig.server.stop();
        event(&mut events, |event| *event == Event::Disconnected).await;
        // Nobody will ever get this.
        client.publish("a", "".into()).await.unwrap();
        let ack = soon(jetstream::new(client.clone()).publish("s.x", "".into())).await.unwrap();
        drop((client, messages));
        assert_eq!(soon(ack.into_future()).await.unwrap_err().kind(), PublishErrorKind::BrokenPipe, "{url}");
        let tasks = tokio::runtime::Handle::current().metrics();
        until(|| async { tasks.num_alive_tasks() == 1 }).await;
        rig.server.restart();
        rig.assert_clean().await;
    }
}

#[tokio::test]
async fn nothing_is_left_of_a_client_whose_server_takes_nothing() {
    let rig = Rig::start().await;
    let tasks = tokio::runtime::Handle::current().metrics();
    for port in [rig.server.nats_port, rig.server.ws_port] {
        let proxy = Proxy::start(port).await;
        let url = if port == rig.server.ws_port { proxy.url() } else { proxy.tcp_url() };
        let before = tasks.num_alive_tasks();
        let client = soon(eager().connect(&url)).await.unwrap();
        proxy.stall(true);
        {
            // As much as the client keeps, and then it waits for room.
            let mut publishing = pin!(async {
                loop {
                    client.publish("a", vec![0; 100_000].into()).await.unwrap();
                }
            });
            let waits = tokio::time::timeout(Duration::from_millis(200), publishing.as_mut());
            assert!(waits.await.map(|never: ()| never).is_err());
        }
        drop(client);
        proxy.cut();
        until(|| async { tasks.num_alive_tasks() == before }).await;
    }
}
