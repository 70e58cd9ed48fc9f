//! What can go wrong when buckets are made, found and removed.

use crate::error::Error;
use crate::jetstream::kinds::kinds;

#[cfg(feature = "kv")]
kinds! {
    /// What went wrong when a key-value bucket was opened or removed.
    ///
    /// ```no_run
    /// use nats_web::jetstream::context::KeyValueErrorKind;
    ///
    /// # async fn run(jetstream: nats_web::jetstream::Context) {
    /// match jetstream.get_key_value("prices").await.map_err(|error| error.kind()) {
    ///     Err(KeyValueErrorKind::GetBucket) => println!("there is none"),
    ///     other => println!("{:?}", other.is_ok()),
    /// }
    /// # }
    /// ```
    #[derive(Copy)]
    KeyValueErrorKind {
        /// The name is none, or the stream of that name is no bucket.
        InvalidStoreName => "invalid Key Value Store name",
        /// There is no such bucket, or it could not be asked for, as the source says.
        GetBucket => "failed to get the bucket",
        /// The request failed, as the source says.
        JetStream => "JetStream error",
    }
}

/// Why a key-value bucket could not be opened or removed.
#[cfg(feature = "kv")]
pub type KeyValueError = Error<KeyValueErrorKind>;

kinds! {
    /// What went wrong when a bucket was created.
    ///
    /// ```no_run
    /// use nats_web::jetstream::{context::CreateKeyValueErrorKind, kv::Config};
    ///
    /// # async fn run(jetstream: nats_web::jetstream::Context) {
    /// let config = Config { bucket: "prices".into(), history: 65, ..Default::default() };
    /// let error = jetstream.create_key_value(config).await.unwrap_err();
    /// assert_eq!(error.kind(), CreateKeyValueErrorKind::TooLongHistory);
    /// # }
    /// ```
    #[derive(Copy)]
    CreateKeyValueErrorKind {
        /// The name is none.
        InvalidStoreName => "invalid Key Value Store name",
        /// More than 64 values of a key were to be kept.
        TooLongHistory => "too long history",
        /// The request failed, as the source says.
        JetStream => "JetStream error",
        /// The stream of the bucket was not created, as the source says.
        BucketCreate => "bucket creation failed",
        /// There was no answer in time.
        TimedOut => "timed out",
        /// The server has no marks of what limits delete: it is older than 2.11.
        LimitMarkersNotSupported => "limit markers not supported",
    }
}

/// Why a key-value bucket was not created.
#[cfg(feature = "kv")]
pub type CreateKeyValueError = Error<CreateKeyValueErrorKind>;

#[cfg(feature = "kv")]
kinds! {
    /// What went wrong when a key-value bucket was updated.
    ///
    /// ```no_run
    /// use nats_web::jetstream::{context::UpdateKeyValueErrorKind, kv::Config};
    ///
    /// # async fn run(jetstream: nats_web::jetstream::Context) {
    /// let config = Config { bucket: "prices".into(), history: 10, ..Default::default() };
    /// match jetstream.update_key_value(config).await.map_err(|error| error.kind()) {
    ///     Err(UpdateKeyValueErrorKind::NotFound) => println!("there is none"),
    ///     other => println!("{:?}", other.is_ok()),
    /// }
    /// # }
    /// ```
    #[derive(Copy)]
    UpdateKeyValueErrorKind {
        /// The name is none.
        InvalidStoreName => "invalid Key Value Store name",
        /// More than 64 values of a key were to be kept.
        TooLongHistory => "too long history",
        /// The request failed, as the source says.
        JetStream => "JetStream error",
        /// The stream of the bucket was not updated, as the source says.
        BucketUpdate => "bucket creation failed",
        /// There was no answer in time.
        TimedOut => "timed out",
        /// The server has no marks of what limits delete: it is older than 2.11.
        LimitMarkersNotSupported => "limit markers not supported",
        /// There is no such bucket.
        NotFound => "bucket does not exist",
    }
}

/// Why a key-value bucket was not updated.
#[cfg(feature = "kv")]
pub type UpdateKeyValueError = Error<UpdateKeyValueErrorKind>;

#[cfg(feature = "object-store")]
kinds! {
    /// What went wrong when an object store was opened or removed.
    ///
    /// ```no_run
    /// use nats_web::jetstream::context::ObjectStoreErrorKind;
    ///
    /// # async fn run(jetstream: nats_web::jetstream::Context) {
    /// match jetstream.get_object_store("reports").await.map_err(|error| error.kind()) {
    ///     Err(ObjectStoreErrorKind::GetStore) => println!("there is none"),
    ///     other => println!("{:?}", other.is_ok()),
    /// }
    /// # }
    /// ```
    #[derive(Copy)]
    ObjectStoreErrorKind {
        /// The name is none.
        InvalidBucketName => "invalid Object Store bucket name",
        /// There is no such store, or it could not be asked for, as the source says.
        GetStore => "failed to get Object Store",
    }
}

/// Why an object store could not be opened or removed.
#[cfg(feature = "object-store")]
pub type ObjectStoreError = Error<ObjectStoreErrorKind>;
/// Why an object store was not created.
#[cfg(feature = "object-store")]
pub type CreateObjectStoreError = Error<CreateKeyValueErrorKind>;
