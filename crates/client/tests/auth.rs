//! Nkeys and JWTs: who is let in, and who is not.

mod support;

use futures_util::StreamExt as _;
use nats_web::error::{ConnectionError, CredentialsError, Denied, ServerError, ServerErrorKind, SubscriptionEnd};
use nats_web::nkeys::KeyPair;
use nats_web::{AuthError, ConnectError, ConnectErrorKind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use support::{Operator, Proxy, Server, User, assert_works, connection_error, eager, reconnected, soon, source};

/// What a server says to somebody it does not know.
#[track_caller]
fn assert_refused(error: &ConnectError) {
    let ConnectionError::Server { source, .. } = connection_error(error) else { panic!("{error:?}") };
    assert_eq!(source.kind, ServerErrorKind::Authorization);
}

/// A server that knows these nkeys.
fn nkey_server(users: &[&User]) -> Server {
    let users: Vec<String> = users.iter().map(|user| format!("{{ nkey: {} }}", user.key.public_key())).collect();
    Server::with_config(&format!("authorization {{ users: [{}] }}", users.join(", ")))
}

#[tokio::test]
async fn an_nkey_opens_at_every_connection() {
    let user = User::without_jwt();
    let mut server = nkey_server(&[&user]);
    let client = soon(eager().nkey(user.seed()).connect(server.url())).await.unwrap();
    assert_works(&client).await;
    let mut status = client.events();
    for _ in 0..2 {
        server.restart();
        reconnected(&mut status).await;
        assert_works(&client).await;
    }
    let stranger = soon(eager().nkey(User::without_jwt().seed()).connect(server.url())).await.unwrap_err();
    assert_refused(&stranger);
    let nobody = soon(eager().connect(server.url())).await.unwrap_err();
    assert_refused(&nobody);
}

#[tokio::test]
async fn each_attempt_has_a_nonce_of_its_own() {
    let user = User::without_jwt();
    let mut server = nkey_server(&[&user]);
    let nonces = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&nonces);
    let options = eager().auth_callback(move |nonce| {
        let answer = user.answer(&nonce);
        seen.lock().unwrap().push(nonce);
        std::future::ready(Ok(answer))
    });
    let client = soon(options.connect(server.url())).await.unwrap();
    let mut status = client.events();
    server.restart();
    reconnected(&mut status).await;
    let nonces = nonces.lock().unwrap();
    assert_eq!(nonces.len(), 2);
    assert_ne!(nonces[0], nonces[1]);
}

#[tokio::test]
async fn a_server_without_a_nonce_is_shown_the_key_alone() {
    let server = Server::start();
    assert_works(&soon(eager().nkey(User::without_jwt().seed()).connect(server.url())).await.unwrap()).await;
}

#[tokio::test]
async fn whatever_proves_that_the_jwt_is_theirs() {
    let operator = Operator::new();
    let server = Server::with_config(&operator.config());
    let alice = operator.user();
    let bearer = operator.user_with(r#","bearer_token":true"#, "");
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), alice.creds()).unwrap();
    let sign = {
        let seed = alice.seed();
        move |nonce: Vec<u8>| {
            let key = nats_web::nkeys::KeyPair::from_seed(seed.as_bytes()).unwrap();
            async move {
                tokio::task::yield_now().await;
                Ok(key.sign(&nonce).to_vec())
            }
        }
    };
    let asked = User { jwt: alice.jwt.clone(), key: KeyPair::from_seed(alice.seed().as_bytes()).unwrap() };
    for (way, options) in [
        ("creds", eager().credentials(&alice.creds()).unwrap()),
        ("creds of Windows", eager().credentials(&alice.creds().replace('\n', "\r\n")).unwrap()),
        ("creds_file", eager().credentials_file(file.path()).await.unwrap()),
        ("jwt", eager().jwt(alice.jwt.clone(), sign)),
        ("bearer_jwt", eager().bearer_jwt(bearer.jwt.clone())),
        ("two together", eager().bearer_jwt(alice.jwt.clone()).nkey(alice.seed())),
        ("a seed with a line break", eager().bearer_jwt(alice.jwt.clone()).nkey(alice.seed() + "\n")),
        (
            "the last wins",
            eager().credentials(&Operator::new().user().creds()).unwrap().credentials(&alice.creds()).unwrap(),
        ),
        (
            "asked",
            eager().auth_callback(move |nonce| {
                let answer = asked.answer(&nonce);
                async move {
                    tokio::task::yield_now().await;
                    Ok(answer)
                }
            }),
        ),
    ] {
        let client = soon(options.connect(server.url())).await.unwrap_or_else(|error| panic!("{way}: {error}"));
        assert_works(&client).await;
    }
}

