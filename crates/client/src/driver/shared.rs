//! The session and what belongs to it, shared by callers and driver.
//!
//! Everything happens in [`Shared::with`]: lock, command, distribute what the session says of it, unlock, and only then
//! wake whom it concerns. So no user code, wakers included, ever runs under the lock, and no slot of the session's is
//! used again before its end has been told.

mod events;

use super::flows::FlowTable;
use super::receivers::{Receivers, Wakes};
use crate::client::{FlushError, FlushErrorKind, Statistics};
#[cfg(feature = "jetstream")]
use crate::delay::millis;
use crate::error::{ConnectionError, Error, FlushFailure, Misuse, from_core::Causes};
use crate::events::Event;
use crate::gate::Gate;
use crate::queue::Queue;
use crate::runtime::Clock;
use crate::server::{Pool, Server};
use crate::server_info::ServerInfo;
use crate::transport::DialTarget;
use bytes::Bytes;
#[cfg(feature = "service")]
use nats_web_core::FlowId;
use nats_web_core::service::Services;
use nats_web_core::{DialId, FlushId, RequestId, Session, Timestamp};
use std::collections::VecDeque;
#[cfg(feature = "service")]
use std::fmt;
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
    pub(crate) statistics: Arc<Statistics>,
    /// Whether the socket is read.
    pub(crate) gate: Arc<Gate>,
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
    pub(super) flows: FlowTable,
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
    listeners: Vec<Arc<Queue<Event, ()>>>,
    /// The functions that services ask for data of the user's.
    #[cfg(feature = "service")]
    pub(crate) stats_handlers: Vec<(FlowId, StatsAsked)>,
    /// Sinks that found the outbound buffer full.
    pub(super) sinks: Vec<Waker>,
    /// What the session's pool does not know of the servers.
    pub(crate) pool: Pool,
    /// What the server last said of itself.
    pub(crate) info: Option<ServerInfo>,
    /// Whether some server ever accepted this client.
    pub(crate) has_connected: bool,
}

/// The driver, while it waits.
#[derive(Debug)]
pub(super) struct Parked {
    pub(super) waker: Waker,
    /// Whether the socket has yet to take what it was given: then there is no use in more.
    pub(super) is_blocked: bool,
}

/// Has a function of the user's tell the data of a service's endpoints, and then answers the request for its statistics. Call
/// it without the lock.
#[cfg(feature = "service")]
#[derive(Clone)]
pub(crate) struct StatsAsked(pub(crate) Arc<AnswerStats>);

/// Its arguments are the service, and the subject of the answer.
#[cfg(feature = "service")]
type AnswerStats = dyn Fn(&Shared, FlowId, &[u8]) + Send + Sync;

#[cfg(feature = "service")]
impl fmt::Debug for StatsAsked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StatsAsked")
    }
}

/// What only the driver can do.
#[derive(Debug)]
pub(super) enum Action {
    Dial {
        dial: DialId,
        target: DialTarget,
    },
    Secure {
        dial: DialId,
        tls_name: String,
    },
    Hangup {
        dial: DialId,
        within: Duration,
    },
    AskCredentials {
        dial: DialId,
        nonce: Option<String>,
    },
    AskDelay {
        attempt: u32,
    },
    AskServer {
        servers: Vec<Server>,
        info: Box<ServerInfo>,
    },
    #[cfg(feature = "service")]
    AskStats {
        asked: StatsAsked,
        service: FlowId,
        reply: Vec<u8>,
    },
    /// A function of the user's is not dropped under the lock.
    #[cfg(feature = "service")]
    Drop(StatsAsked),
}

