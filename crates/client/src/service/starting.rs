//! How services are started.

use super::{Config, Service, StatsHandler, endpoint};
use crate::Error;
use crate::client::Client;
use crate::runtime::BoxFuture;
use std::collections::HashMap;

/// Starts services.
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), nats_web::Error> {
/// use nats_web::service::ServiceExt;
///
/// let service = client.service_builder().description("sells things").start("shop", "1.0.0").await?;
/// # drop(service); Ok(()) }
/// ```
pub trait ServiceExt {
    /// The future of [`add_service`](Self::add_service).
    type Output: Future<Output = Result<Service, Error>>;

    /// Starts a service and returns it.
    ///
    /// Its error is an [`std::io::Error`] of the kind `InvalidInput` for a name or version that cannot be.
    fn add_service(&self, config: Config) -> Self::Output;

    /// Returns what starts a service.
    fn service_builder(&self) -> ServiceBuilder;
}

impl ServiceExt for Client {
    type Output = BoxFuture<Result<Service, Error>>;

    fn add_service(&self, config: Config) -> Self::Output {
        let client = self.clone();
        Box::pin(async move { Service::start(&client, config) })
    }

    fn service_builder(&self) -> ServiceBuilder {
        ServiceBuilder {
            client: self.clone(),
            description: None,
            stats_handler: None,
            metadata: None,
            queue_group: None,
        }
    }
}

/// Starts a service, by [`ServiceExt::service_builder`].
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), nats_web::Error> {
/// use nats_web::service::ServiceExt;
///
/// let builder = client.service_builder().queue_group("clerks");
/// let service = builder.stats_handler(|endpoint, _| serde_json::json!({ "of": endpoint })).start("shop", "1.0.0").await?;
/// # drop(service); Ok(()) }
/// ```
#[derive(Debug)]
#[must_use]
pub struct ServiceBuilder {
    client: Client,
    description: Option<String>,
    stats_handler: Option<StatsHandler>,
    metadata: Option<HashMap<String, String>>,
    queue_group: Option<String>,
}

impl ServiceBuilder {
    /// Sets the description, in words.
    pub fn description<S: ToString>(mut self, description: S) -> Self {
        self.description = Some(description.to_string());
        self
    }

    /// Sets the function that is asked for the endpoints' own data; see [`StatsHandler`].
    pub fn stats_handler<F>(mut self, handler: F) -> Self
    where
        F: FnMut(String, endpoint::Stats) -> serde_json::Value + Send + Sync + 'static,
    {
        self.stats_handler = Some(StatsHandler(Box::new(handler)));
        self
    }

    /// Sets the metadata.
    pub fn metadata(mut self, metadata: HashMap<String, String>) -> Self {
        self.metadata = Some(metadata);
        self
    }

    /// Sets the queue group of endpoints that name none, nor belong to a group that does. By default `q`.
    pub fn queue_group<S: ToString>(mut self, queue_group: S) -> Self {
        self.queue_group = Some(queue_group.to_string());
        self
    }

    /// Starts the service and returns it.
    ///
    /// # Errors
    /// An [`std::io::Error`] of the kind `InvalidInput` for a name or version that cannot be; a
    /// [`SubscribeError`](crate::SubscribeError) if the client is closed.
    pub async fn start<N: ToString, V: ToString>(self, name: N, version: V) -> Result<Service, Error> {
        let config = Config {
            name: name.to_string(),
            version: version.to_string(),
            description: self.description,
            stats_handler: self.stats_handler,
            metadata: self.metadata,
            queue_group: self.queue_group,
        };
        Service::start(&self.client, config)
    }
}
