//! Links that come and go: which server to dial and when, the handshake, and what a loss means.
//!
//! A dial is one attempt at one server. The face sees `Dial`, opens a socket, and quotes the dial's number in whatever
//! it reports about it; reports that quote an earlier number change nothing, so that a face need not be sure that an
//! old socket is silent. The face sees `Hangup` only where its socket may still be open: after its own report of a
//! close there is nothing to hang up.
//!
//! In the handshake the server speaks first (`INFO`), because `CONNECT` depends on it: the nonce to sign, and whether
//! there are headers; over TCP whether TLS comes in between (`securing`). `CONNECT` goes out with a `PING`, and the handshake is over at its `PONG`, not before: a server
//! that refuses the credentials answers `-ERR` in its place. Until then nothing of the caller's is sent, since a
//! server drops it together with the link, and it must not be lost. One deadline covers all of it, so that a
//! server that accepts sockets and stays silent counts like one that is not there.
//!
//! The caller sees `Reconnecting` for each dial, `Connected` once for each link that opened, and `Disconnected` only
//! for such a link: a dial that failed is no loss. After a loss, in this order: what belonged to the link is settled
//! (`ending`), the reason may close the session (a second refusal of the same kind, no reconnecting, a drain with
//! nothing left to send), and else the next dial is planned. The reason is kept, to be the error if no server is left.
//!
//! Source: nats.ws README "Connection Options" and "Jitter"; ADR-40.

use super::servers::{DialPolicy, NextDial, ServerId, Servers, ServersChanged};
use super::{Ending, Phase, Session};
use crate::auth::{Credentials, jwt};
use crate::codec::connect::{Connect, write_connect};
use crate::codec::encode;
use crate::codec::info::parse_info;
use crate::connection::{Connection, Keepalive, Pong, Renewal, Socket, State};
use crate::error::ConnectionError;
use crate::event::Event;
use crate::id::DialId;
use crate::session::CredentialsSource;
use crate::{Timestamp, text};
use alloc::string::String;

impl Session {
    /// Begins: the first [`Event::Dial`] follows. Harmless when begun before.
    pub fn start(&mut self, now: Timestamp) {
        let now = self.clock.read(now);
        if matches!(self.phase, Phase::Idle) {
            self.servers = Servers::new(&self.config.servers, self.config.randomize, &mut self.rng);
            self.plan_dial(now);
        }
    }

    /// Reports that the socket of `dial` is closed, or could not be opened; `why` in the platform's words.
    pub fn handle_closed(&mut self, now: Timestamp, dial: DialId, why: String) {
        let now = self.clock.read(now);
        self.recycle();
        if let Some(connection) = self.connection().filter(|connection| connection.dial == dial) {
            let error = connection.end_reason(why);
            self.link_down(now, error, Socket::Gone);
        }
    }

    /// Reports the answer to [`Event::CredentialsNeeded`]; `None` if the face could not get any. That ends the session unless
    /// it has a link or, with [`Config::ignore_auth_error_abort`](super::Config::ignore_auth_error_abort), once had one:
    /// then the dial has failed. Answers for an earlier dial are ignored.
    pub fn handle_credentials(&mut self, now: Timestamp, dial: DialId, credentials: Option<&Credentials>) {
        let mine = self.clock.read(now);
        let expiry = credentials.map(|credentials| credentials.jwt.as_deref().map_or(0, jwt::expiry));
        let left = expiry.map_or(0, |expiry| self.config.left_until(expiry, now));
        let lead = if self.config.reconnect { self.config.renewal_lead } else { 0 };
        let Some(connection) = self.connection().filter(|connection| connection.dial == dial) else { return };
        if connection.renewal.is_asked() {
            return connection.renewal.handle_answer(mine, expiry);
        }
        if connection.state != State::AwaitingCredentials {
            return;
        }
        connection.renewal = Renewal::new(mine, expiry.unwrap_or(0), left, lead);
        match credentials {
            Some(credentials) => self.send_connect(Some(credentials)),
            None if self.connected_once && self.config.ignore_auth_error_abort => {
                self.link_down(mine, ConnectionError::Credentials, Socket::StillOpen);
            }
            None => self.close_with(Some(ConnectionError::Credentials)),
        }
    }

    /// The answer to [`Event::ReconnectDelayNeeded`], in milliseconds; `None` for
    /// [`Config::reconnect_wait`](super::Config::reconnect_wait).
    pub fn handle_reconnect_delay(&mut self, now: Timestamp, wait: Option<u64>) {
        let now = self.clock.read(now);
        if matches!(self.phase, Phase::AwaitingDelay) {
            self.dial_next(now, wait.unwrap_or(self.config.reconnect_wait));
        }
    }

