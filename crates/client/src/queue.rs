//! The queue of items that wait for a consumer: filled by the driver, taken by a stream, several items at a time on either side.

use crate::gate::Gate;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// The limits of a queue.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) items: usize,
    /// The most that the items weigh together. A single one may weigh more.
    pub(crate) weight: Option<usize>,
}

/// An item whose weight a limit can count.
pub(crate) trait Weigh {
    fn weight(&self) -> usize;
}

/// The producer's end.
#[derive(Debug)]
pub(crate) struct Queue<T, E> {
    inner: Mutex<Inner<T, E>>,
}

/// The consumer's end.
#[derive(Debug)]
pub(crate) struct Outlet<T, E> {
    queue: Arc<Queue<T, E>>,
    /// Taken from the queue, not yet handed out.
    taken: VecDeque<T>,
}

/// A queue that is being filled.
pub(crate) struct Filling<'a, T, E>(MutexGuard<'a, Inner<T, E>>);

/// The outcome of a push.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Pushed {
    Kept,
    /// The queue is full.
    Dropped {
        /// Whether this is the first one since that was last told.
        first: bool,
    },
}

#[derive(Debug)]
struct Inner<T, E> {
    items: VecDeque<T>,
    limits: Limits,
    /// The weight of all items, if that is limited.
    weight: usize,
    dropped: u64,
    /// What is closed while the queue is full, rather than that items are dropped.
    gate: Option<Arc<Gate>>,
    closes_gate: bool,
    /// Whether it leaves the gate open from now on.
    has_left_gate: bool,
    lagging: bool,
    end: Option<E>,
    waker: Option<Waker>,
}

impl<T, E: Clone> Queue<T, E> {
    /// Creates a queue with these limits, which always holds one item. Returns both of its ends.
    pub(crate) fn new(limits: Limits) -> (Arc<Self>, Outlet<T, E>) {
        Self::gated(limits, None)
    }

    /// Creates a queue that drops nothing: while it is full, it closes the gate.
    pub(crate) fn gated(limits: Limits, gate: Option<Arc<Gate>>) -> (Arc<Self>, Outlet<T, E>) {
        let inner = Inner {
            items: VecDeque::new(),
            limits,
            weight: 0,
            dropped: 0,
            gate,
            closes_gate: false,
            has_left_gate: false,
            lagging: false,
            end: None,
            waker: None,
        };
        let queue = Arc::new(Self { inner: Mutex::new(inner) });
        (Arc::clone(&queue), Outlet { queue, taken: VecDeque::new() })
    }

    pub(crate) fn fill(&self) -> Filling<'_, T, E> {
        Filling(self.lock())
    }

    /// Notes that it was told that items are dropped.
    pub(crate) fn told(&self) {
        self.lock().lagging = false;
    }

    /// Ends the queue; the items that wait can still be taken. Returns whom to wake.
    pub(crate) fn end(&self, end: E) -> impl Iterator<Item = Waker> + use<T, E> {
        let mut inner = self.lock();
        inner.end.get_or_insert(end);
        [inner.waker.take(), inner.leave_gate()].into_iter().flatten()
    }

    fn lock(&self) -> MutexGuard<'_, Inner<T, E>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Weigh, E> Filling<'_, T, E> {
    #[inline]
    pub(crate) fn push(&mut self, item: T) -> Pushed {
        let inner = &mut *self.0;
        if !inner.has_room(&item) {
            inner.dropped += 1;
            return Pushed::Dropped { first: !std::mem::replace(&mut inner.lagging, true) };
        }
        inner.items.push_back(item);
        if inner.gate.is_some() {
            inner.close_gate();
        }
        Pushed::Kept
    }
}

impl<T, E> Filling<'_, T, E> {
    /// Appends an item that no limit counts. If the items at the end that are of its `kind` have one that is the `same`, it
    /// takes the place of that.
    #[cfg(feature = "jetstream")]
    pub(crate) fn push_last_of(&mut self, item: T, kind: impl Fn(&T) -> bool, same: impl Fn(&T) -> bool) {
        let items = &mut self.0.items;
        let run = items.iter().rev().take_while(|item| kind(item)).position(same);
        if let Some(from_end) = run {
            items.remove(items.len() - 1 - from_end);
        }
        items.push_back(item);
    }

    /// Ends the filling. Returns the consumer's waker, if it waits.
    pub(crate) fn finish(mut self) -> Option<Waker> {
        self.0.waker.take()
    }
}

