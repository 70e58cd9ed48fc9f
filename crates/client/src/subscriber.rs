//! A subscription's messages.

use crate::driver::Shared;
use crate::message::Message;
use crate::queue::{Outlet, Queue};
use futures_core::Stream;
use nats_web_core::{Misuse, SubscriptionEnd, SubscriptionId};
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// A stream of the messages of one subscription. Dropping it unsubscribes.
///
/// It ends when the subscription does; [`end`](Self::end) then says why.
pub struct Subscriber {
    shared: Arc<Shared>,
    id: SubscriptionId,
    subject: Box<str>,
    outlet: Outlet<Message, SubscriptionEnd>,
}

impl Subscriber {
    pub(crate) fn new(
        shared: Arc<Shared>,
        id: SubscriptionId,
        subject: Box<str>,
        outlet: Outlet<Message, SubscriptionEnd>,
    ) -> Self {
        Self { shared, id, subject, outlet }
    }

    /// The next message; `None` once the subscription has ended and what was left has been taken.
    ///
    /// As `StreamExt::next`, without an import. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Message> {
        poll_fn(|cx| self.poll(cx)).await
    }

    /// Unsubscribes. The stream ends; messages that have not been taken are dropped.
    ///
    /// # Errors
    /// The subscription has ended before.
    pub fn unsubscribe(&mut self) -> Result<(), Misuse> {
        let result = self.end_with(None);
        self.outlet.clear();
        result
    }

    /// Unsubscribes once `max` messages have been received since it was subscribed; at once if they have been. May be
    /// raised later.
    ///
    /// # Errors
    /// The subscription has ended before.
    pub fn unsubscribe_after(&mut self, max: u64) -> Result<(), Misuse> {
        self.end_with(Some(max))
    }

    /// Unsubscribes in order: resolves once everything that the server sent before it heard of this has arrived. All
    /// of it can then still be taken.
    ///
    /// ```no_run
    /// # async fn run(mut orders: nats_web::Subscriber) -> Result<(), nats_web::Misuse> {
    /// orders.drain().await?;
    /// while let Some(order) = orders.next().await {
    ///     println!("the last ones: {order:?}");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// The subscription has ended before.
    pub async fn drain(&mut self) -> Result<(), Misuse> {
        self.shared.with(|state, _| {
            if !state.receivers.serves(self.id, self.outlet.queue()) {
                return Err(Misuse::SubscriptionClosed);
            }
            state.session.drain_subscription(self.id)
        })?;
        poll_fn(|cx| self.outlet.poll_end(cx)).await;
        Ok(())
    }

    /// Why the subscription ended; `None` while it has not.
    #[must_use]
    pub fn end(&self) -> Option<SubscriptionEnd> {
        self.outlet.ended()
    }

    /// The subject subscribed to.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Messages that have arrived and wait to be taken.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.outlet.len()
    }

    /// Messages that were dropped because too many waited.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.outlet.dropped()
    }

    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Message>> {
        self.outlet.poll_next(cx)
    }

    /// How somebody else can begin to drain it.
    pub(crate) fn to_drain(&self) -> Drain {
        Drain { id: self.id, queue: Arc::clone(self.outlet.queue()) }
    }

    fn end_with(&self, max: Option<u64>) -> Result<(), Misuse> {
        self.shared.with(|state, wakes| {
            if !state.receivers.serves(self.id, self.outlet.queue()) {
                return Err(Misuse::SubscriptionClosed);
            }
            state.session.unsubscribe(self.id, max)?;
            if state.session.subscription_sid(self.id).is_none() {
                let end = if max.is_some() { SubscriptionEnd::MaxReached } else { SubscriptionEnd::Unsubscribed };
                wakes.wakers.extend(state.receivers.end_subscription(self.id, end));
            }
            Ok(())
        })
    }
}

impl Stream for Subscriber {
    type Item = Message;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Message>> {
        self.poll(cx)
    }
}

/// A subscription that is to be drained one day.
#[derive(Debug)]
pub(crate) struct Drain {
    id: SubscriptionId,
    queue: Arc<Queue<Message, SubscriptionEnd>>,
}

impl Drain {
    /// Drains, unless it has ended.
    pub(crate) fn begin(&self, shared: &Shared) {
        shared.with(|state, _| {
            if state.receivers.serves(self.id, &self.queue) {
                // It is live, so there is nothing to refuse.
                let _ = state.session.drain_subscription(self.id);
            }
        });
    }
}

impl Drop for Subscriber {
    fn drop(&mut self) {
        // One that has ended by itself has nothing left to end.
        let _ = self.end_with(None);
    }
}

impl fmt::Debug for Subscriber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscriber")
            .field("subject", &self.subject)
            .field("pending", &self.pending())
            .field("end", &self.end())
            .finish_non_exhaustive()
    }
}
