//! Why a flow was not begun.

use crate::api::NameError;
use crate::json::MergeError;
use core::fmt;
use nats_web_core::Misuse;

/// The caller's mistake: nothing was sent.
///
/// ```
/// use nats_web_core::{Config, Session, Timestamp};
/// use nats_web_jetstream::flows::{FlowError, Flows, Pull};
///
/// let (mut session, mut flows) = (Session::new(Config::default()), Flows::default());
/// let pull = Pull { stream: "ORDERS", consumer: "worker", idle_heartbeat: 20_000, ..Pull::default() };
/// assert_eq!(flows.pull(&mut session, Timestamp::ZERO, &pull), Err(FlowError::Heartbeat));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-events"), non_exhaustive)]
pub enum FlowError {
    /// The session refused a subject or a subscription.
    Misuse(Misuse),
    /// A prefix, or the name of a stream or consumer, is none.
    Name(NameError),
    /// The text of a consumer's configuration is not the JSON of an object.
    Config(MergeError),
    /// Heartbeats are further apart than half of the time in which a request expires.
    Heartbeat,
    /// Neither messages nor bytes are bounded.
    NothingAsked,
    /// A request that waits needs a time in which it expires.
    NoEnd,
    /// The flow is over, or is not one that this can be asked of.
    Over,
    /// A fetch of the flow is not over yet.
    Busy,
}

impl fmt::Display for FlowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Misuse(misuse) => misuse.fmt(f),
            Self::Name(error) => error.fmt(f),
            Self::Config(error) => write!(f, "the configuration is no JSON object: {error}"),
            Self::Heartbeat => f.write_str("a heartbeat must be no more than half of what a request expires in"),
            Self::NothingAsked => f.write_str("a request must be for messages or bytes"),
            Self::NoEnd => f.write_str("a request that waits must expire"),
            Self::Over => f.write_str("the messages have ended"),
            Self::Busy => f.write_str("messages are being fetched already"),
        }
    }
}

impl core::error::Error for FlowError {}

impl From<Misuse> for FlowError {
    fn from(misuse: Misuse) -> Self {
        Self::Misuse(misuse)
    }
}

impl From<MergeError> for FlowError {
    fn from(error: MergeError) -> Self {
        Self::Config(error)
    }
}

impl From<NameError> for FlowError {
    fn from(error: NameError) -> Self {
        Self::Name(error)
    }
}
