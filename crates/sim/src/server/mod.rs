//! A NATS system in a nutshell: a few servers that share all interest, as a cluster does, and the services behind them.
//!
//! It is faithful where it is honest (queue groups, `max` counted per connection, status 503, permissions, payload
//! limits, gossip, lame duck mode), and each connection has a [`Temper`] by which it may not be.

mod connection;
mod routing;
mod saying;
mod table;
mod temper;

pub use connection::{Connection, Stage, Wishes};
pub use table::{Subscription, Table, matches};
pub use temper::Temper;

use std::collections::BTreeMap;

use crate::dice::Dice;
use crate::numbered::{Origin, number};
use crate::wire::{ClientOp, Message};

/// Who may connect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Auth {
    /// Anybody.
    Open,
    /// Whoever shows this user and password.
    Password(String, String),
    /// Whoever shows this token.
    Token(String),
}

/// One server of the system.
#[derive(Debug, Clone)]
pub struct Server {
    /// `host:port`.
    pub listen: String,
    /// Whether it accepts connections.
    pub is_up: bool,
    /// Whether the others tell of it.
    pub is_member: bool,
    /// Whether it is about to shut down.
    pub lame_duck: bool,
    /// Who may connect.
    pub auth: Auth,
    /// The largest message it takes.
    pub max_payload: usize,
    /// Whether it knows headers.
    pub headers: bool,
}

/// What the system wants done.
#[derive(Debug)]
pub enum Output {
    /// Send these bytes to the client.
    Say {
        /// On this dial's link.
        dial: u32,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// Close this dial's link, after what was said.
    Hangup {
        /// The dial.
        dial: u32,
    },
    /// Come back with this errand in `ms` milliseconds.
    Later {
        /// Milliseconds.
        ms: u64,
        /// What to come back with.
        errand: Errand,
    },
    /// The client's publish of this number was read.
    Read {
        /// The dial it came by.
        dial: u32,
        /// Its number.
        number: u64,
    },
}

/// Something the system does later.
#[derive(Debug)]
pub enum Errand {
    /// Send a withheld `INFO`.
    Greet(u32),
    /// Ping a client, or give it up.
    Ping(u32),
    /// Publish a service's answer.
    Answer(Message),
    /// Close the connections of a server that was a lame duck.
    Retire(usize),
    /// A server comes back.
    Return(usize),
}

/// The system.
#[derive(Debug)]
pub struct System {
    /// Its servers.
    pub servers: Vec<Server>,
    /// Its connections by dial, those that are over included.
    pub connections: BTreeMap<u32, Connection>,
    /// Whether `INFO` tells of the other servers.
    pub gossips: bool,
    /// Whether queue groups have a member outside.
    pub rivals: bool,
    /// Whether nobody may subscribe to an inbox.
    pub denies_inboxes: bool,
    /// Between a server's pings, in milliseconds.
    pub ping_interval: u64,
    /// Ops of the client's that made no sense: the client's fault, always.
    pub faults: Vec<String>,
    dice: Dice,
    out: Vec<Output>,
}

impl System {
    /// A system of `servers` without connections.
    #[must_use]
    pub fn new(servers: Vec<Server>, dice: Dice) -> Self {
        Self {
            servers,
            connections: BTreeMap::new(),
            gossips: false,
            rivals: false,
            denies_inboxes: false,
            ping_interval: PING_INTERVAL,
            faults: Vec::new(),
            dice,
            out: Vec::new(),
        }
    }

    /// What it wants done since the last call.
    pub fn outputs(&mut self) -> Vec<Output> {
        std::mem::take(&mut self.out)
    }

