//! What services answer when they are asked how they are.

use super::endpoint::{Info as EndpointInfo, Stats as EndpointStats};
use super::serde_as::metadata;
use crate::datetime::{DateTime, rfc3339};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;

/// What a service is asked, in the subjects `$SRV.PING`, `$SRV.PING.name` and `$SRV.PING.name.id`.
///
/// ```
/// use nats_web::service::Verb;
///
/// assert_eq!(format!("$SRV.{}.shop", Verb::Stats), "$SRV.STATS.shop");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Which instances there are.
    Ping,
    /// The statistics of an instance.
    Stats,
    /// The description and the endpoints of an instance.
    Info,
    /// Nothing any more: earlier versions of the protocol had schemas.
    Schema,
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ping => "PING",
            Self::Stats => "STATS",
            Self::Info => "INFO",
            Self::Schema => "SCHEMA",
        })
    }
}

/// The answer to [`Verb::Ping`].
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use nats_web::service::PingResponse;
///
/// let answer = client.request("$SRV.PING.shop", "".into()).await?;
/// let shop: PingResponse = serde_json::from_slice(&answer.payload)?;
/// println!("{} {}", shop.id, shop.version);
/// # Ok(()) }
/// ```
#[derive(Serialize, Deserialize, Debug, Clone)]
pub struct PingResponse {
    /// Which answer this is.
    #[serde(rename = "type")]
    pub kind: String,
    /// The service's name.
    pub name: String,
    /// The id of the instance.
    pub id: String,
    /// The service's version.
    pub version: String,
    /// The service's metadata.
    #[serde(default, deserialize_with = "metadata::deserialize")]
    pub metadata: HashMap<String, String>,
}

/// The answer to [`Verb::Stats`].
///
/// ```no_run
/// # async fn run(client: nats_web::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use nats_web::service::Stats;
///
/// let answer = client.request("$SRV.STATS.shop", "".into()).await?;
/// let shop: Stats = serde_json::from_slice(&answer.payload)?;
/// println!("{} requests", shop.endpoints.iter().map(|endpoint| endpoint.requests).sum::<usize>());
/// # Ok(()) }
/// ```
#[derive(Serialize, Deserialize, Debug, Clone)]
pub struct Stats {
    /// Which answer this is.
    #[serde(rename = "type")]
    pub kind: String,
    /// The service's name.
    pub name: String,
    /// The id of the instance.
    pub id: String,
    /// The service's version.
    pub version: String,
    /// Since when the numbers count.
    #[serde(with = "rfc3339")]
    pub started: DateTime,
    /// The numbers of each endpoint.
    pub endpoints: Vec<EndpointStats>,
}

/// The answer to [`Verb::Info`].
///
/// ```no_run
/// # async fn run(service: nats_web::service::Service) {
/// let info = service.info().await;
/// println!("{} {} has {} endpoints", info.name, info.version, info.endpoints.len());
/// # }
/// ```
#[derive(Serialize, Deserialize, Debug, Clone, Default)]
pub struct Info {
    /// Which answer this is.
    #[serde(rename = "type")]
    pub kind: String,
    /// The service's name.
    pub name: String,
    /// The id of the instance.
    pub id: String,
    /// What the service is, in words.
    #[serde(default)]
    pub description: String,
    /// The service's version.
    pub version: String,
    /// The service's metadata.
    #[serde(default, deserialize_with = "metadata::deserialize")]
    pub metadata: HashMap<String, String>,
    /// Its endpoints.
    #[serde(default)]
    pub endpoints: Vec<EndpointInfo>,
}
