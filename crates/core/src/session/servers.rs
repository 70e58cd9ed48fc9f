//! The server pool: which server to dial next, and when to give one up.
//!
//! ```text
//!              dialled           accepted
//!   waiting ───────────▶ dialled ────────▶ connected (failures counted from 0)
//!    ▲   ▲                │  │                  │
//!    │   └── failed ──────┘  │                  │
//!    │   (within the limit)  │ failed (limit)   │
//!    │                       ▼                  │
//!    │                   given up               │ lost
//!    └──────────────────────────────────────────┘
//! ```
//!
//! The pool sees neither sockets nor protocol. The session reports to it how dials ended ([`Servers::dial_failed`],
//! [`Servers::connected`]) and what a server's INFO names ([`Servers::update`]), and asks it for the next server. It
//! answers with a moment instead when all were dialled a short time ago: the wait belongs to a server and not to the
//! session, so that of several servers the others are tried at once, and one alone is not dialled in a tight loop.
//!
//! Losing a link counts as no failure: the server did accept this client, and is the first to be tried again. Before
//! any server has accepted, one failure gives a server up unless the user wants to wait, since an address is then more
//! likely wrong than away. Once a server accepts, its gossip may bring back those that were given up.
//! Servers named by gossip come and go with it; those that the user named stay. The caller sees the difference as
//! `ServersChanged`, and that the pool is exhausted as the end of the session.

use alloc::{string::String, vec::Vec};

use super::server_address::{ServerAddress, default_address};
use crate::{Rng, Timestamp, codec::info::ServerInfo};

/// Names one server of a pool, for as long as the pool lives. Never reused.
///
/// ```
/// # use nats_web_core::session::servers::{NextDial, Servers};
/// # use nats_web_core::{Rng, Timestamp};
/// let mut servers = Servers::new(&[], false, &mut Rng::new(7));
/// if let NextDial::Now(id) = servers.next_dial(Timestamp::ZERO, 0) {
///     assert!(servers.get(id).is_some_and(|server| server.id() == id));
/// }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ServerId(u32);

/// A server of the pool and its history.
///
/// ```
/// # use nats_web_core::session::servers::{NextDial, Servers};
/// # use nats_web_core::{Rng, Timestamp};
/// # let mut servers = Servers::new(&[], false, &mut Rng::new(7));
/// # let NextDial::Now(id) = servers.next_dial(Timestamp::ZERO, 0) else { unreachable!() };
/// let server = servers.get(id).expect("it is in the pool");
/// assert_eq!(server.last_dial(), Some(Timestamp::ZERO));
/// assert!(!server.is_gossiped() && !server.did_connect());
/// ```
#[derive(Debug, Clone)]
pub struct Server {
    id: ServerId,
    address: ServerAddress,
    gossiped: bool,
    /// Whether the last gossip named it.
    listed: bool,
    did_connect: bool,
    reconnects: u32,
    last_dial: Option<Timestamp>,
}

impl Server {
    /// Returns the id of this server in the pool.
    #[must_use]
    pub const fn id(&self) -> ServerId {
        self.id
    }

    /// Returns its address.
    #[must_use]
    pub const fn address(&self) -> &ServerAddress {
        &self.address
    }

    /// Returns whether another server named it; if not, the user did.
    #[must_use]
    pub const fn is_gossiped(&self) -> bool {
        self.gossiped
    }

    /// Returns whether it ever accepted this client.
    #[must_use]
    pub const fn did_connect(&self) -> bool {
        self.did_connect
    }

    /// Returns how many dials failed since it last accepted this client.
    #[must_use]
    pub const fn reconnects(&self) -> u32 {
        self.reconnects
    }

    /// Returns when it was last dialled.
    #[must_use]
    pub const fn last_dial(&self) -> Option<Timestamp> {
        self.last_dial
    }

    /// Returns when it may be dialled again; `None` if it never was dialled, and so may be at any time.
    fn ready_at(&self, wait_ms: u64) -> Option<Timestamp> {
        self.last_dial.map(|last_dial| last_dial.after(wait_ms))
    }
}