impl Shared {
    pub(crate) fn new(session: Session) -> Arc<Self> {
        let state = State {
            session,
            services: Services::default(),
            flows: FlowTable::default(),
            receivers: Receivers::default(),
            large: VecDeque::new(),
            actions: Vec::new(),
            parked: None,
            armed: None,
            causes: Causes::default(),
            outcome: None,
            listeners: Vec::new(),
            #[cfg(feature = "service")]
            stats_handlers: Vec::new(),
            sinks: Vec::new(),
            pool: Pool::default(),
            info: None,
            has_connected: false,
        };
        let progress = watch::Sender::new(Progress::Connecting);
        let statistics = Arc::default();
        Arc::new(Self {
            state: Mutex::new(state),
            clock: Clock::new(),
            room: Notify::new(),
            progress,
            statistics,
            gate: Arc::default(),
        })
    }

    /// Runs `command` on the state, sees to all that follows from it, and returns its result.
    pub(crate) fn with<R>(&self, command: impl FnOnce(&mut State, &mut Wakes) -> R) -> R {
        let mut wakes = Wakes::default();
        let mut state = self.lock();
        let result = command(&mut state, &mut wakes);
        state.settle(&mut wakes);
        drop(state);
        if !wakes.is_empty() {
            self.wake(wakes);
        }
        result
    }

    /// Looks at the state, without changing it.
    pub(crate) fn read<R>(&self, look: impl FnOnce(&State) -> R) -> R {
        look(&self.lock())
    }

    /// Waits until the server has seen all that was sent before.
    pub(crate) async fn flush(&self) -> Result<(), FlushError> {
        let begun = self.with(|state, _| {
            let flush = state.session.flush()?;
            Ok((flush, state.receivers.add_flush(flush)))
        });
        let (flush, receiver) =
            begun.map_err(|misuse: Misuse| Error::with_source(FlushErrorKind::SendError, misuse))?;
        let _wait = FlushWait { shared: self, flush };
        match receiver.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(FlushFailure::Disconnected)) => Err(Error::new(FlushErrorKind::FlushError)),
            Ok(Err(FlushFailure::Closed)) | Err(_) => {
                Err(Error::with_source(FlushErrorKind::SendError, Misuse::Closed))
            }
        }
    }

    /// Begins to drain. What drains already or is closed goes on.
    pub(crate) fn drain(&self) {
        let now = self.clock.now();
        self.with(|state, wakes| {
            // What ends a drain comes behind the messages that somebody may yet have to take.
            wakes.wakers.extend(self.gate.turn_off());
            let was_draining = state.session.is_draining();
            if state.session.drain(now).is_ok() && !was_draining {
                state.report(&Event::Draining, wakes);
            }
        });
    }

    /// Has the connection show that it is alive, or a wait between two dials end. The socket holds so many bytes.
    pub(crate) fn probe(&self, buffered: u64) {
        let now = self.clock.now();
        self.with(|state, _| state.session.probe(now, buffered));
    }

    /// Gives a request up, unless it is over.
    pub(crate) fn cancel_request(&self, id: RequestId) {
        let forgotten = self.with(|state, _| {
            let is_open = state.session.cancel_request(id);
            is_open.then(|| state.receivers.forget_request(id))
        });
        drop(forgotten);
    }

    /// Has the time of a request begin now, and be another one.
    #[cfg(feature = "jetstream")]
    pub(crate) fn delay_request(&self, id: RequestId, timeout: Duration) {
        let now = self.clock.now();
        self.with(|state, _| state.session.delay_request(now, id, millis(timeout)));
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
            self.statistics.connected();
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

/// Forgets a flush once nobody waits for it.
struct FlushWait<'a> {
    shared: &'a Shared,
    flush: FlushId,
}

impl Drop for FlushWait<'_> {
    fn drop(&mut self) {
        self.shared.with(|state, _| {
            state.session.cancel_flush(self.flush);
            state.receivers.forget_flush(self.flush);
        });
    }
}

impl State {
    /// Distributes what the session says, and wakes the driver if there is something to do for it.
    #[inline]
    fn settle(&mut self, wakes: &mut Wakes) {
        let is_said = self.session.has_event() || self.services.has_event() || self.flows.has_event();
        if is_said || self.receivers.is_lagging() {
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
