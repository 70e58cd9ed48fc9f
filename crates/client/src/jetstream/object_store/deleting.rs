//! Deleting objects.

use super::errors::{DeleteError, DeleteErrorKind};
use super::finding::{Found, Replica};
use super::info::ObjectInfo;
use super::lasting::{SHUT_DOWN, to_the_end};
use super::pacing::{remove, repeat};
use super::store::ObjectStore;
use nats_web_jetstream::object::subjects::chunks;

impl ObjectStore {
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
    /// See [`DeleteErrorKind`].
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
        repeat(|| self.publish_info(subject.clone(), &deleted, None)).await?;
        if !nuid.is_empty() {
            remove(&self.stream, &chunks(&self.name, &nuid)).await?;
        }
        Ok(())
    }
}
