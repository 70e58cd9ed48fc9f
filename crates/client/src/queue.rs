//! What waits for a consumer: filled in batches by the driver, taken in batches by a stream.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// What a queue may hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) items: usize,
    /// What the items weigh together. A single one may weigh more.
    pub(crate) weight: Option<usize>,
}

/// What limits of weight count.
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

/// What became of an item.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Pushed {
    Kept,
    /// The queue is full.
    Dropped {
        /// Whether this is the first one since the consumer last kept up.
        first: bool,
    },
}

#[derive(Debug)]
struct Inner<T, E> {
    items: VecDeque<T>,
    limits: Limits,
    /// Of all items, if that is limited.
    weight: usize,
    dropped: u64,
    lagging: bool,
    end: Option<E>,
    waker: Option<Waker>,
}

impl<T, E: Clone> Queue<T, E> {
    /// A queue with these limits, which always holds one item, and what takes them out.
    pub(crate) fn new(limits: Limits) -> (Arc<Self>, Outlet<T, E>) {
        let inner =
            Inner { items: VecDeque::new(), limits, weight: 0, dropped: 0, lagging: false, end: None, waker: None };
        let queue = Arc::new(Self { inner: Mutex::new(inner) });
        (Arc::clone(&queue), Outlet { queue, taken: VecDeque::new() })
    }

    pub(crate) fn fill(&self) -> Filling<'_, T, E> {
        Filling(self.lock())
    }

    /// Nothing more comes; what waits can still be taken. Gives the consumer's waker.
    pub(crate) fn end(&self, end: E) -> Option<Waker> {
        let mut inner = self.lock();
        inner.end.get_or_insert(end);
        inner.waker.take()
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
        Pushed::Kept
    }
}

impl<T, E> Filling<'_, T, E> {
    /// The consumer's waker, if it waits.
    pub(crate) fn finish(mut self) -> Option<Waker> {
        self.0.waker.take()
    }
}

impl<T: Weigh, E: Clone> Outlet<T, E> {
    pub(crate) fn queue(&self) -> &Arc<Queue<T, E>> {
        &self.queue
    }

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
        drop(inner);
        Poll::Ready(item)
    }

    /// Waits for the end, and leaves the items.
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

    /// Items that wait.
    pub(crate) fn len(&self) -> usize {
        self.taken.len() + self.queue.lock().items.len()
    }

    /// Items that found the queue full.
    pub(crate) fn dropped(&self) -> u64 {
        self.queue.lock().dropped
    }

    /// Forgets what waits.
    pub(crate) fn clear(&mut self) {
        self.taken.clear();
        let mut inner = self.queue.lock();
        inner.weight = 0;
        inner.items.clear();
    }
}

impl<T: Weigh, E> Inner<T, E> {
    /// Whether one more item is within the limits; then its weight counts.
    #[inline]
    fn has_room(&mut self, item: &T) -> bool {
        let is_first = self.items.is_empty();
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

    /// The first item; some that follow may be moved to `taken`, which is empty. What has a weight that is limited stays
    /// here until it is asked for, so that it counts.
    fn take(&mut self, taken: &mut VecDeque<T>) -> Option<T> {
        let Limits { items: most, weight: heaviest } = self.limits;
        if heaviest.is_some() {
            taken.extend(self.items.pop_front());
        } else if self.items.len() <= BATCH {
            std::mem::swap(&mut self.items, taken);
        } else {
            taken.extend(self.items.drain(..BATCH));
        }
        let item = taken.pop_front();
        if let (Some(_), Some(item)) = (heaviest, &item) {
            self.weight -= item.weight();
        }
        self.lagging &= self.items.len() > most / 2 || heaviest.is_some_and(|heaviest| self.weight > heaviest / 2);
        item
    }
}

impl<T, E> Inner<T, E> {
    fn wait<R>(&mut self, cx: &Context<'_>) -> Poll<R> {
        match &mut self.waker {
            Some(waker) => waker.clone_from(cx.waker()),
            None => self.waker = Some(cx.waker().clone()),
        }
        Poll::Pending
    }
}

/// How many items a consumer takes at once.
const BATCH: usize = 256;

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
        queue.end("over");
        queue.end("again");
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
        assert_eq!(pushed[4], Pushed::Dropped { first: true }, "it had kept up in between");
    }

    #[test]
    fn a_heavy_queue_is_full_too_but_takes_any_single_item() {
        let (queue, mut outlet) = Queue::new(up_to(4, 10));
        let push = |item: u32| queue.fill().push(item);
        assert_eq!(push(50), Pushed::Kept);
        assert_eq!(push(1), Pushed::Dropped { first: true });
        assert_eq!(next(&mut outlet), Poll::Ready(Some(50)));
        assert_eq!([push(4), push(6)], [Pushed::Kept, Pushed::Kept]);
        assert_eq!(push(1), Pushed::Dropped { first: true }, "it had kept up in between");
        assert_eq!(push(0), Pushed::Kept);
        assert_eq!(next(&mut outlet), Poll::Ready(Some(4)));
        assert_eq!([push(5), push(4)], [Pushed::Dropped { first: false }, Pushed::Kept], "over half of it is used");
        assert_eq!(outlet.len(), 3);
        assert_eq!([next(&mut outlet), next(&mut outlet)], [Poll::Ready(Some(6)), Poll::Ready(Some(0))]);
        assert_eq!([push(6), push(7)], [Pushed::Kept, Pushed::Dropped { first: true }]);
        outlet.clear();
        assert_eq!([push(10), push(0), push(0), push(0)], [Pushed::Kept, Pushed::Kept, Pushed::Kept, Pushed::Kept]);
        assert_eq!(push(0), Pushed::Dropped { first: false }, "four are enough");
        assert_eq!(outlet.dropped(), 5);
    }
}
