//! Whether a command was rightly refused.

use nats_web_core::Misuse;

use super::Client;
use crate::report::Report;

impl Client {
    /// Checks that the session refused a command for its true reason; `size` is what it would have sent. `sound` says
    /// that its arguments were such as may be refused for the session's state only.
    pub(super) fn refused(&self, command: &str, misuse: Misuse, size: u64, sound: bool, report: &mut Report) {
        report.note(|| format!("  refused: {misuse:?}"));
        let lifecycle = &self.model.lifecycle;
        let is_right = match misuse {
            Misuse::Closed => lifecycle.is_closed,
            Misuse::Draining => lifecycle.is_draining,
            Misuse::SubscriptionClosed => false,
            Misuse::PayloadTooLarge { size: found, max } => {
                let stated = &self.model.tap;
                let is_stated = max == stated.max_payload || (stated.has_lied && max == self.session.largest_message());
                found == size && is_stated && size > max
            }
            Misuse::BufferFull { limit } => {
                (!lifecycle.is_connected || self.model.is_leaving()) && self.session.pending() + size > limit
            }
            Misuse::HeadersUnsupported => size > 0 && (!self.model.tap.headers || self.model.tap.has_lied),
            Misuse::Subject(_) | Misuse::Reply(_) | Misuse::Queue(_) | Misuse::Headers(_) => !sound,
        };
        report.check(is_right, || format!("{command} was refused for no reason: {misuse:?}"));
    }

    /// Checks that a command was rightly accepted.
    pub(super) fn accepted(&self, command: &str, sound: bool, report: &mut Report) {
        report.check(sound, || format!("{command} was accepted though it is misuse"));
        report.check(!self.model.lifecycle.is_closed, || format!("{command} was accepted after Closed"));
    }
}
