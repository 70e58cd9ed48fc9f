//! A store, and reading and deleting its objects.

use super::errors::{DeleteError, DeleteErrorKind, GetError, GetErrorKind, InfoError, SealError, SealErrorKind};
use super::finding::{Found, Replica};
use super::info::ObjectInfo;
use super::lasting::{SHUT_DOWN, to_the_end};
use super::object::Object;
use super::pacing::remove;
use crate::jetstream::stream::Stream;
use nats_web_jetstream::object::subjects::chunks;
use std::fmt;

/// An object store.
///
/// ```no_run
/// use tokio::io::AsyncReadExt;
///
/// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
/// let photos = jetstream.get_object_store("photos").await?;
/// let mut pixels = Vec::new();
/// photos.get("sunset").await?.read_to_end(&mut pixels).await?;
/// photos.delete("sunset").await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct ObjectStore {
    pub(crate) name: String,
    pub(crate) stream: Stream,
}

impl ObjectStore {
    /// Returns an object, whose data is then read. That of a link is what it refers to. Of a store with replicas, any may
    /// answer, and may not know yet what was stored just before.
    ///
    /// ```no_run
    /// # async fn run(photos: nats_web::jetstream::object_store::ObjectStore) -> Result<(), nats_web::Error> {
    /// let mut sunset = photos.get("sunset").await?;
    /// tokio::io::copy(&mut sunset, &mut tokio::io::sink()).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`GetErrorKind::NotFound`], and others; see [`GetErrorKind`].
    pub async fn get<T: AsRef<str> + Send>(&self, object_name: T) -> Result<Object, GetError> {
        let mut name = object_name.as_ref().to_owned();
        let mut elsewhere = None;
        for _ in 0..=MOST_LINKS {
            let store = elsewhere.as_ref().unwrap_or(self);
            let info = store.info(&name).await?;
            if info.deleted {
                return Err(GetError::new(GetErrorKind::NotFound));
            }
            let Some(link) = info.link() else { return Ok(Object::new(info, store.stream.context.clone())) };
            let Some(linked) = &link.name else { return Err(GetError::new(GetErrorKind::BucketLink)) };
            name.clone_from(linked);
            if link.bucket != store.name {
                let found = store.stream.context.get_object_store(&link.bucket).await;
                elsewhere = Some(found.map_err(|error| GetError::with_source(GetErrorKind::Other, error))?);
            }
        }
        Err(GetError::with_source(GetErrorKind::Other, "links refer to each other"))
    }

    /// Deletes an object. That it was there stays known. A deletion that has begun is done to its end, also if the future is
    /// dropped.
    ///
    /// ```no_run
    /// # async fn run(photos: nats_web::jetstream::object_store::ObjectStore) -> Result<(), nats_web::Error> {
    /// photos.delete("sunset").await?;
    /// assert!(photos.info("sunset").await?.deleted);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`DeleteErrorKind`](super::DeleteErrorKind).
    pub async fn delete<T: AsRef<str>>(&self, object_name: T) -> Result<(), DeleteError> {
        let found = self.find(object_name.as_ref(), Replica::Leader).await?;
        let store = self.clone();
        let removed = to_the_end(async move { store.delete_found(found).await }).await;
        removed.unwrap_or_else(|| Err(DeleteError::with_source(DeleteErrorKind::Other, SHUT_DOWN)))
    }

    /// Says that an object is deleted, and removes its data.
    async fn delete_found(&self, Found { info, subject }: Found) -> Result<(), DeleteError> {
        let nuid = info.nuid.clone();
        let deleted = ObjectInfo { chunks: 0, size: 0, digest: None, deleted: true, ..info };
        self.publish_info(subject, &deleted, None).await?;
        if !nuid.is_empty() {
            remove(&self.stream, &chunks(&self.name, &nuid)).await?;
        }
        Ok(())
    }

    /// Asks for what is known of an object. One that was deleted says so. Of a store with replicas, any may answer, and may
    /// not know yet what was stored just before.
    ///
    /// ```no_run
    /// # async fn run(photos: nats_web::jetstream::object_store::ObjectStore) -> Result<(), nats_web::Error> {
    /// println!("{} bytes", photos.info("sunset").await?.size);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// [`InfoErrorKind::NotFound`](super::InfoErrorKind::NotFound), and others; see
    /// [`InfoErrorKind`](super::InfoErrorKind).
    pub async fn info<T: AsRef<str>>(&self, object_name: T) -> Result<ObjectInfo, InfoError> {
        Ok(self.find(object_name.as_ref(), Replica::Any).await?.info)
    }

    /// Has the store take no more changes, for ever.
    ///
    /// ```no_run
    /// # async fn run(mut photos: nats_web::jetstream::object_store::ObjectStore) -> Result<(), nats_web::Error> {
    /// photos.seal().await?;
    /// assert!(photos.delete("sunset").await.is_err());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`SealErrorKind`].
    pub async fn seal(&mut self) -> Result<(), SealError> {
        let info = self.stream.info().await.map_err(|error| SealError::with_source(SealErrorKind::Info, error))?;
        let mut config = info.config.clone();
        config.sealed = true;
        self.stream.info = self.stream.context.update_stream(config).await?;
        Ok(())
    }
}

impl fmt::Debug for ObjectStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObjectStore").field("name", &self.name).finish_non_exhaustive()
    }
}

/// How many links may stand between a name and an object.
const MOST_LINKS: u32 = 8;
