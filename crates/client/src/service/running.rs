//! Services that run, and their groups.

use super::endpoint::{self, Endpoint};
use super::inner::{Inner, asked, date, refused, unfit};
use super::{Config, EndpointBuilder, Info, Stats};
use crate::Error;
use crate::client::Client;
use crate::driver::State;
use nats_web_core::service::{self as core, DataSource, Description, Queue, Verb};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// A running service.
///
/// It stops with [`stop`](Self::stop), when the server denies one of its subjects, or when the client closes. Dropping it
/// stops nothing.
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), nats_web::Error> {
/// use nats_web::service::ServiceExt;
///
/// let service = client.service_builder().start("shop", "1.0.0").await?;
/// let prices = service.endpoint("price").await?;
/// println!("it answers as {}", service.info().await.id);
/// # drop(prices);
/// service.stop().await?;
/// # Ok(()) }
/// ```
pub struct Service {
    inner: Arc<Inner>,
    queue_group: String,
}

impl Service {
    pub(super) fn start(client: &Client, config: Config) -> Result<Self, Error> {
        core::check_semver(&config.version).map_err(unfit)?;
        let queue_group = config.queue();
        let metadata = config.metadata.as_ref().filter(|metadata| !metadata.is_empty());
        let metadata = metadata.map(serde_json::to_string).transpose()?.unwrap_or_default();
        let description = Description {
            name: &config.name,
            version: &config.version,
            description: config.description.as_deref().unwrap_or_default(),
            metadata: &metadata,
            tells_no_error: true,
        };
        let handler = config.stats_handler;
        let source = if handler.is_some() { DataSource::Asked } else { DataSource::Kept };
        let now = client.shared().clock.now();
        let keys = Arc::default();
        let flow = client.shared().with(|state, _| {
            let State { session, services, .. } = state;
            let flow = services.add(session, now, &description, Queue::Inherited, date(), source)?;
            if let Some(handler) = handler {
                state.stats_handlers.push((flow, asked(handler, Arc::clone(&keys))));
            }
            Ok(flow)
        });
        let flow = flow.map_err(refused)?;
        Ok(Self { inner: Arc::new(Inner { client: client.clone(), flow, keys }), queue_group })
    }

    /// Stops in order: resolves once everything that the server sent before it read the `UNSUB`s has arrived. Endpoints
    /// can then still take it, and end. It goes on if the future is dropped after its first poll. Without a link nothing more
    /// arrives.
    ///
    /// # Errors
    /// None so far.
    pub async fn stop(self) -> Result<(), Error> {
        let is_linked = self.inner.with(|services, session, service| {
            services.stop(session, service);
            session.is_connected()
        });
        if is_linked {
            // What drains is drained once the server has seen this, or the link is lost.
            let _ = self.inner.client.shared().flush().await;
        }
        Ok(())
    }

    /// Begins all statistics anew.
    pub async fn reset(&mut self) {
        self.inner.with(|services, _, service| services.reset(service, date()));
    }

    /// Returns the statistics of each endpoint, by its name or, if it was given none, its subject.
    pub async fn stats(&self) -> HashMap<String, endpoint::Stats> {
        let stats = self.inner.response::<Stats>(Verb::Stats).map(|stats| stats.endpoints);
        let keys = self.inner.keys().clone();
        keys.into_iter().zip(stats.unwrap_or_default()).collect()
    }

    /// Returns what the service says of itself and its endpoints.
    pub async fn info(&self) -> Info {
        self.inner.response(Verb::Info).unwrap_or_default()
    }

    /// Returns a group: the subjects of its endpoints begin with `prefix`.
    pub fn group<S: ToString>(&self, prefix: S) -> Group {
        self.group_with_queue_group(prefix, &self.queue_group)
    }

    /// Returns a group as [`group`](Self::group), whose endpoints join this queue group.
    pub fn group_with_queue_group<S: ToString, Z: ToString>(&self, prefix: S, queue_group: Z) -> Group {
        let (prefix, queue_group) = (prefix.to_string(), queue_group.to_string());
        Group { inner: Arc::clone(&self.inner), prefix, queue_group }
    }

    /// Returns what adds an endpoint.
    pub fn endpoint_builder(&self) -> EndpointBuilder {
        EndpointBuilder {
            service: Arc::clone(&self.inner),
            prefix: String::new(),
            queue_group: self.queue_group.clone(),
            name: None,
            metadata: None,
        }
    }

    /// Adds an endpoint and returns it. From now on it receives requests to `subject`.
    ///
    /// # Errors
    /// As [`EndpointBuilder::add`].
    pub async fn endpoint<S: ToString>(&self, subject: S) -> Result<Endpoint, Error> {
        self.endpoint_builder().add(subject).await
    }
}

/// A group of endpoints whose subjects have a prefix in common.
///
/// ```no_run
/// # async fn run(service: nats_web::service::Service) -> Result<(), nats_web::Error> {
/// let fruit = service.group("v1").group("fruit");
/// let prices = fruit.endpoint("price").await?; // on v1.fruit.price
/// # drop(prices); Ok(()) }
/// ```
pub struct Group {
    inner: Arc<Inner>,
    prefix: String,
    queue_group: String,
}

impl Group {
    /// Returns a group within this one.
    pub fn group<S: ToString>(&self, prefix: S) -> Self {
        self.group_with_queue_group(prefix, &self.queue_group)
    }

    /// Returns a group within this one, whose endpoints join this queue group.
    pub fn group_with_queue_group<S: ToString, Z: ToString>(&self, prefix: S, queue_group: Z) -> Self {
        let prefix = format!("{}.{}", self.prefix, prefix.to_string());
        Self { inner: Arc::clone(&self.inner), prefix, queue_group: queue_group.to_string() }
    }

    /// Adds an endpoint and returns it. From now on it receives requests to `subject`, below the group's prefix.
    ///
    /// # Errors
    /// As [`EndpointBuilder::add`].
    pub async fn endpoint<S: ToString>(&self, subject: S) -> Result<Endpoint, Error> {
        self.endpoint_builder().add(subject).await
    }

    /// Returns what adds an endpoint.
    pub fn endpoint_builder(&self) -> EndpointBuilder {
        EndpointBuilder {
            service: Arc::clone(&self.inner),
            prefix: self.prefix.clone(),
            queue_group: self.queue_group.clone(),
            name: None,
            metadata: None,
        }
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").field("queue_group", &self.queue_group).finish_non_exhaustive()
    }
}

impl fmt::Debug for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Group")
            .field("prefix", &self.prefix)
            .field("queue_group", &self.queue_group)
            .finish_non_exhaustive()
    }
}
