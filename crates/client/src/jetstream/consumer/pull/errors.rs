//! What can go wrong when messages are pulled.

use crate::driver::{FlowOver, Notice};
use crate::error::Error;
use crate::jetstream::kinds::kinds;
use nats_web_jetstream::flows::{FlowEnd, FlowError, NoticeKind};

kinds! {
    /// What went wrong with the messages of a pull consumer.
    ///
    /// ```no_run
    /// use futures_util::StreamExt;
    /// use nats_web::jetstream::consumer::{PullConsumer, pull::MessagesErrorKind};
    ///
    /// # async fn run(consumer: PullConsumer) -> Result<(), nats_web::Error> {
    /// let mut messages = consumer.messages().await?;
    /// while let Some(message) = messages.next().await {
    ///     match message {
    ///         Ok(message) => message.ack().await?,
    ///         // The stream goes on by itself.
    ///         Err(error) if error.kind() == MessagesErrorKind::MissingHeartbeat => println!("{error}"),
    ///         Err(error) => return Err(error.into()),
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    #[derive(Copy)]
    MessagesErrorKind {
        /// The server was not heard for two heartbeats, or says that the consumer is not there. The stream goes on once
        /// it is.
        MissingHeartbeat => "missed idle heartbeat",
        /// The consumer was deleted. The stream is over.
        ConsumerDeleted => "consumer deleted",
        /// Requests for messages are refused, or cannot be made.
        Pull => "pull request failed",
        /// The consumer delivers by itself. The stream is over.
        PushBasedConsumer => "cannot use with push consumer",
        /// Nobody serves requests for messages. The stream goes on once somebody does.
        NoResponders => "no responders",
        /// A request exceeds a limit of the consumer. The stream is over.
        RequestLimitExceeded => "pull request exceeded consumer limits",
        /// Something else, which the source says.
        Other => "error",
    }
}

/// Why a message of a pull consumer did not come.
pub type MessagesError = Error<MessagesErrorKind>;

impl MessagesError {
    /// Returns what a notice is to whoever reads messages, if it is something. The stream ends with what
    /// [`ends`](Self::ends) says.
    pub(crate) fn of_notice(notice: &Notice) -> Option<Self> {
        let kind = match notice.kind {
            NoticeKind::HeartbeatsMissed => return Some(Self::new(MessagesErrorKind::MissingHeartbeat)),
            NoticeKind::ConsumerNotFound | NoticeKind::StreamNotFound => MessagesErrorKind::MissingHeartbeat,
            NoticeKind::ConsumerDeleted => return Some(Self::new(MessagesErrorKind::ConsumerDeleted)),
            NoticeKind::NoResponders => return Some(Self::new(MessagesErrorKind::NoResponders)),
            NoticeKind::TooLarge => MessagesErrorKind::Other,
            _ => return None,
        };
        Some(Self::with_source(kind, notice.text.as_str()))
    }

    /// Returns what the end of a flow is to whoever reads messages, if something went wrong.
    pub(crate) fn of_end(over: FlowOver) -> Option<Self> {
        let kind = match over.end {
            FlowEnd::LimitExceeded => MessagesErrorKind::RequestLimitExceeded,
            FlowEnd::PushBased => return Some(Self::new(MessagesErrorKind::PushBasedConsumer)),
            FlowEnd::ConsumerDeleted | FlowEnd::ConsumerNotFound => MessagesErrorKind::ConsumerDeleted,
            FlowEnd::NoResponders => return Some(Self::new(MessagesErrorKind::NoResponders)),
            FlowEnd::Denied | FlowEnd::StreamNotFound => MessagesErrorKind::Pull,
            end if end.is_error() => MessagesErrorKind::Other,
            _ => return None,
        };
        Some(Self::with_source(kind, over))
    }

    /// Returns whether the stream is over with this notice.
    pub(crate) fn ends(&self) -> bool {
        self.kind == MessagesErrorKind::ConsumerDeleted
    }
}

impl From<FlowError> for MessagesError {
    fn from(error: FlowError) -> Self {
        Self::with_source(MessagesErrorKind::Pull, error)
    }
}

kinds! {
    /// What went wrong with the messages of an ordered consumer that is pulled from.
    ///
    /// What an ordered consumer mends by itself, as missed heartbeats, a consumer that is gone or a lost connection, is
    /// no error.
    ///
    /// ```no_run
    /// use futures_util::StreamExt;
    /// use nats_web::jetstream::consumer::{OrderedPullConsumer, pull::OrderedErrorKind};
    ///
    /// # async fn run(consumer: OrderedPullConsumer) -> Result<(), nats_web::Error> {
    /// let mut messages = consumer.messages().await?;
    /// match messages.next().await {
    ///     Some(Err(error)) if error.kind() == OrderedErrorKind::Recreate => println!("the stream is gone: {error}"),
    ///     other => println!("{}", other.is_some()),
    /// }
    /// # Ok(()) }
    /// ```
    #[derive(Copy)]
    OrderedErrorKind {
        /// The server was not heard for two heartbeats.
        MissingHeartbeat => "missed idle heartbeat",
        /// The consumer was deleted.
        ConsumerDeleted => "consumer deleted",
        /// Requests for messages are refused, or cannot be made.
        Pull => "pull request failed",
        /// The consumer delivers by itself.
        PushBasedConsumer => "cannot use with push consumer",
        /// The server refuses to create the next consumer.
        Recreate => "consumer recreation failed",
        /// Nobody serves requests for messages.
        NoResponders => "no responders",
        /// A request exceeds a limit of the consumer.
        RequestLimitExceeded => "pull request exceeded consumer limits",
        /// Something else, which the source says.
        Other => "error",
    }
}

