//! The pool of servers: whom to dial next, and whom to give up.

use alloc::{string::String, vec::Vec};

use super::server_address::{ServerAddress, default_address};
use crate::{Rng, Timestamp, codec::info::ServerInfo};

/// Names one server of a pool, for as long as the pool lives. Never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServerId(u32);

/// A server of the pool and its history.
#[derive(Debug, Clone)]
pub struct Server {
    id: ServerId,
    address: ServerAddress,
    gossiped: bool,
    /// Whether the last gossip told of it.
    listed: bool,
    did_connect: bool,
    reconnects: u32,
    last_dial: Option<Timestamp>,
}

impl Server {
    /// Its name in the pool.
    #[must_use]
    pub const fn id(&self) -> ServerId {
        self.id
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> &ServerAddress {
        &self.address
    }

    /// Whether another server told of it; if not, the user did.
    #[must_use]
    pub const fn is_gossiped(&self) -> bool {
        self.gossiped
    }

    /// Whether it ever accepted this client.
    #[must_use]
    pub const fn did_connect(&self) -> bool {
        self.did_connect
    }

    /// Failed dials since it last accepted this client.
    #[must_use]
    pub const fn reconnects(&self) -> u32 {
        self.reconnects
    }

    /// When it was last dialled.
    #[must_use]
    pub const fn last_dial(&self) -> Option<Timestamp> {
        self.last_dial
    }

    /// When it may be dialled again; `None` if it never was dialled, and so may be at any time.
    fn ready_at(&self, wait_ms: u64) -> Option<Timestamp> {
        self.last_dial.map(|last_dial| last_dial.after(wait_ms))
    }
}

/// Whom to dial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextDial {
    /// This server, at once. It counts as dialled.
    Now(ServerId),
    /// Nobody yet; ask again at this moment.
    At(Timestamp),
    /// Nobody any more: every server was given up.
    Exhausted,
}

/// When a server is given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DialPolicy {
    /// Whether dialling goes on, uncounted, until some server accepts this client for the first time.
    pub wait_on_first_connect: bool,
    /// After how many failed dials in a row a server is given up, 0 as 1; `None` for never.
    pub max_reconnect_attempts: Option<u32>,
}

/// What gossip changed in the pool.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServersChanged {
    /// The URLs of servers that came.
    pub added: Vec<String>,
    /// `host:port` of servers that went.
    pub deleted: Vec<String>,
}

impl ServersChanged {
    /// Whether nothing changed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.added.is_empty() && self.deleted.is_empty()
    }
}

/// The servers that a session may dial, in the order in which it will.
///
/// The first dial goes to the head. Every later one rotates: the head goes to the back and is dialled, so that after a
/// loss the server that was lost is tried first, and then each in turn. Source: nats.ws 1.30.3 as observed.
#[derive(Debug, Clone)]
pub struct Servers {
    servers: Vec<Server>,
    current: ServerId,
    next_id: u32,
    /// Whether some server was dialled.
    dialled: bool,
    /// Whether some server ever accepted this client.
    connected_once: bool,
    /// `host:port` of those given up since a server last accepted this client: gossip does not bring them back. Else
    /// servers that tell of one another and let nobody in would be dialled for ever.
    given_up: Vec<String>,
}

impl Servers {
    /// A pool of `addresses`, shuffled if `randomize`; of [`default_address`] alone if there are none.
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

    /// Picks the server to dial at `now`: the next in turn that was not dialled in the last `wait_ms` milliseconds.
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

    /// Takes note that dialling `id` failed; whether that gave it up and removed it.
    ///
    /// Until a server has ever accepted this client, one failure is enough, unless the policy waits for the first
    /// connection. After that, `policy` sets the limit.
    pub fn dial_failed(&mut self, id: ServerId, policy: DialPolicy) -> bool {
        let Some(position) = self.servers.iter().position(|server| server.id == id) else {
            return false;
        };
        let give_up = if self.connected_once {
            self.servers.get_mut(position).is_some_and(|server| {
                server.reconnects = server.reconnects.saturating_add(1);
                policy.max_reconnect_attempts.is_some_and(|limit| server.reconnects >= limit.max(1))
            })
        } else {
            !policy.wait_on_first_connect
        };
        if give_up {
            self.given_up.push(self.servers.remove(position).address.listen());
        }
        give_up
    }

    /// Takes note that `id` accepted this client; whether servers had been given up that its gossip may now bring back.
    pub fn connected(&mut self, id: ServerId) -> bool {
        self.connected_once = true;
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

    /// The server last dialled, or the head before any dial. It may have been given up since.
    #[must_use]
    pub const fn current(&self) -> ServerId {
        self.current
    }

    /// The server `id`, unless it was given up.
    #[must_use]
    pub fn get(&self, id: ServerId) -> Option<&Server> {
        self.servers.iter().find(|server| server.id == id)
    }

    /// The servers, the head first.
    pub fn iter(&self) -> impl Iterator<Item = &Server> {
        self.servers.iter()
    }

    /// How many servers are left.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.servers.len()
    }

    /// Whether every server was given up.
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