    /// A client's socket was opened.
    pub fn accept(&mut self, dial: u32, server: usize, temper: Temper) {
        self.connections.insert(dial, Connection::new(server, temper));
        match temper {
            Temper::Withholds => {}
            Temper::Slow(ms) => self.later(ms, Errand::Greet(dial)),
            Temper::Http => {
                self.say(dial, b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".to_vec());
                self.hang_up(dial);
            }
            Temper::BadInfo => self.say(dial, b"INFO {\"server_id\":\r\n".to_vec()),
            _ => self.say_info(dial),
        }
        self.later(self.ping_interval.max(AUTH_TIMEOUT), Errand::Ping(dial));
    }

    /// Bytes of a client's arrived.
    pub fn receive(&mut self, dial: u32, bytes: &[u8]) {
        let Some(connection) = self.connections.get_mut(&dial) else { return };
        connection.reader.push(bytes);
        while let Some(connection) = self.connections.get_mut(&dial).filter(|one| one.stage != Stage::Gone) {
            match connection.reader.client_op() {
                Ok(None) => break,
                Ok(Some(op)) => self.operate(dial, op),
                Err(malformed) => {
                    self.faults.push(format!("dial {dial}: a server cannot read {malformed:?}"));
                    break;
                }
            }
        }
    }

    /// A client's socket is closed.
    pub fn lost(&mut self, dial: u32) {
        if let Some(connection) = self.connections.get_mut(&dial) {
            connection.stage = Stage::Gone;
            connection.table.clear();
        }
    }

    /// Does what was put off.
    pub fn run(&mut self, errand: Errand) {
        match errand {
            Errand::Greet(dial) => self.say_info(dial),
            Errand::Ping(dial) => self.ping(dial),
            Errand::Answer(message) => drop(self.route(None, &message)),
            Errand::Retire(server) => self.stop(server),
            Errand::Return(server) => {
                self.servers[server].lame_duck = false;
                self.servers[server].is_up = true;
            }
        }
    }

    /// A server stops: it closes every connection and refuses new ones.
    pub fn stop(&mut self, server: usize) {
        self.servers[server].is_up = false;
        for dial in self.dials_of(server) {
            self.hang_up(dial);
        }
    }

    /// A server stops and comes back after `ms` milliseconds.
    pub fn restart(&mut self, server: usize, ms: u64) {
        self.stop(server);
        self.later(ms, Errand::Return(server));
    }

    /// A server tells its clients that it will stop, does so after `grace` milliseconds, and comes back `ms` later.
    pub fn lame_duck(&mut self, server: usize, grace: u64, ms: u64) {
        self.servers[server].lame_duck = true;
        self.servers[server].is_up = false;
        for dial in self.dials_of(server) {
            self.say_info(dial);
        }
        self.later(grace, Errand::Retire(server));
        self.later(grace + ms, Errand::Return(server));
    }

    /// Whether the others tell of a server changes: all clients hear of it.
    pub fn set_member(&mut self, server: usize, is_member: bool) {
        self.servers[server].is_member = is_member;
        for server in 0..self.servers.len() {
            for dial in self.dials_of(server) {
                self.say_info(dial);
            }
        }
    }

    /// Somebody outside publishes.
    pub fn publish_outside(&mut self, message: &Message) {
        self.route(None, message);
    }

    /// The dials of a server's live connections.
    #[must_use]
    pub fn dials_of(&self, server: usize) -> Vec<u32> {
        let live =
            |(&dial, one): (&u32, &Connection)| (one.server == server && one.stage != Stage::Gone).then_some(dial);
        self.connections.iter().filter_map(live).collect()
    }

    fn operate(&mut self, dial: u32, op: ClientOp) {
        let Some(connection) = self.connections.get_mut(&dial) else { return };
        connection.operations += 1;
        let (temper, operations) = (connection.temper, connection.operations);
        match temper {
            Temper::Garbage(after) if operations == after + 1 => {
                let noise: &[u8] = if after % 2 == 0 { b"\x00\x01\xff\r\n" } else { b"MSG a b c d e f g\r\n" };
                self.say(dial, noise.to_vec());
            }
            Temper::Complains(after, closes) if operations == after + 1 => {
                self.complain(dial, "Some Error Of Its Own", closes);
            }
            _ => {}
        }
        let Some(connection) = self.connections.get_mut(&dial) else { return };
        let (stage, verbose) = (connection.stage, connection.wishes.verbose);
        match (stage, op) {
            (Stage::Gone, _) => return,
            (Stage::Greeting, ClientOp::Connect(json)) => return self.admit(dial, &json),
            (Stage::Greeting, ClientOp::Pong) => return,
            (_, ClientOp::Connect(_)) => self.faults.push(format!("dial {dial}: CONNECT twice")),
            (Stage::Greeting, op) => self.faults.push(format!("dial {dial}: {op:?} before CONNECT")),
            (_, ClientOp::Ping) => return self.pong(dial),
            (_, ClientOp::Pong) => {
                connection.pings_out = 0;
                return;
            }
            (_, ClientOp::Sub { subject, queue, sid }) => self.subscribe(dial, sid, subject, queue),
            (_, ClientOp::Unsub { sid, max }) => connection.table.unsubscribe(sid, max),
            (_, ClientOp::Publish(message)) => self.publish(dial, &message),
        }
        if verbose {
            self.say(dial, b"+OK\r\n".to_vec());
        }
    }

    fn admit(&mut self, dial: u32, json: &str) {
        let Some(connection) = self.connections.get_mut(&dial) else { return };
        connection.wishes = Wishes::read(json);
        let wishes = &connection.wishes;
        let is_welcome = match &self.servers[connection.server].auth {
            Auth::Open => true,
            Auth::Password(user, pass) => wishes.user.as_ref() == Some(user) && wishes.pass.as_ref() == Some(pass),
            Auth::Token(token) => wishes.token.as_ref() == Some(token),
        };
        let verbose = wishes.verbose;
        if !is_welcome {
            return self.complain(dial, "Authorization Violation", true);
        }
        connection.stage = Stage::Ready;
        if verbose {
            self.say(dial, b"+OK\r\n".to_vec());
        }
    }

    fn subscribe(&mut self, dial: u32, sid: u64, subject: String, queue: Option<String>) {
        let is_denied = subject.starts_with(DENIED) || (self.denies_inboxes && subject.starts_with("_INBOX"));
        if is_denied {
            let group = queue.map(|queue| format!(" using queue \"{queue}\"")).unwrap_or_default();
            let text = format!("Permissions Violation for Subscription to \"{subject}\"{group}");
            return self.complain(dial, &text, false);
        }
        if let Some(connection) = self.connections.get_mut(&dial) {
            if connection.table.iter().any(|(taken, _)| taken == sid) {
                self.faults.push(format!("dial {dial}: SUB with sid {sid} twice"));
            }
            connection.table.subscribe(sid, subject, queue);
        }
    }

    fn publish(&mut self, dial: u32, message: &Message) {
        match number(Origin::Client, message) {
            Some(number) => self.out.push(Output::Read { dial, number }),
            None => self.faults.push(format!("dial {dial}: a publish to {} that nobody made", message.subject)),
        }
        let server = self.connections[&dial].server;
        if message.size() > self.servers[server].max_payload {
            return self.complain(dial, "Maximum Payload Violation", true);
        }
        if !message.headers.is_empty() && !self.servers[server].headers {
            return self.complain(dial, "message headers not supported", true);
        }
        if message.subject.starts_with(DENIED) {
            let text = format!("Permissions Violation for Publish to \"{}\"", message.subject);
            return self.complain(dial, &text, false);
        }
        self.serve(dial, message);
    }

    fn say(&mut self, dial: u32, bytes: Vec<u8>) {
        if self.connections.get(&dial).is_some_and(|one| one.stage != Stage::Gone) && !bytes.is_empty() {
            self.out.push(Output::Say { dial, bytes });
        }
    }

    fn hang_up(&mut self, dial: u32) {
        self.out.push(Output::Hangup { dial });
        self.lost(dial);
    }

    fn later(&mut self, ms: u64, errand: Errand) {
        self.out.push(Output::Later { ms, errand });
    }
}

/// What begins with this may neither be published nor subscribed to.
pub const DENIED: &str = "deny.";
/// Between a server's pings, usually.
pub const PING_INTERVAL: u64 = 45_000;
/// Least time that a client is given to say who it is, in milliseconds.
const AUTH_TIMEOUT: u64 = 5_000;
