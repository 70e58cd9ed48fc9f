//! A NATS client for tokio, over WebSocket.
//!
//! For programs that reach NATS where only a web port is open: through proxies, ingresses and firewalls. All rules of
//! the protocol live in `nats-web-core`, the same that browsers use through the npm package `nats-web`; this crate
//! owns the sockets.
//!
//! ```no_run
//! use std::error::Error;
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn Error>> {
//!     let client = nats_web::connect("ws://127.0.0.1:8080").await?;
//!
//!     let mut greetings = client.subscribe("greet.*")?;
//!     client.publish("greet.joe", "hello").await?;
//!     if let Some(message) = greetings.next().await {
//!         println!("{}: {}", message.subject(), String::from_utf8_lossy(message.payload()));
//!     }
//!
//!     match client.request("time.now", "").await {
//!         Ok(reply) => println!("it is {}", String::from_utf8_lossy(reply.payload())),
//!         Err(error) => println!("nobody knows: {error}"),
//!     }
//!     client.drain().await?;
//!     Ok(())
//! }
//! ```
//!
//! # What to know
//!
//! - **Outages**: a lost connection is dialled again, subscriptions are made again, and what was published meanwhile
//!   is sent then, up to [`ConnectOptions::max_pending`]. [`Client::status`] reports it.
//! - **Backpressure**: [`Client::publish`] waits while the server takes less than is published. A subscriber that
//!   does not keep up loses the newest messages beyond [`ConnectOptions::subscription_capacity`] or
//!   [`subscription_capacity_bytes`](ConnectOptions::subscription_capacity_bytes), and
//!   [`StatusEvent::SlowConsumer`] reports that.
//! - **Authentication**: passwords, tokens, nkeys, JWTs and credentials files are
//!   [options](ConnectOptions#authentication), as are functions that are asked at each attempt. A link is renewed
//!   before its JWT expires.
//! - **Errors** are typed by whose fault they are: [`Misuse`] is the caller's, and then nothing was sent.
//! - **Threads**: everything here is `Send`; the connection is one task of the runtime that [`connect`] was called in.
//!
//! Features: `tls` (on by default) for `wss://` addresses.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod auth;
mod client;
mod driver;
mod error;
mod message;
mod options;
mod queue;
mod replies;
mod runtime;
mod servers;
pub mod service;
mod status;
mod subscriber;
mod transport;

pub use auth::Challenge;
pub use client::{Client, RequestOptions, SubscribeOptions, Until};
pub use error::{
    BoxError, ConnectError, ConnectionError, CredentialsError, DialError, FlushError, RequestError, ServersError,
    ServiceError,
};
pub use message::Message;
pub use options::ConnectOptions;
pub use replies::Replies;
pub use servers::IntoServers;
pub use status::{Status, StatusEvent};
pub use subscriber::Subscriber;

pub use bytes::Bytes;
pub use nats_web_core::codec::ParseError;
pub use nats_web_core::codec::headers::HeaderError;
pub use nats_web_core::codec::info::{InfoError, ServerInfo};
pub use nats_web_core::error::{Denied, DeniedOperation, ServerErrorKind};
pub use nats_web_core::session::server_address::{AddressError, ServerAddress};
pub use nats_web_core::subject::SubjectError;
pub use nats_web_core::{Credentials, HeaderMap, Misuse, ServerError, Stats, SubscriptionEnd};
pub use nats_web_nkeys as nkeys;
#[cfg(feature = "tls")]
pub use rustls;

/// Connects with the default [`ConnectOptions`].
///
/// # Errors
/// See [`ConnectError`]; each server is tried once.
///
/// # Panics
/// In a runtime without timers: one of your own needs tokio's `enable_all`.
pub async fn connect(servers: impl IntoServers) -> Result<Client, ConnectError> {
    ConnectOptions::new().connect(servers).await
}

/// The programs in the READMEs compile.
#[cfg(doctest)]
mod readme {
    #[doc = include_str!("../README.md")]
    struct OfTheCrate;
    #[doc = include_str!("../../../README.md")]
    struct OfTheProject;
}
