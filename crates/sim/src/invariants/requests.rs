//! Requests: each gets its answers and ends once, for its reason, by its deadline.

use std::collections::BTreeMap;

use nats_web_core::{RequestFailure, Until};

use super::publishes::Publishes;
use super::tap::Tap;
use crate::report::Report;
use crate::wire::Message;

/// A request in flight.
#[derive(Debug, Clone)]
pub struct Pending {
    /// The number of its publish.
    pub number: u64,
    /// Its subject.
    pub subject: String,
    /// When it must settle, by the session's time.
    pub deadline: u64,
    /// Whether it has a subscription of its own.
    pub is_own: bool,
    /// When it has had its answers.
    pub until: Until,
    /// How many it has had.
    pub answers: u64,
    /// Whether it has had the last of several: it must be said to be over in the same step.
    pub is_enough: bool,
}

impl Pending {
    /// One more answer, at `now`.
    fn answered(&mut self, message: &Message, now: u64) {
        self.answers += 1;
        match self.until {
            Until::First | Until::Timeout => {}
            Until::Count(count) => self.is_enough = self.answers == count,
            Until::Silence(wait) => self.deadline = now + wait,
            Until::Sentinel => self.is_enough = message.payload.is_empty(),
        }
    }
}

/// All requests in flight, by slot.
#[derive(Debug, Default)]
pub struct Requests {
    live: BTreeMap<u32, Pending>,
    /// Whether a request ever shared the inbox.
    pub has_shared: bool,
}

impl Requests {
    /// The session has accepted a request.
    pub fn requested(&mut self, slot: u32, pending: Pending, report: &mut Report) {
        self.has_shared |= !pending.is_own;
        let before = self.live.insert(slot, pending);
        report.check(before.is_none(), || format!("the slot {slot} of a request is taken"));
    }

    /// The caller has given a request up.
    pub fn cancelled(&mut self, slot: u32) {
        self.live.remove(&slot);
    }

    /// The live requests.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Pending)> {
        self.live.iter().map(|(&slot, pending)| (slot, pending))
    }

    /// How many are live.
    #[must_use]
    pub fn len(&self) -> usize {
        self.live.len()
    }

    /// Whether none is live.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.live.is_empty()
    }

    /// Those with a subscription of their own.
    #[must_use]
    pub fn own(&self) -> usize {
        self.live.values().filter(|pending| pending.is_own).count()
    }

    /// The earliest deadline.
    #[must_use]
    pub fn deadline(&self) -> Option<u64> {
        self.live.values().map(|pending| pending.deadline).min()
    }

    /// The session says that this message answers the request in `slot`. `now` is the session's time.
    pub fn answered(&mut self, slot: u32, message: &Message, now: u64, publishes: &Publishes, report: &mut Report) {
        let Some(pending) = self.live.get_mut(&slot).filter(|pending| !pending.is_enough) else {
            return report.fault(format!("an answer to the request in slot {slot}, which is settled"));
        };
        pending.answered(message, now);
        report.counts().answered += 1;
        report.check(!message.headers.starts_with(NO_RESPONDERS), || {
            format!("request {} was answered with the word that nobody answers", pending.number)
        });
        let reply = publishes.reply_of(pending.number);
        report.check(reply == Some(message.subject.as_str()), || {
            format!("request {} got what came to {}, not to {reply:?}", pending.number, message.subject)
        });
        if pending.until == Until::First {
            self.live.remove(&slot);
        }
    }

    /// The session says that the request in `slot` has had its answers. `now` is the session's time.
    pub fn over(&mut self, slot: u32, now: u64, report: &mut Report) {
        let Some(pending) = self.live.remove(&slot) else {
            return report.fault(format!("the request in slot {slot} is over and was settled"));
        };
        report.counts().over += 1;
        let is_due = pending.is_enough || pending.deadline <= now;
        report.check(is_due && pending.until != Until::First, || format!("it is over too early: {pending:?}"));
    }

    /// The session says that the request in `slot` has failed. `now` is the session's time.
    pub fn failed(
        &mut self,
        slot: u32,
        failure: &RequestFailure,
        now: u64,
        (tap, publishes): (&Tap, &Publishes),
        report: &mut Report,
    ) {
        let Some(pending) = self.live.remove(&slot) else {
            return report.fault(format!("the request in slot {slot} failed ({failure:?}) and was settled"));
        };
        report.counts().failed += 1;
        let reply = publishes.reply_of(pending.number);
        let is_right = match failure {
            RequestFailure::Timeout => pending.deadline <= now && pending.until == Until::First,
            RequestFailure::NoResponders => tap.heard.iter().any(|heard| {
                heard.message.headers.starts_with(NO_RESPONDERS) && Some(heard.message.subject.as_str()) == reply
            }),
            RequestFailure::Denied(error) => tap.errors.contains(&error.text),
            RequestFailure::Closed => true,
        };
        report.check(is_right, || format!("request {} failed for no reason: {failure:?}", pending.number));
    }

    /// At the end of a step: what has had its answers is over, and, on a live dial, what answers a live request was not
    /// passed over.
    pub fn check_heard(&self, tap: &Tap, publishes: &Publishes, report: &mut Report) {
        let left = self.live.values().find(|pending| pending.is_enough);
        report.check(left.is_none(), || format!("it goes on: {left:?}"));
        if self.live.is_empty() || !tap.is_alive {
            return;
        }
        for heard in tap.heard.iter().filter(|heard| !heard.taken) {
            let is_inbox = heard.pattern.as_ref().is_some_and(|pattern| pattern.starts_with(&tap.prefix));
            let missed = self
                .live
                .values()
                .find(|pending| is_inbox && publishes.reply_of(pending.number) == Some(heard.message.subject.as_str()));
            report.check(missed.is_none(), || format!("an answer was passed over: {missed:?}"));
        }
    }

    /// At the end of a step on an open link with nothing left to hand out: a server that has read it all serves the
    /// inbox of each live request.
    pub fn check_table(&self, tap: &Tap, publishes: &Publishes, report: &mut Report) {
        for pending in self.live.values() {
            let Some(reply) = publishes.reply_of(pending.number) else { continue };
            let is_served = tap.table.values().any(|entry| match pending.is_own {
                true => entry.subject == reply && entry.max == (pending.until == Until::First).then_some(1),
                false => entry.subject.strip_suffix('*').is_some_and(|prefix| reply.starts_with(prefix)),
            });
            report.check(is_served, || {
                format!("request {} waits at {reply}, a server would have {:?}", pending.number, tap.table)
            });
        }
    }

    /// Whether a live request waits at this subject.
    #[must_use]
    pub fn waits_at(&self, subject: &str, publishes: &Publishes) -> bool {
        self.live.values().any(|pending| publishes.reply_of(pending.number) == Some(subject))
    }
}

/// How the header block begins by which a server says that nobody serves a request.
const NO_RESPONDERS: &[u8] = b"NATS/1.0 503";
