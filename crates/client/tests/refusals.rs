//! Servers that refuse, and ports that are none.

mod support;

use nats_web::error::{ConnectionError, DialError, ServerErrorKind, ServersError};
use nats_web::{Auth, AuthError, ConnectErrorKind, ConnectOptions, Event};
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use support::{Server, assert_works, connection_error, dial_error, eager, event, soon, source};

const USERS: &str = "authorization { user: u, password: p }";

#[tokio::test]
async fn wrong_credentials_are_refused_by_the_server() {
    let server = Server::with_config(USERS);
    for options in [ConnectOptions::new(), ConnectOptions::new().user_and_password("u".into(), "wrong".into())] {
        for options in [options.clone(), options.reconnect(false)] {
            let error = soon(options.connect(server.url())).await.unwrap_err();
            let ConnectionError::Server { source, .. } = connection_error(&error) else { panic!("{error:?}") };
            assert_eq!(source.kind, ServerErrorKind::Authorization);
            assert!(error.to_string().contains("Authorization Violation"), "{error}");
        }
    }
    let client =
        soon(ConnectOptions::new().user_and_password("u".into(), "p".into()).connect(server.url())).await.unwrap();
    soon(client.flush()).await.unwrap();
}

#[tokio::test]
async fn a_token_opens() {
    let server = Server::with_config("authorization { token: t }");
    assert!(soon(ConnectOptions::new().token("wrong".into()).connect(server.url())).await.is_err());
    let client = soon(ConnectOptions::new().token("t".into()).connect(server.url())).await.unwrap();
    soon(client.flush()).await.unwrap();
}

#[tokio::test]
async fn an_address_may_name_a_user_or_a_token() {
    let server = Server::with_config(USERS);
    let with = |credentials: &str| server.url().replace("://", &format!("://{credentials}@"));
    assert!(soon(nats_web::connect(with("u:wrong"))).await.is_err());
    let client = soon(nats_web::connect(with("u:p"))).await.unwrap();
    support::assert_works(&client).await;
    // The options stand above it.
    let options = ConnectOptions::new().user_and_password("u".into(), "p".into());
    soon(options.connect(with("u:wrong"))).await.unwrap();
    // A server that joins the pool later has its own.
    let other = Server::with_config("authorization { token: t }");
    client.set_server_pool(other.url().replace("://", "://t@")).await.unwrap();
    let mut events = client.events();
    client.force_reconnect().await.unwrap();
    support::reconnected(&mut events).await;
    assert!(client.server().ends_with(&other.ws_port.to_string()));
    assert!(client.server_pool().await.unwrap()[0].did_connect);
}

#[tokio::test]
async fn credentials_are_asked_for_at_each_attempt() {
    let mut server = Server::with_config(USERS);
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    let options = eager().auth_callback(move |_| {
        let number = count.fetch_add(1, Ordering::Relaxed);
        async move {
            tokio::task::yield_now().await;
            let mut auth = Auth::new();
            auth.username = Some("u".into());
            auth.password = Some(if number == 1 { "stale".into() } else { "p".into() });
            Ok(auth)
        }
    });
    let client = soon(options.connect(server.url())).await.unwrap();
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    let mut status = client.events();
    server.restart();
    support::reconnected(&mut status).await;
    assert_eq!(asked.load(Ordering::Relaxed), 3, "refused once, and asked again");
}

#[tokio::test]
async fn a_server_that_refuses_for_a_while_is_dialled_until_it_does_not() {
    let mut server = Server::with_config(USERS);
    let client = soon(eager().user_and_password("u".into(), "p".into()).connect(server.url())).await.unwrap();
    let mut events = client.events();
    server.reconfigure("authorization { user: u, password: other }");
    server.restart();
    let refused = Event::ServerError(nats_web::ServerError::AuthorizationViolation);
    for _ in 0..3 {
        event(&mut events, |event| *event == refused).await;
    }
    server.reconfigure(USERS);
    server.restart();
    support::reconnected(&mut events).await;
    assert_works(&client).await;
}

#[tokio::test]
async fn the_second_refusal_in_a_row_is_the_last_if_asked_for() {
    let mut server = Server::with_config(USERS);
    let options = eager().ignore_auth_error_abort(false).user_and_password("u".into(), "p".into());
    let client = soon(options.connect(server.url())).await.unwrap();
    server.reconfigure("authorization { user: u, password: other }");
    server.restart();
    let error = soon(client.closed()).await.unwrap_err();
    assert!(
        matches!(&error, ConnectionError::Server { source, .. } if source.kind == ServerErrorKind::Authorization),
        "{error}"
    );
}

