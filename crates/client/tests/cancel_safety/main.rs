//! Every future of the crate, dropped at each of its awaits: what it began is over, done or undone as the documentation
//! says, nobody else loses anything, and nothing is left behind.

#![cfg(all(feature = "kv", feature = "object-store", feature = "service"))]

mod core;
mod harness;
#[path = "../support/jwt.rs"]
#[allow(dead_code, unreachable_pub, reason = "other tests use more of it")]
mod jwt;
mod objects;
mod services;
mod streams;
#[path = "../flows/support.rs"]
mod support;
mod values;
