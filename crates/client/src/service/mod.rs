//! Services: programs that answer requests, and that can be found and asked for their statistics. The micro protocol.
//!
//! ```no_run
//! # async fn run(client: nats_web::Client) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! use futures_util::StreamExt;
//! use nats_web::service::ServiceExt;
//! use nats_web::service::error::Error;
//!
//! let service = client.service_builder().description("sells things").start("shop", "1.0.0").await?;
//! let mut prices = service.group("v1").endpoint("price").await?;
//! while let Some(request) = prices.next().await {
//!     let answer = match &request.message.payload[..] {
//!         b"apple" => Ok("0.30".into()),
//!         _ => Err(Error { code: 404, status: "we have none".to_owned() }),
//!     };
//!     request.respond(answer).await?;
//! }
//! # Ok(()) }
//! ```
//!
//! Each instance answers monitoring requests by itself, until it is [stopped](Service::stop) or the client closes.
//! Instances share the requests, because their endpoints join one queue group by default. Source: ADR-32.

mod adding;
mod answers;
mod config;
pub mod endpoint;
pub mod error;
mod inner;
mod request;
mod running;
mod serde_as;
mod starting;

pub use adding::EndpointBuilder;
pub use answers::{Info, PingResponse, Stats, Verb};
pub use config::{Config, StatsHandler};
pub use request::Request;
pub use running::{Group, Service};
pub use starting::{ServiceBuilder, ServiceExt};

/// The header with an error in words.
pub const NATS_SERVICE_ERROR: &str = nats_web_core::service::ERROR_HEADER;
/// The header with an error's code.
pub const NATS_SERVICE_ERROR_CODE: &str = nats_web_core::service::ERROR_CODE_HEADER;
