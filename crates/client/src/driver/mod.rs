//! The run loop: carries out what the session says. It decides nothing.
//!
//! One task a client. It owns the socket, the timer and the user's futures; callers reach the session directly, and
//! wake it when there is something to send.

mod inbound;
mod link;
mod receivers;
mod shared;

pub(crate) use link::MAX_WAITING;
pub(crate) use receivers::{Inlet, Over};
pub(crate) use shared::{Life, Shared, State};

use crate::auth::{Challenge, Ways};
use crate::error::BoxError;
use crate::runtime::{self, BoxFuture, Timer};
use crate::transport::Transport;
use link::{Link, Received};
use nats_web_core::{Credentials, DialId, Timestamp};
use shared::{Action, Parked};
use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

pub(crate) type DelayFn = Arc<dyn Fn(u32) -> Duration + Send + Sync>;

/// The user's functions. They are called from the driver's task, never under the lock.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    pub(crate) ways: Ways,
    pub(crate) delay: Option<DelayFn>,
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hooks").field("ways", &self.ways).field("delay", &self.delay.is_some()).finish()
    }
}

/// A client's task.
pub(crate) struct Driver<T: Transport> {
    shared: Arc<Shared>,
    transport: T,
    hooks: Hooks,
    link: Link<T::Socket>,
    asking: Option<(DialId, BoxFuture<Result<Credentials, BoxError>>)>,
    /// Sockets that say goodbye.
    leaving: Vec<BoxFuture<()>>,
    timer: Timer,
}

impl<T: Transport> Driver<T> {
    pub(crate) fn new(shared: Arc<Shared>, transport: T, hooks: Hooks) -> Self {
        let timer = Timer::new(shared.clock);
        Self { shared, transport, hooks, link: Link::None, asking: None, leaving: Vec::new(), timer }
    }

    fn now(&self) -> Timestamp {
        self.shared.clock.now()
    }

    /// Does what is to be done.
    fn perform(&mut self) {
        while let Some(action) = self.shared.with(|state, _| state.actions.pop_front()) {
            match action {
                Action::Dial { dial, url } => self.link = Link::Dialling(dial, self.transport.dial(url)),
                Action::Hangup { dial } => self.hang_up(dial),
                Action::AskCredentials { dial, nonce } => self.ask(dial, Challenge { nonce }),
                Action::AskDelay { attempt } => {
                    let delay = self.hooks.delay.as_ref().map_or(Duration::ZERO, |delay| delay(attempt));
                    let delay = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
                    let now = self.now();
                    self.shared.with(|state, _| state.session.handle_reconnect_delay(now, delay));
                }
            }
        }
    }

    fn ask(&mut self, dial: DialId, challenge: Challenge) {
        self.asking = Some((dial, self.hooks.ways.answer(challenge)));
    }

    fn hang_up(&mut self, dial: DialId) {
        if self.asking.as_ref().is_some_and(|(asked, _)| *asked == dial) {
            self.asking = None;
        }
        if self.link.dial() != Some(dial) {
            return;
        }
        if let Link::Open(open) = std::mem::replace(&mut self.link, Link::None) {
            let is_last = self.shared.read(|state| state.outcome.is_some());
            let rest = if is_last { self.shared.gather_rest() } else { VecDeque::new() };
            self.leaving.push(Box::pin(open.leave(rest)));
        }
    }

    fn poll_dial(&mut self, cx: &mut Context<'_>) {
        let Link::Dialling(dial, future) = &mut self.link else { return };
        let dial = *dial;
        let Poll::Ready(result) = future.as_mut().poll(cx) else { return };
        let now = self.now();
        match result {
            Ok(socket) => {
                self.link = Link::open(dial, socket);
                self.shared.with(|state, _| state.session.handle_opened(now, dial));
            }
            Err(error) => {
                self.link = Link::None;
                self.shared.with(|state, _| {
                    let why = error.to_string();
                    state.causes.dial = Some(error);
                    state.session.handle_closed(now, dial, why);
                });
            }
        }
    }

    fn poll_credentials(&mut self, cx: &mut Context<'_>) {
        let Some((dial, future)) = &mut self.asking else { return };
        let dial = *dial;
        let Poll::Ready(result) = future.as_mut().poll(cx) else { return };
        self.asking = None;
        let now = self.now();
        self.shared.with(|state, _| match result {
            Ok(credentials) => state.session.handle_credentials(now, dial, Some(&credentials)),
            Err(error) => {
                state.causes.credentials = Some(Arc::from(error));
                state.session.handle_credentials(now, dial, None);
            }
        });
    }

