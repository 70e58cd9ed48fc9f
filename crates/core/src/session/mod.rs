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
//! Each file has one concern: `inbound` frames and messages, `delivery` where these lie, `control` the other
//! operations of a server, `dialling` links that come and go, `renewing` a link whose JWT expires, `securing` TLS over TCP, `publishing`,
//! `subscribing` and `requesting` commands of the caller, `ending` flush, drain and close, `timing` deadlines. The
//! state that these files share is in the fields of [`Session`].

mod clock;
mod config;
mod control;
mod delivery;
mod dialling;
mod ending;
mod inbound;
mod outbound;
#[cfg(feature = "tcp")]
mod pool;
mod publishing;
mod ranks;
mod renewing;
mod requesting;
mod requests;
#[cfg(feature = "tcp")]
mod securing;
pub mod server_address;
pub mod servers;
mod slots;
mod subscribing;
mod subscriptions;
mod timing;

#[cfg(feature = "tcp")]
pub use config::TlsPolicy;
pub use config::{Config, CredentialsSource};
pub use delivery::{Assembly, Delivery, Source, Target};
pub use outbound::{CHUNK, Hole, LARGE_PAYLOAD, Transmit};
pub use publishing::Outgoing;
pub use requesting::Inbox;
pub use requests::Until;
pub use subscribing::SubscribeOptions;

use crate::codec::encode::PublishLine;
use crate::codec::info::ServerInfo;
use crate::connection::{Connection, Pong};
use crate::error::{ConnectionError, ServerErrorKind};
use crate::event::Event;
use crate::id::FlowId;
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
/// *Made* by [`new`](Self::new), changed by [`config_mut`](Self::config_mut), and begun by [`start`](Self::start).
///
/// *Reports* of the face: [`handle_opened`](Self::handle_opened), [`handle_payload`](Self::handle_payload) and then
/// [`handle_bytes`](Self::handle_bytes), [`handle_no_room`](Self::handle_no_room),
/// [`handle_closed`](Self::handle_closed), [`handle_timeout`](Self::handle_timeout) or
/// [`handle_timer`](Self::handle_timer), [`handle_credentials`](Self::handle_credentials),
/// [`handle_reconnect_delay`](Self::handle_reconnect_delay).
///
/// *Carried out* by the face after each report or command, in this order: [`deliveries`](Self::deliveries) of a frame,
/// whose bytes may lie in the [`carry`](Self::carry) or in what [`assembly`](Self::assembly) and
/// [`payload_missing`](Self::payload_missing) have it assemble; [`poll_transmit`](Self::poll_transmit) until `None`
/// ([`has_transmit`](Self::has_transmit), [`wants_transmit`](Self::wants_transmit)); [`poll_event`](Self::poll_event)
/// until `None` ([`has_event`](Self::has_event)); a timer for [`poll_timeout`](Self::poll_timeout).
///
/// *Commands* of the caller: [`publish`](Self::publish), whose payload goes into [`outbound_mut`](Self::outbound_mut);
/// [`subscribe`](Self::subscribe), [`unsubscribe`](Self::unsubscribe),
/// [`unsubscribe_within`](Self::unsubscribe_within), [`drain_subscription`](Self::drain_subscription),
/// [`request`](Self::request), [`request_until`](Self::request_until), [`cancel_request`](Self::cancel_request),
/// [`new_inbox`](Self::new_inbox), [`flush`](Self::flush), [`probe`](Self::probe), [`reconnect`](Self::reconnect),
/// [`drain`](Self::drain), [`close`](Self::close).
///
/// *Flows* own subscriptions and requests: [`new_flow`](Self::new_flow), [`subscribe_for`](Self::subscribe_for), [`request_for`](Self::request_for),
/// [`has_flow_delivery`](Self::has_flow_delivery), [`deliveries_mut`](Self::deliveries_mut), [`assembled_reply`](Self::assembled_reply).
///
/// *State*: [`is_connected`](Self::is_connected), [`is_draining`](Self::is_draining), [`is_closed`](Self::is_closed),
/// [`is_subscribed`](Self::is_subscribed), [`info`](Self::info), [`server`](Self::server), [`stats`](Self::stats),
/// [`subscription_count`](Self::subscription_count), [`requests_in_flight`](Self::requests_in_flight),
/// [`pending`](Self::pending), [`unsent`](Self::unsent), [`has_room`](Self::has_room),
/// [`largest_message`](Self::largest_message).
///
/// ```
/// use nats_web_core::{Config, Event, Outgoing, Session, Timestamp, Transmit};
///
/// let mut session = Session::new(Config::default());
/// session.start(Timestamp::ZERO);
/// let mut events = std::iter::from_fn(|| session.poll_event());
/// let dial = events.find_map(|event| if let Event::Dial { dial, .. } = event { Some(dial) } else { None });
/// let dial = dial.expect("the session dials");
/// session.handle_opened(Timestamp::ZERO, dial);
/// session.handle_bytes(Timestamp::ZERO, dial, b"INFO {}\r\n");
/// assert!(matches!(session.poll_transmit(), Some(Transmit::Bytes(bytes)) if bytes.starts_with(b"CONNECT {")));
/// session.handle_bytes(Timestamp::ZERO, dial, b"PONG\r\n");
/// assert!(session.is_connected());
///
/// session.publish(&Outgoing { subject: b"orders", reply: b"", headers: b"", payload: 0 })?;
/// assert_eq!(session.poll_transmit(), Some(Transmit::Bytes(b"PUB orders 0\r\n\r\n")));
/// # Ok::<(), nats_web_core::Misuse>(())
/// ```
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
    #[cfg(feature = "tcp")]
    tls_name: String,
    dials: u32,
    /// The server that the face has chosen for the next dial.
    #[cfg(feature = "tcp")]
    chosen: Option<servers::ServerId>,
    /// How often a reconnect delay was asked for since the last connection.
    delays_asked: u32,
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
    /// The beginning of the last publish's or request's line.
    line: PublishLine,
    flushes: u32,
    /// How many flows have been given an id.
    flows: u32,
    /// Whom the next `PONG`s answer, in the order of the `PING`s: those that were sent or, while there is no link,
    /// those that wait for one.
    pongs: VecDeque<Pong>,
    ending: Ending,
    /// When [`Event::Alarm`] is due.
    alarm: Option<Timestamp>,
    /// When a drain ends that has no link.
    drain_until: Option<Timestamp>,
    unsent: u64,
    assembling: Option<Assembling>,
    assembly: Option<Assembly>,
    /// The reply subject of the message that was assembled last.
    assembled_reply: Vec<u8>,
    /// The operation that earlier frames and the last one have in common.
    carry: Vec<u8>,
    deliveries: Vec<Delivery>,
    has_flow_delivery: bool,
    events: VecDeque<Event>,
    stats: Stats,
}

