//! The account, and contexts that nobody answers.

use super::support::{Server, Store, soon};
use nats_web::jetstream::context::{
    AccountErrorKind, CreateKeyValueErrorKind, CreateStreamErrorKind, PublishErrorKind, RequestErrorKind,
};
use nats_web::jetstream::response::Response;
use nats_web::jetstream::{self, ContextBuilder, account::Account};
use std::error::Error as _;
use std::time::Duration;

#[tokio::test]
async fn use_and_limits() {
    let store = Store::with(
        "accounts { A { jetstream { max_mem: 1M, max_file: 10M, max_streams: 3 }, users [{ user: a, password: a }] } }\n\
         no_auth_user: a",
    )
    .await;
    store.stream().await;
    let account = soon(store.jetstream().query_account()).await.unwrap();
    assert_eq!((account.streams, account.limits.max_streams, account.limits.max_consumers), (1, Some(3), None));
    assert_eq!((account.limits.max_memory, account.limits.max_storage), (Some(1_000_000), Some(10_000_000)));
    assert!(account.requests.total > 0 && account.requests.level > 0, "{account:?}");
    let same: Response<Account> = soon(store.jetstream().request("INFO", &())).await.unwrap();
    assert!(matches!(same, Response::Ok(Account { streams: 1, .. })));
}

#[tokio::test]
async fn without_jetstream() {
    let server = Server::start();
    let client = soon(nats_web::connect(server.url())).await.unwrap();
    let jetstream = jetstream::new(client);
    let error = soon(jetstream.query_account()).await.unwrap_err();
    assert_eq!(error.kind(), AccountErrorKind::JetStreamUnavailable);
    assert_eq!(error.to_string(), "JetStream unavailable: requested JetStream resource does not exist");
    let error = soon(jetstream.create_stream("S")).await.unwrap_err();
    assert_eq!(error.kind(), CreateStreamErrorKind::JetStreamUnavailable);
    let config = jetstream::kv::Config { bucket: "b".into(), ..Default::default() };
    let error = soon(jetstream.create_key_value(config)).await.unwrap_err();
    assert_eq!(error.kind(), CreateKeyValueErrorKind::JetStream);
}

#[tokio::test]
async fn a_prefix_that_is_none_is_refused_with_each_request() {
    let store = Store::start().await;
    for jetstream in [
        jetstream::with_prefix(store.client.clone(), "a..b"),
        jetstream::with_domain(store.client.clone(), "two words"),
    ] {
        let error = soon(jetstream.request::<_, _, Response<Account>>("INFO", &())).await.unwrap_err();
        assert_eq!(error.kind(), RequestErrorKind::InvalidSubject);
        assert!(error.source().is_some());
        // Publishing does not need the API.
        let ack = soon(async { jetstream.publish("nowhere", "".into()).await.unwrap().await }).await;
        assert_eq!(ack.unwrap_err().kind(), PublishErrorKind::StreamNotFound);
    }
}

#[tokio::test]
async fn of_a_domain() {
    let store = Store::with("").await;
    drop(store);
    let files = tempfile::tempdir().unwrap();
    let server = Server::with_config(&format!("jetstream {{ store_dir: {:?}, domain: hub }}", files.path()));
    let client = soon(nats_web::connect(server.url())).await.unwrap();
    let jetstream = jetstream::with_domain(client.clone(), "hub");
    let account = soon(jetstream.query_account()).await.unwrap();
    assert_eq!(account.domain.as_deref(), Some("hub"));
    soon(jetstream.create_stream("S")).await.unwrap();
    let ack = soon(async { jetstream.publish("S", "".into()).await.unwrap().await }).await.unwrap();
    assert_eq!((ack.stream.as_str(), ack.domain.as_str(), ack.sequence), ("S", "hub", 1));
    let elsewhere = ContextBuilder::new().domain("moon").timeout(Duration::from_secs(1)).build(client);
    assert_eq!(soon(elsewhere.query_account()).await.unwrap_err().kind(), AccountErrorKind::JetStreamUnavailable);
}

#[tokio::test]
async fn the_timeout_of_a_context_is_the_only_one() {
    let server = Server::start();
    let client = soon(nats_web::connect(server.url())).await.unwrap();
    let _silent = client.subscribe("$JS.API.>").await.unwrap();
    let mut jetstream = jetstream::new(client);
    jetstream.set_timeout(Duration::from_millis(100));
    let error = soon(jetstream.query_account()).await.unwrap_err();
    assert_eq!(error.kind(), AccountErrorKind::TimedOut);
    let error = soon(jetstream.get_stream("S")).await.unwrap_err();
    assert_eq!(error.to_string(), "request error: timed out: request timed out");
}
