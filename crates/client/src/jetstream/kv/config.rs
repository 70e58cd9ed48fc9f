//! What a bucket is to be like.

use crate::delay::millis;
use crate::jetstream::stream::{self, Placement, Republish, Source, StorageType};
use nats_web_jetstream::kv::KvError;
use nats_web_jetstream::kv::bucket::{Server, config};
use serde_json::{Map, Value, json};
use std::time::Duration;

/// What a bucket is to be like.
///
/// ```
/// use std::time::Duration;
/// use nats_web::jetstream::kv::Config;
///
/// let config = Config {
///     bucket: "sessions".into(),
///     history: 10,
///     max_age: Duration::from_secs(3600),
///     ..Default::default()
/// };
/// assert_eq!(config.num_replicas, 0, "which is one");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Its name: ASCII letters, digits, `-` and `_`.
    pub bucket: String,
    /// What it is for.
    pub description: String,
    /// How many bytes a value may have; 0 or less for no bound.
    pub max_value_size: i32,
    /// How many entries of a key are kept, 1 to 64; 0 for 1.
    pub history: i64,
    /// After how long an entry goes; zero for never.
    pub max_age: Duration,
    /// How many bytes the bucket may have; 0 or less for no bound.
    pub max_bytes: i64,
    /// Where it is kept.
    pub storage: StorageType,
    /// How many servers keep it; 0 for 1.
    pub num_replicas: usize,
    /// Where entries are published besides.
    pub republish: Option<Republish>,
    /// The bucket that this one mirrors.
    pub mirror: Option<Source>,
    /// Buckets whose entries are copied to this one. Their keys become this bucket's; those of one with `external`
    /// do if its `subject_transforms` say so.
    pub sources: Option<Vec<Source>>,
    /// Whether a mirror answers in the place of what it mirrors, which it does in any case.
    pub mirror_direct: bool,
    /// Whether it is compressed where it is kept.
    pub compression: bool,
    /// Which servers may keep it.
    pub placement: Option<Placement>,
    /// Where a limit removes an entry, a deletion takes its place, and goes after this time. Keys can then be created and
    /// purged with a time to live, also if this is zero, with which there are no such deletions. Servers since 2.11.
    pub limit_markers: Option<Duration>,
}

impl Config {
    /// Returns the configuration of the stream that the bucket is.
    pub(super) fn into_stream_config(self) -> Result<stream::Config, NotABucket> {
        let bucket = self.bucket.clone();
        let has_time_to_live = self.limit_markers.is_some();
        let options = Value::Object(self.into_options()?).to_string();
        let config = config(&bucket, options.as_bytes(), Server::default()).map_err(NotABucket::Unfit)?;
        let mut config: stream::Config = serde_json::from_slice(&config).map_err(NotABucket::Json)?;
        config.allow_message_ttl |= has_time_to_live;
        Ok(config)
    }

    /// Returns what is set, by the names that the rule for buckets has for it.
    fn into_options(self) -> Result<Map<String, Value>, NotABucket> {
        let mut options = Map::new();
        let mut set = |name: &str, value: Value| options.insert(name.to_owned(), value);
        if !self.description.is_empty() {
            set("description", self.description.into());
        }
        if self.history != 0 {
            set("history", self.history.into());
        }
        if self.max_value_size > 0 {
            set("maxValueSize", self.max_value_size.into());
        }
        if self.max_bytes > 0 {
            set("max_bytes", self.max_bytes.into());
        }
        if self.num_replicas > 0 {
            set("replicas", self.num_replicas.into());
        }
        if self.compression {
            set("compression", true.into());
        }
        set("ttl", millis(self.max_age).into());
        set("markerTTL", self.limit_markers.map(millis).into());
        set("deny_delete", true.into());
        let texts = json!({
            "storage": self.storage, "republish": self.republish, "mirror": self.mirror, "sources": self.sources,
            "placement": self.placement,
        });
        if let Value::Object(texts) = texts {
            options.extend(texts);
        }
        Ok(options)
    }
}

/// Why a configuration is not that of a bucket.
#[derive(Debug)]
pub(super) enum NotABucket {
    /// The caller's mistake.
    Unfit(KvError),
    Json(serde_json::Error),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jetstream::stream::{Compression, DiscardPolicy};

    fn source(name: &str) -> Source {
        Source { name: name.into(), ..Source::default() }
    }

    #[test]
    fn a_bucket_is_a_stream() {
        let config = Config {
            bucket: "b".into(),
            description: "d".into(),
            max_value_size: 7,
            max_age: Duration::from_secs(60),
            max_bytes: 1_000,
            storage: StorageType::Memory,
            num_replicas: 3,
            compression: true,
            limit_markers: Some(Duration::from_secs(2)),
            ..Config::default()
        };
        let stream = config.into_stream_config().unwrap();
        assert_eq!((stream.name.as_str(), &stream.subjects[..]), ("KV_b", &["$KV.b.>".to_owned()][..]));
        assert_eq!((stream.description.as_deref(), stream.max_messages_per_subject), (Some("d"), 1));
        assert_eq!((stream.max_message_size, stream.max_bytes, stream.num_replicas), (7, 1_000, 3));
        assert_eq!((stream.max_age, stream.storage), (Duration::from_secs(60), StorageType::Memory));
        assert_eq!((stream.discard, stream.compression), (DiscardPolicy::New, Some(Compression::S2)));
        assert!(stream.allow_rollup && stream.deny_delete && !stream.deny_purge && stream.allow_direct);
        assert!(stream.allow_message_ttl);
        assert_eq!(stream.subject_delete_marker_ttl, Some(Duration::from_secs(2)));
    }

    #[test]
    fn times_to_live_without_markers() {
        let config = Config { bucket: "b".into(), limit_markers: Some(Duration::ZERO), ..Config::default() };
        let stream = config.into_stream_config().unwrap();
        assert!(stream.allow_message_ttl && stream.subject_delete_marker_ttl.is_none());
        let stream = Config { bucket: "b".into(), ..Config::default() }.into_stream_config().unwrap();
        assert!(!stream.allow_message_ttl);
    }

    #[test]
    fn copies_of_other_buckets() {
        let mirror = Config { bucket: "b".into(), mirror: Some(source("a")), ..Config::default() };
        let stream = mirror.into_stream_config().unwrap();
        assert_eq!(stream.mirror.map(|mirror| mirror.name).as_deref(), Some("KV_a"));
        assert!(stream.mirror_direct && stream.subjects.is_empty());
        let sources = Config { bucket: "b".into(), sources: Some(vec![source("KV_a")]), ..Config::default() };
        let stream = sources.into_stream_config().unwrap();
        let sources = stream.sources.unwrap();
        assert_eq!((sources.len(), sources[0].name.as_str(), stream.subjects.len()), (1, "KV_a", 1));
    }

    #[test]
    fn what_is_no_bucket() {
        for history in [-1, 65] {
            let config = Config { bucket: "b".into(), history, ..Config::default() };
            assert!(matches!(config.into_stream_config(), Err(NotABucket::Unfit(KvError::History))));
        }
        let config = Config { bucket: "a.b".into(), ..Config::default() };
        assert!(matches!(config.into_stream_config(), Err(NotABucket::Unfit(KvError::Bucket))));
    }
}
