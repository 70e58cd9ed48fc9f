//! What can go wrong with buckets.

use crate::error::Error;
use crate::jetstream::context::{PublishError, PublishErrorKind};
use crate::jetstream::kinds::kinds;
use crate::jetstream::reading::FollowError;
use crate::jetstream::stream::InfoError;
use crate::jetstream::stream::{DirectGetError, DirectGetErrorKind, LastRawMessageError, LastRawMessageErrorKind};
use std::error::Error as _;

kinds! {
    /// What went wrong when a bucket was asked for.
    ///
    /// ```
    /// use nats_web::jetstream::kv::StatusErrorKind;
    ///
    /// assert_eq!(StatusErrorKind::TimedOut.to_string(), "timed out");
    /// ```
    StatusErrorKind {
        /// The server refused.
        JetStream(error: crate::jetstream::Error) => "jetstream request failed: {error}",
        /// There was no answer in time, or none at all, as the source says.
        TimedOut => "timed out",
    }
}

/// Why a bucket could not be asked for.
pub type StatusError = Error<StatusErrorKind>;

impl From<InfoError> for StatusError {
    fn from(error: InfoError) -> Self {
        match error.source().and_then(|source| source.downcast_ref::<crate::jetstream::Error>()) {
            Some(refused) => Self::new(StatusErrorKind::JetStream(refused.clone())),
            None => Self::with_source(StatusErrorKind::TimedOut, error),
        }
    }
}

kinds! {
    /// What went wrong when a key was created.
    ///
    /// ```no_run
    /// use nats_web::jetstream::kv::CreateErrorKind;
    ///
    /// # async fn run(locks: nats_web::jetstream::kv::Store) {
    /// match locks.create("printer", "me".into()).await {
    ///     Err(error) if error.kind() == CreateErrorKind::AlreadyExists => println!("somebody else prints"),
    ///     other => println!("{other:?}"),
    /// }
    /// # }
    /// ```
    #[derive(Copy)]
    CreateErrorKind {
        /// The key has a value.
        AlreadyExists => "key already exists",
        /// This is no key.
        InvalidKey => "key cannot be empty or start/end with `.`",
        /// The value could not be published.
        Publish => "failed to create key in store",
        /// The value was not acknowledged.
        Ack => "ack error",
        /// Something else, which the source says.
        Other => "other error",
    }
}

/// Why a key was not created.
pub type CreateError = Error<CreateErrorKind>;

impl From<UpdateError> for CreateError {
    fn from(error: UpdateError) -> Self {
        let kind = match error.kind {
            UpdateErrorKind::InvalidKey => CreateErrorKind::InvalidKey,
            UpdateErrorKind::TimedOut => CreateErrorKind::Publish,
            UpdateErrorKind::WrongLastRevision => CreateErrorKind::AlreadyExists,
            UpdateErrorKind::Other => CreateErrorKind::Other,
        };
        Self::with_source(kind, error)
    }
}

impl From<PutError> for CreateError {
    fn from(error: PutError) -> Self {
        let kind = match error.kind {
            PutErrorKind::InvalidKey => CreateErrorKind::InvalidKey,
            PutErrorKind::Publish => CreateErrorKind::Publish,
            PutErrorKind::Ack => CreateErrorKind::Ack,
        };
        Self::with_source(kind, error)
    }
}

impl From<EntryError> for CreateError {
    fn from(error: EntryError) -> Self {
        let kind = match error.kind {
            EntryErrorKind::InvalidKey => CreateErrorKind::InvalidKey,
            EntryErrorKind::TimedOut => CreateErrorKind::Publish,
            EntryErrorKind::Other => CreateErrorKind::Other,
        };
        Self::with_source(kind, error)
    }
}

kinds! {
    /// What went wrong when a value was put.
    ///
    /// ```no_run
    /// use nats_web::jetstream::kv::PutErrorKind;
    ///
    /// # async fn run(prices: nats_web::jetstream::kv::Store) {
    /// let error = prices.put("an apple", "1.20".into()).await.unwrap_err();
    /// assert_eq!(error.kind(), PutErrorKind::InvalidKey);
    /// # }
    /// ```
    #[derive(Copy)]
    PutErrorKind {
        /// This is no key.
        InvalidKey => "key cannot be empty or start/end with `.`",
        /// The value could not be published.
        Publish => "failed to put key into store",
        /// The value was not acknowledged.
        Ack => "ack error",
    }
}

/// Why a value was not put.
pub type PutError = Error<PutErrorKind>;

kinds! {
    /// What went wrong when a key was read.
    ///
    /// ```no_run
    /// use nats_web::jetstream::kv::EntryErrorKind;
    ///
    /// # async fn run(prices: nats_web::jetstream::kv::Store) {
    /// match prices.get("apple").await {
    ///     Err(error) if error.kind() == EntryErrorKind::TimedOut => println!("no answer in time"),
    ///     other => println!("{other:?}"),
    /// }
    /// # }
    /// ```
    #[derive(Copy)]
    EntryErrorKind {
        /// This is no key.
        InvalidKey => "key cannot be empty or start/end with `.`",
        /// There was no answer in time.
        TimedOut => "timed out",
        /// Something else, which the source says.
        Other => "failed getting entry",
    }
}

