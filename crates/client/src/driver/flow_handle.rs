//! A flow, as whoever wants its messages holds it.

use super::flow_queue::{FlowItem, FlowOver, FlowQueue};
use super::shared::Shared;
use crate::message::RawMessage;
use crate::queue::{Limits, Outlet, Queue, Weigh};
use nats_web_core::{FlowId, Session, Timestamp};
use nats_web_jetstream::flows::{FlowError, Flows};
use std::sync::Arc;
use std::task::{Context, Poll};

/// A flow of one's own. Dropping it ends the flow.
#[derive(Debug)]
pub(crate) struct FlowHandle {
    shared: Arc<Shared>,
    id: FlowId,
    outlet: Outlet<FlowItem, FlowOver>,
    taken: Taken,
}

/// What was taken and the flow has not been told of.
#[derive(Debug, Default)]
struct Taken {
    messages: u64,
    bytes: u64,
    /// How many messages may be taken before the flow is told.
    due_after: u64,
}

impl FlowHandle {
    /// Begins a flow. What is beyond the limits is dropped.
    pub(crate) fn begin(
        shared: &Arc<Shared>,
        limits: Limits,
        begin: impl FnOnce(&mut Flows, &mut Session, Timestamp) -> Result<FlowId, FlowError>,
    ) -> Result<Self, FlowError> {
        let (queue, outlet): (Arc<FlowQueue>, _) = Queue::new(limits);
        let now = shared.clock.now();
        let id = shared.with(|state, _| {
            let id = begin(&mut state.flows.flows, &mut state.session, now)?;
            let subscription = state.flows.flows.subscription(id).ok_or(FlowError::Over)?;
            state.flows.hold(id, subscription, Arc::clone(&queue));
            state.receivers.add_flow(subscription, queue);
            Ok::<_, FlowError>(id)
        })?;
        Ok(Self { shared: Arc::clone(shared), id, outlet, taken: Taken::default() })
    }

    /// Returns what the flow has next; `None` once it has ended and all has been taken.
    pub(crate) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<FlowItem>> {
        let polled = self.outlet.poll_next(cx);
        match &polled {
            Poll::Ready(Some(FlowItem::Message(message))) => self.count(message),
            Poll::Pending => self.tell(),
            Poll::Ready(_) => {}
        }
        polled
    }

    /// Returns how the flow ended; `None` while it has not.
    pub(crate) fn over(&self) -> Option<FlowOver> {
        self.outlet.ended()
    }

    #[inline]
    fn count(&mut self, message: &RawMessage) {
        self.taken.messages += 1;
        self.taken.bytes += message.weight() as u64;
        if self.taken.messages >= self.taken.due_after {
            self.tell();
        }
    }

    /// Tells the flow what was taken.
    fn tell(&mut self) {
        let Taken { messages, bytes, .. } = std::mem::take(&mut self.taken);
        let (now, id) = (self.shared.clock.now(), self.id);
        if messages > 0 {
            self.taken.due_after = self.shared.with(|state, _| {
                state.flows.flows.took(&mut state.session, now, id, messages, bytes);
                state.flows.flows.due_after(id)
            });
        }
    }
}

impl Drop for FlowHandle {
    fn drop(&mut self) {
        if self.over().is_none() {
            let (now, id) = (self.shared.clock.now(), self.id);
            self.shared.with(|state, _| {
                state.flows.let_go(id);
                state.flows.flows.release(&mut state.session, now, id);
            });
        }
    }
}
