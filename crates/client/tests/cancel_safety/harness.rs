//! Dropping futures, and whether all is well after that.

use crate::support::{Monitor, Rig, next, soon, until};
use futures_util::StreamExt;
use nats_web::jetstream::{Context, ContextBuilder};
use nats_web::{Client, Subscriber};
use std::cell::Cell;
use std::pin::pin;
use std::task::Poll;
use tokio::task::JoinHandle;

/// Drops a future at its wait of that number, counted from 1; with 0 it is never polled. Returns its output if it has no such
/// wait.
pub(crate) async fn dropped_at<F: Future>(wait: usize, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut waits = 0;
    let polled = std::future::poll_fn(|cx| {
        if wait == 0 {
            return Poll::Ready(None);
        }
        match future.as_mut().poll(cx) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending => {
                waits += 1;
                if waits == wait { Poll::Ready(None) } else { Poll::Pending }
            }
        }
    });
    soon(polled).await
}

/// A client to whom futures are dropped, and what else it does meanwhile.
pub(crate) struct Bench {
    pub(crate) rig: Rig,
    pub(crate) client: Client,
    /// A context with room for a single publish that waits for its acknowledgement.
    pub(crate) js: Context,
    pub(crate) monitor: Monitor,
    subscriptions: u64,
    numbers: Subscriber,
    count: Cell<u64>,
    echo: JoinHandle<()>,
}

impl Bench {
    pub(crate) async fn start() -> Self {
        let monitor = Monitor::new();
        let rig = Rig::with(&monitor.config()).await;
        rig.stream().await;
        let client = rig.client.clone();
        let js = ContextBuilder::new().max_ack_inflight(1).build(client.clone());
        let admin = rig.admin.client();
        let mut requests = admin.subscribe("echo").await.unwrap();
        soon(admin.flush()).await.unwrap();
        let echo = tokio::spawn(async move {
            while let Some(request) = requests.next().await {
                admin.publish(request.reply.unwrap(), request.payload).await.unwrap();
            }
        });
        let numbers = client.subscribe("numbers").await.unwrap();
        let mut bench = Self { rig, client, js, monitor, subscriptions: 0, numbers, count: Cell::new(0), echo };
        bench.assert_works().await;
        // The one for replies is made with the first request.
        soon(bench.rig.admin.client().request("echo", "".into())).await.unwrap();
        bench.settle().await;
        bench
    }

    /// The subscriptions that there are now are to stay.
    pub(crate) async fn settle(&mut self) {
        self.subscriptions = self.monitor.subscriptions().await;
    }

    /// That what is done beside goes on.
    pub(crate) async fn assert_works(&mut self) {
        let count = self.count.replace(self.count.get() + 1);
        let text = count.to_string();
        soon(self.client.publish("numbers", text.clone().into())).await.unwrap();
        assert_eq!(next(&mut self.numbers).await.unwrap().payload, text);
        assert_eq!(soon(self.client.request("echo", text.clone().into())).await.unwrap().payload, text);
        soon(self.client.flush()).await.unwrap();
        soon(self.js.wait_for_acks()).await;
    }

    /// That nothing is left of what was given up: no message for others, no subscription, no task.
    pub(crate) async fn assert_clean(&mut self) {
        self.assert_works().await;
        assert_eq!(self.numbers.pending(), 0);
        until(|| async { self.monitor.subscriptions().await == self.subscriptions }).await;
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.echo.abort();
    }
}

/// Does something with each number of a wait until it comes to its end, and sees to it that all is well in between. Evaluates
/// to the output.
macro_rules! at_each_await {
    ($bench:ident, $future:expr) => {
        at_each_await!($bench, $future, |_wait| {})
    };
    ($bench:ident, $future:expr, |$wait:ident| $check:block) => {{
        let mut $wait = 0;
        loop {
            let output = $crate::harness::dropped_at($wait, $future).await;
            if let Some(output) = output {
                $bench.assert_clean().await;
                break output;
            }
            $bench.assert_works().await;
            $check
            $wait += 1;
        }
    }};
}
pub(crate) use at_each_await;
