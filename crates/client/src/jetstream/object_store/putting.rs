//! Storing objects.

use super::errors::{InfoErrorKind, PutError, PutErrorKind};
use super::finding::{Found, Replica, new_nuid};
use super::info::{ObjectInfo, ObjectMetadata, ObjectOptions};
use super::lasting::{SHUT_DOWN, to_the_end};
use super::pacing::{remove, repeat};
use super::store::ObjectStore;
use super::upload::{Upload, UploadError};
use crate::datetime;
use nats_web_jetstream::object::chunk;
use nats_web_jetstream::object::subjects::{chunks, meta};
use tokio::io::AsyncRead;

impl ObjectStore {
    /// Stores what can be read from `data`, and returns what is known of the object. One of the same name is replaced once
    /// all is stored. What cannot be stored whole leaves nothing behind, also if the future is dropped. Once all of the data is
    /// stored, the object is there in any case.
    ///
    /// ```no_run
    /// use nats_web::jetstream::object_store::ObjectMetadata;
    ///
    /// # async fn run(photos: nats_web::jetstream::object_store::ObjectStore) -> Result<(), nats_web::Error> {
    /// photos.put("sunset", &mut &b"all the pixels"[..]).await?;
    /// let metadata = ObjectMetadata { description: Some("at the sea".into()), ..ObjectMetadata::from("dawn") };
    /// photos.put(metadata, &mut &b"more pixels"[..]).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`PutErrorKind`].
    pub async fn put<T>(&self, meta: T, data: &mut (impl AsyncRead + Unpin)) -> Result<ObjectInfo, PutError>
    where
        ObjectMetadata: From<T>,
    {
        let metadata = ObjectMetadata::from(meta);
        let subject = self::meta(&self.name, &metadata.name)
            .map_err(|error| PutError::with_source(PutErrorKind::InvalidName, error))?;
        let old = match self.find(&metadata.name, Replica::Leader).await {
            Ok(old) => Some(old),
            Err(error) => match error.kind {
                InfoErrorKind::NotFound => None,
                InfoErrorKind::TimedOut => return Err(PutError::new(PutErrorKind::TimedOut)),
                _ => return Err(PutError::with_source(PutErrorKind::Other, error)),
            },
        };
        let client = self.stream.context.client();
        let nuid = new_nuid(&client);
        let wanted = metadata.chunk_size.unwrap_or_default() as u64;
        let chunk_size = chunk::size(wanted, client.max_payload() as u64) as usize;

        let mut upload = Upload::new(self, &chunks(&self.name, &nuid), chunk_size);
        let digest = match upload.store(data, chunk_size).await {
            Ok(digest) => digest,
            Err(error) => {
                upload.remove().await;
                return Err(match error {
                    UploadError::Read(error) => PutError::with_source(PutErrorKind::ReadChunks, error),
                    UploadError::Publish(error) => PutError::with_source(PutErrorKind::PublishChunks, error),
                });
            }
        };
        let info = ObjectInfo {
            name: metadata.name,
            description: metadata.description,
            metadata: metadata.metadata,
            headers: metadata.headers,
            options: Some(ObjectOptions { link: None, max_chunk_size: Some(chunk_size) }),
            bucket: self.name.clone(),
            nuid,
            size: upload.size,
            chunks: upload.chunks,
            modified: Some(datetime::now()),
            digest: Some(digest.text()),
            deleted: false,
        };
        // From here on nobody can tell whether the object is there, until the stream has said so: it is asked to the end.
        let (store, to_announce) = (self.clone(), info.clone());
        let finished = to_the_end(async move { store.finish(&subject, &to_announce, upload, old).await }).await;
        finished.unwrap_or_else(|| Err(PutError::with_source(PutErrorKind::Other, SHUT_DOWN)))?;
        Ok(info)
    }

    /// Puts an object whose data is stored in the place of what was before.
    async fn finish(
        &self,
        subject: &str,
        info: &ObjectInfo,
        upload: Upload,
        old: Option<Found>,
    ) -> Result<(), PutError> {
        self.announce(subject, info, upload).await?;
        match old {
            Some(old) => self.remove_replaced(old, subject).await,
            None => Ok(()),
        }
    }

    /// Says that an object is stored, until that is known to be said.
    async fn announce(&self, subject: &str, info: &ObjectInfo, mut upload: Upload) -> Result<(), PutError> {
        let said = repeat(|| self.publish_info(subject.to_owned(), info, Some(&info.nuid))).await;
        // Where nobody can tell whether the object is there, its data is kept.
        upload.keep();
        let Err(error) = said else { return Ok(()) };
        match repeat(|| self.last(subject, Replica::Leader)).await {
            Ok(there) if there.nuid == info.nuid => return Ok(()),
            Ok(_) => upload.remove().await,
            Err(missing) if missing.kind == InfoErrorKind::NotFound => upload.remove().await,
            Err(_) => {}
        }
        Err(PutError::with_source(PutErrorKind::PublishMetadata, error))
    }

    /// Removes what was stored under the name before.
    async fn remove_replaced(&self, old: Found, subject: &str) -> Result<(), PutError> {
        let mut filters = Vec::new();
        if !old.info.nuid.is_empty() {
            filters.push(chunks(&self.name, &old.info.nuid));
        }
        if old.subject != subject {
            filters.push(old.subject);
        }
        for filter in filters {
            remove(&self.stream, &filter)
                .await
                .map_err(|error| PutError::with_source(PutErrorKind::PurgeOldChunks, error))?;
        }
        Ok(())
    }
}
