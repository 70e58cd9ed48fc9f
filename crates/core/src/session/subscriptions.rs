//! The table of subscriptions: what outlives a socket and is said again on the next one.
//!
//! A subscription has two numbers. Its *sid* goes over the wire and is never used again while the session lives (until
//! 2^32 have been). Its *slot* is a small index by which a face finds its own object. A freed slot is used again only
//! from the face's next report on, and once the face knows, so that neither a delivery of one frame nor the end of a
//! subscription can reach the one that has the slot next.

use super::delivery::Target;
use super::ranks::Ranks;
use super::slots::Slots;
use crate::codec::encode;
use crate::id::{FlowId, RequestId, SubscriptionId};
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

/// Whom a subscription serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The caller.
    Caller,
    /// An owner in the caller's stead.
    Flow(FlowId),
    /// All requests that share the inbox.
    Mux,
    /// The one request that brought its own inbox.
    Reply(RequestId),
}

impl Role {
    /// Whether it is for somebody outside of the session.
    pub(crate) const fn is_outer(self) -> bool {
        matches!(self, Self::Caller | Self::Flow(_))
    }

    /// The owner, if it is not the caller.
    pub(crate) const fn flow(self) -> Option<FlowId> {
        match self {
            Self::Flow(flow) => Some(flow),
            Self::Caller | Self::Mux | Self::Reply(_) => None,
        }
    }
}

/// Whether the server is still to be told that a subscription has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notice {
    Due,
    Known,
}

#[derive(Debug)]
pub(crate) struct Subscription {
    pub(crate) sid: u32,
    pub(crate) subject: Box<[u8]>,
    pub(crate) queue: Option<Box<[u8]>>,
    pub(crate) role: Role,
    /// Messages delivered, over all connections.
    pub(crate) received: u64,
    /// Messages after which it ends, over all connections.
    pub(crate) max: Option<u64>,
    /// `received` when this connection's `SUB` was written: the server counts from there.
    base: u64,
    pub(crate) draining: bool,
}

impl Subscription {
    pub(crate) fn new(subject: &[u8], queue: Option<&[u8]>, max: Option<u64>, role: Role) -> Self {
        Self {
            sid: 0,
            subject: subject.into(),
            queue: queue.map(Into::into),
            role,
            received: 0,
            max,
            base: 0,
            draining: false,
        }
    }

    /// Writes the `SUB`, and the `UNSUB` with what is left of `max`.
    pub(crate) fn write(&mut self, out: &mut Vec<u8>) {
        self.base = self.received;
        encode::subscribe(out, &self.subject, self.queue.as_deref(), self.sid);
        if let Some(left) = self.left() {
            encode::unsubscribe(out, self.sid, Some(left));
        }
    }

    /// What is left of `max` since this connection's `SUB`, for the `UNSUB` that makes the server end it by itself.
    pub(crate) fn left(&self) -> Option<u64> {
        self.max.map(|max| max.saturating_sub(self.base))
    }

    /// Whom its messages are for, where they are not replies.
    #[inline]
    pub(crate) fn target(&self, id: SubscriptionId) -> Target {
        match self.role {
            Role::Flow(flow) => Target::Flow(flow),
            Role::Caller | Role::Mux | Role::Reply(_) => Target::Subscription(id),
        }
    }

    /// Whether its last message has been delivered.
    #[inline]
    pub(crate) fn is_spent(&self) -> bool {
        self.max.is_some_and(|max| self.received >= max)
    }
}

/// All live subscriptions.
#[derive(Debug, Default)]
pub(crate) struct Subscriptions {
    subscriptions: Vec<Option<Subscription>>,
    slots: Slots,
    /// `sid & mask` → slot + 1. Live sids never share a place: a new sid skips those whose place is taken.
    by_sid: Vec<u32>,
    last_sid: u32,
}

impl Subscriptions {
    pub(crate) fn insert(&mut self, mut subscription: Subscription) -> SubscriptionId {
        let sid = self.next_sid();
        subscription.sid = sid;
        let slot = self.slots.take();
        self.set_place(sid, slot + 1);
        match self.subscriptions.get_mut(slot as usize) {
            Some(entry) => *entry = Some(subscription),
            None => self.subscriptions.push(Some(subscription)),
        }
        SubscriptionId { slot, generation: sid }
    }

    pub(crate) fn remove(&mut self, id: SubscriptionId) -> Option<Subscription> {
        let entry = self.subscriptions.get_mut(id.slot as usize)?;
        let subscription = entry.take_if(|subscription| subscription.sid == id.sid())?;
        self.set_place(subscription.sid, 0);
        self.slots.give_back(id.slot);
        Some(subscription)
    }

    /// Lets the slots freed since the last call be used again.
    #[inline]
    pub(crate) fn recycle(&mut self) {
        self.slots.recycle();
    }

    pub(crate) fn get(&self, id: SubscriptionId) -> Option<&Subscription> {
        self.subscriptions.get(id.slot as usize)?.as_ref().filter(|subscription| subscription.sid == id.sid())
    }

    pub(crate) fn get_mut(&mut self, id: SubscriptionId) -> Option<&mut Subscription> {
        self.subscriptions.get_mut(id.slot as usize)?.as_mut().filter(|subscription| subscription.sid == id.sid())
    }

