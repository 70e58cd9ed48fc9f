//! Pulling from one consumer: when to ask for how much, and what the statuses of the server mean for that.
//!
//! ```text
//!            link lost                     status: gone, or nobody there
//!   away ◀─────────────── asking ───────────────────────────────────────▶ waiting ──(backoff)──┐
//!    │                    ▲    │ heartbeats missed                           ▲                  │
//!    │ link made again    │    ▼                                             │ not there,       │
//!    └──────────────▶ checking ◀─────────────────────────────────────────────│ no answer        │
//!                         │    └─────────────────────────────────────────────┘                  │
//!                         └── consumer is there: what nobody serves is asked anew ◀──────────────┘
//! ```
//!
//! A bound flow does not check, it asks anew. A flow that is an ordered one's does not check either: it is reset.
//! Nothing but [`ask`](Puller::ask) sends a request, and it is reached by what the user has taken, by a status, or by a
//! deadline; what fails or brings nothing comes back after an ever longer pause.

use super::backoff::Backoff;
use super::context::{Context, Numbered, Step, text};
use super::credit::{Amount, Credit};
use super::error::FlowError;
use super::event::{FlowEnd, NoticeKind};
use super::heard::Message;
use super::heartbeats::Heartbeats;
use super::pull::{Pull, PullKind, Request};
use crate::api::{Prefix, Verb, subject};
use alloc::string::String;
use alloc::vec::Vec;
use nats_web_core::codec::encode::write_u64;
use nats_web_core::{RequestId, Timestamp};

/// What pulls.
#[derive(Debug)]
pub(super) struct Puller {
    /// Where requests go.
    pub(super) next_subject: String,
    pub(super) info_subject: String,
    /// The flow's inbox; a number is appended for each request.
    pub(super) inbox: Vec<u8>,
    pub(super) kind: PullKind,
    pub(super) request: Request,
    pub(super) expires: u64,
    idle_heartbeat: u64,
    is_bound: bool,
    pub(super) aborts: bool,
    /// Whether it pulls for an ordered flow.
    pub(super) is_ordered: bool,
    pub(super) credit: Credit,
    pub(super) heartbeats: Heartbeats,
    pub(super) backoff: Backoff,
    /// How many requests have been sent.
    asks: u64,
    /// Set while there is no link, or no consumer yet.
    pub(super) is_away: bool,
    pub(super) wait: Option<(Timestamp, Next)>,
    pub(super) checking: Option<RequestId>,
    /// How often in a row the consumer and the stream were not there.
    pub(super) missing: (u64, u64),
    /// Nothing is asked for until everything has been taken: less room than that was too little.
    pub(super) needs_all: bool,
    /// When the server ends a fetch.
    pub(super) until: Option<Timestamp>,
}

/// What follows a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    Ask,
    Check,
}

impl Puller {
    /// What pulls for an ordered flow gets its consumer later.
    pub(super) fn new(pull: &Pull<'_>, inbox: Vec<u8>, is_ordered: bool) -> Result<Self, FlowError> {
        pull.check()?;
        let (mut next_subject, mut info_subject) = (String::new(), String::new());
        if !is_ordered {
            let prefix = Prefix::new(pull.prefix)?;
            next_subject = subject(&prefix, Verb::MsgNext, &[pull.stream, pull.consumer])?;
            info_subject = subject(&prefix, Verb::ConsumerInfo, &[pull.stream, pull.consumer])?;
        }
        Ok(Self {
            next_subject,
            info_subject,
            inbox,
            kind: pull.kind,
            request: Request::new(pull),
            expires: pull.expires,
            idle_heartbeat: pull.idle_heartbeat,
            is_bound: pull.is_bound,
            aborts: pull.aborts_on_missing || pull.kind == PullKind::Fetch,
            is_ordered,
            credit: Credit::new(pull.max, pull.threshold),
            heartbeats: Heartbeats::new(pull.idle_heartbeat),
            backoff: Backoff::new(pull.expires.clamp(1_000, 30_000)),
            asks: 0,
            is_away: true,
            wait: None,
            checking: None,
            missing: (0, 0),
            needs_all: false,
            until: None,
        })
    }

