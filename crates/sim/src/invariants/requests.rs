//! Requests: each gets its answers and ends once, for its reason, by its deadline.

use std::collections::{BTreeMap, BTreeSet};

use nats_web_core::{RequestFailure, RequestId, Until};

use super::publishes::Publishes;
use super::tap::Tap;
use crate::report::Report;
use crate::wire::Message;

/// A request in flight.
#[derive(Debug, Clone)]
pub struct Pending {
    /// The number of its publish.
    pub number: u64,
    /// Which of the requests that had its slot.
    pub generation: u32,
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
            Until::Silence(wait) => self.deadline = now.saturating_add(wait),
            Until::Sentinel => self.is_enough = message.payload.is_empty(),
        }
    }
}

/// All requests in flight, by slot.
#[derive(Debug, Default)]
pub struct Requests {
    live: BTreeMap<u32, Pending>,
    /// Slots of those that were settled since the last report: the face may still mean these.
    settled: BTreeSet<u32>,
    /// Whether a request ever shared the inbox.
    pub has_shared: bool,
}

impl Requests {
    /// The session has accepted a request.
    pub fn requested(&mut self, slot: u32, pending: Pending, report: &mut Report) {
        self.has_shared |= !pending.is_own;
        let before = self.live.insert(slot, pending);
        report.check(before.is_none(), || format!("the slot {slot} of a request is taken"));
        let is_free = !self.settled.contains(&slot);
        report.check(is_free, || format!("the slot {slot} of a request is given away before the next report"));
    }

    /// The face is about to report something: the slots of those that are settled may be used again.
    pub fn reported(&mut self) {
        self.settled.clear();
    }

    /// The caller has given a request up. Returns whether it was in flight.
    pub fn cancelled(&mut self, id: RequestId) -> bool {
        self.take(id).is_some()
    }

    fn take(&mut self, id: RequestId) -> Option<Pending> {
        self.live.get(&id.slot).filter(|pending| pending.generation == id.generation)?;
        self.settled.insert(id.slot);
        self.live.remove(&id.slot)
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

    /// The session says that this message answers a request. `now` is the session's time.
    pub fn answered(
        &mut self,
        id: RequestId,
        message: &Message,
        now: u64,
        (tap, publishes): (&Tap, &Publishes),
        report: &mut Report,
    ) {
        let pending = self.live.get_mut(&id.slot).filter(|pending| pending.generation == id.generation);
        let Some(pending) = pending.filter(|pending| !pending.is_enough) else {
            return report.fault(format!("an answer to {id:?}, which is settled"));
        };
        pending.answered(message, now);
        report.counts().answered += 1;
        // A damaged block may begin like that and say something else.
        report.check(tap.lies || !message.headers.starts_with(NO_RESPONDERS), || {
            format!("request {} was answered with the word that nobody answers", pending.number)
        });
        let reply = publishes.reply_of(pending.number);
        // What a server that lies sends for the right sid may have another subject.
        report.check(tap.lies || reply == Some(message.subject.as_str()), || {
            format!("request {} got what came to {}, not to {reply:?}", pending.number, message.subject)
        });
        if pending.until == Until::First {
            self.take(id);
        }
    }

    /// The session says that a request has had its answers. `now` is the session's time.
    pub fn over(&mut self, id: RequestId, now: u64, report: &mut Report) {
        let Some(pending) = self.take(id) else {
            return report.fault(format!("{id:?} is over and was settled"));
        };
        report.counts().over += 1;
        let is_due = pending.is_enough || pending.deadline <= now;
        report.check(is_due && pending.until != Until::First, || format!("it is over too early: {pending:?}"));
    }

    /// The session says that a request has failed. `now` is the session's time.
    pub fn failed(
        &mut self,
        id: RequestId,
        failure: &RequestFailure,
        now: u64,
        (tap, publishes): (&Tap, &Publishes),
        report: &mut Report,
    ) {
        let Some(pending) = self.take(id) else {
            return report.fault(format!("{id:?} failed ({failure:?}) and was settled"));
        };
        report.counts().failed += 1;
        let reply = publishes.reply_of(pending.number);
        let is_right = match failure {
            RequestFailure::Timeout => pending.deadline <= now && pending.until == Until::First,
            RequestFailure::NoResponders => tap.heard.iter().any(|heard| {
                let is_the_reply = tap.lies || Some(heard.message.subject.as_str()) == reply;
                heard.message.headers.starts_with(NO_RESPONDERS) && is_the_reply
            }),
            RequestFailure::Denied(error) => tap.has_error(&error.text),
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
