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
use nats_web_core::RequestFailure;

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
        if self.origin.learn(reply, self.next) {
            (self.cursor, self.next) = (0, None);
            cx.notice(NoticeKind::Reset, 0, 0, "");
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
