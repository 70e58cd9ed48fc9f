//! What can go wrong with the messages that consumers deliver by themselves.

use crate::driver::{FlowOver, Notice};
use crate::error::Error;
use crate::jetstream::kinds::kinds;
use nats_web_jetstream::flows::{FlowEnd, NoticeKind};

kinds! {
    /// What went wrong with the messages of a push consumer.
    ///
    /// ```no_run
    /// use futures_util::StreamExt;
    /// use nats_web::jetstream::consumer::{PushConsumer, push::MessagesErrorKind};
    ///
    /// # async fn run(consumer: PushConsumer) -> Result<(), nats_web::Error> {
    /// let mut messages = consumer.messages().await?;
    /// match messages.next().await {
    ///     // The stream goes on by itself.
    ///     Some(Err(error)) if error.kind() == MessagesErrorKind::MissingHeartbeat => println!("{error}"),
    ///     other => println!("{}", other.is_some()),
    /// }
    /// # Ok(()) }
    /// ```
    #[derive(Copy)]
    MessagesErrorKind {
        /// The server was not heard for two heartbeats. The stream goes on once it is.
        MissingHeartbeat => "missed idle heartbeat",
        /// The consumer was deleted. The stream is over.
        ConsumerDeleted => "consumer deleted",
        /// The consumer is pulled from.
        PullBasedConsumer => "cannot use with pull consumer",
        /// Something else, which the source says.
        Other => "error",
    }
}

/// Why a message of a push consumer did not come.
pub type MessagesError = Error<MessagesErrorKind>;

impl MessagesError {
    /// Returns what a notice is to whoever reads messages, if it is something.
    pub(super) fn of_notice(notice: &Notice) -> Option<Self> {
        match notice.kind {
            NoticeKind::HeartbeatsMissed => Some(Self::new(MessagesErrorKind::MissingHeartbeat)),
            NoticeKind::ConsumerDeleted => Some(Self::new(MessagesErrorKind::ConsumerDeleted)),
            _ => None,
        }
    }

    /// Returns what the end of a flow is to whoever reads messages, if something went wrong.
    pub(super) fn of_end(over: FlowOver) -> Option<Self> {
        over.is_error().then(|| Self::with_source(MessagesErrorKind::Other, over))
    }
}

kinds! {
    /// What went wrong with the messages of an ordered consumer that delivers by itself.
    ///
    /// What an ordered consumer mends by itself, as missed heartbeats, a consumer that is gone or a lost connection, is
    /// no error.
    ///
    /// ```no_run
    /// use futures_util::StreamExt;
    /// use nats_web::jetstream::consumer::{OrderedPushConsumer, push::OrderedErrorKind};
    ///
    /// # async fn run(consumer: OrderedPushConsumer) -> Result<(), nats_web::Error> {
    /// let mut messages = consumer.messages().await?;
    /// match messages.next().await {
    ///     Some(Err(error)) if error.kind() == OrderedErrorKind::Recreate => println!("the stream is gone: {error}"),
    ///     other => println!("{}", other.is_some()),
    /// }
    /// # Ok(()) }
    /// ```
    OrderedErrorKind {
        /// The server was not heard for two heartbeats.
        MissingHeartbeat => "missed idle heartbeat",
        /// The consumer was deleted.
        ConsumerDeleted => "consumer deleted",
        /// The consumer is pulled from.
        PullBasedConsumer => "cannot use with push consumer",
        /// The server refuses to create the next consumer.
        Recreate => "consumer recreation failed",
        /// Something else, which the source says.
        Other => "error",
    }
}

/// Why a message of an ordered consumer that delivers by itself did not come.
pub type OrderedError = Error<OrderedErrorKind>;

impl OrderedError {
    /// Returns what the end of a flow is to whoever reads messages.
    pub(crate) fn of_end(over: FlowOver) -> Self {
        let kind = match over.end {
            FlowEnd::ConsumerDeleted | FlowEnd::ConsumerNotFound => OrderedErrorKind::ConsumerDeleted,
            FlowEnd::Refused | FlowEnd::GivenUp | FlowEnd::StreamNotFound | FlowEnd::NoResponders => {
                OrderedErrorKind::Recreate
            }
            _ => OrderedErrorKind::Other,
        };
        Self::with_source(kind, over)
    }
}

impl From<MessagesError> for OrderedError {
    fn from(error: MessagesError) -> Self {
        let kind = match error.kind {
            MessagesErrorKind::MissingHeartbeat => OrderedErrorKind::MissingHeartbeat,
            MessagesErrorKind::ConsumerDeleted => OrderedErrorKind::ConsumerDeleted,
            MessagesErrorKind::PullBasedConsumer => OrderedErrorKind::PullBasedConsumer,
            MessagesErrorKind::Other => OrderedErrorKind::Other,
        };
        Self { kind, source: error.source }
    }
}

kinds! {
    /// What went wrong when an ordered consumer was created anew.
    ///
    /// ```
    /// use nats_web::jetstream::consumer::push::ConsumerRecreateErrorKind;
    ///
    /// assert_eq!(ConsumerRecreateErrorKind::Subscription.to_string(), "failed to resubscribe");
    /// ```
    #[derive(Copy)]
    ConsumerRecreateErrorKind {
        /// The stream could not be asked for.
        GetStream => "error getting stream",
        /// There was no subscription for its messages.
        Subscription => "failed to resubscribe",
        /// The server refused.
        Recreate => "consumer creation failed",
        /// There was no answer in time.
        TimedOut => "timed out",
    }
}

/// Why an ordered consumer was not created anew.
pub type ConsumerRecreateError = Error<ConsumerRecreateErrorKind>;
