//! Nkeys and JWTs: who is let in, and who is not.

mod support;

use nats_web::{BoxError, ConnectError, ConnectionError, CredentialsError, Denied, RequestError};
use nats_web::{ServerErrorKind, SubscriptionEnd};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use support::{Operator, Proxy, Server, User, assert_works, eager, reconnected, soon};

/// What a server says to somebody it does not know.
#[track_caller]
fn assert_refused(error: &ConnectError) {
    let ConnectError::Connection(ConnectionError::Server { source, .. }) = error else { panic!("{error:?}") };
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
    let mut status = client.status();
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
    let (seen, seed) = (Arc::clone(&nonces), user.seed());
    let options = eager().credentials(move |challenge| {
        seen.lock().unwrap().push(challenge.nonce.clone().unwrap());
        Ok(challenge.answer_nkey(&seed)?)
    });
    let client = soon(options.connect(server.url())).await.unwrap();
    let mut status = client.status();
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
        move |nonce: String| {
            let key = nats_web::nkeys::KeyPair::from_seed(seed.as_bytes()).unwrap();
            async move {
                tokio::task::yield_now().await;
                Ok(key.sign(nonce.as_bytes()).to_vec())
            }
        }
    };
    let (jwt, seed, creds) = (alice.jwt.clone(), alice.seed(), alice.creds());
    for (way, options) in [
        ("creds", eager().creds(alice.creds())),
        ("creds of Windows", eager().creds(alice.creds().replace('\n', "\r\n"))),
        ("creds_file", eager().creds_file(file.path())),
        ("jwt", eager().jwt(&alice.jwt, alice.seed())),
        ("jwt with a line break", eager().jwt(&alice.jwt, alice.seed() + "\n")),
        ("jwt_signed_by", eager().jwt_signed_by(&alice.jwt, sign)),
        ("bearer_jwt", eager().bearer_jwt(&bearer.jwt)),
        ("two together", eager().bearer_jwt(&alice.jwt).nkey(alice.seed())),
        ("the last wins", eager().creds(Operator::new().user().creds()).creds(alice.creds())),
        ("sync", eager().credentials(move |challenge| Ok(challenge.answer_jwt(&jwt, &seed)?))),
        (
            "async",
            eager().credentials_async(move |challenge| {
                let creds = creds.clone();
                async move {
                    tokio::task::yield_now().await;
                    Ok(challenge.answer_creds(creds)?)
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
        eager().user_and_password("alice", "secret"),
        eager().nkey(alice.seed()),
        eager().bearer_jwt(&alice.jwt),
        eager().jwt(&alice.jwt, operator.user().seed()),
        eager().jwt(forged, alice.seed()),
        eager().jwt("", alice.seed()),
        eager().jwt("no\r\nPUB a 0\r\n\"JWT", alice.seed()),
        eager().jwt_signed_by(&alice.jwt, async |_| Ok(vec![7; 64])),
        eager().creds(operator.user_with("", r#","exp":1700000000"#).creds()),
        eager().creds(Operator::new().user().creds()),
    ] {
        assert_refused(&soon(options.clone().connect(server.url())).await.unwrap_err());
        let waiting = options.wait_on_first_connect(true);
        assert_refused(&soon(waiting.connect(server.url())).await.unwrap_err());
    }
}

#[tokio::test]
async fn signatures_that_cannot_be_had() {
    let operator = Operator::new();
    let server = Server::with_config(&operator.config());
    let jwt = operator.user().jwt;
    let fails = eager().jwt_signed_by(&jwt, async |_| Err("the vault is shut".into()));
    let error = soon(fails.connect(server.url())).await.unwrap_err();
    assert_eq!(error.to_string(), "no credentials: the vault is shut");
    let short = eager().jwt_signed_by(&jwt, async |_| Ok(vec![0; 63]));
    let ConnectError::Connection(ConnectionError::Credentials(error)) =
        soon(short.connect(server.url())).await.unwrap_err()
    else {
        panic!()
    };
    assert!(matches!(error.downcast_ref(), Some(CredentialsError::Signature)));
    let panics = eager().jwt_signed_by(&jwt, async |_| panic!("on purpose"));
    let error = soon(panics.connect(server.url())).await.unwrap_err();
    assert!(matches!(error, ConnectError::Connection(ConnectionError::TaskGone)), "{error}");
    let never = eager().jwt_signed_by(&jwt, |_| std::future::pending::<Result<_, BoxError>>());
    let error = soon(never.connect_timeout(Duration::from_millis(100)).connect(server.url())).await.unwrap_err();
    assert!(matches!(error, ConnectError::Connection(ConnectionError::Timeout { .. })), "{error}");
}

#[tokio::test]
async fn permissions_of_the_jwt_reach_whom_they_concern() {
    let operator = Operator::new();
    let server = Server::with_config(&operator.config());
    let limited = operator.user_with(r#","pub":{"deny":["secret"]},"sub":{"deny":["secret"]}"#, "");
    let client = soon(eager().creds(limited.creds()).connect(server.url())).await.unwrap();
    let mut kept = client.subscribe("open").unwrap();
    let mut denied = client.subscribe("secret").unwrap();
    assert!(soon(denied.next()).await.is_none());
    let end = denied.end();
    assert!(matches!(end, Some(SubscriptionEnd::Denied(_))), "{end:?}");
    let error = soon(client.request("secret", "")).await.unwrap_err();
    let RequestError::Denied(error) = error else { panic!("{error:?}") };
    assert!(matches!(error.denied, Some(Denied { .. })), "{error:?}");
    client.publish("open", "still").await.unwrap();
    assert_eq!(soon(kept.next()).await.unwrap().payload(), b"still");
}

#[tokio::test]
async fn what_was_cut_in_the_middle_of_asking_is_asked_anew() {
    let user = User::without_jwt();
    let server = nkey_server(&[&user]);
    let proxy = Proxy::start(server.ws_port).await;
    let asked = Arc::new(AtomicU32::new(0));
    let (count, key, cut) = (Arc::clone(&asked), user.seed(), Arc::new(proxy));
    let url = cut.url();
    let options = eager().wait_on_first_connect(true).credentials_async(move |challenge| {
        let (number, key, cut) = (count.fetch_add(1, Ordering::Relaxed), key.clone(), Arc::clone(&cut));
        async move {
            if number == 0 {
                cut.cut();
                // Nobody waits for this answer any more.
                std::future::pending::<()>().await;
            }
            Ok(challenge.answer_nkey(key)?)
        }
    });
    let client = soon(options.connect(url)).await.unwrap();
    assert_works(&client).await;
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}
