//! Objects that have no data, and refer to another object or to a store.

use super::errors::{AddLinkError, AddLinkErrorKind, InfoErrorKind};
use super::finding::{Replica, new_nuid};
use super::info::{AsObjectInfo, ObjectInfo, ObjectLink, ObjectOptions};
use super::store::ObjectStore;
use crate::datetime;
use nats_web_jetstream::object::link::{LinkError, State, check};
use nats_web_jetstream::object::subjects::meta;
use std::collections::HashMap;

impl ObjectStore {
    /// Stores a link to an object, of this store or another one. A link of that name is replaced.
    ///
    /// ```no_run
    /// # async fn run(photos: nats_web::jetstream::object_store::ObjectStore) -> Result<(), nats_web::Error> {
    /// let sunset = photos.get("sunset").await?;
    /// photos.add_link("best", &sunset).await?;
    /// assert_eq!(photos.get("best").await?.info.name, "sunset");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`AddLinkErrorKind`].
    pub async fn add_link<T, O>(&self, name: T, object: O) -> Result<ObjectInfo, AddLinkError>
    where
        T: ToString,
        O: AsObjectInfo,
    {
        let object = object.as_info();
        let link = ObjectLink { name: Some(object.name.clone()), bucket: object.bucket.clone() };
        if object.name.is_empty() && !name.to_string().is_empty() {
            return Err(AddLinkError::new(AddLinkErrorKind::ObjectRequired));
        }
        self.store_link(name.to_string(), object.state(), link).await
    }

    /// Stores a link to a store. A link of that name is replaced.
    ///
    /// ```no_run
    /// # async fn run(photos: nats_web::jetstream::object_store::ObjectStore) -> Result<(), nats_web::Error> {
    /// photos.add_bucket_link("more", "paintings").await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// See [`AddLinkErrorKind`].
    pub async fn add_bucket_link<T: ToString, U: ToString>(
        &self,
        name: T,
        bucket: U,
    ) -> Result<ObjectInfo, AddLinkError> {
        let link = ObjectLink { name: None, bucket: bucket.to_string() };
        self.store_link(name.to_string(), State::default(), link).await
    }

    async fn store_link(&self, name: String, source: State, link: ObjectLink) -> Result<ObjectInfo, AddLinkError> {
        let subject =
            meta(&self.name, &name).map_err(|error| AddLinkError::with_source(AddLinkErrorKind::EmptyName, error))?;
        // What cannot be linked at all need not be looked for.
        check(source, None)?;
        let present = match self.find(&name, Replica::Leader).await {
            Ok(found) => Some(found.info.state()),
            Err(error) if error.kind == InfoErrorKind::NotFound => None,
            Err(error) => return Err(AddLinkError::with_source(AddLinkErrorKind::Other, error)),
        };
        check(source, present.filter(|present| !present.is_link))?;
        let info = ObjectInfo {
            name,
            description: None,
            metadata: HashMap::new(),
            headers: None,
            options: Some(ObjectOptions { link: Some(link), max_chunk_size: None }),
            bucket: self.name.clone(),
            nuid: new_nuid(&self.stream.context.client()),
            size: 0,
            chunks: 0,
            modified: Some(datetime::now()),
            digest: None,
            deleted: false,
        };
        let said = self.publish_info(subject, &info, None).await;
        said.map_err(|error| AddLinkError::with_source(AddLinkErrorKind::PublishMetadata, error))?;
        Ok(info)
    }
}

impl From<LinkError> for AddLinkError {
    fn from(error: LinkError) -> Self {
        Self::new(match error {
            LinkError::Deleted => AddLinkErrorKind::Deleted,
            LinkError::Link => AddLinkErrorKind::LinkToLink,
            LinkError::Taken => AddLinkErrorKind::AlreadyExists,
        })
    }
}