/// Why a message of an ordered consumer that is pulled from did not come.
pub type OrderedError = Error<OrderedErrorKind>;

impl OrderedError {
    /// Returns what the end of a flow is to whoever reads messages, if something went wrong.
    pub(crate) fn of_end(over: FlowOver) -> Option<Self> {
        match over.end {
            FlowEnd::Refused | FlowEnd::GivenUp => Some(Self::with_source(OrderedErrorKind::Recreate, over)),
            _ => MessagesError::of_end(over).map(Self::from),
        }
    }
}

impl From<MessagesError> for OrderedError {
    fn from(error: MessagesError) -> Self {
        let kind = match error.kind {
            MessagesErrorKind::MissingHeartbeat => OrderedErrorKind::MissingHeartbeat,
            MessagesErrorKind::ConsumerDeleted => OrderedErrorKind::ConsumerDeleted,
            MessagesErrorKind::Pull => OrderedErrorKind::Pull,
            MessagesErrorKind::PushBasedConsumer => OrderedErrorKind::PushBasedConsumer,
            MessagesErrorKind::NoResponders => OrderedErrorKind::NoResponders,
            MessagesErrorKind::RequestLimitExceeded => OrderedErrorKind::RequestLimitExceeded,
            MessagesErrorKind::Other => OrderedErrorKind::Other,
        };
        Self { kind, source: error.source }
    }
}

kinds! {
    /// What went wrong when a request for messages was sent.
    ///
    /// ```no_run
    /// use nats_web::jetstream::consumer::{PullConsumer, pull::BatchRequestErrorKind};
    ///
    /// # async fn run(consumer: PullConsumer, inbox: nats_web::Subject) {
    /// if let Err(error) = consumer.request_batch(10, inbox).await {
    ///     assert_eq!(error.kind(), BatchRequestErrorKind::Publish);
    /// }
    /// # }
    /// ```
    #[derive(Copy)]
    BatchRequestErrorKind {
        /// It could not be published.
        Publish => "publish failed",
        /// It could not be flushed.
        Flush => "flush failed",
        /// It could not be written as JSON.
        Serialize => "serialize failed",
    }
}

/// Why a request for messages was not sent.
pub type BatchRequestError = Error<BatchRequestErrorKind>;

kinds! {
    /// What went wrong when a batch of messages was asked for.
    ///
    /// ```no_run
    /// use nats_web::jetstream::consumer::{PullConsumer, pull::BatchErrorKind};
    ///
    /// # async fn run(consumer: PullConsumer) {
    /// if let Err(error) = consumer.fetch().messages().await {
    ///     println!("{}", error.kind() == BatchErrorKind::PinnedClient);
    /// }
    /// # }
    /// ```
    #[derive(Copy)]
    BatchErrorKind {
        /// The client is closed, or drains.
        Subscribe => "subscribe failed",
        /// What was asked for is nothing that a server would give.
        Pull => "pull request failed",
        /// The request could not be flushed.
        Flush => "flush failed",
        /// The request could not be written as JSON.
        Serialize => "serialize failed",
        /// The consumer pins a client, which only a [`Stream`](super::Stream) can be.
        PinnedClient => "pinned client consumers need a pull stream",
    }
}

/// Why a batch of messages could not be asked for.
pub type BatchError = Error<BatchErrorKind>;

impl From<FlowError> for BatchError {
    fn from(error: FlowError) -> Self {
        let kind = if matches!(error, FlowError::Misuse(_)) { BatchErrorKind::Subscribe } else { BatchErrorKind::Pull };
        Self::with_source(kind, error)
    }
}

impl From<crate::SubscribeError> for BatchError {
    fn from(error: crate::SubscribeError) -> Self {
        Self::with_source(BatchErrorKind::Subscribe, error)
    }
}

impl From<BatchRequestError> for BatchError {
    fn from(error: BatchRequestError) -> Self {
        Self::with_source(BatchErrorKind::Pull, error)
    }
}

kinds! {
    /// What went wrong when an ordered consumer was created anew.
    ///
    /// ```
    /// use nats_web::jetstream::consumer::pull::ConsumerRecreateErrorKind;
    ///
    /// assert_eq!(ConsumerRecreateErrorKind::TimedOut.to_string(), "timed out");
    /// ```
    #[derive(Copy)]
    ConsumerRecreateErrorKind {
        /// The stream could not be asked for.
        GetStream => "error getting stream",
        /// The server refused.
        Recreate => "consumer creation failed",
        /// There was no answer in time.
        TimedOut => "timed out",
    }
}

/// Why an ordered consumer was not created anew.
pub type ConsumerRecreateError = Error<ConsumerRecreateErrorKind>;
