//! Programs on the Rust crate that run while servers and links fail: those of `npm/chaos`, which does the failing, and which
//! holds what they report against what is stored.
//!
//! It is spoken to by lines. The first one says where to connect, as a JSON object ([`Setting`]); then come commands:
//! `stop writing`, `stop reading`, and the end of the input, which is the program's. What happens is told as lines that are JSON arrays; see
//! [`Report`].

mod dice;
mod report;
mod workers;

use dice::Dice;
use nats_web::jetstream::{Context, ContextBuilder};
use nats_web::{Client, ConnectOptions, Error, Event};
use report::Report;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader, Lines, Stdin, stdin};
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Where programs connect and what they use there.
#[derive(Debug, Deserialize)]
struct Setting {
    /// Of which the programs' choices follow.
    seed: u64,
    /// The addresses for each client, by its name.
    clients: BTreeMap<String, Vec<String>>,
    /// The stream, and what its subjects begin with.
    stream: String,
    subject: String,
    /// The durable consumer that several programs share, and the one that one has.
    shared: String,
    alone: String,
    bucket: String,
    store: String,
}

/// What a program is given.
struct Parts {
    name: String,
    client: Client,
    dice: Dice,
    report: Report,
    /// Whether it is to go on.
    goes_on: watch::Receiver<bool>,
}

impl Parts {
    /// Returns a context that waits for answers as long as a program that is in a hurry.
    fn jetstream(&self) -> Context {
        ContextBuilder::new().timeout(Duration::from_millis(1_500)).build(self.client.clone())
    }

    /// Waits until it is to stop.
    async fn stopped(&self) {
        // Without somebody to say so, it is.
        let _ = self.goes_on.clone().wait_for(|goes_on| !goes_on).await;
    }

    fn goes_on(&self) -> bool {
        *self.goes_on.borrow()
    }

    /// Returns the same for one of several that share a connection.
    fn part(&self, number: u64) -> Self {
        let Self { name, client, dice, report, goes_on } = self;
        let (name, client, report, goes_on) = (name.clone(), client.clone(), report.clone(), goes_on.clone());
        Self { name, client, dice: dice.part(number), report, goes_on }
    }

    /// An operation has failed, as it may.
    fn met(&self, what: &str, error: &(dyn std::error::Error + 'static)) {
        self.report.met(&self.name, what, error);
    }
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut lines = BufReader::new(stdin()).lines();
    let first = lines.next_line().await?.ok_or("nothing is said of where to connect")?;
    let setting: Setting = serde_json::from_str(&first)?;
    let report = Report::default();
    let (writing, writes) = watch::channel(true);
    let (reading, reads) = watch::channel(true);
    let mut programs = Programs::default();
    programs.begin(&setting, &report, &writes, &reads).await?;
    report.done("start");
    for (command, stop, tasks) in
        [("stop writing", writing, &mut programs.writers), ("stop reading", reading, &mut programs.readers)]
    {
        await_line(&mut lines, command).await?;
        stop.send_replace(false);
        while let Some(ended) = tasks.join_next().await {
            ended?;
        }
        report.done(command);
    }
    report.leftovers().await;
    report.done("all");
    // Whoever has read that ends this.
    lines.next_line().await?;
    Ok(())
}

async fn await_line(lines: &mut Lines<BufReader<Stdin>>, wanted: &str) -> Result<(), Error> {
    let line = lines.next_line().await?;
    if line.as_deref() == Some(wanted) { Ok(()) } else { Err(format!("{line:?} in place of {wanted}").into()) }
}

/// What runs.
#[derive(Default)]
struct Programs {
    writers: JoinSet<()>,
    readers: JoinSet<()>,
}

impl Programs {
    /// Begins all: readers before there is anything to read.
    async fn begin(
        &mut self,
        setting: &Setting,
        report: &Report,
        writes: &watch::Receiver<bool>,
        reads: &watch::Receiver<bool>,
    ) -> Result<(), Error> {
        let Setting { stream, subject, shared, alone, bucket, store, .. } = setting;
        let mut parts = BTreeMap::new();
        for (number, (name, urls)) in (0..).zip(&setting.clients) {
            let client = connect(name, urls, report).await?;
            let is_writer = ["publisher-1", "publisher-2", "bucket", "objects"].contains(&name.as_str());
            let goes_on = if is_writer { writes } else { reads }.clone();
            let dice = Dice::new(setting.seed * 100 + number);
            parts.insert(name.as_str(), Parts { name: name.clone(), client, dice, report: report.clone(), goes_on });
        }
        let mut take = |name: &str| parts.remove(name).ok_or_else(|| format!("there is no client {name}"));

        let readers = &mut self.readers;
        readers.spawn(workers::ordered(take("ordered")?, stream).await?);
        readers.spawn(workers::pushed(take("subscriber")?, stream).await?);
        readers.spawn(workers::watch(take("watch")?, bucket).await?);
        readers.spawn(workers::consume(take("consume")?, stream.clone(), shared.clone(), Some(300)));
        readers.spawn(workers::consume(take("callback")?, stream.clone(), alone.clone(), None));
        readers.spawn(workers::fetch(take("fetch")?, stream.clone(), shared.clone(), 20));
        readers.spawn(workers::fetch(take("next")?, stream.clone(), shared.clone(), 1));

        let writers = &mut self.writers;
        for name in ["publisher-1", "publisher-2"] {
            workers::publish(&take(name)?, subject, writers);
        }
        workers::change_keys(&take("bucket")?, bucket, writers).await?;
        workers::keep_objects(&take("objects")?, store, writers).await?;
        Ok(())
    }
}

/// Connects as a program does that wants to stay connected.
async fn connect(name: &str, urls: &[String], report: &Report) -> Result<Client, Error> {
    let options = ConnectOptions::new()
        .name(name)
        .reconnect_delay_callback(|attempts| Duration::from_millis(50 + attempts as u64 % 50))
        .ignore_discovered_servers()
        .ping_interval(Duration::from_secs(1))
        .max_pings_out(3)
        .connection_timeout(Duration::from_secs(3));
    let client = options.connect(urls).await?;
    let (mut events, name, report) = (client.events(), name.to_owned(), report.clone());
    tokio::spawn(async move {
        while let Some(event) = events.next().await {
            if matches!(event, Event::Connected | Event::Disconnected | Event::ServerError(_)) {
                report.note(&name, &event.to_string());
            }
        }
    });
    Ok(client)
}

impl Report {
    /// Waits until the connections that nobody holds any more are gone with all that belongs to them.
    async fn leftovers(&self) {
        let tasks = Handle::current().metrics();
        for _ in 0..100 {
            if tasks.num_alive_tasks() == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        self.wrong("program", &format!("{} tasks are left", tasks.num_alive_tasks()));
    }
}