impl<T: Weigh, E: Clone> Outlet<T, E> {
    #[inline]
    pub(crate) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<T>> {
        if let Some(item) = self.taken.pop_front() {
            return Poll::Ready(Some(item));
        }
        let mut inner = self.queue.lock();
        if inner.items.is_empty() {
            return if inner.end.is_some() { Poll::Ready(None) } else { inner.wait(cx) };
        }
        let item = inner.take(&mut self.taken);
        let driver = if inner.closes_gate { inner.open_gate() } else { None };
        drop(inner);
        if let Some(driver) = driver {
            driver.wake();
        }
        Poll::Ready(item)
    }

    /// Waits for the end of the queue, and leaves the items.
    pub(crate) fn poll_end(&self, cx: &mut Context<'_>) -> Poll<E> {
        let mut inner = self.queue.lock();
        match inner.end.clone() {
            Some(end) => Poll::Ready(end),
            None => inner.wait(cx),
        }
    }

    pub(crate) fn ended(&self) -> Option<E> {
        self.queue.lock().end.clone()
    }

    /// Has the queue take what comes from now on, whether it is full or not.
    pub(crate) fn leave_gate(&self) {
        let driver = self.queue.lock().leave_gate();
        if let Some(driver) = driver {
            driver.wake();
        }
    }

    /// Returns how many items wait.
    pub(crate) fn len(&self) -> usize {
        self.taken.len() + self.queue.lock().items.len()
    }

    /// Returns how many items found the queue full.
    pub(crate) fn dropped(&self) -> u64 {
        self.queue.lock().dropped
    }
}

impl<T: Weigh, E> Inner<T, E> {
    /// Returns whether one more item is within the limits, and adds its weight if it is.
    #[inline]
    fn has_room(&mut self, item: &T) -> bool {
        let is_first = self.items.is_empty() || self.gate.is_some();
        if self.items.len() >= self.limits.items && !is_first {
            return false;
        }
        let Some(limit) = self.limits.weight else { return true };
        let weight = self.weight.saturating_add(item.weight());
        let fits = weight <= limit || is_first;
        if fits {
            self.weight = weight;
        }
        fits
    }

    /// Takes the first item and returns it; some that follow may be moved to `taken`, which is empty. Where weight is
    /// limited, they stay here until they are asked for, so that they count.
    fn take(&mut self, taken: &mut VecDeque<T>) -> Option<T> {
        let heaviest = self.limits.weight;
        if heaviest.is_some() {
            taken.extend(self.items.pop_front());
        } else if self.items.len() <= TAKEN_AT_ONCE {
            std::mem::swap(&mut self.items, taken);
        } else {
            taken.extend(self.items.drain(..TAKEN_AT_ONCE));
        }
        let item = taken.pop_front();
        if let (Some(_), Some(item)) = (heaviest, &item) {
            self.weight -= item.weight();
        }
        item
    }
}

impl<T, E> Inner<T, E> {
    /// Closes the gate if the queue is full.
    fn close_gate(&mut self) {
        let Limits { items, weight, .. } = self.limits;
        let is_full = self.items.len() >= items || weight.is_some_and(|most| self.weight >= most);
        if let Some(gate) = &self.gate
            && is_full
            && !self.closes_gate
            && !self.has_left_gate
        {
            self.closes_gate = true;
            gate.close();
        }
    }

    /// Opens the gate if half of the queue is free. Returns whom to wake.
    fn open_gate(&mut self) -> Option<Waker> {
        let Limits { items, weight, .. } = self.limits;
        let is_low = self.items.len() <= items / 2 && weight.is_none_or(|most| self.weight <= most / 2);
        if !is_low {
            return None;
        }
        self.closes_gate = false;
        self.gate.as_ref()?.open()
    }

    /// Opens the gate for good, as far as this queue is concerned. Returns whom to wake.
    fn leave_gate(&mut self) -> Option<Waker> {
        self.has_left_gate = true;
        if std::mem::take(&mut self.closes_gate) { self.gate.as_ref()?.open() } else { None }
    }

    fn wait<R>(&mut self, cx: &Context<'_>) -> Poll<R> {
        match &mut self.waker {
            Some(waker) => waker.clone_from(cx.waker()),
            None => self.waker = Some(cx.waker().clone()),
        }
        Poll::Pending
    }
}

