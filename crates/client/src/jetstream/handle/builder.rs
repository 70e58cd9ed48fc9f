//! How a context is made.

use super::{Context, Settings};
use crate::Client;
use nats_web_jetstream::api::{NameError, Prefix};
use std::fmt::Debug;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// In the type of a builder: that this may be set, or is.
///
/// ```
/// use nats_web::jetstream::context::{ContextBuilder, Yes};
///
/// let builder: ContextBuilder<Yes> = ContextBuilder::new();
/// ```
#[derive(Debug, Default)]
pub struct Yes;

/// In the type of a builder: that this may not be set, or is not.
///
/// ```
/// use nats_web::jetstream::context::{ContextBuilder, No};
///
/// let builder: ContextBuilder<No> = ContextBuilder::new().domain("hub");
/// ```
#[derive(Debug, Default)]
pub struct No;

/// [`Yes`] or [`No`].
///
/// ```
/// use nats_web::jetstream::context::{ContextBuilder, ToAssign};
/// use std::time::Duration;
///
/// fn patient<P: ToAssign>(builder: ContextBuilder<P>) -> ContextBuilder<impl ToAssign> {
///     builder.timeout(Duration::from_secs(30))
/// }
/// # patient(ContextBuilder::new());
/// ```
pub trait ToAssign: Debug {}

impl ToAssign for Yes {}
impl ToAssign for No {}

/// Makes a [`Context`] that differs from the default.
///
/// ```no_run
/// use nats_web::jetstream::ContextBuilder;
/// use std::time::Duration;
///
/// # fn run(client: nats_web::Client) {
/// let jetstream = ContextBuilder::new()
///     .domain("hub")
///     .timeout(Duration::from_secs(10))
///     .max_ack_inflight(1000)
///     .build(client);
/// # }
/// ```
#[derive(Debug)]
pub struct ContextBuilder<PREFIX: ToAssign> {
    options: Options,
    prefix: PhantomData<PREFIX>,
}

#[derive(Debug)]
struct Options {
    prefix: Result<Prefix, NameError>,
    timeout: Option<Duration>,
    ack_timeout: Duration,
    capacity: usize,
    backpressure: bool,
}

impl Default for ContextBuilder<Yes> {
    fn default() -> Self {
        let options = Options {
            prefix: Ok(Prefix::default()),
            timeout: None,
            ack_timeout: Duration::from_secs(30),
            capacity: 5_000,
            backpressure: true,
        };
        options.into()
    }
}

impl ContextBuilder<Yes> {
    /// Returns a builder with the defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Has the subjects of the API begin with `prefix` in place of `$JS.API`. One that is none is an error of every
    /// request.
    #[must_use]
    pub fn api_prefix<T: Into<String>>(self, prefix: T) -> ContextBuilder<No> {
        Options { prefix: Prefix::new(&prefix.into()), ..self.options }.into()
    }

    /// Speaks to the JetStream of a domain. One that is none is an error of every request.
    #[must_use]
    pub fn domain<T: Into<String>>(self, domain: T) -> ContextBuilder<No> {
        Options { prefix: Prefix::from_domain(&domain.into()), ..self.options }.into()
    }
}

impl<PREFIX: ToAssign> ContextBuilder<PREFIX> {
    /// Sets how long requests wait for their answers and publishes for their acknowledgements: by default, requests as
    /// long as those of the client, publishes for 5 seconds.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> ContextBuilder<Yes> {
        Options { timeout: Some(timeout), ..self.options }.into()
    }

    /// Sets for how long a message counts among those of [`max_ack_inflight`](Self::max_ack_inflight) if nobody waits for
    /// its acknowledgement and none comes: by default, 30 seconds.
    #[must_use]
    pub fn ack_timeout(self, ack_timeout: Duration) -> ContextBuilder<Yes> {
        Options { ack_timeout, ..self.options }.into()
    }

    /// Sets how many messages may wait for their acknowledgement: by default, 5000. At least 1.
    #[must_use]
    pub fn max_ack_inflight(self, capacity: usize) -> ContextBuilder<Yes> {
        Options { capacity: capacity.clamp(1, MAX_CAPACITY), ..self.options }.into()
    }

    /// Sets whether [`publish`](Context::publish) waits while that many do, which is the default, or fails with
    /// [`MaxAckPending`](super::PublishErrorKind::MaxAckPending).
    #[must_use]
    pub fn backpressure_on_inflight(self, enabled: bool) -> ContextBuilder<Yes> {
        Options { backpressure: enabled, ..self.options }.into()
    }

    /// Does nothing: acknowledgements that nobody waits for need no task here, so there is nothing to limit.
    #[must_use]
    pub fn concurrency_limit(self, _limit: Option<usize>) -> ContextBuilder<Yes> {
        self.options.into()
    }

    /// Returns the context.
    #[must_use]
    pub fn build(self, client: Client) -> Context {
        let Options { prefix, timeout, ack_timeout, capacity, backpressure } = self.options;
        let window = Arc::new(Semaphore::new(capacity));
        let settings = Arc::new(Settings { prefix, ack_timeout, backpressure, capacity, window });
        Context { client, timeout, settings }
    }
}

impl<PREFIX: ToAssign> From<Options> for ContextBuilder<PREFIX> {
    fn from(options: Options) -> Self {
        Self { options, prefix: PhantomData }
    }
}

/// As many permits as a semaphore gives at a time.
const MAX_CAPACITY: usize =
    if Semaphore::MAX_PERMITS < u32::MAX as usize { Semaphore::MAX_PERMITS } else { u32::MAX as usize };
