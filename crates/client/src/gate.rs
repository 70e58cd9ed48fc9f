//! Whether the socket is read: not while a subscriber that has others wait is full.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Waker};

/// What full queues close and the driver looks at.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    /// How many queues are full.
    closed_by: usize,
    /// Whether it stays open from now on.
    is_off: bool,
    driver: Option<Waker>,
}

impl Inner {
    const fn is_open(&self) -> bool {
        self.is_off || self.closed_by == 0
    }
}

impl Gate {
    pub(crate) fn close(&self) {
        self.lock().closed_by += 1;
    }

    /// Takes back one [`close`](Self::close). Returns the driver's waker if it may go on.
    pub(crate) fn open(&self) -> Option<Waker> {
        let mut inner = self.lock();
        inner.closed_by = inner.closed_by.saturating_sub(1);
        if inner.closed_by == 0 { inner.driver.take() } else { None }
    }

    /// Opens it for good. Returns the driver's waker.
    pub(crate) fn turn_off(&self) -> Option<Waker> {
        let mut inner = self.lock();
        inner.is_off = true;
        inner.driver.take()
    }

    /// Returns whether it is open; if not, the task is woken once it is.
    pub(crate) fn is_open(&self, cx: &Context<'_>) -> bool {
        let mut inner = self.lock();
        let is_open = inner.is_open();
        if !is_open {
            inner.driver = Some(cx.waker().clone());
        }
        is_open
    }

    pub(crate) fn is_closed(&self) -> bool {
        !self.lock().is_open()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
