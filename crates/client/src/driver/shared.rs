//! The session and what belongs to it, shared by callers and driver.
//!
//! Everything happens in [`Shared::with`]: lock, command, distribute what the session says of it, unlock, and only then
//! wake whom it concerns. So no user code, wakers included, ever runs under the lock, and no slot of the session's is
//! used again before its end has been told.

use super::receivers::{Batch, Receivers};
use crate::error::{ConnectionError, from_core::Causes};
use crate::queue::Queue;
use crate::runtime::Clock;
use crate::status::StatusEvent;
use bytes::Bytes;
use nats_web_core::{ConnectionError as CoreError, DialId, Event, RequestId, Session, Timestamp};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use tokio::sync::{Notify, watch};

/// What callers, subscribers and the driver have in common.
#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<State>,
    pub(crate) clock: Clock,
    /// Told when publishers that found the outbound buffer full may try again.
    pub(crate) room: Notify,
    pub(crate) life: watch::Sender<Life>,
}

/// How far a client has come.
#[derive(Debug, Clone)]
pub(crate) enum Life {
    Connecting,
    Connected,
    /// The driver is gone, and so are all sockets.
    Over(Result<(), ConnectionError>),
}

/// What the lock guards.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) session: Session,
    pub(crate) receivers: Receivers,
    /// The large payloads that the session has announced, oldest first.
    pub(crate) large: VecDeque<Bytes>,
    /// What the driver is to do.
    pub(crate) actions: VecDeque<Action>,
    pub(crate) parked: Option<Parked>,
    /// When the driver's timer fires.
    pub(crate) armed: Option<Timestamp>,
    pub(crate) causes: Causes,
    /// How the session ended.
    pub(crate) outcome: Option<Result<(), ConnectionError>>,
    /// Reconnect delays asked for since the last connection.
    attempts: u32,
    listeners: Vec<Arc<Queue<StatusEvent, ()>>>,
}

/// The driver, while it waits.
#[derive(Debug)]
pub(crate) struct Parked {
    pub(crate) waker: Waker,
    /// Whether the socket has yet to take what it was given: then there is no use in more.
    pub(crate) is_blocked: bool,
}

/// What only the driver can do.
#[derive(Debug)]
pub(crate) enum Action {
    Dial { dial: DialId, url: String },
    Hangup { dial: DialId },
    AskCredentials { dial: DialId, nonce: Option<String> },
    AskDelay { attempt: u32 },
}

/// Who is to be woken once the lock is released.
#[derive(Debug, Default)]
pub(crate) struct Wakes {
    pub(crate) driver: Option<Waker>,
    pub(crate) wakers: Vec<Waker>,
    pub(crate) settled: Vec<super::receivers::Settled>,
    pub(crate) connected: bool,
}

impl Shared {
    pub(crate) fn new(session: Session) -> Arc<Self> {
        let state = State {
            session,
            receivers: Receivers::default(),
            large: VecDeque::new(),
            actions: VecDeque::new(),
            parked: None,
            armed: None,
            causes: Causes::default(),
            outcome: None,
            attempts: 0,
            listeners: Vec::new(),
        };
        let life = watch::Sender::new(Life::Connecting);
        Arc::new(Self { state: Mutex::new(state), clock: Clock::new(), room: Notify::new(), life })
    }

    /// Runs `command` on the state, and sees to all that follows from it.
    pub(crate) fn with<R>(&self, command: impl FnOnce(&mut State, &mut Wakes) -> R) -> R {
        let mut wakes = Wakes::default();
        let mut state = self.lock();
        let result = command(&mut state, &mut wakes);
        state.settle(&mut wakes);
        drop(state);
        wakes.fire(self);
        result
    }

    /// Looks at the state, without changing it.
    pub(crate) fn read<R>(&self, look: impl FnOnce(&State) -> R) -> R {
        look(&self.lock())
    }

    /// Gives a request up, unless it is over.
    pub(crate) fn give_up(&self, id: RequestId, serial: u64) {
        self.with(|state, _| {
            if state.receivers.forget_request(id, serial) {
                state.session.cancel_request(id);
            }
        });
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// What the frame handed to the session brings is given to these.
    pub(crate) fn split<'a>(&'a mut self, wakes: &'a mut Wakes) -> (&'a mut Session, Batch<'a>) {
        (&mut self.session, self.receivers.batch(wakes))
    }

    /// Adds a listener to what happens.
    pub(crate) fn listen(&mut self, listener: Arc<Queue<StatusEvent, ()>>, wakes: &mut Wakes) {
        if self.outcome.is_some() {
            wakes.wakers.extend(listener.end(()));
        } else {
            self.listeners.push(listener);
        }
    }

