//! Servers that speak TLS.

#![cfg(feature = "tls")]

mod support;

use nats_web::{ConnectOptions, DialError};
use support::{Server, ServerOptions, dial_error, eager, soon, until};

/// A certificate for this machine, and its key.
fn certificate() -> (String, String) {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned(), "localhost".to_owned()]).unwrap();
    (made.cert.pem(), made.signing_key.serialize_pem())
}

#[tokio::test]
async fn tls() {
    let (certificate, key) = certificate();
    let tls = Some((certificate.clone(), key));
    let mut server = Server::with(ServerOptions { tls, ..ServerOptions::default() });
    let client = soon(eager().add_root_certificates(certificate.clone()).connect(server.url())).await.unwrap();
    let mut status = client.status();
    let mut messages = client.subscribe("a").unwrap();
    let large = vec![3; 3 << 20];
    client.publish("a", large.clone()).await.unwrap();
    assert!(soon(messages.next()).await.unwrap().payload() == large);
    server.restart();
    support::reconnected(&mut status).await;
    client.publish("a", "again").await.unwrap();
    assert_eq!(soon(messages.next()).await.unwrap().payload(), b"again");
    soon(client.drain()).await.unwrap();

    let error = soon(ConnectOptions::new().connect(server.url())).await.unwrap_err();
    assert!(matches!(dial_error(error), DialError::Tls(_)), "not trusted");
    let plain = server.url().replace("wss", "ws");
    let error = soon(ConnectOptions::new().connect(plain)).await.unwrap_err();
    assert!(matches!(dial_error(error), DialError::NotUpgraded { status: 400 }));
    let plain = Server::start();
    let options = ConnectOptions::new().add_root_certificates(certificate);
    let error = soon(options.connect(plain.url().replace("ws", "wss"))).await.unwrap_err();
    assert!(matches!(dial_error(error), DialError::Tls(_)), "no TLS there");
    until(|| async { client.is_closed() }).await;
}
