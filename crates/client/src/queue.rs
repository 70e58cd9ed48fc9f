//! The queue of items that wait for a consumer: filled by the driver, taken by a stream, several items at a time on either side.

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
        /// Whether this is the first one since the consumer last kept up.
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
    lagging: bool,
    end: Option<E>,
    waker: Option<Waker>,
}

impl<T, E: Clone> Queue<T, E> {
    /// Creates a queue with these limits, which always holds one item. Returns both of its ends.
    pub(crate) fn new(limits: Limits) -> (Arc<Self>, Outlet<T, E>) {
        let inner =
            Inner { items: VecDeque::new(), limits, weight: 0, dropped: 0, lagging: false, end: None, waker: None };
        let queue = Arc::new(Self { inner: Mutex::new(inner) });
        (Arc::clone(&queue), Outlet { queue, taken: VecDeque::new() })
    }

    pub(crate) fn fill(&self) -> Filling<'_, T, E> {
        Filling(self.lock())
    }

    /// Ends the queue; the items that wait can still be taken. Returns the consumer's waker.
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
        drop(inner);
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

    /// Returns how many items wait.
    pub(crate) fn len(&self) -> usize {
        self.taken.len() + self.queue.lock().items.len()
    }

    /// Returns how many items found the queue full.
    pub(crate) fn dropped(&self) -> u64 {
        self.queue.lock().dropped
    }

    /// Drops the items that wait.
    pub(crate) fn clear(&mut self) {
        self.taken.clear();
        let mut inner = self.queue.lock();
        inner.weight = 0;
        inner.items.clear();
    }
}

impl<T: Weigh, E> Inner<T, E> {
    /// Returns whether one more item is within the limits, and adds its weight if it is.
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

    /// Takes the first item and returns it; some that follow may be moved to `taken`, which is empty. Where weight is
    /// limited, they stay here until they are asked for, so that they count.
    fn take(&mut self, taken: &mut VecDeque<T>) -> Option<T> {
        let Limits { items: most, weight: heaviest } = self.limits;
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
