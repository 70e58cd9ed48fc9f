//! Subscribing, and the ends of a subscription that the caller brings about.
//!
//! ```text
//!   active ──drain──▶ draining ──PONG, or link lost──▶ ended
//!     │                  │
//!     └── unsubscribe, max reached, denied, timeout, session closed ──▶ ended
//! ```

use super::delivery::Target;
use super::requests::Those;
use super::subscriptions::{Notice, Role, Subscription};
use super::timing::Timer;
use super::{Ending, Session};
use crate::codec::encode;
use crate::connection::Pong;
use crate::error::{Misuse, ServerError};
use crate::event::{Event, RequestFailure, SubscriptionEnd};
use crate::id::{FlowId, SubscriptionId};
use crate::{Timestamp, subject};
use alloc::vec::Vec;

/// How to subscribe.
///
/// ```
/// use nats_web_core::{Config, Session, SubscribeOptions, Timestamp};
///
/// let mut session = Session::new(Config::default());
/// let options = SubscribeOptions { queue: Some(b"workers"), max: Some(100), ..SubscribeOptions::default() };
/// let subscription = session.subscribe(Timestamp::ZERO, b"orders.>", &options)?;
/// assert!(session.is_subscribed(subscription));
/// # Ok::<(), nats_web_core::Misuse>(())
/// ```
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
        self.subscribe_as(Role::Caller, now, subject, options)
    }

    /// Subscribes for an owner in the caller's stead: its messages are [`Target::Flow`], and the event
    /// of its end names the flow. Else as [`subscribe`](Self::subscribe).
    ///
    /// # Errors
    /// A [`Misuse`]; nothing was sent.
    pub fn subscribe_for(
        &mut self,
        flow: FlowId,
        now: Timestamp,
        subject: &[u8],
        options: &SubscribeOptions<'_>,
    ) -> Result<SubscriptionId, Misuse> {
        self.subscribe_as(Role::Flow(flow), now, subject, options)
    }

    fn subscribe_as(
        &mut self,
        role: Role,
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
        let id =
            self.add_subscription(Subscription::new(subject, options.queue, options.max.filter(|&max| max > 0), role));
        if let Some(timeout) = options.timeout {
            self.set_timer(Timer::Subscription(id.slot), now.after(timeout));
        }
        Ok(id)
    }

    /// Returns whether a subscription has not ended.
    #[must_use]
    pub fn is_subscribed(&self, id: SubscriptionId) -> bool {
        self.subscriptions.get(id).is_some()
    }

    /// Ends a subscription: at once, or once `max` messages have been delivered since it was made.
    /// [`SubscriptionEnd::Unsubscribed`] follows, or [`SubscriptionEnd::MaxReached`].
    ///
    /// # Errors
    /// [`Misuse::SubscriptionClosed`] if it has ended before.
    pub fn unsubscribe(&mut self, id: SubscriptionId, max: Option<u64>) -> Result<(), Misuse> {
        let subscription = self.callers(id)?;
        subscription.max = max;
        if max.is_none() {
            self.end_with_event(id, SubscriptionEnd::Unsubscribed, Notice::Due);
        } else if subscription.is_spent() {
            self.end_with_event(id, SubscriptionEnd::MaxReached, Notice::Due);
        } else {
            let left = subscription.left();
            self.say_unsubscribe(id, left);
        }
        Ok(())
    }

    /// [`unsubscribe`](Self::unsubscribe) for a face that is handing out the last frame's deliveries one by one, and has
    /// handed out `handed` messages of the subscription in all: of those deliveries that are to come, as many as `max` asks
    /// for stay, and the others are for [`Target::Nobody`].
    ///
    /// # Errors
    /// [`Misuse::SubscriptionClosed`] if it has ended before. If that was by one of those deliveries, they are treated all
    /// the same.
    pub fn unsubscribe_within(&mut self, id: SubscriptionId, max: Option<u64>, handed: u64) -> Result<(), Misuse> {
        let stay = max.unwrap_or(0).saturating_sub(handed);
        let mut excess = self.received(id).saturating_sub(handed).saturating_sub(stay);
        for delivery in self.deliveries.iter_mut().rev() {
            if excess == 0 {
                break;
            }
            if delivery.target == Target::Subscription(id) {
                delivery.target = Target::Nobody;
                excess -= 1;
            }
        }
        self.unsubscribe(id, max)
    }

    /// Returns how many messages a subscription has received, also if the face does not know of its end yet.
    fn received(&self, id: SubscriptionId) -> u64 {
        if let Some(subscription) = self.subscriptions.get(id) {
            return subscription.received;
        }
        let ended = self.events.iter().find_map(|event| match event {
            Event::SubscriptionEnded { subscription, received, .. } if *subscription == id => Some(*received),
            _ => None,
        });
        ended.unwrap_or(0)
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
            self.end_with_event(id, SubscriptionEnd::Drained, Notice::Known);
            return Ok(());
        }
        subscription.draining = true;
        self.say_unsubscribe(id, None);
        self.ping(Pong::Subscription(id));
        Ok(())
    }

    /// Returns a subscription of the caller's or of an owner's.
    fn callers(&mut self, id: SubscriptionId) -> Result<&mut Subscription, Misuse> {
        let subscription = self.subscriptions.get_mut(id).filter(|subscription| subscription.role.is_outer());
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
    pub(super) fn say_unsubscribe(&mut self, id: SubscriptionId, max: Option<u64>) {
        if self.is_connected() {
            let mut line = Vec::new();
            encode::unsubscribe(&mut line, id.sid(), max);
            self.outbound.ephemeral(&line);
        }
    }

    /// Forgets a subscription.
    pub(super) fn end_subscription(&mut self, id: SubscriptionId, notice: Notice) -> Option<Subscription> {
        let subscription = self.subscriptions.remove(id)?;
        self.deadlines.remove(Timer::Subscription(id.slot).key());
        if notice == Notice::Due && !subscription.draining {
            self.say_unsubscribe(id, None);
        }
        Some(subscription)
    }

    /// Ends a subscription, and says so if it is not one of the session's own.
    pub(super) fn end_with_event(&mut self, id: SubscriptionId, end: SubscriptionEnd, notice: Notice) {
        let Some(Subscription { role, received, .. }) = self.end_subscription(id, notice) else { return };
        if role.is_outer() {
            self.events.push_back(Event::SubscriptionEnded { subscription: id, flow: role.flow(), end, received });
        }
    }

    /// Ends every subscription that drains, on a link that is lost or has confirmed.
    pub(super) fn end_draining_subscriptions(&mut self) {
        for slot in self.subscriptions.slots() {
            let Some(id) = self.subscriptions.at(slot) else { continue };
            if self.subscriptions.get(id).is_some_and(|subscription| subscription.draining) {
                self.end_with_event(id, SubscriptionEnd::Drained, Notice::Known);
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
            Some((id, Role::Caller | Role::Flow(_))) => {
                self.end_with_event(id, SubscriptionEnd::Denied(error.clone()), Notice::Known);
            }
            Some((id, Role::Mux)) => {
                self.end_subscription(id, Notice::Known);
                self.mux = None;
                self.fail_requests(Those::SharingInbox, &RequestFailure::Denied(error.clone()));
            }
            Some((_, Role::Reply(request))) => self.fail_request(request, RequestFailure::Denied(error.clone())),
        }
    }
}
