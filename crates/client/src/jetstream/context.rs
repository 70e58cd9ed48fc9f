//! The handle to JetStream, and what can go wrong with it.

#[cfg(any(feature = "kv", feature = "object-store"))]
pub use super::bucket_errors::CreateKeyValueErrorKind;
#[cfg(feature = "kv")]
pub use super::bucket_errors::{
    CreateKeyValueError, KeyValueError, KeyValueErrorKind, UpdateKeyValueError, UpdateKeyValueErrorKind,
};
#[cfg(feature = "object-store")]
pub use super::bucket_errors::{CreateObjectStoreError, ObjectStoreError, ObjectStoreErrorKind};
pub use super::consumer::errors::{ConsumerInfoError, ConsumerInfoErrorKind};
pub use super::handle::{
    AccountError, AccountErrorKind, Context, ContextBuilder, No, PublishAckFuture, PublishError, PublishErrorKind,
    RequestError, RequestErrorKind, ToAssign, Yes, traits,
};
pub use super::stream::errors::{
    CreateStreamError, CreateStreamErrorKind, GetStreamByNameError, GetStreamByNameErrorKind, GetStreamError,
    GetStreamErrorKind,
};
pub use super::stream::listing::{StreamNames, Streams};

/// What went wrong when a stream was updated.
pub type UpdateStreamErrorKind = CreateStreamErrorKind;
/// Why a stream was not updated.
pub type UpdateStreamError = CreateStreamError;
/// What went wrong when a stream was deleted.
pub type DeleteStreamErrorKind = GetStreamErrorKind;
/// Why a stream was not deleted.
pub type DeleteStreamError = GetStreamError;
/// What went wrong with a list of streams.
pub type StreamsErrorKind = RequestErrorKind;
/// Why a list of streams ended.
pub type StreamsError = RequestError;

/// A message to publish.
#[deprecated(note = "use `jetstream::message::PublishMessage`")]
pub type Publish = super::outbound::PublishMessage;

/// What went wrong when an object store was created.
#[cfg(feature = "object-store")]
pub type CreateObjectStoreErrorKind = CreateKeyValueErrorKind;
/// What went wrong when an object store was removed.
#[cfg(feature = "object-store")]
pub type DeleteObjectStoreKind = ObjectStoreErrorKind;
/// Why an object store was not removed.
#[cfg(feature = "object-store")]
pub type DeleteObjectStore = ObjectStoreError;
