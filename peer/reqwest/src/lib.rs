//! What a test of async-nats needs of the crate `reqwest` to be compiled. It is not run, as it reads from the internet, and so
//! nothing is read here.

/// Why nothing is read.
#[derive(Debug)]
pub struct Absent;

/// Has no value.
#[derive(Debug)]
pub enum Response {}

/// Reads nothing.
///
/// # Errors
/// Always.
pub async fn get(_url: String) -> Result<Response, Absent> {
    Err(Absent)
}

impl Response {
    /// The body of a response that there is not.
    ///
    /// # Errors
    /// There is no response to have any.
    pub async fn json<T>(self) -> Result<T, Absent> {
        match self {}
    }
}
