//! The NATS client protocol as sans-IO state machines.
//!
//! This crate decides everything a NATS client must decide (what to send, what a byte means, when to give up, whom to
//! dial next, which subscription a message is for) and does nothing: it owns no socket, no clock, no timer and no
//! entropy. A *face* does what it says. `nats-web` is the face for tokio, the npm package `nats-web` the one for
//! JavaScript.
//!
//! # The run loop
//!
//! ```no_run
//! use nats_web_core::{Assembly, Config, DialId, Event, Session, Source, Timestamp, Transmit};
//! use nats_web_core::session::server_address::ServerAddress;
//! # fn now() -> Timestamp { Timestamp::ZERO }
//! # fn open_socket(_: DialId, _: &str) {}
//! # fn send(_: &[u8]) {}
//! # fn set_timer(_: Option<Timestamp>) {}
//! # fn deliver(_: &nats_web_core::Delivery, _: &[u8]) {}
//! # let dial = DialId::default();
//! let server = ServerAddress::parse("ws://127.0.0.1:8080", None).expect("an address");
//! let mut session = Session::new(Config { servers: vec![server], ..Config::default() });
//! session.start(now());
//!
//! // What has come so far of a large message that began in an earlier frame.
//! let mut assembled: Vec<u8> = Vec::new();
//! # let frame: &[u8] = b"";
//! // 1. Report one thing: an opened or closed socket, a frame, a timer that fired, or a command of the caller's.
//! let (payload, frame) = frame.split_at(session.handle_payload(dial, frame.len()));
//! assembled.extend_from_slice(payload);
//! session.handle_bytes(now(), dial, frame);
//! // 2. Hand out the messages.
//! for delivery in session.deliveries() {
//!     match delivery.source {
//!         Source::Frame => deliver(delivery, frame),
//!         Source::Carry => deliver(delivery, session.carry()),
//!         Source::Assembled => deliver(delivery, &assembled),
//!     }
//! }
//! if let Some(Assembly { carried, start, len }) = session.assembly() {
//!     assembled = Vec::with_capacity(len);
//!     assembled.extend_from_slice(&session.carry()[..carried]);
//!     assembled.extend_from_slice(&frame[start..]);
//! }
//! // 3. Send.
//! while let Some(transmit) = session.poll_transmit() {
//!     match transmit {
//!         Transmit::Bytes(bytes) => send(bytes),
//!         Transmit::Payload(_) => { /* send the oldest large payload you hold */ }
//!         Transmit::Discard => { /* forget the oldest large payload you hold */ }
//!     }
//! }
//! // 4. Carry out.
//! while let Some(event) = session.poll_event() {
//!     match event {
//!         Event::Dial { dial, url } => open_socket(dial, &url),
//!         _ => {}
//!     }
//! }
//! // 5. Set the one timer.
//! set_timer(session.poll_timeout());
//! ```
//!
//! Deliveries come before events and events in order; nothing calls back. A spurious timeout, a report about a socket
//! long replaced, a command after the end: all are harmless.

#![no_std]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

extern crate alloc;

pub mod auth;
pub mod codec;
mod connection;
pub mod error;
pub mod event;
mod id;
pub mod nuid;
mod rng;
pub mod service;
pub mod session;
pub mod subject;
mod text;
mod time;

pub use auth::Credentials;
pub use codec::headers::HeaderMap;
pub use codec::{MessageSpans, Span};
pub use error::{ConnectionError, Misuse, ServerError};
pub use event::{Event, FlushFailure, RequestFailure, SubscriptionEnd};
pub use id::{DialId, FlowId, FlushId, RequestId, SubscriptionId};
pub use nuid::Nuid;
pub use rng::Rng;
pub use session::{
    Assembly, Config, CredentialsSource, Delivery, Hole, Inbox, Outgoing, Session, Source, Stats, SubscribeOptions,
    Target, Transmit, Until,
};
pub use time::Timestamp;

/// The program in the README runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
