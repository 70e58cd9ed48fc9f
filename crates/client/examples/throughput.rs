//! How fast this client is on this machine: `cargo run --release -p nats-web --example throughput -- ws://127.0.0.1:8080`
//!
//! Publishes through one connection, receives through another, then requests; prints messages a second, and the
//! process' CPU time a message where the system tells it.

use futures_util::StreamExt;
use std::error::Error;
use std::time::{Duration, Instant};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = std::env::args().nth(1).unwrap_or_else(|| "ws://127.0.0.1:8080".to_owned());
    for size in [16, 128, 1024, 16 * 1024] {
        publish(&url, size).await?;
        receive(&url, size).await?;
    }
    for in_flight in [1, 100] {
        request(&url, in_flight).await?;
    }
    Ok(())
}

async fn publish(url: &str, size: usize) -> Result<(), Box<dyn Error>> {
    let client = nats_web::connect(url).await?;
    let count = (TOTAL_BYTES / size).min(MOST);
    let payload = nats_web::Bytes::from(vec![b'x'; size]);
    let run = Run::start();
    for _ in 0..count {
        client.publish("throughput.nobody", payload.clone()).await?;
    }
    client.flush().await?;
    run.print(&format!("publish {size} B"), count);
    client.close().await;
    Ok(())
}

async fn receive(url: &str, size: usize) -> Result<(), Box<dyn Error>> {
    let count = (TOTAL_BYTES / size).min(MOST);
    let client = nats_web::connect(url).await?;
    let mut messages = client.subscribe("throughput.some").await?;
    client.flush().await?;
    let publisher = publish_apart(url, "throughput.some", size, count);
    let run = Run::start();
    for _ in 0..count {
        messages.next().await.ok_or("the subscription ended")?;
    }
    run.print(&format!("receive {size} B"), count);
    publisher.await?;
    client.close().await;
    Ok(())
}

/// Publishes from a thread of its own, whose CPU time counts too.
fn publish_apart(url: &str, subject: &'static str, size: usize, count: usize) -> tokio::task::JoinHandle<()> {
    let url = url.to_owned();
    tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let client = nats_web::connect(url).await.expect("a connection");
            let payload = nats_web::Bytes::from(vec![b'x'; size]);
            for _ in 0..count {
                client.publish(subject, payload.clone()).await.expect("room");
            }
            client.drain().await.expect("an orderly end");
        });
    })
}

async fn request(url: &str, in_flight: usize) -> Result<(), Box<dyn Error>> {
    let client = nats_web::connect(url).await?;
    let mut requests = client.subscribe("throughput.echo").await?;
    let service = client.clone();
    tokio::spawn(async move {
        while let Some(request) = requests.next().await {
            if let Some(reply) = request.reply {
                let _ = service.publish(reply, request.payload).await;
            }
        }
    });
    let count = if in_flight == 1 { 20_000 } else { 200_000 };
    let run = Run::start();
    let tasks: Vec<_> = (0..in_flight)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                for _ in 0..count / in_flight {
                    client.request("throughput.echo", "hello".into()).await.expect("a reply");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await?;
    }
    run.print(&format!("request, {in_flight} in flight"), count);
    client.close().await;
    Ok(())
}

struct Run {
    began: Instant,
    cpu: Option<Duration>,
}

impl Run {
    fn start() -> Self {
        Self { began: Instant::now(), cpu: cpu_time() }
    }

    fn print(&self, what: &str, count: usize) {
        let wall = self.began.elapsed().as_secs_f64();
        let cpu = cpu_time().zip(self.cpu).map(|(now, then)| (now - then).as_secs_f64() * 1e6 / count as f64);
        let cpu = cpu.map_or_else(String::new, |cpu| format!(", {cpu:.2} \u{b5}s CPU each"));
        println!("{what}: {:.0}/s{cpu}", count as f64 / wall);
    }
}

/// User and system time of this process, by Linux' count of hundredths.
fn cpu_time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: u64 = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}

const TOTAL_BYTES: usize = 400 << 20;
const MOST: usize = 2_000_000;