#[tokio::test]
async fn what_proves_nothing_is_refused() {
    let operator = Operator::new();
    let server = Server::with_config(&operator.config());
    let alice = operator.user();
    let forged = alice.jwt.replace(".", ".e30.");
    for options in [
        eager(),
        eager().user_and_password("alice".into(), "secret".into()),
        eager().nkey(alice.seed()),
        eager().bearer_jwt(alice.jwt.clone()),
        eager().bearer_jwt(alice.jwt.clone()).nkey(operator.user().seed()),
        eager().bearer_jwt(forged).nkey(alice.seed()),
        eager().bearer_jwt(String::new()).nkey(alice.seed()),
        eager().bearer_jwt("no\r\nPUB a 0\r\n\"JWT".into()).nkey(alice.seed()),
        eager().jwt(alice.jwt.clone(), async |_| Ok(vec![7; 64])),
        eager().credentials(&operator.user_with("", r#","exp":1700000000"#).creds()).unwrap(),
        eager().credentials(&Operator::new().user().creds()).unwrap(),
    ] {
        assert_refused(&soon(options.clone().connect(server.url())).await.unwrap_err());
        let waiting = options.retry_on_initial_connect().ignore_auth_error_abort(false);
        let waiting = soon(waiting.connect(server.url())).await.unwrap();
        assert_refused(&soon(waiting.closed()).await.unwrap_err().into());
    }
}

#[tokio::test]
async fn signatures_that_cannot_be_had() {
    let operator = Operator::new();
    let server = Server::with_config(&operator.config());
    let jwt = operator.user().jwt;
    let fails = eager().jwt(jwt.clone(), async |_| Err(AuthError::new("the vault is shut")));
    let error = soon(fails.connect(server.url())).await.unwrap_err();
    assert_eq!(error.kind(), ConnectErrorKind::Authentication);
    assert!(error.to_string().ends_with("no credentials: AuthError(the vault is shut)"), "{error}");
    let short = eager().jwt(jwt.clone(), async |_| Ok(vec![0; 63]));
    let error = soon(short.connect(server.url())).await.unwrap_err();
    let ConnectionError::Credentials(error) = connection_error(&error) else { panic!("{error:?}") };
    assert!(matches!(error.downcast_ref(), Some(CredentialsError::Signature)));
    let panics = eager().jwt(jwt.clone(), async |_| panic!("on purpose"));
    let error = soon(panics.connect(server.url())).await.unwrap_err();
    assert!(matches!(connection_error(&error), ConnectionError::TaskGone), "{error}");
    let never = eager().jwt(jwt, |_| std::future::pending::<Result<_, AuthError>>());
    let error = soon(never.connection_timeout(Duration::from_millis(100)).connect(server.url())).await.unwrap_err();
    assert!(matches!(connection_error(&error), ConnectionError::Timeout { .. }), "{error}");
}

#[tokio::test]
async fn permissions_of_the_jwt_reach_whom_they_concern() {
    let operator = Operator::new();
    let server = Server::with_config(&operator.config());
    let limited = operator.user_with(r#","pub":{"deny":["secret"]},"sub":{"deny":["secret"]}"#, "");
    let client = soon(eager().credentials(&limited.creds()).unwrap().connect(server.url())).await.unwrap();
    let mut kept = client.subscribe("open").await.unwrap();
    let mut denied = client.subscribe("secret").await.unwrap();
    assert!(soon(denied.next()).await.is_none());
    let end = denied.end();
    assert!(matches!(end, Some(SubscriptionEnd::Denied(_))), "{end:?}");
    let error = soon(client.request("secret", "".into())).await.unwrap_err();
    let error: ServerError = source(&error);
    assert!(matches!(error.denied, Some(Denied { .. })), "{error:?}");
    client.publish("open", "still".into()).await.unwrap();
    assert_eq!(soon(kept.next()).await.unwrap().payload, "still");
}

#[tokio::test]
async fn what_was_cut_in_the_middle_of_asking_is_asked_anew() {
    let user = User::without_jwt();
    let server = nkey_server(&[&user]);
    let proxy = Proxy::start(server.ws_port).await;
    let asked = Arc::new(AtomicU32::new(0));
    let (count, cut) = (Arc::clone(&asked), Arc::new(proxy));
    let url = cut.url();
    let options = eager().retry_on_initial_connect().auth_callback(move |nonce| {
        let (number, answer, cut) = (count.fetch_add(1, Ordering::Relaxed), user.answer(&nonce), Arc::clone(&cut));
        async move {
            if number == 0 {
                cut.cut();
                // Nobody waits for this answer any more.
                std::future::pending::<()>().await;
            }
            Ok(answer)
        }
    });
    let client = soon(options.connect(url)).await.unwrap();
    assert_works(&client).await;
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn clients_of_cloned_options_stay_who_they_are() {
    let accounts = r#"accounts {
        A: { users: [{ user: alice, password: x }] }
        B: { users: [{ user: bob, password: y }] }
    }"#;
    let server = Server::with_config(accounts);
    let url = |user: &str| server.url().replace("//", &format!("//{user}@"));
    let options = eager();
    let alice = soon(options.clone().connect(url("alice:x"))).await.unwrap();
    let _bob = soon(options.connect(url("bob:y"))).await.unwrap();
    let other = soon(eager().connect(url("alice:x"))).await.unwrap();
    let mut messages = other.subscribe("a").await.unwrap();
    soon(other.flush()).await.unwrap();
    let mut events = alice.events();
    alice.force_reconnect().await.unwrap();
    reconnected(&mut events).await;
    alice.publish("a", "of this account".into()).await.unwrap();
    assert_eq!(soon(messages.next()).await.unwrap().payload, "of this account");
}
