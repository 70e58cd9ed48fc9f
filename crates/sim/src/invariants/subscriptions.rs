//! Subscriptions: each message once and in order, each end once and for its reason.

use std::collections::{BTreeMap, BTreeSet};

use nats_web_core::SubscriptionEnd;

use super::tap::Tap;
use crate::report::Report;

/// A live subscription of the caller's.
#[derive(Debug, Clone)]
pub struct Expected {
    /// Its sid.
    pub sid: u64,
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
}

/// The caller's subscriptions by slot.
#[derive(Debug, Default)]
pub struct Subscriptions {
    live: BTreeMap<u32, Expected>,
    sids: BTreeSet<u64>,
}

impl Subscriptions {
    /// The session has accepted a subscription.
    pub fn subscribed(&mut self, slot: u32, expected: Expected, report: &mut Report) {
        report.check(self.sids.insert(expected.sid), || format!("sid {} was used before", expected.sid));
        let before = self.live.insert(slot, expected);
        report.check(before.is_none(), || format!("slot {slot} is taken"));
    }

    /// The live subscriptions.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &Expected)> {
        self.live.iter().map(|(&slot, expected)| (slot, expected))
    }

    /// The live subscription in a slot.
    #[must_use]
    pub fn get(&self, slot: u32) -> Option<&Expected> {
        self.live.get(&slot)
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

    /// The caller has unsubscribed; gives whether it ended at once.
    pub fn unsubscribed(&mut self, slot: u32, max: Option<u64>) -> bool {
        let Some(expected) = self.live.get_mut(&slot) else { return false };
        let ends = max.is_none_or(|max| max <= expected.received);
        expected.was_raised |= matches!((expected.max, max), (Some(before), Some(after)) if before < after);
        expected.max = max;
        if ends {
            self.live.remove(&slot);
        }
        ends
    }

    /// The caller drains one subscription, or all.
    pub fn draining(&mut self, slot: Option<u32>) {
        for (_, expected) in self.live.iter_mut().filter(|(live, _)| slot.is_none_or(|slot| slot == **live)) {
            expected.draining = true;
        }
    }

    /// Counts a message handed out to the subscription in `slot`; gives its sid if that is in order.
    pub fn delivered(&mut self, slot: u32, report: &mut Report) -> Option<u64> {
        let Some(expected) = self.live.get_mut(&slot) else {
            report.fault(format!("a message for the subscription in slot {slot}, which is not live"));
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
    pub fn ended(&mut self, slot: u32, end: &SubscriptionEnd, now: u64, tap: &mut Tap, report: &mut Report) {
        let Some(expected) = self.live.remove(&slot) else {
            return report.fault(format!("slot {slot} ended ({end:?}) and was not live"));
        };
        let is_right = match end {
            SubscriptionEnd::Unsubscribed => false,
            SubscriptionEnd::MaxReached => expected.max == Some(expected.received),
            SubscriptionEnd::Drained => expected.draining,
            SubscriptionEnd::Denied(error) => {
                tap.table.remove(&expected.sid);
                let subject = format!("\"{}\"", expected.subject);
                tap.errors.iter().any(|text| *text == error.text && text.contains(&subject))
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
        let is_served = |one: &&Expected| !one.draining && tap.table.contains_key(&one.sid);
        self.live.values().filter(is_served).count()
    }

    /// Whether the sid is of a live subscription that does not drain.
    #[must_use]
    pub fn is_served(&self, sid: u64) -> bool {
        self.live.values().any(|expected| expected.sid == sid && !expected.draining)
    }
}
