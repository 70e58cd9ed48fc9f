//! Real servers, bad links, and waiting with a deadline.

#![allow(dead_code, unreachable_pub, unused_imports, reason = "each test file uses its part of this")]

mod jwt;
mod proxy;
mod server;

pub use jwt::{Operator, User, new_key};
pub use proxy::Proxy;
pub use server::{Server, ServerOptions, cluster};

use nats_web::{Client, ConnectError, ConnectOptions, ConnectionError, DialError};
use nats_web::{RequestError, RequestOptions, Status, StatusEvent};
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
    ConnectOptions::new()
        .reconnect_wait(Duration::from_millis(20))
        .reconnect_jitter(Duration::ZERO)
        .max_reconnect_attempts(None)
}

/// A client of `server` with [`eager`] options.
pub async fn client_of(server: &Server) -> Client {
    soon(eager().connect(server.url())).await.unwrap()
}

/// That messages come and go.
pub async fn assert_works(client: &Client) {
    let mut messages = client.subscribe("works").unwrap();
    client.publish("works", "well").await.unwrap();
    assert_eq!(soon(messages.next()).await.unwrap().payload(), b"well");
}

/// Waits for an event.
pub async fn event(status: &mut Status, mut wanted: impl FnMut(&StatusEvent) -> bool) -> StatusEvent {
    soon(async {
        loop {
            let event = status.next().await.expect("the client is closed");
            if wanted(&event) {
                return event;
            }
        }
    })
    .await
}

/// Waits until the client is connected again.
pub async fn reconnected(status: &mut Status) {
    event(status, |event| matches!(event, StatusEvent::Reconnected { .. })).await;
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
pub async fn nobody_at(client: &Client, subject: &str) {
    // A request that still finds somebody has no reply to wait for.
    let options = RequestOptions::new().timeout(Duration::from_millis(100));
    until(|| async {
        client.request_with(subject, "", &options).await.is_err_and(|error| error == RequestError::NoResponders)
    })
    .await;
}

/// Why a server could not be dialled.
#[track_caller]
pub fn dial_error(error: ConnectError) -> DialError {
    match error {
        ConnectError::Connection(ConnectionError::Dial { source, .. }) => source,
        other => panic!("{other:?}"),
    }
}
