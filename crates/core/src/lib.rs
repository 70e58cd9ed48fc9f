//! The NATS client protocol as sans-IO state machines.
#![no_std]

extern crate alloc;

mod rng;
mod time;

pub use rng::Rng;
pub use time::Timestamp;