    /// Begins the time of a fetch.
    pub(super) fn begin(&mut self, now: Timestamp) {
        if self.kind == PullKind::Fetch {
            // One that does not wait, and yet expires, gets what is there, or else waits for the first message.
            let least = if self.request.no_wait { NO_WAIT_TIMEOUT } else { 0 };
            self.until = Some(now.after(self.expires.max(least)));
        }
    }

    /// Begins to ask, if there is a link.
    pub(super) fn start(&mut self, cx: &mut Context<'_>) -> Step {
        self.is_away = !cx.session.is_connected();
        self.ask_if_due(cx)
    }

    /// The consumer is lost: nothing is asked until [`start`](Self::start).
    pub(super) fn pause(&mut self, cx: &mut Context<'_>) {
        self.lose_link(cx);
        self.credit.forget();
    }

    /// The link is lost: nothing is asked until there is one. The server may go on serving what was asked.
    pub(super) fn lose_link(&mut self, cx: &mut Context<'_>) {
        self.is_away = true;
        self.wait = None;
        self.heartbeats.rest();
        if let Some(request) = self.checking.take() {
            cx.session.cancel_request(request);
        }
    }

    /// The link is back.
    pub(super) fn resume(&mut self, cx: &mut Context<'_>) -> Step {
        let was_asked = self.asks > 0;
        self.lose_link(cx);
        self.is_away = !cx.session.is_connected();
        self.leave_inbox(cx);
        if was_asked && !self.is_away && !self.is_bound { self.check(cx) } else { self.ask_if_due(cx) }
    }

    /// What was asked over the lost link the server may serve as long as it hears somebody at the inbox: what it has not
    /// noticed to be lost counts, too. Another inbox tells apart for which requests messages are.
    fn leave_inbox(&mut self, cx: &mut Context<'_>) {
        self.credit.expire(cx.now);
        if self.credit.has_asks() {
            let is_told_apart = cx.seat.late.is_none() && cx.leave_seat(Numbered::Yes).is_ok();
            self.credit.lose(is_told_apart);
            self.inbox.clone_from(&cx.seat.inbox);
        }
    }

    /// A message has come.
    #[inline]
    pub(super) fn handle_message(&mut self, now: Timestamp, message: Message) -> Step {
        self.heartbeats.hear(now);
        self.backoff.reset();
        self.credit.tell(message.is_late);
        self.credit.receive(message.size);
        if !self.credit.has_asks() {
            self.heartbeats.rest();
        }
        if self.kind == PullKind::Fetch && self.is_complete() {
            return Step::end(FlowEnd::Complete);
        }
        Step::GoOn
    }

    /// The user has taken messages.
    pub(super) fn handle_taken(&mut self, cx: &mut Context<'_>, taken: Amount) -> Step {
        self.credit.take(taken);
        self.ask_if_due(cx)
    }

    /// Plans a pause.
    pub(super) fn wait(&mut self, cx: &mut Context<'_>, next: Next) {
        let next = if self.is_bound { Next::Ask } else { next };
        if let Some((_, planned)) = &mut self.wait {
            // One pause for all of what fails at a time.
            if next == Next::Check {
                *planned = next;
            }
            return;
        }
        self.wait = Some((cx.now.after(self.backoff.fail(cx.rng)), next));
    }

    /// Returns when [`handle_timeout`](Self::handle_timeout) is next of use.
    pub(super) fn deadline(&self) -> Option<Timestamp> {
        let guard = self.until.map(|until| until.after(GUARD));
        let wait = self.wait.map(|(at, _)| at);
        [guard, wait, self.heartbeats.deadline(), self.credit.next_gone()].into_iter().flatten().min()
    }

    pub(super) fn handle_timeout(&mut self, cx: &mut Context<'_>) -> Step {
        if self.until.is_some_and(|until| until.after(GUARD) <= cx.now) {
            return Step::end(FlowEnd::Expired);
        }
        if let Some(missed) = self.heartbeats.expire(cx.now) {
            cx.notice(NoticeKind::HeartbeatsMissed, missed, 0, "");
            return self.handle_silence(cx);
        }
        if self.credit.next_gone().is_some_and(|gone| gone <= cx.now) {
            self.credit.expire(cx.now);
            return if self.is_away { Step::GoOn } else { self.retry(cx) };
        }
        match self.wait {
            Some((at, next)) if at <= cx.now => {
                self.wait = None;
                if next == Next::Check { self.check(cx) } else { self.ask_if_due(cx) }
            }
            _ => Step::GoOn,
        }
    }