/// The next server to dial.
///
/// ```
/// use nats_web_core::session::servers::{NextDial, Servers};
/// use nats_web_core::{Rng, Timestamp};
///
/// let mut servers = Servers::new(&[], false, &mut Rng::new(7)); // the default address alone
/// assert!(matches!(servers.next_dial(Timestamp::ZERO, 2000), NextDial::Now(_)));
/// let later = Timestamp::from_millis(2000);
/// assert_eq!(servers.next_dial(Timestamp::ZERO, 2000), NextDial::At(later));
/// assert!(matches!(servers.next_dial(later, 2000), NextDial::Now(_)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextDial {
    /// This server, at once. It counts as dialled.
    Now(ServerId),
    /// No server yet; ask again at this moment.
    At(Timestamp),
    /// No server any more: every one was given up.
    Exhausted,
}

/// When a server is given up.
///
/// ```
/// # use nats_web_core::session::servers::{NextDial, Servers};
/// # use nats_web_core::{Rng, Timestamp};
/// use nats_web_core::session::servers::DialPolicy;
///
/// # let mut servers = Servers::new(&[], false, &mut Rng::new(7));
/// # let NextDial::Now(id) = servers.next_dial(Timestamp::ZERO, 0) else { unreachable!() };
/// let patient =
///     DialPolicy { wait_on_first_connect: true, max_first_attempts: None, max_reconnect_attempts: Some(10) };
/// assert!(!servers.dial_failed(id, patient));
/// let strict = DialPolicy { wait_on_first_connect: false, ..patient };
/// assert!(servers.dial_failed(id, strict), "the server is given up");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DialPolicy {
    /// Whether dialling goes on until some server accepts this client for the first time.
    pub wait_on_first_connect: bool,
    /// After how many failed dials in a row a server is given up meanwhile, 0 as 1; `None` for never.
    pub max_first_attempts: Option<u32>,
    /// After how many failed dials in a row a server is given up, 0 as 1; `None` for never.
    pub max_reconnect_attempts: Option<u32>,
}

/// What gossip changed in the pool.
///
/// ```
/// # use nats_web_core::session::servers::{NextDial, Servers};
/// # use nats_web_core::{Rng, Timestamp};
/// use nats_web_core::codec::info::parse_info;
///
/// # let mut servers = Servers::new(&[], false, &mut Rng::new(7));
/// # let NextDial::Now(id) = servers.next_dial(Timestamp::ZERO, 0) else { unreachable!() };
/// let info = parse_info(br#"{"connect_urls":["b.example:8080"]}"#)?;
/// let changed = servers.update(&info, id);
/// assert_eq!(changed.added.len(), 1);
/// assert!(servers.update(&info, id).is_empty());
/// # Ok::<(), nats_web_core::codec::info::InfoError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServersChanged {
    /// The URLs of servers that joined the pool.
    pub added: Vec<String>,
    /// `host:port` of servers that left it.
    pub deleted: Vec<String>,
}

impl ServersChanged {
    /// Returns whether nothing changed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.added.is_empty() && self.deleted.is_empty()
    }
}

/// The servers that a session may dial, in the order in which it will.
///
/// The first dial goes to the head. Every later one rotates: the head goes to the back and is dialled, so that after a
/// loss the server that was lost is tried first, and then each in turn. Source: nats.ws 1.30.3 as observed.
///
/// ```
/// use nats_web_core::session::servers::{NextDial, Servers};
/// use nats_web_core::{Rng, Timestamp};
///
/// let mut servers = Servers::new(&[], false, &mut Rng::new(7)); // the default address alone
/// let NextDial::Now(id) = servers.next_dial(Timestamp::ZERO, 2000) else { unreachable!() };
/// servers.connected(id);
/// assert!(servers.get(id).is_some_and(|server| server.did_connect()));
/// // It was dialled just now.
/// let later = servers.next_dial(Timestamp::ZERO, 2000);
/// assert_eq!(later, NextDial::At(Timestamp::from_millis(2000)));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Servers {
    servers: Vec<Server>,
    current: ServerId,
    next_id: u32,
    /// Whether some server was dialled.
    dialled: bool,
    /// Whether some server ever accepted this client.
    connected_once: bool,
    /// `host:port` of the servers given up since one last accepted this client: gossip does not bring them back. Else
    /// servers that name one another and accept nobody would be dialled for ever.
    given_up: Vec<String>,
}

