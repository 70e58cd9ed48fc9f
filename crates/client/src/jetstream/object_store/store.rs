//! A store, and reading its objects.

use super::errors::{GetError, GetErrorKind, SealError, SealErrorKind};
use super::object::Object;
use crate::jetstream::stream::Stream;
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
