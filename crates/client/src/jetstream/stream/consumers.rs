//! The consumers of a stream.

use super::{DeleteStatus, PauseResponse, Stream};
use crate::datetime::DateTime;
use crate::jetstream::consumer::errors::{
    ConsumerCreateStrictError, ConsumerError, ConsumerInfoError, ConsumerResetError, ConsumerUpdateError,
};
use crate::jetstream::consumer::{self, Consumer, ConsumerResetResponse, FromConsumer, IntoConsumerConfig};

impl<I> Stream<I> {
    /// Creates a consumer. One of that name that exists is updated.
    ///
    /// ```no_run
    /// use nats_web::jetstream::consumer::pull;
    ///
    /// # async fn run(stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
    /// let config = pull::Config { durable_name: Some("worker".into()), ..Default::default() };
    /// let consumer = stream.create_consumer(config).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`ConsumerErrorKind`](super::ConsumerErrorKind).
    pub async fn create_consumer<C: IntoConsumerConfig + FromConsumer>(
        &self,
        config: C,
    ) -> Result<Consumer<C>, ConsumerError> {
        self.context.create_consumer_on_stream(config, &self.name).await
    }

    /// Updates a consumer that exists. Servers since 2.10.
    ///
    /// # Errors
    /// See [`ConsumerUpdateErrorKind`](super::ConsumerUpdateErrorKind).
    pub async fn update_consumer<C: IntoConsumerConfig + FromConsumer>(
        &self,
        config: C,
    ) -> Result<Consumer<C>, ConsumerUpdateError> {
        self.context.update_consumer_on_stream(config, &self.name).await
    }

    /// Creates a consumer that must be new, or be configured the same. Servers since 2.10.
    ///
    /// # Errors
    /// See [`ConsumerCreateStrictErrorKind`](super::ConsumerCreateStrictErrorKind).
    pub async fn create_consumer_strict<C: IntoConsumerConfig + FromConsumer>(
        &self,
        config: C,
    ) -> Result<Consumer<C>, ConsumerCreateStrictError> {
        self.context.create_consumer_strict_on_stream(config, &self.name).await
    }

    /// Returns configuration and state of a consumer.
    ///
    /// # Errors
    /// See [`ConsumerInfoErrorKind`](crate::jetstream::context::ConsumerInfoErrorKind).
    pub async fn consumer_info<T: AsRef<str>>(&self, name: T) -> Result<consumer::Info, ConsumerInfoError> {
        self.context.consumer_info_of(&self.name, name.as_ref()).await
    }

    /// Returns a consumer that exists.
    ///
    /// ```no_run
    /// use nats_web::jetstream::consumer::PullConsumer;
    ///
    /// # async fn run(stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
    /// let consumer: PullConsumer = stream.get_consumer("worker").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// A [`ConsumerInfoError`], or that it is of another kind.
    pub async fn get_consumer<T: FromConsumer + IntoConsumerConfig>(
        &self,
        name: &str,
    ) -> Result<Consumer<T>, crate::Error> {
        let info = self.consumer_info(name).await?;
        Ok(Consumer::new(T::try_from_consumer_config(info.config.clone())?, info, self.context.clone()))
    }

    /// Returns the consumer of this name; creates it if there is none. One that exists is not updated.
    ///
    /// # Errors
    /// See [`ConsumerErrorKind`](super::ConsumerErrorKind).
    pub async fn get_or_create_consumer<T: FromConsumer + IntoConsumerConfig>(
        &self,
        name: &str,
        config: T,
    ) -> Result<Consumer<T>, ConsumerError> {
        match self.context.existing_consumer(&self.name, name).await? {
            Some(consumer) => Ok(consumer),
            None => self.create_consumer(config).await,
        }
    }

    /// Deletes a consumer.
    ///
    /// # Errors
    /// See [`ConsumerErrorKind`](super::ConsumerErrorKind).
    pub async fn delete_consumer(&self, name: &str) -> Result<DeleteStatus, ConsumerError> {
        self.context.delete_consumer_from_stream(name, &self.name).await
    }

    /// Has a consumer deliver nothing until a time. Servers since 2.11.
    ///
    /// # Errors
    /// See [`ConsumerErrorKind`](super::ConsumerErrorKind).
    pub async fn pause_consumer(&self, name: &str, pause_until: DateTime) -> Result<PauseResponse, ConsumerError> {
        self.context.pause_consumer_of(&self.name, name, Some(pause_until)).await
    }

    /// Has a consumer deliver again. Servers since 2.11.
    ///
    /// # Errors
    /// See [`ConsumerErrorKind`](super::ConsumerErrorKind).
    pub async fn resume_consumer(&self, name: &str) -> Result<PauseResponse, ConsumerError> {
        self.context.pause_consumer_of(&self.name, name, None).await
    }

    /// Takes its place from the client that a priority group is pinned to. Servers since 2.11.
    ///
    /// # Errors
    /// See [`ConsumerErrorKind`](super::ConsumerErrorKind).
    pub async fn unpin_consumer(&self, name: &str, group: &str) -> Result<(), ConsumerError> {
        self.context.unpin_consumer_of(&self.name, name, group).await
    }

    /// Has a consumer go on after what is acknowledged, or at a sequence of the stream. Servers since 2.14.
    ///
    /// # Errors
    /// See [`ConsumerResetErrorKind`](super::ConsumerResetErrorKind).
    pub async fn reset_consumer(
        &self,
        name: &str,
        seq: Option<u64>,
    ) -> Result<ConsumerResetResponse, ConsumerResetError> {
        self.context.reset_consumer_of(&self.name, name, seq).await
    }
}
