//! Requests for several replies.

mod support;

use futures_util::StreamExt;
use nats_web::client::Until;
use nats_web::error::Misuse;
use nats_web::{Client, Replies, Request, RequestErrorKind};
use std::time::Duration;
use support::{Server, client_of, misuse, soon};

/// Says all of `words` to whoever asks at `subject`.
async fn talker(client: &Client, subject: &'static str, words: &'static [&'static str]) {
    let mut requests = client.subscribe(subject).await.unwrap();
    let client = client.clone();
    client.flush().await.unwrap();
    tokio::spawn(async move {
        while let Some(request) = requests.next().await {
            for word in words {
                let _ = client.publish(request.reply.clone().expect("a reply subject"), (*word).into()).await;
            }
        }
    });
}

async fn gather(mut replies: Replies) -> Vec<String> {
    let mut all = Vec::new();
    while let Some(reply) = soon(replies.next()).await {
        all.push(String::from_utf8(reply.unwrap().payload.to_vec()).unwrap());
    }
    assert!(soon(replies.next()).await.is_none(), "and so it stays");
    all
}

fn both(client: &Client) -> [Request; 2] {
    [Request::new(), Request::new().inbox(client.new_inbox())]
}

#[tokio::test]
async fn each_way_of_having_heard_enough() {
    let server = Server::start();
    let (service, client) = (client_of(&server).await, client_of(&server).await);
    talker(&service, "talk", &["1", "2", "", "3"]).await;
    for options in both(&client) {
        let ask = async |until, options: &Request| {
            gather(client.send_request_many("talk", options.clone().payload("".into()), until).await.unwrap()).await
        };
        assert_eq!(ask(Until::Count(2), &options).await, ["1", "2"]);
        assert_eq!(ask(Until::Sentinel, &options).await, ["1", "2", ""]);
        assert_eq!(ask(Until::Silence(Duration::from_millis(700)), &options).await, ["1", "2", "", "3"]);
        let options = options.timeout(Some(Duration::from_millis(700)));
        assert_eq!(ask(Until::Timeout, &options).await, ["1", "2", "", "3"]);
        assert_eq!(ask(Until::Count(0), &options).await, ["1", "2", "", "3"]);
    }
}

#[tokio::test]
async fn no_reply_in_time_is_an_end_and_nobody_there_an_error() {
    let server = Server::start();
    let client = client_of(&server).await;
    let _silent = client.subscribe("silent").await.unwrap();
    for options in both(&client) {
        let mut replies =
            client.send_request_many("nobody", options.clone().payload("".into()), Until::Count(3)).await.unwrap();
        assert_eq!(soon(replies.next()).await.unwrap().unwrap_err().kind(), RequestErrorKind::NoResponders);
        assert!(soon(replies.next()).await.is_none());
        let options = options.timeout(Some(Duration::from_millis(30)));
        let replies =
            client.send_request_many("silent", options.clone().payload("".into()), Until::Count(3)).await.unwrap();
        assert_eq!(gather(replies).await.len(), 0);
    }
}

#[tokio::test]
async fn as_a_stream_and_dropped_in_the_middle() {
    let server = Server::start();
    let (service, client) = (client_of(&server).await, client_of(&server).await);
    talker(&service, "talk", &["1", "2", "3"]).await;
    for round in 0..20 {
        let replies = client.request_many("talk", "".into(), Until::Timeout).await.unwrap();
        let first: Vec<_> = soon(replies.take(1).collect::<Vec<_>>()).await;
        assert_eq!(first[0].as_ref().unwrap().payload, "1", "{round}");
        // The slot is somebody else's now, and the late replies are nobody's.
        let reply = soon(client.request("talk", "".into())).await.unwrap();
        assert_eq!(reply.payload, "1");
    }
}

#[tokio::test]
async fn misuse_is_told_at_once_and_the_end_by_the_stream() {
    let server = Server::start();
    let client = client_of(&server).await;
    assert!(matches!(misuse(client.request_many("a b", "".into(), Until::Timeout).await), Misuse::Subject(_)));
    let _silent = client.subscribe("silent").await.unwrap();
    let mut replies = client.request_many("silent", "".into(), Until::Timeout).await.unwrap();
    client.close().await;
    assert_eq!(misuse(soon(replies.next()).await.unwrap()), Misuse::Closed);
    assert!(soon(replies.next()).await.is_none());
    assert_eq!(misuse(client.request_many("a", "".into(), Until::Timeout).await), Misuse::Closed);
}
