//! Links and the end: one `Disconnected` per loss, no more dials than allowed, nothing after `Closed`.

use std::collections::{BTreeMap, BTreeSet};

use nats_web_core::error::ServerErrorKind;
use nats_web_core::{Config, ConnectionError, Event, FlushFailure};

use crate::report::Report;

/// What is expected of the session's coming and going.
#[derive(Debug)]
pub struct Lifecycle {
    reconnect: bool,
    attempts: Option<u32>,
    wait: Option<u64>,
    waits_first: bool,
    /// `host:port` of the servers that may be dialled, with the dials since each last let us in.
    pool: BTreeMap<String, u32>,
    last_dials: BTreeMap<String, u64>,
    /// Whether a handshake is over and its link not said to be lost.
    pub is_connected: bool,
    /// Whether there ever was one.
    pub was_connected: bool,
    /// Whether the session is over.
    pub is_closed: bool,
    /// Why, if it was not the caller's wish.
    pub error: Option<ConnectionError>,
    /// Whether the caller has drained.
    pub is_draining: bool,
    /// Since when the session drains without having had a link all the time, by the session's time.
    pub away_since: Option<u64>,
    drain_timeout: u64,
    /// Whether the caller has closed.
    pub is_closing: bool,
    /// Whether the next dial is one that follows upon a link which was left before its credentials ran out.
    pub is_in_a_hurry: bool,
    /// Whether the session asked how long to wait and was not answered.
    pub awaits_delay: bool,
    /// Whether a dial need not wait now.
    pub may_hurry: bool,
    /// Of the server connected to.
    server: String,
    /// The last authentication error, and how many there were in a row.
    refusals: (Option<ServerErrorKind>, u32),
    /// Whether there was one since the last dial.
    was_refused: bool,
    ignores_refusals: bool,
    last_dial: u32,
    flushes: BTreeMap<u32, u64>,
    settled: BTreeSet<u32>,
}

