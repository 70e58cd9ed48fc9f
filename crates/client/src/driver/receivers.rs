//! Who waits for what the session has to give: subscribers, requests, flushes. Found by the session's slots.

use crate::message::RawMessage;
use crate::queue::Queue;
use nats_web_core::{FlushFailure, FlushId, RequestFailure, RequestId, SubscriptionEnd, SubscriptionId};
use std::collections::VecDeque;
use std::sync::Arc;
use std::task::Waker;
use tokio::sync::{OwnedSemaphorePermit, oneshot};

/// Where a subscriber's messages wait.
#[derive(Debug)]
pub(crate) struct Inlet {
    pub(crate) queue: Arc<Queue<RawMessage, SubscriptionEnd>>,
}

/// Who gets the messages of a subscription.
#[derive(Debug)]
pub(super) enum Receiver {
    Subscriber(Inlet),
    #[cfg(feature = "jetstream")]
    Flow(Arc<super::flow_queue::FlowQueue>),
}

pub(crate) type Reply = Result<RawMessage, RequestFailure>;
/// How a request for several replies ended.
pub(crate) type Over = Result<(), RequestFailure>;
pub(crate) type Flushed = Result<(), FlushFailure>;

/// The tables.
#[derive(Debug, Default)]
pub(crate) struct Receivers {
    pub(super) subscriptions: Vec<Option<Receiver>>,
    pub(super) requests: Vec<Option<PendingRequest>>,
    flushes: VecDeque<(FlushId, oneshot::Sender<Flushed>)>,
    /// Subscriptions whose queue has just become full.
    pub(super) lagging: Vec<SubscriptionId>,
}

/// Who gets the replies of a request.
#[derive(Debug)]
pub(super) enum PendingRequest {
    /// One reply.
    One(Asker),
    /// Several.
    Many(Arc<Queue<RawMessage, Over>>),
}

/// Who waits for the one reply of a request.
#[derive(Debug)]
pub(super) struct Asker {
    reply: oneshot::Sender<Reply>,
    /// What others may have once the request is over.
    _permit: Option<OwnedSemaphorePermit>,
}

/// Whom to wake once the lock is released, and what to tell them.
#[derive(Debug, Default)]
pub(crate) struct Wakes {
    pub(crate) wakers: Vec<Waker>,
    pub(super) settled: Vec<Settled>,
    /// Whether the handshake is over.
    pub(super) connected: bool,
    pub(super) driver: Option<Waker>,
}

/// The outcome of a request or a flush.
#[derive(Debug)]
pub(super) enum Settled {
    Request(Asker, Reply),
    Flush(oneshot::Sender<Flushed>, Flushed),
}

impl Wakes {
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.wakers.is_empty() && self.settled.is_empty() && !self.connected && self.driver.is_none()
    }
}

impl Settled {
    /// Tells whoever waits. If nobody does any more, nothing is lost.
    pub(super) fn send(self) {
        match self {
            Self::Request(asker, reply) => drop(asker.reply.send(reply)),
            Self::Flush(sender, result) => drop(sender.send(result)),
        }
    }
}

impl Receivers {
    pub(crate) fn add_subscription(&mut self, id: SubscriptionId, inlet: Inlet) {
        put(&mut self.subscriptions, id.slot, Receiver::Subscriber(inlet));
    }

    /// Has a queue take the messages of a flow.
    #[cfg(feature = "jetstream")]
    pub(super) fn add_flow(&mut self, id: SubscriptionId, queue: Arc<super::flow_queue::FlowQueue>) {
        put(&mut self.subscriptions, id.slot, Receiver::Flow(queue));
    }

    /// Whoever gets the messages of a subscription gets those of another one from now on.
    #[cfg(feature = "jetstream")]
    pub(super) fn move_subscription(&mut self, from: SubscriptionId, to: SubscriptionId) {
        if let Some(receiver) = take(&mut self.subscriptions, from.slot) {
            put(&mut self.subscriptions, to.slot, receiver);
        }
    }

