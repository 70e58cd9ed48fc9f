//! What a store is to be like.

use crate::jetstream::stream::{self, Placement, StorageType};
use crate::jetstream::values::nanos;
use nats_web_jetstream::object::ObjectError;
use nats_web_jetstream::object::bucket::config;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::time::Duration;

/// What a store is to be like.
///
/// ```
/// use nats_web::jetstream::object_store::Config;
///
/// let config = Config { bucket: "photos".into(), compression: true, ..Default::default() };
/// assert_eq!(config.num_replicas, 0, "which is one");
/// ```
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Config {
    /// Its name: ASCII letters, digits, `-` and `_`.
    pub bucket: String,
    /// What it is for.
    pub description: Option<String>,
    /// After how long an object goes; zero for never.
    #[serde(default, with = "nanos")]
    pub max_age: Duration,
    /// How many bytes the store may have; 0 or less for no bound.
    pub max_bytes: i64,
    /// Where it is kept.
    pub storage: StorageType,
    /// How many servers keep it; 0 for 1.
    pub num_replicas: usize,
    /// Whether it is compressed where it is kept.
    pub compression: bool,
    /// Which servers may keep it.
    pub placement: Option<Placement>,
}

impl Config {
    /// Returns the configuration of the stream that the store is.
    pub(super) fn to_stream_config(&self) -> Result<stream::Config, NotAStore> {
        let options = json!({
            "description": self.description,
            "ttl": u64::try_from(self.max_age.as_nanos()).unwrap_or(u64::MAX),
            "max_bytes": if self.max_bytes > 0 { self.max_bytes } else { -1 },
            "storage": self.storage,
            "replicas": self.num_replicas.max(1),
            "compression": if self.compression { Some(true) } else { None },
            "placement": self.placement,
        });
        let config = config(&self.bucket, options.to_string().as_bytes()).map_err(NotAStore::Unfit)?;
        serde_json::from_slice(&config).map_err(NotAStore::Json)
    }
}

/// Why a configuration is not that of a store.
#[derive(Debug)]
pub(super) enum NotAStore {
    /// The caller's mistake.
    Unfit(ObjectError),
    Json(serde_json::Error),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jetstream::stream::{Compression, DiscardPolicy};

    #[test]
    fn a_store_is_a_stream() {
        let config = Config {
            bucket: "b".into(),
            description: Some("d".into()),
            max_age: Duration::from_secs(60),
            max_bytes: 1_000,
            storage: StorageType::Memory,
            num_replicas: 3,
            compression: true,
            placement: None,
        };
        let stream = config.to_stream_config().unwrap();
        assert_eq!((stream.name.as_str(), stream.description.as_deref()), ("OBJ_b", Some("d")));
        assert_eq!(stream.subjects, ["$O.b.C.>", "$O.b.M.>"]);
        assert_eq!((stream.max_age, stream.max_bytes), (Duration::from_secs(60), 1_000));
        assert_eq!((stream.storage, stream.num_replicas), (StorageType::Memory, 3));
        assert_eq!((stream.discard, stream.compression), (DiscardPolicy::New, Some(Compression::S2)));
        assert!(stream.allow_rollup && stream.allow_direct);
        let bare = Config { bucket: "b".into(), ..Config::default() }.to_stream_config().unwrap();
        assert_eq!((bare.num_replicas, bare.compression, bare.description), (1, None, None));
    }

    #[test]
    fn what_is_no_store() {
        let config = Config { bucket: "a.b".into(), ..Config::default() };
        assert!(matches!(config.to_stream_config(), Err(NotAStore::Unfit(ObjectError::Bucket))));
    }
}