/// Why a key could not be read.
pub type EntryError = Error<EntryErrorKind>;

impl From<DirectGetError> for EntryError {
    fn from(error: DirectGetError) -> Self {
        match error.kind() {
            DirectGetErrorKind::TimedOut => Self::new(EntryErrorKind::TimedOut),
            _ => Self::with_source(EntryErrorKind::Other, error),
        }
    }
}

impl From<LastRawMessageError> for EntryError {
    fn from(error: LastRawMessageError) -> Self {
        match error.kind() {
            LastRawMessageErrorKind::InvalidSubject => Self::new(EntryErrorKind::InvalidKey),
            _ => Self::with_source(EntryErrorKind::Other, error),
        }
    }
}

kinds! {
    /// What went wrong when keys were to be watched or listed.
    ///
    /// ```no_run
    /// use nats_web::jetstream::kv::WatchErrorKind;
    ///
    /// # async fn run(prices: nats_web::jetstream::kv::Store) {
    /// let error = prices.watch("apple..").await.unwrap_err();
    /// assert_eq!(error.kind(), WatchErrorKind::InvalidKey);
    /// # }
    /// ```
    #[derive(Copy)]
    WatchErrorKind {
        /// This is no key, and no filter of keys.
        InvalidKey => "key cannot be empty or start/end with `.`",
        /// There was no answer in time.
        TimedOut => "timed out",
        /// The server refused the consumer.
        ConsumerCreate => "watch consumer creation failed",
        /// Something else, which the source says.
        Other => "watch failed",
    }
}

/// Why keys could not be watched or listed.
pub type WatchError = Error<WatchErrorKind>;

impl From<FollowError> for WatchError {
    fn from(error: FollowError) -> Self {
        match error {
            FollowError::TimedOut => Self::new(WatchErrorKind::TimedOut),
            FollowError::Unfit(_) => Self::with_source(WatchErrorKind::Other, error),
            FollowError::Refused(_) => Self::with_source(WatchErrorKind::ConsumerCreate, error),
        }
    }
}

kinds! {
    /// What went wrong when a key was changed.
    ///
    /// ```no_run
    /// use nats_web::jetstream::kv::UpdateErrorKind;
    ///
    /// # async fn run(prices: nats_web::jetstream::kv::Store, revision: u64) {
    /// match prices.update("apple", "1.30".into(), revision).await {
    ///     Err(error) if error.kind() == UpdateErrorKind::WrongLastRevision => println!("it has changed meanwhile"),
    ///     other => println!("{other:?}"),
    /// }
    /// # }
    /// ```
    #[derive(Copy)]
    UpdateErrorKind {
        /// This is no key.
        InvalidKey => "key cannot be empty or start/end with `.`",
        /// There was no acknowledgement in time. The key may have been changed.
        TimedOut => "timed out",
        /// The key has another revision than was expected.
        WrongLastRevision => "wrong last revision",
        /// Something else, which the source says.
        Other => "failed getting entry",
    }
}

/// Why a key was not changed.
pub type UpdateError = Error<UpdateErrorKind>;

impl From<PublishError> for UpdateError {
    fn from(error: PublishError) -> Self {
        match error.kind() {
            PublishErrorKind::TimedOut => Self::new(UpdateErrorKind::TimedOut),
            PublishErrorKind::WrongLastSequence => Self::with_source(UpdateErrorKind::WrongLastRevision, error),
            _ => Self::with_source(UpdateErrorKind::Other, error),
        }
    }
}

kinds! {
    /// What went wrong while keys were watched or listed.
    ///
    /// ```
    /// use nats_web::jetstream::kv::WatcherErrorKind;
    ///
    /// assert_eq!(WatcherErrorKind::Consumer.to_string(), "watcher consumer error");
    /// ```
    #[derive(Copy)]
    WatcherErrorKind {
        /// Nothing more comes, as the source says.
        Consumer => "watcher consumer error",
        /// Something else, which the source says.
        Other => "watcher error",
    }
}

/// Why an entry did not come.
pub type WatcherError = Error<WatcherErrorKind>;

/// Why a key was not deleted.
pub type DeleteError = UpdateError;
/// What went wrong when a key was deleted.
pub type DeleteErrorKind = UpdateErrorKind;

/// Why a key was not purged.
pub type PurgeError = UpdateError;
/// What went wrong when a key was purged.
pub type PurgeErrorKind = UpdateErrorKind;

/// Why keys could not be listed.
pub type HistoryError = WatchError;
/// What went wrong when keys were to be listed.
pub type HistoryErrorKind = WatchErrorKind;
