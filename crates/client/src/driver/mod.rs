//! The run loop: carries out what the session says. It decides nothing.
//!
//! One task a client. It owns the socket, the timer and the user's futures; callers reach the session directly, and
//! wake it when there is something to send.

mod dialling;
#[cfg(feature = "jetstream")]
mod flow_handle;
#[cfg(feature = "jetstream")]
mod flow_queue;
#[cfg_attr(not(feature = "jetstream"), path = "no_flows.rs")]
mod flows;
mod inbound;
mod link;
mod outbound;
mod publishing;
mod receivers;
mod shared;

pub(crate) use publishing::header_block;
pub(crate) use receivers::{Inlet, Over};
#[cfg(feature = "service")]
pub(crate) use shared::StatsAsked;
pub(crate) use shared::{Progress, Shared, State};
#[cfg(feature = "jetstream")]
pub(crate) use {
    flow_handle::FlowHandle,
    flow_queue::{FlowItem, FlowOver, Notice},
    receivers::Reply,
};

use crate::auth::AuthMethods;
use crate::callback::Callback;
use crate::delay::{default_delay, millis};
use crate::error::ConnectionError;
use crate::runtime::{self, BoxFuture, DynFn, Timer};
use crate::server::{ReconnectToServer, Server};
use crate::server_info::ServerInfo;
use crate::transport::{Broken, Transport};
use inbound::Received;
use link::{Link, Stage};
use nats_web_core::{Credentials, DialId, Timestamp};
use shared::{Action, Parked};
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

pub(crate) type DelayFn = Arc<DynFn<u32, Duration>>;
/// Chooses the next server of the pool; its second argument is what the last one said of itself.
pub(crate) type ChooseServer = Callback<(Vec<Server>, ServerInfo), Option<ReconnectToServer>>;

/// The user's functions. They are called from the driver's task, never under the lock.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    pub(crate) auth: AuthMethods,
    pub(crate) delay: Option<DelayFn>,
    pub(crate) choose_server: Option<ChooseServer>,
}

impl fmt::Debug for Hooks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hooks").field("auth", &self.auth).field("delay", &self.delay.is_some()).finish()
    }
}

/// A client's task.
pub(crate) struct Driver<T: Transport> {
    shared: Arc<Shared>,
    transport: T,
    hooks: Hooks,
    link: Link<T::Socket>,
    asking: Option<(DialId, BoxFuture<Result<Credentials, crate::Error>>)>,
    /// The user's choice of a server.
    choosing: Option<BoxFuture<Option<ReconnectToServer>>>,
    /// Sockets that are being closed.
    closing: Vec<BoxFuture<()>>,
    timer: Timer,
    #[cfg(target_arch = "wasm32")]
    wake: runtime::WakeListener,
}

/// What comes after a turn.
enum Next {
    Turn,
    Wait,
    Over,
}

impl<T: Transport> Driver<T> {
    pub(crate) fn new(shared: Arc<Shared>, transport: T, hooks: Hooks) -> Self {
        Self {
            timer: Timer::new(shared.clock),
            #[cfg(target_arch = "wasm32")]
            wake: runtime::WakeListener::new(),
            shared,
            transport,
            hooks,
            link: Link::None,
            asking: None,
            choosing: None,
            closing: Vec::new(),
        }
    }

    fn now(&self) -> Timestamp {
        self.shared.clock.now()
    }

    /// Does what is to be done.
    fn perform(&mut self) {
        loop {
            let actions = self.shared.with(|state, _| {
                state.parked = None;
                std::mem::take(&mut state.actions)
            });
            if actions.is_empty() {
                return;
            }
            for action in actions {
                match action {
                    Action::Dial { dial, target } => {
                        self.link = Link::Dialling(dial, Stage::Opening, self.transport.dial(target));
                    }
                    Action::Secure { dial, tls_name } => self.secure(dial, tls_name),
                    Action::Hangup { dial, within } => self.hang_up(dial, within),
                    Action::AskCredentials { dial, nonce } => self.ask(dial, nonce),
                    #[cfg(feature = "service")]
                    Action::AskStats { asked, service, reply } => (asked.0)(&self.shared, service, &reply),
                    #[cfg(feature = "service")]
                    Action::Drop(asked) => drop(asked),
                    Action::AskServer { servers, info } => {
                        self.choosing = self.hooks.choose_server.as_ref().map(|choose| choose.call((servers, *info)));
                    }
                    Action::AskDelay { attempt } => {
                        let delay =
                            self.hooks.delay.as_ref().map_or_else(|| default_delay(attempt), |delay| delay(attempt));
                        let now = self.now();
                        self.shared.with(|state, _| state.session.handle_reconnect_delay(now, Some(millis(delay))));
                    }
                }
            }
        }
    }

    /// Reads until nothing is left or it was a lot, and takes what was read from `budget`. Returns whether the socket may
    /// have more.
    fn poll_inbound(&mut self, cx: &mut Context<'_>, budget: &mut usize) -> bool {
        for _ in 0..READS_PER_TURN {
            if *budget == 0 {
                break;
            }
            let Link::Open(open) = &mut self.link else { return false };
            // A handshake is for nobody who could be full.
            if !self.shared.gate.is_open(cx) && self.shared.read(|state| state.session.is_connected()) {
                return false;
            }
            match open.inbound.poll(cx, open.dial, &mut open.socket, &self.shared) {
                Received::Nothing => return false,
                Received::Some(bytes) => *budget = budget.saturating_sub(bytes),
                Received::Closed(broken) => {
                    self.link_closed(broken);
                    return false;
                }
            }
        }
        true
    }