    pub(super) fn end_subscription(&mut self, id: SubscriptionId, end: SubscriptionEnd, wakes: &mut Wakes) {
        match take(&mut self.subscriptions, id.slot) {
            Some(Receiver::Subscriber(inlet)) => wakes.wakers.extend(inlet.queue.end(end)),
            // A flow says itself how it ends.
            #[cfg(feature = "jetstream")]
            Some(Receiver::Flow(_)) => {}
            None => {}
        }
    }

    /// Returns where the one reply of a request will come. A permit is given back once the request is over.
    pub(crate) fn add_request(
        &mut self,
        id: RequestId,
        permit: Option<OwnedSemaphorePermit>,
    ) -> oneshot::Receiver<Reply> {
        let (reply, receiver) = oneshot::channel();
        put(&mut self.requests, id.slot, PendingRequest::One(Asker { reply, _permit: permit }));
        receiver
    }

    /// Has a queue take the replies of a request.
    pub(crate) fn add_request_for_many(&mut self, id: RequestId, queue: Arc<Queue<RawMessage, Over>>) {
        put(&mut self.requests, id.slot, PendingRequest::Many(queue));
    }

    /// Returns who waited for replies, to be dropped once the lock is released.
    pub(super) fn forget_request(&mut self, id: RequestId) -> Option<PendingRequest> {
        take(&mut self.requests, id.slot)
    }

    pub(super) fn end_request(&mut self, id: RequestId, over: Over, wakes: &mut Wakes) {
        match (take(&mut self.requests, id.slot), over) {
            (Some(PendingRequest::Many(queue)), over) => wakes.wakers.extend(queue.end(over)),
            (Some(PendingRequest::One(reply)), Err(failure)) => {
                wakes.settled.push(Settled::Request(reply, Err(failure)));
            }
            // A request for one reply is over with that reply.
            (Some(PendingRequest::One(_)), Ok(())) | (None, _) => {}
        }
    }

    pub(super) fn add_flush(&mut self, id: FlushId) -> oneshot::Receiver<Flushed> {
        let (sender, receiver) = oneshot::channel();
        self.flushes.push_back((id, sender));
        receiver
    }

    pub(super) fn settle_flush(&mut self, id: FlushId, result: Flushed, wakes: &mut Wakes) {
        wakes.settled.extend(self.take_flush(id).map(|sender| Settled::Flush(sender, result)));
    }

    /// Forgets a flush that nobody waits for any more.
    pub(super) fn forget_flush(&mut self, id: FlushId) {
        self.take_flush(id);
    }

    fn take_flush(&mut self, id: FlushId) -> Option<oneshot::Sender<Flushed>> {
        let place = self.flushes.iter().position(|(flush, _)| *flush == id)?;
        Some(self.flushes.remove(place)?.1)
    }

    #[inline]
    pub(super) fn is_lagging(&self) -> bool {
        !self.lagging.is_empty()
    }

    /// Takes the subscriptions that have lost messages since the last time.
    pub(super) fn take_lagging(&mut self) -> Vec<SubscriptionId> {
        let lagging = std::mem::take(&mut self.lagging);
        for receiver in lagging.iter().filter_map(|id| self.subscriptions.get(id.slot as usize)?.as_ref()) {
            match receiver {
                Receiver::Subscriber(inlet) => inlet.queue.told(),
                #[cfg(feature = "jetstream")]
                Receiver::Flow(queue) => queue.told(),
            }
        }
        lagging
    }
}

fn put<T>(slots: &mut Vec<Option<T>>, slot: u32, value: T) {
    let slot = slot as usize;
    if slots.len() <= slot {
        slots.resize_with(slot + 1, || None);
    }
    slots[slot] = Some(value);
}

fn take<T>(slots: &mut [Option<T>], slot: u32) -> Option<T> {
    slots.get_mut(slot as usize)?.take()
}
