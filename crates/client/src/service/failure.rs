//! The error answers of services.

use crate::message::Message;
use nats_web_core::service::{ERROR_CODE_HEADER, ERROR_HEADER};
use std::fmt;

/// The error in a service's answer.
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use nats_web::service::Failure;
///
/// let reply = client.request("v1.price", "apple").await?;
/// match Failure::of(&reply) {
///     None => println!("{} bytes", reply.payload().len()),
///     Some(failure) => println!("{}: {}", failure.code, failure.description),
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// The error code; 400 if the service sent none.
    pub code: u32,
    /// The error in words.
    pub description: String,
}

impl Failure {
    /// Returns the error in `answer`; `None` if it has none.
    #[must_use]
    pub fn of(answer: &Message) -> Option<Self> {
        let code = answer.header(ERROR_CODE_HEADER).filter(|code| !code.is_empty())?;
        let description = answer.header(ERROR_HEADER).filter(|text| !text.is_empty()).unwrap_or(code);
        Some(Self { code: code.parse().unwrap_or(NO_CODE), description: description.to_owned() })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the service says {} {}", self.code, self.description)
    }
}

impl std::error::Error for Failure {}

/// Stands for an error code that is no number.
const NO_CODE: u32 = 400;
