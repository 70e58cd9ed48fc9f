//! In the place of `flows.rs` in a module without them.

use crate::boundary::events::Fields;
use nats_web_core as core;

#[derive(Debug, Default)]
pub(crate) struct Flows {}

#[allow(clippy::unused_self, clippy::trivially_copy_pass_by_ref, reason = "as those of `flows.rs`")]
impl Flows {
    pub(crate) fn handle_deliveries(&mut self, _core: &mut core::Session, _frame: &[u8]) {}

    pub(crate) fn handle_event(&mut self, _core: &mut core::Session, event: &core::Event) -> bool {
        // Nobody asks for one.
        matches!(event, core::Event::Alarm)
    }

    pub(crate) fn has_event(&self) -> bool {
        false
    }

    pub(crate) fn poll_event(&mut self, _fields: &mut Fields) -> Option<u32> {
        None
    }
}
