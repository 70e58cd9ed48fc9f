//! The stream of a subscription's messages.

use crate::client::Client;
use crate::driver::{Inlet, State};
use crate::error::{Misuse, SubscriptionEnd};
use crate::message::{Message, RawMessage};
use crate::queue::{Limits, Outlet, Queue};
use futures_core::Stream;
use nats_web_core::{SubscriptionId, Timestamp};
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

impl Client {
    /// Returns the stream of the subscription that `command` makes, and what else that returns.
    pub(crate) fn subscribe_by<T, E>(
        &self,
        limits: Limits,
        full: Full,
        command: impl FnOnce(&mut State, Timestamp) -> Result<(SubscriptionId, T), E>,
    ) -> Result<(Subscriber, T), E> {
        let gate = (full == Full::Wait).then(|| Arc::clone(&self.shared().gate));
        let (queue, outlet) = Queue::gated(limits, gate);
        let now = self.shared().clock.now();
        let (id, rest) = self.shared().with(|state, _| {
            let (id, rest) = command(state, now)?;
            state.receivers.add_subscription(id, Inlet { queue });
            Ok((id, rest))
        })?;
        Ok((Subscriber { client: self.clone(), id, outlet }, rest))
    }
}

/// What happens while a subscriber is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Full {
    /// Messages for it are dropped.
    #[default]
    Drop,
    /// The socket is not read.
    Wait,
}

/// A stream of the messages of one subscription. Dropping it unsubscribes.
///
/// It ends when the subscription does; [`end`](Self::end) then returns why. Until it is dropped it holds the connection, as a
/// [`Client`] does.
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use futures_util::StreamExt;
///
/// let mut orders = client.subscribe("orders.>").await?;
/// while let Some(order) = orders.next().await {
///     println!("{}", order.subject);
/// }
/// println!("ended: {:?}", orders.end());
/// # Ok(()) }
/// ```
pub struct Subscriber {
    client: Client,
    id: SubscriptionId,
    outlet: Outlet<RawMessage, SubscriptionEnd>,
}

impl Subscriber {
    /// Unsubscribes. The messages that have arrived can still be taken; then the stream ends. Does nothing if it has ended
    /// before.
    ///
    /// # Errors
    /// The client is closed.
    pub async fn unsubscribe(&mut self) -> Result<(), UnsubscribeError> {
        self.unless_over(self.end_with(None))
    }

    /// Unsubscribes once `unsub_after` messages have been received since it was subscribed; at once if they have been.
    /// May be raised later. Does nothing if it has ended before.
    ///
    /// # Errors
    /// The client is closed.
    pub async fn unsubscribe_after(&mut self, unsub_after: u64) -> Result<(), UnsubscribeError> {
        self.unless_over(self.end_with(Some(unsub_after)))
    }

    /// Unsubscribes in order: resolves once everything that the server sent before it read the `UNSUB` has arrived. All
    /// of it can then still be taken. Does nothing if it has ended before. It goes on if the future is dropped after its
    /// first poll.
    ///
    /// ```no_run
    /// # async fn run(mut orders: nats_web::Subscriber) -> Result<(), nats_web::UnsubscribeError> {
    /// use futures_util::StreamExt;
    ///
    /// orders.drain().await?;
    /// while let Some(order) = orders.next().await {
    ///     println!("the last ones: {order:?}");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// The client is closed.
    pub async fn drain(&mut self) -> Result<(), UnsubscribeError> {
        self.outlet.leave_gate();
        self.unless_over(self.client.shared().with(|state, _| state.session.drain_subscription(self.id)))?;
        poll_fn(|cx| self.outlet.poll_end(cx)).await;
        Ok(())
    }

    /// Returns why the subscription ended; `None` while it has not.
    #[must_use]
    pub fn end(&self) -> Option<SubscriptionEnd> {
        self.outlet.ended()
    }

    /// Returns the number by which the server knows the subscription, and
    /// [`Event::SlowConsumer`](crate::Event::SlowConsumer) names it.
    #[must_use]
    pub fn sid(&self) -> u64 {
        self.id.sid().into()
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

    #[cfg(feature = "service")]
    pub(crate) fn id(&self) -> SubscriptionId {
        self.id
    }

    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Message>> {
        self.outlet.poll_next(cx).map(|message| message.map(Message::from))
    }

    /// What was to end and has ended is as it was to be, unless it ended with the client.
    fn unless_over(&self, asked: Result<(), Misuse>) -> Result<(), UnsubscribeError> {
        match (asked, self.end()) {
            (Ok(()), _) => Ok(()),
            (Err(_), Some(end)) if end != SubscriptionEnd::Closed => Ok(()),
            (Err(misuse), _) => Err(misuse.into()),
        }
    }

    fn end_with(&self, max: Option<u64>) -> Result<(), Misuse> {
        self.client.shared().with(|state, _| state.session.unsubscribe(self.id, max))
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
            .field("sid", &self.sid())
            .field("pending", &self.pending())
            .field("end", &self.end())
            .finish_non_exhaustive()
    }
}

/// Why there was no unsubscribing: the client is closed.
///
/// ```no_run
/// # async fn run(client: nats_web::Client, mut orders: nats_web::Subscriber) {
/// client.close().await;
/// assert!(orders.unsubscribe().await.is_err());
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsubscribeError(Misuse);

impl fmt::Display for UnsubscribeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("failed to send unsubscribe")
    }
}

impl std::error::Error for UnsubscribeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

impl From<Misuse> for UnsubscribeError {
    fn from(misuse: Misuse) -> Self {
        Self(misuse)
    }
}
