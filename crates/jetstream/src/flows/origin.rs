//! Whether a stream is still the one that an ordered flow has read.
//!
//! A stream may be deleted and another one made under its name, or be brought back as it was before. Its sequences are below
//! those that were read, then, and whoever waits for the next one waits in vain. So a flow asks before it goes on with
//! another consumer: a stream that was created after the flow had seen it, or whose last sequence is below what was read, is
//! another one. Of that one the flow reads what was stored after the last message that it has handed over, by the server's
//! clock. Who may not ask, or gets no answer, goes on by sequences alone.

use super::context::{Context, Step};
use super::event::NoticeKind;
use super::heard::Reply;
use super::ordered::{OrderedFlow, Phase};
use crate::api::{Verb, subject};
use crate::errors::{ApiError, ErrorCode};
use crate::rfc3339::rfc3339;
use alloc::string::String;
use nats_web_core::RequestFailure;

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
    is_denied: bool,
}

impl Origin {
    /// The first consumer was created then.
    pub(super) fn begin(&mut self, created: &str) {
        if self.seen.is_empty() {
            self.seen = created.into();
        }
    }
}

impl OrderedFlow {
    /// Returns whether the stream may be another one than that of which `next` is a sequence.
    pub(super) fn is_doubtful(&self) -> bool {
        self.is_known && self.next.is_some() && !self.origin.is_denied
    }

    /// Asks for the stream.
    pub(super) fn ask_for_stream(&mut self, cx: &mut Context<'_>) -> Step {
        let asked = subject(&self.prefix, Verb::StreamInfo, &[self.stream.as_str()]);
        match asked.map(|subject| cx.request(subject.as_bytes(), b"", self.timeout)) {
            Ok(Ok(request)) => {
                self.phase = Phase::Asking(request);
                Step::GoOn
            }
            _ => self.create_next(cx),
        }
    }

    /// The server has told of the stream.
    pub(super) fn handle_stream(&mut self, cx: &mut Context<'_>, reply: &Reply) -> Step {
        let is_newer = !self.origin.seen.is_empty() && is_later(&reply.created, &self.origin.seen);
        let is_short = reply.last.is_some_and(|last| self.next.is_some_and(|next| last.saturating_add(1) < next));
        if is_newer || is_short {
            let stored = self.origin.stored;
            self.origin.since = if stored > 0 { rfc3339(stored.saturating_add(1)) } else { self.origin.seen.clone() };
            (self.cursor, self.next) = (0, None);
            cx.notice(NoticeKind::Reset, 0, 0, "");
        }
        if is_newer || self.origin.seen.is_empty() {
            self.origin.seen.clone_from(&reply.created);
        }
        self.create_next(cx)
    }

    /// The server has refused to tell of the stream. Only that there is none, or that it does not know now, is of interest.
    pub(super) fn handle_no_stream(&mut self, cx: &mut Context<'_>, error: &ApiError) -> Step {
        if error.code == ErrorCode::StreamNotFound || error.is_transient() {
            return self.handle_error(cx, error);
        }
        self.create_next(cx)
    }

    /// The server has not told of the stream.
    pub(super) fn handle_untold(&mut self, cx: &mut Context<'_>, failure: &RequestFailure) -> Step {
        self.origin.is_denied |= matches!(failure, RequestFailure::Denied(_));
        self.create_next(cx)
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