    /// The subscription that has a slot now.
    pub(crate) fn at(&self, slot: u32) -> Option<SubscriptionId> {
        let subscription = self.subscriptions.get(slot as usize)?.as_ref()?;
        Some(SubscriptionId { slot, generation: subscription.sid })
    }

    /// The subscription a message with this sid is for.
    #[inline]
    pub(crate) fn by_sid(&mut self, sid: u32) -> Option<(SubscriptionId, &mut Subscription)> {
        let slot = self.by_sid.get(self.place(sid))?.checked_sub(1)?;
        let subscription = self.subscriptions.get_mut(slot as usize)?.as_mut()?;
        (subscription.sid == sid).then_some((SubscriptionId { slot, generation: sid }, subscription))
    }

    pub(crate) fn len(&self) -> usize {
        self.slots.taken()
    }

    /// All slots, whether taken or not.
    pub(crate) fn slots(&self) -> Range<u32> {
        0..self.subscriptions.len() as u32
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (SubscriptionId, &Subscription)> {
        self.subscriptions.iter().enumerate().filter_map(|(slot, entry)| {
            let subscription = entry.as_ref()?;
            Some((SubscriptionId { slot: slot as u32, generation: subscription.sid }, subscription))
        })
    }

    /// Writes every subscription anew, in the order they were made.
    pub(crate) fn write_all(&mut self, out: &mut Vec<u8>) {
        let mut live = Ranks::default();
        for (id, subscription) in self.iter() {
            live.insert(id.slot, subscription.sid.into());
        }
        while let Some(slot) = live.pop(u64::MAX) {
            if let Some(Some(subscription)) = self.subscriptions.get_mut(slot as usize) {
                subscription.write(out);
            }
        }
    }

    fn next_sid(&mut self) -> u32 {
        if self.by_sid.len() < (self.len() + 1) * 2 {
            self.grow();
        }
        loop {
            self.last_sid = self.last_sid.wrapping_add(1).max(1);
            if self.by_sid.get(self.place(self.last_sid)) == Some(&0) {
                return self.last_sid;
            }
        }
    }

    fn grow(&mut self) {
        let size = (self.by_sid.len() * 2).max(16);
        self.by_sid = alloc::vec![0; size];
        for slot in self.slots() {
            if let Some(id) = self.at(slot) {
                self.set_place(id.sid(), slot + 1);
            }
        }
    }

    #[inline]
    fn place(&self, sid: u32) -> usize {
        sid as usize & self.by_sid.len().wrapping_sub(1)
    }

    fn set_place(&mut self, sid: u32, value: u32) {
        let place = self.place(sid);
        if let Some(entry) = self.by_sid.get_mut(place) {
            *entry = value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rng;
    use alloc::collections::BTreeMap;

    fn subscription() -> Subscription {
        Subscription::new(b"a", None, None, Role::Caller)
    }

    #[test]
    fn every_live_sid_finds_its_slot_and_no_ended_one_does() {
        for seed in 0..50 {
            let mut rng = Rng::new(seed);
            let mut table = Subscriptions::default();
            let mut model: BTreeMap<u32, u32> = BTreeMap::new();
            let mut ended = Vec::new();
            for _ in 0..400 {
                if rng.below(5) < 3 {
                    let id = table.insert(subscription());
                    let sid = table.get(id).unwrap().sid;
                    assert!(model.insert(sid, id.slot).is_none(), "seed {seed}: sid {sid} twice");
                } else if let Some((&sid, &slot)) = model.iter().nth(rng.below(model.len() as u64) as usize) {
                    table.remove(SubscriptionId { slot, generation: sid });
                    model.remove(&sid);
                    ended.push(sid);
                }
                if rng.below(3) == 0 {
                    table.recycle();
                }
                for (&sid, &slot) in &model {
                    assert_eq!(table.by_sid(sid).map(|(id, _)| id.slot), Some(slot), "seed {seed}");
                }
                assert!(ended.iter().all(|&sid| table.by_sid(sid).is_none()), "seed {seed}");
                assert_eq!(table.len(), model.len());
            }
        }
    }

    #[test]
    fn a_freed_slot_waits_for_the_next_input() {
        let mut table = Subscriptions::default();
        let first = table.insert(subscription());
        table.remove(first);
        assert_ne!(table.insert(subscription()).slot, first.slot);
        table.recycle();
        let next = table.insert(subscription());
        assert_eq!(next.slot, first.slot);
        assert!(table.get(first).is_none() && table.remove(first).is_none(), "the old name is nobody's");
        assert!(table.get(next).is_some());
    }

    #[test]
    fn the_first_sids_count_from_one() {
        let mut table = Subscriptions::default();
        let ids: Vec<SubscriptionId> = (0..20).map(|_| table.insert(subscription())).collect();
        let sids: Vec<u32> = ids.into_iter().map(|id| table.get(id).unwrap().sid).collect();
        assert_eq!(sids, (1..=20).collect::<Vec<u32>>());
    }

    #[test]
    fn what_is_left_of_max_is_said_again() {
        let mut one = Subscription::new(b"a", Some(b"q"), Some(5), Role::Caller);
        one.sid = 3;
        let mut out = Vec::new();
        one.write(&mut out);
        one.received = 2;
        one.write(&mut out);
        one.max = Some(10);
        assert_eq!(one.left(), Some(8));
        assert_eq!(out, b"SUB a q 3\r\nUNSUB 3 5\r\nSUB a q 3\r\nUNSUB 3 3\r\n");
    }
}
