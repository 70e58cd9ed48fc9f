//! One `setTimeout`.

use super::platform;
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;

/// Fires once it was set and the time is over; then it stays so until it is set again.
pub(crate) struct Alarm {
    state: Rc<RefCell<State>>,
    callback: Closure<dyn FnMut()>,
    handle: Option<i32>,
}

#[derive(Debug, Default)]
struct State {
    has_fired: bool,
    waker: Option<Waker>,
}

impl Alarm {
    pub(crate) fn new() -> Self {
        let state = Rc::new(RefCell::new(State::default()));
        let fired = Rc::clone(&state);
        let callback = Closure::new(move || {
            let waker = {
                let mut state = fired.borrow_mut();
                state.has_fired = true;
                state.waker.take()
            };
            if let Some(waker) = waker {
                waker.wake();
            }
        });
        Self { state, callback, handle: None }
    }

    /// Has it fire in so many milliseconds, and not when it was to fire before. Longer than 24 days is 24 days.
    pub(crate) fn set(&mut self, millis: f64) {
        self.clear();
        self.state.borrow_mut().has_fired = false;
        let callback = self.callback.as_ref().unchecked_ref();
        // What is behind the point would be cut off, and the timer fire too early.
        #[allow(clippy::cast_possible_truncation, reason = "saturates at the longest that platforms keep")]
        let millis = millis.ceil().max(0.0) as i32;
        let set = platform().set_timeout_with_callback_and_timeout_and_arguments_0(callback, millis);
        self.handle = set.ok();
    }

    /// Returns whether it was set and is yet to fire.
    pub(crate) fn is_set(&self) -> bool {
        self.handle.is_some() && !self.state.borrow().has_fired
    }

    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.state.borrow_mut();
        if state.has_fired {
            return Poll::Ready(());
        }
        match &mut state.waker {
            Some(waker) => waker.clone_from(cx.waker()),
            none => *none = Some(cx.waker().clone()),
        }
        Poll::Pending
    }

    fn clear(&mut self) {
        if let Some(handle) = self.handle.take() {
            platform().clear_timeout_with_handle(handle);
        }
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        self.clear();
    }
}

impl fmt::Debug for Alarm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Alarm").field("state", &self.state).finish_non_exhaustive()
    }
}
