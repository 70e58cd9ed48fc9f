//! The session and what belongs to it, shared by callers and driver.
//!
//! Everything happens in [`Shared::with`]: lock, command, distribute what the session says of it, unlock, and only then
//! wake whom it concerns. So no user code, wakers included, ever runs under the lock, and no slot of the session's is
//! used again before its end has been told.

mod events;

use super::receivers::{Receivers, Wakes};
use crate::error::{ConnectionError, FlushError, from_core::Causes};
use crate::queue::Queue;
use crate::runtime::Clock;
use crate::status::StatusEvent;
use bytes::Bytes;
use nats_web_core::service::Services;
use nats_web_core::{DialId, HeaderMap, Hole, Misuse, Outgoing, RequestId, Session, Timestamp};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// What callers, subscribers and the driver have in common.
#[derive(Debug)]
pub(crate) struct Shared {
    state: Mutex<State>,
    pub(crate) clock: Clock,
    /// Told when publishers that found the outbound buffer full may try again.
    pub(super) room: Notify,
    pub(crate) progress: watch::Sender<Progress>,
}

/// How far a client has come.
#[derive(Debug, Clone)]
pub(crate) enum Progress {
    Connecting,
    Connected,
    /// The driver is gone, and so are all sockets.
    Over(Result<(), ConnectionError>),
}

/// What the lock guards.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) session: Session,
    pub(crate) services: Services,
    pub(crate) receivers: Receivers,
    /// The large payloads that the session has announced, oldest first.
    pub(super) large: VecDeque<Bytes>,
    /// What the driver is to do.
    pub(super) actions: Vec<Action>,
    pub(super) parked: Option<Parked>,
    /// When the driver's timer fires.
    pub(super) armed: Option<Timestamp>,
    pub(super) causes: Causes,
    /// How the session ended.
    pub(super) outcome: Option<Result<(), ConnectionError>>,
    listeners: Vec<Arc<Queue<StatusEvent, ()>>>,
}

/// The driver, while it waits.
#[derive(Debug)]
pub(super) struct Parked {
    pub(super) waker: Waker,
    /// Whether the socket has yet to take what it was given: then there is no use in more.
    pub(super) is_blocked: bool,
}

/// What only the driver can do.
#[derive(Debug)]
pub(super) enum Action {
    Dial { dial: DialId, url: String },
    Hangup { dial: DialId, within: Duration },
    AskCredentials { dial: DialId, nonce: Option<String> },
    AskDelay { attempt: u32 },
}

impl Shared {
    pub(crate) fn new(session: Session) -> Arc<Self> {
        let state = State {
            session,
            services: Services::default(),
            receivers: Receivers::default(),
            large: VecDeque::new(),
            actions: Vec::new(),
            parked: None,
            armed: None,
            causes: Causes::default(),
            outcome: None,
            listeners: Vec::new(),
        };
        let progress = watch::Sender::new(Progress::Connecting);
        Arc::new(Self { state: Mutex::new(state), clock: Clock::new(), room: Notify::new(), progress })
    }

    /// Runs `command` on the state, sees to all that follows from it, and returns its result.
    pub(crate) fn with<R>(&self, command: impl FnOnce(&mut State, &mut Wakes) -> R) -> R {
        let mut wakes = Wakes::default();
        let mut state = self.lock();
        let result = command(&mut state, &mut wakes);
        state.settle(&mut wakes);
        drop(state);
        self.wake(wakes);
        result
    }

    /// Looks at the state, without changing it.
    pub(crate) fn read<R>(&self, look: impl FnOnce(&State) -> R) -> R {
        look(&self.lock())
    }

    /// Publishes a message, once there is room for it.
    pub(crate) async fn publish(
        &self,
        subject: &str,
        reply: &str,
        headers: Option<&HeaderMap>,
        mut payload: Bytes,
    ) -> Result<(), Misuse> {
        let headers = header_block(headers);
        let message = Outgoing {
            subject: subject.as_bytes(),
            reply: reply.as_bytes(),
            headers: &headers,
            payload: payload.len(),
        };
        self.with_room(|state| {
            let hole = state.session.publish(&message)?;
            state.fill(hole, &mut payload);
            Ok(())
        })
        .await
    }

    /// Runs a command that publishes, once there is room for it, and returns its result.
    pub(crate) async fn with_room<R>(
        &self,
        mut command: impl FnMut(&mut State) -> Result<R, Misuse>,
    ) -> Result<R, Misuse> {
        let mut attempt = || {
            self.with(|state, _| {
                let is_full = !state.session.has_room(0) && state.session.is_connected();
                if is_full { None } else { Some(command(state)) }
            })
        };
        loop {
            if let Some(result) = attempt() {
                return result;
            }
            let mut room = std::pin::pin!(self.room.notified());
            room.as_mut().enable();
            if let Some(result) = attempt() {
                return result;
            }
            room.await;
        }
    }

    /// Waits until the server has seen all that was sent before.
    pub(crate) async fn flush(&self) -> Result<(), FlushError> {
        let receiver = self.with(|state, _| {
            let flush = state.session.flush().map_err(|_| FlushError::Closed)?;
            Ok::<_, FlushError>(state.receivers.add_flush(flush))
        })?;
        match receiver.await {
            Ok(result) => result.map_err(FlushError::from),
            Err(_) => Err(FlushError::Closed),
        }
    }

    /// Gives a request up, unless it is over.
    pub(crate) fn cancel_request(&self, id: RequestId) {
        self.with(|state, _| {
            if state.session.cancel_request(id) {
                state.receivers.forget_request(id);
            }
        });
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wake(&self, wakes: Wakes) {
        for settled in wakes.settled {
            settled.send();
        }
        for waker in wakes.wakers {
            waker.wake();
        }
        if wakes.connected {
            self.progress.send_if_modified(|progress| {
                let first = matches!(progress, Progress::Connecting);
                if first {
                    *progress = Progress::Connected;
                }
                first
            });
        }
        if let Some(driver) = wakes.driver {
            driver.wake();
        }
    }
}

impl State {
    /// Puts the payload into its hole, or queues it if it is large.
    #[inline]
    pub(crate) fn fill(&mut self, hole: Hole, payload: &mut Bytes) {
        match hole {
            Hole::Inline(range) => self.session.outbound_mut(range).copy_from_slice(payload),
            Hole::Large => self.large.push_back(std::mem::take(payload)),
        }
    }

    /// Distributes what the session says, and wakes the driver if there is something to do for it.
    #[inline]
    fn settle(&mut self, wakes: &mut Wakes) {
        if self.session.has_event() || self.services.has_event() || self.receivers.is_lagging() {
            self.distribute(wakes);
        }
        if self.has_work() {
            wakes.driver = self.parked.take().map(|parked| parked.waker);
        }
    }

    /// Returns whether a parked driver has something to do.
    #[inline]
    pub(super) fn has_work(&self) -> bool {
        let Some(parked) = &self.parked else { return false };
        !self.actions.is_empty() || (self.session.has_transmit() && !parked.is_blocked) || self.is_timer_late()
    }

    /// Returns whether the driver's timer must fire earlier than it will.
    #[inline]
    pub(super) fn is_timer_late(&self) -> bool {
        match (self.session.poll_timeout(), self.armed) {
            (Some(at), Some(armed)) => at < armed,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }
}

/// Returns the header block as it is sent; empty for none.
pub(crate) fn header_block(headers: Option<&HeaderMap>) -> Vec<u8> {
    let mut block = Vec::new();
    if let Some(headers) = headers.filter(|headers| !headers.is_empty()) {
        headers.encode(&mut block);
    }
    block
}
