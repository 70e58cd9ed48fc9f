//! What a request for messages says.

use crate::jetstream::values::{is_default, nanos};
use serde::Serialize;
use std::time::Duration;

/// What a request for messages says, as it is sent.
///
/// ```
/// use nats_web::jetstream::consumer::pull::BatchConfig;
///
/// let config = BatchConfig { batch: 10, no_wait: true, ..BatchConfig::default() };
/// assert_eq!(serde_json::to_string(&config)?, r#"{"batch":10,"no_wait":true}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Default, Serialize, Clone, PartialEq, Eq)]
pub struct BatchConfig {
    /// How many messages are asked for.
    pub batch: usize,
    /// How long the server keeps the request; `None` for as long as somebody listens.
    #[serde(with = "nanos", skip_serializing_if = "Option::is_none")]
    pub expires: Option<Duration>,
    /// Get what is there, and do not wait for more.
    #[serde(skip_serializing_if = "is_default")]
    pub no_wait: bool,
    /// How many bytes are asked for; 0 for no bound.
    #[serde(skip_serializing_if = "is_default")]
    pub max_bytes: usize,
    /// How often the server says that it is there while it has nothing to send; zero for never.
    #[serde(with = "nanos", skip_serializing_if = "is_default")]
    pub idle_heartbeat: Duration,
    /// Get something only if the consumer has at least so many messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_pending: Option<usize>,
    /// Get something only if at least so many messages wait for their acknowledgement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_ack_pending: Option<usize>,
    /// The priority group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The priority, 0 to 9; the lowest is served first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<usize>,
}

impl From<usize> for BatchConfig {
    fn from(batch: usize) -> Self {
        Self { batch, ..Self::default() }
    }
}
