//! The servers that a client may connect to: read, replaced and chosen.

mod support;

use futures_util::SinkExt as _;
use futures_util::StreamExt as _;
use nats_web::message::OutboundMessage;
use nats_web::{ClientError, Event, ReconnectToServer, ServerAddr, SetServerPoolErrorKind};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use support::{Server, assert_works, client_of, eager, event, reconnected, soon};

#[tokio::test]
async fn a_pool_is_replaced_and_tells_how_its_servers_do() {
    let (mut first, second) = (Server::start(), Server::start());
    let client = client_of(&first).await;
    let mut events = client.events();
    client.set_server_pool([first.url(), second.url()]).await.unwrap();
    let pool = client.server_pool().await.unwrap();
    assert_eq!(pool.iter().map(|server| server.did_connect).collect::<Vec<_>>(), [true, false]);
    first.stop();
    reconnected(&mut events).await;
    assert_works(&client).await;
    let pool = client.server_pool().await.unwrap();
    let find = |url: String| pool.iter().find(|server| server.addr.as_url_str() == url).unwrap();
    let lost = find(first.url());
    assert!(lost.last_error.as_ref().is_none_or(|error| error.contains("could not connect")), "{lost:?}");
    assert!(find(second.url()).did_connect && !find(second.url()).is_discovered);
    for (addresses, kind) in [
        (vec![], SetServerPoolErrorKind::EmptyPool),
        (vec!["gopher://a"], SetServerPoolErrorKind::InvalidAddress),
        (vec!["ws://a", "nats://b"], SetServerPoolErrorKind::MixedSchemes),
    ] {
        assert_eq!(client.set_server_pool(addresses).await.unwrap_err().kind(), kind);
    }
    client.close().await;
    let refused = client.set_server_pool("ws://a").await.unwrap_err();
    assert_eq!(refused.kind(), SetServerPoolErrorKind::Send);
    assert!(client.server_pool().await.is_err());
}

#[tokio::test]
async fn a_function_chooses_each_server() {
    let (first, second) = (Server::start(), Server::start());
    let choice = Arc::new(Mutex::new(first.url()));
    let chosen = Arc::clone(&choice);
    let options = eager().reconnect_to_server_callback(move |servers, info| {
        let url = chosen.lock().unwrap().clone();
        async move {
            assert!(servers.len() == 2 && info.port != 1);
            let addr: ServerAddr = url.parse().unwrap();
            Some(ReconnectToServer { addr, delay: Some(Duration::from_millis(1)) })
        }
    });
    let client = soon(options.connect([second.url(), first.url()])).await.unwrap();
    let mut events = client.events();
    assert!(first.url().ends_with(&client.server()), "the first dial is chosen, too");
    choice.lock().unwrap().clone_from(&second.url());
    client.force_reconnect().await.unwrap();
    reconnected(&mut events).await;
    assert!(second.url().ends_with(&client.server()));
    "ws://stranger.example".clone_into(&mut choice.lock().unwrap());
    client.force_reconnect().await.unwrap();
    event(&mut events, |event| *event == Event::ClientError(ClientError::ServerNotInPool)).await;
    reconnected(&mut events).await;
    assert_works(&client).await;
}

#[tokio::test]
async fn attempts_before_the_first_connection_may_be_limited() {
    let mut server = Server::start();
    let url = server.url();
    server.stop();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&seen);
    let options = eager().retry_on_initial_connect().max_reconnects(3).event_callback(move |event| {
        told.lock().unwrap().push(event);
        std::future::ready(())
    });
    let client = soon(options.connect(url)).await.unwrap();
    assert!(soon(client.closed()).await.is_err());
    support::until(|| async { seen.lock().unwrap().last() == Some(&Event::Closed) }).await;
    let seen = seen.lock().unwrap();
    assert!(seen[..3].iter().all(|event| matches!(event, Event::ClientError(ClientError::Other(_)))), "{seen:?}");
    assert_eq!(seen[3..], [Event::ClientError(ClientError::MaxReconnects), Event::Closed]);
}

#[tokio::test]
async fn a_client_is_a_sink_and_waits_for_room() {
    let server = Server::start();
    let client = client_of(&server).await;
    let receiver = client_of(&server).await;
    let mut messages = receiver.subscribe("a").await.unwrap();
    receiver.flush().await.unwrap();
    let message = OutboundMessage {
        subject: "a".into(),
        reply: Some("r".into()),
        payload: vec![7; 20_000].into(),
        headers: None,
    };
    let mut sink = client.clone();
    let sending = tokio::spawn(async move {
        let mut all = futures_util::stream::iter((0..2_000).map(|_| Ok(message.clone())));
        sink.send_all(&mut all).await
    });
    for _ in 0..2_000 {
        let message = soon(messages.next()).await.unwrap();
        assert_eq!((message.payload.len(), message.reply.as_deref()), (20_000, Some("r")));
    }
    soon(sending).await.unwrap().unwrap();
}
