//! Bytes to operations and back, nothing else: no state beyond one message, no opinion about what an operation means.

#![deny(clippy::arithmetic_side_effects)]

pub mod connect;
pub mod encode;
pub mod headers;
pub mod info;
pub mod json;
pub(crate) mod line;
mod parse_error;
pub mod parser;
mod span;

pub use parse_error::ParseError;
pub use parser::{Operation, Parser, Step};
pub use span::{MessageSpans, Span};
