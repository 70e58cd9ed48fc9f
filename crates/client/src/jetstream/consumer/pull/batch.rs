//! Messages of one request.

use super::batch_config::BatchConfig;
use super::errors::BatchError;
use crate::driver::{FlowHandle, FlowItem, FlowOver};
use crate::jetstream::consumer::Consumer;
use crate::jetstream::consumer::pull::Config;
use crate::jetstream::reading::Pulling;
use crate::jetstream::{Context, Message};
use nats_web_jetstream::flows::{FlowError, PullKind};
use std::fmt;
use std::pin::Pin;
use std::task::{Context as Task, Poll, ready};
use std::time::Duration;

/// The messages of one request. It ends once all have come, the time is up, or, of a fetch, there are no more.
///
/// What goes wrong is the last item. A connection that is lost meanwhile is made up for, within the time of the request.
///
/// Dropping it ends the request. What had come and was not taken, the server delivers again after the consumer's
/// `ack_wait`.
///
/// ```no_run
/// use futures_util::TryStreamExt;
///
/// # async fn run(consumer: nats_web::jetstream::consumer::PullConsumer) -> Result<(), nats_web::Error> {
/// let mut batch = consumer.fetch().max_messages(10).messages().await?;
/// while let Some(message) = batch.try_next().await? {
///     message.ack().await?;
/// }
/// # Ok(()) }
/// ```
pub struct Batch {
    context: Context,
    /// None once it is over.
    flow: Option<FlowHandle>,
}

impl Batch {
    /// Asks for messages.
    pub(super) fn of(consumer: &Consumer<Config>, config: BatchConfig) -> Result<Self, BatchError> {
        Ok(Self::begin(&consumer.context, &plan(consumer, config)?)?)
    }

    /// Asks for messages.
    pub(super) fn begin(context: &Context, pulling: &Pulling) -> Result<Self, FlowError> {
        Ok(Self { context: context.clone(), flow: Some(pulling.begin(context)?) })
    }
}

/// Returns how a batch is pulled.
pub(super) fn plan(consumer: &Consumer<Config>, mut config: BatchConfig) -> Result<Pulling, BatchError> {
    let expires = config.expires.filter(|expires| !expires.is_zero());
    // What waits must have an end that the server knows: else it would deliver to nobody once this side gave up.
    config.expires = expires.or_else(|| (!config.no_wait).then_some(EXPIRES));
    Ok(Pulling::new(config, PullKind::Fetch, &consumer.info, false)?)
}

impl futures_core::Stream for Batch {
    type Item = Result<Message, crate::Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Task<'_>) -> Poll<Option<Self::Item>> {
        let batch = self.get_mut();
        while let Some(flow) = &mut batch.flow {
            match ready!(flow.poll_next(cx)) {
                Some(FlowItem::Message(message)) => {
                    return Poll::Ready(Some(Ok(Message { message: message.into(), context: batch.context.clone() })));
                }
                Some(FlowItem::Notice(_)) => {}
                None => {
                    let failure = flow.over().filter(FlowOver::is_error);
                    batch.flow = None;
                    return Poll::Ready(failure.map(|over| Err(over.into())));
                }
            }
        }
        Poll::Ready(None)
    }
}

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").field("is_over", &self.flow.is_none()).finish_non_exhaustive()
    }
}

/// How long a batch waits for messages where nothing else is said.
const EXPIRES: Duration = Duration::from_secs(5);
