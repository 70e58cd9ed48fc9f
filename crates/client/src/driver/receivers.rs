//! Who waits for what the session has to give: subscribers, requests, flushes. Found by the session's slots.

use super::shared::Wakes;
use crate::message::Message;
use crate::queue::{Filling, Pushed, Queue};
use nats_web_core::{FlushFailure, FlushId, RequestFailure, RequestId, SubscriptionEnd, SubscriptionId, Target};
use std::sync::Arc;
use std::task::Waker;
use tokio::sync::oneshot;

/// Where a subscriber's messages wait.
#[derive(Debug)]
pub(crate) struct Inlet {
    pub(crate) subject: Box<str>,
    pub(crate) queue: Arc<Queue<Message, SubscriptionEnd>>,
}

pub(crate) type Reply = Result<Message, RequestFailure>;
/// How a request for several replies ended.
pub(crate) type Over = Result<(), RequestFailure>;
pub(crate) type Flushed = Result<(), FlushFailure>;

/// The tables.
#[derive(Debug, Default)]
pub(crate) struct Receivers {
    subscriptions: Vec<Option<Inlet>>,
    requests: Vec<Option<PendingRequest>>,
    flushes: Vec<(FlushId, oneshot::Sender<Flushed>)>,
    /// Tells the requests that used one slot apart.
    serial: u64,
    /// Subscriptions whose queue has just become full.
    lagging: Vec<SubscriptionId>,
}

#[derive(Debug)]
struct PendingRequest {
    serial: u64,
    takes: Takes,
}

/// Who gets what is replied.
#[derive(Debug)]
enum Takes {
    One(oneshot::Sender<Reply>),
    Many(Arc<Queue<Message, Over>>),
}

/// What is to be told once the lock is released.
#[derive(Debug)]
pub(crate) enum Settled {
    Request(oneshot::Sender<Reply>, Reply),
    Flush(oneshot::Sender<Flushed>, Flushed),
}

impl Settled {
    /// Nobody may be waiting any more; then nothing is lost.
    pub(crate) fn send(self) {
        match self {
            Self::Request(sender, reply) => drop(sender.send(reply)),
            Self::Flush(sender, result) => drop(sender.send(result)),
        }
    }
}

impl Receivers {
    pub(crate) fn add_subscription(&mut self, id: SubscriptionId, inlet: Inlet) {
        put(&mut self.subscriptions, id.as_u32(), inlet);
    }

    /// Whether the slot is this subscriber's still.
    pub(crate) fn serves(&self, id: SubscriptionId, queue: &Arc<Queue<Message, SubscriptionEnd>>) -> bool {
        self.subscriptions
            .get(id.as_u32() as usize)
            .and_then(Option::as_ref)
            .is_some_and(|inlet| Arc::ptr_eq(&inlet.queue, queue))
    }

    pub(crate) fn end_subscription(&mut self, id: SubscriptionId, end: SubscriptionEnd) -> Option<Waker> {
        self.subscriptions.get_mut(id.as_u32() as usize)?.take()?.queue.end(end)
    }

    /// A request's reply, and the number by which to give it up.
    pub(crate) fn add_request(&mut self, id: RequestId) -> (u64, oneshot::Receiver<Reply>) {
        let (reply, receiver) = oneshot::channel();
        (self.put_request(id, Takes::One(reply)), receiver)
    }

    /// Has a queue take the replies of a request; gives the number by which to give it up.
    pub(crate) fn add_request_for_many(&mut self, id: RequestId, queue: Arc<Queue<Message, Over>>) -> u64 {
        self.put_request(id, Takes::Many(queue))
    }

    fn put_request(&mut self, id: RequestId, takes: Takes) -> u64 {
        self.serial += 1;
        put(&mut self.requests, id.as_u32(), PendingRequest { serial: self.serial, takes });
        self.serial
    }

    /// Forgets a request; whether it was waiting.
    pub(crate) fn forget_request(&mut self, id: RequestId, serial: u64) -> bool {
        let Some(slot) = self.requests.get_mut(id.as_u32() as usize) else { return false };
        slot.take_if(|request| request.serial == serial).is_some()
    }

