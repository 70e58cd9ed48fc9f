//! Creating, finding, updating, pausing and deleting consumers.

use super::errors::{
    ConsumerCreateStrictError, ConsumerError, ConsumerErrorKind, ConsumerInfoError, ConsumerResetError,
    ConsumerUpdateError,
};
use super::{Consumer, ConsumerResetResponse, FromConsumer, Info, IntoConsumerConfig};
use crate::datetime::{DateTime, rfc3339};
use crate::jetstream::handle::{Context, RequestError, json, known};
use crate::jetstream::outcome::{DeleteStatus, PauseResponse};
use crate::jetstream::response::Response;
use crate::jetstream::values::is_default;
use bytes::Bytes;
use nats_web_jetstream::api::{Part, Verb, check_name};
use nats_web_jetstream::body::Body;
use nats_web_jetstream::json::{Members, merge};
use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};

impl Context {
    /// Returns a consumer of a stream, both of which exist.
    ///
    /// ```no_run
    /// use nats_web::jetstream::consumer::PullConsumer;
    ///
    /// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
    /// let consumer: PullConsumer = jetstream.get_consumer_from_stream("worker", "orders").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`ConsumerErrorKind`].
    pub async fn get_consumer_from_stream<T, C, S>(&self, consumer: C, stream: S) -> Result<Consumer<T>, ConsumerError>
    where
        T: FromConsumer + IntoConsumerConfig,
        S: AsRef<str>,
        C: AsRef<str>,
    {
        match self.ask_of_consumer(Verb::ConsumerInfo, stream.as_ref(), consumer.as_ref(), Bytes::new()).await? {
            Response::Ok(info) => self.consumer_of(info),
            Response::Err { error } => Err(error.into()),
        }
    }

    /// Deletes a consumer of a stream.
    ///
    /// # Errors
    /// See [`ConsumerErrorKind`].
    pub async fn delete_consumer_from_stream<C: AsRef<str>, S: AsRef<str>>(
        &self,
        consumer: C,
        stream: S,
    ) -> Result<DeleteStatus, ConsumerError> {
        match self.ask_of_consumer(Verb::ConsumerDelete, stream.as_ref(), consumer.as_ref(), Bytes::new()).await? {
            Response::Ok(status) => Ok(status),
            Response::Err { error } => Err(error.into()),
        }
    }

    /// Creates a consumer of a stream. One of that name that exists is updated.
    ///
    /// # Errors
    /// See [`ConsumerErrorKind`].
    pub async fn create_consumer_on_stream<C: IntoConsumerConfig + FromConsumer, S: AsRef<str>>(
        &self,
        config: C,
        stream: S,
    ) -> Result<Consumer<C>, ConsumerError> {
        self.configure_consumer(config, stream.as_ref(), Action::Any).await
    }

    /// Updates a consumer of a stream that exists. Servers since 2.10.
    ///
    /// # Errors
    /// See [`ConsumerUpdateErrorKind`](super::errors::ConsumerUpdateErrorKind).
    pub async fn update_consumer_on_stream<C: IntoConsumerConfig + FromConsumer, S: AsRef<str>>(
        &self,
        config: C,
        stream: S,
    ) -> Result<Consumer<C>, ConsumerUpdateError> {
        Ok(self.configure_consumer(config, stream.as_ref(), Action::Update).await?)
    }

    /// Creates a consumer of a stream that must be new, or be configured the same. Servers since 2.10.
    ///
    /// # Errors
    /// See [`ConsumerCreateStrictErrorKind`](super::errors::ConsumerCreateStrictErrorKind).
    pub async fn create_consumer_strict_on_stream<C: IntoConsumerConfig + FromConsumer, S: AsRef<str>>(
        &self,
        config: C,
        stream: S,
    ) -> Result<Consumer<C>, ConsumerCreateStrictError> {
        Ok(self.configure_consumer(config, stream.as_ref(), Action::Create).await?)
    }