impl Servers {
    /// Creates a pool of `addresses`, shuffled if `randomize`; of [`default_address`] alone if there are none.
    #[must_use]
    pub fn new(addresses: &[ServerAddress], randomize: bool, rng: &mut Rng) -> Self {
        let mut pool = Self {
            servers: Vec::new(),
            current: ServerId(0),
            next_id: 0,
            dialled: false,
            connected_once: false,
            given_up: Vec::new(),
        };
        for address in addresses {
            pool.push(address.clone(), false);
        }
        if pool.servers.is_empty() {
            pool.push(default_address(), false);
        }
        if randomize {
            rng.shuffle(&mut pool.servers);
        }
        if let Some(head) = pool.servers.first() {
            pool.current = head.id;
        }
        pool
    }

    /// Returns the server to dial at `now`: the next in turn that was not dialled in the last `wait_ms` milliseconds.
    ///
    /// Servers passed over keep their turn among themselves.
    pub fn next_dial(&mut self, now: Timestamp, wait_ms: u64) -> NextDial {
        let mut earliest: Option<Timestamp> = None;
        for _ in 0..self.servers.len() {
            let chosen = if self.dialled {
                let head = self.servers.remove(0);
                self.servers.push(head);
                self.servers.last_mut()
            } else {
                self.servers.first_mut()
            };
            let Some(server) = chosen else { break };
            match server.ready_at(wait_ms) {
                Some(ready) if ready > now => earliest = Some(earliest.map_or(ready, |moment| moment.min(ready))),
                _ => {
                    server.last_dial = Some(now);
                    self.current = server.id;
                    self.dialled = true;
                    return NextDial::Now(server.id);
                }
            }
        }
        earliest.map_or(NextDial::Exhausted, NextDial::At)
    }

    /// Notes that dialling `id` failed. Returns whether the server was given up and removed for that.
    ///
    /// Until a server has ever accepted this client, one failure is enough, unless the policy waits for the first
    /// connection. After that, `policy` sets the limit.
    pub fn dial_failed(&mut self, id: ServerId, policy: DialPolicy) -> bool {
        let Some(position) = self.servers.iter().position(|server| server.id == id) else {
            return false;
        };
        let limit = match (self.connected_once, policy.wait_on_first_connect) {
            (true, _) => policy.max_reconnect_attempts,
            // Where there is no limit, nothing is counted.
            (false, true) if policy.max_first_attempts.is_none() => return false,
            (false, true) => policy.max_first_attempts,
            (false, false) => Some(1),
        };
        let give_up = self.servers.get_mut(position).is_some_and(|server| {
            server.reconnects = server.reconnects.saturating_add(1);
            limit.is_some_and(|limit| server.reconnects >= limit.max(1))
        });
        if give_up {
            self.given_up.push(self.servers.remove(position).address.listen());
        }
        give_up
    }

    /// Notes that `id` accepted this client. Returns whether servers had been given up, which gossip may now bring
    /// back.
    pub fn connected(&mut self, id: ServerId) -> bool {
        if !core::mem::replace(&mut self.connected_once, true) {
            // Attempts before the first connection have a count of their own.
            for server in &mut self.servers {
                server.reconnects = 0;
            }
        }
        if let Some(server) = self.servers.iter_mut().find(|server| server.id == id) {
            server.did_connect = true;
            server.reconnects = 0;
        }
        !core::mem::take(&mut self.given_up).is_empty()
    }

