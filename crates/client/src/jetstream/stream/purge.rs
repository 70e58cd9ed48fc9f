//! Deleting many messages.

use super::Stream;
use crate::error::Error;
use crate::jetstream::errors::Error as ApiError;
use crate::jetstream::handle::{Context, No, RequestError, RequestErrorKind, ToAssign, Yes, json};
use crate::jetstream::kinds::kinds;
use crate::jetstream::response::Response;
use crate::jetstream::values::is_default;
use crate::runtime::BoxFuture;
use nats_web_jetstream::api::Verb;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

impl<I> Stream<I> {
    /// Deletes all messages, or some: awaiting what this returns does it.
    ///
    /// ```no_run
    /// # async fn run(stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
    /// let purged = stream.purge().filter("orders.old").keep(10).await?.purged;
    /// println!("{purged} messages are gone");
    /// # Ok(()) }
    /// ```
    pub fn purge(&self) -> Purge<No, No> {
        Purge::of(self.context.clone(), self.name.clone(), PurgeRequest::default())
    }

    /// Deletes all messages of a subject.
    ///
    /// # Errors
    /// See [`PurgeErrorKind`].
    #[deprecated(note = "use `purge().filter(subject)`")]
    pub async fn purge_subject<T: Into<String>>(&self, subject: T) -> Result<PurgeResponse, PurgeError> {
        self.purge().filter(subject).await
    }
}

/// Which messages to delete. Awaiting it does it.
///
/// The types are whether a sequence is set and whether a number to keep is: only one of them can be.
///
/// ```no_run
/// # async fn run(stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
/// let response = stream.purge().sequence(1000).await?;
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "nothing is deleted until it is awaited"]
pub struct Purge<SEQUENCE: ToAssign, KEEP: ToAssign> {
    request: PurgeRequest,
    context: Context,
    stream: String,
    set: PhantomData<(SEQUENCE, KEEP)>,
}

impl<SEQUENCE: ToAssign, KEEP: ToAssign> Purge<SEQUENCE, KEEP> {
    fn of(context: Context, stream: String, request: PurgeRequest) -> Self {
        Self { request, context, stream, set: PhantomData }
    }

    /// Has messages of these subjects deleted alone, with wildcards.
    pub fn filter<T: Into<String>>(mut self, filter: T) -> Self {
        self.request.filter = Some(filter.into());
        self
    }
}

impl<KEEP: ToAssign> Purge<No, KEEP> {
    /// Has so many of the last messages kept.
    pub fn keep(self, keep: u64) -> Purge<No, Yes> {
        Purge::of(self.context, self.stream, PurgeRequest { keep: Some(keep), ..self.request })
    }
}

impl<SEQUENCE: ToAssign> Purge<SEQUENCE, No> {
    /// Has messages below this sequence deleted alone.
    pub fn sequence(self, sequence: u64) -> Purge<Yes, No> {
        Purge::of(self.context, self.stream, PurgeRequest { sequence: Some(sequence), ..self.request })
    }
}

impl<SEQUENCE: ToAssign, KEEP: ToAssign> IntoFuture for Purge<SEQUENCE, KEEP> {
    type Output = Result<PurgeResponse, PurgeError>;
    type IntoFuture = BoxFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { request, context, stream, .. } = self;
        Box::pin(async move {
            match context.ask(Verb::StreamPurge, &[&stream], json(&request)?).await? {
                Response::Ok(response) => Ok(response),
                Response::Err { error } => Err(PurgeErrorKind::JetStream(error).into()),
            }
        })
    }
}

/// Which messages to delete, as it is sent.
///
/// ```
/// use nats_web::jetstream::stream::PurgeRequest;
///
/// let request = PurgeRequest { filter: Some("a.>".into()), keep: Some(1), ..Default::default() };
/// assert_eq!(serde_json::to_string(&request)?, r#"{"filter":"a.>","keep":1}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Default, Debug, Serialize, Clone)]
pub struct PurgeRequest {
    /// Those below this sequence.
    #[serde(rename = "seq", skip_serializing_if = "is_default")]
    pub sequence: Option<u64>,
    /// Those of these subjects, with wildcards.
    #[serde(skip_serializing_if = "is_default")]
    pub filter: Option<String>,
    /// All but so many of the last.
    #[serde(skip_serializing_if = "is_default")]
    pub keep: Option<u64>,
}

/// What was deleted.
///
/// ```no_run
/// # async fn run(stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
/// println!("{} messages are gone", stream.purge().await?.purged);
/// # Ok(()) }
/// ```
#[derive(Debug, Deserialize, Clone, Copy)]
pub struct PurgeResponse {
    /// Whether it was done.
    pub success: bool,
    /// How many messages are gone.
    #[serde(default)]
    pub purged: u64,
}

kinds! {
    /// What went wrong with a purge.
    ///
    /// ```no_run
    /// use nats_web::jetstream::stream::PurgeErrorKind;
    ///
    /// # async fn run(stream: nats_web::jetstream::stream::Stream) {
    /// match stream.purge().await.map_err(|error| error.kind()) {
    ///     Err(PurgeErrorKind::JetStream(error)) => println!("the server refused: {error}"),
    ///     other => println!("{other:?}"),
    /// }
    /// # }
    /// ```
    PurgeErrorKind {
        /// The request failed, as the source says.
        Request => "request failed",
        /// There was no answer in time.
        TimedOut => "timed out",
        /// The server refused.
        JetStream(error: ApiError) => "JetStream error: {error}",
    }
}

/// Why a stream was not purged.
pub type PurgeError = Error<PurgeErrorKind>;

impl From<RequestError> for PurgeError {
    fn from(error: RequestError) -> Self {
        match error.kind() {
            RequestErrorKind::TimedOut => Self::new(PurgeErrorKind::TimedOut),
            _ => Self::with_source(PurgeErrorKind::Request, error),
        }
    }
}
