//! Requests and their replies.

mod support;

use futures_util::StreamExt as _;
use futures_util::future::join_all;
use nats_web::error::{Misuse, ServerError};
use nats_web::{Client, HeaderMap, Request, RequestErrorKind};
use std::time::Duration;
use support::{Server, client_of, eager, misuse, soon, source};

/// Answers what comes to `subject` with what it said.
async fn echo(client: &Client, subject: &'static str) {
    let mut requests = client.subscribe(subject).await.unwrap();
    let client = client.clone();
    tokio::spawn(async move {
        while let Some(request) = requests.next().await {
            let reply = request.reply.expect("a reply subject");
            let headers = request.headers.unwrap_or_default();
            let _ = client.publish_with_headers(reply, headers, request.payload).await;
        }
    });
}

#[tokio::test]
async fn a_thousand_at_once_each_get_their_own_reply() {
    let server = Server::start();
    let (service, client) = (client_of(&server).await, client_of(&server).await);
    echo(&service, "echo").await;
    service.flush().await.unwrap();
    let all = (0..1_000).map(|number| {
        let client = &client;
        async move {
            client.request("echo", number.to_string().into()).await.unwrap().payload == number.to_string().as_bytes()
        }
    });
    assert!(soon(join_all(all)).await.into_iter().all(|is_own| is_own));
}

#[tokio::test]
async fn from_many_threads() {
    let server = Server::start();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    let url = server.url();
    let count = tokio::task::spawn_blocking(move || {
        let count = runtime.block_on(async move {
            let client = soon(eager().connect(url)).await.unwrap();
            echo(&client, "echo").await;
            let tasks = (0..50).map(|task| {
                let client = client.clone();
                tokio::spawn(async move {
                    for number in 0..50 {
                        let text = format!("{task}.{number}");
                        let reply = client.request("echo", text.clone().into()).await.unwrap();
                        assert_eq!(reply.payload, text.as_bytes());
                    }
                })
            });
            let done = soon(join_all(tasks)).await;
            done.into_iter().filter(Result::is_ok).count()
        });
        drop(runtime);
        count
    });
    assert_eq!(soon(count).await.unwrap(), 50);
}

#[tokio::test]
async fn nobody_is_there() {
    let server = Server::start();
    let client = client_of(&server).await;
    assert_eq!(soon(client.request("nobody", "".into())).await.unwrap_err().kind(), RequestErrorKind::NoResponders);
    let own = Request::new().inbox(client.new_inbox());
    let error = soon(client.send_request("nobody", own)).await.unwrap_err();
    assert_eq!(error.kind(), RequestErrorKind::NoResponders);
}

#[tokio::test]
async fn nobody_answers() {
    let server = Server::start();
    let client = client_of(&server).await;
    let _silent = client.subscribe("silent").await.unwrap();
    for options in [Request::new(), Request::new().inbox(client.new_inbox()), Request::new().inbox("my.inbox".into())] {
        let options = options.timeout(Some(Duration::from_millis(30)));
        let error = soon(client.send_request("silent", options)).await.unwrap_err();
        assert_eq!(error.kind(), RequestErrorKind::TimedOut);
    }
}

#[tokio::test]
async fn headers_and_inboxes_of_ones_own() {
    let server = Server::start();
    let client = client_of(&server).await;
    let mut seen = client.subscribe("echo").await.unwrap();
    echo(&client, "echo").await;
    let mut headers = HeaderMap::new();
    headers.insert("K", "v");
    let options = Request::new().headers(headers).inbox("my.inbox".into());
    let reply = soon(client.send_request("echo", options.clone().payload("hi".into()))).await.unwrap();
    assert_eq!((&*reply.subject, &reply.payload[..]), ("my.inbox", &b"hi"[..]));
    assert_eq!(reply.headers.unwrap().get("K").unwrap().as_str(), "v");
    assert_eq!(soon(seen.next()).await.unwrap().reply.as_deref(), Some("my.inbox"));
    let reply =
        soon(client.send_request("echo", Request::new().inbox(client.new_inbox()).payload("".into()))).await.unwrap();
    assert!(reply.subject.starts_with("_INBOX."));
}

#[tokio::test]
async fn the_inbox_prefix_applies_to_all() {
    let server = Server::start();
    let client = soon(eager().custom_inbox_prefix("my.prefix").connect(server.url())).await.unwrap();
    echo(&client, "echo").await;
    for options in [Request::new(), Request::new().inbox(client.new_inbox())] {
        let reply = soon(client.send_request("echo", options.clone().payload("".into()))).await.unwrap();
        assert!(reply.subject.starts_with("my.prefix."), "{}", reply.subject);
    }
    assert!(client.new_inbox().starts_with("my.prefix."));
    assert_ne!(client.new_inbox(), client.new_inbox());
}

#[tokio::test]
async fn a_request_given_up_leaves_its_slot_to_others() {
    let server = Server::start();
    let client = client_of(&server).await;
    let mut requests = client.subscribe("slow").await.unwrap();
    for round in 0..20 {
        let given_up = tokio::spawn({
            let client = client.clone();
            async move { client.request("slow", "first".into()).await }
        });
        let first = soon(requests.next()).await.unwrap();
        given_up.abort();
        assert!(soon(given_up).await.unwrap_err().is_cancelled());
        let (reply, ()) = soon(async {
            tokio::join!(client.request("slow", "second".into()), async {
                let second = requests.next().await.unwrap();
                client.publish(first.reply.unwrap(), "late".into()).await.unwrap();
                client.publish(second.reply.unwrap(), format!("right {round}").into()).await.unwrap();
            })
        })
        .await;
        assert_eq!(reply.unwrap().payload, format!("right {round}").as_bytes());
    }
}

#[tokio::test]
async fn a_denied_request_fails_at_once() {
    let server = Server::with_config(
        r#"authorization { users = [{ user: u, password: p, permissions: { publish: { deny: ["no.>"] } } }] }"#,
    );
    let client = soon(eager().user_and_password("u".into(), "p".into()).connect(server.url())).await.unwrap();
    let error = soon(client.request("no.way", "".into())).await.unwrap_err();
    let denied: ServerError = source(&error);
    assert!(denied.text.contains("no.way"), "{error}");
}

#[tokio::test]
async fn misuse_and_the_end() {
    let server = Server::start();
    let client = client_of(&server).await;
    let error = client.request("a b", "".into()).await.unwrap_err();
    assert_eq!(error.kind(), RequestErrorKind::InvalidSubject);
    assert!(matches!(source(&error), Misuse::Subject(_)));
    let _silent = client.subscribe("silent").await.unwrap();
    let (result, ()) = soon(async { tokio::join!(client.request("silent", "".into()), client.close()) }).await;
    assert_eq!(misuse(result), Misuse::Closed);
    assert_eq!(misuse(client.request("a", "".into()).await), Misuse::Closed);
}
