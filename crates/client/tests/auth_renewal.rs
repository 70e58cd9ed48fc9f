//! JWTs that run out, and files and functions that have others.

mod support;

use futures_util::StreamExt as _;
use nats_web::{AuthError, ConnectOptions, Event, ServerError};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use support::{Operator, Server, User, assert_works, eager, event, reconnected, soon};

/// Options whose credentials are `first`'s, and then `second`'s; and how often they were asked for.
fn first_then(first: User, second: User) -> (ConnectOptions, Arc<AtomicU32>) {
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    let options = eager().auth_callback(move |nonce| {
        let user = if count.fetch_add(1, Ordering::Relaxed) == 0 { &first } else { &second };
        std::future::ready(Ok(user.answer(&nonce)))
    });
    (options, asked)
}

fn is_expired(event: &Event) -> bool {
    matches!(event, Event::ServerError(ServerError::Other(words)) if words == "User Authentication Expired")
}

#[tokio::test]
async fn a_user_whose_jwt_runs_out_comes_back_with_another() {
    let operator = Operator::new();
    let server = Server::with_config(&operator.config());
    let (options, asked) = first_then(operator.user_for(3), operator.user());
    let client = soon(options.jwt_renewal_lead(Duration::ZERO).connect(server.url())).await.unwrap();
    let mut status = client.events();
    event(&mut status, is_expired).await;
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    reconnected(&mut status).await;
    assert_eq!(asked.load(Ordering::Relaxed), 2);
    assert_works(&client).await;
}

#[tokio::test]
async fn a_link_is_renewed_before_its_jwt_runs_out_and_nothing_is_lost() {
    let operator = Operator::new();
    let server = Server::with_config(&operator.config());
    let (options, asked) = first_then(operator.user_for(4), operator.user());
    let client = soon(options.connect(server.url())).await.unwrap();
    let mut status = client.events();
    let mut messages = client.subscribe("count").await.unwrap();
    let mut events = Vec::new();
    let mut published = 0;
    loop {
        client.publish("count", published.to_string().into()).await.unwrap();
        published += 1;
        let Ok(event) = tokio::time::timeout(Duration::from_millis(2), status.next()).await else { continue };
        let event = event.unwrap();
        let is_back = matches!(event, Event::Connected);
        events.push(event);
        if is_back {
            break;
        }
    }
    for expected in 0..published {
        assert_eq!(soon(messages.next()).await.unwrap().payload, expected.to_string().as_bytes());
    }
    assert!(!events.iter().any(is_expired), "it did not run out");
    assert_eq!(events.iter().filter(|event| matches!(event, Event::Disconnected)).count(), 1);
    assert_eq!(asked.load(Ordering::Relaxed), 3, "at first, in time, and for the new connection");
}

#[tokio::test]
async fn a_file_that_has_a_later_jwt_renews_the_link() {
    let operator = Operator::new();
    let server = Server::with_config(&operator.config());
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), operator.user_for(4).creds()).unwrap();
    let client = soon(eager().credentials_file(file.path()).await.unwrap().connect(server.url())).await.unwrap();
    std::fs::write(file.path(), operator.user().creds()).unwrap();
    let mut status = client.events();
    let first = event(&mut status, |event| is_expired(event) || *event == Event::Disconnected).await;
    assert_eq!(first, Event::Disconnected);
    reconnected(&mut status).await;
    assert_works(&client).await;
}

#[tokio::test]
async fn a_renewal_that_fails_leaves_the_link_alone_to_the_end() {
    let operator = Operator::new();
    let server = Server::with_config(&operator.config());
    let (first, asked) = (operator.user_for(4), Arc::new(AtomicU32::new(0)));
    let count = Arc::clone(&asked);
    let options = eager().auth_callback(move |nonce| {
        std::future::ready(match count.fetch_add(1, Ordering::Relaxed) {
            0 => Ok(first.answer(&nonce)),
            _ => Err(AuthError::new("the vault is shut")),
        })
    });
    let client = soon(options.ignore_auth_error_abort(false).connect(server.url())).await.unwrap();
    let mut status = client.events();
    event(&mut status, is_expired).await;
    assert!(asked.load(Ordering::Relaxed) > 1);
    let error = soon(client.closed()).await.unwrap_err();
    assert_eq!(error.to_string(), "no credentials: AuthError(the vault is shut)");
}

#[tokio::test]
async fn a_file_is_read_anew_at_each_attempt() {
    let operator = Operator::new();
    let mut server = Server::with_config(&operator.config());
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), operator.user().creds()).unwrap();
    let client = soon(eager().credentials_file(file.path()).await.unwrap().connect(server.url())).await.unwrap();
    let mut status = client.events();
    // Another operator: what the file had is of no use any more.
    let other = Operator::new();
    server.stop();
    std::fs::write(file.path(), other.user().creds()).unwrap();
    server.reconfigure(&other.config());
    server.restart();
    reconnected(&mut status).await;
    assert_works(&client).await;
    std::fs::remove_file(file.path()).unwrap();
    server.restart();
    event(
        &mut status,
        |event| matches!(event, Event::ClientError(error) if error.to_string().contains("cannot be read")),
    )
    .await;
    std::fs::write(file.path(), other.user().creds()).unwrap();
    reconnected(&mut status).await;
    assert_works(&client).await;
}

#[tokio::test]
async fn whoever_has_no_credentials_for_another_connection_is_asked_again() {
    let operator = Operator::new();
    let server = Server::with_config(&operator.config());
    let asked = Arc::new(AtomicU32::new(0));
    let (count, user) = (Arc::clone(&asked), operator.user());
    let options = eager().auth_callback(move |nonce| {
        let is_away = (1..3).contains(&count.fetch_add(1, Ordering::Relaxed));
        let answer = if is_away { Err(AuthError::new("the vault is away")) } else { Ok(user.answer(&nonce)) };
        std::future::ready(answer)
    });
    let client = soon(options.connect(server.url())).await.unwrap();
    let mut status = client.events();
    client.force_reconnect().await.unwrap();
    event(&mut status, |event| matches!(event, Event::ClientError(error) if error.to_string().contains("vault"))).await;
    reconnected(&mut status).await;
    assert_eq!(asked.load(Ordering::Relaxed), 4);
    assert_works(&client).await;
}
