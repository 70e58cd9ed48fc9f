//! What a service is made of.

use super::endpoint::Stats;
use nats_web_core::service::DEFAULT_QUEUE;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;

/// What a service is made of, for [`ServiceExt::add_service`](super::ServiceExt::add_service).
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), nats_web::Error> {
/// use nats_web::service::{Config, ServiceExt};
///
/// let config = Config {
///     name: "shop".to_owned(),
///     version: "1.0.0".to_owned(),
///     description: None,
///     stats_handler: None,
///     metadata: None,
///     queue_group: None,
/// };
/// let service = client.add_service(config).await?;
/// # drop(service); Ok(()) }
/// ```
#[derive(Serialize, Deserialize, Debug)]
pub struct Config {
    /// Its name, which all instances share: letters, digits, dashes and underscores.
    pub name: String,
    /// What it is, in words.
    pub description: Option<String>,
    /// Its version, as `1.2.3`.
    pub version: String,
    /// What is asked for the endpoints' own data when somebody asks for statistics.
    #[serde(skip)]
    pub stats_handler: Option<StatsHandler>,
    /// Its metadata.
    pub metadata: Option<HashMap<String, String>>,
    /// The queue group of endpoints that name none, nor belong to a group that does. By default `q`.
    pub queue_group: Option<String>,
}

/// A function that is asked for an endpoint's own data when somebody asks for statistics. Its arguments are the endpoint's
/// name and statistics. It is called from the client's own task and must not block.
///
/// ```
/// use nats_web::service::StatsHandler;
///
/// let handler = StatsHandler(Box::new(|endpoint, _stats| serde_json::json!({ "endpoint": endpoint })));
/// # drop(handler);
/// ```
pub struct StatsHandler(pub Box<dyn FnMut(String, Stats) -> serde_json::Value + Send>);

impl fmt::Debug for StatsHandler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stats handler")
    }
}

impl Config {
    /// Returns the queue group of its endpoints.
    pub(super) fn queue(&self) -> String {
        self.queue_group.clone().unwrap_or_else(|| DEFAULT_QUEUE.to_owned())
    }
}