    /// There is reason to look after the link at once: the machine has woken, the network is back. An open link is
    /// pinged, and if nothing comes for [`Config::probe_timeout`](super::Config::probe_timeout) it is given up as stale.
    /// A wait between two dials is over. Harmless at any other time, and when repeated.
    ///
    /// `buffered` is how many bytes the socket holds that it has not sent yet. With more than
    /// [`Config::probe_buffered`](super::Config::probe_buffered) nothing is done: on a slow link the answer would be late.
    pub fn probe(&mut self, now: Timestamp, buffered: u64) {
        let now = self.clock.read(now);
        if buffered > self.config.probe_buffered {
            return;
        }
        if matches!(self.phase, Phase::Waiting { .. }) {
            return self.dial_next(now, 0);
        }
        if self.connection().is_some_and(|connection| connection.is_open() && connection.keepalive.probe(now)) {
            self.ping(Pong::Probe);
        }
    }

    fn plan_dial(&mut self, now: Timestamp) {
        #[cfg(feature = "tcp")]
        if self.config.ask_server && !self.servers.is_empty() {
            return self.ask_for_server();
        }
        self.plan_dial_in_turn(now);
    }

    pub(super) fn plan_dial_in_turn(&mut self, now: Timestamp) {
        if self.config.ask_reconnect_delay && self.dials > 0 {
            self.phase = Phase::AwaitingDelay;
            self.delays_asked = self.delays_asked.saturating_add(1);
            self.events.push_back(Event::ReconnectDelayNeeded { attempt: self.delays_asked });
            return;
        }
        let jitter = self.rng.below(self.config.reconnect_jitter.saturating_add(1));
        let wait = self.config.reconnect_wait.saturating_add(jitter);
        self.dial_next(now, wait);
    }

    pub(super) fn dial_next(&mut self, now: Timestamp, wait: u64) {
        // A drain has no time to lose.
        let wait = if self.ending == Ending::No { wait } else { wait.min(DRAIN_WAIT) };
        #[cfg(feature = "tcp")]
        if self.dial_chosen(now, wait) {
            return;
        }
        match self.servers.next_dial(now, wait) {
            NextDial::Now(server) => self.dial(now, server),
            NextDial::At(until) => self.phase = Phase::Waiting { until, wait },
            NextDial::Exhausted => {
                let error = self.last_error.take().unwrap_or(ConnectionError::NoServers);
                self.close_with(Some(error));
            }
        }
    }

    pub(super) fn dial(&mut self, now: Timestamp, server: ServerId) {
        let Some(entry) = self.servers.get(server) else { return };
        let listen = entry.address().listen();
        let url = entry.address().dial_url(self.config.is_tls_first());
        #[cfg(feature = "tcp")]
        let (channel, tls_name) = (self.config.channel(entry.address()), entry.address().tls_name().into());
        self.dials = self.dials.wrapping_add(1);
        let dial = DialId(self.dials);
        let deadline = now.after(self.config.connect_timeout);
        let keepalive = Keepalive::new(self.config.ping_interval, self.config.max_ping_out, self.config.probe_timeout);
        self.server.clone_from(&listen);
        self.events.push_back(Event::Reconnecting { server: listen });
        self.events.push_back(Event::Dial { dial, url });
        let connection = Connection::new(dial, server, deadline, keepalive);
        #[cfg(feature = "tcp")]
        let connection = connection.over(channel);
        #[cfg(feature = "tcp")]
        {
            self.tls_name = tls_name;
        }
        self.phase = Phase::Linked(connection);
    }

    pub(super) fn handle_info(&mut self, now: Timestamp, json: &[u8]) {
        let info = match parse_info(json) {
            Ok(info) => info,
            Err(error) => return self.link_down(now, ConnectionError::Info(error), Socket::StillOpen),
        };
        let Phase::Linked(connection) = &mut self.phase else { return };
        let is_first = matches!(connection.state, State::Opening | State::AwaitingInfo);
        connection.parser.accept(info.max_payload);
        let server = connection.server;
        self.events.push_back(Event::Info { json: text::lenient(json) });
        self.info = info;
        self.follow_gossip(server, Gossip::New);
        if self.info.lame_duck {
            self.events.push_back(Event::LameDuck { server: self.server.clone() });
        }
        // Last: it may end the link, and the session with it.
        if is_first {
            #[cfg(feature = "tcp")]
            self.handle_greeting(now);
            #[cfg(not(feature = "tcp"))]
            self.begin_authentication(now);
        }
    }

    /// The channel is as it is to be, and the server has introduced itself: sends `CONNECT`, or first asks the face for credentials.
    pub(super) fn begin_authentication(&mut self, now: Timestamp) {
        if !self.config.echo && self.info.proto < 1 {
            return self.link_down(now, ConnectionError::OptionUnavailable("noEcho"), Socket::StillOpen);
        }
        let Phase::Linked(connection) = &mut self.phase else { return };
        connection.state = State::AwaitingCredentials;
        if matches!(self.config.credentials, CredentialsSource::Ask) {
            let nonce = self.info.nonce.clone();
            self.events.push_back(Event::CredentialsNeeded { dial: connection.dial, nonce });
        } else {
            self.send_connect(None);
        }
    }

