//! What the session tells its face.

use crate::error::{ConnectionError, ServerError};
use crate::id::{DialId, FlowId, FlushId, RequestId, SubscriptionId};
use alloc::string::String;
use alloc::vec::Vec;

/// Why a subscription ended.
///
/// ```
/// use nats_web_core::{Config, Event, Session, SubscribeOptions, SubscriptionEnd, Timestamp};
///
/// let mut session = Session::new(Config::default());
/// let subscription = session.subscribe(Timestamp::ZERO, b"orders.>", &SubscribeOptions::default())?;
/// session.unsubscribe(subscription, None)?;
/// let Some(Event::SubscriptionEnded { end, .. }) = session.poll_event() else { unreachable!() };
/// assert_eq!(end, SubscriptionEnd::Unsubscribed);
/// # Ok::<(), nats_web_core::Misuse>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-errors"), non_exhaustive)]
pub enum SubscriptionEnd {
    /// The caller unsubscribed.
    Unsubscribed,
    /// The last of its `max` messages was delivered.
    MaxReached,
    /// Drained: the server has confirmed that nothing more comes.
    Drained,
    /// The server denied it.
    Denied(ServerError),
    /// No message arrived within its `timeout`. It no longer receives.
    TimedOut,
    /// The session closed.
    Closed,
}

/// Why a request failed.
///
/// ```
/// use nats_web_core::{Config, Event, Inbox, Outgoing, RequestFailure, Session, Timestamp};
///
/// let mut session = Session::new(Config::default());
/// let message = Outgoing { subject: b"time.now", reply: b"", headers: b"", payload: 0 };
/// session.request(Timestamp::ZERO, &message, Inbox::Shared, None)?;
/// session.close();
/// let Some(Event::RequestFailed { failure, .. }) = session.poll_event() else { unreachable!() };
/// assert_eq!(failure, RequestFailure::Closed);
/// # Ok::<(), nats_web_core::Misuse>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-events"), non_exhaustive)]
pub enum RequestFailure {
    /// No reply by its deadline.
    Timeout,
    /// Nobody is subscribed to its subject.
    NoResponders,
    /// The server denied the publish or the inbox.
    Denied(ServerError),
    /// The session closed.
    Closed,
}

/// Why a flush failed.
///
/// ```
/// use nats_web_core::{Config, Event, FlushFailure, Session};
///
/// let mut session = Session::new(Config::default());
/// session.flush()?;
/// session.close();
/// let Some(Event::Flushed { result, .. }) = session.poll_event() else { unreachable!() };
/// assert_eq!(result, Err(FlushFailure::Closed));
/// # Ok::<(), nats_web_core::Misuse>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-events"), non_exhaustive)]
pub enum FlushFailure {
    /// The link was lost between `PING` and `PONG`: what the server has seen is unknown.
    Disconnected,
    /// The session closed.
    Closed,
}

