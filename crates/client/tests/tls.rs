//! Servers that speak TLS, over TCP and over WebSockets.

#![cfg(feature = "tls")]

mod support;

use futures_util::StreamExt as _;
use nats_web::error::{ConnectionError, DialError, GreetingError, TlsErrorKind};
use nats_web::{ConnectError, ConnectOptions};
use std::fs;
use std::path::PathBuf;
use std::time::Duration;
use support::{
    Authority, Identity, Server, ServerOptions, Validity, assert_works, connection_error, dial_error, eager, soon,
    until,
};

/// Both ways to a server that has TLS on both of its ports.
const WAYS: [fn(&Server) -> String; 2] = [Server::tls_url, Server::url];

fn server(identity: &Identity, more: &str) -> Server {
    let block = identity.block(more);
    Server::with(ServerOptions { extra: block.clone(), web_tls: block })
}

/// Requires that clients show a certificate that `authority` has signed.
fn verify(authority: &Authority) -> String {
    format!("verify: true, ca_file: {:?}", authority.file)
}

fn trusting(authority: &Authority) -> ConnectOptions {
    eager().add_root_certificates(authority.file.clone())
}

async fn refusal(options: ConnectOptions, url: String) -> ConnectError {
    soon(options.connect(url)).await.unwrap_err()
}

async fn fault(options: ConnectOptions, url: String) -> TlsErrorKind {
    match dial_error(&refusal(options, url).await) {
        DialError::Tls(error) => error.kind(),
        other => panic!("{other:?}"),
    }
}

