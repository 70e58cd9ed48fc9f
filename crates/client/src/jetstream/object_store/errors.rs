//! What can go wrong with object stores.

use crate::error::Error;
use crate::jetstream::consumer::push::OrderedError;
use crate::jetstream::context::{CreateStreamErrorKind, PublishError, PublishErrorKind, UpdateStreamError};
use crate::jetstream::kinds::kinds;
use crate::jetstream::reading::FollowError;
use crate::jetstream::stream::{PurgeError, PurgeErrorKind};

kinds! {
    /// What went wrong when an object was changed.
    ///
    /// ```
    /// use nats_web::jetstream::object_store::UpdateMetadataErrorKind;
    ///
    /// assert_eq!(UpdateMetadataErrorKind::NotFound.to_string(), "object not found");
    /// ```
    UpdateMetadataErrorKind {
        /// An object has a name.
        InvalidName => "invalid object name",
        /// There is no such object.
        NotFound => "object not found",
        /// There was no answer in time.
        TimedOut => "timed out",
        /// Something else, which the source says.
        Other => "error",
        /// What is known of it could not be stored.
        PublishMetadata => "failed publishing metadata",
        /// Another object has the new name.
        NameAlreadyInUse => "object with updated name already exists",
        /// It was renamed, and the old name could not be removed.
        Purge => "failed purging old name metadata",
    }
}

/// Why an object was not changed.
pub type UpdateMetadataError = Error<UpdateMetadataErrorKind>;

impl From<InfoError> for UpdateMetadataError {
    fn from(error: InfoError) -> Self {
        match error.kind {
            InfoErrorKind::InvalidName => Self::new(UpdateMetadataErrorKind::InvalidName),
            InfoErrorKind::NotFound => Self::new(UpdateMetadataErrorKind::NotFound),
            InfoErrorKind::TimedOut => Self::new(UpdateMetadataErrorKind::TimedOut),
            InfoErrorKind::Other => Self::with_source(UpdateMetadataErrorKind::Other, error),
        }
    }
}

kinds! {
    /// What went wrong when an object was asked for.
    ///
    /// ```no_run
    /// use nats_web::jetstream::object_store::InfoErrorKind;
    ///
    /// # async fn run(photos: nats_web::jetstream::object_store::ObjectStore) {
    /// match photos.info("sunset").await {
    ///     Err(error) if error.kind() == InfoErrorKind::NotFound => println!("no sunset"),
    ///     other => println!("{other:?}"),
    /// }
    /// # }
    /// ```
    #[derive(Copy)]
    InfoErrorKind {
        /// An object has a name.
        InvalidName => "invalid object name",
        /// Something else, which the source says.
        Other => "getting info failed",
        /// There is no such object.
        NotFound => "not found",
        /// There was no answer in time.
        TimedOut => "timed out",
    }
}

/// Why an object could not be asked for.
pub type InfoError = Error<InfoErrorKind>;

kinds! {
    /// What went wrong when an object was to be read.
    ///
    /// ```no_run
    /// use nats_web::jetstream::object_store::GetErrorKind;
    ///
    /// # async fn run(photos: nats_web::jetstream::object_store::ObjectStore) {
    /// match photos.get("sunset").await {
    ///     Err(error) if error.kind() == GetErrorKind::NotFound => println!("no sunset"),
    ///     other => println!("{other:?}"),
    /// }
    /// # }
    /// ```
    #[derive(Copy)]
    GetErrorKind {
        /// An object has a name.
        InvalidName => "invalid object name",
        /// The server refused the consumer.
        ConsumerCreate => "failed creating consumer for fetching object",
        /// There is no such object, or it was deleted.
        NotFound => "object not found",
        /// It refers to a store.
        BucketLink => "object is a link to a bucket",
        /// Something else, which the source says.
        Other => "failed getting object",
        /// There was no answer in time.
        TimedOut => "timed out",
    }
}

/// Why an object could not be read.
pub type GetError = Error<GetErrorKind>;

impl From<InfoError> for GetError {
    fn from(error: InfoError) -> Self {
        match error.kind {
            InfoErrorKind::InvalidName => Self::new(GetErrorKind::InvalidName),
            InfoErrorKind::NotFound => Self::new(GetErrorKind::NotFound),
            InfoErrorKind::TimedOut => Self::new(GetErrorKind::TimedOut),
            InfoErrorKind::Other => Self::with_source(GetErrorKind::Other, error),
        }
    }
}

kinds! {
    /// What went wrong when an object was deleted.
    ///
    /// ```
    /// use nats_web::jetstream::object_store::DeleteErrorKind;
    ///
    /// assert_eq!(DeleteErrorKind::NotFound.to_string(), "object not found");
    /// ```
    #[derive(Copy)]
    DeleteErrorKind {
        /// There was no answer in time.
        TimedOut => "timed out",
        /// There is no such object.
        NotFound => "object not found",
        /// That it is deleted could not be stored.
        Metadata => "failed rolling up metadata",
        /// An object has a name.
        InvalidName => "invalid object name",
        /// It is deleted, and its data could not be removed.
        Chunks => "failed purging chunks",
        /// Something else, which the source says.
        Other => "delete failed",
    }
}

/// Why an object was not deleted.
pub type DeleteError = Error<DeleteErrorKind>;

impl From<InfoError> for DeleteError {
    fn from(error: InfoError) -> Self {
        match error.kind {
            InfoErrorKind::InvalidName => Self::new(DeleteErrorKind::InvalidName),
            InfoErrorKind::NotFound => Self::new(DeleteErrorKind::NotFound),
            InfoErrorKind::TimedOut => Self::new(DeleteErrorKind::TimedOut),
            InfoErrorKind::Other => Self::with_source(DeleteErrorKind::Other, error),
        }
    }
}