    async fn configure_consumer<C: IntoConsumerConfig + FromConsumer>(
        &self,
        config: C,
        stream: &str,
        action: Action,
    ) -> Result<Consumer<C>, ConsumerError> {
        let config = config.into_consumer_config();
        let name = config.name.as_deref().or(config.durable_name.as_deref()).unwrap_or_default();
        check_name(Part::Stream, stream)?;
        // A consumer without a name has no filter in its subject either.
        let filter = if name.is_empty() || !config.filter_subjects.is_empty() { "" } else { &config.filter_subject };
        let subject = self.subject(Verb::ConsumerCreate, &[stream, name, filter])?;
        let mut members = Members::default();
        let known = known(Body::ConsumerConfig, &config)?;
        members.string("stream_name", stream).raw("config", &known).string("action", action.word());
        let mut payload = Vec::new();
        merge(b"", &members, &mut payload)
            .map_err(|error| ConsumerError::with_source(ConsumerErrorKind::Request, error))?;
        match self.ask_at(subject, payload.into()).await? {
            Response::Ok(info) => self.consumer_of(info),
            Response::Err { error } => Err(error.into()),
        }
    }

    /// Returns a handle to the consumer that this is of.
    fn consumer_of<T: FromConsumer + IntoConsumerConfig>(&self, info: Info) -> Result<Consumer<T>, ConsumerError> {
        let config = T::try_from_consumer_config(info.config.clone())
            .map_err(|error| ConsumerError::with_source(ConsumerErrorKind::InvalidConsumerType, error))?;
        Ok(Consumer::new(config, info, self.clone()))
    }

    /// Returns a consumer of a stream, if it exists.
    pub(crate) async fn existing_consumer<T: FromConsumer + IntoConsumerConfig>(
        &self,
        stream: &str,
        name: &str,
    ) -> Result<Option<Consumer<T>>, ConsumerError> {
        match self.ask_of_consumer(Verb::ConsumerInfo, stream, name, Bytes::new()).await? {
            Response::Ok(info) => self.consumer_of(info).map(Some),
            Response::Err { error } if error.code() == 404 => Ok(None),
            Response::Err { error } => Err(error.into()),
        }
    }

    pub(crate) async fn consumer_info_of(&self, stream: &str, name: &str) -> Result<Info, ConsumerInfoError> {
        match self.ask_of_consumer(Verb::ConsumerInfo, stream, name, Bytes::new()).await? {
            Response::Ok(info) => Ok(info),
            Response::Err { error } => Err(error.into()),
        }
    }

    pub(crate) async fn pause_consumer_of(
        &self,
        stream: &str,
        name: &str,
        pause_until: Option<DateTime>,
    ) -> Result<PauseResponse, ConsumerError> {
        let payload = json(&Pause { pause_until })?;
        match self.ask_of_consumer(Verb::ConsumerPause, stream, name, payload).await? {
            Response::Ok(response) => Ok(response),
            Response::Err { error } => Err(error.into()),
        }
    }

    pub(crate) async fn unpin_consumer_of(&self, stream: &str, name: &str, group: &str) -> Result<(), ConsumerError> {
        let payload = json(&Unpin { group })?;
        match self.ask_of_consumer::<IgnoredAny>(Verb::ConsumerUnpin, stream, name, payload).await? {
            Response::Ok(_) => Ok(()),
            Response::Err { error } => Err(error.into()),
        }
    }

    pub(crate) async fn reset_consumer_of(
        &self,
        stream: &str,
        name: &str,
        seq: Option<u64>,
    ) -> Result<ConsumerResetResponse, ConsumerResetError> {
        let payload = json(&Reset { seq: seq.unwrap_or_default() })?;
        match self.ask_of_consumer(Verb::ConsumerReset, stream, name, payload).await? {
            Response::Ok(response) => Ok(response),
            Response::Err { error } => Err(error.into()),
        }
    }

    async fn ask_of_consumer<V: DeserializeOwned>(
        &self,
        verb: Verb,
        stream: &str,
        name: &str,
        payload: Bytes,
    ) -> Result<Response<V>, RequestError> {
        self.ask(verb, &[stream, name], payload).await
    }
}

/// What is expected of a consumer that is configured.
#[derive(Debug, Clone, Copy)]
enum Action {
    /// Nothing.
    Any,
    /// That there is none, or the same.
    Create,
    /// That there is one.
    Update,
}

impl Action {
    const fn word(self) -> &'static str {
        match self {
            Self::Any => "",
            Self::Create => "create",
            Self::Update => "update",
        }
    }
}

#[derive(Serialize)]
struct Pause {
    #[serde(with = "rfc3339::option", skip_serializing_if = "Option::is_none")]
    pause_until: Option<DateTime>,
}

#[derive(Serialize)]
struct Unpin<'a> {
    group: &'a str,
}

#[derive(Serialize)]
struct Reset {
    /// 0 is where it is.
    #[serde(skip_serializing_if = "is_default")]
    seq: u64,
}
