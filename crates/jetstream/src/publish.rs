//! Publishing to a stream: what is expected of it, what its answer means, and when to try again.
//!
//! Source: ADR-22, ADR-43, and the headers that nats-server reads.

mod ack;
mod attempts;
mod expect;

pub use ack::{AckError, PubAck};
pub use attempts::Attempts;
pub use expect::Expect;

/// The id by which a stream knows a message that it stored already.
pub const MESSAGE_ID: &str = "Nats-Msg-Id";
/// The stream that a message is for.
pub const EXPECTED_STREAM: &str = "Nats-Expected-Stream";
/// The sequence of the stream's last message.
pub const EXPECTED_LAST_SEQUENCE: &str = "Nats-Expected-Last-Sequence";
/// The id of the stream's last message.
pub const EXPECTED_LAST_MESSAGE_ID: &str = "Nats-Expected-Last-Msg-Id";
/// The sequence of the last message of a subject; 0 for none.
pub const EXPECTED_LAST_SUBJECT_SEQUENCE: &str = "Nats-Expected-Last-Subject-Sequence";
/// The subject that the sequence is of, with wildcards, if it is not the message's own.
pub const EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT: &str = "Nats-Expected-Last-Subject-Sequence-Subject";
/// How long a message is kept: seconds, a duration of Go, or `never`.
pub const TTL: &str = "Nats-TTL";
/// Which messages the message takes the place of.
pub const ROLLUP: &str = "Nats-Rollup";
/// The value of [`ROLLUP`] for those of its subject.
pub const ROLLUP_SUBJECT: &str = "sub";

#[cfg(test)]
mod tests;
