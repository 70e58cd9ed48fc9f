//! Where a stream or consumer lives.

use super::values::nanos;
use crate::datetime::{DateTime, rfc3339};
use serde::Deserialize;
use std::time::Duration;

/// Which servers have a stream or consumer.
///
/// ```no_run
/// # async fn run(stream: nats_web::jetstream::stream::Stream) {
/// if let Some(cluster) = &stream.cached_info().cluster {
///     println!("led by {:?}, {} replicas beside it", cluster.leader, cluster.replicas.len());
/// }
/// # }
/// ```
#[derive(Debug, Default, Deserialize, Clone, PartialEq, Eq)]
pub struct ClusterInfo {
    /// The cluster's name.
    #[serde(default)]
    pub name: Option<String>,
    /// The group of servers that replicates it.
    #[serde(default)]
    pub raft_group: Option<String>,
    /// The server that leads this group.
    #[serde(default)]
    pub leader: Option<String>,
    /// Since when it leads.
    #[serde(default, with = "rfc3339::option")]
    pub leader_since: Option<DateTime>,
    /// Whether the traffic of replication goes through the system account.
    #[serde(default)]
    pub system_account: bool,
    /// The account that this traffic goes through, if it is another.
    #[serde(default)]
    pub traffic_account: Option<String>,
    /// The servers of the group beside the leader.
    #[serde(default)]
    pub replicas: Vec<PeerInfo>,
}

/// One of the servers that follow a leader.
///
/// ```
/// use nats_web::jetstream::stream::PeerInfo;
///
/// let peer: PeerInfo = serde_json::from_str(r#"{"name":"n2","current":false,"active":5000,"lag":3}"#)?;
/// assert_eq!((peer.current, peer.lag), (false, Some(3)));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Default, Deserialize, Clone, PartialEq, Eq)]
pub struct PeerInfo {
    /// The server's name.
    pub name: String,
    /// Whether it has everything that the leader has.
    #[serde(default)]
    pub current: bool,
    /// How long ago it was last heard of.
    #[serde(default, with = "nanos")]
    pub active: Duration,
    /// Whether it is taken for gone.
    #[serde(default)]
    pub offline: bool,
    /// How many operations it is behind.
    #[serde(default)]
    pub lag: Option<u64>,
}