impl Lifecycle {
    /// What is expected of a session with these options.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Self {
            reconnect: config.reconnect,
            attempts: config.max_reconnect_attempts.map(|limit| limit.max(1)),
            wait: (!config.ask_reconnect_delay).then_some(config.reconnect_wait),
            waits_first: config.wait_on_first_connect,
            pool: config.servers.iter().map(|server| (server.listen(), 0)).collect(),
            last_dials: BTreeMap::new(),
            is_connected: false,
            was_connected: false,
            is_closed: false,
            error: None,
            is_draining: false,
            away_since: None,
            drain_timeout: config.drain_timeout,
            is_closing: false,
            is_in_a_hurry: false,
            awaits_delay: false,
            may_hurry: false,
            server: String::new(),
            refusals: (None, 0),
            was_refused: false,
            ignores_refusals: config.ignore_auth_error_abort,
            last_dial: 0,
            flushes: BTreeMap::new(),
            settled: BTreeSet::new(),
        }
    }

    /// A server is dialled at `now` by the session's time.
    pub fn dialled(&mut self, dial: u32, url: &str, now: u64, report: &mut Report) {
        report.counts().dials += 1;
        report.check(dial == self.last_dial + 1, || format!("dial {dial} follows dial {}", self.last_dial));
        self.last_dial = dial;
        if !std::mem::take(&mut self.was_refused) {
            self.refusals = (None, 0);
        }
        self.awaits_delay = false;
        let listen = url.split('/').nth(2).unwrap_or_default().to_owned();
        let wait = self.wait.map(|wait| if self.is_draining { wait.min(DRAIN_WAIT) } else { wait });
        if let (Some(wait), Some(last)) = (wait, self.last_dials.insert(listen.clone(), now)) {
            let is_in_a_hurry = std::mem::take(&mut self.is_in_a_hurry) || self.may_hurry;
            report.check(is_in_a_hurry || now >= last.saturating_add(wait), || {
                format!("{listen} is dialled {} ms after the last time", now - last)
            });
        }
        let limit = self.limit();
        let Some(dials) = self.pool.get_mut(&listen) else {
            return report.fault(format!("{listen} is dialled and nobody told of it"));
        };
        *dials += 1;
        report.check(limit.is_none_or(|limit| *dials <= limit), || {
            format!("{listen} is dialled {dials} times without success, at most {limit:?} allowed")
        });
    }

    /// Dials that a server may be given without success; `None` for any number.
    fn limit(&self) -> Option<u32> {
        match (self.was_connected, self.waits_first) {
            (true, _) => self.attempts,
            (false, true) => None,
            (false, false) => Some(1),
        }
    }

    /// Whether nobody is dialled again until the caller probes.
    #[must_use]
    pub fn waits_for_a_probe(&self) -> bool {
        self.wait == Some(u64::MAX) && !self.is_connected
    }

    /// The caller has asked for a flush when `accepted` publishes had been.
    pub fn flushing(&mut self, flush: u32, accepted: u64, report: &mut Report) {
        let is_new = self.flushes.insert(flush, accepted).is_none() && !self.settled.contains(&flush);
        report.check(is_new, || format!("flush {flush} twice"));
    }

    /// Flushes that are to settle.
    #[must_use]
    pub fn flushes(&self) -> usize {
        self.flushes.len()
    }

    /// A flush has settled; gives how many publishes the server must have read by that.
    pub fn flushed(&mut self, flush: u32, result: Result<(), FlushFailure>, report: &mut Report) -> Option<u64> {
        let accepted = self.flushes.remove(&flush);
        self.settled.insert(flush);
        report.check(accepted.is_some(), || format!("flush {flush} settled twice ({result:?})"));
        report.counts().flushed += u64::from(result.is_ok());
        accepted.filter(|_| result.is_ok())
    }

    /// When a drain must be over that has no link.
    #[must_use]
    pub fn drain_deadline(&self) -> Option<u64> {
        self.away_since
            .filter(|_| !self.is_connected && !self.is_closed)
            .map(|since| since.saturating_add(self.drain_timeout))
    }

    /// Events that concern the link, at `now` by the session's time.
    pub fn event(&mut self, event: &Event, now: u64, report: &mut Report) {
        report.check(!self.is_closed, || format!("{event:?} after Closed"));
        match event {
            Event::ServerError(error) if error.kind.is_authentication() => {
                let (kind, times) = self.refusals;
                let times = if kind == Some(error.kind) { times + 1 } else { 1 };
                self.refusals = (Some(error.kind), times);
                self.was_refused = true;
            }
            Event::Connected { server, again } => {
                self.refusals = (None, 0);
                report.check(!self.is_connected, || "Connected twice".to_owned());
                report.check(*again == self.was_connected, || format!("Connected says again: {again}"));
                report.counts().connected += 1;
                if !self.was_connected {
                    // One failure before the first success is enough to be given up, unless that is waited for.
                    let waits = self.waits_first;
                    self.pool.retain(|listen, dials| waits || *dials == 0 || listen == server);
                    self.pool.values_mut().for_each(|dials| *dials = 0);
                }
                self.pool.entry(server.clone()).and_modify(|dials| *dials = 0);
                (self.is_connected, self.was_connected) = (true, true);
                self.server.clone_from(server);
            }
            Event::Disconnected { server } => {
                report.check(self.is_connected, || "Disconnected without having been connected".to_owned());
                report.check(*server == self.server, || format!("Disconnected from {server}, not {}", self.server));
                self.is_connected = false;
                if self.is_draining {
                    self.away_since.get_or_insert(now);
                }
            }
            Event::ServersChanged { added, deleted } => {
                for listen in deleted {
                    report.check(self.pool.remove(listen).is_some(), || format!("{listen} left and was not there"));
                }
                for url in added {
                    let listen = url.split('/').nth(2).unwrap_or_default().to_owned();
                    self.last_dials.remove(&listen);
                    self.pool.insert(listen, 0);
                }
            }
            Event::ReconnectDelayNeeded { .. } => self.awaits_delay = true,
            Event::Closed { error } => self.closed(error.as_ref(), now, report),
            _ => {}
        }
    }

    fn closed(&mut self, error: Option<&ConnectionError>, now: u64, report: &mut Report) {
        let is_drained = self.drain_deadline().is_some_and(|deadline| deadline <= now);
        self.is_closed = true;
        self.is_connected = false;
        self.error = error.cloned();
        report.check(self.flushes.is_empty(), || format!("Closed, and flushes {:?} are to settle", self.flushes));
        let is_right = match error {
            None => self.is_closing || self.is_draining,
            Some(ConnectionError::Credentials) => true,
            Some(ConnectionError::DrainTimeout) => is_drained,
            Some(_) if self.was_connected && !self.reconnect => true,
            Some(ConnectionError::Server(error))
                if error.kind.is_authentication() && self.refusals.1 >= 2 && !self.ignores_refusals =>
            {
                true
            }
            Some(_) => {
                let limit = self.limit();
                self.pool.values().all(|&dials| limit.is_some_and(|limit| dials >= limit))
            }
        };
        report.check(is_right, || format!("Closed for no reason: {error:?}, dials {:?}", self.pool));
    }
}

/// Longest wait between two dials of a session that drains, in milliseconds.
const DRAIN_WAIT: u64 = 1_000;
