//! The handle to JetStream: how its API is asked, and messages are published.

mod builder;
mod error;
mod pages;
mod publishing;
mod request;
pub mod traits;

pub use builder::{ContextBuilder, No, ToAssign, Yes};
pub use error::{AccountError, AccountErrorKind, PublishError, PublishErrorKind, RequestError, RequestErrorKind};
pub(crate) use pages::Pages;
pub use publishing::PublishAckFuture;
pub(crate) use request::{json, known};

use crate::Client;
use nats_web_jetstream::api::{NameError, Prefix, Verb, subject};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// A handle to JetStream: publishes to streams, and manages them and what is made of them. Clones are cheap.
///
/// Made by [`jetstream::new`](super::new), or by a [`ContextBuilder`].
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), nats_web::Error> {
/// let jetstream = nats_web::jetstream::new(client);
/// let stream = jetstream.get_or_create_stream("events").await?;
/// let ack = jetstream.publish("events", "hello".into()).await?.await?;
/// println!("stored as {}", ack.sequence);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Context {
    client: Client,
    timeout: Option<Duration>,
    settings: Arc<Settings>,
}

/// What all clones of a context share.
#[derive(Debug)]
struct Settings {
    /// How the subjects of the API begin; or why what was given for it is refused, which each request then is with.
    prefix: Result<Prefix, NameError>,
    /// How long a message whose acknowledgement nobody waits for counts as one that waits.
    ack_timeout: Duration,
    backpressure: bool,
    capacity: usize,
    /// One permit for each message that may wait for its acknowledgement.
    window: Arc<Semaphore>,
}

impl Context {
    /// Sets how long requests wait for their answers and publishes for their acknowledgements. For this handle and later
    /// clones of it.
    pub fn set_timeout(&mut self, timeout: Duration) {
        self.timeout = Some(timeout);
    }

    /// Returns the client that this speaks through.
    #[must_use]
    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// Waits until no message waits for its acknowledgement any more: each was acknowledged, refused, or given up.
    ///
    /// ```no_run
    /// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
    /// for number in 0..1000 {
    ///     jetstream.publish("events", number.to_string().into()).await?;
    /// }
    /// jetstream.wait_for_acks().await;
    /// # Ok(()) }
    /// ```
    pub async fn wait_for_acks(&self) {
        let all = u32::try_from(self.settings.capacity).unwrap_or(u32::MAX);
        // The window is never closed.
        let _all = self.settings.window.acquire_many(all).await;
    }

    pub(crate) fn timeout_or_default(&self) -> Duration {
        self.timeout.unwrap_or(DEFAULT_TIMEOUT)
    }

    /// Returns how long whoever reads in order waits for each answer: as long as other requests, and not without end.
    pub(crate) fn answer_timeout(&self) -> Duration {
        self.timeout.or(self.client.timeout()).unwrap_or(UNBOUNDED_TIMEOUT)
    }

    /// Returns how the subjects of the API begin.
    pub(crate) fn prefix(&self) -> Result<&Prefix, NameError> {
        self.settings.prefix.as_ref().map_err(|error| *error)
    }

    /// Returns the subject of a request.
    pub(crate) fn subject(&self, verb: Verb, parts: &[&str]) -> Result<String, NameError> {
        subject(self.prefix()?, verb, parts)
    }
}

/// How long publishes wait for their acknowledgements.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long readers wait for answers where requests wait without end.
const UNBOUNDED_TIMEOUT: Duration = Duration::from_secs(10);
