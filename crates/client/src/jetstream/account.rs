//! How much of JetStream an account uses, and may use.

use super::values::{negative_as_none, null_as_default};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// The limits of an account. `None` is no limit.
///
/// ```
/// use nats_web::jetstream::account::Limits;
///
/// let limits: Limits = serde_json::from_str(r#"{"max_memory":-1,"max_streams":10}"#)?;
/// assert_eq!((limits.max_memory, limits.max_streams), (None, Some(10)));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Default, Deserialize, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes in memory.
    #[serde(default, deserialize_with = "negative_as_none")]
    pub max_memory: Option<i64>,
    /// Bytes in files.
    #[serde(default, deserialize_with = "negative_as_none")]
    pub max_storage: Option<i64>,
    /// How many streams.
    #[serde(default, deserialize_with = "negative_as_none")]
    pub max_streams: Option<i64>,
    /// How many consumers.
    #[serde(default, deserialize_with = "negative_as_none")]
    pub max_consumers: Option<i64>,
    /// Whether each stream must say how many bytes it may have.
    #[serde(default)]
    pub max_bytes_required: bool,
    /// How many messages of a consumer may wait for their acknowledgement; -1 for no limit.
    #[serde(default)]
    pub max_ack_pending: i64,
    /// Bytes of one stream in memory.
    #[serde(default, deserialize_with = "negative_as_none")]
    pub memory_max_stream_bytes: Option<i64>,
    /// Bytes of one stream in files.
    #[serde(default, deserialize_with = "negative_as_none")]
    pub storage_max_stream_bytes: Option<i64>,
}

/// How often an account has asked the API.
///
/// ```
/// use nats_web::jetstream::account::Requests;
///
/// let requests: Requests = serde_json::from_str(r#"{"level":2,"total":7,"errors":1}"#)?;
/// assert_eq!((requests.level, requests.total, requests.errors), (2, 7, 1));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Default, Serialize, Deserialize, Clone, Copy, PartialEq, Eq)]
pub struct Requests {
    /// How many requests there were.
    #[serde(default)]
    pub total: u64,
    /// How many of them were refused.
    #[serde(default)]
    pub errors: u64,
    /// The level of the API that the server has; 0 before 2.11.
    #[serde(default)]
    pub level: usize,
    /// How many requests are being served.
    #[serde(default)]
    pub inflight: u64,
}

/// Use and limits of one tier of an account, as `R1` or `R3`.
///
/// ```no_run
/// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
/// for (name, tier) in jetstream.query_account().await?.tiers {
///     println!("{name}: {} streams", tier.streams);
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Default, Deserialize, Clone, Copy, PartialEq, Eq)]
pub struct Tier {
    /// Bytes in memory.
    #[serde(default)]
    pub memory: u64,
    /// Bytes in files.
    #[serde(default)]
    pub storage: u64,
    /// Bytes in memory that streams have reserved.
    #[serde(default)]
    pub reserved_memory: u64,
    /// Bytes in files that streams have reserved.
    #[serde(default)]
    pub reserved_storage: u64,
    /// How many streams there are.
    #[serde(default)]
    pub streams: usize,
    /// How many consumers there are.
    #[serde(default)]
    pub consumers: usize,
    /// What the tier may have.
    #[serde(default)]
    pub limits: Limits,
}

/// Use and limits of an account, as [`Context::query_account`](super::Context::query_account) returns them.
///
/// ```no_run
/// # async fn run(jetstream: nats_web::jetstream::Context) -> Result<(), nats_web::Error> {
/// let account = jetstream.query_account().await?;
/// println!("{} streams of {:?}", account.streams, account.limits.max_streams);
/// # Ok(()) }
/// ```
#[derive(Debug, Default, Deserialize, Clone, PartialEq, Eq)]
pub struct Account {
    /// Bytes in memory.
    #[serde(default)]
    pub memory: u64,
    /// Bytes in files.
    #[serde(default)]
    pub storage: u64,
    /// Bytes in memory that streams have reserved.
    #[serde(default)]
    pub reserved_memory: u64,
    /// Bytes in files that streams have reserved.
    #[serde(default)]
    pub reserved_storage: u64,
    /// How many streams there are.
    #[serde(default)]
    pub streams: usize,
    /// How many consumers there are.
    #[serde(default)]
    pub consumers: usize,
    /// The domain of the JetStream that answered.
    #[serde(default)]
    pub domain: Option<String>,
    /// What the account may have; of an account in tiers, nothing is said here.
    #[serde(default)]
    pub limits: Limits,
    /// How often it has asked the API.
    #[serde(default, rename = "api")]
    pub requests: Requests,
    /// The tiers by their names; empty for an account without.
    #[serde(default, deserialize_with = "null_as_default")]
    pub tiers: HashMap<String, Tier>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_in_tiers_and_of_a_later_server() {
        let json = r#"{"memory":0,"storage":9,"streams":2,"consumers":0,"domain":"hub","novel":{"a":[1]},
            "api":{"level":3,"total":4,"errors":0},
            "tiers":{"R3":{"memory":0,"storage":9,"streams":2,"consumers":0,"limits":{"max_streams":-1}}}}"#;
        let account: Account = serde_json::from_str(json).unwrap();
        assert_eq!(account.domain.as_deref(), Some("hub"));
        assert_eq!(account.tiers["R3"].streams, 2);
        assert_eq!(account.tiers["R3"].limits.max_streams, None);
        assert_eq!(serde_json::from_str::<Account>(r#"{"tiers":null}"#).unwrap(), Account::default());
    }
}
