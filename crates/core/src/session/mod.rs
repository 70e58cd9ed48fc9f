//! What outlives a socket: subscriptions, requests, the server pool, what waits to be sent, and how it all ends.
//!
//! ```text
//!            start                    opened, INFO, PONG
//!   Idle ──────────▶ Linked(dialling) ───────────────────▶ Linked(open)
//!                      │    ▲                                │
//!           failed     │    │ wait over              lost    │
//!                      ▼    │                                ▼
//!                    Waiting / AwaitingDelay ◀───────────────┘
//!                      │
//!                      │ close, drained, no server left, refused for good
//!                      ▼
//!                    Closed
//! ```
//!
//! One file a concern: `inbound` what the server says, `dialling` links that come and go, `publishing`, `subscribing`,
//! `requesting` the caller's commands, `ending` flush, drain and close. Each state the files share is a field here.

mod clock;
mod config;
mod dialling;
mod ending;
mod inbound;
mod outbound;
mod publishing;
mod ranks;
mod renewing;
mod requesting;
mod requests;
pub mod server_address;
pub mod servers;
mod slots;
mod subscribing;
mod subscriptions;
mod timing;

pub use config::{Config, CredentialsSource};
pub use inbound::{Assembly, Delivery, Target};
pub use outbound::{CHUNK, Hole, LARGE_PAYLOAD, Transmit};
pub use publishing::Outgoing;
pub use requesting::Inbox;
pub use requests::Until;
pub use subscribing::SubscribeOptions;

use crate::codec::info::ServerInfo;
use crate::connection::{Connection, Pong};
use crate::error::{ConnectionError, ServerErrorKind};
use crate::event::Event;
use crate::nuid::Nuid;
use crate::{Rng, Timestamp};
use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;
use clock::Clock;
use ending::Ending;
use inbound::Assembling;
use outbound::Outbound;
use ranks::Ranks;
use requesting::Mux;
use requests::Requests;
use servers::Servers;
use subscriptions::Subscriptions;

/// A client of a NATS system, without its sockets, clock and randomness.
///
/// *Getters*: [`info`](Self::info), [`server`](Self::server), [`stats`](Self::stats),
/// [`is_connected`](Self::is_connected), [`is_draining`](Self::is_draining), [`is_closed`](Self::is_closed),
/// [`requests_in_flight`](Self::requests_in_flight), [`pending`](Self::pending), [`unsent`](Self::unsent).
///
/// *The face reports* with [`handle_opened`](Self::handle_opened), [`handle_payload`](Self::handle_payload) and
/// [`handle_bytes`](Self::handle_bytes), [`handle_no_room`](Self::handle_no_room), [`handle_closed`](Self::handle_closed),
/// [`handle_timeout`](Self::handle_timeout) or [`handle_timer`](Self::handle_timer),
/// [`handle_credentials`](Self::handle_credentials) and
/// [`handle_reconnect_delay`](Self::handle_reconnect_delay).
///
/// *The caller commands* with [`start`](Self::start), [`publish`](Self::publish), [`subscribe`](Self::subscribe),
/// [`unsubscribe`](Self::unsubscribe), [`drain_subscription`](Self::drain_subscription), [`request`](Self::request),
/// [`request_until`](Self::request_until), [`cancel_request`](Self::cancel_request), [`flush`](Self::flush), [`reconnect`](Self::reconnect), [`probe`](Self::probe),
/// [`drain`](Self::drain) and [`close`](Self::close).
///
/// *The face carries out*, after any of these and in this order: the [`deliveries`](Self::deliveries) of an input,
/// [`poll_transmit`](Self::poll_transmit) until `None`, [`poll_event`](Self::poll_event) until `None`, and a timer for
/// [`poll_timeout`](Self::poll_timeout).
#[derive(Debug)]
pub struct Session {
    config: Config,
    clock: Clock,
    rng: Rng,
    nuid: Nuid,
    servers: Servers,
    phase: Phase,
    info: ServerInfo,
    /// `host:port` of the server last dialled.
    server: String,
    dials: u32,
    connected_once: bool,
    last_error: Option<ConnectionError>,
    /// The authentication error of the last attempt, if that is how it ended.
    refused: Option<ServerErrorKind>,
    subscriptions: Subscriptions,
    requests: Requests,
    mux: Option<Mux>,
    /// When what runs out, in milliseconds of the session's clock; the keys are [`Timer`](timing::Timer)s.
    deadlines: Ranks,
    outbound: Outbound,
    /// The subject and reply published to last, as [`publish_line`](crate::codec::encode::publish_line) writes them.
    line: Vec<u8>,
    flushes: u32,
    /// Whom the next `PONG`s answer, in the order of the `PING`s: those that were sent or, while there is no link, those
    /// that wait for one.
    pongs: VecDeque<Pong>,
    ending: Ending,
    /// When a drain ends that has no link.
    drain_until: Option<Timestamp>,
    unsent: u64,
    assembling: Option<Assembling>,
    assembly: Option<Assembly>,
    deliveries: Vec<Delivery>,
    events: VecDeque<Event>,
    stats: Stats,
}

