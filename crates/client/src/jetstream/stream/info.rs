//! What a server knows of a stream.

use super::config::Config;
use super::source::SourceInfo;
use crate::datetime::{DateTime, rfc3339};
use crate::jetstream::cluster::ClusterInfo;
use crate::jetstream::values::null_as_default;
use serde::Deserialize;
use std::collections::HashMap;

/// Configuration and state of a stream.
///
/// ```no_run
/// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
/// let mut stream = jetstream.get_stream("orders").await?;
/// let info = stream.info().await?;
/// println!("{} has {} messages", info.config.name, info.state.messages);
/// # Ok(()) }
/// ```
#[derive(Debug, Deserialize, Clone, PartialEq, Eq)]
pub struct Info {
    /// How it is configured, with the defaults of the server.
    pub config: Config,
    /// When it was created.
    #[serde(with = "rfc3339")]
    pub created: DateTime,
    /// What it has.
    pub state: State,
    /// Which servers have it; `None` outside clusters.
    #[serde(default)]
    pub cluster: Option<ClusterInfo>,
    /// How far it is, if it is a mirror.
    #[serde(default)]
    pub mirror: Option<SourceInfo>,
    /// How far its sources are.
    #[serde(default, deserialize_with = "null_as_default")]
    pub sources: Vec<SourceInfo>,
    /// How many subjects there are, of an answer that lists some.
    #[serde(default, rename = "total")]
    pub(super) subjects_total: usize,
}

/// What a stream has.
///
/// ```no_run
/// # fn run(stream: nats_web::jetstream::stream::Stream) {
/// let state = &stream.cached_info().state;
/// println!("{} messages from {} to {}", state.messages, state.first_sequence, state.last_sequence);
/// # }
/// ```
#[derive(Debug, Deserialize, Clone, PartialEq, Eq)]
pub struct State {
    /// How many messages.
    pub messages: u64,
    /// How many bytes.
    pub bytes: u64,
    /// The sequence of the first message, or that of the next if there is none.
    #[serde(rename = "first_seq")]
    pub first_sequence: u64,
    /// When the first message was stored; the year 1 if there is none.
    #[serde(with = "rfc3339", rename = "first_ts")]
    pub first_timestamp: DateTime,
    /// The sequence of the last message that was stored, though it may be deleted.
    #[serde(rename = "last_seq")]
    pub last_sequence: u64,
    /// When that message was stored.
    #[serde(with = "rfc3339", rename = "last_ts")]
    pub last_timestamp: DateTime,
    /// How many consumers it has.
    #[serde(default)]
    pub consumer_count: usize,
    /// How many subjects its messages have.
    #[serde(default, rename = "num_subjects")]
    pub subjects_count: u64,
    /// How many messages between the first and the last are deleted.
    #[serde(default, rename = "num_deleted")]
    pub deleted_count: Option<u64>,
    /// Their sequences, if they were asked for.
    #[serde(default)]
    pub deleted: Option<Vec<u64>>,
    /// How many messages each subject has, if that was asked for.
    #[serde(default)]
    pub(super) subjects: Option<HashMap<String, usize>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_server_that_says_more_and_less() {
        let json = r#"{"type":"io.nats.jetstream.api.v1.stream_info_response","ts":"2026-01-01T00:00:00Z","novel":[],
            "config":{"name":"S","subjects":null,"retention":"limits","novel":{"a":1},"consumer_limits":{},"num_replicas":1},
            "created":"2026-01-01T00:00:00.5Z",
            "state":{"messages":0,"bytes":0,"first_seq":0,"first_ts":"0001-01-01T00:00:00Z","last_seq":18446744073709551615,
                "last_ts":"0001-01-01T00:00:00Z","consumer_count":0},
            "cluster":null,"sources":null,"alternates":[]}"#;
        let info: Info = serde_json::from_str(json).unwrap();
        assert_eq!(info.config, Config { name: "S".into(), num_replicas: 1, ..Config::default() });
        assert_eq!(info.state.last_sequence, u64::MAX);
        assert!(info.state.first_timestamp < info.created);
    }
}