/// Something a face carries out or reports, in order. Deliveries of the same input come first.
///
/// ```
/// use nats_web_core::{Event, Session};
///
/// fn carry_out(session: &mut Session) {
///     while let Some(event) = session.poll_event() {
///         match event {
///             Event::Dial { url, .. } => println!("open a socket to {url}"),
///             Event::Connected { server, again: false } => println!("connected to {server}"),
///             Event::Closed { error: Some(error) } => println!("closed: {error}"),
///             _ => {}
///         }
///     }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-events"), non_exhaustive)]
pub enum Event {
    /// Open a socket to `url` and report [`Session::handle_opened`](crate::Session::handle_opened) or
    /// [`Session::handle_closed`](crate::Session::handle_closed).
    Dial {
        /// To quote in all that this socket reports.
        dial: DialId,
        /// `ws://` or `wss://`, with port, path and query; `nats://` for TCP, and `tls://` for TCP with TLS before all
        /// else, with port.
        url: String,
    },
    /// Speak TLS on that dial's socket from here on, with a server whose certificate is for `Session::tls_name`, and report
    /// `Session::handle_secured`, or [`Session::handle_closed`](crate::Session::handle_closed) if that fails. Comes only
    /// where the core has its feature `tcp`.
    Secure {
        /// The dial whose socket it is.
        dial: DialId,
    },
    /// Send what is still to be transmitted, then close that dial's socket.
    Hangup {
        /// The dial whose socket it is.
        dial: DialId,
        /// How many milliseconds a socket that makes no progress may take for that; then it is closed all the same.
        within: u64,
    },
    /// Ask the user for credentials and answer with
    /// [`Session::handle_credentials`](crate::Session::handle_credentials).
    CredentialsNeeded {
        /// To quote in the answer.
        dial: DialId,
        /// The server's challenge.
        nonce: Option<String>,
    },
    /// Ask the user's delay function for milliseconds and answer with
    /// [`Session::handle_reconnect_delay`](crate::Session::handle_reconnect_delay).
    ReconnectDelayNeeded {
        /// Which time since the last connection, from 1 on.
        attempt: u32,
    },
    /// Say which server to dial next: [`Session::handle_server`](crate::Session). Only with the feature `tcp`, and
    /// [`Config::ask_server`](crate::Config::ask_server).
    ServerNeeded,
    /// A dial has failed before the handshake was over. Only with the feature `tcp`, and
    /// [`Config::tell_failed_dials`](crate::Config::tell_failed_dials).
    DialFailed {
        /// `host:port`.
        server: String,
        /// Why.
        error: ConnectionError,
    },
    /// The handshake is over; publishing reaches a server.
    Connected {
        /// `host:port`.
        server: String,
        /// False for the session's first connection.
        again: bool,
    },
    /// An established connection was lost. Once per loss.
    Disconnected {
        /// `host:port`.
        server: String,
    },
    /// A server is about to be dialled.
    Reconnecting {
        /// `host:port`.
        server: String,
    },
    /// The server sent `INFO`.
    Info {
        /// Its JSON, verbatim.
        json: String,
    },
    /// The cluster's list of servers was read.
    ServersChanged {
        /// URLs that are new in the pool.
        added: Vec<String>,
        /// `host:port` of those that left it.
        deleted: Vec<String>,
    },
    /// The server is in lame duck mode: it will close connections soon.
    LameDuck {
        /// `host:port`.
        server: String,
    },
    /// The server sent `-ERR`.
    ServerError(ServerError),
    /// The server of an established connection broke the protocol, or exceeded what this client takes
    /// ([`ParseError`](crate::codec::ParseError) says which): the connection is given up.
    ProtocolBroken(ConnectionError),
    /// A keep-alive is due; this many pings are unanswered, the one now due included.
    PingTimer {
        /// Unanswered pings.
        outstanding: u32,
    },
    /// Too many pings went unanswered: the link is given up.
    Stale,
    /// The caller asked for a new connection.
    ReconnectRequested,
    /// The time has come that was given to [`Session::set_alarm`](crate::Session::set_alarm).
    Alarm,
    /// A subscription ended.
    SubscriptionEnded {
        /// Which.
        subscription: SubscriptionId,
        /// Its owner, if that is not the caller.
        flow: Option<FlowId>,
        /// How many messages it has received.
        received: u64,
        /// Why.
        end: SubscriptionEnd,
    },
    /// A request for several replies has had what it is to have.
    RequestOver {
        /// Which.
        request: RequestId,
        /// Its owner, if that is not the caller.
        flow: Option<FlowId>,
    },
    /// A request failed.
    RequestFailed {
        /// Which.
        request: RequestId,
        /// Its owner, if that is not the caller.
        flow: Option<FlowId>,
        /// Why.
        failure: RequestFailure,
    },
    /// A flush ended.
    Flushed {
        /// Which.
        flush: FlushId,
        /// How.
        result: Result<(), FlushFailure>,
    },
    /// The session is closed for good; nothing follows.
    Closed {
        /// None if the caller closed or drained it.
        error: Option<ConnectionError>,
    },
}
