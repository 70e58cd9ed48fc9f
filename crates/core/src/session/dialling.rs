//! Links that come and go: whom to dial and when, the handshake, and what a loss means.
//!
//! Source: nats.ws README "Connection Options" and "Jitter"; ADR-40.

use super::servers::{DialPolicy, NextDial, ServerId, ServersChanged};
use super::{Ending, Phase, Session};
use crate::auth::{Credentials, jwt};
use crate::codec::connect::{Connect, write_connect};
use crate::codec::encode;
use crate::codec::info::parse_info;
use crate::connection::{Connection, Keepalive, Pong, Renewal, State};
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
            self.plan_dial(now);
        }
    }

    /// The socket of `dial` is closed, or could not be opened; `why` in the platform's words.
    pub fn handle_closed(&mut self, now: Timestamp, dial: DialId, why: String) {
        let now = self.clock.read(now);
        self.recycle();
        if let Some(connection) = self.connection().filter(|connection| connection.dial == dial) {
            let error = connection.end_reason(why);
            self.link_down(now, error, false);
        }
    }

    /// The answer to [`Event::CredentialsNeeded`]; `None` if the face could not get any, which ends the session unless
    /// it has a link. Answers for an earlier dial are ignored.
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
            None => self.close_with(Some(ConnectionError::Credentials)),
        }
    }

    /// The answer to [`Event::ReconnectDelayNeeded`], in milliseconds.
    pub fn handle_reconnect_delay(&mut self, now: Timestamp, wait: u64) {
        let now = self.clock.read(now);
        if matches!(self.phase, Phase::AwaitingDelay) {
            self.dial_next(now, wait);
        }
    }

    /// There is reason to look after the link at once: the machine has woken, the network is back. An open link is
    /// pinged, and if nothing comes for [`Config::probe_timeout`](super::Config::probe_timeout) it is given up as stale.
    /// A wait between two dials is over. Harmless at any other time, and when repeated.
    pub fn probe(&mut self, now: Timestamp) {
        let now = self.clock.read(now);
        if matches!(self.phase, Phase::Waiting { .. }) {
            return self.dial_next(now, 0);
        }
        if self.connection().is_some_and(|connection| connection.is_open() && connection.keepalive.probe(now)) {
            self.ping(Pong::Probe);
        }
    }

    fn plan_dial(&mut self, now: Timestamp) {
        if self.config.ask_reconnect_delay && self.dials > 0 {
            self.phase = Phase::AwaitingDelay;
            self.events.push_back(Event::ReconnectDelayNeeded);
            return;
        }
        let jitter = self.rng.below(self.config.reconnect_jitter.saturating_add(1));
        let wait = self.config.reconnect_wait.saturating_add(jitter);
        self.dial_next(now, wait);
    }

    pub(super) fn dial_next(&mut self, now: Timestamp, wait: u64) {
        // A drain has no time to lose.
        let wait = if self.ending == Ending::No { wait } else { wait.min(DRAIN_WAIT) };
        match self.servers.next_dial(now, wait) {
            NextDial::Now(server) => self.dial(now, server),
            NextDial::At(until) => self.phase = Phase::Waiting { until, wait },
            NextDial::Exhausted => {
                let error = self.last_error.take().unwrap_or(ConnectionError::NoServers);
                self.close_with(Some(error));
            }
        }
    }

    fn dial(&mut self, now: Timestamp, server: ServerId) {
        let Some(entry) = self.servers.get(server) else { return };
        let listen = entry.address().listen();
        let url = entry.address().url();
        self.dials = self.dials.wrapping_add(1);
        let dial = DialId(self.dials);
        let deadline = now.after(self.config.connect_timeout);
        let keepalive = Keepalive::new(self.config.ping_interval, self.config.max_ping_out, self.config.probe_timeout);
        self.server.clone_from(&listen);
        self.events.push_back(Event::Reconnecting { server: listen });
        self.events.push_back(Event::Dial { dial, url });
        self.phase = Phase::Linked(Connection::new(dial, server, deadline, keepalive));
    }

    pub(super) fn handle_info(&mut self, now: Timestamp, json: &[u8]) {
        let info = match parse_info(json) {
            Ok(info) => info,
            Err(error) => return self.link_down(now, ConnectionError::Info(error), true),
        };
        let Phase::Linked(connection) = &mut self.phase else { return };
        let is_first = matches!(connection.state, State::Opening | State::AwaitingInfo);
        connection.accept(info.max_payload);
        let server = connection.server;
        self.events.push_back(Event::Info { json: text::lenient(json) });
        self.info = info;
        self.follow_gossip(server, true);
        if self.info.lame_duck {
            self.events.push_back(Event::LameDuck { server: self.server.clone() });
        }
        // Last: it may end the link, and the session with it.
        if is_first {
            self.introduce(now);
        }
    }

    /// After the first `INFO`: who we are, once the face has said with which credentials.
    fn introduce(&mut self, now: Timestamp) {
        if !self.config.echo && self.info.proto < 1 {
            return self.link_down(now, ConnectionError::OptionUnavailable("noEcho"), true);
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

    /// `answer` is what the face was asked for.
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
            tls_required: false,
            credentials,
        };
        let out = self.outbound.urgent();
        write_connect(out, &connect);
        out.extend_from_slice(encode::PING);
    }

    /// Follows the gossip in the latest INFO, which `server` sent, unless that is to be left aside. Unless the INFO `is_new`,
    /// only what it adds is told.
    fn follow_gossip(&mut self, server: ServerId, is_new: bool) {
        if self.config.ignore_cluster_updates {
            return;
        }
        let ServersChanged { added, deleted } = self.servers.update(&self.info, server);
        if is_new || !added.is_empty() {
            self.events.push_back(Event::ServersChanged { added, deleted });
        }
    }

    /// The handshake's `PONG`: subscriptions first, then what has waited.
    pub(super) fn handshake_over(&mut self, now: Timestamp) {
        let Phase::Linked(connection) = &mut self.phase else { return };
        connection.handle_open(now);
        let server = connection.server;
        if self.servers.connected(server) {
            self.follow_gossip(server, false);
        }
        let again = core::mem::replace(&mut self.connected_once, true);
        self.refused = None;
        self.last_error = None;
        self.subscriptions.write_all(self.outbound.urgent());
        self.outbound.open();
        self.ping_waiting();
        self.events.push_back(Event::Connected { server: self.server.clone(), again });
    }

    /// The link is of no use any more; `hang_up` if its socket may still be open.
    pub(super) fn link_down(&mut self, now: Timestamp, error: ConnectionError, hang_up: bool) {
        let Phase::Linked(connection) = core::mem::replace(&mut self.phase, Phase::Idle) else { return };
        if hang_up {
            self.events.push_back(Event::Hangup { dial: connection.dial });
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
            self.pings_unanswered();
            self.events.push_back(Event::Disconnected { server: self.server.clone() });
        } else {
            self.servers.dial_failed(connection.server, self.dial_policy());
        }
        if gives_up || (was_open && !self.config.reconnect) {
            return self.close_with(Some(error));
        }
        if was_open && self.ending != Ending::No && self.drain_away(now) {
            return;
        }
        self.last_error = Some(error);
        if connection.renewal.has_left() {
            self.dial_next(now, 0);
        } else {
            self.plan_dial(now);
        }
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
            max_reconnect_attempts: self.config.max_reconnect_attempts,
        }
    }
}

/// Longest wait between two dials of a session that drains, in milliseconds.
const DRAIN_WAIT: u64 = 1_000;
