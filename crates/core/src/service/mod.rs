//! Services: programs that answer requests, and that can be found and asked how they do. The micro protocol.
//!
//! [`Services`] is an owner above a [`Session`](crate::Session): it subscribes as a flow, answers monitoring requests by
//! itself, counts, and stops a service whose subscriptions end. A face
//!
//! 1. [adds](Services::add) a service, asks a [`Group`] where each endpoint is to be, and
//!    [adds](Services::add_endpoint) that;
//! 2. after each frame that has [something for a flow](crate::Session::has_flow_delivery) calls
//!    [`handle_deliveries`](Services::handle_deliveries). Requests to endpoints are then deliveries to subscriptions of
//!    the caller's;
//! 3. shows each event of the session to [`handle_event`](Services::handle_event), and carries out those of
//!    [`poll_event`](Services::poll_event);
//! 4. reports each request that an endpoint has had, and each error.
//!
//! ```text
//!             stop, or a subscription ends        the last subscription ends
//!   running ───────────────────────────────▶ stopping ─────────────────────▶ stopped ──release──▶ gone
//! ```
//!
//! Source: ADR-32; `nats.ws` 1.30.3, as observed, for which names are refused.

mod naming;
mod response;
mod services;
mod unfit;

pub use naming::{DEFAULT_QUEUE, Group, PREFIX, Queue, Verb, check, check_semver, scopes};
pub use services::{AddError, Services};
pub use unfit::{Part, Unfit};

use crate::event::SubscriptionEnd;
use crate::id::{FlowId, SubscriptionId};
use alloc::string::String;
use alloc::vec::Vec;

/// Name, version and description of a service.
///
/// ```
/// use nats_web_core::service::Description;
///
/// let shop = Description { name: "shop", version: "1.0.0", ..Description::default() };
/// # drop(shop);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Description<'a> {
    /// What kind of service it is; all instances share it.
    pub name: &'a str,
    /// Its version.
    pub version: &'a str,
    /// What it is, in words.
    pub description: &'a str,
    /// Further members of the answers, as the text of a JSON object, or empty.
    pub metadata: &'a str,
    /// Whether the statistics of an endpoint that has had no error tell so by an empty `last_error`. async-nats cannot read
    /// them otherwise; nats.ws leaves the member out.
    pub tells_no_error: bool,
}

/// Where the user's own part of a service's statistics comes from.
///
/// ```
/// use nats_web_core::service::DataSource;
///
/// let has_handler = true;
/// let source = if has_handler { DataSource::Asked } else { DataSource::Kept };
/// assert_ne!(source, DataSource::default());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DataSource {
    /// It is what [`Services::set_data`] set last.
    #[default]
    Kept,
    /// The face is asked for it at each request, by [`ServiceEvent::AnswerNeeded`].
    Asked,
}

/// What [`Services`] has a face do, or tell the user. A service is named by its flow.
///
/// ```
/// use nats_web_core::service::{ServiceEvent, Services};
///
/// # let mut services = Services::default();
/// while let Some(event) = services.poll_event() {
///     match event {
///         ServiceEvent::AnswerNeeded { service, verb, reply } => {
///             let mut answer = Vec::new();
///             services.respond(service, verb, &mut answer);
///             // Publish it to `reply`.
/// #           drop(reply);
///         }
///         ServiceEvent::Stopping { subject, .. } => eprintln!("the subscription to {subject} has ended"),
///         _ => {}
///     }
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-events"), non_exhaustive)]
pub enum ServiceEvent {
    /// Publish the answer to a monitoring request, which [`Services::respond`] writes: it is large, the session refused it,
    /// or it is the statistics of a service with [`DataSource::Asked`], whose data is to be set before.
    AnswerNeeded {
        /// Whose.
        service: FlowId,
        /// What was asked.
        verb: Verb,
        /// The subject of the answer.
        reply: Vec<u8>,
    },
    /// One of the subscriptions has ended, and the service stops for that reason.
    Stopping {
        /// Which service.
        service: FlowId,
        /// The subject of the subscription.
        subject: String,
        /// How it ended.
        end: SubscriptionEnd,
    },
    /// The service has stopped: all of its subscriptions have ended.
    Stopped {
        /// Which.
        service: FlowId,
    },
}

/// One instance of a service: its name and id, its subscriptions, and the statistics of its endpoints.
#[derive(Debug)]
struct Service {
    flow: FlowId,
    id: String,
    /// The members of all answers: JSON.
    identity: Vec<u8>,
    /// The description: JSON.
    description: Vec<u8>,
    tells_no_error: bool,
    started: String,
    data_source: DataSource,
    endpoints: Vec<Endpoint>,
    /// Those that have not ended.
    subscriptions: Vec<Owned>,
    is_stopping: bool,
    /// How the subscription ended that stopped the service.
    end: Option<SubscriptionEnd>,
    /// Whether the face has forgotten it.
    is_released: bool,
}

/// A subscription of a service.
#[derive(Debug)]
struct Owned {
    id: SubscriptionId,
    subject: String,
    purpose: Purpose,
}

/// What a subscription of a service is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Monitoring(Verb),
    Endpoint,
}

/// An endpoint, which takes requests, and its statistics.
#[derive(Debug)]
struct Endpoint {
    /// The members of all answers: JSON.
    identity: Vec<u8>,
    /// JSON, or empty.
    metadata: String,
    /// The user's own part of the statistics: JSON, or empty.
    data: String,
    requests: u64,
    errors: u64,
    /// Nanoseconds that all requests together took.
    time: u64,
    last_error: String,
}

impl Endpoint {
    /// Returns the nanoseconds that a request took on average, rounded.
    fn average(&self) -> u64 {
        self.time.saturating_add(self.requests / 2).checked_div(self.requests).unwrap_or(0)
    }
}

/// The header with the error in words.
pub const ERROR_HEADER: &str = "Nats-Service-Error";
/// The header with the error's code.
pub const ERROR_CODE_HEADER: &str = "Nats-Service-Error-Code";
/// The code of an error that has none of its own.
pub const FAILURE: u32 = 500;

#[cfg(test)]
mod tests;
