//! How a stream keeps its messages.

use serde::{Deserialize, Serialize};

/// What a stream does at its limits.
///
/// ```
/// use nats_web::jetstream::stream::DiscardPolicy;
///
/// assert_eq!(DiscardPolicy::default(), DiscardPolicy::Old);
/// ```
#[derive(Default, Debug, Serialize, Deserialize, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum DiscardPolicy {
    /// It deletes its oldest messages.
    #[default]
    #[serde(rename = "old")]
    Old = 0,
    /// It refuses new ones.
    #[serde(rename = "new")]
    New = 1,
}

/// When a stream no longer keeps a message. Its limits hold in any case.
///
/// ```
/// use nats_web::jetstream::stream::RetentionPolicy;
///
/// assert_eq!(serde_json::to_string(&RetentionPolicy::WorkQueue)?, r#""workqueue""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Default, Debug, Serialize, Deserialize, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum RetentionPolicy {
    /// At its limits.
    #[default]
    #[serde(rename = "limits")]
    Limits = 0,
    /// Once all its consumers have acknowledged the message.
    #[serde(rename = "interest")]
    Interest = 1,
    /// Once its one consumer has acknowledged the message.
    #[serde(rename = "workqueue")]
    WorkQueue = 2,
}

/// Where a stream keeps its messages.
///
/// ```
/// use nats_web::jetstream::stream::StorageType;
///
/// assert_eq!(StorageType::default(), StorageType::File);
/// ```
#[derive(Default, Debug, Serialize, Deserialize, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum StorageType {
    /// In files.
    #[default]
    #[serde(rename = "file")]
    File = 0,
    /// In memory: gone with the server.
    #[serde(rename = "memory")]
    Memory = 1,
}

/// When a message counts as stored.
///
/// ```
/// use nats_web::jetstream::stream::PersistenceMode;
///
/// assert_eq!(PersistenceMode::default(), PersistenceMode::Default);
/// ```
#[derive(Default, Debug, Serialize, Deserialize, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum PersistenceMode {
    /// Once it is written.
    #[default]
    #[serde(rename = "default")]
    Default = 0,
    /// At once: messages may be lost with the server.
    #[serde(rename = "async")]
    Async = 1,
}

/// How the files of a stream are compressed.
///
/// ```
/// use nats_web::jetstream::stream::{Compression, Config};
///
/// let config = Config { name: "logs".into(), compression: Some(Compression::S2), ..Default::default() };
/// ```
#[derive(Serialize, Deserialize, Debug, Clone, Eq, PartialEq)]
pub enum Compression {
    /// By S2.
    #[serde(rename = "s2")]
    S2,
    /// Not at all.
    #[serde(rename = "none")]
    None,
}