    pub(crate) fn report(&mut self, event: &StatusEvent, wakes: &mut Wakes) {
        self.listeners.retain(|listener| Arc::strong_count(listener) > 1);
        for listener in &self.listeners {
            let mut queue = listener.fill();
            queue.push(event.clone());
            wakes.wakers.extend(queue.finish());
        }
    }

    /// Distributes what the session says, and wakes the driver if there is something to do for it.
    #[inline]
    fn settle(&mut self, wakes: &mut Wakes) {
        if self.session.has_event() || self.receivers.is_lagging() {
            self.distribute(wakes);
        }
        if self.has_work() {
            wakes.driver = self.parked.take().map(|parked| parked.waker);
        }
    }

    /// Whether a parked driver has something to do.
    #[inline]
    pub(crate) fn has_work(&self) -> bool {
        let Some(parked) = &self.parked else { return false };
        !self.actions.is_empty() || (self.session.has_transmit() && !parked.is_blocked) || self.is_timer_late()
    }

    /// Whether the driver's timer must fire earlier than it will.
    #[inline]
    pub(crate) fn is_timer_late(&self) -> bool {
        match (self.session.poll_timeout(), self.armed) {
            (Some(at), Some(armed)) => at < armed,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }

    fn distribute(&mut self, wakes: &mut Wakes) {
        for subject in self.receivers.take_lagging() {
            self.report(&StatusEvent::SlowConsumer { subject }, wakes);
        }
        while let Some(event) = self.session.poll_event() {
            self.handle_event(event, wakes);
        }
    }

    fn handle_event(&mut self, event: Event, wakes: &mut Wakes) {
        match event {
            Event::Dial { dial, url } => {
                self.causes = Causes::default();
                self.actions.push_back(Action::Dial { dial, url });
            }
            Event::Hangup { dial } => self.actions.push_back(Action::Hangup { dial }),
            Event::CredentialsNeeded { dial, nonce } => {
                self.actions.push_back(Action::AskCredentials { dial, nonce });
            }
            Event::ReconnectDelayNeeded => {
                self.attempts = self.attempts.saturating_add(1);
                self.actions.push_back(Action::AskDelay { attempt: self.attempts });
            }
            Event::SubscriptionEnded { subscription, end } => {
                wakes.wakers.extend(self.receivers.end_subscription(subscription, end));
            }
            Event::RequestOver { request } => self.receivers.end_request(request, Ok(()), wakes),
            Event::RequestFailed { request, failure } => self.receivers.end_request(request, Err(failure), wakes),
            Event::Flushed { flush, result } => self.receivers.settle_flush(flush, result, wakes),
            Event::Connected { server, again } => {
                self.attempts = 0;
                wakes.connected = true;
                if again {
                    self.report(&StatusEvent::Reconnected { server }, wakes);
                }
            }
            Event::Closed { error } => self.handle_closed(error, wakes),
            Event::Info { .. } => {}
            event => {
                if let Some(event) = status_event(event) {
                    self.report(&event, wakes);
                }
            }
        }
    }

    fn handle_closed(&mut self, error: Option<CoreError>, wakes: &mut Wakes) {
        let server = self.session.server().to_owned();
        let causes = &mut self.causes;
        self.outcome = Some(error.map_or(Ok(()), |error| Err(ConnectionError::from_core(error, &server, causes))));
        for listener in self.listeners.drain(..) {
            wakes.wakers.extend(listener.end(()));
        }
    }
}

/// The events that are for the user's eyes only.
fn status_event(event: Event) -> Option<StatusEvent> {
    Some(match event {
        Event::Disconnected { server } => StatusEvent::Disconnected { server },
        Event::Reconnecting { server } => StatusEvent::Reconnecting { server },
        Event::ServersChanged { added, deleted } if added.is_empty() && deleted.is_empty() => return None,
        Event::ServersChanged { added, deleted } => StatusEvent::ServersChanged { added, deleted },
        Event::LameDuck { server } => StatusEvent::LameDuck { server },
        Event::ServerError(error) => StatusEvent::ServerError(error),
        Event::ProtocolBroken(CoreError::Protocol(error)) => StatusEvent::Protocol(error),
        Event::ProtocolBroken(CoreError::Info(error)) => StatusEvent::Info(error),
        Event::PingTimer { outstanding } => StatusEvent::PingTimer { outstanding },
        Event::Stale => StatusEvent::Stale,
        Event::ReconnectRequested => StatusEvent::ReconnectRequested,
        _ => return None,
    })
}

impl Wakes {
    fn fire(self, shared: &Shared) {
        for settled in self.settled {
            settled.send();
        }
        for waker in self.wakers {
            waker.wake();
        }
        if self.connected {
            shared.life.send_if_modified(|life| {
                let first = matches!(life, Life::Connecting);
                if first {
                    *life = Life::Connected;
                }
                first
            });
        }
        if let Some(driver) = self.driver {
            driver.wake();
        }
    }
}
