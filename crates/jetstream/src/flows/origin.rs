//! What an ordered flow knows of the stream that it reads.

use super::heard::Reply;
use crate::rfc3339::rfc3339;
use alloc::string::String;

/// What is known of the stream.
#[derive(Debug, Default)]
pub(super) struct Origin {
    /// When the stream was first seen to be there, in the server's words; empty if that is not known.
    seen: String,
    /// When the last message that was handed over was stored, in nanoseconds since 1970; 0 if none was.
    pub(super) stored: u64,
    /// From when on messages are wanted, as RFC 3339 has it, if the stream is another one than before; else empty.
    pub(super) since: String,
    /// Whether the server refuses to tell of the stream.
    pub(super) is_denied: bool,
}

impl Origin {
    /// The first consumer was created then.
    pub(super) fn begin(&mut self, created: &str) {
        if self.seen.is_empty() {
            self.seen = created.into();
        }
    }

    /// The server has told of the stream. Returns whether it is another one than that of which `next` is a sequence; what is
    /// wanted of it is then known by time.
    pub(super) fn learn(&mut self, reply: &Reply, next: Option<u64>) -> bool {
        let is_newer = !self.seen.is_empty() && is_later(&reply.created, &self.seen);
        let is_short = reply.last.is_some_and(|last| next.is_some_and(|next| last.saturating_add(1) < next));
        if is_newer || is_short {
            self.since = if self.stored > 0 { rfc3339(self.stored.saturating_add(1)) } else { self.seen.clone() };
        }
        if is_newer || self.seen.is_empty() {
            self.seen.clone_from(&reply.created);
        }
        is_newer || is_short
    }
}

/// Returns whether a time of the server's is later than another one. Both are in UTC, and a fraction has no zeros at its end,
/// so that they compare as texts do without the `Z`.
fn is_later(time: &str, other: &str) -> bool {
    time.strip_suffix('Z').is_some_and(|time| time > other.trim_end_matches('Z'))
}

#[cfg(test)]
mod tests {
    use super::is_later;

    #[test]
    fn times_compare_by_what_they_say() {
        let times = [
            "",
            "2023-11-14T22:13:20Z",
            "2023-11-14T22:13:20.000000001Z",
            "2023-11-14T22:13:20.5Z",
            "2023-11-14T22:13:20.51Z",
            "2023-11-14T22:13:21Z",
            "2024-01-01T00:00:00Z",
        ];
        for (at, one) in times.iter().enumerate() {
            for (beside, other) in times.iter().enumerate() {
                assert_eq!(is_later(one, other), at > beside, "{one} {other}");
            }
        }
        assert!(!is_later("2024-01-01T00:00:00+01:00", "2023-01-01T00:00:00Z"), "that is not how a server says it");
    }
}
