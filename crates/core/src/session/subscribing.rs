//! Subscribing, and the ends of a subscription that the caller brings about.
//!
//! ```text
//!   active ──drain──▶ draining ──PONG, or link lost──▶ ended
//!     │                  │
//!     └── unsubscribe, max reached, denied, timeout, session closed ──▶ ended
//! ```

use super::subscriptions::{Role, Subscription};
use super::timing::Timer;
use super::{Ending, Session};
use crate::codec::encode;
use crate::connection::Pong;
use crate::error::{Misuse, ServerError};
use crate::event::{Event, RequestFailure, SubscriptionEnd};
use crate::id::SubscriptionId;
use crate::{Timestamp, subject};
use alloc::vec::Vec;

/// How to subscribe.
#[derive(Debug, Clone, Copy, Default)]
pub struct SubscribeOptions<'a> {
    /// Join this queue group: each message goes to one member.
    pub queue: Option<&'a [u8]>,
    /// End after this many messages; 0 is none.
    pub max: Option<u64>,
    /// Milliseconds within which a first message must arrive.
    pub timeout: Option<u64>,
}

impl Session {
    /// Subscribes to a subject, which may hold wildcards. While the link is away the subscription waits for it.
    ///
    /// # Errors
    /// A [`Misuse`]; nothing was sent.
    pub fn subscribe(
        &mut self,
        now: Timestamp,
        subject: &[u8],
        options: &SubscribeOptions<'_>,
    ) -> Result<SubscriptionId, Misuse> {
        let now = self.clock.read(now);
        self.check_open()?;
        if self.ending != Ending::No {
            return Err(Misuse::Draining);
        }
        subject::check_subscribe(subject).map_err(Misuse::Subject)?;
        if let Some(queue) = options.queue {
            subject::check_queue(queue).map_err(Misuse::Queue)?;
        }
        let id = self.add_subscription(Subscription::new(
            subject,
            options.queue,
            options.max.filter(|&max| max > 0),
            Role::Caller,
        ));
        if let Some(timeout) = options.timeout {
            self.set_timer(Timer::Subscription(id), now.after(timeout));
        }
        Ok(id)
    }

    /// The number by which the server knows a subscription; `None` once it has ended.
    #[must_use]
    pub fn subscription_sid(&self, id: SubscriptionId) -> Option<u32> {
        self.subscriptions.get(id).map(|subscription| subscription.sid)
    }

    /// Ends a subscription: at once, or once `max` messages have been delivered since it was made. Without an event
    /// if it ends at once.
    ///
    /// # Errors
    /// [`Misuse::SubscriptionClosed`] if it has ended before.
    pub fn unsubscribe(&mut self, id: SubscriptionId, max: Option<u64>) -> Result<(), Misuse> {
        let subscription = self.callers(id)?;
        subscription.max = max;
        if max.is_none() || subscription.is_spent() {
            self.end_subscription(id, true);
        } else {
            let (sid, left) = (subscription.sid, subscription.left());
            self.say_unsubscribe(sid, left);
        }
        Ok(())
    }

    /// Ends a subscription once everything the server sent for it before it heard of this has been delivered:
    /// [`SubscriptionEnd::Drained`] follows.
    ///
    /// # Errors
    /// [`Misuse::SubscriptionClosed`] if it has ended before. Draining twice is one draining.
    pub fn drain_subscription(&mut self, id: SubscriptionId) -> Result<(), Misuse> {
        let connected = self.is_connected();
        let subscription = self.callers(id)?;
        if subscription.draining {
            return Ok(());
        }
        if !connected {
            self.end_with_event(id, SubscriptionEnd::Drained, false);
            return Ok(());
        }
        subscription.draining = true;
        let sid = subscription.sid;
        self.say_unsubscribe(sid, None);
        self.ping(Pong::Subscription(id, sid));
        Ok(())
    }

    /// The caller's subscription in a slot: an inbox of ours that has taken an ended one's place is none of theirs.
    fn callers(&mut self, id: SubscriptionId) -> Result<&mut Subscription, Misuse> {
        let subscription = self.subscriptions.get_mut(id).filter(|subscription| subscription.role == Role::Caller);
        subscription.ok_or(Misuse::SubscriptionClosed)
    }

    pub(super) fn add_subscription(&mut self, subscription: Subscription) -> SubscriptionId {
        let id = self.subscriptions.insert(subscription);
        if self.is_connected()
            && let Some(subscription) = self.subscriptions.get_mut(id)
        {
            let mut lines = Vec::new();
            subscription.write(&mut lines);
            self.outbound.ephemeral(&lines);
        }
        id
    }

    /// Tells the server, if there is one, to end a subscription: at once, or once it has sent `max` more messages.
    pub(super) fn say_unsubscribe(&mut self, sid: u32, max: Option<u64>) {
        if self.is_connected() {
            let mut line = Vec::new();
            encode::unsubscribe(&mut line, sid, max);
            self.outbound.ephemeral(&line);
        }
    }

    /// Forgets a subscription; `tell` if the server does not know yet.
    pub(super) fn end_subscription(&mut self, id: SubscriptionId, tell: bool) -> Option<Subscription> {
        let subscription = self.subscriptions.remove(id)?;
        self.deadlines.remove(Timer::Subscription(id).key());
        if tell && !subscription.draining {
            self.say_unsubscribe(subscription.sid, None);
        }
        Some(subscription)
    }

    /// Ends a subscription that the caller does not expect to end now.
    pub(super) fn end_with_event(&mut self, id: SubscriptionId, end: SubscriptionEnd, tell: bool) {
        if self.end_subscription(id, tell).is_some_and(|subscription| subscription.role == Role::Caller) {
            self.events.push_back(Event::SubscriptionEnded { subscription: id, end });
        }
    }

    /// Ends every subscription that drains, on a link that is lost or has confirmed.
    pub(super) fn end_draining_subscriptions(&mut self) {
        for id in self.subscriptions.slots() {
            if self.subscriptions.get(id).is_some_and(|subscription| subscription.draining) {
                self.end_with_event(id, SubscriptionEnd::Drained, false);
            }
        }
    }

    /// The server refused the `SUB` for this subject and queue.
    pub(super) fn deny_subscription(&mut self, error: &ServerError, subject: &[u8], queue: Option<&[u8]>) {
        // The words name no sid. A server says no in the order in which it was asked.
        let mut denied = None;
        let mut least = u32::MAX;
        for (id, subscription) in self.subscriptions.iter() {
            let is_named = &*subscription.subject == subject && subscription.queue.as_deref() == queue;
            if is_named && subscription.sid <= least {
                denied = Some((id, subscription.role));
                least = subscription.sid;
            }
        }
        match denied {
            None => {}
            Some((id, Role::Caller)) => self.end_with_event(id, SubscriptionEnd::Denied(error.clone()), false),
            Some((id, Role::Mux)) => {
                self.end_subscription(id, false);
                self.mux = None;
                self.fail_requests(true, &RequestFailure::Denied(error.clone()));
            }
            Some((_, Role::Reply(request))) => self.fail_request(request, RequestFailure::Denied(error.clone())),
        }
    }
}
