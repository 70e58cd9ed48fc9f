//! Consumers: what delivers the messages of a stream, and knows how far it is.
//!
//! - [`pull`]: consumers whose messages are asked for.
//! - [`push`]: consumers that deliver by themselves.

mod config;
pub(super) mod errors;
mod info;
mod managing;
mod policies;
pub mod pull;
pub mod push;
mod samples;
mod stream_error;

pub use config::{Config, FromConsumer, IntoConsumerConfig};
pub use info::{ConsumerResetResponse, Info, PriorityGroupState, SequenceInfo};
pub use policies::{AckPolicy, DeliverPolicy, PriorityPolicy, ReplayPolicy};
pub use stream_error::{StreamError, StreamErrorKind};

use super::handle::Context;
use errors::{ConsumerInfoError, ConsumerResetError};

/// A consumer whose messages are asked for.
pub type PullConsumer = Consumer<pull::Config>;
/// A consumer that delivers by itself.
pub type PushConsumer = Consumer<push::Config>;
/// An ordered consumer whose messages are asked for.
pub type OrderedPullConsumer = Consumer<pull::OrderedConfig>;
/// An ordered consumer that delivers by itself.
pub type OrderedPushConsumer = Consumer<push::OrderedConfig>;

/// A handle to a consumer, of the kind that its configuration is of.
///
/// ```no_run
/// use nats_web::jetstream::consumer::PullConsumer;
///
/// # async fn run(stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
/// let mut consumer: PullConsumer = stream.get_consumer("worker").await?;
/// println!("{} messages wait", consumer.info().await?.num_pending);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Consumer<T: IntoConsumerConfig> {
    pub(crate) context: Context,
    pub(crate) config: T,
    pub(crate) info: Info,
}

impl<T: IntoConsumerConfig> Consumer<T> {
    /// Returns a handle to the consumer that `info` is of.
    #[must_use]
    pub fn new(config: T, info: Info, context: Context) -> Self {
        Self { context, config, info }
    }

    /// Asks the server for configuration and state, keeps them and returns them.
    ///
    /// # Errors
    /// See [`ConsumerInfoErrorKind`](crate::jetstream::context::ConsumerInfoErrorKind).
    pub async fn info(&mut self) -> Result<&Info, ConsumerInfoError> {
        self.info = self.get_info().await?;
        Ok(&self.info)
    }

    /// Asks the server for configuration and state and returns them, without keeping them.
    ///
    /// # Errors
    /// See [`ConsumerInfoErrorKind`](crate::jetstream::context::ConsumerInfoErrorKind).
    pub async fn get_info(&self) -> Result<Info, ConsumerInfoError> {
        self.context.consumer_info_of(&self.info.stream_name, &self.info.name).await
    }

    /// Returns configuration and state as the server last gave them to this handle.
    #[must_use]
    pub fn cached_info(&self) -> &Info {
        &self.info
    }

    /// Has the consumer go on after what is acknowledged, or at a sequence of the stream. Servers since 2.14.
    ///
    /// # Errors
    /// See [`ConsumerResetErrorKind`](crate::jetstream::stream::ConsumerResetErrorKind).
    pub async fn reset(&mut self, seq: Option<u64>) -> Result<ConsumerResetResponse, ConsumerResetError> {
        let reset = self.context.reset_consumer_of(&self.info.stream_name, &self.info.name, seq).await?;
        self.info = reset.info.clone();
        Ok(reset)
    }
}
