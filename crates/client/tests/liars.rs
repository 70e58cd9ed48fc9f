//! Servers that break the rules: a typed error, a new dial, never a panic.

mod support;

use futures_util::StreamExt as _;
use nats_web::error::{ConnectionError, ParseError};
use nats_web::{ClientError, ConnectOptions, Event};
use nats_web_sim::port::{PortEvent, PortServer, Treatment};
use nats_web_sim::server::Behaviour;
use std::collections::HashMap;
use std::time::Duration;
use support::{assert_works, connection_error, eager, event, reconnected, soon};

const INFO: &[u8] = b"INFO {\"server_id\":\"L\",\"max_payload\":1048576,\"headers\":true,\"proto\":1}\r\n";

/// A server whose every word is the test's.
struct Script {
    port: PortServer,
    connection: u32,
    received: HashMap<u32, Vec<u8>>,
}

impl Script {
    /// Each connection gets `first` and then what is sent on it.
    async fn start(first: &[u8]) -> Self {
        let port = PortServer::start(vec![Treatment::Script(first.to_vec()); 10]).await.unwrap();
        Self { port, connection: 0, received: HashMap::new() }
    }

    /// Waits for the next connection and its handshake.
    async fn shake_hands(&mut self) {
        self.connection += 1;
        self.wait_for("PING\r\n").await;
        self.send(b"PONG\r\n");
    }

    fn send(&self, words: &[u8]) {
        self.port.send(self.connection, words);
    }

    /// Waits until the client has sent this on the connection.
    async fn wait_for(&mut self, words: &str) {
        while !String::from_utf8_lossy(self.received.entry(self.connection).or_default()).contains(words) {
            if let PortEvent::Received(connection, bytes) = soon(self.port.event()).await.unwrap() {
                self.received.entry(connection).or_default().extend(bytes);
            }
        }
        self.received.remove(&self.connection);
    }
}

/// Whatever one connection is like, the client gets over it.
#[tokio::test]
async fn every_behaviour_of_a_server_is_survived() {
    for text in Behaviour::EXAMPLES {
        let server = PortServer::start([Behaviour::parse(text).expect(text)]).await.unwrap();
        let options = eager()
            .connection_timeout(Duration::from_millis(300))
            .ping_interval(Duration::from_millis(50))
            .retry_on_initial_connect();
        let client = soon(options.connect(server.url())).await.expect(text);
        let mut status = client.events();
        let _messages = client.subscribe("met").await.unwrap();
        for number in 0..30 {
            soon(client.publish("met", number.to_string().into())).await.expect(text);
            // On a link that is lost meanwhile it fails.
            let _ = soon(client.flush()).await;
        }
        if text.starts_with("garbage") {
            event(&mut status, |event| matches!(event, Event::Disconnected)).await;
        }
        client.force_reconnect().await.unwrap();
        reconnected(&mut status).await;
        assert_works(&client).await;
    }
}

#[tokio::test]
async fn nonsense_in_place_of_a_greeting() {
    for (words, expected) in [
        (&b"HTTP/1.1 400 Bad Request\r\n\r\n"[..], ParseError::Http),
        (b"\x00\x01\x02", ParseError::UnknownOperation),
        (b"MSG a 1 99999999999\r\n", ParseError::TooLarge),
    ] {
        let server = Script::start(words).await;
        let error = soon(ConnectOptions::new().connect(server.port.url())).await.unwrap_err();
        let ConnectionError::Protocol { source, .. } = connection_error(&error) else { panic!("{error:?}") };
        assert_eq!(source, expected);
    }
    let server = Script::start(b"INFO {\"max_payload\":\"big\"}\r\n").await;
    let error = soon(ConnectOptions::new().connect(server.port.url())).await.unwrap_err();
    assert!(matches!(connection_error(&error), ConnectionError::Info { .. }), "{error}");
}

#[tokio::test]
async fn nonsense_later_on_is_a_lost_link() {
    let mut server = Script::start(INFO).await;
    let connecting = tokio::spawn(eager().connect(server.port.url()));
    server.shake_hands().await;
    let client = soon(connecting).await.unwrap().unwrap();
    let mut status = client.events();
    let mut messages = client.subscribe("a").await.unwrap();
    server.wait_for("SUB a 1\r\n").await;
    for nonsense in [&b"MSG a 1 2\r\nhixx"[..], b"HMSG a 1 9 2\r\n", b"+WHAT\r\n", b"MSG a 1 -1\r\n"] {
        server.send(b"MSG a 1 4\r\ntrue\r\n");
        server.send(nonsense);
        assert_eq!(soon(messages.next()).await.unwrap().payload, "true");
        event(&mut status, |event| matches!(event, Event::ClientError(ClientError::Other(_)))).await;
        event(&mut status, |event| matches!(event, Event::Disconnected)).await;
        server.shake_hands().await;
        reconnected(&mut status).await;
        server.wait_for("SUB a 1\r\n").await;
    }
    assert_eq!(messages.pending(), 0);
}

#[tokio::test]
async fn strange_but_allowed() {
    let mut server = Script::start(INFO).await;
    let connecting = tokio::spawn(eager().connect(server.port.url()));
    server.shake_hands().await;
    let client = soon(connecting).await.unwrap().unwrap();
    let mut messages = client.subscribe(">").await.unwrap();
    server.wait_for("SUB > 1\r\n").await;
    for at in 0..20 {
        server.send(&b"MSG a.b 1 re 2\r\nhi\r\n"[at..=at]);
    }
    server.port.send_text(server.connection, "MSG text 1 0\r\n\r\n");
    server.send(b"MSG \xff\xfe 1 2\r\n\xff\xfe\r\n");
    server.send(b"HMSG a 1 15 15\r\nNATS/1.0 5x\r\n\r\n\r\n");
    server.send(b"MSG stranger 77 0\r\n\r\n+OK\r\nPING\r\n");
    server.wait_for("PONG\r\n").await;
    let message = soon(messages.next()).await.unwrap();
    assert_eq!((&*message.subject, message.reply.as_deref()), ("a.b", Some("re")));
    assert_eq!(message.payload, "hi");
    assert_eq!(&*soon(messages.next()).await.unwrap().subject, "text");
    let message = soon(messages.next()).await.unwrap();
    assert_eq!((&*message.subject, &message.payload[..]), ("\u{fffd}\u{fffd}", &b"\xff\xfe"[..]));
    let message = soon(messages.next()).await.unwrap();
    assert_eq!((&*message.subject, message.status), ("a", None), "5 is no code");
    assert_eq!(messages.pending(), 0);
}

#[tokio::test]
async fn the_reason_of_a_close_frame_is_kept() {
    let mut server = Script::start(INFO).await;
    let connecting = tokio::spawn(eager().reconnect(false).connect(server.port.url()));
    server.shake_hands().await;
    let client = soon(connecting).await.unwrap().unwrap();
    server.port.close(server.connection, "for lunch");
    let error = soon(client.closed()).await.unwrap_err();
    assert!(error.to_string().ends_with("was lost: for lunch"), "{error}");
}
