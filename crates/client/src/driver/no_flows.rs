//! In the place of `flows.rs` in a client without JetStream.

use super::receivers::{Receivers, Wakes};
use nats_web_core::{Event, Session};

#[derive(Debug, Default)]
pub(crate) struct FlowTable {}

#[allow(clippy::unused_self, reason = "as those of `flows.rs`")]
impl FlowTable {
    pub(super) fn handle_deliveries(&mut self, _session: &mut Session, _frame: &[u8]) {}

    pub(super) fn handle_event(&mut self, _session: &mut Session, _event: &Event) -> bool {
        false
    }

    pub(super) fn has_event(&self) -> bool {
        false
    }

    pub(super) fn distribute(&mut self, _receivers: &mut Receivers, _wakes: &mut Wakes) {}
}
