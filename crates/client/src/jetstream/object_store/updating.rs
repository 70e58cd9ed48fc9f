//! Changing what is said of objects.

use super::errors::{InfoErrorKind, UpdateMetadataError, UpdateMetadataErrorKind};
use super::finding::Replica;
use super::info::{ObjectInfo, UpdateMetadata};
use super::lasting::{SHUT_DOWN, to_the_end};
use super::pacing::remove;
use super::store::ObjectStore;
use crate::datetime;
use nats_web_jetstream::object::link::{State, check_free};
use nats_web_jetstream::object::subjects::meta;

impl ObjectStore {
    /// Changes what is said of an object, and its name. Its data stays. A change that has begun is done to its end, also if the
    /// future is dropped.
    ///
    /// ```no_run
    /// use nats_web::jetstream::object_store::UpdateMetadata;
    ///
    /// # async fn run(photos: nats_web::jetstream::object_store::ObjectStore) -> Result<(), nats_web::Error> {
    /// let metadata =
    ///     UpdateMetadata { name: "dusk".into(), description: Some("at the sea".into()), ..Default::default() };
    /// photos.update_metadata("sunset", metadata).await?;
    /// assert!(photos.get("sunset").await.is_err());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`UpdateMetadataErrorKind`].
    pub async fn update_metadata<A: AsRef<str>>(
        &self,
        object: A,
        metadata: UpdateMetadata,
    ) -> Result<ObjectInfo, UpdateMetadataError> {
        let found = self.find(object.as_ref(), Replica::Leader).await?;
        if found.info.deleted {
            return Err(UpdateMetadataError::new(UpdateMetadataErrorKind::NotFound));
        }
        let UpdateMetadata { name, description, metadata, headers } = metadata;
        let subject = meta(&self.name, &name)
            .map_err(|error| UpdateMetadataError::with_source(UpdateMetadataErrorKind::InvalidName, error))?;
        let is_renamed = name != found.info.name;
        if is_renamed {
            self.check_name(&name).await?;
        }
        let modified = Some(datetime::now());
        let info = ObjectInfo { name, description, metadata, headers, modified, ..found.info };
        // An object with two names would lose its data with one of them.
        let (store, to_announce) = (self.clone(), info.clone());
        let replaced = to_the_end(async move { store.replace_info(found.subject, subject, &to_announce).await }).await;
        replaced.unwrap_or_else(|| Err(UpdateMetadataError::with_source(UpdateMetadataErrorKind::Other, SHUT_DOWN)))?;
        Ok(info)
    }

    /// Says something new of an object, and no longer what was said before under another name.
    async fn replace_info(
        &self,
        before: String,
        subject: String,
        info: &ObjectInfo,
    ) -> Result<(), UpdateMetadataError> {
        let is_renamed = before != subject;
        let said = self.publish_info(subject, info, None).await;
        said.map_err(|error| UpdateMetadataError::with_source(UpdateMetadataErrorKind::PublishMetadata, error))?;
        if is_renamed {
            let removed = remove(&self.stream, &before).await;
            removed.map_err(|error| UpdateMetadataError::with_source(UpdateMetadataErrorKind::Purge, error))?;
        }
        Ok(())
    }

    /// Checks that no object has a name.
    async fn check_name(&self, name: &str) -> Result<(), UpdateMetadataError> {
        let present = match self.find(name, Replica::Leader).await {
            Ok(found) => Some(found.info.state()),
            Err(error) if error.kind == InfoErrorKind::NotFound => None,
            Err(error) => return Err(UpdateMetadataError::with_source(UpdateMetadataErrorKind::Other, error)),
        };
        check_free(present).map_err(|_| UpdateMetadataError::new(UpdateMetadataErrorKind::NameAlreadyInUse))
    }
}

impl ObjectInfo {
    /// Returns what of it matters to links and names.
    pub(super) fn state(&self) -> State {
        State { is_deleted: self.deleted, is_link: self.link().is_some() }
    }
}
