//! The moments at which an open link may be dead: the page comes back, or the network does.

use super::platform;
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use web_sys::{EventTarget, VisibilityState};

/// Listens for those moments, but not while the page is hidden.
pub(crate) struct WakeListener {
    state: Rc<RefCell<State>>,
    look: Closure<dyn FnMut()>,
}

#[derive(Debug, Default)]
struct State {
    has_woken: bool,
    waker: Option<Waker>,
}

impl WakeListener {
    pub(crate) fn new() -> Self {
        let state = Rc::<RefCell<State>>::default();
        let told = Rc::clone(&state);
        let look = Closure::new(move || {
            let document = platform().document();
            if document.is_some_and(|document| document.visibility_state() == VisibilityState::Hidden) {
                return;
            }
            let waker = {
                let mut state = told.borrow_mut();
                state.has_woken = true;
                state.waker.take()
            };
            if let Some(waker) = waker {
                waker.wake();
            }
        });
        let listener = Self { state, look };
        listener.each(|target, event, look| drop(target.add_event_listener_with_callback(event, look)));
        listener
    }

    /// Is ready once after such a moment.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.state.borrow_mut();
        match &mut state.waker {
            Some(waker) => waker.clone_from(cx.waker()),
            none => *none = Some(cx.waker().clone()),
        }
        if std::mem::take(&mut state.has_woken) { Poll::Ready(()) } else { Poll::Pending }
    }

    /// Does something for each event and where it takes place. A worker has fewer of them.
    fn each(&self, act: impl Fn(&EventTarget, &str, &js_sys::Function)) {
        let look = self.look.as_ref().unchecked_ref();
        let global = platform();
        act(&global, "online", look);
        act(&global, "pageshow", look);
        if let Some(document) = global.document() {
            act(&document, "visibilitychange", look);
        }
    }
}

impl Drop for WakeListener {
    fn drop(&mut self) {
        self.each(|target, event, look| drop(target.remove_event_listener_with_callback(event, look)));
    }
}

impl fmt::Debug for WakeListener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WakeListener").field("state", &self.state).finish_non_exhaustive()
    }
}
