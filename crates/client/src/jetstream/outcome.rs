//! What the API says of what it has done.

use super::values::nanos;
use crate::datetime::{DateTime, rfc3339};
use serde::Deserialize;
use std::time::Duration;

/// That something was deleted.
///
/// ```no_run
/// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
/// assert!(jetstream.delete_stream("orders").await?.success);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct DeleteStatus {
    /// Whether it was.
    pub success: bool,
}

/// Whether a consumer pauses, and until when.
///
/// ```no_run
/// # async fn run(stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
/// let until = nats_web::datetime::now() + std::time::Duration::from_secs(60);
/// assert!(stream.pause_consumer("worker", until).await?.paused);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct PauseResponse {
    /// Whether it pauses.
    pub paused: bool,
    /// Until when; of a consumer that does not pause, a time that is over.
    #[serde(with = "rfc3339")]
    pub pause_until: DateTime,
    /// How long it still pauses.
    #[serde(default, with = "nanos")]
    pub pause_remaining: Option<Duration>,
}
