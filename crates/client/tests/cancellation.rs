//! Futures that are dropped at any of their polls, by many tasks, over a link that is cut again and again: nobody waits
//! in vain, nobody gets what is another's, and nothing is left behind.

mod support;

use futures_util::StreamExt as _;
use nats_web::client::Until;
use nats_web::{Client, Request};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::Duration;
use support::{Dice, Proxy, Server, assert_works, client_of, eager, nobody_at, soon};

/// The output, if it comes within that many polls; else the future is dropped.
async fn within_polls<F: Future>(polls: u64, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = polls;
    std::future::poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            if left == 0 {
                // The last poll is at once: some wait for what never comes.
                cx.waker().wake_by_ref();
            }
            Poll::Pending
        }
    })
    .await
}

/// One thing after the other, most of them given up.
async fn restless(client: Client, seed: u64) {
    let mut dice = Dice(seed);
    let options = Request::new().timeout(Some(Duration::from_millis(200)));
    for step in 0..60_u64 {
        let polls = dice.below(4);
        let payload = format!("{seed} {step}");
        match dice.below(7) {
            0 | 1 => {
                let options = options.clone();
                let options = if dice.below(2) == 0 { options } else { options.inbox(client.new_inbox()) };
                if let Some(Ok(reply)) =
                    within_polls(polls, client.send_request("echo", options.payload(payload.clone().into()))).await
                {
                    assert_eq!(reply.payload, payload.as_bytes(), "seed {seed}");
                }
            }
            2 => {
                let asked =
                    client.send_request_many("echo", options.clone().payload(payload.clone().into()), Until::Count(2));
                if let Some(Ok(mut replies)) = within_polls(polls, asked).await
                    && let Some(Some(Ok(reply))) = within_polls(polls, replies.next()).await
                {
                    assert_eq!(reply.payload, payload.as_bytes(), "seed {seed}");
                }
            }
            3 => {
                let _ = within_polls(polls, client.flush()).await;
            }
            4 => {
                let length = usize::try_from(dice.below(200_000)).unwrap();
                let _ = within_polls(polls, client.publish("void", vec![0; length].into())).await;
            }
            5 => {
                let mut numbers = client.subscribe("numbers").await.unwrap();
                let mut last = None;
                for _ in 0..dice.below(40) {
                    if let Some(Some(message)) = within_polls(polls, numbers.next()).await {
                        let number = str::from_utf8(&message.payload).unwrap().parse::<u64>().unwrap();
                        assert!(last.is_none_or(|last| number > last), "seed {seed}: {number} after {last:?}");
                        last = Some(number);
                    }
                }
                if dice.below(2) == 0 {
                    let _ = within_polls(polls, numbers.drain()).await;
                }
            }
            _ => tokio::time::sleep(Duration::from_millis(dice.below(4))).await,
        }
    }
}

async fn play(seed: u64) {
    let server = Server::start();
    let proxy = Proxy::start(server.ws_port).await;
    let other = client_of(&server).await;
    let mut echo = other.subscribe("echo").await.unwrap();
    let echoing = other.clone();
    tokio::spawn(async move {
        while let Some(request) = echo.next().await {
            for _ in 0..2 {
                let _ = echoing.publish(request.reply.clone().unwrap(), request.payload.clone()).await;
            }
        }
    });
    other.flush().await.unwrap();
    let client =
        soon(eager().reconnect_delay_callback(|_| Duration::from_millis(5)).connect(proxy.url())).await.unwrap();

    let is_over = Arc::new(AtomicBool::new(false));
    let weather = tokio::spawn({
        let (is_over, other) = (Arc::clone(&is_over), other.clone());
        async move {
            let mut dice = Dice(seed);
            for number in 0_u64.. {
                other.publish("numbers", number.to_string().into()).await.unwrap();
                if dice.below(30) == 0 {
                    proxy.cut();
                }
                if is_over.load(Ordering::Relaxed) {
                    return proxy;
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            unreachable!();
        }
    });
    let tasks: Vec<_> = (0..20).map(|task| tokio::spawn(restless(client.clone(), seed * 100 + task))).collect();
    for task in tasks {
        soon(task).await.unwrap();
    }
    is_over.store(true, Ordering::Relaxed);
    let _proxy = soon(weather).await.unwrap();

    // A flush that was on its way when the link was cut fails; the next one does not.
    while soon(client.flush()).await.is_err() {}
    assert_works(&client).await;
    nobody_at(&other, "numbers").await;
    soon(client.drain()).await.unwrap();
}

#[tokio::test]
async fn dropped_at_any_poll_on_one_thread() {
    for seed in 1..4 {
        play(seed).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn dropped_at_any_poll_on_many_threads() {
    for seed in 11..14 {
        play(seed).await;
    }
}
