//! What flows tell their face.

use alloc::string::String;
use nats_web_core::{FlowId, SubscriptionId};

/// Something that a face carries out or tells the user, in order.
///
/// ```
/// use nats_web_jetstream::flows::{FlowEvent, NoticeKind};
///
/// fn carry_out(event: FlowEvent) {
///     match event {
///         FlowEvent::Notice { kind: NoticeKind::HeartbeatsMissed, a, .. } => println!("{a} heartbeats were missed"),
///         FlowEvent::Ended { end, text, .. } => println!("it is over: {end:?} {text}"),
///         _ => {}
///     }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-events"), non_exhaustive)]
pub enum FlowEvent {
    /// Something that the user may want to know.
    Notice {
        /// Whose.
        flow: FlowId,
        /// What.
        kind: NoticeKind,
        /// The first number; see the kind.
        a: u64,
        /// The second number; see the kind.
        b: u64,
        /// The text; see the kind.
        text: String,
    },
    /// The messages of a flow come to another subscription from now on. That of before has ended.
    Moved {
        /// Whose.
        flow: FlowId,
        /// Where they come.
        subscription: SubscriptionId,
    },
    /// A fetch of an ordered flow is over; the flow waits for the next one.
    FetchEnded {
        /// Whose.
        flow: FlowId,
        /// Why.
        end: FlowEnd,
        /// The error code of the API or of the status; 0 if there is none.
        code: u32,
        /// The server's words, if it said any.
        text: String,
    },
    /// The flow is over: nothing follows, and nothing of it is left at the server that could be removed.
    Ended {
        /// Whose.
        flow: FlowId,
        /// Why.
        end: FlowEnd,
        /// The error code of the API or of the status; 0 if there is none.
        code: u32,
        /// The server's words, if it said any.
        text: String,
    },
}

impl FlowEvent {
    /// Returns whose event it is.
    #[must_use]
    pub const fn flow(&self) -> FlowId {
        match self {
            Self::Notice { flow, .. }
            | Self::Moved { flow, .. }
            | Self::FetchEnded { flow, .. }
            | Self::Ended { flow, .. } => *flow,
        }
    }
}

/// What a notice is about.
///
/// ```
/// use nats_web_jetstream::flows::NoticeKind;
///
/// // What the numbers and the text of a notice are is said with each kind.
/// assert_ne!(NoticeKind::Created, NoticeKind::Recreated);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-events"), non_exhaustive)]
#[repr(u32)]
pub enum NoticeKind {
    /// Heartbeats were missed: `a` in a row.
    HeartbeatsMissed,
    /// The consumer is not there; `a` times in a row. `b` is the error code.
    ConsumerNotFound,
    /// The stream is not there; `a` times in a row. `b` is the error code.
    StreamNotFound,
    /// The consumer was deleted. `a` is the status, `text` its words.
    ConsumerDeleted,
    /// The first consumer of an ordered flow was created. `a` is how many messages it had to deliver when the server
    /// answered ([`UNKNOWN`] if the answer was too large to be read), `b` how many it had delivered by then, and `text`
    /// its name.
    Created,
    /// An ordered flow goes on with a new consumer. `a`, `b` and `text` as with [`Created`](Self::Created).
    Recreated,
    /// Nobody serves the requests: consumer or stream are gone, or JetStream is not available. `a` is the status.
    NoResponders,
    /// A status that changes nothing for the user: `a`, with the words in `text`.
    Debug,
    /// A pull request ended with `a` messages and `b` bytes left.
    Discard,
    /// An ordered flow has lost its consumer's track and begins anew. `a` is the stream sequence of the last message
    /// that was handed over; 0 if the stream is another one now, of which none was.
    Reset,
    /// A pull request was sent for `a` messages and `b` bytes; `text` is its JSON.
    Next,
    /// The next message is larger than all the bytes that the flow may ask for. `a` is the status, `text` its words.
    TooLarge,
    /// The consumer of an ordered flow says that it has nothing to deliver, and all that it has delivered has come: what was
    /// pending and has not come is no longer there.
    Idle,
}

/// In a notice: a number that is not known.
pub const UNKNOWN: u64 = u64::MAX;

/// Why a flow or a fetch is over.
///
/// ```
/// use nats_web_jetstream::flows::FlowEnd;
///
/// assert!(!FlowEnd::Complete.is_error() && !FlowEnd::Expired.is_error());
/// assert!(FlowEnd::StreamNotFound.is_error());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-events"), non_exhaustive)]
#[repr(u32)]
pub enum FlowEnd {
    /// The user stopped it.
    Stopped,
    /// All that was asked for has come, or as much as there was.
    Complete,
    /// Its time is up.
    Expired,
    /// The session drained its subscription.
    Drained,
    /// The session closed.
    Closed,
    /// The server denied its subscription or its requests.
    Denied,
    /// The request is malformed, or does not fit the consumer (400, 412).
    BadRequest,
    /// The request exceeds a limit of the consumer (409).
    LimitExceeded,
    /// The next message is larger than the bytes asked for (409), and nothing has come before it.
    TooLarge,
    /// The consumer delivers by itself (409).
    PushBased,
    /// The consumer was deleted (409).
    ConsumerDeleted,
    /// The consumer is not there.
    ConsumerNotFound,
    /// The stream is not there.
    StreamNotFound,
    /// Nobody serves the requests (503).
    NoResponders,
    /// The API refused to create the consumer, for good.
    Refused,
    /// Creating the consumer failed too often.
    GivenUp,
}

impl FlowEnd {
    /// Returns whether something went wrong.
    #[must_use]
    pub const fn is_error(self) -> bool {
        !matches!(self, Self::Stopped | Self::Complete | Self::Expired | Self::Drained | Self::Closed)
    }
}
