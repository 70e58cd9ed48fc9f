//! Servers that are spoken to over TCP, without a WebSocket.

mod support;

use futures_util::StreamExt as _;
use nats_web::ConnectOptions;
use nats_web::error::{ConnectionError, DialError, GreetingError};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::mpsc;
use std::time::Duration;
use support::{
    Server, assert_works, cluster, cluster_with, connection_error, dial_error, eager, reconnected, soon, until,
};

#[tokio::test]
async fn messages_of_all_sizes() {
    let server = Server::start();
    let client = soon(eager().connect(server.tcp_url())).await.unwrap();
    let mut messages = client.subscribe("a").await.unwrap();
    let sizes = [0, 1, 100, 4_000, 5_000, 64 * 1024, 64 * 1024 + 1, 1 << 20, 8 << 20, 3];
    for size in sizes {
        client.publish("a", vec![size as u8; size].into()).await.unwrap();
    }
    for size in sizes {
        assert!(soon(messages.next()).await.unwrap().payload == vec![size as u8; size], "{size}");
    }
    soon(client.drain()).await.unwrap();
}

#[tokio::test]
async fn many_small_messages_in_order() {
    let server = Server::start();
    let client = soon(eager().connect(server.tcp_url())).await.unwrap();
    let mut messages = client.subscribe("a").await.unwrap();
    for number in 0..50_000_u32 {
        client.publish("a", number.to_string().into()).await.unwrap();
    }
    for number in 0..50_000_u32 {
        assert_eq!(soon(messages.next()).await.unwrap().payload, number.to_string().as_bytes());
    }
}

#[tokio::test]
async fn what_was_published_last_arrives_before_the_end() {
    let server = Server::start();
    let receiver = soon(eager().connect(server.tcp_url())).await.unwrap();
    let mut messages = receiver.subscribe("a").await.unwrap();
    soon(receiver.flush()).await.unwrap();
    for round in 0..20 {
        let sender = soon(eager().connect(server.tcp_url())).await.unwrap();
        // What it hears itself stays unread, which must not cost what it has said.
        let echo = sender.subscribe("a").await.unwrap();
        for _ in 0..50 {
            sender.publish("a", vec![round; 10_000].into()).await.unwrap();
        }
        soon(sender.drain()).await.unwrap();
        drop(echo);
        for _ in 0..50 {
            assert_eq!(soon(messages.next()).await.unwrap().payload, vec![round; 10_000]);
        }
    }
}

#[tokio::test]
async fn a_lost_link_is_dialled_again() {
    let mut server = Server::start();
    let client = soon(eager().connect(server.tcp_url())).await.unwrap();
    let mut status = client.events();
    let mut messages = client.subscribe("a").await.unwrap();
    server.restart();
    reconnected(&mut status).await;
    client.publish("a", "again".into()).await.unwrap();
    assert_eq!(soon(messages.next()).await.unwrap().payload, "again");
}

#[tokio::test]
async fn gossip_leads_to_other_servers_over_tcp() {
    let mut servers = cluster(2);
    let client = soon(eager().connect(servers[0].tcp_url())).await.unwrap();
    let mut status = client.events();
    let other = servers[1].tcp_url();
    let is_known = client.server_info().connect_urls.iter().any(|url| other.ends_with(url));
    if !is_known {
        until(|| async { client.server_info().connect_urls.iter().any(|url| other.ends_with(url)) }).await;
    }
    servers[0].stop();
    reconnected(&mut status).await;
    assert_works(&client).await;
}

#[tokio::test]
async fn credentials_in_an_address_are_good_for_the_whole_cluster() {
    let authorization = "authorization { user: ann, password: \"s/cret\" }";
    let mut servers = cluster_with(3, authorization);
    let address = format!("nats://ann:s%2Fcret@127.0.0.1:{}", servers[0].nats_port);
    let client = soon(eager().connect(address)).await.unwrap();
    let mut events = client.events();
    until(|| async { client.server_pool().await.unwrap().len() == 3 }).await;
    servers[0].stop();
    reconnected(&mut events).await;
    assert_works(&client).await;
    let second = servers.iter().position(|server| client.server() == server.tcp_url()["nats://".len()..]).unwrap();
    servers[second].stop();
    reconnected(&mut events).await;
    assert_works(&client).await;
}