    /// Sends `CONNECT` and the `PING` that ends the handshake; `answer` has the credentials that the face was asked
    /// for.
    fn send_connect(&mut self, answer: Option<&Credentials>) {
        let Phase::Linked(connection) = &mut self.phase else { return };
        connection.state = State::AwaitingPong;
        let credentials = match &self.config.credentials {
            CredentialsSource::Fixed(credentials) => Some(credentials),
            CredentialsSource::None | CredentialsSource::Ask => answer,
        };
        let connect = Connect {
            verbose: self.config.verbose,
            pedantic: self.config.pedantic,
            echo: self.config.echo,
            name: self.config.name.as_deref(),
            lang: &self.config.lang,
            version: &self.config.version,
            headers: self.info.headers,
            no_responders: self.info.headers,
            tls_required: connection.tells_tls(),
            credentials,
        };
        let out = self.outbound.urgent();
        write_connect(out, &connect);
        out.extend_from_slice(encode::PING);
    }

    /// Follows the gossip in the latest INFO, which `server` sent, unless that is to be left aside. Of gossip
    /// that is known only what it adds is told.
    fn follow_gossip(&mut self, server: ServerId, gossip: Gossip) {
        if self.config.ignore_cluster_updates {
            return;
        }
        let ServersChanged { added, deleted } = self.servers.update(&self.info, server);
        if gossip == Gossip::New || !added.is_empty() {
            self.events.push_back(Event::ServersChanged { added, deleted });
        }
    }

    /// Handles the `PONG` that ends the handshake: sends the subscriptions first, then what has waited.
    pub(super) fn handshake_over(&mut self, now: Timestamp) {
        let Phase::Linked(connection) = &mut self.phase else { return };
        connection.handle_open(now);
        let server = connection.server;
        if self.servers.connected(server) {
            self.follow_gossip(server, Gossip::Known);
        }
        let again = core::mem::replace(&mut self.connected_once, true);
        self.refused = None;
        self.last_error = None;
        self.delays_asked = 0;
        self.subscriptions.write_all(self.outbound.urgent());
        self.outbound.open();
        self.ping_waiting();
        self.events.push_back(Event::Connected { server: self.server.clone(), again });
    }

    /// The link is of no use any more.
    pub(super) fn link_down(&mut self, now: Timestamp, error: ConnectionError, socket: Socket) {
        let Phase::Linked(connection) = core::mem::replace(&mut self.phase, Phase::Idle) else { return };
        if socket == Socket::StillOpen {
            self.hang_up(connection.dial);
        }
        let was_open = connection.is_open();
        if was_open && matches!(error, ConnectionError::Protocol(_) | ConnectionError::Info(_)) {
            self.events.push_back(Event::ProtocolBroken(error.clone()));
        }
        let gives_up = self.refused_twice(&error);
        self.outbound.link_lost();
        self.assembling = None;
        self.assembly = None;
        if was_open {
            self.on_link_lost();
            self.events.push_back(Event::Disconnected { server: self.server.clone() });
        } else {
            self.servers.dial_failed(connection.server, self.dial_policy());
            #[cfg(feature = "tcp")]
            if self.config.tell_failed_dials {
                self.events.push_back(Event::DialFailed { server: self.server.clone(), error: error.clone() });
            }
        }
        if gives_up || (was_open && !self.config.reconnect) {
            return self.close_with(Some(error));
        }
        if was_open && self.ending != Ending::No && self.drain_without_link(now) {
            return;
        }
        self.last_error = Some(error);
        if connection.renewal.has_left() {
            self.dial_next(now, 0);
        } else {
            self.plan_dial(now);
        }
    }

    /// Has the face close the socket of a dial.
    pub(super) fn hang_up(&mut self, dial: DialId) {
        self.events.push_back(Event::Hangup { dial, within: self.config.close_timeout });
    }

    /// Whether this is the second authentication error in a row, of the same kind.
    fn refused_twice(&mut self, error: &ConnectionError) -> bool {
        let kind = match error {
            ConnectionError::Server(error) if error.kind.is_authentication() => Some(error.kind),
            _ => None,
        };
        let before = core::mem::replace(&mut self.refused, kind);
        kind.is_some() && kind == before && !self.config.ignore_auth_error_abort
    }

    fn dial_policy(&self) -> DialPolicy {
        DialPolicy {
            wait_on_first_connect: self.config.wait_on_first_connect,
            max_first_attempts: self.config.max_first_attempts,
            max_reconnect_attempts: self.config.max_reconnect_attempts,
        }
    }
}

/// Whether the servers that an `INFO` names have been told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gossip {
    New,
    Known,
}

/// Longest wait between two dials of a session that drains, in milliseconds.
const DRAIN_WAIT: u64 = 1_000;
