//! The stream of a subscription's messages.

use crate::driver::{Inlet, Shared, State};
use crate::message::Message;
use crate::queue::{Limits, Outlet, Queue};
use futures_core::Stream;
use nats_web_core::{Misuse, SubscribeOptions, SubscriptionEnd, SubscriptionId, Timestamp};
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// The shared state, and the limits of queues that have none of their own. Clients and services subscribe with it.
#[derive(Clone)]
pub(crate) struct SubscribeContext {
    pub(crate) shared: Arc<Shared>,
    pub(crate) limits: Limits,
}

impl SubscribeContext {
    pub(crate) fn subscribe(
        &self,
        subject: &str,
        options: &SubscribeOptions<'_>,
        limits: Limits,
    ) -> Result<Subscriber, Misuse> {
        let (subscriber, ()) = self.subscribe_by(subject, limits, |state, now| {
            Ok::<_, Misuse>((state.session.subscribe(now, subject.as_bytes(), options)?, ()))
        })?;
        Ok(subscriber)
    }

    /// Returns the stream of the subscription that `command` makes, and what else that returns.
    pub(crate) fn subscribe_by<T, E>(
        &self,
        subject: &str,
        limits: Limits,
        command: impl FnOnce(&mut State, Timestamp) -> Result<(SubscriptionId, T), E>,
    ) -> Result<(Subscriber, T), E> {
        let (queue, outlet) = Queue::new(limits);
        let now = self.shared.clock.now();
        let (id, rest) = self.shared.with(|state, _| {
            let (id, rest) = command(state, now)?;
            state.receivers.add_subscription(id, Inlet { subject: subject.into(), queue });
            Ok((id, rest))
        })?;
        Ok((Subscriber { shared: Arc::clone(&self.shared), id, subject: subject.into(), outlet }, rest))
    }
}

/// A stream of the messages of one subscription. Dropping it unsubscribes.
///
/// It ends when the subscription does; [`end`](Self::end) then returns why.
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let mut orders = client.subscribe("orders.>")?;
/// while let Some(order) = orders.next().await {
///     println!("{}", order.subject());
/// }
/// println!("ended: {:?}", orders.end());
/// # Ok(()) }
/// ```
pub struct Subscriber {
    shared: Arc<Shared>,
    id: SubscriptionId,
    subject: Box<str>,
    outlet: Outlet<Message, SubscriptionEnd>,
}

impl Subscriber {
    /// Returns the next message; `None` once the subscription has ended and what was left has been taken.
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

    /// Unsubscribes in order: resolves once everything that the server sent before it read the `UNSUB` has arrived. All
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
        self.shared.with(|state, _| state.session.drain_subscription(self.id))?;
        poll_fn(|cx| self.outlet.poll_end(cx)).await;
        Ok(())
    }

    /// Returns why the subscription ended; `None` while it has not.
    #[must_use]
    pub fn end(&self) -> Option<SubscriptionEnd> {
        self.outlet.ended()
    }

    /// Returns the subject subscribed to.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Returns how many messages have arrived and wait to be taken.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.outlet.len()
    }

    /// Returns how many messages were dropped because too many waited.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.outlet.dropped()
    }

    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Message>> {
        self.outlet.poll_next(cx)
    }

    fn end_with(&self, max: Option<u64>) -> Result<(), Misuse> {
        self.shared.with(|state, _| state.session.unsubscribe(self.id, max))
    }
}

impl Stream for Subscriber {
    type Item = Message;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Message>> {
        self.poll(cx)
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
