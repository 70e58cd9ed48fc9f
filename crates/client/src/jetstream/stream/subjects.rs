//! Configuration and state of a stream, with its subjects or deleted messages.

use super::{Info, InfoError, Stream};
use crate::jetstream::handle::{Context, json};
use crate::jetstream::response::Response;
use crate::jetstream::values::is_default;
use crate::runtime::BoxFuture;
use futures_core::Stream as Items;
use nats_web_jetstream::api::Verb;
use serde::Serialize;
use std::collections::hash_map;
use std::fmt;
use std::pin::Pin;
use std::task::{self, Poll, ready};

impl<I> Stream<I> {
    /// Asks for configuration and state, and for how many messages the subjects have that match.
    ///
    /// ```no_run
    /// # async fn run(stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
    /// use futures_util::TryStreamExt;
    ///
    /// let mut subjects = stream.info_with_subjects("orders.>").await?;
    /// while let Some((subject, messages)) = subjects.try_next().await? {
    ///     println!("{subject}: {messages}");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`RequestErrorKind`](crate::jetstream::context::RequestErrorKind).
    pub async fn info_with_subjects<F: AsRef<str>>(&self, subjects_filter: F) -> Result<InfoWithSubjects, InfoError> {
        self.info_builder().subjects(subjects_filter.as_ref()).fetch().await
    }

    /// Returns what asks for configuration and state with details.
    #[must_use]
    pub fn info_builder(&self) -> StreamInfoBuilder {
        let request = StreamInfoRequest { offset: 0, deleted_details: false, subjects_filter: String::new() };
        StreamInfoBuilder { context: self.context.clone(), stream: self.name.clone(), request }
    }
}

/// Which details of a stream are wanted.
///
/// ```no_run
/// # async fn run(stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
/// let info = stream.info_builder().with_deleted(true).fetch().await?.info;
/// println!("{:?} are deleted", info.state.deleted);
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct StreamInfoBuilder {
    context: Context,
    stream: String,
    request: StreamInfoRequest,
}

impl StreamInfoBuilder {
    /// Sets whether the sequences of deleted messages are wanted.
    #[must_use]
    pub fn with_deleted(mut self, deleted: bool) -> Self {
        self.request.deleted_details = deleted;
        self
    }

    /// Sets of which subjects, with wildcards, the number of messages is wanted.
    #[must_use]
    pub fn subjects<S: Into<String>>(mut self, subject: S) -> Self {
        self.request.subjects_filter = subject.into();
        self
    }

    /// Sends the request.
    ///
    /// # Errors
    /// See [`RequestErrorKind`](crate::jetstream::context::RequestErrorKind).
    pub async fn fetch(self) -> Result<InfoWithSubjects, InfoError> {
        let info = ask(&self.context, &self.stream, &self.request).await?;
        Ok(InfoWithSubjects::of(self.context, self.stream, info, self.request.subjects_filter))
    }
}

/// Which details of a stream are wanted, as it is sent.
///
/// ```no_run
/// # fn run(request: nats_web::jetstream::stream::StreamInfoRequest) {
/// println!("{}", serde_json::to_string(&request).unwrap());
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StreamInfoRequest {
    #[serde(skip_serializing_if = "is_default")]
    offset: usize,
    #[serde(skip_serializing_if = "is_default")]
    deleted_details: bool,
    #[serde(skip_serializing_if = "is_default")]
    subjects_filter: String,
}

async fn ask(context: &Context, stream: &str, request: &StreamInfoRequest) -> Result<Info, InfoError> {
    match context.ask(Verb::StreamInfo, &[stream], json(request)?).await? {
        Response::Ok(info) => Ok(info),
        Response::Err { error } => Err(error.into()),
    }
}

/// Configuration and state of a stream, and as a stream of items the subjects that were asked for with the number of their
/// messages. The server gives them page by page; each next page is asked for when it is needed.
///
/// ```no_run
/// # async fn run(stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
/// use futures_util::TryStreamExt;
///
/// let subjects = stream.info_with_subjects(">").await?;
/// println!("{} subjects", subjects.info.state.subjects_count);
/// let counted: Vec<(String, usize)> = subjects.try_collect().await?;
/// # Ok(()) }
/// ```
pub struct InfoWithSubjects {
    /// Configuration and state.
    pub info: Info,
    context: Context,
    stream: String,
    filter: String,
    /// How many subjects came.
    offset: usize,
    subjects: hash_map::IntoIter<String, usize>,
    next: Next,
}

enum Next {
    Wanted,
    Asked(BoxFuture<Result<Info, InfoError>>),
    None,
}

impl InfoWithSubjects {
    /// Returns the subjects that `info` has, and those that follow, of the stream that it is of.
    #[must_use]
    pub fn new(context: Context, info: Info, subject: String) -> Self {
        let stream = info.config.name.clone();
        Self::of(context, stream, info, subject)
    }

    fn of(context: Context, stream: String, mut info: Info, filter: String) -> Self {
        let (offset, subjects, next) = page(&mut info, 0);
        Self { info, context, stream, filter, offset, subjects, next }
    }

    fn ask(&self) -> BoxFuture<Result<Info, InfoError>> {
        let (context, stream) = (self.context.clone(), self.stream.clone());
        let subjects_filter = self.filter.clone();
        let request = StreamInfoRequest { offset: self.offset, deleted_details: false, subjects_filter };
        Box::pin(async move { ask(&context, &stream, &request).await })
    }
}

/// Takes the subjects of an answer. Their number may change from page to page; an empty one is the last in any case.
fn page(info: &mut Info, before: usize) -> (usize, hash_map::IntoIter<String, usize>, Next) {
    let subjects = info.state.subjects.take().unwrap_or_default();
    let offset = before + subjects.len();
    let is_last = subjects.is_empty() || offset >= info.subjects_total;
    (offset, subjects.into_iter(), if is_last { Next::None } else { Next::Wanted })
}

impl Items for InfoWithSubjects {
    type Item = Result<(String, usize), InfoError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(subject) = self.subjects.next() {
                return Poll::Ready(Some(Ok(subject)));
            }
            match &mut self.next {
                Next::None => return Poll::Ready(None),
                Next::Wanted => self.next = Next::Asked(self.ask()),
                Next::Asked(answer) => {
                    let answer = ready!(answer.as_mut().poll(cx));
                    self.next = Next::None;
                    let mut info = match answer {
                        Ok(info) => info,
                        Err(error) => return Poll::Ready(Some(Err(error))),
                    };
                    (self.offset, self.subjects, self.next) = page(&mut info, self.offset);
                }
            }
        }
    }
}

impl fmt::Debug for InfoWithSubjects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InfoWithSubjects")
            .field("info", &self.info)
            .field("filter", &self.filter)
            .finish_non_exhaustive()
    }
}
