//! What the API says when it refuses, as far as a client must know.
//!
//! Source: `server/errors.json` of nats-server.

mod code;

use crate::json::{MergeError, each_member, integer, string};
use alloc::string::String;
use core::fmt;

pub use code::ErrorCode;

/// What a reply of the API gives as its `error`.
///
/// ```
/// use nats_web_jetstream::errors::{ApiError, ErrorCode};
///
/// let reply = br#"{"error":{"code":404,"err_code":10059,"description":"stream not found"}}"#;
/// let error = ApiError::read(reply)?.ok_or("no error")?;
/// assert_eq!((error.status, error.code), (404, ErrorCode::StreamNotFound));
/// assert_eq!(error.to_string(), "stream not found");
/// assert_eq!(ApiError::read(br#"{"success":true}"#)?, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ApiError {
    /// The status, as those of HTTP: 404 is something that is not there. Zero if none was given.
    pub status: u16,
    /// What exactly it is.
    pub code: ErrorCode,
    /// What the server says, in words; empty if it says nothing.
    pub description: String,
}

impl ApiError {
    /// Returns the error in a reply, if it is one.
    ///
    /// # Errors
    /// [`MergeError`]: the reply is not a JSON object.
    pub fn read(reply: &[u8]) -> Result<Option<Self>, MergeError> {
        let mut error = None;
        each_member(reply, |key, value| {
            if key == "error" && value != b"null" {
                error = Some(Self::of(value));
            }
        })?;
        Ok(error)
    }

    /// Returns whether the same request may well succeed later, as nothing was done for want of a leader or resources.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self.status, 429 | 503) && !matches!(self.code, ErrorCode::NotEnabled)
    }

    /// Returns the error that the text of `error` is. What it does not say stays empty: older servers have no `err_code`.
    pub(crate) fn of(text: &[u8]) -> Self {
        let mut error = Self::default();
        // The text was read before, as a part of the reply.
        let _is_object = each_member(text, |key, value| match key.as_str() {
            "code" => error.status = integer(value).and_then(|status| u16::try_from(status).ok()).unwrap_or(0),
            "err_code" => {
                let code = integer(value).and_then(|code| u32::try_from(code).ok()).unwrap_or(0);
                error.code = ErrorCode::from_code(code);
            }
            "description" => error.description = string(value).unwrap_or_default(),
            _ => {}
        });
        error
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.description.is_empty() {
            return write!(f, "JetStream error {} ({})", self.code.code(), self.status);
        }
        f.write_str(&self.description)
    }
}

impl core::error::Error for ApiError {}

#[cfg(test)]
mod tests;
