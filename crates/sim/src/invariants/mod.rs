//! What must hold, whatever happens: a model of the client, made from what goes in and comes out, that knows nothing of
//! how the client works.
//!
//! A *step* is one report or command and all that the session makes of it: messages handed out, bytes to transmit,
//! events, and the timer. Most is checked as it happens, the rest when the step ends.
//!
//! | invariant | file |
//! |---|---|
//! | publishes go out whole, in order, once; a server reads a beginning of that | `publishes` |
//! | a message reaches its subscription once, in order; a subscription ends once, for its reason; the server's table is the live set | `subscriptions`, `tap` |
//! | a request gets its answers and ends once, for its reason, by its deadline | `requests`, `timing` |
//! | one loss, one event; dials within limits; nothing after the end | `lifecycle` |
//! | no timer for nothing, none too late | `timing` |
//! | flows ask calmly, and for no more than they may; what is in order is whole | `flows` |
//!
//! What flows publish, subscribe to and request is theirs: it is counted, and not expected.

pub mod flows;
pub mod lifecycle;
pub mod publishes;
pub mod requests;
pub mod subscriptions;
pub mod tap;
pub mod timing;

use nats_web_core::auth::{Credentials, jwt};
use nats_web_core::{Config, CredentialsSource, Event, Session, SubscriptionEnd, Target, Timestamp};

use crate::report::Report;
use crate::server::JETSTREAM;
use crate::wire::Message;
use flows::Asked;
use lifecycle::Lifecycle;
use publishes::Publishes;
use requests::Requests;
use subscriptions::Subscriptions;
use tap::Tap;
use timing::Timing;

/// What is expected of a session.
#[derive(Debug)]
pub struct Model {
    /// Its publishes.
    pub publishes: Publishes,
    /// Its subscriptions.
    pub subscriptions: Subscriptions,
    /// Its requests.
    pub requests: Requests,
    /// Its links.
    pub lifecycle: Lifecycle,
    /// Its socket.
    pub tap: Tap,
    /// Its time.
    pub timing: Timing,
    /// What its flows ask for.
    pub asked: Asked,
    /// What must be read by the server, for a flush of this step to be true: dial, and the number read below.
    pub confirmed: Vec<(u32, u64)>,
    /// Subscriptions that ended drained on a live dial in this step: dial, sid, and messages received on it.
    pub drained: Vec<(u32, u64, u64)>,
    pings: bool,
    /// The dial that was probed last.
    probed: Option<u32>,
    asks: bool,
    /// When the credentials of the present dial run out, in seconds; 0 for never.
    expiry: u64,
    /// Whether the user has given others that last longer, and the session is to leave the link for another.
    renews: bool,
    leaves: bool,
    /// Whether a keep-alive was due in this step.
    pinged: bool,
    cursor: usize,
}

