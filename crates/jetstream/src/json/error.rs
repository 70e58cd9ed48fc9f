//! Why a user's JSON was refused.

use core::fmt;
use nats_web_core::codec::json::JsonError;

/// Why a text was not taken for an object with members.
///
/// ```
/// use nats_web_jetstream::json::{Members, MergeError, merge};
///
/// assert_eq!(merge(b"[]", &Members::default(), &mut Vec::new()), Err(MergeError::NotAnObject));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-errors"), non_exhaustive)]
pub enum MergeError {
    /// It is not JSON.
    Json(JsonError),
    /// It is JSON, but no object.
    NotAnObject,
}

impl From<JsonError> for MergeError {
    fn from(error: JsonError) -> Self {
        Self::Json(error)
    }
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(error) => error.fmt(f),
            Self::NotAnObject => f.write_str("JSON is not an object"),
        }
    }
}

impl core::error::Error for MergeError {}
