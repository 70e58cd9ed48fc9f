//! What the statuses of the server mean for what pulls.

use super::context::{Context, Step};
use super::credit::{Amount, Ask};
use super::event::{FlowEnd, NoticeKind};
use super::heard::Notification;
use super::pull::PullKind;
use super::puller::{LEAST, Next, Puller};
use crate::status::Status;

impl Puller {
    /// A control message has come.
    pub(super) fn handle_control(&mut self, cx: &mut Context<'_>, heard: &Notification) -> Step {
        self.heartbeats.hear(cx.now);
        if heard.status == Status::IdleHeartbeat {
            self.backoff.reset();
            return Step::GoOn;
        }
        // What is said about a request that has been given up is of no interest.
        let Some(ask) = heard.number.and_then(|number| self.credit.end(number, heard.left)) else { return Step::GoOn };
        if heard.status == Status::ConsumerDeleted {
            // With it all requests are gone, and each is told so.
            self.credit.forget();
        }
        if !self.credit.has_asks() {
            self.heartbeats.rest();
        }
        self.tell(cx, heard);
        self.handle_status(cx, heard, &ask)
    }

    fn tell(&self, cx: &mut Context<'_>, heard: &Notification) {
        let code = heard.code.into();
        match (heard.status, heard.left) {
            (_, Some(left)) if left != Amount::NONE => cx.notice(NoticeKind::Discard, left.messages, left.bytes, ""),
            (Status::ConsumerDeleted, _) => cx.notice(NoticeKind::ConsumerDeleted, code, 0, &heard.words),
            (Status::NoResponders, _) => cx.notice(NoticeKind::NoResponders, code, 0, &heard.words),
            _ => cx.notice(NoticeKind::Debug, code, 0, &heard.words),
        }
    }

    /// Deals with the status by which a request has ended.
    fn handle_status(&mut self, cx: &mut Context<'_>, heard: &Notification, ask: &Ask) -> Step {
        let end = |end| Step::end_with(end, heard.code, &heard.words);
        let is_fetch = self.kind == PullKind::Fetch;
        match heard.status {
            Status::RequestTimeout if is_fetch => end(FlowEnd::Expired),
            Status::BatchCompleted
            | Status::InterestExpired
            | Status::NoMessages
            | Status::RequestsPending
            | Status::EndOfBatch
                if is_fetch =>
            {
                end(FlowEnd::Complete)
            }
            Status::RequestTimeout | Status::BatchCompleted => self.ask_next(cx, ask),
            Status::MessageTooLarge => self.handle_too_large(cx, heard, ask),
            Status::LimitExceeded => end(FlowEnd::LimitExceeded),
            Status::PushBased => end(FlowEnd::PushBased),
            Status::BadRequest | Status::RequiredApiLevel => end(FlowEnd::BadRequest),
            Status::ConsumerDeleted | Status::NoResponders | Status::LeadershipChange | Status::ServerShutdown
                if self.is_ordered =>
            {
                Step::Reset
            }
            // Another client is served, or this one by another id: only a request without one tells.
            Status::PinMismatch if self.request.pin.forget() => self.ask_if_due(cx),
            Status::ConsumerDeleted if self.aborts => end(FlowEnd::ConsumerDeleted),
            Status::NoResponders if self.aborts => end(FlowEnd::NoResponders),
            Status::ConsumerDeleted | Status::NoResponders => {
                self.wait(cx, Next::Check);
                Step::GoOn
            }
            _ => self.retry(cx),
        }
    }

    /// Asks again after a request that has ended as requests do. One that has ended early and without a message is a
    /// failure.
    fn ask_next(&mut self, cx: &mut Context<'_>, ask: &Ask) -> Step {
        let lived = cx.now.since(ask.sent);
        if self.credit.came() == ask.before && lived < QUICK.min(self.expires / 2) {
            return self.retry(cx);
        }
        self.ask_if_due(cx)
    }

    /// The next message is larger than what is left of a request. Whether it is larger than all that may be asked for, only a
    /// request tells that asked for all and got nothing.
    fn handle_too_large(&mut self, cx: &mut Context<'_>, heard: &Notification, ask: &Ask) -> Step {
        if self.kind == PullKind::Fetch {
            let end = if self.credit.came() == Amount::NONE { FlowEnd::TooLarge } else { FlowEnd::Complete };
            return Step::end_with(end, heard.code, &heard.words);
        }
        self.needs_all = self.credit.pending().plus(self.credit.untaken()) != Amount::NONE;
        if self.needs_all {
            return Step::GoOn;
        }
        if self.credit.came() == ask.before && ask.asked.bytes >= self.credit.max.bytes {
            cx.notice(NoticeKind::TooLarge, heard.code.into(), 0, &heard.words);
            return self.retry(cx);
        }
        self.ask_if_due(cx)
    }

    /// Asks again after a pause, if a fetch has the time.
    pub(super) fn retry(&mut self, cx: &mut Context<'_>) -> Step {
        let has_time = self.until.is_none_or(|until| until > cx.now.after(LEAST));
        if self.kind == PullKind::Fetch && (self.request.no_wait || !has_time) {
            return Step::end(FlowEnd::Expired);
        }
        self.wait(cx, Next::Ask);
        Step::GoOn
    }
}

/// A request that ends sooner than this and brings nothing has failed, in milliseconds.
const QUICK: u64 = 1_000;
