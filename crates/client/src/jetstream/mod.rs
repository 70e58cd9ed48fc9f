//! JetStream: streams that store messages, and consumers that deliver them.
//!
//! ```no_run
//! use futures_util::StreamExt;
//! use nats_web::jetstream::{self, consumer::pull, stream};
//!
//! # async fn run() -> Result<(), nats_web::Error> {
//! let client = nats_web::connect("nats://127.0.0.1:4222").await?;
//! let jetstream = jetstream::new(client);
//!
//! let config = stream::Config { name: "orders".into(), subjects: vec!["orders.>".into()], ..Default::default() };
//! let stream = jetstream.get_or_create_stream(config).await?;
//!
//! // Two awaits: the message is on its way; it is stored.
//! jetstream.publish("orders.new", "7 apples".into()).await?.await?;
//!
//! let config = pull::Config { durable_name: Some("worker".into()), ..Default::default() };
//! let consumer = stream.get_or_create_consumer("worker", config).await?;
//! let mut messages = consumer.messages().await?.take(1);
//! while let Some(message) = messages.next().await {
//!     let message = message?;
//!     println!("{}: {:?}", message.subject, message.payload);
//!     message.ack().await?;
//! }
//! # Ok(()) }
//! ```
//!
//! - [`Context`] is the handle to it all: it publishes, and manages streams.
//! - [`stream`] has streams: how they are configured, and read and cut down without consumers.
//! - [`consumer`] has consumers of both kinds.
//! - [`message`] has messages to publish, delivered messages with their acknowledgements, and those that are read back.

pub mod account;
#[cfg(any(feature = "kv", feature = "object-store"))]
mod bucket_errors;
mod cluster;
pub mod consumer;
pub mod context;
mod errors;
mod handle;
mod kinds;
#[cfg(feature = "kv")]
pub mod kv;
pub mod message;
#[cfg(feature = "object-store")]
pub mod object_store;
mod outbound;
mod outcome;
pub mod publish;
mod reading;
pub mod response;
pub mod stream;
mod values;

pub use errors::{Error, ErrorCode};
pub use handle::{Context, ContextBuilder};
pub use message::{AckKind, Message};

use crate::Client;

/// Returns a handle to the JetStream of the client's account.
///
/// ```no_run
/// # async fn run() -> Result<(), nats_web::Error> {
/// let client = nats_web::connect("nats://127.0.0.1:4222").await?;
/// let jetstream = nats_web::jetstream::new(client);
/// jetstream.publish("orders.new", "7 apples".into()).await?.await?;
/// # Ok(()) }
/// ```
#[must_use]
pub fn new(client: Client) -> Context {
    ContextBuilder::new().build(client)
}

/// Returns a handle to the JetStream of a domain. One that is none is an error of every request.
///
/// ```no_run
/// # fn run(client: nats_web::Client) {
/// let jetstream = nats_web::jetstream::with_domain(client, "hub");
/// # }
/// ```
#[must_use]
pub fn with_domain<T: AsRef<str>>(client: Client, domain: T) -> Context {
    ContextBuilder::new().domain(domain.as_ref()).build(client)
}

/// Returns a handle to a JetStream whose API has another prefix than `$JS.API`, as one that another account exports. One
/// that is no subject is an error of every request.
///
/// ```no_run
/// # fn run(client: nats_web::Client) {
/// let jetstream = nats_web::jetstream::with_prefix(client, "hub.js.API");
/// # }
/// ```
#[must_use]
pub fn with_prefix(client: Client, prefix: &str) -> Context {
    ContextBuilder::new().api_prefix(prefix).build(client)
}
