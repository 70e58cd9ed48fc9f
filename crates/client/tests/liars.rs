//! Servers that break the rules: a typed error, a new dial, never a panic.

mod support;

use futures_util::{SinkExt as _, StreamExt as _};
use nats_web::{ConnectError, ConnectOptions, ConnectionError, ParseError, StatusEvent};
use std::net::Ipv4Addr;
use support::{eager, event, reconnected, soon};
use tokio::net::{TcpListener, TcpStream};
use tokio_websockets::{CloseCode, Message, ServerBuilder, WebSocketStream};

const INFO: &[u8] = b"INFO {\"server_id\":\"L\",\"max_payload\":1048576,\"headers\":true,\"proto\":1}\r\n";

/// A WebSocket server that does as it is told.
struct Liar {
    listener: TcpListener,
}

impl Liar {
    async fn start() -> Self {
        Self { listener: TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap() }
    }

    fn url(&self) -> String {
        format!("ws://127.0.0.1:{}", self.listener.local_addr().unwrap().port())
    }

    /// The next connection, before a word of NATS.
    async fn accept(&self) -> Line {
        let (socket, _) = soon(self.listener.accept()).await.unwrap();
        let (_, socket) = soon(ServerBuilder::new().accept(socket)).await.unwrap();
        Line { socket, heard: Vec::new() }
    }

    /// The next connection, after the handshake.
    async fn greet(&self) -> Line {
        let mut line = self.accept().await;
        line.say(INFO).await;
        line.hear("PING\r\n").await;
        line.say(b"PONG\r\n").await;
        line
    }
}

struct Line {
    socket: WebSocketStream<TcpStream>,
    heard: Vec<u8>,
}

impl Line {
    async fn say(&mut self, words: &'static [u8]) {
        self.socket.send(Message::binary(words)).await.unwrap();
    }

    /// Waits until the client has said this.
    async fn hear(&mut self, words: &str) {
        while !String::from_utf8_lossy(&self.heard).contains(words) {
            let message = soon(self.socket.next()).await.expect("the client hung up").unwrap();
            self.heard.extend_from_slice(&message.into_payload());
        }
        self.heard.clear();
    }
}

#[tokio::test]
async fn nonsense_in_place_of_a_greeting() {
    for (words, expected) in [
        (&b"HTTP/1.1 400 Bad Request\r\n\r\n"[..], ParseError::Http),
        (b"\x00\x01\x02", ParseError::UnknownOperation),
        (b"MSG a 1 99999999999\r\n", ParseError::TooLarge),
    ] {
        let liar = Liar::start().await;
        let connecting = tokio::spawn(ConnectOptions::new().connect(liar.url()));
        let mut line = liar.accept().await;
        line.say(words).await;
        let error = soon(connecting).await.unwrap().unwrap_err();
        let ConnectError::Connection(ConnectionError::Protocol { source, .. }) = error else { panic!("{error:?}") };
        assert_eq!(source, expected);
    }
    let liar = Liar::start().await;
    let connecting = tokio::spawn(ConnectOptions::new().connect(liar.url()));
    liar.accept().await.say(b"INFO {\"max_payload\":\"big\"}\r\n").await;
    let error = soon(connecting).await.unwrap().unwrap_err();
    assert!(matches!(error, ConnectError::Connection(ConnectionError::Info { .. })), "{error}");
}

#[tokio::test]
async fn nonsense_later_on_is_a_lost_link() {
    let liar = Liar::start().await;
    let connecting = tokio::spawn(eager().connect(liar.url()));
    let mut line = liar.greet().await;
    let client = soon(connecting).await.unwrap().unwrap();
    let mut status = client.status();
    let mut messages = client.subscribe("a").unwrap();
    line.hear("SUB a 1\r\n").await;
    for nonsense in [&b"MSG a 1 2\r\nhixx"[..], b"HMSG a 1 9 2\r\n", b"+WHAT\r\n", b"MSG a 1 -1\r\n"] {
        line.say(b"MSG a 1 4\r\ntrue\r\n").await;
        line.say(nonsense).await;
        assert_eq!(soon(messages.next()).await.unwrap().payload(), b"true");
        event(&mut status, |event| matches!(event, StatusEvent::Protocol(_))).await;
        event(&mut status, |event| matches!(event, StatusEvent::Disconnected { .. })).await;
        line = liar.greet().await;
        reconnected(&mut status).await;
        line.hear("SUB a 1\r\n").await;
    }
    assert_eq!(messages.pending(), 0);
}

#[tokio::test]
async fn strange_but_allowed() {
    let liar = Liar::start().await;
    let connecting = tokio::spawn(eager().connect(liar.url()));
    let mut line = liar.greet().await;
    let client = soon(connecting).await.unwrap().unwrap();
    let mut messages = client.subscribe(">").unwrap();
    line.hear("SUB > 1\r\n").await;
    for at in 0..20 {
        line.say(&b"MSG a.b 1 re 2\r\nhi\r\n"[at..=at]).await;
    }
    line.socket.send(Message::text("MSG text 1 0\r\n\r\n")).await.unwrap();
    line.say(b"MSG \xff\xfe 1 2\r\n\xff\xfe\r\n").await;
    line.say(b"HMSG a 1 15 15\r\nNATS/1.0 5x\r\n\r\n\r\n").await;
    line.say(b"MSG stranger 77 0\r\n\r\n+OK\r\nPING\r\n").await;
    line.hear("PONG\r\n").await;
    let message = soon(messages.next()).await.unwrap();
    assert_eq!((message.subject(), message.reply(), message.payload()), ("a.b", Some("re"), &b"hi"[..]));
    assert_eq!(soon(messages.next()).await.unwrap().subject(), "text");
    let message = soon(messages.next()).await.unwrap();
    assert_eq!((message.subject(), message.payload()), ("\u{fffd}\u{fffd}", &b"\xff\xfe"[..]));
    let message = soon(messages.next()).await.unwrap();
    assert_eq!((message.subject(), message.status()), ("a", Some(5)));
    assert_eq!(messages.pending(), 0);
}

#[tokio::test]
async fn the_reason_of_a_close_frame_is_kept() {
    let liar = Liar::start().await;
    let connecting = tokio::spawn(eager().reconnect(false).connect(liar.url()));
    let mut line = liar.greet().await;
    let client = soon(connecting).await.unwrap().unwrap();
    line.socket.send(Message::close(Some(CloseCode::GOING_AWAY), "for lunch")).await.unwrap();
    let error = soon(client.closed()).await.unwrap_err();
    assert!(error.to_string().ends_with("was lost: for lunch"), "{error}");
}
