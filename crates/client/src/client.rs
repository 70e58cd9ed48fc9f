//! The client.

mod connecting;
mod options;
mod publishing;
mod requesting;

pub use options::{RequestOptions, SubscribeOptions, Until};

use crate::driver::{Progress, Shared};
use crate::error::{ConnectionError, FlushError, ServiceError};
use crate::queue::Queue;
use crate::service::{Service, ServiceOptions};
use crate::status::{self, Status};
use crate::subscriber::{SubscribeContext, Subscriber};
use crate::{ServerInfo, Stats};
use nats_web_core::Misuse;
use std::fmt;
use std::sync::Arc;

/// A connection to a NATS system, over however many sockets.
///
/// Clones are cheap and share the connection. It ends with [`close`](Self::close) or [`drain`](Self::drain), with an
/// error, or when the last clone is dropped: then, too, what was published is still sent if it can be, but nobody waits
/// for it. Subscribers, requests and services do not keep it alive.
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let mut greetings = client.subscribe("greet.*")?;
/// client.publish("greet.joe", "hello").await?;
/// println!("{:?}", greetings.next().await);
///
/// let worker = client.clone(); // the same connection
/// tokio::spawn(async move { worker.publish("greet.sue", "hello").await });
/// client.drain().await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Client {
    handle: Arc<Handle>,
}

/// What all clones share; its drop closes the connection.
struct Handle {
    context: SubscribeContext,
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.context.shared.with(|state, _| state.session.close());
    }
}

impl Client {
    /// Subscribes to a subject, which may hold wildcards. While there is no connection the subscription waits for it.
    ///
    /// ```no_run
    /// # async fn run(client: nats_web::Client) -> Result<(), nats_web::Misuse> {
    /// let mut readings = client.subscribe("weather.*")?;
    /// while let Some(message) = readings.next().await {
    ///     println!("{}: {} bytes", message.subject(), message.payload().len());
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// The caller's mistake; nothing was sent. What the server denies ends the subscriber instead, with
    /// [`SubscriptionEnd::Denied`](crate::SubscriptionEnd::Denied).
    pub fn subscribe(&self, subject: impl AsRef<str>) -> Result<Subscriber, Misuse> {
        self.subscribe_with(subject, &SubscribeOptions::new())
    }

    /// Subscribes as [`subscribe`](Self::subscribe), with options.
    ///
    /// # Errors
    /// As [`subscribe`](Self::subscribe).
    pub fn subscribe_with(&self, subject: impl AsRef<str>, options: &SubscribeOptions) -> Result<Subscriber, Misuse> {
        let context = &self.handle.context;
        context.subscribe(subject.as_ref(), &options.as_core(), options.limits(context.limits))
    }

    /// Starts a service on this connection and returns it; see [`service`](crate::service).
    ///
    /// # Errors
    /// See [`ServiceError`].
    pub fn service(&self, options: &ServiceOptions) -> Result<Service, ServiceError> {
        Service::start(self.handle.context.clone(), options)
    }

    /// Waits until the server has seen all that was sent before. While there is no connection it waits for the next.
    ///
    /// # Errors
    /// The link was lost meanwhile, or the client is closed.
    pub async fn flush(&self) -> Result<(), FlushError> {
        self.shared().flush().await
    }

    /// Ends everything in order: subscribers receive what was on its way to them and end, the server receives what
    /// was published, and then the client closes. Resolves once it has; draining twice is one draining.
    ///
    /// Without a connection there is nothing more to come, so the client closes at once, unless something that was
    /// published is still to be sent, or a flush waits: then it waits for a connection, five seconds in all.
    ///
    /// # Errors
    /// As [`closed`](Self::closed); [`ConnectionError::DrainTimeout`] if no connection came in time.
    pub async fn drain(&self) -> Result<(), ConnectionError> {
        let now = self.shared().clock.now();
        // A client that drains or is closed ends anyway, and `closed` returns how.
        let _ = self.shared().with(|state, _| state.session.drain(now));
        self.closed().await
    }

    /// Ends everything at once and resolves when the socket is closed. What was published before is still sent, as
    /// long as the server takes it: one that takes nothing is given up after about two seconds.
    pub async fn close(&self) {
        self.shared().with(|state, _| state.session.close());
        let _ = self.closed().await;
    }

    /// Waits until the client is closed, by whatever reason.
    ///
    /// # Errors
    /// The reason, unless it was closed or drained by the caller.
    pub async fn closed(&self) -> Result<(), ConnectionError> {
        match self.reached(|progress| matches!(progress, Progress::Over(_))).await {
            Progress::Over(outcome) => outcome,
            Progress::Connecting | Progress::Connected => Err(ConnectionError::TaskGone),
        }
    }

    /// Closes the present connection and dials again. Does nothing while there is none.
    ///
    /// # Errors
    /// The client is closed or drains.
    pub fn reconnect(&self) -> Result<(), Misuse> {
        let now = self.shared().clock.now();
        self.shared().with(|state, _| state.session.reconnect(now))
    }

    /// Reports that there is reason to doubt the connection: the machine has woken, the network is back.
    ///
    /// An open connection is pinged, and given up for a new one if nothing comes within
    /// [`ConnectOptions::probe_timeout`](crate::ConnectOptions::probe_timeout). A wait between two dials is over. At any
    /// other time nothing happens.
    pub fn probe(&self) {
        let now = self.shared().clock.now();
        self.shared().with(|state, _| state.session.probe(now, 0));
    }

    /// Returns a stream of the connection's events from now on. Each call returns a stream of its own.
    #[must_use]
    pub fn status(&self) -> Status {
        let (queue, outlet) = Queue::new(status::LIMITS);
        self.shared().with(|state, wakes| state.listen(queue, wakes));
        Status::new(outlet)
    }

    /// Returns how many messages and bytes were received and published since [`connect`](crate::connect).
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.shared().read(|state| state.session.stats())
    }

    /// Returns the content of the server's last `INFO`.
    #[must_use]
    pub fn server_info(&self) -> ServerInfo {
        self.shared().read(|state| state.session.info().clone())
    }

    /// Returns `host:port` of the server connected to, or dialled last.
    #[must_use]
    pub fn server(&self) -> String {
        self.shared().read(|state| state.session.server().to_owned())
    }

    /// Returns whether there is a connection now.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.shared().read(|state| state.session.is_connected())
    }

    /// Returns whether the client drains or has drained.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.shared().read(|state| state.session.is_draining())
    }

    /// Returns whether the client is closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.shared().read(|state| state.session.is_closed())
    }

    /// Returns a new inbox: a subject that nobody else uses, for replies.
    #[must_use]
    pub fn new_inbox(&self) -> String {
        let inbox = self.shared().with(|state, _| state.session.new_inbox());
        String::from_utf8_lossy(&inbox).into_owned()
    }

    fn shared(&self) -> &Arc<Shared> {
        &self.handle.context.shared
    }

    async fn reached(&self, is_reached: impl FnMut(&Progress) -> bool) -> Progress {
        let mut progress = self.shared().progress.subscribe();
        progress
            .wait_for(is_reached)
            .await
            .map_or(Progress::Over(Err(ConnectionError::TaskGone)), |progress| progress.clone())
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("server", &self.server())
            .field("is_connected", &self.is_connected())
            .finish_non_exhaustive()
    }
}
