//! The key-value store: buckets are streams, keys are subjects, and deletions are messages.
//!
//! Source: ADR-8, ADR-48, and nats.ws 1.30.3, whose buckets these are.

pub mod bucket;
pub mod entry;
mod error;
pub mod keys;
pub mod watch;

pub use error::KvError;