impl From<PublishError> for DeleteError {
    fn from(error: PublishError) -> Self {
        match error.kind() {
            PublishErrorKind::TimedOut => Self::new(DeleteErrorKind::TimedOut),
            _ => Self::with_source(DeleteErrorKind::Other, error),
        }
    }
}

impl From<PurgeError> for DeleteError {
    fn from(error: PurgeError) -> Self {
        match error.kind() {
            PurgeErrorKind::TimedOut => Self::new(DeleteErrorKind::TimedOut),
            _ => Self::with_source(DeleteErrorKind::Other, error),
        }
    }
}

kinds! {
    /// What went wrong when an object was put.
    ///
    /// ```no_run
    /// use nats_web::jetstream::object_store::PutErrorKind;
    ///
    /// # async fn run(photos: nats_web::jetstream::object_store::ObjectStore) {
    /// let error = photos.put("", &mut &b"pixels"[..]).await.unwrap_err();
    /// assert_eq!(error.kind(), PutErrorKind::InvalidName);
    /// # }
    /// ```
    #[derive(Copy)]
    PutErrorKind {
        /// An object has a name.
        InvalidName => "invalid object name",
        /// The data could not be read from where it comes.
        ReadChunks => "error while reading the buffer",
        /// The data could not be stored.
        PublishChunks => "failed publishing object chunks",
        /// What is known of the object could not be stored.
        PublishMetadata => "failed publishing metadata",
        /// The object is stored, and the data of the one before could not be removed.
        PurgeOldChunks => "failed purging old chunks",
        /// There was no answer in time.
        TimedOut => "timed out",
        /// Something else, which the source says.
        Other => "error",
    }
}

/// Why an object was not put.
pub type PutError = Error<PutErrorKind>;

kinds! {
    /// What went wrong when a link was made.
    ///
    /// ```no_run
    /// use nats_web::jetstream::object_store::AddLinkErrorKind;
    ///
    /// # async fn run(photos: nats_web::jetstream::object_store::ObjectStore) {
    /// let error = photos.add_bucket_link("", "paintings").await.unwrap_err();
    /// assert_eq!(error.kind(), AddLinkErrorKind::EmptyName);
    /// # }
    /// ```
    #[derive(Copy)]
    AddLinkErrorKind {
        /// A link has a name.
        EmptyName => "link name cannot be empty",
        /// What it is to refer to has no name.
        ObjectRequired => "cannot link to empty Object",
        /// What it is to refer to was deleted.
        Deleted => "cannot link a deleted Object",
        /// What it is to refer to is a link.
        LinkToLink => "cannot link to another link",
        /// The link could not be stored.
        PublishMetadata => "failed publishing link metadata",
        /// There is an object of that name.
        AlreadyExists => "object already exists",
        /// Something else, which the source says.
        Other => "error",
    }
}

/// Why a link was not made.
pub type AddLinkError = Error<AddLinkErrorKind>;

kinds! {
    /// What went wrong when objects were to be watched or listed.
    ///
    /// ```
    /// use nats_web::jetstream::object_store::WatchErrorKind;
    ///
    /// assert_eq!(WatchErrorKind::TimedOut.to_string(), "timed out");
    /// ```
    #[derive(Copy)]
    WatchErrorKind {
        /// There was no answer in time.
        TimedOut => "timed out",
        /// The server refused the consumer.
        ConsumerCreate => "watch consumer creation failed",
        /// Something else, which the source says.
        Other => "watch failed",
    }
}

/// Why objects could not be watched.
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

/// Why objects could not be listed.
pub type ListError = WatchError;
/// What went wrong when objects were to be listed.
pub type ListErrorKind = WatchErrorKind;

kinds! {
    /// What went wrong when a store was sealed.
    ///
    /// ```
    /// use nats_web::jetstream::object_store::SealErrorKind;
    ///
    /// assert_eq!(SealErrorKind::Update.to_string(), "failed sealing the bucket");
    /// ```
    #[derive(Copy)]
    SealErrorKind {
        /// There was no answer in time.
        TimedOut => "timed out",
        /// Something else, which the source says.
        Other => "seal failed",
        /// The store could not be asked for.
        Info => "failed getting stream info before sealing bucket",
        /// The server refused.
        Update => "failed sealing the bucket",
    }
}

/// Why a store was not sealed.
pub type SealError = Error<SealErrorKind>;

impl From<UpdateStreamError> for SealError {
    fn from(error: UpdateStreamError) -> Self {
        match error.kind() {
            CreateStreamErrorKind::TimedOut => Self::new(SealErrorKind::TimedOut),
            _ => Self::with_source(SealErrorKind::Update, error),
        }
    }
}

kinds! {
    /// What went wrong while objects were watched or listed.
    ///
    /// ```
    /// use nats_web::jetstream::object_store::WatcherErrorKind;
    ///
    /// assert_eq!(WatcherErrorKind::ConsumerError.to_string(), "watcher consumer error");
    /// ```
    #[derive(Copy)]
    WatcherErrorKind {
        /// Nothing more comes, as the source says.
        ConsumerError => "watcher consumer error",
        /// Something else, which the source says.
        Other => "watcher error",
    }
}

/// Why an object did not come.
pub type WatcherError = Error<WatcherErrorKind>;

impl From<OrderedError> for WatcherError {
    fn from(error: OrderedError) -> Self {
        Self::with_source(WatcherErrorKind::ConsumerError, error)
    }
}

/// Why an object of a list did not come.
pub type ListerError = WatcherError;
/// What went wrong while objects were listed.
pub type ListerErrorKind = WatcherErrorKind;
