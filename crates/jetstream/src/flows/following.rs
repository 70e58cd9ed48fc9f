//! What an ordered flow hears: messages, whose sequences must have no gap, statuses, and answers of the API.

use super::context::{Context, Ending, Step};
use super::event::{FlowEnd, NoticeKind, UNKNOWN};
use super::heard::{Message, Notification, Reply};
use super::ordered::{OrderedFlow, Phase};
use crate::errors::{ApiError, ErrorCode};
use crate::status::Status;
use nats_web_core::{RequestFailure, RequestId};

impl OrderedFlow {
    /// A message has come. Returns whether it is handed over.
    pub(super) fn handle_message(&mut self, cx: &mut Context<'_>, message: Message) -> (Step, bool) {
        let is_following = matches!(self.phase, Phase::Live | Phase::Creating(_));
        // What does not come from the present consumer is not of this flow.
        let Some(at) = message.at.filter(|_| is_following && self.feed.is_wanted()) else { return (Step::GoOn, false) };
        if at.consumer != self.sequence.saturating_add(1) {
            return (self.reset(cx), false);
        }
        self.sequence = at.consumer;
        let is_new = at.stream > self.cursor;
        if is_new {
            self.cursor = at.stream;
            self.next = Some(at.stream.saturating_add(1));
            self.origin.stored = at.stored;
        }
        let step = self.feed.handle_message(cx.now, message, is_new);
        (self.settle(cx, step), is_new)
    }

    /// A control message has come.
    pub(super) fn handle_control(&mut self, cx: &mut Context<'_>, heard: &Notification) -> Step {
        if !matches!(self.phase, Phase::Live | Phase::Creating(_)) {
            return Step::GoOn;
        }
        if heard.status == Status::IdleHeartbeat
            && self.phase == Phase::Live
            && let Some(last) = heard.last_consumer
        {
            if last > self.sequence {
                return self.reset(cx);
            }
            if last == self.sequence && !heard.is_stalled {
                cx.notice(NoticeKind::Idle, 0, 0, "");
            }
        }
        let step = self.feed.handle_control(cx, heard);
        self.settle(cx, step)
    }

    /// The link is there, or is not.
    pub(super) fn handle_link(&mut self, cx: &mut Context<'_>) -> Step {
        self.abandon(cx);
        if cx.session.is_connected() && self.is_known && self.feed.is_wanted() {
            cx.notice(NoticeKind::Reset, self.cursor, 0, "");
        }
        self.create(cx)
    }

    /// The API has answered.
    pub(super) fn handle_reply(&mut self, cx: &mut Context<'_>, reply: &Reply) -> Step {
        let is_asking = matches!(self.phase, Phase::Asking(_));
        if !is_asking && !matches!(self.phase, Phase::Creating(_)) {
            return Step::GoOn;
        }
        match &reply.error {
            Some(error) if is_asking => return self.handle_no_stream(cx, error),
            Some(error) => return self.handle_error(cx, error),
            None if is_asking => return self.handle_stream(cx, reply),
            None => {}
        }
        self.origin.begin(&reply.created);
        let has_delivered = reply.delivered.consumer > 0 || self.sequence > 0;
        if self.config.is_new && self.next.is_none() && !has_delivered && reply.pending.is_some() {
            // What is stored from now on is wanted, also if this consumer is lost before it delivers.
            self.next = Some(reply.delivered.stream.saturating_add(1));
        }
        let kind = if self.is_known { NoticeKind::Recreated } else { NoticeKind::Created };
        cx.notice(kind, reply.pending.unwrap_or(UNKNOWN), reply.delivered.consumer, &self.name);
        self.is_known = true;
        self.created = cx.now;
        (self.failures, self.failure, self.missing) = (0, None, 0);
        self.phase = Phase::Live;
        self.begin_feed(cx)
    }

    /// A request of the API has failed.
    pub(super) fn handle_failure(
        &mut self,
        cx: &mut Context<'_>,
        request: RequestId,
        failure: &RequestFailure,
    ) -> Step {
        if self.phase == Phase::Asking(request) {
            return self.handle_untold(cx, failure);
        }
        if self.phase != Phase::Creating(request) {
            return Step::GoOn;
        }
        match failure {
            RequestFailure::Denied(error) => self.end(cx, FlowEnd::Denied, 0, &error.text),
            RequestFailure::NoResponders => self.retry(cx, FlowEnd::NoResponders, 503, ""),
            RequestFailure::Timeout => self.retry(cx, FlowEnd::GivenUp, 0, "timeout"),
            _ => Step::GoOn,
        }
    }

    pub(super) fn handle_error(&mut self, cx: &mut Context<'_>, error: &ApiError) -> Step {
        let number = error.code.code();
        if error.code == ErrorCode::StreamNotFound {
            self.missing += 1;
            cx.notice(NoticeKind::StreamNotFound, self.missing, number.into(), &error.description);
            if self.aborts || self.feed.is_fetch() {
                return self.end(cx, FlowEnd::StreamNotFound, number, &error.description);
            }
            return self.retry(cx, FlowEnd::StreamNotFound, number, &error.description);
        }
        let is_misuse = (400..500).contains(&error.status)
            && !matches!(error.status, 404 | 408 | 409 | 429)
            && error.code != ErrorCode::ConsumerExists;
        // A server that starts says so for a while, too.
        let is_disabled = error.code == ErrorCode::NotEnabled && !self.is_known;
        if is_misuse || is_disabled {
            return self.end(cx, FlowEnd::Refused, number, &error.description);
        }
        self.retry(cx, FlowEnd::GivenUp, number, &error.description)
    }

    /// Tries again after a pause, unless that was tried often enough.
    fn retry(&mut self, cx: &mut Context<'_>, end: FlowEnd, code: u32, text: &str) -> Step {
        self.failures = self.failures.saturating_add(1);
        let most = if self.attempts == 0 && !self.is_known { FIRST_ATTEMPTS } else { self.attempts };
        if most > 0 && self.failures >= most {
            return self.end(cx, end, code, text);
        }
        // Without a code nobody has said anything.
        self.failure = (code > 0).then(|| Ending { end, code, text: text.into() });
        self.wait(cx);
        Step::GoOn
    }

    pub(super) fn end(&mut self, cx: &mut Context<'_>, end: FlowEnd, code: u32, text: &str) -> Step {
        self.abandon(cx);
        self.failures = 0;
        self.settle(cx, Step::End(Ending { end, code, text: text.into() }))
    }
}

/// How often creating the first consumer is tried.
const FIRST_ATTEMPTS: u32 = 30;
