//! How an ordered flow is to be.

use super::pull::{NANOS, Pull};

/// How to receive in order.
///
/// ```
/// use nats_web_core::{Config, Session, Timestamp};
/// use nats_web_jetstream::flows::{Flows, Ordered, OrderedFeed};
///
/// let (mut session, mut flows) = (Session::new(Config::default()), Flows::default());
/// let ordered = Ordered {
///     stream: "ORDERS",
///     config: r#"{"filter_subject":"orders.new","deliver_policy":"all"}"#,
///     feed: OrderedFeed::Push { idle_heartbeat: 5_000 },
///     ..Ordered::default()
/// };
/// let flow = flows.ordered(&mut session, Timestamp::ZERO, &ordered)?;
/// assert!(flows.subscription(flow).is_some());
/// # Ok::<(), nats_web_jetstream::flows::FlowError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Ordered<'a> {
    /// How the subjects of the API begin, as `$JS.API`.
    pub prefix: &'a str,
    /// The stream's name.
    pub stream: &'a str,
    /// How the names of the consumers begin.
    pub name_prefix: &'a str,
    /// The user's configuration of the consumer: the JSON text of an object. What an ordered flow imposes is not looked
    /// at.
    pub config: &'a str,
    /// How long the server keeps a consumer that nobody asks or listens to, in nanoseconds.
    pub inactive_threshold: u64,
    /// How the messages come.
    pub feed: OrderedFeed<'a>,
    /// End when the stream is not there; else wait for it.
    pub aborts_on_missing: bool,
    /// How often in a row creating the consumer may fail; 0 for any number of times, but 30 for the first consumer.
    pub attempts: u32,
    /// How long it may take until the first consumer is there, in milliseconds, whatever happens meanwhile; 0 for any time. For
    /// a user who waits for it. The flow then ends as what was said last has it, or with
    /// [`FlowEnd::GivenUp`](super::FlowEnd::GivenUp).
    pub first_within: u64,
    /// How long an answer of the API may take, in milliseconds.
    pub timeout: u64,
}

/// How the messages of an ordered flow come.
///
/// ```
/// use nats_web_jetstream::flows::{OrderedFeed, Pull, PullKind};
///
/// let consume = OrderedFeed::Pull(Pull { kind: PullKind::Consume, ..Pull::default() });
/// assert!(matches!(consume, OrderedFeed::Pull(pull) if pull.consumer.is_empty()));
/// ```
#[derive(Debug, Clone, Copy)]
pub enum OrderedFeed<'a> {
    /// The consumer delivers by itself.
    Push {
        /// The consumer's heartbeat in milliseconds; not 0.
        idle_heartbeat: u64,
    },
    /// The flow asks. With a [`PullKind::Fetch`](super::PullKind::Fetch) it has begun a first fetch.
    Pull(Pull<'a>),
    /// The flow asks from its [`fetch`](super::Flows::fetch) on.
    Fetches,
}

impl Default for Ordered<'_> {
    fn default() -> Self {
        Self {
            prefix: "$JS.API",
            stream: "",
            name_prefix: "",
            config: "",
            inactive_threshold: 300_000 * NANOS,
            feed: OrderedFeed::Fetches,
            aborts_on_missing: false,
            attempts: 0,
            first_within: 0,
            timeout: 5_000,
        }
    }
}
