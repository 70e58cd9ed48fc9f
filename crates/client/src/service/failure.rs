//! What a service answers when it cannot do what it is asked.

use crate::message::Message;
use nats_web_core::service::{ERROR_CODE_HEADER, ERROR_HEADER};
use std::fmt;

/// The error that an answer of a service is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// What went wrong, as a number; 400 if the service gave none.
    pub code: u32,
    /// What went wrong, in words.
    pub description: String,
}

impl Failure {
    /// The error that `answer` is; `None` if it is none.
    ///
    /// ```no_run
    /// # async fn run(client: nats_web::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// use nats_web::service::Failure;
    ///
    /// let answer = client.request("v1.price", "pear").await?;
    /// match Failure::of(&answer) {
    ///     Some(failure) => eprintln!("{failure}"),
    ///     None => println!("{}", String::from_utf8_lossy(answer.payload())),
    /// }
    /// # Ok(()) }
    /// ```
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

/// The code of an error whose code is no number.
const NO_CODE: u32 = 400;
