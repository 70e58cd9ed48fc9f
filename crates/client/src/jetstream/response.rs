//! What the JetStream API answers.

use super::errors::Error;
use serde::Deserialize;

/// An answer of the JetStream API: what was asked for, or why it was refused.
///
/// For requests of your own through [`Context::request`](super::Context::request).
///
/// ```
/// use nats_web::jetstream::{account::Requests, response::Response};
///
/// let refused = r#"{"error":{"code":404,"err_code":10059,"description":"stream not found"}}"#;
/// match serde_json::from_str::<Response<Requests>>(refused)? {
///     Response::Err { error } => assert_eq!(error.code(), 404),
///     Response::Ok(_) => unreachable!(),
/// }
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Response<T> {
    /// The request was refused.
    Err {
        /// Why.
        error: Error,
    },
    /// The request was served.
    Ok(T),
}
