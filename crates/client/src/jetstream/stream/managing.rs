//! Creating, finding, updating and deleting streams.

use super::errors::{
    CreateStreamError, CreateStreamErrorKind, GetStreamByNameError, GetStreamByNameErrorKind, GetStreamError,
};
use super::{Config, DeleteStatus, External, Info, Source, Stream};
use crate::jetstream::handle::{Context, known};
use crate::jetstream::response::Response;
use bytes::Bytes;
use nats_web_core::subject::check_subscribe;
use nats_web_jetstream::api::{Part, Prefix, Verb, check_name};
use nats_web_jetstream::body::Body;
use std::borrow::Borrow;
use std::future::poll_fn;
use std::pin::Pin;

impl Context {
    /// Creates a stream. One that exists and is configured the same is returned.
    ///
    /// ```no_run
    /// use nats_web::jetstream::stream::Config;
    ///
    /// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
    /// let config = Config { name: "orders".into(), subjects: vec!["orders.>".into()], ..Default::default() };
    /// let stream = jetstream.create_stream(config).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`CreateStreamErrorKind`].
    pub async fn create_stream<S>(&self, stream_config: S) -> Result<Stream<Info>, CreateStreamError>
    where
        Config: From<S>,
    {
        let config = Config::from(stream_config);
        let name = config.name.clone();
        let info = self.configure(Verb::StreamCreate, config).await?;
        Ok(Stream { context: self.clone(), info, name })
    }

    /// Returns a handle to a stream without asking the server, and so without its configuration and state.
    ///
    /// # Errors
    /// See [`GetStreamErrorKind`](super::errors::GetStreamErrorKind): the name is none.
    pub async fn get_stream_no_info<T: AsRef<str>>(&self, stream: T) -> Result<Stream<()>, GetStreamError> {
        let name = stream.as_ref();
        check_name(Part::Stream, name)?;
        Ok(Stream { context: self.clone(), info: (), name: name.to_owned() })
    }

    /// Returns a stream that exists.
    ///
    /// ```no_run
    /// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
    /// let stream = jetstream.get_stream("orders").await?;
    /// println!("{} messages", stream.cached_info().state.messages);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`GetStreamErrorKind`](super::errors::GetStreamErrorKind).
    pub async fn get_stream<T: AsRef<str>>(&self, stream: T) -> Result<Stream, GetStreamError> {
        let name = stream.as_ref();
        check_name(Part::Stream, name)?;
        match self.ask(Verb::StreamInfo, &[name], Bytes::new()).await? {
            Response::Ok(info) => Ok(Stream { context: self.clone(), info, name: name.to_owned() }),
            Response::Err { error } => Err(error.into()),
        }
    }

    /// Returns the stream of this name; creates it if there is none. One that exists is not updated.
    ///
    /// # Errors
    /// See [`CreateStreamErrorKind`].
    pub async fn get_or_create_stream<S: Into<Config>>(&self, stream_config: S) -> Result<Stream, CreateStreamError> {
        let config = stream_config.into();
        check_name(Part::Stream, &config.name)?;
        match self.ask(Verb::StreamInfo, &[&config.name], Bytes::new()).await? {
            Response::Err { error } if error.code() == 404 => self.create_stream(config).await,
            Response::Err { error } => Err(error.into()),
            Response::Ok(info) => Ok(Stream { context: self.clone(), info, name: config.name }),
        }
    }

    /// Deletes a stream with all its messages and consumers.
    ///
    /// # Errors
    /// See [`GetStreamErrorKind`](super::errors::GetStreamErrorKind).
    pub async fn delete_stream<T: AsRef<str>>(&self, stream: T) -> Result<DeleteStatus, GetStreamError> {
        let name = stream.as_ref();
        check_name(Part::Stream, name)?;
        match self.ask(Verb::StreamDelete, &[name], Bytes::new()).await? {
            Response::Ok(status) => Ok(status),
            Response::Err { error } => Err(error.into()),
        }
    }

    /// Gives a stream that exists this configuration.
    ///
    /// ```no_run
    /// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
    /// let mut config = jetstream.get_stream("orders").await?.cached_info().config.clone();
    /// config.max_messages = 1000;
    /// jetstream.update_stream(config).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`CreateStreamErrorKind`].
    pub async fn update_stream<S: Borrow<Config>>(&self, config: S) -> Result<Info, CreateStreamError> {
        self.configure(Verb::StreamUpdate, config.borrow().clone()).await
    }

    /// Gives a stream this configuration; creates it if there is none.
    ///
    /// # Errors
    /// See [`CreateStreamErrorKind`].
    pub async fn create_or_update_stream(&self, config: Config) -> Result<Info, CreateStreamError> {
        match self.update_stream(&config).await {
            Err(error) if error.kind() == CreateStreamErrorKind::NotFound => Ok(self.create_stream(config).await?.info),
            updated => updated,
        }
    }

    /// Returns the name of the stream that stores a subject, or some of those that match it.
    ///
    /// # Errors
    /// See [`GetStreamByNameErrorKind`].
    pub async fn stream_by_subject<T: Into<String>>(&self, subject: T) -> Result<String, GetStreamByNameError> {
        let subject = subject.into();
        check_subscribe(subject.as_bytes())
            .map_err(|error| GetStreamByNameError::with_source(GetStreamByNameErrorKind::InvalidSubject, error))?;
        let mut names = self.stream_names_of(Some(subject));
        match poll_fn(|cx| futures_core::Stream::poll_next(Pin::new(&mut names), cx)).await {
            Some(Ok(name)) => Ok(name),
            Some(Err(error)) => Err(GetStreamByNameError::with_source(GetStreamByNameErrorKind::Request, error)),
            None => Err(GetStreamByNameErrorKind::NotFound.into()),
        }
    }

    async fn configure(&self, verb: Verb, mut config: Config) -> Result<Info, CreateStreamError> {
        check_name(Part::Stream, &config.name)?;
        for source in config.mirror.iter_mut().chain(config.sources.iter_mut().flatten()) {
            reach(source)?;
        }
        let payload = known(Body::StreamConfig, &config)?;
        match self.ask(verb, &[&config.name], payload.into()).await? {
            Response::Ok(info) => Ok(info),
            Response::Err { error } => Err(error.into()),
        }
    }
}

/// Says how a stream of another domain is reached.
fn reach(source: &mut Source) -> Result<(), CreateStreamError> {
    let Some(domain) = &source.domain else { return Ok(()) };
    if source.external.is_some() {
        return Err(CreateStreamErrorKind::DomainAndExternalSet.into());
    }
    let prefix = Prefix::from_domain(domain)
        .map_err(|error| CreateStreamError::with_source(CreateStreamErrorKind::DomainAndExternalSet, error))?;
    source.external = Some(External { api_prefix: prefix.as_str().to_owned(), delivery_prefix: None });
    Ok(())
}
