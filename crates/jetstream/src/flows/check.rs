//! Asking whether a consumer is still there, once it has been silent or the link was lost.

use super::context::{Context, Step};
use super::event::{FlowEnd, NoticeKind};
use super::heard::Reply;
use super::puller::{Next, Puller};
use crate::errors::{ApiError, ErrorCode};
use nats_web_core::{RequestFailure, RequestId};

impl Puller {
    /// Asks. What was asked for before is forgotten only with the answer: until then it may still come.
    pub(super) fn check(&mut self, cx: &mut Context<'_>) -> Step {
        if self.checking.is_some() || self.is_away {
            return Step::GoOn;
        }
        self.wait = None;
        match cx.request(self.info_subject.as_bytes(), b"", TIMEOUT) {
            Ok(request) => self.checking = Some(request),
            Err(_) => self.wait(cx, Next::Check),
        }
        Step::GoOn
    }

    /// The answer has come, or the one to a request that nobody waits for any more.
    pub(super) fn handle_reply(&mut self, cx: &mut Context<'_>, reply: &Reply) -> Step {
        if self.checking.take().is_none() {
            return Step::GoOn;
        }
        match &reply.error {
            Some(error) => self.handle_missing(cx, error),
            None => {
                self.missing = (0, 0);
                if reply.waiting == Some(0) {
                    self.credit.forget_lost();
                }
                self.go_on(cx)
            }
        }
    }

    /// No answer has come.
    pub(super) fn handle_failure(
        &mut self,
        cx: &mut Context<'_>,
        request: RequestId,
        failure: &RequestFailure,
    ) -> Step {
        if self.checking != Some(request) {
            return Step::GoOn;
        }
        self.checking = None;
        match failure {
            // The right to ask is not needed to pull.
            RequestFailure::Denied(_) => self.go_on(cx),
            _ => {
                self.wait(cx, Next::Check);
                Step::GoOn
            }
        }
    }

    /// The consumer is there. If nothing was heard of it since, the server does not know of what was asked before.
    pub(super) fn go_on(&mut self, cx: &mut Context<'_>) -> Step {
        if let Some(since) = self.heartbeats.silent_since() {
            self.credit.forget_until(since);
        }
        if self.credit.has_asks() {
            self.heartbeats.run(cx.now);
        }
        self.ask_if_due(cx)
    }

    fn handle_missing(&mut self, cx: &mut Context<'_>, error: &ApiError) -> Step {
        let number = error.code.code();
        let end = match error.code {
            ErrorCode::StreamNotFound => {
                self.missing.1 += 1;
                cx.notice(NoticeKind::StreamNotFound, self.missing.1, number.into(), &error.description);
                FlowEnd::StreamNotFound
            }
            ErrorCode::ConsumerNotFound => {
                self.missing.0 += 1;
                cx.notice(NoticeKind::ConsumerNotFound, self.missing.0, number.into(), &error.description);
                FlowEnd::ConsumerNotFound
            }
            _ => {
                self.missing = (0, 0);
                self.wait(cx, Next::Check);
                return Step::GoOn;
            }
        };
        if self.aborts {
            return Step::end_with(end, number, &error.description);
        }
        self.wait(cx, Next::Check);
        Step::GoOn
    }
}

/// How long an answer of the API may take, in milliseconds.
pub(super) const TIMEOUT: u64 = 5_000;
