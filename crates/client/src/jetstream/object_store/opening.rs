//! Making, finding and removing stores.

use super::config::{Config, NotAStore};
use super::store::ObjectStore;
use crate::jetstream::context::{
    Context, CreateKeyValueErrorKind, CreateObjectStoreError, CreateStreamErrorKind, DeleteObjectStore,
    ObjectStoreError, ObjectStoreErrorKind,
};
use nats_web_jetstream::object::ObjectError;
use nats_web_jetstream::object::bucket::stream as stream_of;

impl Context {
    /// Creates an object store. One that there is already, and is just as `config` says, is returned.
    ///
    /// ```no_run
    /// use nats_web::jetstream::object_store::Config;
    ///
    /// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
    /// let config = Config { bucket: "photos".into(), ..Default::default() };
    /// let photos = jetstream.create_object_store(config).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`CreateKeyValueErrorKind`].
    pub async fn create_object_store(&self, config: Config) -> Result<ObjectStore, CreateObjectStoreError> {
        let stream = config.to_stream_config().map_err(|error| match error {
            NotAStore::Unfit(error @ ObjectError::Bucket) => {
                CreateObjectStoreError::with_source(CreateKeyValueErrorKind::InvalidStoreName, error)
            }
            NotAStore::Unfit(error) => {
                CreateObjectStoreError::with_source(CreateKeyValueErrorKind::BucketCreate, error)
            }
            NotAStore::Json(error) => CreateObjectStoreError::with_source(CreateKeyValueErrorKind::BucketCreate, error),
        })?;
        let stream = self.create_stream(stream).await.map_err(|error| {
            let kind = match error.kind() {
                CreateStreamErrorKind::TimedOut => CreateKeyValueErrorKind::TimedOut,
                _ => CreateKeyValueErrorKind::BucketCreate,
            };
            CreateObjectStoreError::with_source(kind, error)
        })?;
        Ok(ObjectStore { name: config.bucket, stream })
    }

    /// Returns an object store that there is.
    ///
    /// ```no_run
    /// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
    /// let photos = jetstream.get_object_store("photos").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`ObjectStoreErrorKind`].
    pub async fn get_object_store<T: AsRef<str>>(&self, bucket_name: T) -> Result<ObjectStore, ObjectStoreError> {
        let name = bucket_name.as_ref();
        let stream = self.get_stream(stream_name(name)?).await;
        let stream = stream.map_err(|error| ObjectStoreError::with_source(ObjectStoreErrorKind::GetStore, error))?;
        Ok(ObjectStore { name: name.to_owned(), stream })
    }

    /// Removes an object store and all that is in it.
    ///
    /// ```no_run
    /// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
    /// jetstream.delete_object_store("photos").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`ObjectStoreErrorKind`].
    pub async fn delete_object_store<T: AsRef<str>>(&self, bucket_name: T) -> Result<(), DeleteObjectStore> {
        let deleted = self.delete_stream(stream_name(bucket_name.as_ref())?).await;
        deleted.map_err(|error| ObjectStoreError::with_source(ObjectStoreErrorKind::GetStore, error))?;
        Ok(())
    }
}

fn stream_name(bucket: &str) -> Result<String, ObjectStoreError> {
    stream_of(bucket).map_err(|error| ObjectStoreError::with_source(ObjectStoreErrorKind::InvalidBucketName, error))
}
