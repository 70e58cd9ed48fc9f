//! What a service says of its endpoints.

use super::super::error;
use super::super::serde_as::{error_text, metadata, nanos};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::time::Duration;

/// The statistics of an endpoint.
///
/// ```no_run
/// # async fn run(service: nats_web::service::Service) {
/// for (name, stats) in service.stats().await {
///     println!("{name}: {} requests, {:?} each", stats.requests, stats.average_processing_time);
/// }
/// # }
/// ```
#[derive(Serialize, Deserialize, Debug, Clone, Default)]
pub struct Stats {
    /// Its name.
    pub name: String,
    /// The subject that it listens on.
    pub subject: String,
    /// How many requests it has had.
    #[serde(rename = "num_requests")]
    pub requests: usize,
    /// How many of them were answered with an error.
    #[serde(rename = "num_errors")]
    pub errors: usize,
    /// How long all of them together took.
    #[serde(default, with = "nanos")]
    pub processing_time: Duration,
    /// How long they took on average.
    #[serde(default, with = "nanos")]
    pub average_processing_time: Duration,
    /// The last error that one was answered with.
    #[serde(default, with = "error_text")]
    pub last_error: Option<error::Error>,
    /// The endpoint's own data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<serde_json::Value>,
    /// The queue group.
    #[serde(default)]
    pub queue_group: String,
}

/// What a service says of an endpoint.
///
/// ```no_run
/// # async fn run(service: nats_web::service::Service) {
/// for endpoint in service.info().await.endpoints {
///     println!("{} listens on {}", endpoint.name, endpoint.subject);
/// }
/// # }
/// ```
#[derive(Serialize, Deserialize, Debug, Clone, Default, PartialEq, Eq)]
pub struct Info {
    /// Its name.
    pub name: String,
    /// The subject that it listens on.
    pub subject: String,
    /// The queue group.
    #[serde(default)]
    pub queue_group: String,
    /// Its metadata.
    #[serde(default, deserialize_with = "metadata::deserialize")]
    pub metadata: HashMap<String, String>,
}