    /// Reads until nothing is left or it was a lot; whether the socket may have more. What is read is taken from `share`.
    fn poll_inbound(&mut self, cx: &mut Context<'_>, share: &mut usize) -> bool {
        for _ in 0..PARTS {
            if *share == 0 {
                break;
            }
            let Link::Open(open) = &mut self.link else { return false };
            match open.poll_receive(cx, &self.shared) {
                Received::Nothing => return false,
                Received::Some(bytes) => *share = share.saturating_sub(bytes),
                Received::Closed => {
                    self.link = Link::None;
                    return false;
                }
            }
        }
        true
    }

    /// Writes until nothing is left or the socket takes no more; whether it takes no more.
    fn poll_outbound(&mut self, cx: &mut Context<'_>) -> bool {
        let Link::Open(open) = &mut self.link else {
            self.shared.discard();
            return false;
        };
        match open.poll_send(cx, &self.shared) {
            Ok(Poll::Ready(())) => false,
            Ok(Poll::Pending) => true,
            Err(why) => {
                let (now, dial) = (self.shared.clock.now(), open.dial);
                self.link = Link::None;
                self.shared.with(|state, _| state.session.handle_closed(now, dial, why));
                false
            }
        }
    }

    fn poll_timer(&mut self, cx: &mut Context<'_>) {
        let timer = &mut self.timer;
        let is_set = self.shared.with(|state, _| {
            if state.is_timer_late()
                && let Some(at) = state.session.poll_timeout()
            {
                timer.set(at);
                state.armed = Some(at);
            }
            state.armed.is_some()
        });
        if !is_set || self.timer.poll(cx).is_pending() {
            return;
        }
        let now = self.now();
        let timer = &mut self.timer;
        let is_set = self.shared.with(|state, _| {
            state.session.handle_timeout(now);
            state.armed = state.session.poll_timeout();
            if let Some(at) = state.armed {
                // A timer that came late comes once more: only then has everything been read that waited.
                timer.set(at.max(now.after(1)));
            }
            state.armed.is_some()
        });
        // This is how the timer learns whom to wake.
        if is_set && self.timer.poll(cx).is_ready() {
            cx.waker().wake_by_ref();
        }
    }

    fn poll_leaving(&mut self, cx: &mut Context<'_>) {
        self.leaving.retain_mut(|socket| socket.as_mut().poll(cx).is_pending());
    }

    /// Waits for callers; false if one of them was faster.
    fn park(&self, cx: &Context<'_>, is_blocked: bool) -> bool {
        self.shared.with(|state, _| {
            state.parked = Some(Parked { waker: cx.waker().clone(), is_blocked });
            let busy = state.has_work();
            if busy {
                state.parked = None;
            }
            !busy
        })
    }

    /// An end in error waits for no goodbye: there is nothing left to lose.
    fn is_over(&self) -> bool {
        self.shared.read(|state| match &state.outcome {
            None => false,
            Some(outcome) => state.actions.is_empty() && (outcome.is_err() || self.leaving.is_empty()),
        })
    }
}

impl<T: Transport> Future for Driver<T> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let driver = self.get_mut();
        driver.shared.with(|state, _| state.parked = None);
        let mut share = SHARE;
        for _ in 0..TURNS {
            driver.perform();
            driver.poll_dial(cx);
            driver.poll_credentials(cx);
            let has_more = driver.poll_inbound(cx, &mut share);
            let is_blocked = driver.poll_outbound(cx);
            driver.poll_timer(cx);
            driver.poll_leaving(cx);
            if driver.is_over() {
                return Poll::Ready(());
            }
            if !has_more && driver.park(cx, is_blocked) {
                return Poll::Pending;
            }
            if share == 0 {
                break;
            }
        }
        runtime::give_way(cx);
        Poll::Pending
    }
}

impl<T: Transport> Unpin for Driver<T> {}

/// However the task ends, nobody waits for it in vain.
impl<T: Transport> Drop for Driver<T> {
    fn drop(&mut self) {
        let outcome = self.shared.with(|state, _| {
            let was_over = state.outcome.is_some();
            state.session.close();
            (was_over, state.outcome.clone())
        });
        let outcome = match outcome {
            (true, Some(outcome)) => outcome,
            _ => Err(crate::ConnectionError::TaskGone),
        };
        let unsent = self.shared.with(|state, _| {
            state.actions.clear();
            state.outcome = Some(outcome.clone());
            std::mem::take(&mut state.large)
        });
        drop(unsent);
        self.shared.life.send_replace(Life::Over(outcome));
        self.shared.room.notify_waiters();
    }
}

/// Parts of frames read before writing has its turn.
const PARTS: usize = 16;
/// Bytes read before other tasks have theirs: fewer messages than wait for a subscriber by default, however small. One
/// that keeps up loses none because its client was held up.
const SHARE: usize = 512 * 1024;
/// Turns before other tasks have theirs.
const TURNS: usize = 8;
