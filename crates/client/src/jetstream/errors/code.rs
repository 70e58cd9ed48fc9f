//! The number of an error.

use serde::{Deserialize, Serialize};

/// What exactly an [`Error`](super::Error) is, as a number of the server.
///
/// ```
/// use nats_web::jetstream::ErrorCode;
///
/// assert_eq!(ErrorCode::STREAM_NOT_FOUND, ErrorCode(10059));
/// ```
#[derive(Debug, PartialEq, Eq, Clone, Copy, Deserialize, Serialize, Default)]
pub struct ErrorCode(pub u64);
