//! Streams: what stores messages, and how it is configured, read and cut down.

mod config;
mod consumers;
mod deleting;
mod direct;
pub(super) mod errors;
mod info;
pub(super) mod listing;
mod managing;
mod policies;
mod purge;
mod raw;
mod source;
mod subjects;

pub use config::{Config, ConsumerLimits, Placement, Republish};
pub use deleting::{DeleteMessageError, DeleteMessageErrorKind};
pub use direct::{DirectGetBuilder, DirectGetError, DirectGetErrorKind, DirectGetRequest};
pub use info::{Info, State};
pub use listing::{ConsumerNames, Consumers};
pub use policies::{Compression, DiscardPolicy, PersistenceMode, RetentionPolicy, StorageType};
pub use purge::{Purge, PurgeError, PurgeErrorKind, PurgeRequest, PurgeResponse};
pub use raw::{LastRawMessageError, LastRawMessageErrorKind, RawMessage, RawMessageBuilder, RawMessageRequest};
pub use source::{External, Source, SourceInfo, StreamConsumerSource, SubjectTransform};
pub use subjects::{InfoWithSubjects, StreamInfoBuilder, StreamInfoRequest};

pub use super::cluster::{ClusterInfo, PeerInfo};
pub use super::consumer::ConsumerResetResponse;
pub use super::consumer::errors::{
    ConsumerCreateStrictError, ConsumerCreateStrictErrorKind, ConsumerError, ConsumerErrorKind, ConsumerResetError,
    ConsumerResetErrorKind, ConsumerUpdateError, ConsumerUpdateErrorKind,
};
pub use super::handle::{No, ToAssign, Yes};
pub use super::outcome::{DeleteStatus, PauseResponse};

use super::handle::{Context, RequestError, RequestErrorKind};
use super::response::Response;
use bytes::Bytes;
use nats_web_jetstream::api::Verb;

/// What went wrong when a stream was asked for.
pub type InfoErrorKind = RequestErrorKind;
/// Why a stream could not be asked for.
pub type InfoError = RequestError;
/// What went wrong when a message was read from a stream's leader.
pub type RawMessageErrorKind = LastRawMessageErrorKind;
/// Why a message could not be read from a stream's leader.
pub type RawMessageError = LastRawMessageError;
/// What went wrong with a list of consumers.
pub type ConsumersErrorKind = RequestErrorKind;
/// Why a list of consumers ended.
pub type ConsumersError = RequestError;

/// In the type of a request for a message: all of it is wanted.
///
/// ```no_run
/// use nats_web::jetstream::stream::{DirectGetBuilder, Stream, WithHeaders};
///
/// # fn run(stream: Stream) {
/// let builder: DirectGetBuilder<WithHeaders> = stream.direct_get_builder();
/// # }
/// ```
#[derive(Debug)]
pub struct WithHeaders;

/// In the type of a request for a message: its payload is wanted and nothing else.
///
/// ```no_run
/// use nats_web::jetstream::stream::{DirectGetBuilder, Stream, WithoutHeaders};
///
/// # fn run(stream: Stream) {
/// let builder: DirectGetBuilder<WithoutHeaders> = stream.direct_get_builder().without_headers();
/// # }
/// ```
#[derive(Debug)]
pub struct WithoutHeaders;

/// The payload of a message that was read back.
///
/// ```no_run
/// # async fn run(stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
/// let value = stream.direct_get_builder().last_by_subject("settings.colour").without_headers().send().await?;
/// println!("{:?}", value.data);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct StreamValue {
    /// The payload.
    pub data: Bytes,
}

/// A handle to a stream. What it was like when the handle was made, it knows as [`cached_info`](Self::cached_info); one
/// without, a `Stream<()>`, is made without asking the server.
///
/// ```no_run
/// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
/// let mut stream = jetstream.get_stream("orders").await?;
/// println!("{} messages", stream.info().await?.state.messages);
/// stream.purge().filter("orders.old").await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Stream<T = Info> {
    pub(crate) info: T,
    pub(crate) context: Context,
    pub(crate) name: String,
}

impl Stream<Info> {
    /// Asks the server for configuration and state, keeps them and returns them.
    ///
    /// # Errors
    /// See [`RequestErrorKind`].
    pub async fn info(&mut self) -> Result<&Info, InfoError> {
        self.info = self.get_info().await?;
        Ok(&self.info)
    }

    /// Returns configuration and state as the server last gave them to this handle.
    #[must_use]
    pub fn cached_info(&self) -> &Info {
        &self.info
    }
}

impl<I> Stream<I> {
    /// Asks the server for configuration and state and returns them, without keeping them.
    ///
    /// # Errors
    /// See [`RequestErrorKind`].
    pub async fn get_info(&self) -> Result<Info, InfoError> {
        match self.context.ask(Verb::StreamInfo, &[&self.name], Bytes::new()).await? {
            Response::Ok(info) => Ok(info),
            Response::Err { error } => Err(error.into()),
        }
    }
}