    /// Writes until nothing is left or the socket takes no more. Returns whether it takes no more.
    fn poll_outbound(&mut self, cx: &mut Context<'_>) -> bool {
        let Link::Open(open) = &mut self.link else {
            self.shared.discard();
            return false;
        };
        match open.outbound.poll(cx, &mut open.socket, &self.shared) {
            Poll::Ready(Ok(())) => false,
            Poll::Pending => true,
            Poll::Ready(Err(broken)) => {
                self.link_broken(cx, broken);
                false
            }
        }
    }

    /// The socket takes nothing more. What the peer has said before that is read: it may be the reason.
    fn link_broken(&mut self, cx: &mut Context<'_>, mut broken: Broken) {
        while let Link::Open(open) = &mut self.link {
            match open.inbound.poll(cx, open.dial, &mut open.socket, &self.shared) {
                Received::Some(_) => {}
                Received::Nothing => break,
                Received::Closed(last) => {
                    if last.cause.is_some() {
                        broken = last;
                    }
                    break;
                }
            }
        }
        self.link_closed(broken);
    }

    fn link_closed(&mut self, broken: Broken) {
        if let Some(dial) = std::mem::replace(&mut self.link, Link::None).dial() {
            let now = self.now();
            self.shared.with(|state, _| {
                let Broken { words, cause } = broken;
                state.causes.dial = cause;
                state.session.handle_closed(now, dial, words);
            });
        }
    }

    /// A page that comes back may have lost its link without a word.
    #[cfg(target_arch = "wasm32")]
    fn poll_wake(&mut self, cx: &mut Context<'_>) {
        if self.wake.poll(cx).is_ready() {
            let buffered =
                if let Link::Open(open) = &self.link { crate::transport::Socket::buffered(&open.socket) } else { 0 };
            self.shared.probe(buffered);
        }
    }

    fn poll_closing(&mut self, cx: &mut Context<'_>) {
        self.closing.retain_mut(|socket| socket.as_mut().poll(cx).is_pending());
    }

    /// Ends a turn: sets the timer and waits for it and for callers, unless there is more to do.
    fn finish_turn(&mut self, cx: &mut Context<'_>, has_more: bool, is_blocked: bool) -> Next {
        let Self { shared, closing, timer, .. } = self;
        let (next, is_armed) = shared.with(|state, _| {
            // An end in error waits for no socket to be closed: there is nothing left to lose.
            if let Some(outcome) = &state.outcome
                && state.actions.is_empty()
                && (outcome.is_err() || closing.is_empty())
            {
                return (Next::Over, false);
            }
            if state.is_timer_late()
                && let Some(at) = state.session.poll_timeout()
            {
                timer.set(at);
                state.armed = Some(at);
            }
            let mut next = Next::Turn;
            if !has_more {
                state.parked = Some(Parked { waker: cx.waker().clone(), is_blocked });
                if state.has_work() {
                    state.parked = None;
                } else {
                    next = Next::Wait;
                }
            }
            (next, state.armed.is_some())
        });
        // This is how the timer learns whom to wake.
        if is_armed && timer.poll(cx).is_ready() {
            self.timer_fired();
            return Next::Turn;
        }
        next
    }

    fn timer_fired(&mut self) {
        let (now, timer) = (self.now(), &mut self.timer);
        let is_withheld = self.shared.gate.is_closed();
        self.shared.with(|state, _| {
            state.parked = None;
            if is_withheld {
                state.session.handle_withheld();
            }
            state.session.handle_timeout(now);
            state.armed = state.session.poll_timeout();
            if let Some(at) = state.armed {
                // A timer that came late comes once more: only then has everything been read that waited.
                timer.set(at.max(now.after(1)));
            }
        });
    }
}

impl<T: Transport> Future for Driver<T> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let driver = self.get_mut();
        let mut budget = READ_BUDGET_BYTES;
        #[cfg(target_arch = "wasm32")]
        driver.poll_wake(cx);
        for _ in 0..MAX_TURNS_PER_POLL {
            driver.perform();
            driver.poll_dial(cx);
            driver.poll_credentials(cx);
            driver.poll_choice(cx);
            let has_more = driver.poll_inbound(cx, &mut budget);
            let is_blocked = driver.poll_outbound(cx);
            driver.poll_closing(cx);
            match driver.finish_turn(cx, has_more, is_blocked) {
                Next::Over => return Poll::Ready(()),
                Next::Wait => return Poll::Pending,
                Next::Turn if budget == 0 => break,
                Next::Turn => {}
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
            _ => Err(ConnectionError::TaskGone),
        };
        let (unsent, actions, sinks) = self.shared.with(|state, _| {
            state.outcome = Some(outcome.clone());
            let State { large, actions, sinks, .. } = state;
            (std::mem::take(large), std::mem::take(actions), std::mem::take(sinks))
        });
        drop((unsent, actions));
        self.shared.progress.send_replace(Progress::Over(outcome));
        self.shared.tell_of_room(sinks);
    }
}

/// Parts of frames read before writing has its turn.
const READS_PER_TURN: usize = 16;
/// Bytes read before other tasks have their turn: fewer messages than wait for a subscriber by default, however small.
/// One that keeps up loses none because its client was held up.
const READ_BUDGET_BYTES: usize = 512 * 1024;
/// Turns before other tasks have theirs.
const MAX_TURNS_PER_POLL: usize = 8;
