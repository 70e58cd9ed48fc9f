//! The programs.

mod bucket;
mod consumers;
mod objects;
mod publisher;
mod readers;

pub(crate) use bucket::change_keys;
pub(crate) use consumers::{consume, fetch};
pub(crate) use objects::keep_objects;
pub(crate) use publisher::publish;
pub(crate) use readers::{ordered, pushed, watch};

use crate::Parts;
use std::time::Duration;

/// Waits some milliseconds.
async fn pause(millis: u64) {
    tokio::time::sleep(Duration::from_millis(millis)).await;
}

impl Parts {
    /// Waits some milliseconds, fewer than `end`, after `least`.
    async fn rest(&mut self, least: u64, end: u64) {
        pause(least + self.dice.roll(end)).await;
    }
}
