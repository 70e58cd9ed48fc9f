//! Bytes to operations and back, nothing else: no state beyond one message, no opinion about what an operation means.

#![deny(clippy::arithmetic_side_effects)]

pub mod connect;
pub mod encode;
pub mod headers;
pub mod info;
pub mod json;
pub mod number;
pub mod parser;
mod scan;

pub use parser::{MessageSpans, Operation, ParseError, Parser, Span, Step};
