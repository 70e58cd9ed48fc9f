//! Bindings of the protocol core for JavaScript: one class, a block of status words and an array of records in wasm
//! memory, and numbers across the boundary. No rule of the protocol is here.
//!
//! A call that happens for every message passes numbers only. Text goes through `scratch`, frames through `input`,
//! payloads straight into the outbound buffer; JavaScript reads results from [`status::Status`] and from the records
//! that [`records`] lays out. Strings cross as `String` only where calls are rare.

mod codes;
mod config;
mod events;
mod records;
mod session;
mod status;

pub use config::Config;
pub use session::Session;
