//! A NATS client in the API of `async-nats`, over TCP and WebSocket.
//!
//! All rules of the protocol live in `nats-web-core`, the same that browsers use through the npm package `nats-web`; this
//! crate owns the sockets. A program that uses `async-nats` uses this crate by one line of its `Cargo.toml`:
//!
//! ```toml
//! async-nats = { package = "nats-web", version = "0.1" }
//! ```
//!
//! ```no_run
//! use futures_util::StreamExt;
//! use std::error::Error;
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn Error>> {
//!     let client = nats_web::connect("ws://127.0.0.1:8080").await?;
//!
//!     let mut greetings = client.subscribe("greet.*").await?;
//!     client.publish("greet.joe", "hello".into()).await?;
//!     if let Some(message) = greetings.next().await {
//!         println!("{}: {}", message.subject, String::from_utf8_lossy(&message.payload));
//!     }
//!
//!     match client.request("time.now", "".into()).await {
//!         Ok(reply) => println!("it is {}", String::from_utf8_lossy(&reply.payload)),
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
//!   is sent then, up to [`ConnectOptions::max_pending`]. [`Event`]s report it.
//! - **Backpressure**: [`Client::publish`] waits while the server takes less than is published. A subscriber that
//!   does not keep up loses the newest messages beyond [`ConnectOptions::subscription_capacity`] or
//!   [`subscription_capacity_bytes`](ConnectOptions::subscription_capacity_bytes), and
//!   [`Event::SlowConsumer`] reports that.
//! - **Authentication**: passwords, tokens, nkeys, JWTs and credentials files are
//!   [options](ConnectOptions#authentication), as are functions that are asked at each attempt. A link is renewed
//!   before its JWT expires.
//! - **Errors** have a [kind](error::Error::kind), and a typed source: [`error::Misuse`] is the caller's mistake, and then
//!   nothing was sent.
//! - **Threads**: everything here is `Send`; the connection is one task of the runtime that [`connect`] was called in.
//! - **Browsers**: for `wasm32-unknown-unknown` the API is the same, over the WebSocket of the page or worker. Addresses
//!   begin with `ws://` or `wss://`; what needs files, certificates or TCP is not there, and what is only [`MaybeSend`] need not
//!   be `Send`.
//!
//! # Cancel safety
//!
//! Any future of this crate may be dropped at any of its awaits, in a `select!` or by a timeout. Nothing that others send,
//! receive or wait for is lost with it, and no subscription, consumer or permit stays behind. What becomes of the thing itself:
//!
//! | dropped before its end | what becomes of it |
//! | --- | --- |
//! | `connect` | the attempt ends |
//! | `publish` and its like, also of JetStream; `respond` of services; `ack` and `ack_with` of messages | it is not sent |
//! | `request`, `request_many` and their like | it is not sent, or its reply is dropped |
//! | `subscribe` and its like, `unsubscribe`, `force_reconnect`, `set_server_pool`; services' `start` and `endpoint` | done with the first poll: there is no wait |
//! | `next` of what brings messages, requests, entries, events or items of a list; a read of an object | nothing is taken |
//! | `flush`, `closed`, `wait_for_acks` | nobody waits any more |
//! | `drain`, `close`, `stop` | once begun, it goes on by itself |
//! | a publish's acknowledgement, `double_ack`; changes of keys, streams and consumers | once sent, it may have been done or not; the answer is dropped |
//! | `watch`, `history`, `keys`, a list of objects | what was made for it is removed |
//! | `put` of an object | nothing is stored; once all of its data is, the object is |
//! | `delete` and `update_metadata` of an object | nothing is changed; once begun, it is done to its end |
//!
//! A future that is never polled does nothing. Methods that others make of these lose what they hold themselves:
//! `read_exact` what it has read, `collect` what it has collected.
//!
//! # Features
//!
//! Features have the names of async-nats's. `ring` (on by default) or `aws-lc-rs` is TLS, and `webpki-roots` builds
//! certificates in beside the platform's; `jetstream`, `kv`, `object-store` and `service` choose what there is besides core
//! NATS. The others change nothing.

#![forbid(unsafe_code)]
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod auth;
mod callback;
pub mod client;
pub mod connection;
pub mod datetime;
mod delay;
mod driver;
pub mod error;
mod events;
mod gate;
pub mod header;
#[cfg(feature = "jetstream")]
pub mod jetstream;
pub mod message;
mod options;
mod queue;
mod replies;
mod runtime;
mod server;
mod server_info;
#[cfg(feature = "service")]
pub mod service;
pub mod status;
pub mod subject;
mod subscriber;
mod transport;

pub use auth::{Auth, AuthError};
pub use client::Events;
pub use client::{
    Client, PublishError, PublishErrorKind, Request, RequestError, RequestErrorKind, ServerPoolError,
    ServerPoolErrorKind, SetServerPoolError, SetServerPoolErrorKind, Statistics, SubscribeError, SubscribeErrorKind,
};
pub use error::connect::{ConnectError, ConnectErrorKind};
pub use events::{CallbackError, ClientError, Event, ServerError};
pub use header::{HeaderMap, HeaderName, HeaderValue};
pub use message::Message;
pub use options::ConnectOptions;
pub use replies::Replies;
pub use runtime::{MaybeSend, MaybeSync};
pub use server::{ReconnectToServer, Server, ServerAddr, ToServerAddrs};
pub use server_info::ServerInfo;
pub use status::StatusCode;
pub use subject::{Subject, SubjectError, ToSubject};
pub use subscriber::{Subscriber, UnsubscribeError};

pub use bytes::Bytes;
pub use client::connect_with_options;
pub use nats_web_nkeys as nkeys;
#[cfg(all(not(target_arch = "wasm32"), feature = "tls"))]
pub use rustls;

/// A message to publish, by its name in earlier versions of async-nats.
#[deprecated(note = "use `message::OutboundMessage`")]
pub type PublishMessage = message::OutboundMessage;

/// Any error.
pub type Error = Box<dyn std::error::Error + Send + Sync + 'static>;

/// Connects with the default [`ConnectOptions`].
///
/// # Errors
/// See [`ConnectErrorKind`]; each server is tried once.
///
/// # Panics
/// In a runtime without timers: one of your own needs tokio's `enable_all`.
pub async fn connect<A: ToServerAddrs>(addrs: A) -> Result<Client, ConnectError> {
    connect_with_options(addrs, ConnectOptions::new()).await
}

/// What programs hold may go from thread to thread, and be kept where that is asked for: in browsers, too.
const _: () = {
    const fn is_shared<T: Send + Sync>() {}
    is_shared::<Client>();
    is_shared::<Subscriber>();
    is_shared::<Events>();
    is_shared::<ConnectError>();
    #[cfg(feature = "jetstream")]
    is_shared::<jetstream::Context>();
    #[cfg(feature = "jetstream")]
    is_shared::<jetstream::stream::Stream>();
    #[cfg(feature = "kv")]
    is_shared::<jetstream::kv::Store>();
};

/// The programs in the READMEs compile.
#[cfg(doctest)]
mod readme {
    #[doc = include_str!("../README.md")]
    struct OfTheCrate;
    #[doc = include_str!("../../../README.md")]
    struct OfTheProject;
}