    pub(crate) fn end_request(&mut self, id: RequestId, over: Over, wakes: &mut Wakes) {
        let Some(request) = self.requests.get_mut(id.as_u32() as usize).and_then(Option::take) else { return };
        match (request.takes, over) {
            (Takes::Many(queue), over) => wakes.wakers.extend(queue.end(over)),
            (Takes::One(reply), Err(failure)) => wakes.settled.push(Settled::Request(reply, Err(failure))),
            // A request for one reply is over with that reply.
            (Takes::One(_), Ok(())) => {}
        }
    }

    pub(crate) fn add_flush(&mut self, id: FlushId) -> oneshot::Receiver<Flushed> {
        let (sender, receiver) = oneshot::channel();
        self.flushes.push((id, sender));
        receiver
    }

    pub(crate) fn settle_flush(&mut self, id: FlushId, result: Flushed, wakes: &mut Wakes) {
        if let Some(place) = self.flushes.iter().position(|(flush, _)| *flush == id) {
            let (_, sender) = self.flushes.remove(place);
            wakes.settled.push(Settled::Flush(sender, result));
        }
    }

    pub(crate) fn batch<'a>(&'a mut self, wakes: &'a mut Wakes) -> Batch<'a> {
        Batch {
            subscriptions: &self.subscriptions,
            requests: &mut self.requests,
            lagging: &mut self.lagging,
            filling: None,
            wakes,
        }
    }

    #[inline]
    pub(crate) fn is_lagging(&self) -> bool {
        !self.lagging.is_empty()
    }

    /// The subjects of subscriptions that do not keep up.
    pub(crate) fn take_lagging(&mut self) -> Vec<String> {
        let lagging = std::mem::take(&mut self.lagging);
        let inlets = lagging.into_iter().filter_map(|id| self.subscriptions.get(id.as_u32() as usize)?.as_ref());
        inlets.map(|inlet| inlet.subject.to_string()).collect()
    }
}

/// The deliveries of one input: a queue stays locked while messages for the same subscriber follow each other.
pub(crate) struct Batch<'a> {
    subscriptions: &'a [Option<Inlet>],
    requests: &'a mut [Option<PendingRequest>],
    lagging: &'a mut Vec<SubscriptionId>,
    filling: Option<(SubscriptionId, Filling<'a, Message, SubscriptionEnd>)>,
    wakes: &'a mut Wakes,
}

impl Batch<'_> {
    #[inline]
    pub(crate) fn deliver(&mut self, target: Target, message: Message) {
        match target {
            Target::Subscription(id) => self.push(id, message),
            Target::Request(id) => self.reply(id, message),
        }
    }

    fn reply(&mut self, id: RequestId, message: Message) {
        let Some(slot) = self.requests.get_mut(id.as_u32() as usize) else { return };
        match slot.take() {
            Some(PendingRequest { serial, takes: Takes::Many(queue) }) => {
                let mut filling = queue.fill();
                filling.push(message);
                self.wakes.wakers.extend(filling.finish());
                *slot = Some(PendingRequest { serial, takes: Takes::Many(queue) });
            }
            Some(PendingRequest { takes: Takes::One(reply), .. }) => {
                self.wakes.settled.push(Settled::Request(reply, Ok(message)));
            }
            None => {}
        }
    }

    #[inline]
    fn push(&mut self, id: SubscriptionId, message: Message) {
        if self.filling.as_ref().is_none_or(|(open, _)| *open != id) {
            self.close_queue();
            let inlet = self.subscriptions.get(id.as_u32() as usize).and_then(Option::as_ref);
            self.filling = inlet.map(|inlet| (id, inlet.queue.fill()));
        }
        let Some((_, filling)) = &mut self.filling else { return };
        if filling.push(message) == (Pushed::Dropped { first: true }) {
            self.lagging.push(id);
        }
    }

    fn close_queue(&mut self) {
        if let Some((_, filling)) = self.filling.take() {
            self.wakes.wakers.extend(filling.finish());
        }
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        self.close_queue();
    }
}

fn put<T>(slots: &mut Vec<Option<T>>, slot: u32, value: T) {
    let slot = slot as usize;
    if slots.len() <= slot {
        slots.resize_with(slot + 1, || None);
    }
    slots[slot] = Some(value);
}
