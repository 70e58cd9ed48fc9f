//! In the place of `pin.rs` where no flow pins a client.

use alloc::vec::Vec;
use nats_web_core::{Delivery, Session};

#[derive(Debug)]
pub(super) struct Pin;

#[allow(clippy::unused_self, reason = "as those of `pin.rs`")]
impl Pin {
    pub(super) fn new(_is_wanted: bool) -> Self {
        Self
    }

    #[inline]
    pub(super) fn hear(&mut self, _session: &Session, _delivery: &Delivery, _frame: &[u8]) {}

    #[inline]
    pub(super) fn forget(&mut self) -> bool {
        false
    }

    #[inline]
    pub(super) fn write(&self, _out: &mut Vec<u8>) {}
}
