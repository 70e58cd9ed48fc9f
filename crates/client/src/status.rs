//! The events of a connection.

use crate::queue::{Limits, Outlet, Weigh};
use futures_core::Stream;
use nats_web_core::ServerError;
use nats_web_core::codec::ParseError;
use nats_web_core::codec::info::InfoError;
use std::pin::Pin;
use std::task::{Context, Poll};

/// An event of the connection. [`Client::status`](crate::Client::status) returns a stream of them.
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use nats_web::StatusEvent;
///
/// let mut status = client.status();
/// while let Some(event) = status.next().await {
///     match event {
///         StatusEvent::Disconnected { server } => println!("lost {server}"),
///         StatusEvent::Reconnected { server } => println!("back at {server}"),
///         StatusEvent::SlowConsumer { subject } => println!("too slow for {subject}"),
///         _ => {}
///     }
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StatusEvent {
    /// The connection was lost. Once per loss.
    Disconnected {
        /// `host:port`.
        server: String,
    },
    /// A server is about to be dialled.
    Reconnecting {
        /// `host:port`.
        server: String,
    },
    /// The connection is back: subscriptions are made again, and what waited is on its way.
    Reconnected {
        /// `host:port`.
        server: String,
    },
    /// The cluster's list of servers was read, and changed the pool.
    ServersChanged {
        /// URLs that are new.
        added: Vec<String>,
        /// `host:port` of those that left.
        deleted: Vec<String>,
    },
    /// The server will shut down soon (lame duck mode).
    LameDuck {
        /// `host:port`.
        server: String,
    },
    /// The server sent an error.
    ServerError(ServerError),
    /// The server broke the protocol, or sent more in one message or line than this client takes: the link is given up.
    Protocol(ParseError),
    /// The server sent a malformed `INFO`: the link is given up.
    Info(InfoError),
    /// A keep-alive ping is due.
    PingTimer {
        /// Unanswered pings, this one included.
        outstanding: u32,
    },
    /// Too many pings went unanswered: the link is given up.
    Stale,
    /// [`Client::reconnect`](crate::Client::reconnect) was called.
    ReconnectRequested,
    /// A subscriber does not keep up: its queue is full, and messages for it are dropped. Once until it has kept up
    /// again.
    SlowConsumer {
        /// The subject subscribed to.
        subject: String,
    },
}

/// A stream of [`StatusEvent`]s, from the call of [`Client::status`](crate::Client::status) to the end of the
/// connection. Events that find 1024 others waiting are dropped.
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let mut status = client.status();
/// tokio::spawn(async move {
///     while let Some(event) = status.next().await {
///         eprintln!("{event:?}");
///     }
/// });
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Status {
    outlet: Outlet<StatusEvent, ()>,
}

impl Status {
    pub(crate) fn new(outlet: Outlet<StatusEvent, ()>) -> Self {
        Self { outlet }
    }

    /// Returns the next event; `None` once the connection is closed. As `StreamExt::next`, without an import. Dropping
    /// the future loses nothing.
    pub async fn next(&mut self) -> Option<StatusEvent> {
        std::future::poll_fn(|cx| self.outlet.poll_next(cx)).await
    }
}

impl Stream for Status {
    type Item = StatusEvent;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<StatusEvent>> {
        self.outlet.poll_next(cx)
    }
}

impl Weigh for StatusEvent {
    fn weight(&self) -> usize {
        0
    }
}

/// How many events wait for a listener.
pub(crate) const LIMITS: Limits = Limits { items: 1024, weight: None };
