//! Every future of the crate, dropped at each of its awaits: what it began is over, done or undone as the documentation
//! says, nobody else loses anything, and nothing is left behind.

#![cfg(all(feature = "kv", feature = "object-store", feature = "service"))]

mod core;
mod harness;
mod objects;
mod services;
mod streams;
#[path = "../flows/support.rs"]
mod support;
mod values;
