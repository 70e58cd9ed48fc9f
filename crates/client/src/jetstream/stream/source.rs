//! Streams that a stream takes its messages from.

use crate::datetime::{DateTime, rfc3339};
use crate::jetstream::values::{empty_as_none, is_default, negative_duration_as_none, null_as_default};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A stream that another one mirrors, or takes messages from.
///
/// ```
/// use nats_web::jetstream::stream::{Config, Source};
///
/// let origin = Source { name: "orders".into(), domain: Some("hub".into()), ..Default::default() };
/// let config = Config { name: "copy".into(), mirror: Some(origin), ..Default::default() };
/// ```
#[derive(Clone, Debug, Serialize, Deserialize, Eq, PartialEq, Default)]
pub struct Source {
    /// The stream's name.
    pub name: String,
    /// The sequence to begin at.
    #[serde(default, rename = "opt_start_seq", skip_serializing_if = "is_default")]
    pub start_sequence: Option<u64>,
    /// The time to begin at.
    #[serde(default, rename = "opt_start_time", skip_serializing_if = "is_default", with = "rfc3339::option")]
    pub start_time: Option<DateTime>,
    /// Which subjects, with wildcards.
    #[serde(default, skip_serializing_if = "is_default")]
    pub filter_subject: Option<String>,
    /// Where the stream is, if it is another account's or domain's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external: Option<External>,
    /// The domain that the stream is in: [`Context::create_stream`](crate::jetstream::Context::create_stream) makes
    /// [`external`](Self::external) of it. Not sent itself.
    #[serde(default, skip_serializing_if = "is_default")]
    pub domain: Option<String>,
    /// Under which other subjects its messages are stored. Servers since 2.10.
    #[serde(default, deserialize_with = "null_as_default", skip_serializing_if = "is_default")]
    pub subject_transforms: Vec<SubjectTransform>,
    /// The consumer to take messages from, if it is one that exists. Servers since 2.14.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumer: Option<StreamConsumerSource>,
}

/// A push consumer that a mirror or source takes messages from.
///
/// ```
/// use nats_web::jetstream::stream::{Source, StreamConsumerSource};
///
/// let consumer = StreamConsumerSource::new("feed", "deliver.feed");
/// let source = Source { name: "orders".into(), consumer: Some(consumer), ..Default::default() };
/// ```
#[derive(Clone, Debug, Serialize, Deserialize, Eq, PartialEq, Default)]
pub struct StreamConsumerSource {
    /// Its name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub name: String,
    /// Where it delivers to.
    #[serde(default, skip_serializing_if = "is_default")]
    pub deliver_subject: String,
}

impl StreamConsumerSource {
    /// Names a consumer and where it delivers to.
    #[must_use]
    pub fn new(name: impl Into<String>, deliver_subject: impl Into<String>) -> Self {
        Self { name: name.into(), deliver_subject: deliver_subject.into() }
    }
}

/// How a stream of another account or domain is reached.
///
/// ```
/// use nats_web::jetstream::stream::External;
///
/// let external = External { api_prefix: "$JS.hub.API".into(), delivery_prefix: None };
/// assert_eq!(serde_json::to_string(&external)?, r#"{"api":"$JS.hub.API"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Serialize, Deserialize, Eq, PartialEq, Default)]
pub struct External {
    /// How the subjects of its API begin.
    #[serde(rename = "api")]
    pub api_prefix: String,
    /// How the subjects begin that messages are delivered to.
    #[serde(default, rename = "deliver", deserialize_with = "empty_as_none", skip_serializing_if = "is_default")]
    pub delivery_prefix: Option<String>,
}

/// Other subjects for some.
///
/// ```
/// use nats_web::jetstream::stream::SubjectTransform;
///
/// let transform = SubjectTransform { source: "orders.*".into(), destination: "by.{{wildcard(1)}}".into() };
/// ```
#[derive(Serialize, Deserialize, Debug, Clone, Eq, PartialEq)]
pub struct SubjectTransform {
    /// Which subjects, with wildcards.
    #[serde(default, rename = "src")]
    pub source: String,
    /// What they become.
    #[serde(default, rename = "dest")]
    pub destination: String,
}

/// How far a mirror or source is.
///
/// ```
/// use nats_web::jetstream::stream::SourceInfo;
///
/// let info: SourceInfo = serde_json::from_str(r#"{"name":"orders","lag":4,"active":-1}"#)?;
/// assert_eq!((info.lag, info.active), (4, None));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Deserialize, PartialEq, Eq)]
pub struct SourceInfo {
    /// The stream that messages are taken from.
    pub name: String,
    /// How many of its messages are still missing.
    #[serde(default)]
    pub lag: u64,
    /// How long ago it was last heard of; `None` if never.
    #[serde(default, deserialize_with = "negative_duration_as_none")]
    pub active: Option<Duration>,
    /// Which subjects.
    #[serde(default)]
    pub filter_subject: Option<String>,
    /// What they become.
    #[serde(default)]
    pub subject_transform_dest: Option<String>,
    /// What several of them become.
    #[serde(default, deserialize_with = "null_as_default")]
    pub subject_transforms: Vec<SubjectTransform>,
}
