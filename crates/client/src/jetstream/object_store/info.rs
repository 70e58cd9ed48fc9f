//! What is known of objects.

use crate::datetime::{DateTime, rfc3339};
use crate::header::HeaderMap;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// How an object is stored.
///
/// ```
/// use nats_web::jetstream::object_store::ObjectOptions;
///
/// let options = ObjectOptions { link: None, max_chunk_size: Some(64 * 1024) };
/// assert!(options.link.is_none());
/// ```
#[derive(Debug, Clone, Serialize, Deserialize, Eq, PartialEq)]
pub struct ObjectOptions {
    /// What it refers to, if it has no data of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<ObjectLink>,
    /// How many bytes each of its messages has, but the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_chunk_size: Option<usize>,
}

/// What is known of an object.
///
/// ```no_run
/// # async fn run(photos: nats_web::jetstream::object_store::ObjectStore) -> Result<(), nats_web::Error> {
/// let info = photos.info("sunset").await?;
/// println!("{} bytes since {:?}", info.size, info.modified);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, Serialize, Deserialize, Eq, PartialEq)]
pub struct ObjectInfo {
    /// Its name.
    pub name: String,
    /// What the user says of it.
    #[serde(default)]
    pub description: Option<String>,
    /// What else the user says of it.
    #[serde(default)]
    pub metadata: HashMap<String, String>,
    /// The headers that the user gave it.
    #[serde(default)]
    pub headers: Option<HeaderMap>,
    /// How it is stored.
    #[serde(default)]
    pub options: Option<ObjectOptions>,
    /// The name of its store.
    pub bucket: String,
    /// What tells its data from that of other objects.
    #[serde(default)]
    pub nuid: String,
    /// How many bytes it has.
    #[serde(default)]
    pub size: usize,
    /// How many messages its data is.
    #[serde(default)]
    pub chunks: usize,
    /// When this was stored.
    #[serde(default, with = "rfc3339::option", rename = "mtime")]
    pub modified: Option<DateTime>,
    /// The SHA-256 of its data: `SHA-256=`, and base64 for URLs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// Whether it was deleted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
}

impl ObjectInfo {
    /// Returns what it refers to, if it is a link.
    pub(super) fn link(&self) -> Option<&ObjectLink> {
        self.options.as_ref()?.link.as_ref()
    }
}

/// What a link refers to.
///
/// ```
/// use nats_web::jetstream::object_store::ObjectLink;
///
/// let to_a_store = ObjectLink { name: None, bucket: "photos".into() };
/// assert!(to_a_store.name.is_none());
/// ```
#[derive(Debug, Default, Clone, Serialize, Deserialize, Eq, PartialEq)]
pub struct ObjectLink {
    /// The name of the object; `None` for the whole store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The name of the store.
    pub bucket: String,
}

/// What the user is to say of an object from now on.
///
/// ```no_run
/// use nats_web::jetstream::object_store::UpdateMetadata;
///
/// # async fn run(photos: nats_web::jetstream::object_store::ObjectStore) -> Result<(), nats_web::Error> {
/// let metadata = UpdateMetadata { name: "dusk".into(), ..Default::default() };
/// photos.update_metadata("sunset", metadata).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Default, Clone, Serialize, Deserialize, Eq, PartialEq)]
pub struct UpdateMetadata {
    /// Its name.
    pub name: String,
    /// What the user says of it.
    pub description: Option<String>,
    /// What else the user says of it.
    #[serde(default)]
    pub metadata: HashMap<String, String>,
    /// The headers that the user gives it.
    pub headers: Option<HeaderMap>,
}

/// What the user says of an object that is put.
///
/// ```
/// use nats_web::jetstream::object_store::ObjectMetadata;
///
/// let named = ObjectMetadata::from("sunset");
/// let more = ObjectMetadata { description: Some("at the sea".into()), ..named };
/// assert_eq!(more.name, "sunset");
/// ```
#[derive(Debug, Default, Clone, Serialize, Deserialize, Eq, PartialEq)]
pub struct ObjectMetadata {
    /// Its name; not empty.
    pub name: String,
    /// What it is.
    pub description: Option<String>,
    /// How many bytes each of its messages is to have, but the last: no more than the server takes. By default 128 KiB.
    pub chunk_size: Option<usize>,
    /// What else there is to say of it.
    #[serde(default)]
    pub metadata: HashMap<String, String>,
    /// Headers.
    pub headers: Option<HeaderMap>,
}

impl From<&str> for ObjectMetadata {
    fn from(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }
}

impl From<ObjectInfo> for ObjectMetadata {
    fn from(info: ObjectInfo) -> Self {
        let ObjectInfo { name, description, metadata, headers, .. } = info;
        Self { name, description, metadata, headers, chunk_size: None }
    }
}

/// What tells of an object that a link may refer to.
///
/// ```no_run
/// # async fn run(photos: nats_web::jetstream::object_store::ObjectStore) -> Result<(), nats_web::Error> {
/// let sunset = photos.get("sunset").await?;
/// photos.add_link("best", &sunset).await?;
/// photos.add_link("nicest", &photos.info("sunset").await?).await?;
/// # Ok(()) }
/// ```
pub trait AsObjectInfo {
    /// Returns what is known of the object.
    fn as_info(&self) -> &ObjectInfo;
}

impl AsObjectInfo for &ObjectInfo {
    fn as_info(&self) -> &ObjectInfo {
        self
    }
}
