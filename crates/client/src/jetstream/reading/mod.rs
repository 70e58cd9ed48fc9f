//! Flows, as the streams of consumers hold them.

mod causes;
#[cfg(any(feature = "kv", feature = "object-store"))]
mod following;
mod ordered;
mod pulling;

#[cfg(any(feature = "kv", feature = "object-store"))]
pub(crate) use following::{FollowError, Followed, Following, Source};
pub(crate) use ordered::{Failure, Feed, Plan, Reading};
pub(crate) use pulling::{Pulling, clamp_batch, clamp_expires};

use crate::driver::FlowHandle;
use crate::jetstream::Context;
use crate::queue::Limits;
use nats_web_core::{FlowId, Session, Timestamp};
use nats_web_jetstream::flows::{FlowError, Flows, Push};

/// Begins a flow. What waits for its reader has no limit but what was asked for.
pub(crate) fn begin(
    context: &Context,
    begin: impl FnOnce(&mut Flows, &mut Session, Timestamp) -> Result<FlowId, FlowError>,
) -> Result<FlowHandle, FlowError> {
    FlowHandle::begin(context.client().shared(), UNLIMITED, begin)
}

/// Begins to receive what a consumer delivers by itself. Where no flow control holds it back, what waits has the limits of
/// a subscription.
pub(crate) fn receive(context: &Context, push: &Push<'_>, has_flow_control: bool) -> Result<FlowHandle, FlowError> {
    let client = context.client();
    let limits = if has_flow_control { UNLIMITED } else { client.limits() };
    FlowHandle::begin(client.shared(), limits, |flows, session, now| flows.push(session, now, push))
}

const UNLIMITED: Limits = Limits { items: usize::MAX, weight: None };
/// Nanoseconds for which the server keeps the consumer of a reader that is gone.
const INACTIVE: u64 = 30_000_000_000;