impl Model {
    /// What is expected of a session with these options.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Self {
            publishes: Publishes::default(),
            subscriptions: Subscriptions::default(),
            requests: Requests::default(),
            lifecycle: Lifecycle::new(config),
            tap: Tap::new(format!("{}.", config.inbox_prefix)),
            timing: Timing::default(),
            asked: Asked::default(),
            confirmed: Vec::new(),
            drained: Vec::new(),
            pings: config.ping_interval > 0,
            probed: None,
            asks: matches!(config.credentials, CredentialsSource::Ask),
            expiry: 0,
            renews: false,
            leaves: false,
            pinged: false,
            cursor: 0,
        }
    }

    /// A step begins with a command of the caller's.
    pub fn begin_command(&mut self) {
        self.tap.begin();
        (self.cursor, self.pinged) = (0, false);
    }

    /// A step begins with a report of the face's, which knows by now what ended in those before.
    pub fn begin(&mut self) {
        self.begin_command();
        self.subscriptions.reported();
        self.requests.reported();
    }

    /// A message was handed out: it must be one of those that have arrived in this step, after the last one handed out.
    pub fn delivered(&mut self, target: Target, sid: u32, message: &Message, report: &mut Report) {
        report.counts().delivered += 1;
        report.note(|| format!("  delivered to {target:?}: {} {}", message.subject, message.payload.len()));
        report.check(!self.lifecycle.is_closed, || "a message was handed out after Closed".to_owned());
        let rest = self.tap.heard.iter_mut().enumerate().skip(self.cursor);
        let mut rest = rest.skip_while(|(_, heard)| heard.sid != u64::from(sid) || heard.message != *message);
        match rest.next() {
            None => report.fault(format!("a message to {} (sid {sid}) was handed out of nowhere", message.subject)),
            Some((index, heard)) => {
                heard.taken = true;
                self.cursor = index + 1;
            }
        }
        match target {
            Target::Subscription(id) => {
                let expected = self.subscriptions.delivered(id, report);
                report.check(expected.is_none_or(|expected| expected == u64::from(sid)), || {
                    format!("what came for sid {sid} was handed to sid {expected:?}")
                });
            }
            Target::Request(id) => {
                let now = self.timing.now();
                self.requests.answered(id, message, now, (&self.tap, &self.publishes), report);
            }
            Target::Flow(_) if self.asked.has_flows => {}
            Target::Nobody | Target::Flow(_) => report.fault(format!("a message for {target:?}")),
        }
    }

    /// The link is looked after: a wait is over, and an open link has a deadline even if it is never pinged.
    pub fn probed(&mut self) {
        self.lifecycle.may_hurry = true;
        if self.lifecycle.is_connected {
            self.probed = Some(self.tap.dial);
        }
    }

    /// The session drains from now on.
    pub fn draining(&mut self) {
        self.lifecycle.is_draining = true;
        self.subscriptions.draining(None);
        if !self.lifecycle.is_connected {
            self.lifecycle.away_since = Some(self.timing.now());
            self.lifecycle.may_hurry = true;
        }
    }

    /// Bytes were handed out for the present dial.
    pub fn handed(&mut self, bytes: &[u8], report: &mut Report) {
        let is_over = self.lifecycle.is_closed || !self.tap.is_alive;
        report.check(!is_over, || format!("{} bytes for a socket that is closed", bytes.len()));
        let dial = self.tap.dial;
        let served = self.subscriptions.served(&self.tap);
        for (message, sids) in self.tap.handed(bytes, report) {
            if message.subject.starts_with(JETSTREAM) {
                self.asked.handed(&message.subject, report);
                continue;
            }
            if let Some(number) = self.publishes.handed(dial, &message, report).filter(|_| !self.renews) {
                self.subscriptions.published(number, &sids);
            }
        }
        // It unsubscribes from what is to go on.
        self.leaves |= self.renews && (served == 0 || self.subscriptions.served(&self.tap) < served);
    }

    /// The session is told that a dial's socket is closed, or asks for that.
    pub fn dial_over(&mut self, dial: u32, report: &mut Report) {
        if dial != self.tap.dial || !self.tap.is_alive {
            return;
        }
        match self.tap.over() {
            Ok(None) => {}
            Ok(Some(line)) => self.publishes.cut(&line, report),
            Err(rest) => report.fault(format!("an operation that is no publish was handed out in part: {rest}")),
        }
        self.subscriptions.dial_over();
    }

    /// The session has said this.
    pub fn event(&mut self, event: &Event, report: &mut Report) {
        report.note(|| format!("  event {}", shorten(event)));
        let now = self.timing.now();
        let was_connected = self.lifecycle.is_connected;
        self.lifecycle.event(event, now, report);
        self.lifecycle.is_in_a_hurry |= self.renews && matches!(event, Event::ReconnectRequested);
        match event {
            Event::Dial { dial, url } => {
                report.check(!self.tap.is_alive, || "a dial while the last one is alive".to_owned());
                self.lifecycle.dialled(dial.as_u32(), url, now, report);
                self.tap.dialled(dial.as_u32());
                self.tap.awaits_credentials = self.asks;
                (self.renews, self.leaves) = (false, false);
                self.expiry = 0;
            }
            Event::Hangup { dial, .. } => {
                let is_present = self.tap.dial == dial.as_u32() && self.tap.is_alive;
                report.check(is_present, || format!("{dial:?} is hung up and was over"));
                self.dial_over(dial.as_u32(), report);
            }
            Event::SubscriptionEnded { flow: None, subscription, end, received, .. } => {
                let expected = self.subscriptions.get(*subscription);
                report.check(expected.is_none_or(|one| one.received == *received), || {
                    format!("it says {received} were received of {expected:?}")
                });
                if let Some(one) = expected.filter(|_| *end == SubscriptionEnd::Drained && self.tap.is_alive) {
                    self.drained.push((self.tap.dial, one.sid, one.on_dial));
                }
                self.subscriptions.ended(*subscription, end, now, &mut self.tap, report);
            }
            Event::SubscriptionEnded { subscription, end: SubscriptionEnd::Denied(_), .. } => {
                self.tap.table.remove(&u64::from(subscription.sid()));
            }
            Event::PingTimer { .. } => self.pinged = true,
            Event::RequestOver { request, flow: None, .. } => self.requests.over(*request, now, report),
            Event::RequestFailed { flow: None, request, failure } => {
                let known = (&self.tap, &self.publishes);
                self.requests.failed(*request, failure, now, known, report);
            }
            Event::Flushed { flush, result } => {
                if let Some(below) = self.lifecycle.flushed(flush.as_u32(), *result, report) {
                    self.confirmed.push((self.tap.dial, below));
                }
            }
            Event::Closed { error } => {
                let left = (self.subscriptions.len(), self.requests.len());
                report.check(left == (0, 0), || format!("Closed with subscriptions and requests left: {left:?}"));
                let waiting = self.publishes.waiting();
                report.check(waiting == 0 || !was_connected, || {
                    format!("closed on an open link while {waiting} publishes waited")
                });
                report.check(waiting == 0 || error.is_some() || self.lifecycle.is_closing, || {
                    format!("closed without a word while {waiting} publishes waited")
                });
                if was_connected && !self.lifecycle.is_closing && self.lifecycle.error.is_none() {
                    // Drained to the end: the server has everything.
                    self.confirmed.push((self.tap.dial, u64::MAX));
                }
                self.publishes.closed();
            }
            _ => {}
        }
    }

    /// The step is over.
    pub fn end(&mut self, session: &Session, report: &mut Report) {
        self.subscriptions.check_live(session, report);
        self.subscriptions.check_heard(&self.tap, report);
        self.requests.check_heard(&self.tap, &self.publishes, report);
        self.check_counts(session, report);
        report.check(!(self.tap.is_alive && self.tap.is_injected()), || {
            "the link lives on after plain text where TLS is due".to_owned()
        });
        self.check_timer(session, report);
        let is_idle = self.publishes.waiting() == 0 && self.lifecycle.flushes() == 0 && !self.asked.has_flows;
        report.check(!is_idle || self.lifecycle.drain_deadline().is_none(), || {
            "it drains without a link, and nothing is left to be sent".to_owned()
        });
        report.check(!session.has_event(), || "an event was left".to_owned());
        if session.is_connected() && !session.has_transmit() && !self.leaves {
            report.check(!self.pinged || self.tap.pings > 0, || "PingTimer without a PING".to_owned());
            report.check(!self.tap.is_cut(), || "an operation was handed out in part".to_owned());
            report.check(self.publishes.waiting() == 0 && session.pending() == 0, || {
                format!("{} publishes and {} bytes wait on an open link", self.publishes.waiting(), session.pending())
            });
            self.check_table(session, report);
        }
    }

    /// The user has answered with credentials for a dial.
    pub fn credentials(&mut self, dial: u32, answer: Option<&Credentials>) {
        if dial != self.tap.dial || !self.tap.is_alive {
            return;
        }
        self.tap.awaits_credentials = false;
        let Some(credentials) = answer else { return };
        let expiry = credentials.jwt.as_deref().map_or(0, jwt::expiry);
        if !self.lifecycle.is_connected {
            self.expiry = expiry;
        } else if self.expiry > 0 {
            self.renews |= expiry == 0 || expiry > self.expiry;
        }
    }

    /// Whether the session has unsubscribed from all that the caller has subscribed to, to leave the link for another.
    #[must_use]
    pub fn is_leaving(&self) -> bool {
        self.leaves
    }

    fn check_table(&self, session: &Session, report: &mut Report) {
        self.subscriptions.check_table(&self.tap, report);
        if self.tap.lies {
            // An inbox may have been denied in words that only nearly say so.
            return;
        }
        if !session.is_draining() {
            self.requests.check_table(&self.tap, &self.publishes, report);
        }
        let mut shared = 0_usize;
        for (sid, entry) in &self.tap.table {
            let is_shared = entry.subject.starts_with(&self.tap.prefix) && entry.subject.ends_with(".*");
            shared += usize::from(is_shared);
            let is_wanted = is_shared
                || self.asked.sids.contains(sid)
                || self.subscriptions.is_served(*sid)
                || self.requests.waits_at(&entry.subject, &self.publishes);
            report.check(is_wanted, || format!("sid {sid} {entry:?} is of no use and a server would serve it"));
        }
        report.check(shared <= 1 + self.asked.sids.len(), || format!("{shared} shared inboxes"));
        for sid in &self.asked.sids {
            let is_served = session.is_draining() || self.tap.table.contains_key(sid);
            report.check(is_served, || format!("sid {sid} is a flow's and no server would know"));
        }
    }

    fn check_counts(&self, session: &Session, report: &mut Report) {
        let (connected, closed) = (self.lifecycle.is_connected, self.lifecycle.is_closed);
        report.check(session.is_connected() == connected && session.is_closed() == closed, || {
            format!("is_connected {} is_closed {}", session.is_connected(), session.is_closed())
        });
        let in_flight = session.requests_in_flight();
        report.check(
            in_flight == self.requests.len() || (self.asked.has_flows && in_flight > self.requests.len()),
            || format!("{in_flight} requests are in flight, not {}", self.requests.len()),
        );
        let own = if session.is_draining() { 0 } else { self.requests.own() };
        let least = self.subscriptions.len() + own;
        // Requests of flows share an inbox, too.
        let of_flows = self.asked.sids.len() + usize::from(self.asked.has_flows);
        let most = self.subscriptions.len() + self.requests.own() + usize::from(self.requests.has_shared) + of_flows;
        report.check((least..=most).contains(&session.subscription_count()), || {
            format!("{} subscriptions are live, not {least} to {most}", session.subscription_count())
        });
    }

    fn check_timer(&mut self, session: &Session, report: &mut Report) {
        let draining = self.lifecycle.drain_deadline();
        let deadlines = [self.requests.deadline(), self.subscriptions.deadline(), draining];
        let earliest = deadlines.into_iter().flatten().min();
        let timeout = session.poll_timeout();
        self.timing.check(earliest, timeout, report);
        let has_more = !self.lifecycle.is_closed
            && if self.lifecycle.is_connected { self.pings } else { !self.lifecycle.awaits_delay };
        let is_wanted = earliest.is_some() || has_more;
        // Credentials that run out are watched too.
        let may_wait = self.lifecycle.is_connected && (self.probed == Some(self.tap.dial) || self.expiry > 0);
        let may_wait = may_wait || self.asked.has_flows;
        report.check(timeout.is_some() == is_wanted || (may_wait && timeout.is_some()), || {
            format!("the timer is {timeout:?}, wanted: {is_wanted}")
        });
    }

    /// The session's time goes on.
    pub fn read_clock(&mut self, now: Timestamp) {
        self.timing.read(now);
    }
}

fn shorten(event: &Event) -> String {
    match event {
        Event::Info { .. } => "Info".to_owned(),
        other => format!("{other:?}"),
    }
}