    fn handle_silence(&mut self, cx: &mut Context<'_>) -> Step {
        if self.is_ordered {
            return Step::Reset;
        }
        if self.is_bound { self.go_on(cx) } else { self.check(cx) }
    }

    /// Asks for more if that is due and nothing is in the way.
    pub(super) fn ask_if_due(&mut self, cx: &mut Context<'_>) -> Step {
        if !self.credit.has_lost() {
            cx.forget_late();
        }
        if self.is_away || self.wait.is_some() || self.checking.is_some() || cx.session.is_draining() {
            return Step::GoOn;
        }
        if self.kind == PullKind::Fetch {
            let is_due = self.credit.is_all_lost() && (!self.credit.has_lost() || self.credit.has_room_in_doubt());
            return if is_due { self.ask_rest(cx) } else { Step::GoOn };
        }
        let out = self.credit.pending().plus(self.credit.untaken());
        let has_room = !self.needs_all || out == Amount::NONE;
        match self.credit.due().filter(|_| has_room).or_else(|| self.credit.due_in_doubt()) {
            Some(due) => self.ask(cx, due, self.expires),
            None => Step::GoOn,
        }
    }

    /// Asks for what a fetch has not got yet, for the rest of its time.
    fn ask_rest(&mut self, cx: &mut Context<'_>) -> Step {
        if self.request.no_wait {
            return self.ask(cx, self.due_rest(), self.expires);
        }
        let left = self.until.map_or(self.expires, |until| until.since(cx.now));
        if left < LEAST && self.asks > 0 {
            return Step::end(FlowEnd::Expired);
        }
        self.ask(cx, self.due_rest(), left)
    }

    fn ask(&mut self, cx: &mut Context<'_>, amount: Amount, expires: u64) -> Step {
        if !cx.session.is_connected() {
            self.is_away = true;
            return Step::GoOn;
        }
        let number = self.asks + 1;
        let json = self.request.json(self.bounded(amount), expires, self.idle_heartbeat.min(expires / 2));
        let mut reply = self.inbox.clone();
        reply.push(b'.');
        write_u64(&mut reply, number);
        if !cx.publish(self.next_subject.as_bytes(), &reply, &json) {
            self.wait(cx, Next::Ask);
            return Step::GoOn;
        }
        self.asks = number;
        self.needs_all = false;
        self.credit.ask(number, amount, cx.now, cx.now.after(expires.max(LEAST)).after(GUARD));
        self.heartbeats.run(cx.now);
        cx.notice(NoticeKind::Next, amount.messages, amount.bytes, &text(&json));
        Step::GoOn
    }

    /// Returns what a fetch may ask for. In doubt that is one message: what comes beyond the rest would be delivered to nobody.
    fn due_rest(&self) -> Amount {
        if self.credit.has_lost() { Amount::ONE } else { self.rest() }
    }

    fn rest(&self) -> Amount {
        self.credit.max.minus(self.credit.came())
    }

    /// Returns `amount` with the bytes that a server has to be told. One message may have as many as there may be.
    fn bounded(&self, amount: Amount) -> Amount {
        let most = if self.kind == PullKind::Fetch { self.rest() } else { self.credit.max };
        Amount { bytes: if amount.bytes == 0 { most.bytes } else { amount.bytes }, ..amount }
    }

    fn is_complete(&self) -> bool {
        let (max, came) = (self.credit.max, self.credit.came());
        (max.messages > 0 && came.messages >= max.messages) || (max.bytes > 0 && came.bytes >= max.bytes)
    }
}

/// How much longer than its own time a fetch waits for the server to end it, in milliseconds. What arrives later would
/// be delivered to nobody.
const GUARD: u64 = 2_000;
/// How long a request that does not wait has in all, in milliseconds.
const NO_WAIT_TIMEOUT: u64 = 3_000;
/// The shortest time for which it pays to ask, in milliseconds.
pub(super) const LEAST: u64 = 100;
