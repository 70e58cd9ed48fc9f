//! A NATS system in a nutshell: a few servers that share all interest, as a cluster does, and the services behind them.
//!
//! It is faithful where it is honest (queue groups, `max` counted per connection, status 503, permissions, payload
//! limits, gossip, lame duck mode), and each connection has a [`Behaviour`] by which it may not be.

mod behaviour;
mod connection;
mod jetstream;
mod lies;
mod routing;
mod sending;
mod table;
mod wire;

pub use behaviour::Behaviour;
pub use connection::{ConnectOptions, Connection, Stage};
pub use table::{Subscription, Table, matches};
pub use wire::Wire;

use std::collections::BTreeMap;

use crate::dice::Dice;
use crate::jetstream::JetStream;
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
    Send {
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
    /// Come back with this task in `ms` milliseconds.
    Later {
        /// Milliseconds.
        ms: u64,
        /// What to come back with.
        task: Task,
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
pub enum Task {
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
    /// Let JetStream say what is due.
    JetStream,
    /// Deliver to whoever listens to this subject.
    Say(String, Message),
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
    /// What links are made of.
    pub wire: Wire,
    /// Whether each publish of the client's must carry its number.
    pub is_numbered: bool,
    /// Ops of the client's that made no sense: the client's fault, always.
    pub faults: Vec<String>,
    /// The streams and consumers behind the servers, if there are any.
    pub jetstream: Option<JetStream>,
    /// The time, in milliseconds.
    now: u64,
    /// When JetStream is next asked what it has to say.
    jetstream_due: u64,
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
            wire: Wire::default(),
            is_numbered: true,
            faults: Vec::new(),
            jetstream: None,
            now: 0,
            jetstream_due: u64::MAX,
            dice,
            out: Vec::new(),
        }
    }

    /// The time, in milliseconds.
    pub fn set_time(&mut self, now: u64) {
        self.now = now;
    }

    /// What it wants done since the last call.
    pub fn outputs(&mut self) -> Vec<Output> {
        std::mem::take(&mut self.out)
    }

    /// A client's socket was opened.
    pub fn accept(&mut self, dial: u32, server: usize, behaviour: Behaviour) {
        let mut connection = Connection::new(server, behaviour);
        connection.awaits_tls = self.wire == Wire::Tls;
        self.connections.insert(dial, connection);
        match behaviour {
            Behaviour::Withholds => {}
            Behaviour::Slow(ms) => self.later(ms, Task::Greet(dial)),
            Behaviour::Http => {
                self.send(dial, b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".to_vec());
                self.hang_up(dial);
            }
            Behaviour::Injects => {
                self.send_info(dial);
                self.inject(dial);
            }
            Behaviour::BadInfo => self.send(dial, b"INFO {\"server_id\":\r\n".to_vec()),
            _ => self.send_info(dial),
        }
        self.later(self.ping_interval.max(AUTH_TIMEOUT), Task::Ping(dial));
    }

    /// Bytes of a client's arrived.
    pub fn receive(&mut self, dial: u32, bytes: &[u8]) {
        let Some(connection) = self.connections.get_mut(&dial) else { return };
        if connection.awaits_tls {
            return self.faults.push(format!("dial {dial}: {} bytes of plain text where TLS is due", bytes.len()));
        }
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

    /// A client's socket speaks TLS from here on.
    pub fn secured(&mut self, dial: u32) {
        if let Some(connection) = self.connections.get_mut(&dial) {
            connection.awaits_tls = false;
        }
    }

    /// A client's socket is closed.
    pub fn lost(&mut self, dial: u32) {
        if let Some(connection) = self.connections.get_mut(&dial) {
            connection.stage = Stage::Gone;
            connection.table.clear();
        }
        // What was asked on it has nobody to go to.
        self.serve_jetstream();
    }

    /// Does what was put off.
    pub fn run(&mut self, task: Task) {
        match task {
            Task::Greet(dial) => self.send_info(dial),
            Task::Ping(dial) => self.ping(dial),
            Task::Answer(message) => drop(self.route(None, &message)),
            Task::JetStream => {
                self.jetstream_due = u64::MAX;
                self.serve_jetstream();
            }
            Task::Say(to, message) => self.say(&to, &message),
            Task::Retire(server) => self.stop(server),
            Task::Return(server) => {
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
        self.later(ms, Task::Return(server));
    }

    /// A server tells its clients that it will stop, does so after `grace` milliseconds, and comes back `ms` later.
    pub fn lame_duck(&mut self, server: usize, grace: u64, ms: u64) {
        self.servers[server].lame_duck = true;
        self.servers[server].is_up = false;
        for dial in self.dials_of(server) {
            self.send_info(dial);
        }
        self.later(grace, Task::Retire(server));
        self.later(grace + ms, Task::Return(server));
    }

    /// Whether the others tell of a server changes: all clients hear of it.
    pub fn set_member(&mut self, server: usize, is_member: bool) {
        self.servers[server].is_member = is_member;
        for server in 0..self.servers.len() {
            for dial in self.dials_of(server) {
                self.send_info(dial);
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
        let (behaviour, operations) = (connection.behaviour, connection.operations);
        match behaviour {
            Behaviour::Garbage(after) if operations == after + 1 => {
                self.send(dial, NOISE[after as usize % NOISE.len()].to_vec());
            }
            Behaviour::Complains(after, closes) if operations == after + 1 => {
                self.complain(dial, "Some Error Of Its Own", closes);
            }
            Behaviour::Invents(after) if operations > after && self.dice.chance(50) => self.invent(dial),
            _ => {}
        }
        let Some(connection) = self.connections.get_mut(&dial) else { return };
        let (stage, verbose) = (connection.stage, connection.options.verbose);
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
            self.send(dial, b"+OK\r\n".to_vec());
        }
    }

    fn admit(&mut self, dial: u32, json: &str) {
        let Some(connection) = self.connections.get_mut(&dial) else { return };
        connection.options = ConnectOptions::read(json);
        let options = &connection.options;
        let is_welcome = match &self.servers[connection.server].auth {
            Auth::Open => true,
            Auth::Password(user, pass) => options.user.as_ref() == Some(user) && options.pass.as_ref() == Some(pass),
            Auth::Token(token) => options.token.as_ref() == Some(token),
        };
        let verbose = options.verbose;
        if !is_welcome {
            return self.complain(dial, "Authorization Violation", true);
        }
        connection.stage = Stage::Ready;
        if verbose {
            self.send(dial, b"+OK\r\n".to_vec());
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
        if message.subject.starts_with(JETSTREAM) {
            return self.publish_to_jetstream(dial, message);
        }
        match number(Origin::Client, message) {
            Some(number) => self.out.push(Output::Read { dial, number }),
            None if !self.is_numbered => {}
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

    fn send(&mut self, dial: u32, mut bytes: Vec<u8>) {
        let Some(connection) = self.connections.get(&dial).filter(|one| one.stage != Stage::Gone) else { return };
        if let Behaviour::Corrupts(after) = connection.behaviour
            && connection.operations > after
            && self.dice.chance(33)
        {
            self.corrupt(&mut bytes);
        }
        if !bytes.is_empty() {
            self.out.push(Output::Send { dial, bytes });
        }
    }

    fn hang_up(&mut self, dial: u32) {
        self.out.push(Output::Hangup { dial });
        self.lost(dial);
    }

    fn later(&mut self, ms: u64, task: Task) {
        self.out.push(Output::Later { ms, task });
    }
}

/// What is no operation.
const NOISE: [&[u8]; 8] = [
    b"\x00\x01\xff\r\n",
    b"MSG a b c d e f g\r\n",
    b"WHAT?\r\n",
    b"MSG a 1 99999999999\r\n",
    b"HMSG a 1 9 3\r\n",
    b"INFO {]\r\n",
    b"+WHAT\r\n",
    b"MSG a 1 -1\r\n",
];
/// What the subjects of JetStream begin with.
pub const JETSTREAM: &str = "$JS.";
/// What begins with this may neither be published nor subscribed to.
pub const DENIED: &str = "deny.";
/// Between a server's pings, usually.
pub const PING_INTERVAL: u64 = 45_000;
/// Least time that a client is given to say who it is, in milliseconds.
const AUTH_TIMEOUT: u64 = 5_000;