async fn greeting(options: ConnectOptions, url: String) -> GreetingError {
    match connection_error(&refusal(options, url).await) {
        ConnectionError::Greeting { source, .. } => source,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_trusted_server() {
    let authority = Authority::new("ca");
    let mut server = server(&authority.sign_local(), "");
    for url in WAYS.map(|way| way(&server)) {
        let client = soon(trusting(&authority).connect(url)).await.unwrap();
        let mut status = client.events();
        let mut messages = client.subscribe("a").await.unwrap();
        let large = vec![3; 3 << 20];
        client.publish("a", large.clone().into()).await.unwrap();
        assert!(soon(messages.next()).await.unwrap().payload == large);
        server.restart();
        support::reconnected(&mut status).await;
        client.publish("a", "again".into()).await.unwrap();
        assert_eq!(soon(messages.next()).await.unwrap().payload, "again");
        soon(client.drain()).await.unwrap();
        until(|| async { client.is_closed() }).await;
    }
}

#[tokio::test]
async fn an_address_over_tcp_turns_to_tls_where_the_server_demands_it() {
    let authority = Authority::new("ca");
    let server = server(&authority.sign_local(), "");
    assert_eq!(fault(eager(), server.tcp_url()).await, TlsErrorKind::UnknownIssuer);
    let client = soon(trusting(&authority).connect(server.tcp_url())).await.unwrap();
    assert_works(&client).await;
}

#[tokio::test]
async fn certificates_that_are_no_good_are_told_apart() {
    let authority = Authority::new("ca");
    let stranger = Authority::new("stranger");
    for (signer, name, validity, kind) in [
        (&stranger, "127.0.0.1", Validity::Now, TlsErrorKind::UnknownIssuer),
        (&authority, "elsewhere.example", Validity::Now, TlsErrorKind::WrongName),
        (&authority, "127.0.0.2", Validity::Now, TlsErrorKind::WrongName),
        (&authority, "127.0.0.1", Validity::Past, TlsErrorKind::Expired),
        (&authority, "127.0.0.1", Validity::Future, TlsErrorKind::NotYetValid),
    ] {
        let server = server(&signer.sign(name, validity), "");
        for url in WAYS.map(|way| way(&server)) {
            let error = dial_error(&refusal(trusting(&authority), url.clone()).await);
            let text = error.to_string();
            let DialError::Tls(error) = error else { panic!("{error:?}") };
            assert_eq!(error.kind(), kind, "{url}: {error}");
            assert!(text.contains(&kind.to_string()), "{text}");
        }
    }
}

#[tokio::test]
async fn the_platform_trusts_no_stranger() {
    let authority = Authority::new("ca");
    let server = server(&authority.sign_local(), "");
    for url in WAYS.map(|way| way(&server)) {
        assert_eq!(fault(eager(), url).await, TlsErrorKind::UnknownIssuer);
    }
}

#[tokio::test]
async fn a_server_may_want_a_certificate_of_the_client() {
    let authority = Authority::new("ca");
    let stranger = Authority::new("stranger");
    let server = server(&authority.sign_local(), &verify(&authority));
    let own = authority.sign("client", Validity::Now);
    let strange = stranger.sign("client", Validity::Now);
    for url in WAYS.map(|way| way(&server)) {
        // The server says so when the client takes the handshake for done: whether in time is chance, so more than once.
        for _ in 0..10 {
            assert_eq!(
                fault(trusting(&authority), url.clone()).await,
                TlsErrorKind::ClientCertificateRequired,
                "{url}"
            );
        }
        let options = trusting(&authority).add_client_certificate(strange.certificate.clone(), strange.key.clone());
        assert_eq!(fault(options, url.clone()).await, TlsErrorKind::ClientCertificateRefused, "{url}");
        let options = trusting(&authority).add_client_certificate(own.certificate.clone(), own.key.clone());
        let client = soon(options.connect(url)).await.unwrap();
        assert_works(&client).await;
    }
}

#[tokio::test]
async fn one_file_may_hold_everything() {
    let authority = Authority::new("ca");
    let server = server(&authority.sign_local(), &verify(&authority));
    let own = authority.sign("client", Validity::Now);
    let all = own.key.with_file_name("all.pem");
    let texts = [&authority.file, &own.certificate, &own.key].map(|file| fs::read_to_string(file).unwrap());
    // The client's own certificate comes first where both are taken.
    fs::write(&all, format!("{}{}{}", texts[1], texts[2], texts[0])).unwrap();
    for url in WAYS.map(|way| way(&server)) {
        let options = eager().add_root_certificates(all.clone()).add_client_certificate(all.clone(), all.clone());
        assert_works(&soon(options.connect(url)).await.unwrap()).await;
    }
}

#[tokio::test]
async fn files_may_be_renewed() {
    let [old, new] = ["old", "new"].map(Authority::new);
    let block = |authority: &Authority| authority.sign_local().block(&verify(authority));
    let mut server = Server::with_config(&block(&old));
    let own = old.sign("client", Validity::Now);
    let options = trusting(&old).add_client_certificate(own.certificate.clone(), own.key.clone());
    let client = soon(options.connect(server.tls_url())).await.unwrap();
    let mut events = client.events();
    server.reconfigure(&block(&new));
    let renewed = new.sign("client", Validity::Now);
    for (from, to) in [(&new.file, &old.file), (&renewed.certificate, &own.certificate), (&renewed.key, &own.key)] {
        fs::copy(from, to).unwrap();
    }
    server.restart();
    support::reconnected(&mut events).await;
    assert_works(&client).await;
}

#[tokio::test]
async fn files_that_hold_nothing_are_named() {
    let authority = Authority::new("ca");
    let server = server(&authority.sign_local(), "");
    let own = authority.sign("client", Validity::Now);
    let (bad, missing) = (authority.file.with_file_name("bad.pem"), PathBuf::from("/nowhere/ca.pem"));
    fs::write(&bad, "no PEM").unwrap();
    for url in WAYS.map(|way| way(&server)) {
        for options in [
            eager().add_root_certificates(bad.clone()),
            eager().add_root_certificates(missing.clone()),
            trusting(&authority).add_client_certificate(missing.clone(), own.key.clone()),
            trusting(&authority).add_client_certificate(own.certificate.clone(), bad.clone()),
            trusting(&authority).add_client_certificate(own.certificate.clone(), authority.sign_local().key),
        ] {
            let error = dial_error(&refusal(options, url.clone()).await);
            assert!(matches!(&error, DialError::Tls(error) if error.kind() == TlsErrorKind::Unreadable), "{error:?}");
        }
        let error = refusal(eager().add_root_certificates(missing.clone()), url).await.to_string();
        assert!(error.contains("/nowhere/ca.pem"), "{error}");
    }
}

#[tokio::test]
async fn a_configuration_of_the_users_own() {
    let authority = Authority::new("ca");
    let server = server(&authority.sign_local(), "");
    let provider = std::sync::Arc::new(rustls_provider());
    let builder = nats_web::rustls::ClientConfig::builder_with_provider(provider);
    let nobody = nats_web::rustls::RootCertStore::empty();
    let config = builder.with_safe_default_protocol_versions().unwrap().with_root_certificates(nobody);
    let options = trusting(&authority).tls_client_config(config.with_no_client_auth());
    assert_eq!(fault(options, server.tls_url()).await, TlsErrorKind::UnknownIssuer, "it is used as it is");
}

fn rustls_provider() -> nats_web::rustls::crypto::CryptoProvider {
    #[cfg(feature = "ring")]
    return nats_web::rustls::crypto::ring::default_provider();
    #[cfg(not(feature = "ring"))]
    return nats_web::rustls::crypto::aws_lc_rs::default_provider();
}

#[tokio::test]
async fn where_tls_is_required_a_server_without_gets_nothing() {
    let plain = Server::with_config("authorization { user: u, password: p }");
    let options = || eager().user_and_password("u".into(), "p".into());
    assert_eq!(greeting(options(), plain.tls_url()).await, GreetingError::TlsUnavailable);
    assert_eq!(greeting(options().require_tls(true), plain.tcp_url()).await, GreetingError::TlsUnavailable);
    assert_eq!(greeting(options().require_tls(true), plain.url()).await, GreetingError::TlsUnavailable);
    assert_eq!(fault(options().tls_first(), plain.tcp_url()).await, TlsErrorKind::NotTls);
    assert_eq!(fault(options(), plain.url().replace("ws", "wss")).await, TlsErrorKind::NotTls);
    assert_works(&soon(options().connect(plain.tcp_url())).await.unwrap()).await;
}

#[tokio::test]
async fn a_server_may_leave_it_to_the_client() {
    let authority = Authority::new("ca");
    let server = Server::with_config(&format!("{}\nallow_non_tls: true", authority.sign_local().block("")));
    assert_works(&soon(eager().connect(server.tcp_url())).await.unwrap()).await;
    assert_works(&soon(trusting(&authority).connect(server.tls_url())).await.unwrap()).await;
    assert_works(&soon(trusting(&authority).require_tls(true).connect(server.tcp_url())).await.unwrap()).await;
    assert_eq!(fault(eager().require_tls(true), server.tcp_url()).await, TlsErrorKind::UnknownIssuer);
}

#[tokio::test]
async fn tls_may_come_before_all_else() {
    let authority = Authority::new("ca");
    let strict = Server::with_config(&authority.sign_local().block("handshake_first: true"));
    for url in [strict.tcp_url(), strict.tls_url()] {
        assert_works(&soon(trusting(&authority).tls_first().connect(url.clone())).await.unwrap()).await;
        for options in
            [trusting(&authority).tls_first().require_tls(true), trusting(&authority).require_tls(true).tls_first()]
        {
            assert_works(&soon(options.connect(url.clone())).await.unwrap()).await;
        }
    }
    let options = trusting(&authority).connection_timeout(Duration::from_millis(300));
    assert_eq!(greeting(options, strict.tls_url()).await, GreetingError::Silent);
    let lenient = Server::with_config(&authority.sign_local().block("handshake_first: \"100ms\""));
    assert_works(&soon(trusting(&authority).tls_first().connect(lenient.tls_url())).await.unwrap()).await;
    assert_works(&soon(trusting(&authority).connect(lenient.tls_url())).await.unwrap()).await;
}

#[tokio::test]
async fn a_web_socket_port_with_tls_is_none_without() {
    let authority = Authority::new("ca");
    let server = server(&authority.sign_local(), "");
    let error = dial_error(&refusal(eager(), server.url().replace("wss", "ws")).await);
    assert!(matches!(error, DialError::NotUpgraded { status: 400 }), "{error:?}");
}
