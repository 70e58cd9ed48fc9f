//! Subscriptions: each message once and in order, each end once and for its reason.

use std::collections::{BTreeMap, BTreeSet};

use nats_web_core::{Session, SubscriptionEnd, SubscriptionId};

use super::tap::Tap;
use crate::report::Report;

/// A live subscription of the caller's.
#[derive(Debug, Clone)]
pub struct Expected {
    /// Its sid.
    pub sid: u64,
    /// The number of the first publish that was accepted after it.
    pub before: u64,
    /// Its subject.
    pub subject: String,
    /// Its queue group.
    pub queue: Option<String>,
    /// Messages after which it ends.
    pub max: Option<u64>,
    /// Messages delivered.
    pub received: u64,
    /// Messages delivered on the present dial.
    pub on_dial: u64,
    /// When it ends if no message has arrived, by the session's time.
    pub deadline: Option<u64>,
    /// Whether it drains.
    pub draining: bool,
    /// Whether its `max` was raised: a server may by then have sent what it took for the last, and ended it.
    pub was_raised: bool,
    /// Whether the caller has unsubscribed, and the session has yet to say that it has ended.
    pub is_left: bool,
}

impl Expected {
    fn is_spent(&self) -> bool {
        self.max.is_some_and(|max| self.received >= max)
    }
}

/// The caller's subscriptions by slot.
#[derive(Debug, Default)]
pub struct Subscriptions {
    live: BTreeMap<u32, Expected>,
    sids: BTreeSet<u64>,
    /// Slots of those that ended since the last report: the face may still mean these.
    ended: BTreeSet<u32>,
    /// Publishes that went out in this step before the `SUB` of a subscription, by its sid.
    missing: Vec<(u64, u64)>,
}

impl Subscriptions {
    /// The session has accepted a subscription.
    pub fn subscribed(&mut self, slot: u32, expected: Expected, report: &mut Report) {
        report.check(self.sids.insert(expected.sid), || format!("sid {} was used before", expected.sid));
        let before = self.live.insert(slot, expected);
        report.check(before.is_none(), || format!("slot {slot} is taken"));
        report.check(!self.ended.contains(&slot), || format!("slot {slot} is given away before the next report"));
    }

    /// The face is about to report something: the slots of those that have ended may be used again.
    pub fn reported(&mut self) {
        self.ended.clear();
    }

