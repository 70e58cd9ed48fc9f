//! The client.

mod connecting;
mod errors;
mod events;
mod pool;
mod publishing;
mod request;
mod requesting;
mod sink;
mod statistics;
mod subscribing;
pub mod traits;

pub use connecting::connect_with_options;
pub use errors::{
    DrainError, FlushError, FlushErrorKind, PublishError, PublishErrorKind, ReconnectError, RequestError,
    RequestErrorKind, ServerPoolError, ServerPoolErrorKind, SetServerPoolError, SetServerPoolErrorKind, SubscribeError,
    SubscribeErrorKind,
};
pub use events::Events;
pub use request::Request;
#[cfg(feature = "jetstream")]
pub(crate) use requesting::Asked;
pub use requesting::Until;
pub use statistics::Statistics;
pub use subscribing::SubscribeOptions;

use crate::auth::OfServers;
use crate::connection::State;
use crate::driver::{Progress, Shared};
use crate::error::ConnectionError;
use crate::queue::Limits;
use crate::server_info::ServerInfo;
use nats_web_core::Misuse;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// A connection to a NATS system, over however many sockets.
///
/// Clones are cheap and share the connection. It ends with [`drain`](Self::drain) or [`close`](Self::close), with an
/// error, or when the last of those who hold it is dropped: then, too, what was published is still sent if it can be, but
/// nobody waits for it. It is held by clones, by what receives (subscribers, streams of replies, services and their
/// endpoints), and by JetStream's contexts and all that is made of them. [`Events`] and acknowledgements
/// that are still to come end with it.
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use futures_util::StreamExt;
///
/// let mut greetings = client.subscribe("greet.*").await?;
/// client.publish("greet.joe", "hello".into()).await?;
/// println!("{:?}", greetings.next().await);
///
/// let worker = client.clone(); // the same connection
/// tokio::spawn(async move { worker.publish("greet.sue", "hello".into()).await });
/// client.drain().await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Client {
    handle: Arc<Handle>,
}

/// What all clones share; its drop closes the connection.
struct Handle {
    shared: Arc<Shared>,
    /// Of queues that have none of their own.
    limits: Limits,
    request_timeout: Option<Duration>,
    credentials: OfServers,
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.shared.with(|state, _| state.session.close());
    }
}

impl Client {
    /// Returns how long requests wait for their reply; `None` for without limit.
    #[must_use]
    pub fn timeout(&self) -> Option<Duration> {
        self.handle.request_timeout
    }

    /// Returns what the server last said of itself; `None` before the first connection.
    #[must_use]
    pub fn try_server_info(&self) -> Option<ServerInfo> {
        self.shared().read(|state| state.info.clone())
    }

    /// Returns what the server last said of itself; all defaults before the first connection.
    #[must_use]
    pub fn server_info(&self) -> ServerInfo {
        self.try_server_info().unwrap_or_default()
    }

    /// Returns the most bytes that headers and payload of a message may have: what the server says, and 1 MiB before the
    /// first connection.
    #[must_use]
    pub fn max_payload(&self) -> usize {
        let max = self.shared().read(|state| state.info.is_some().then(|| state.session.largest_message()));
        max.map_or(DEFAULT_MAX_PAYLOAD, |max| usize::try_from(max).unwrap_or(usize::MAX))
    }

    /// Returns whether the server has this version or a newer one.
    ///
    /// ```no_run
    /// # fn run(client: nats_web::Client) {
    /// assert!(client.is_server_compatible(2, 10, 0));
    /// # }
    /// ```
    #[must_use]
    pub fn is_server_compatible(&self, major: i64, minor: i64, patch: i64) -> bool {
        self.server_info().version_numbers().is_some_and(|version| version >= [major, minor, patch])
    }

    /// Waits until the server has seen all that was sent before. While there is no connection it waits for the next.
    /// Dropping the future ends the waiting and nothing else.
    ///
    /// # Errors
    /// See [`FlushErrorKind`].
    pub async fn flush(&self) -> Result<(), FlushError> {
        self.shared().flush().await
    }

    /// Ends everything in order: subscribers receive what was on its way to them and end, the server receives what
    /// was published, and then the client closes. Resolves once it has; draining twice is one draining. It goes on if the
    /// future is dropped after its first poll.
    ///
    /// Without a connection there is nothing more to come, so the client closes at once, unless something that was
    /// published is still to be sent, or a flush waits: then it waits for a connection, five seconds in all.
    ///
    /// # Errors
    /// The client ended with an error, as [`closed`](Self::closed) returns it, or no connection came in time.
    pub async fn drain(&self) -> Result<(), DrainError> {
        self.shared().drain();
        self.closed().await.map_err(|error| DrainError(error.into()))
    }

    /// Ends everything at once and resolves when the socket is closed. What was published before is still sent, as
    /// long as the server takes it: one that takes nothing is given up after about two seconds. It goes on if the future
    /// is dropped after its first poll.
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

    /// Returns whether there is a connection now.
    #[must_use]
    pub fn connection_state(&self) -> State {
        self.shared().read(|state| match state.session.is_connected() {
            true => State::Connected,
            false if state.has_connected => State::Disconnected,
            false => State::Pending,
        })
    }

    /// Closes the present connection and dials again. Does nothing while there is none.
    ///
    /// # Errors
    /// The client is closed or drains.
    pub async fn force_reconnect(&self) -> Result<(), ReconnectError> {
        let now = self.shared().clock.now();
        let asked = self.shared().with(|state, _| state.session.reconnect(now));
        asked.map_err(|misuse: Misuse| ReconnectError(misuse.into()))
    }

    /// Reports that there is reason to doubt the connection: the machine has woken, the network is back. In browsers it
    /// happens by itself when the page comes back, or the network.
    ///
    /// An open connection is pinged, and given up for a new one if nothing comes within
    /// [`ConnectOptions::probe_timeout`](crate::ConnectOptions::probe_timeout). A wait between two dials is over. At any
    /// other time nothing happens.
    pub fn probe(&self) {
        self.shared().probe(0);
    }

    /// Returns how many messages and bytes were received and published. The numbers go on counting.
    #[must_use]
    pub fn statistics(&self) -> Arc<Statistics> {
        self.shared().read(|state| self.shared().statistics.store(&state.session.stats()));
        Arc::clone(&self.shared().statistics)
    }

    /// Returns a stream of what happens to the connection from now on. Each call returns a stream of its own.
    #[must_use]
    pub fn events(&self) -> Events {
        Events::of(self.shared())
    }

    /// Returns `host:port` of the server connected to, or dialled last.
    #[must_use]
    pub fn server(&self) -> String {
        self.shared().read(|state| state.session.server().to_owned())
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

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.handle.shared
    }

    /// Returns the limits of queues that have none of their own.
    pub(crate) fn limits(&self) -> Limits {
        self.handle.limits
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
            .field("connection_state", &self.connection_state())
            .finish_non_exhaustive()
    }
}

/// Bytes: what a server allows unless it is configured otherwise.
const DEFAULT_MAX_PAYLOAD: usize = 1024 * 1024;
