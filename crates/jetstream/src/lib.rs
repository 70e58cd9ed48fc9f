//! JetStream, its key-value store and its object store, as rules and state machines above a session.
//!
//! Like the core, this crate decides and does nothing: it owns no socket, no clock and no timer. A *face* gives it texts
//! and bytes, and sends, waits and parses JSON itself.
//!
//! - [`api`]: the subjects of API requests, and the names of streams and consumers.
//! - [`publish`]: what a message expects of a stream, and what the stream answers.
//! - [`flows`]: what pulls, receives and follows the messages of consumers.
//! - [`ack`]: where a message stands, and how it is acknowledged.
//! - [`status`]: the status lines of control messages.
//! - [`errors`]: what the API says when it refuses.
//! - [`json`]: a user's JSON with members of a rule in it.
//! - [`object`]: object stores.

#![no_std]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

extern crate alloc;

pub mod ack;
pub mod api;
pub mod body;
pub mod errors;
pub mod feature;
pub mod flows;
pub mod json;
pub mod kv;
pub mod object;
pub mod publish;
mod rfc3339;
pub mod status;
mod text;

/// The program in the README runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
