//! One program on one of two clients: `nats-web-bench-native CLIENT URL WORK SIZE COUNT` prints a line of JSON.
//!
//! The programs are in `work.rs`, once: it is compiled against either crate, which have one API. Work `sub` prints
//! `ready` when messages can be sent to the subject `bench.flood`. The client `limit` is a socket alone.

mod socket;

use anyhow::{Context, Result, bail};
use std::fs;
use std::time::Instant;

/// The programs, against a crate.
macro_rules! programs {
    ($client:ident, $krate:ident) => {
        mod $client {
            use ::$krate as nats;
            include!("work.rs");
        }
    };
}

programs!(theirs, async_nats);
programs!(ours, nats_web);

/// What is measured of a program.
struct Span {
    began: Instant,
    cpu_ns: u64,
}

impl Span {
    fn begin() -> Self {
        Self { began: Instant::now(), cpu_ns: cpu_ns() }
    }

    /// Returns the time on the clock and on processors since the beginning, in nanoseconds.
    fn end(&self) -> (u128, u64) {
        (self.began.elapsed().as_nanos(), cpu_ns() - self.cpu_ns)
    }
}

/// What this process's threads have spent on processors, in nanoseconds.
fn cpu_ns() -> u64 {
    let Ok(tasks) = fs::read_dir("/proc/self/task") else { return 0 };
    let spent = |text: String| text.split(' ').next().and_then(|word| word.parse::<u64>().ok());
    tasks.flatten().filter_map(|task| fs::read_to_string(task.path().join("schedstat")).ok().and_then(spent)).sum()
}

#[tokio::main]
async fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [client, url, work, size, count] = words.as_slice() else { bail!("five words are expected") };
    let (size, count): (usize, usize) = (size.parse()?, count.parse()?);
    let (ns, cpu_ns) = match client.as_str() {
        "async-nats" => theirs::run(url, work, size, count).await,
        "nats-web" => ours::run(url, work, size, count).await,
        "limit" => socket::run(url, work, size, count).await,
        _ => bail!("there is no client {client}"),
    }
    .with_context(|| format!("{client}: {work} over {url}"))?;
    let each = |total: f64| total / count as f64;
    let (ns, cpu_ns) = (each(ns as f64), each(cpu_ns as f64));
    println!(r#"{{"sut":"{client}","size":{size},"msgs":{count},"ns":{ns:.1},"cpu_ns":{cpu_ns:.1}}}"#);
    Ok(())
}