/// Where the session stands with the servers; the diagram is above.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "a session has one phase, and the large one is where it lives")]
enum Phase {
    Idle,
    Linked(Connection),
    Waiting { until: Timestamp, wait: u64 },
    AwaitingDelay,
    Closed,
}

/// Messages and bytes (headers and payloads) since the session's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    /// Messages received.
    pub in_messages: u64,
    /// Bytes received.
    pub in_bytes: u64,
    /// Messages published.
    pub out_messages: u64,
    /// Bytes published.
    pub out_bytes: u64,
}

impl Session {
    /// A session that does nothing until [`start`](Self::start).
    #[must_use]
    pub fn new(config: Config) -> Self {
        let mut rng = Rng::new(config.seed);
        let servers = Servers::new(&config.servers, config.randomize, &mut rng);
        let nuid = Nuid::new(Rng::new(rng.next_u64()));
        Self {
            config,
            clock: Clock::default(),
            rng,
            nuid,
            servers,
            phase: Phase::Idle,
            info: ServerInfo::default(),
            server: String::new(),
            dials: 0,
            connected_once: false,
            last_error: None,
            refused: None,
            subscriptions: Subscriptions::default(),
            requests: Requests::default(),
            mux: None,
            deadlines: Ranks::default(),
            outbound: Outbound::default(),
            line: Vec::new(),
            flushes: 0,
            pongs: VecDeque::new(),
            ending: Ending::No,
            drain_until: None,
            unsent: 0,
            assembling: None,
            assembly: None,
            deliveries: Vec::new(),
            events: VecDeque::new(),
            stats: Stats::default(),
        }
    }

    /// What the server last said of itself; all defaults before the first `INFO`.
    #[must_use]
    pub fn info(&self) -> &ServerInfo {
        &self.info
    }

    /// `host:port` of the server connected to, or dialled last; empty before the first dial.
    #[must_use]
    pub fn server(&self) -> &str {
        &self.server
    }

    /// What has been received and published.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.stats
    }

    /// Whether a handshake is over and its link not known to be lost.
    #[must_use]
    #[inline]
    pub fn is_connected(&self) -> bool {
        matches!(&self.phase, Phase::Linked(connection) if connection.is_open())
    }

    /// Whether [`drain`](Self::drain) was called.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.ending != Ending::No
    }

    /// Whether the session is over.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self.phase, Phase::Closed)
    }

    /// Requests that wait for their reply.
    #[must_use]
    pub fn requests_in_flight(&self) -> usize {
        self.requests.len()
    }

    /// Live subscriptions, those the session made for requests included.
    #[must_use]
    pub fn subscription_count(&self) -> usize {
        self.subscriptions.len()
    }

    /// Bytes that wait to be transmitted.
    #[must_use]
    pub fn pending(&self) -> u64 {
        self.outbound.pending()
    }

    /// Whether a face that gathers its writes should transmit now: a chunk is full.
    #[must_use]
    #[inline]
    pub fn wants_transmit(&self) -> bool {
        self.outbound.wants_transmit()
    }

    /// Whether [`poll_transmit`](Self::poll_transmit) has something.
    #[must_use]
    #[inline]
    pub fn has_transmit(&self) -> bool {
        self.outbound.has_transmit()
    }

    /// Whether [`poll_event`](Self::poll_event) has something.
    #[must_use]
    #[inline]
    pub fn has_event(&self) -> bool {
        !self.events.is_empty()
    }

    /// What to send next on the socket of the present dial; it counts as sent.
    pub fn poll_transmit(&mut self) -> Option<Transmit<'_>> {
        self.outbound.poll()
    }

    /// The next thing to carry out or to report.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    fn connection(&mut self) -> Option<&mut Connection> {
        match &mut self.phase {
            Phase::Linked(connection) => Some(connection),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
