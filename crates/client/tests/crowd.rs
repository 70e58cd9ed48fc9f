//! A thousand clients in one process come and go, in every way there is: no task, socket, subscription or byte is left behind.
//!
//! `CROWD_SECONDS` is for how long waves of them come; otherwise there are a few.

#![cfg(feature = "kv")]

mod support;

use cap::Cap;
use futures_util::StreamExt;
use nats_web::jetstream::consumer::{AckPolicy, PullConsumer, pull};
use nats_web::jetstream::stream::StorageType;
use nats_web::jetstream::{self, kv, stream};
use nats_web::service::ServiceExt;
use nats_web::{Client, Error};
use std::alloc::System;
use std::time::{Duration, Instant};
use support::{Dice, Monitor, Proxy, Server, client_of, eager, soon, until};
use tokio::runtime::Handle;
use tokio::task::JoinSet;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// Clients in a wave.
const CLIENTS: u64 = 1_000;
/// Waves, unless time is said; the first ones fill what is kept for good, as the runtime's own tables.
const WAVES: u64 = 6;
const WARM_UP: u64 = 3;
/// Bytes that may come and go besides: about 16 for each client of a wave.
const SLACK: usize = 16 << 10;

/// Where clients go.
struct Place {
    server: Server,
    monitor: Monitor,
    tcp: Proxy,
    web: Proxy,
    admin: Client,
    _files: tempfile::TempDir,
}

/// What a process has.
#[derive(Debug)]
struct Footprint {
    tasks: usize,
    /// Open files and sockets; none where the system does not tell.
    files: Option<usize>,
    connections: usize,
}

impl Place {
    async fn start() -> Self {
        let (files, monitor) = (tempfile::tempdir().unwrap(), Monitor::new());
        let config = format!("jetstream {{ store_dir: {:?} }}\n{}", files.path(), monitor.config());
        let server = Server::with_config(&config);
        let (tcp, web) = (Proxy::start(server.nats_port).await, Proxy::start(server.ws_port).await);
        let admin = client_of(&server).await;
        let place = Self { server, monitor, tcp, web, admin, _files: files };
        place.prepare().await;
        place
    }

    /// Makes the stream and the bucket that clients use, which are gone with a server that ends.
    async fn prepare(&self) {
        let jetstream = jetstream::new(self.admin.clone());
        let (subjects, storage) = (vec!["s.>".into()], StorageType::Memory);
        let config = stream::Config { name: "S".into(), subjects, storage, ..Default::default() };
        let stream = soon(jetstream.get_or_create_stream(config)).await.unwrap();
        let config = pull::Config {
            durable_name: Some("C".into()),
            ack_policy: AckPolicy::None,
            memory_storage: true,
            ..Default::default()
        };
        soon(stream.get_or_create_consumer("C", config)).await.unwrap();
        let config = kv::Config { bucket: "b".into(), storage: StorageType::Memory, ..Default::default() };
        soon(jetstream.create_or_update_key_value(config)).await.unwrap();
    }

    async fn footprint(&self) -> Footprint {
        let files = std::fs::read_dir("/proc/self/fd").ok().map(Iterator::count);
        let connections = self.monitor.connections().await;
        Footprint { tasks: Handle::current().metrics().num_alive_tasks(), files, connections }
    }

    /// Waits until there is nothing more than there was.
    async fn assert_no_more_than(&self, before: &Footprint) {
        until(|| async {
            let now = self.footprint().await;
            now.tasks <= before.tasks && now.files <= before.files && now.connections <= before.connections
        })
        .await;
    }

    /// A thousand clients, all at a time. Each tells whether it has done what it was to do.
    fn wave(&self, seed: u64) -> JoinSet<bool> {
        let mut lives = JoinSet::new();
        for number in 0..CLIENTS {
            let dice = Dice(seed * CLIENTS + number);
            let urls = [self.server.tcp_url(), self.server.url(), self.tcp.tcp_url(), self.web.url()];
            lives.spawn(async move {
                let mut dice = dice;
                let url = &urls[usize::try_from(dice.below(4)).unwrap()];
                let how_long = Duration::from_millis(dice.below(400));
                match dice.below(3) {
                    // Given up wherever it stands.
                    0 => matches!(tokio::time::timeout(how_long, live(url, dice)).await, Ok(Ok(()))),
                    // What fails for want of a link fails.
                    _ => live(url, dice).await.is_ok(),
                }
            });
        }
        lives
    }
}

/// What a client does, and how it ends: by its last drop, unless it says so.
async fn live(url: &str, mut dice: Dice) -> Result<(), Error> {
    let client = eager().request_timeout(Some(Duration::from_secs(1))).connect(url).await?;
    let mut messages = client.subscribe("crowd").await?;
    client.publish("crowd", vec![0; 100].into()).await?;
    match dice.below(8) {
        0 => {
            client.flush().await?;
            messages.next().await;
            client.drain().await?;
        }
        1 => client.close().await,
        2 => drop(client.request("nobody.answers", "".into()).await),
        3 => {
            let consumer: PullConsumer = jetstream::new(client).get_consumer_from_stream("C", "S").await?;
            let mut pulled = consumer.messages().await?;
            drop(tokio::time::timeout(Duration::from_millis(50), pulled.next()).await);
        }
        4 => {
            let mut watch = jetstream::new(client).get_key_value("b").await?.watch_all().await?;
            drop(tokio::time::timeout(Duration::from_millis(50), watch.next()).await);
        }
        5 => {
            let jetstream = jetstream::new(client);
            for _ in 0..10 {
                drop(jetstream.publish("s.x", "x".into()).await?);
            }
        }
        6 => {
            let service = client.service_builder().start("crowd", "1.0.0").await?;
            let mut requests = service.endpoint("asked").await?;
            drop((client, service));
            drop(tokio::time::timeout(Duration::from_millis(50), requests.next()).await);
        }
        _ => {
            client.force_reconnect().await?;
            client.publish("crowd", "".into()).await?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_clients_come_and_go() {
    let mut place = Place::start().await;
    let seconds = std::env::var("CROWD_SECONDS").ok().map(|text| Duration::from_secs(text.parse().unwrap()));
    let (begun, before) = (Instant::now(), place.footprint().await);
    let mut bytes = None;
    let mut waves = 0;
    while waves < WAVES || seconds.is_some_and(|seconds| begun.elapsed() < seconds) {
        let mut lives = place.wave(waves);
        let (mut ended, mut ended_well) = (0, 0);
        while let Some(is_well) = soon(lives.join_next()).await {
            ended_well += u64::from(is_well.unwrap());
            ended += 1;
            if ended % 250 == 0 {
                place.tcp.cut();
                place.web.cut();
            }
            if ended == CLIENTS / 2 && waves % 3 == 2 {
                place.server.restart();
                place.prepare().await;
            }
        }
        place.assert_no_more_than(&before).await;
        waves += 1;
        let now = ALLOCATOR.allocated();
        println!("wave {waves}: {now} bytes, {ended_well} ended well");
        assert!(ended_well > CLIENTS / 10, "hardly anybody was connected");
        if waves == WARM_UP {
            bytes = Some(now);
        }
        if let Some(before) = bytes {
            assert!(now < before + SLACK, "wave {waves}: from {before} to {now} bytes");
        }
    }
}