#[tokio::test]
async fn a_name_with_several_addresses() {
    let server = Server::start();
    for host in ["localhost", "LOCALHOST"] {
        let url = format!("nats://{host}:{}", server.nats_port);
        assert_works(&soon(eager().connect(url)).await.unwrap()).await;
    }
    let error = soon(eager().connect("nats://no-such-host.invalid")).await.unwrap_err();
    assert!(matches!(dial_error(&error), DialError::Dns(_)));
}

#[tokio::test]
async fn no_scheme_is_tcp() {
    let server = Server::start();
    assert_works(&soon(eager().connect(format!("127.0.0.1:{}", server.nats_port))).await.unwrap()).await;
}

#[tokio::test]
async fn sockets_may_be_bound() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("nats://{}", listener.local_addr().unwrap());
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let (_socket, from) = listener.accept().unwrap();
        sender.send(from.ip()).unwrap();
    });
    let options = eager().local_address("127.0.0.9:0".parse().unwrap());
    assert!(soon(options.connect(url)).await.is_err(), "nobody speaks there");
    assert_eq!(receiver.recv().unwrap(), Ipv4Addr::new(127, 0, 0, 9));
    let server = Server::start();
    let options = eager().local_address("[::1]:0".parse().unwrap());
    let error = soon(options.connect(server.tcp_url())).await.unwrap_err();
    assert!(matches!(dial_error(&error), DialError::Io(_)), "no address fits");
}

#[tokio::test]
async fn the_port_for_web_sockets() {
    let server = Server::start();
    let options = ConnectOptions::new().connection_timeout(Duration::from_millis(300));
    let error = soon(options.connect(format!("nats://127.0.0.1:{}", server.ws_port))).await.unwrap_err();
    let text = error.to_string();
    let ConnectionError::Greeting { source, .. } = connection_error(&error) else { panic!("{error:?}") };
    assert_eq!(source, GreetingError::Silent);
    assert!(text.contains("WebSocket"), "{text}");
}

/// A port that says `words` to the first who comes, and hands out what comes back until the end.
fn parrot(words: String) -> (String, mpsc::Receiver<Vec<u8>>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("tls://{}", listener.local_addr().unwrap());
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        socket.write_all(words.as_bytes()).unwrap();
        let mut heard = Vec::new();
        let _ = socket.read_to_end(&mut heard);
        sender.send(heard).unwrap();
    });
    (url, receiver)
}

#[tokio::test]
async fn plain_text_behind_the_info_is_no_word_of_the_server() {
    let info = r#"INFO {"server_id":"S","proto":1,"headers":true,"tls_required":true}"#;
    for injected in ["MSG a 1 2\r\nhi\r\n".to_owned(), "+OK\r\n".repeat(50_000)] {
        let (url, heard) = parrot(format!("{info}\r\n{injected}"));
        let options = eager().user_and_password("u".into(), "s3cret".into());
        let error = soon(options.connect(url)).await.unwrap_err();
        let ConnectionError::Greeting { source, .. } = connection_error(&error) else { panic!("{error:?}") };
        assert_eq!(source, GreetingError::BytesBeforeTls);
        assert_eq!(heard.recv().unwrap(), b"", "nothing was said");
    }
}

#[tokio::test]
async fn ports_that_speak_something_else() {
    for words in ["HTTP/1.1 404 Not Found\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "MSG a 1 2\r\nhi\r\n", "PING\r\n"] {
        let (url, _heard) = parrot(words.to_owned());
        let error = soon(eager().connect(url.replace("tls", "nats"))).await.unwrap_err();
        assert!(matches!(connection_error(&error), ConnectionError::Protocol { .. }), "{error:?}");
    }
}
