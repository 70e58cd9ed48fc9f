//! How endpoints are added.

use super::endpoint::Endpoint;
use super::inner::{Inner, refused, unfit};
use crate::Error;
use crate::driver::State;
use crate::subscriber::Full;
use nats_web_core::service::{Group as Place, Queue};
use std::collections::HashMap;
use std::sync::Arc;

/// Adds an endpoint, by [`Service::endpoint_builder`](super::Service::endpoint_builder) or [`Group::endpoint_builder`](super::Group::endpoint_builder).
///
/// ```no_run
/// # async fn run(service: nats_web::service::Service) -> Result<(), nats_web::Error> {
/// let prices = service.endpoint_builder().name("price").queue_group("clerks").add("price.*").await?;
/// # drop(prices); Ok(()) }
/// ```
#[derive(Debug)]
#[must_use]
pub struct EndpointBuilder {
    pub(super) service: Arc<Inner>,
    pub(super) prefix: String,
    pub(super) queue_group: String,
    pub(super) name: Option<String>,
    pub(super) metadata: Option<HashMap<String, String>>,
}

impl EndpointBuilder {
    /// Sets the name: letters, digits, dashes and underscores. By default it is the subject, with dashes in place of what
    /// else is in it.
    pub fn name<S: ToString>(mut self, name: S) -> Self {
        self.name = Some(name.to_string());
        self
    }

    /// Sets the metadata.
    pub fn metadata(mut self, metadata: HashMap<String, String>) -> Self {
        self.metadata = Some(metadata);
        self
    }

    /// Sets the queue group; an empty one is none, so that each instance gets every request. By default that of the group
    /// or service.
    pub fn queue_group<S: ToString>(mut self, queue_group: S) -> Self {
        self.queue_group = queue_group.to_string();
        self
    }

    /// Adds an endpoint that listens on `subject`, below that of the group, and returns it.
    ///
    /// # Errors
    /// An [`std::io::Error`] of the kind `InvalidInput` for a name or subject that cannot be; a
    /// [`SubscribeError`](crate::SubscribeError) if the client is closed or the service has stopped.
    pub async fn add<S: ToString>(self, subject: S) -> Result<Endpoint, Error> {
        let root = Place { subject: String::new(), queue: self.queue_group };
        let group = root.group(&self.prefix, Queue::Inherited).map_err(unfit)?;
        let subject = subject.to_string();
        let whole = if group.subject.is_empty() { subject.clone() } else { format!("{}.{subject}", group.subject) };
        let name = self.name.clone().unwrap_or_else(|| name_of(&whole));
        let place = group.endpoint(&name, &subject, Queue::Inherited).map_err(unfit)?;
        let metadata = self.metadata.filter(|metadata| !metadata.is_empty());
        let metadata = metadata.map(|metadata| serde_json::to_string(&metadata)).transpose()?.unwrap_or_default();
        let (client, service) = (&self.service.client, &self.service);
        let key = self.name.unwrap_or(whole);
        let added = client.subscribe_by(client.limits(), Full::Drop, |State { session, services, .. }, now| {
            let (number, id) = services.add_endpoint(session, now, service.flow, &name, &place, metadata)?;
            // Keys are in the order of the endpoints, whichever threads add them.
            service.add_key(key);
            Ok((id, number))
        });
        let (requests, number) = added.map_err(refused)?;
        Ok(Endpoint::new(requests, number, self.service))
    }
}

/// Returns the name of an endpoint that is given none.
fn name_of(subject: &str) -> String {
    let fits = |char: char| char.is_ascii_alphanumeric() || char == '_';
    subject.chars().map(|char| if fits(char) { char } else { '-' }).collect()
}
