//! Lists of streams and consumers.

use super::{Info, Stream};
use crate::jetstream::consumer;
use crate::jetstream::handle::{Context, Pages, RequestError};
use futures_core::Stream as Items;
use nats_web_jetstream::api::Verb;
use std::fmt;
use std::pin::Pin;
use std::task::{self, Poll};

/// Defines a stream of what the server lists page by page.
macro_rules! list {
    ($(#[$doc:meta])* $name:ident of $item:ty) => {
        $(#[$doc])*
        pub struct $name(Pages<$item>);

        impl Items for $name {
            type Item = Result<$item, RequestError>;

            fn poll_next(mut self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Option<Self::Item>> {
                self.0.poll_next(cx)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    };
}

list! {
    /// The names of streams. Over after an error.
    ///
    /// ```no_run
    /// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
    /// use futures_util::TryStreamExt;
    ///
    /// let names: Vec<String> = jetstream.stream_names().try_collect().await?;
    /// # Ok(()) }
    /// ```
    StreamNames of String
}

list! {
    /// Streams with configuration and state. Over after an error.
    ///
    /// ```no_run
    /// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
    /// use futures_util::TryStreamExt;
    ///
    /// let mut streams = jetstream.streams();
    /// while let Some(info) = streams.try_next().await? {
    ///     println!("{}: {} messages", info.config.name, info.state.messages);
    /// }
    /// # Ok(()) }
    /// ```
    Streams of Info
}

list! {
    /// The names of a stream's consumers. Over after an error.
    ///
    /// ```no_run
    /// # async fn run(stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
    /// use futures_util::TryStreamExt;
    ///
    /// let names: Vec<String> = stream.consumer_names().try_collect().await?;
    /// # Ok(()) }
    /// ```
    ConsumerNames of String
}

list! {
    /// A stream's consumers with configuration and state. Over after an error.
    ///
    /// ```no_run
    /// # async fn run(stream: nats_web::jetstream::stream::Stream) -> Result<(), nats_web::Error> {
    /// use futures_util::TryStreamExt;
    ///
    /// let mut consumers = stream.consumers();
    /// while let Some(info) = consumers.try_next().await? {
    ///     println!("{}: {} messages wait", info.name, info.num_pending);
    /// }
    /// # Ok(()) }
    /// ```
    Consumers of consumer::Info
}

impl Context {
    /// Lists the names of all streams.
    #[must_use]
    pub fn stream_names(&self) -> StreamNames {
        self.stream_names_of(None)
    }

    /// Lists the names of all streams that store a subject, if one is given.
    pub(super) fn stream_names_of(&self, subject: Option<String>) -> StreamNames {
        StreamNames(Pages::new(self.clone(), Verb::StreamNames, None, subject))
    }

    /// Lists all streams with configuration and state.
    #[must_use]
    pub fn streams(&self) -> Streams {
        Streams(Pages::new(self.clone(), Verb::StreamList, None, None))
    }
}

impl<I> Stream<I> {
    /// Lists the names of all consumers.
    #[must_use]
    pub fn consumer_names(&self) -> ConsumerNames {
        ConsumerNames(Pages::new(self.context.clone(), Verb::ConsumerNames, Some(self.name.clone()), None))
    }

    /// Lists all consumers with configuration and state.
    #[must_use]
    pub fn consumers(&self) -> Consumers {
        Consumers(Pages::new(self.context.clone(), Verb::ConsumerList, Some(self.name.clone()), None))
    }
}
