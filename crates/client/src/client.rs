//! The client, as programs see it.

mod options;
mod publishing;
mod requesting;

pub use options::{RequestOptions, SubscribeOptions, Until};

use crate::driver::{Driver, Inlet, Life, Shared};
use crate::error::{ConnectError, ConnectionError, FlushError, ServiceError};
use crate::message::Message;
use crate::options::{ConnectOptions, millis};
use crate::queue::{Limits, Queue};
use crate::service::{Service, ServiceOptions};
use crate::status::{self, Status};
use crate::subscriber::Subscriber;
use crate::{ServerInfo, Stats, runtime, transport};
use nats_web_core::session::server_address::ServerAddress;
use nats_web_core::{Config, Misuse, Session, SubscriptionEnd};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A connection to a NATS system, over however many sockets.
///
/// Clones are cheap and share the connection. It ends with [`close`](Self::close) or [`drain`](Self::drain), for good
/// reasons of its own, or when the last clone is dropped: then, too, what was published is still sent if it can be, but
/// nobody waits for it. Subscribers, requests and the like do not keep it.
#[derive(Clone)]
pub struct Client {
    handle: Arc<Handle>,
}

/// What all clones share; its drop closes the connection.
struct Handle {
    subscribing: Subscribing,
    request_timeout: Duration,
}

/// What it takes to subscribe.
#[derive(Clone)]
pub(crate) struct Subscribing {
    pub(crate) shared: Arc<Shared>,
    /// What waits for a subscriber that does not say.
    pub(crate) limits: Limits,
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.subscribing.shared.with(|state, _| state.session.close());
    }
}

impl Subscribing {
    pub(crate) fn subscribe(
        &self,
        subject: &str,
        options: &nats_web_core::SubscribeOptions<'_>,
        limits: Limits,
    ) -> Result<Subscriber, Misuse> {
        let (queue, outlet) = Queue::<Message, SubscriptionEnd>::new(limits);
        let now = self.shared.clock.now();
        let id = self.shared.with(|state, _| {
            let id = state.session.subscribe(now, subject.as_bytes(), options)?;
            state.receivers.add_subscription(id, Inlet { subject: subject.into(), queue });
            Ok(id)
        })?;
        Ok(Subscriber::new(Arc::clone(&self.shared), id, subject.into(), outlet))
    }
}

impl Shared {
    pub(crate) async fn flush(&self) -> Result<(), FlushError> {
        let receiver = self.with(|state, _| {
            let flush = state.session.flush().map_err(|_| FlushError::Closed)?;
            Ok::<_, FlushError>(state.receivers.add_flush(flush))
        })?;
        match receiver.await {
            Ok(result) => result.map_err(FlushError::from),
            Err(_) => Err(FlushError::Closed),
        }
    }
}

impl Client {
    pub(crate) async fn connect(options: ConnectOptions, servers: Vec<ServerAddress>) -> Result<Self, ConnectError> {
        if !runtime::is_here() {
            return Err(ConnectError::NoRuntime);
        }
        options.hooks.ways.check(Duration::from_millis(options.config.connect_timeout)).await?;
        let transport = transport::ws::Ws {
            #[cfg(feature = "tls")]
            tls: Arc::new(transport::tls::Tls::new(options.tls)),
        };
        // The session's clock begins now.
        let unix_origin = runtime::unix_millis();
        let credentials = options.hooks.ways.source();
        let config = Config { servers, seed: runtime::seed(), unix_origin, credentials, ..options.config };
        let shared = Shared::new(Session::new(config));
        runtime::spawn(Driver::new(Arc::clone(&shared), transport, options.hooks));
        let client = Self {
            handle: Arc::new(Handle {
                subscribing: Subscribing { shared: Arc::clone(&shared), limits: options.subscription_limits },
                request_timeout: options.request_timeout,
            }),
        };
        let now = shared.clock.now();
        shared.with(|state, _| state.session.start(now));
        match client.life(|life| !matches!(life, Life::Connecting)).await {
            Life::Over(Err(error)) => Err(error.into()),
            Life::Over(Ok(())) => Err(ConnectionError::TaskGone.into()),
            Life::Connecting | Life::Connected => Ok(client),
        }
    }

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
    /// [`SubscriptionEnd::Denied`].
    pub fn subscribe(&self, subject: impl AsRef<str>) -> Result<Subscriber, Misuse> {
        self.subscribe_with(subject, &SubscribeOptions::new())
    }

