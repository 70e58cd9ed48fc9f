//! What is wrong with what a store is asked.

use crate::json::MergeError;
use core::fmt;

/// Why a store cannot do what it is asked. All of it is the caller's mistake, and nothing was sent.
///
/// ```
/// use nats_web_jetstream::object::{ObjectError, bucket::check_bucket};
///
/// assert_eq!(check_bucket("my.store"), Err(ObjectError::Bucket));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-errors"), non_exhaustive)]
pub enum ObjectError {
    /// No store has this name: it is ASCII letters, digits, `-` and `_`.
    Bucket,
    /// An object has a name.
    Name,
    /// The options are no JSON object.
    Options(MergeError),
}

impl fmt::Display for ObjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bucket => f.write_str("the name of a store has letters, digits, - and _ alone"),
            Self::Name => f.write_str("name cannot be empty"),
            Self::Options(error) => write!(f, "the options are no JSON object: {error}"),
        }
    }
}

impl core::error::Error for ObjectError {}

impl From<MergeError> for ObjectError {
    fn from(error: MergeError) -> Self {
        Self::Options(error)
    }
}
