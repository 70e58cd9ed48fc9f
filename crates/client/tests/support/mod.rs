//! Real servers, bad links, and waiting with a deadline.

#![allow(dead_code, unreachable_pub, unused_imports, reason = "each test file uses its part of this")]

mod dice;
mod jwt;
mod monitor;
mod pki;
mod proxy;
mod server;

pub use dice::Dice;
pub use jwt::{Operator, User, new_key};
pub use monitor::Monitor;
pub use pki::{Authority, Identity, Validity};
pub use proxy::Proxy;
pub use server::{Server, ServerOptions, cluster, cluster_with};

use futures_util::StreamExt as _;
use nats_web::connection::State;
use nats_web::error::{ConnectionError, CredentialsError, DialError, Misuse};
use nats_web::{Client, ConnectError, ConnectOptions, Event, Events, Request, RequestErrorKind};
use std::error::Error;
use std::time::Duration;

/// How long anything may take before a test fails. No test passes by waiting for it.
const DEADLINE: Duration = Duration::from_secs(30);

/// The future's output, or a failed test.
#[track_caller]
pub fn soon<F: Future>(future: F) -> impl Future<Output = F::Output> {
    let place = std::panic::Location::caller();
    async move {
        match tokio::time::timeout(DEADLINE, future).await {
            Ok(output) => output,
            Err(_) => panic!("{place}: not in time"),
        }
    }
}

/// Options that reconnect fast and without limit.
pub fn eager() -> ConnectOptions {
    ConnectOptions::new().reconnect_delay_callback(|_| Duration::from_millis(20))
}

/// A client of `server` with [`eager`] options.
pub async fn client_of(server: &Server) -> Client {
    soon(eager().connect(server.url())).await.unwrap()
}

/// That messages come and go.
pub async fn assert_works(client: &Client) {
    let mut messages = client.subscribe("works").await.unwrap();
    client.publish("works", "well".into()).await.unwrap();
    assert_eq!(soon(messages.next()).await.unwrap().payload, "well");
}

/// Waits for an event.
pub async fn event(events: &mut Events, mut wanted: impl FnMut(&Event) -> bool) -> Event {
    soon(async {
        loop {
            let event = events.next().await.expect("the client is closed");
            if wanted(&event) {
                return event;
            }
        }
    })
    .await
}

/// Waits until the client is connected again.
pub async fn reconnected(events: &mut Events) {
    event(events, |event| *event == Event::Connected).await;
}

/// Returns whether the client is connected.
pub fn is_connected(client: &Client) -> bool {
    client.connection_state() == State::Connected
}

/// Asks again and again until it is so. For what a server is to do in its own time.
pub async fn until<F: Future<Output = bool>>(mut holds: impl FnMut() -> F) {
    soon(async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
}

/// Waits until the server knows nobody who is subscribed to `subject`.
pub async fn nobody_at(client: &Client, subject: &'static str) {
    // A request that still finds somebody has no reply to wait for.
    until(|| async {
        let request = Request::new().timeout(Some(Duration::from_millis(100)));
        let result = client.send_request(subject, request).await;
        result.is_err_and(|error| error.kind() == RequestErrorKind::NoResponders)
    })
    .await;
}

/// The source of an error.
#[track_caller]
pub fn source<E: Error + Clone + 'static>(error: &dyn Error) -> E {
    let source = error.source().unwrap_or_else(|| panic!("{error:?} has no source"));
    source.downcast_ref::<E>().unwrap_or_else(|| panic!("the source of {error:?} is another")).clone()
}

/// The caller's mistake that an error is about.
#[track_caller]
pub fn misuse<T: std::fmt::Debug>(result: Result<T, impl Error>) -> Misuse {
    source(&result.unwrap_err())
}

/// Why there is no connection.
#[track_caller]
pub fn connection_error(error: &ConnectError) -> ConnectionError {
    source(error)
}

/// Why there are no credentials.
#[track_caller]
pub fn credentials_error(error: &ConnectError) -> CredentialsError {
    source(error)
}

/// Why a server could not be dialled.
#[track_caller]
pub fn dial_error(error: &ConnectError) -> DialError {
    match connection_error(error) {
        ConnectionError::Dial { source, .. } => source,
        other => panic!("{other:?}"),
    }
}
