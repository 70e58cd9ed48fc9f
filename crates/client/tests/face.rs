//! The face of `docs/writing-a-face.md`: over links that are lost, and the chapter shows the code that runs here.

#[path = "../examples/blocking_face/face/mod.rs"]
#[allow(dead_code, reason = "the example uses all of it")]
mod face;
mod support;

use face::Face;
use futures_util::StreamExt as _;
use nats_web_core::RequestFailure;
use support::{Proxy, Server, client_of, soon};
use tokio::task::spawn_blocking;

#[tokio::test]
async fn what_was_published_while_the_link_was_lost_arrives() {
    let server = Server::start();
    let proxy = Proxy::start(server.ws_port).await;
    let client = client_of(&server).await;
    let mut got = client.subscribe("out").await.unwrap();
    client.flush().await.unwrap();
    let url = proxy.url();
    let (mut nats, own) = blocking(move || {
        let mut nats = Face::connect(&url).unwrap();
        let own = nats.subscribe("out").unwrap();
        let request = nats.request("nobody", b"").unwrap();
        assert_eq!(nats.reply(request).err(), Some(RequestFailure::NoResponders));
        (nats, own)
    })
    .await;

    proxy.refuse(true);
    proxy.cut();
    // Above 64 KiB the payload stays with the face until there is a link again.
    let payloads = [vec![b'x'; 200_000], b"small".to_vec()];
    let sent = payloads.clone();
    nats = blocking(move || {
        let request = nats.request("nobody", b"").unwrap();
        assert_eq!(nats.reply(request).err(), Some(RequestFailure::Timeout), "there is no server");
        for payload in sent {
            nats.publish("out", &payload).unwrap();
        }
        nats
    })
    .await;
    proxy.refuse(false);
    let received = blocking(move || {
        let received = [nats.next(own).unwrap().payload, nats.next(own).unwrap().payload];
        assert!(nats.drain().is_none());
        received
    })
    .await;
    assert_eq!(received, payloads);
    for payload in payloads {
        assert_eq!(soon(got.next()).await.unwrap().payload, payload);
    }
}

#[tokio::test]
async fn messages_that_frames_cut_are_whole() {
    let server = Server::start();
    let client = client_of(&server).await;
    let url = server.url();
    let (mut nats, subscription) = blocking(move || {
        let mut nats = Face::connect(&url).unwrap();
        let subscription = nats.subscribe("cut.>").unwrap();
        let request = nats.request("nobody", b"").unwrap();
        // What comes back proves that the server knows of the subscription.
        assert!(nats.reply(request).is_err());
        (nats, subscription)
    })
    .await;
    let payload = |number: usize| vec![number as u8; [0, 3, 900, 5_000, 150_000][number % 5]];
    for number in 0..500 {
        client.publish(format!("cut.{number}"), payload(number).into()).await.unwrap();
    }
    blocking(move || {
        for number in 0..500 {
            let message = nats.next(subscription).unwrap();
            assert_eq!((message.subject, message.payload), (format!("cut.{number}"), payload(number)));
        }
        assert!(nats.drain().is_none());
    })
    .await;
}

/// Runs what blocks on a thread for it.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    soon(spawn_blocking(work)).await.unwrap()
}

/// Each program text of the chapter stands in the example as it is there.
#[test]
fn the_chapter_shows_the_code_of_the_example() {
    let chapter = include_str!("../../../docs/writing-a-face.md");
    let code = [
        include_str!("../examples/blocking_face/face/mod.rs"),
        include_str!("../examples/blocking_face/face/commands.rs"),
    ]
    .map(unindented);
    let parts: Vec<&str> = chapter.split("```rust\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(parts.len() > 5, "{} parts", parts.len());
    for part in parts {
        let part = unindented(part);
        assert!(code.iter().any(|code| code.contains(&part)), "not in the example:\n{part}");
    }
}

/// The text without what each line begins with for its depth.
fn unindented(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", line.trim_start())).collect()
}
