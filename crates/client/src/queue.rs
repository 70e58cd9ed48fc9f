//! What waits for a consumer: filled in batches by the driver, taken in batches by a stream.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

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
    capacity: usize,
    dropped: u64,
    lagging: bool,
    end: Option<E>,
    waker: Option<Waker>,
}

impl<T, E: Clone> Queue<T, E> {
    /// A queue that holds up to `capacity` items, and what takes them out.
    pub(crate) fn new(capacity: usize) -> (Arc<Self>, Outlet<T, E>) {
        let inner = Inner {
            items: VecDeque::new(),
            capacity: capacity.max(1),
            dropped: 0,
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

impl<T, E> Filling<'_, T, E> {
    #[inline]
    pub(crate) fn push(&mut self, item: T) -> Pushed {
        let inner = &mut *self.0;
        if inner.items.len() >= inner.capacity {
            inner.dropped += 1;
            return Pushed::Dropped { first: !std::mem::replace(&mut inner.lagging, true) };
        }
        inner.items.push_back(item);
        Pushed::Kept
    }

    /// The consumer's waker, if it waits.
    pub(crate) fn finish(mut self) -> Option<Waker> {
        self.0.waker.take()
    }
}

impl<T, E: Clone> Outlet<T, E> {
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
        if inner.items.len() <= BATCH {
            std::mem::swap(&mut inner.items, &mut self.taken);
        } else {
            self.taken.extend(inner.items.drain(..BATCH));
        }
        if inner.items.len() <= inner.capacity / 2 {
            inner.lagging = false;
        }
        drop(inner);
        Poll::Ready(self.taken.pop_front())
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
        self.queue.lock().items.clear();
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

    fn next(outlet: &mut Outlet<u32, &'static str>) -> Poll<Option<u32>> {
        outlet.poll_next(&mut Context::from_waker(Waker::noop()))
    }

    #[test]
    fn items_come_in_order_and_then_the_end() {
        let (queue, mut outlet) = Queue::new(10_000);
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
        let (queue, mut outlet) = Queue::new(4);
        let pushed: Vec<Pushed> = (0..7).map(|number| queue.fill().push(number)).collect();
        assert_eq!(pushed[3], Pushed::Kept);
        assert_eq!(pushed[4], Pushed::Dropped { first: true });
        assert_eq!(pushed[5], Pushed::Dropped { first: false });
        assert_eq!(outlet.dropped(), 3);
        assert_eq!(next(&mut outlet), Poll::Ready(Some(0)));
        let pushed: Vec<Pushed> = (0..5).map(|number| queue.fill().push(number)).collect();
        assert_eq!(pushed[4], Pushed::Dropped { first: true }, "it had kept up in between");
    }
}