#[tokio::test]
async fn credentials_that_cannot_be_had_end_the_client() {
    let server = Server::with_config(USERS);
    let options = eager().auth_callback(async |_| Err(AuthError::new("the vault is shut")));
    let error = soon(options.connect(server.url())).await.unwrap_err();
    assert_eq!(error.kind(), ConnectErrorKind::Authentication);
    assert_eq!(error.to_string(), "failed signing nonce: no credentials: AuthError(the vault is shut)");
    let ConnectionError::Credentials(source) = connection_error(&error) else { panic!("{error:?}") };
    assert_eq!(source.downcast_ref(), Some(&AuthError::new("the vault is shut")));
}

#[tokio::test]
async fn a_function_that_panics_ends_the_client() {
    let server = Server::with_config(USERS);
    let error = soon(eager().auth_callback(async |_| panic!("on purpose")).connect(server.url())).await.unwrap_err();
    assert!(matches!(connection_error(&error), ConnectionError::TaskGone), "{error}");
}

#[tokio::test]
async fn credentials_that_never_come_run_into_the_deadline() {
    let server = Server::with_config(USERS);
    let options = eager().connection_timeout(Duration::from_millis(100));
    let options = options.auth_callback(|_| std::future::pending());
    let error = soon(options.connect(server.url())).await.unwrap_err();
    assert!(matches!(connection_error(&error), ConnectionError::Timeout { .. }), "{error}");
}

#[tokio::test]
async fn nobody_listens() {
    let mut server = Server::start();
    let url = server.url();
    server.stop();
    let error = soon(nats_web::connect(url)).await.unwrap_err();
    assert_eq!(error.kind(), ConnectErrorKind::Io);
    let expected = format!("IO error: could not connect to 127.0.0.1:{}: ", server.ws_port);
    assert!(error.to_string().starts_with(&expected), "{error}");
    let DialError::Io(source) = dial_error(&error) else { panic!() };
    assert_eq!(source.kind(), std::io::ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn the_port_for_plain_nats() {
    let server = Server::start();
    let error = soon(nats_web::connect(format!("ws://127.0.0.1:{}", server.nats_port))).await.unwrap_err();
    assert!(matches!(dial_error(&error), DialError::PlainNats));
}

/// A port that says `words` to whoever comes.
fn parrot(words: &'static [u8]) -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        while let Ok((mut socket, _)) = listener.accept() {
            let _ = std::io::Read::read(&mut socket, &mut [0; 4096]);
            let _ = socket.write_all(words);
        }
    });
    port
}

#[tokio::test]
async fn ports_that_speak_something_else() {
    let http = parrot(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    let error = soon(nats_web::connect(format!("ws://127.0.0.1:{http}"))).await.unwrap_err();
    assert!(matches!(dial_error(&error), DialError::NotUpgraded { status: 404 }));
    let ssh = parrot(b"SSH-2.0-OpenSSH_9.2\r\n");
    let error = soon(nats_web::connect(format!("ws://127.0.0.1:{ssh}"))).await.unwrap_err();
    assert!(matches!(dial_error(&error), DialError::NotWebSocket(_)));
    let silent = parrot(b"");
    assert!(soon(nats_web::connect(format!("ws://127.0.0.1:{silent}"))).await.is_err());
}

#[tokio::test]
async fn a_server_that_never_speaks_runs_into_the_deadline() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("ws://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let options = ConnectOptions::new().connection_timeout(Duration::from_millis(50));
    let error = soon(options.connect(url)).await.unwrap_err();
    assert!(matches!(connection_error(&error), ConnectionError::Timeout { .. }), "{error}");
}

#[tokio::test]
async fn addresses_that_are_none() {
    let error = nats_web::connect(["ws://a", "gopher://user:secret@b"]).await.unwrap_err();
    assert_eq!(error.kind(), ConnectErrorKind::ServerParse);
    assert!(!format!("{error:?} {error}").contains("secret"));
    let error = nats_web::connect(Vec::<String>::new()).await.unwrap_err();
    assert_eq!((error.kind(), source(&error)), (ConnectErrorKind::ServerParse, ServersError::None));
}

#[test]
fn without_a_runtime() {
    let mut connecting = std::pin::pin!(nats_web::connect("ws://127.0.0.1:1"));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(result) = connecting.as_mut().poll(&mut context) else { panic!() };
    assert!(result.unwrap_err().to_string().contains("no tokio runtime"));
}