    /// As [`subscribe`](Self::subscribe), with options.
    ///
    /// # Errors
    /// As [`subscribe`](Self::subscribe).
    pub fn subscribe_with(&self, subject: impl AsRef<str>, options: &SubscribeOptions) -> Result<Subscriber, Misuse> {
        let subscribing = &self.handle.subscribing;
        subscribing.subscribe(subject.as_ref(), &options.as_core(), options.limits(subscribing.limits))
    }

    /// Starts a service on this connection; see [`service`](crate::service).
    ///
    /// # Errors
    /// See [`ServiceError`].
    pub fn service(&self, options: &ServiceOptions) -> Result<Service, ServiceError> {
        Service::start(self.handle.subscribing.clone(), options)
    }

    /// Waits until the server has seen all that was sent before. While there is no connection it waits for the next.
    ///
    /// # Errors
    /// The link was lost meanwhile, or the client is closed.
    pub async fn flush(&self) -> Result<(), FlushError> {
        self.shared().flush().await
    }

    /// Ends everything in order: subscribers get what was under way to them and end, the server gets what was
    /// published, and then the client closes. Resolves once it has; draining twice is one draining.
    ///
    /// Without a connection there is nothing more to come, so the client closes at once, unless something that was
    /// published is still to be sent, or a flush waits: then it waits for a connection, five seconds in all.
    ///
    /// # Errors
    /// As [`closed`](Self::closed); [`ConnectionError::DrainTimeout`] if no connection came in time.
    pub async fn drain(&self) -> Result<(), ConnectionError> {
        let now = self.shared().clock.now();
        // A client that drains or is closed ends anyway; how, is what the caller wants to know.
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
    /// Why, unless it was closed or drained by the caller.
    pub async fn closed(&self) -> Result<(), ConnectionError> {
        match self.life(|life| matches!(life, Life::Over(_))).await {
            Life::Over(outcome) => outcome,
            Life::Connecting | Life::Connected => Err(ConnectionError::TaskGone),
        }
    }

    /// Gives the present connection up for a new one. Nothing to do while there is none.
    ///
    /// # Errors
    /// The client is closed or drains.
    pub fn reconnect(&self) -> Result<(), Misuse> {
        let now = self.shared().clock.now();
        self.shared().with(|state, _| state.session.reconnect(now))
    }

    /// Says that there is reason to look after the connection at once: the machine has woken, the network is back.
    ///
    /// An open connection is pinged, and given up for a new one if nothing comes within
    /// [`ConnectOptions::probe_timeout`]. A wait between two dials is over. At any other time nothing happens.
    pub fn probe(&self) {
        let now = self.shared().clock.now();
        self.shared().with(|state, _| state.session.probe(now));
    }

    /// What happens to the connection from now on. Each call gives a stream of its own.
    #[must_use]
    pub fn status(&self) -> Status {
        let (queue, outlet) = Queue::new(status::LIMITS);
        self.shared().with(|state, wakes| state.listen(queue, wakes));
        Status::new(outlet)
    }

    /// Messages and bytes received and published since [`connect`](crate::connect).
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.shared().read(|state| state.session.stats())
    }

    /// What the server last said of itself.
    #[must_use]
    pub fn server_info(&self) -> ServerInfo {
        self.shared().read(|state| state.session.info().clone())
    }

    /// `host:port` of the server connected to, or dialled last.
    #[must_use]
    pub fn server(&self) -> String {
        self.shared().read(|state| state.session.server().to_owned())
    }

    /// Whether there is a connection now.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.shared().read(|state| state.session.is_connected())
    }

    /// Whether the client drains or has drained.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.shared().read(|state| state.session.is_draining())
    }

    /// Whether the client is closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.shared().read(|state| state.session.is_closed())
    }

    /// A new subject that nobody else uses, to take replies at.
    #[must_use]
    pub fn new_inbox(&self) -> String {
        let inbox = self.shared().with(|state, _| state.session.new_inbox());
        String::from_utf8_lossy(&inbox).into_owned()
    }

    fn shared(&self) -> &Arc<Shared> {
        &self.handle.subscribing.shared
    }

    async fn life(&self, is_reached: impl FnMut(&Life) -> bool) -> Life {
        let mut life = self.shared().life.subscribe();
        life.wait_for(is_reached).await.map_or(Life::Over(Err(ConnectionError::TaskGone)), |life| life.clone())
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

/// A duration as the core counts.
fn core_millis(duration: Option<Duration>) -> Option<u64> {
    duration.map(millis)
}