/// How many items a consumer takes at once.
const TAKEN_AT_ONCE: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    impl Weigh for u32 {
        fn weight(&self) -> usize {
            *self as usize
        }
    }

    fn up_to(items: usize, weight: impl Into<Option<usize>>) -> Limits {
        Limits { items, weight: weight.into() }
    }

    fn next(outlet: &mut Outlet<u32, &'static str>) -> Poll<Option<u32>> {
        outlet.poll_next(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn items_come_in_order_and_then_the_end() {
        let (queue, mut outlet) = Queue::new(up_to(10_000, None));
        assert_eq!(next(&mut outlet), Poll::Pending);
        for number in 0..1_000 {
            assert_eq!(queue.fill().push(number), Pushed::Kept);
        }
        drop(queue.end("over"));
        drop(queue.end("again"));
        assert_eq!(outlet.len(), 1_000);
        for number in 0..1_000 {
            assert_eq!(next(&mut outlet), Poll::Ready(Some(number)));
        }
        assert_eq!(next(&mut outlet), Poll::Ready(None));
        assert_eq!(outlet.ended(), Some("over"));
    }

    #[test]
    fn a_full_queue_drops_the_newest_and_says_so_once() {
        let (queue, mut outlet) = Queue::new(up_to(4, None));
        let pushed: Vec<Pushed> = (0..7).map(|number| queue.fill().push(number)).collect();
        assert_eq!(pushed[3], Pushed::Kept);
        assert_eq!(pushed[4], Pushed::Dropped { first: true });
        assert_eq!(pushed[5], Pushed::Dropped { first: false });
        assert_eq!(outlet.dropped(), 3);
        assert_eq!(next(&mut outlet), Poll::Ready(Some(0)));
        let pushed: Vec<Pushed> = (0..5).map(|number| queue.fill().push(number)).collect();
        assert_eq!(pushed[4], Pushed::Dropped { first: false });
        queue.told();
        assert_eq!(queue.fill().push(9), Pushed::Dropped { first: true });
    }

    #[test]
    fn a_gated_queue_keeps_everything_and_closes_the_gate_while_it_is_full() {
        let gate = Arc::new(Gate::default());
        let (queue, mut outlet) = Queue::gated(up_to(4, None), Some(Arc::clone(&gate)));
        let is_open = || gate.is_open(&Context::from_waker(Waker::noop()));
        for (number, open) in [(0, true), (1, true), (2, true), (3, false), (4, false), (5, false)] {
            assert_eq!((queue.fill().push(number), is_open()), (Pushed::Kept, open), "{number}");
        }
        assert_eq!((next(&mut outlet), is_open()), (Poll::Ready(Some(0)), true), "all were taken at once");
        for number in 0..4 {
            queue.fill().push(number);
        }
        assert!(!is_open());
        queue.end("over").for_each(Waker::wake);
        assert!(is_open());
        assert_eq!(outlet.len(), 9);
        let (queue, outlet) = Queue::<u32, ()>::gated(up_to(4, 10), Some(Arc::clone(&gate)));
        assert_eq!((queue.fill().push(10), is_open()), (Pushed::Kept, false), "it is heavy");
        outlet.leave_gate();
        assert_eq!((queue.fill().push(10), is_open()), (Pushed::Kept, true));
    }

    #[test]
    fn a_heavy_queue_is_full_too_but_takes_any_single_item() {
        let (queue, mut outlet) = Queue::new(up_to(4, 10));
        let push = |item: u32| queue.fill().push(item);
        assert_eq!(push(50), Pushed::Kept);
        assert_eq!(push(1), Pushed::Dropped { first: true });
        assert_eq!(next(&mut outlet), Poll::Ready(Some(50)));
        assert_eq!([push(4), push(6)], [Pushed::Kept, Pushed::Kept]);
        assert_eq!(push(1), Pushed::Dropped { first: false });
        assert_eq!(push(0), Pushed::Kept);
        assert_eq!(next(&mut outlet), Poll::Ready(Some(4)));
        assert_eq!([push(5), push(4)], [Pushed::Dropped { first: false }, Pushed::Kept], "over half of it is used");
        assert_eq!(outlet.len(), 3);
        assert_eq!([next(&mut outlet), next(&mut outlet)], [Poll::Ready(Some(6)), Poll::Ready(Some(0))]);
        assert_eq!([push(6), push(7)], [Pushed::Kept, Pushed::Dropped { first: false }]);
        assert_eq!(outlet.dropped(), 4);
    }
}