    /// The live subscriptions.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Expected)> {
        self.live.iter().map(|(&slot, expected)| (slot, expected))
    }

    /// The live subscription of that name.
    #[must_use]
    pub fn get(&self, id: SubscriptionId) -> Option<&Expected> {
        self.live.get(&id.slot).filter(|expected| expected.sid == u64::from(id.sid()))
    }

    fn get_mut(&mut self, id: SubscriptionId) -> Option<&mut Expected> {
        self.live.get_mut(&id.slot).filter(|expected| expected.sid == u64::from(id.sid()))
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

    /// The caller has unsubscribed. Returns whether that ends it at once.
    pub fn unsubscribed(&mut self, id: SubscriptionId, max: Option<u64>) -> bool {
        let Some(expected) = self.get_mut(id) else { return false };
        let ends = max.is_none_or(|max| max <= expected.received);
        expected.was_raised |= matches!((expected.max, max), (Some(before), Some(after)) if before < after);
        expected.max = max;
        expected.is_left = ends;
        ends
    }

    /// The caller drains one subscription, or all.
    pub fn draining(&mut self, id: Option<SubscriptionId>) {
        for expected in self.live.values_mut() {
            expected.draining |= id.is_none_or(|id| u64::from(id.sid()) == expected.sid);
        }
    }

    /// Counts a message handed out to a subscription. Returns its sid if that is in order.
    pub fn delivered(&mut self, id: SubscriptionId, report: &mut Report) -> Option<u64> {
        let Some(expected) = self.get_mut(id) else {
            report.fault(format!("a message for {id:?}, which is not live"));
            return None;
        };
        expected.received += 1;
        expected.on_dial += 1;
        expected.deadline = None;
        report.check(expected.max.is_none_or(|max| expected.received <= max), || {
            format!("sid {} got {} messages of at most {:?}", expected.sid, expected.received, expected.max)
        });
        Some(expected.sid)
    }

    /// The session says that a subscription has ended. `now` is the session's time.
    pub fn ended(&mut self, id: SubscriptionId, end: &SubscriptionEnd, now: u64, tap: &mut Tap, report: &mut Report) {
        let live = self.get(id).is_some().then(|| self.live.remove(&id.slot));
        let Some(Some(expected)) = live else {
            return report.fault(format!("{id:?} ended ({end:?}) and was not live"));
        };
        self.ended.insert(id.slot);
        let is_spent = expected.is_spent();
        report.check(is_spent == (*end == SubscriptionEnd::MaxReached), || format!("{expected:?} ended by {end:?}"));
        let is_right = match end {
            SubscriptionEnd::Unsubscribed => expected.is_left && expected.max.is_none(),
            SubscriptionEnd::MaxReached => is_spent,
            SubscriptionEnd::Drained => expected.draining,
            SubscriptionEnd::Denied(error) => {
                tap.table.remove(&expected.sid);
                let subject = format!("\"{}\"", expected.subject);
                tap.has_error(&error.text) && error.text.contains(&subject)
            }
            SubscriptionEnd::TimedOut => expected.deadline.is_some_and(|deadline| deadline <= now),
            SubscriptionEnd::Closed => true,
        };
        report.check(is_right, || format!("sid {} ended for no reason: {end:?} {expected:?}", expected.sid));
    }

    /// The dial is over.
    pub fn dial_over(&mut self) {
        for expected in self.live.values_mut() {
            (expected.on_dial, expected.was_raised) = (0, false);
        }
    }

    /// The earliest deadline.
    #[must_use]
    pub fn deadline(&self) -> Option<u64> {
        self.live.values().filter_map(|expected| expected.deadline).min()
    }

    /// The publish `number` went out when a server would have these sids: the live subscriptions that were accepted
    /// before it are among them, on whichever link it goes out, or end in this step.
    pub fn published(&mut self, number: u64, sids: &[u64]) {
        let is_due = |one: &&Expected| {
            one.before <= number && !one.draining && !one.is_left && !one.was_raised && !one.is_spent()
        };
        let missing = self.live.values().filter(is_due).filter(|one| !sids.contains(&one.sid));
        self.missing.extend(missing.map(|one| (number, one.sid)));
    }

    /// At the end of a step: the session knows each by its sid, and none drains without a link.
    pub fn check_live(&mut self, session: &Session, report: &mut Report) {
        for (number, sid) in self.missing.drain(..) {
            let is_live = self.live.values().any(|one| one.sid == sid);
            report.check(!is_live, || format!("publish {number} goes out before the SUB of sid {sid}"));
        }
        for (&slot, expected) in &self.live {
            let id = SubscriptionId { slot, generation: expected.sid as u32 };
            report.check(session.is_subscribed(id), || format!("it does not know {id:?}"));
            report.check(session.is_connected() || !expected.draining, || format!("no link to drain: {expected:?}"));
        }
    }

    /// At the end of a step: no message for a live subscription went amiss, none is live that has had its last.
    pub fn check_heard(&self, tap: &Tap, report: &mut Report) {
        for expected in self.live.values() {
            report.check(expected.max.is_none_or(|max| expected.received < max), || {
                format!("sid {} has had its last message and is live", expected.sid)
            });
        }
        if !tap.is_alive {
            return;
        }
        for heard in tap.heard.iter().filter(|heard| !heard.taken) {
            let missed = self.live.values().find(|expected| expected.sid == heard.sid);
            report.check(missed.is_none(), || format!("a message for sid {} was not handed out", heard.sid));
        }
    }

    /// At the end of a step on an open link with nothing left to hand out: a server that has read it all has exactly
    /// these subscriptions, with what is left of their `max`.
    pub fn check_table(&self, tap: &Tap, report: &mut Report) {
        for expected in self.live.values().filter(|expected| !expected.draining) {
            let Some(entry) = tap.table.get(&expected.sid) else {
                if expected.was_raised {
                    continue;
                }
                report.fault(format!("sid {} is live and no server would know", expected.sid));
                return;
            };
            let left = expected.max.map(|max| max - expected.received);
            let stated = entry.max.map(|max| max - entry.seen);
            report.check(entry.subject == expected.subject && entry.queue == expected.queue && left == stated, || {
                format!("sid {} is {expected:?}, a server would have {entry:?}", expected.sid)
            });
        }
    }

    /// How many of those that do not drain a server would serve.
    #[must_use]
    pub fn served(&self, tap: &Tap) -> usize {
        let is_served = |one: &&Expected| !one.draining && !one.is_left && tap.table.contains_key(&one.sid);
        self.live.values().filter(is_served).count()
    }

    /// Whether the sid is of a live subscription that does not drain.
    #[must_use]
    pub fn is_served(&self, sid: u64) -> bool {
        self.live.values().any(|expected| expected.sid == sid && !expected.draining && !expected.is_left)
    }
}
