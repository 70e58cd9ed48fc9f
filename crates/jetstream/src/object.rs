//! The object store: stores are streams, objects are messages of one subject each, and their data is messages of another.
//!
//! Source: ADR-20, and nats.ws 1.30.3, whose stores these are.

pub mod bucket;
pub mod chunk;
pub mod digest;
mod error;
pub mod link;
pub mod pace;
pub mod subjects;
pub mod upload;

pub use error::ObjectError;
