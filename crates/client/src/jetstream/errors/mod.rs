//! What the JetStream API says when it refuses.

mod code;
mod known;

use serde::{Deserialize, Serialize};
use std::fmt;

pub use code::ErrorCode;

/// Why the JetStream API refused a request.
///
/// ```
/// use nats_web::jetstream::{Error, ErrorCode};
///
/// let error: Error = serde_json::from_str(r#"{"code":404,"err_code":10014,"description":"consumer not found"}"#)?;
/// assert_eq!((error.code(), error.error_code()), (404, ErrorCode::CONSUMER_NOT_FOUND));
/// assert_eq!(error.to_string(), "consumer not found (code 404, error code 10014)");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Serialize, Deserialize, Clone, PartialEq)]
pub struct Error {
    #[serde(default)]
    code: usize,
    #[serde(default)]
    err_code: ErrorCode,
    #[serde(default)]
    description: Option<String>,
}

impl Error {
    /// Returns the status, as those of HTTP: 404 is something that is not there.
    #[must_use]
    pub fn code(&self) -> usize {
        self.code
    }

    /// Returns what exactly it is. Servers before 2.4 do not say: 0.
    #[must_use]
    pub fn error_code(&self) -> ErrorCode {
        self.err_code
    }

    /// Returns the same as [`error_code`](Self::error_code).
    #[must_use]
    pub fn kind(&self) -> ErrorCode {
        self.err_code
    }

    /// Returns the error of an answer, if it is one.
    pub(crate) fn read(answer: &[u8]) -> Option<Self> {
        #[derive(Deserialize)]
        struct Refusal {
            error: Error,
        }
        serde_json::from_slice(answer).ok().map(|Refusal { error }| error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let description = self.description.as_deref().unwrap_or("unknown");
        write!(f, "{description} (code {}, error code {})", self.code, self.err_code.0)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_leaves_out() {
        let error: Error = serde_json::from_str(r#"{"code":503,"novel":1}"#).unwrap();
        assert_eq!((error.code(), error.kind()), (503, ErrorCode(0)));
        assert_eq!(error.to_string(), "unknown (code 503, error code 0)");
    }
}