    /// Follows the gossip in an INFO from the server `current`.
    ///
    /// Servers not yet known, by host and port, join at the back, with scheme, path and query of `current`; gossiped
    /// ones that are no longer listed go, unless one is `current`. Entries that are no `host:port` are ignored, as are
    /// servers given up until one has accepted this client, and what exceeds [`MAX_GOSSIPED`].
    pub fn update(&mut self, info: &ServerInfo, current: ServerId) -> ServersChanged {
        let mut changed = ServersChanged::default();
        let Some(from) = self.get(current).or(self.servers.first()).map(|server| server.address.clone()) else {
            return changed;
        };
        for server in &mut self.servers {
            server.listed = false;
        }
        for url in info.connect_urls.iter().take(MAX_GOSSIPED) {
            let Ok(address) = ServerAddress::gossiped(url, &from) else { continue };
            match self.servers.iter_mut().find(|server| server.address.same_server(&address)) {
                Some(known) => known.listed = true,
                None if self.given_up.contains(&address.listen()) => {}
                None => {
                    changed.added.push(address.url());
                    self.push(address, true);
                }
            }
        }
        let mut position = 0;
        while let Some(server) = self.servers.get(position) {
            if server.gossiped && !server.listed && server.id != current {
                changed.deleted.push(server.address.listen());
                self.servers.remove(position);
            } else {
                position += 1;
            }
        }
        changed
    }

    /// Replaces the pool by `addresses`, in this order. A server that stays keeps its history; each is now the user's.
    #[cfg(feature = "tcp")]
    pub fn replace(&mut self, addresses: &[ServerAddress]) {
        let mut before = core::mem::take(&mut self.servers);
        self.given_up.clear();
        for address in addresses {
            match before.iter().position(|server| server.address.same_url(address)) {
                Some(place) => {
                    let known = before.swap_remove(place);
                    self.servers.push(Server { gossiped: false, listed: false, ..known });
                }
                None => self.push(address.clone(), false),
            }
        }
    }

    /// Returns the server with this address.
    #[cfg(feature = "tcp")]
    #[must_use]
    pub fn find(&self, address: &ServerAddress) -> Option<ServerId> {
        self.servers.iter().find(|server| server.address.same_url(address)).map(|server| server.id)
    }

    /// Dials this server out of turn: it counts as dialled, and its turn comes last. Returns whether it is in the pool.
    #[cfg(feature = "tcp")]
    pub fn dial_out_of_turn(&mut self, id: ServerId, now: Timestamp) -> bool {
        let Some(place) = self.servers.iter().position(|server| server.id == id) else { return false };
        let mut server = self.servers.remove(place);
        server.last_dial = Some(now);
        self.servers.push(server);
        (self.current, self.dialled) = (id, true);
        true
    }

    /// Returns the server last dialled, or the head before any dial. It may have been given up since.
    #[must_use]
    pub const fn current(&self) -> ServerId {
        self.current
    }

    /// Returns the server `id`, unless it was given up.
    #[must_use]
    pub fn get(&self, id: ServerId) -> Option<&Server> {
        self.servers.iter().find(|server| server.id == id)
    }

    /// Returns the servers, the head first.
    pub fn iter(&self) -> impl Iterator<Item = &Server> {
        self.servers.iter()
    }

    /// Returns how many servers are left.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.servers.len()
    }

    /// Returns whether every server was given up.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.servers.is_empty()
    }

    fn push(&mut self, address: ServerAddress, gossiped: bool) {
        let id = ServerId(self.next_id);
        self.next_id = self.next_id.wrapping_add(1);
        self.servers.push(Server {
            id,
            address,
            gossiped,
            listed: gossiped,
            did_connect: false,
            reconnects: 0,
            last_dial: None,
        });
    }
}

/// How many entries of one INFO's gossip are taken: no real cluster comes near, and a lying server costs little.
pub const MAX_GOSSIPED: usize = 1024;

#[cfg(test)]
mod tests;