/// Where the session stands with the servers; the diagram is above.
#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "a session has one phase, and the large one is where it lives")]
enum Phase {
    Idle,
    Linked(Connection),
    Waiting {
        until: Timestamp,
        wait: u64,
    },
    AwaitingDelay,
    #[cfg(feature = "tcp")]
    AwaitingServer,
    Closed,
}

/// Messages and bytes (headers and payloads) since the session's start.
///
/// ```
/// use nats_web_core::{Config, Outgoing, Session};
///
/// let mut session = Session::new(Config::default());
/// session.publish(&Outgoing { subject: b"orders", reply: b"", headers: b"", payload: 5 })?;
/// let stats = session.stats();
/// assert_eq!((stats.out_messages, stats.out_bytes), (1, 5));
/// # Ok::<(), nats_web_core::Misuse>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
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
        let nuid = Nuid::new(Rng::new(rng.next_u64()));
        Self {
            config,
            clock: Clock::default(),
            rng,
            nuid,
            servers: Servers::default(),
            phase: Phase::Idle,
            info: ServerInfo::default(),
            server: String::new(),
            #[cfg(feature = "tcp")]
            tls_name: String::new(),
            dials: 0,
            #[cfg(feature = "tcp")]
            chosen: None,
            delays_asked: 0,
            connected_once: false,
            last_error: None,
            refused: None,
            subscriptions: Subscriptions::default(),
            requests: Requests::default(),
            mux: None,
            deadlines: Ranks::default(),
            outbound: Outbound::default(),
            line: PublishLine::default(),
            flushes: 0,
            flows: 0,
            pongs: VecDeque::new(),
            ending: Ending::No,
            alarm: None,
            drain_until: None,
            unsent: 0,
            assembling: None,
            assembly: None,
            assembled_reply: Vec::new(),
            carry: Vec::new(),
            deliveries: Vec::new(),
            has_flow_delivery: false,
            events: VecDeque::new(),
            stats: Stats::default(),
        }
    }

    /// Returns the configuration, to be changed before [`start`](Self::start). The seed is that of [`new`](Self::new).
    pub fn config_mut(&mut self) -> &mut Config {
        &mut self.config
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

    /// Returns the id of a flow that no other flow of this session has: they count up from 1.
    pub fn new_flow(&mut self) -> FlowId {
        self.flows = self.flows.wrapping_add(1);
        FlowId(self.flows)
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

    /// Whether publishers need not wait: no more than [`Config::high_water_mark`] waits here and, as
    /// `buffered` bytes, in the socket.
    #[must_use]
    #[inline]
    pub fn has_room(&self, buffered: u64) -> bool {
        self.outbound.pending().saturating_add(buffered) <= self.config.high_water_mark
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
