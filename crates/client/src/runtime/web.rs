//! Browsers and workers: everything happens in one thread, and goes by the turns of its event loop.

mod alarm;
mod wake;

pub(crate) use alarm::Alarm;
pub(crate) use wake::WakeListener;

use js_sys::global;
use nats_web_core::Timestamp;
use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll};
use std::time::Duration;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::Closure;
use web_sys::{MessageChannel, Window};

/// Returns whether this thread can run tasks: it always can.
pub(crate) fn is_here() -> bool {
    true
}

/// Runs a future to its end, in the background.
pub(crate) fn spawn(future: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(future);
}

/// Returns the future's output, if it comes in time.
pub(crate) async fn within<F: Future>(limit: Duration, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut alarm = Alarm::new();
    alarm.set(limit.as_secs_f64() * 1e3);
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => alarm.poll(cx).map(|()| None),
    })
    .await
}

/// Has the task polled again once what waits for the event loop has had its turn: timers, sockets, the page.
pub(crate) fn give_way(cx: &mut Context<'_>) {
    let waker = cx.waker().clone();
    // A timer would be held up for four milliseconds, and for a second in a page that is not seen.
    let sent = MessageChannel::new().and_then(|channel| {
        let port = channel.port1();
        let receiver = port.clone();
        let wake = Closure::once_into_js(move || {
            receiver.close();
            waker.wake();
        });
        port.set_onmessage(Some(wake.unchecked_ref()));
        channel.port2().post_message(&wasm_bindgen::JsValue::UNDEFINED)
    });
    if sent.is_err() {
        cx.waker().wake_by_ref();
    }
}

/// Returns 64 bits of the platform's best randomness.
pub(crate) fn seed() -> u64 {
    // All browsers and workers have it.
    getrandom::u64().unwrap_or_else(|_| (js_sys::Math::random() * 2.0_f64.powi(53)).to_bits())
}

/// Returns the system's time, in milliseconds since 1970.
pub(crate) fn unix_millis() -> u64 {
    whole(js_sys::Date::now())
}

/// Measures how long something takes.
#[cfg(feature = "service")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stopwatch(f64);

#[cfg(feature = "service")]
impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self(monotonic())
    }

    /// Returns the nanoseconds since the start.
    pub(crate) fn nanos(self) -> u64 {
        whole((monotonic() - self.0) * 1e6)
    }
}

/// Time since the client was made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    epoch: f64,
}

impl Clock {
    pub(crate) fn new() -> Self {
        Self { epoch: monotonic() }
    }

    pub(crate) fn now(self) -> Timestamp {
        Timestamp::from_millis(whole(monotonic() - self.epoch))
    }
}

/// The one timer of a client.
#[derive(Debug)]
pub(crate) struct Timer {
    alarm: Alarm,
    clock: Clock,
}

impl Timer {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { alarm: Alarm::new(), clock }
    }

    /// Fires once the clock has passed `at`, or earlier if that is weeks ahead.
    pub(crate) fn set(&mut self, at: Timestamp) {
        let due = self.clock.epoch + Duration::from_millis(at.as_millis()).as_secs_f64() * 1e3;
        self.alarm.set(due - monotonic());
    }

    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.alarm.poll(cx)
    }
}

/// Returns the milliseconds since the page or the worker began.
fn monotonic() -> f64 {
    platform().performance().map_or_else(js_sys::Date::now, |performance| performance.now())
}

/// Returns the global object, as which a worker has these functions, too.
fn platform() -> Window {
    global().unchecked_into()
}

/// Returns a number without what is behind its point.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates, and time does not go back")]
fn whole(number: f64) -> u64 {
    number as u64
}
