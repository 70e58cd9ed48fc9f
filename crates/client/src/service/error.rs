//! The error answers of services.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An error that a service answers with.
///
/// ```
/// use nats_web::service::error::Error;
///
/// let error = Error { status: "no such fruit".to_owned(), code: 404 };
/// assert_eq!(error.to_string(), "service request error code: 404, status: no such fruit");
/// ```
#[derive(Serialize, Deserialize, Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// The error in words. Line breaks become blanks when it is sent.
    pub status: String,
    /// The error's code.
    pub code: usize,
}

impl Error {
    /// Returns the error in an answer of a service; `None` if it has none.
    #[must_use]
    pub fn of(answer: &crate::Message) -> Option<Self> {
        let headers = answer.headers.as_ref()?;
        let code = headers.get(super::NATS_SERVICE_ERROR_CODE).filter(|code| !code.as_str().is_empty())?.as_str();
        let status = headers.get(super::NATS_SERVICE_ERROR).map(|status| status.as_str());
        let status = status.filter(|status| !status.is_empty()).unwrap_or(code).to_owned();
        Some(Self { status, code: code.parse().unwrap_or(NO_CODE) })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "service request error code: {}, status: {}", self.code, self.status)
    }
}

impl std::error::Error for Error {}

/// Stands for a code that is no number.
const NO_CODE: usize = 400;
