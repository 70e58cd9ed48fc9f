//! What happens to a connection, as a stream.

use crate::driver::Shared;
use crate::events::Event;
use crate::queue::{Limits, Outlet, Queue};
use futures_core::Stream;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A stream of [`Event`]s, from the call of [`Client::events`](crate::Client::events) to the end of the connection. Events
/// that find 1024 others waiting are dropped.
///
/// ```no_run
/// # async fn run(client: nats_web::Client) {
/// let mut events = client.events();
/// tokio::spawn(async move {
///     while let Some(event) = events.next().await {
///         eprintln!("{event}");
///     }
/// });
/// # }
/// ```
#[derive(Debug)]
pub struct Events {
    outlet: Outlet<Event, ()>,
}

impl Events {
    /// Returns a stream of what happens to this client from now on.
    pub(crate) fn of(shared: &Shared) -> Self {
        let (queue, outlet) = Queue::new(LIMITS);
        shared.with(|state, wakes| state.listen(queue, wakes));
        Self { outlet }
    }

    /// Returns the next event; `None` once the connection is closed. As `StreamExt::next`, without an import. Dropping
    /// the future loses nothing.
    pub async fn next(&mut self) -> Option<Event> {
        std::future::poll_fn(|cx| self.outlet.poll_next(cx)).await
    }
}

impl Stream for Events {
    type Item = Event;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Event>> {
        self.outlet.poll_next(cx)
    }
}

/// How many events wait for a listener.
const LIMITS: Limits = Limits { items: 1024, weight: None };
