//! A consumer of the flow's own, made anew whenever its track is lost, so that messages come in order and each once.
//!
//! ```text
//!             link, or a fetch           reply           gap, silence, deleted, new leader
//!   resting ─────────────────▶ creating ───────▶ live ────────────────────────────────────┐
//!      ▲                       │  ▲   ▲ told of the stream, or not                        │
//!      │ link lost      failed │  │ asking ◀───────────────── reset ◀─────────────────────┘
//!      │                       ▼  │   ▲
//!      └─────────────────── waiting ──┘ pause over
//! ```
//!
//! Each consumer has a name and an inbox of its own, so that nothing of an earlier one is taken for its. The next one
//! begins after the last message that was handed over; as long as none was, where the user said. Before that it asks whether
//! the stream is [still the same one](super::asking).

use super::backoff::Backoff;
use super::config::{ConsumerConfig, Imposed, Start};
use super::context::{Context, Ending, Step};
use super::deletions::Creation;
use super::error::FlowError;
use super::event::{FlowEnd, NoticeKind};
use super::feed::Feed;
use super::ordered_options::Ordered;
use super::origin::Origin;
use super::pull::{NANOS, Pull};
use crate::api::{Prefix, Verb, subject};
use alloc::string::String;
use alloc::vec::Vec;
use nats_web_core::codec::encode::write_u64;
use nats_web_core::{Misuse, RequestId, Timestamp};

/// An ordered flow.
#[derive(Debug)]
pub(super) struct OrderedFlow {
    pub(super) prefix: Prefix,
    pub(super) stream: String,
    name_prefix: String,
    pub(super) config: ConsumerConfig,
    inactive_threshold: u64,
    pub(super) aborts: bool,
    pub(super) timeout: u64,
    pub(super) attempts: u32,
    pub(super) feed: Feed,
    pub(super) phase: Phase,
    /// How many consumers have been named.
    serial: u64,
    /// The present consumer's name; empty if there is none.
    pub(super) name: String,
    /// The stream sequence that comes next, once that is known.
    pub(super) next: Option<u64>,
    /// The stream sequence of the last message handed over.
    pub(super) cursor: u64,
    pub(super) origin: Origin,
    /// The consumer sequence of the last message of this consumer.
    pub(super) sequence: u64,
    /// Whether there was a consumer before.
    pub(super) is_known: bool,
    pub(super) created: Timestamp,
    pub(super) backoff: Backoff,
    /// How often in a row creating has failed.
    pub(super) failures: u32,
    /// What was said when it failed last, while there is no consumer.
    pub(super) failure: Option<Ending>,
    /// When the first consumer must be there.
    first_due: Option<Timestamp>,
    /// How often in a row the stream was not there.
    pub(super) missing: u64,
}

/// Where an ordered flow stands with its consumer; the diagram is above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Resting,
    /// Whether the stream is the same one.
    Asking(RequestId),
    Creating(RequestId),
    Waiting(Timestamp),
    Live,
}

impl OrderedFlow {
    pub(super) fn new(ordered: &Ordered<'_>, id: &str, now: Timestamp) -> Result<Self, FlowError> {
        let prefix = Prefix::new(ordered.prefix)?;
        let config = ConsumerConfig::read(ordered.config)?;
        let mut name_prefix = String::from(ordered.name_prefix);
        name_prefix.push_str(id);
        // Whatever is wrong with names is wrong with the first one.
        subject(&prefix, Verb::ConsumerCreate, &[ordered.stream, &name_prefix, &config.filter])?;
        Ok(Self {
            prefix,
            stream: ordered.stream.into(),
            name_prefix,
            config,
            inactive_threshold: ordered.inactive_threshold,
            aborts: ordered.aborts_on_missing,
            timeout: ordered.timeout,
            attempts: ordered.attempts,
            feed: Feed::new(&ordered.feed, now)?,
            phase: Phase::Resting,
            serial: 0,
            name: String::new(),
            next: None,
            cursor: 0,
            origin: Origin::default(),
            sequence: 0,
            is_known: false,
            created: now,
            backoff: Backoff::new(LONGEST),
            failures: 0,
            failure: None,
            first_due: (ordered.first_within > 0).then(|| now.after(ordered.first_within)),
            missing: 0,
        })
    }

    /// Begins a fetch.
    pub(super) fn fetch(&mut self, cx: &mut Context<'_>, pull: &Pull<'_>) -> Result<Step, FlowError> {
        self.feed.fetch(pull, cx.now)?;
        Ok(match self.phase {
            Phase::Live => self.begin_feed(cx),
            Phase::Resting => self.create(cx),
            Phase::Asking(_) | Phase::Creating(_) | Phase::Waiting(_) => Step::GoOn,
        })
    }

    /// Creates a consumer, if there is a link and need for one.
    pub(super) fn create(&mut self, cx: &mut Context<'_>) -> Step {
        self.phase = Phase::Resting;
        if !cx.session.is_connected() || cx.session.is_draining() || !self.feed.is_wanted() {
            return Step::GoOn;
        }
        if self.is_doubtful() { self.ask_for_stream(cx) } else { self.create_next(cx) }
    }

    /// Creates a consumer.
    pub(super) fn create_next(&mut self, cx: &mut Context<'_>) -> Step {
        self.phase = Phase::Resting;
        if (self.serial > 0 || self.is_known) && cx.change_seat(self.feed.numbered()).is_err() {
            // The session is about to end, and so is the subscription.
            return Step::GoOn;
        }
        self.serial += 1;
        self.sequence = 0;
        self.name = self.next_name();
        let body = self.body(&cx.seat.inbox);
        let request = match self.request_consumer(cx, &self.config.filter, &body) {
            // A pedantic server takes no wildcards where something is published. Without the filter in the subject it
            // reads that in the body.
            Some(Err(Misuse::Subject(_))) => self.request_consumer(cx, "", &body),
            request => request,
        };
        let Some(request) = request else { return Step::end(FlowEnd::Refused) };
        match request {
            Ok(request) => self.phase = Phase::Creating(request),
            Err(Misuse::PayloadTooLarge { .. } | Misuse::Subject(_)) => return Step::end(FlowEnd::Refused),
            Err(_) => self.wait(cx),
        }
        Step::GoOn
    }

    /// Asks for the present consumer; `None` if names are not fit for a subject.
    fn request_consumer(&self, cx: &mut Context<'_>, filter: &str, body: &[u8]) -> Option<Result<RequestId, Misuse>> {
        let parts = [self.stream.as_str(), &self.name, filter];
        let subject = subject(&self.prefix, Verb::ConsumerCreate, &parts).ok()?;
        Some(cx.request(subject.as_bytes(), body, self.timeout))
    }

    fn next_name(&self) -> String {
        let mut digits = Vec::new();
        write_u64(&mut digits, self.serial);
        let mut name = self.name_prefix.clone();
        name.push('_');
        name.extend(digits.into_iter().map(char::from));
        name
    }

    fn body(&self, inbox: &[u8]) -> Vec<u8> {
        let inbox = String::from_utf8_lossy(inbox);
        let deliver = self.feed.heartbeat().map(|heartbeat| (&*inbox, heartbeat.saturating_mul(NANOS)));
        self.config.body(&Imposed {
            stream: &self.stream,
            name: &self.name,
            start: match self.next {
                Some(next) => Start::At(next),
                None if self.origin.since.is_empty() => Start::AsSaid,
                None => Start::Since(&self.origin.since),
            },
            inactive_threshold: self.inactive_threshold,
            deliver,
        })
    }

    /// Tries again after a pause.
    pub(super) fn wait(&mut self, cx: &mut Context<'_>) {
        self.abandon(cx);
        self.phase = Phase::Waiting(cx.now.after(self.backoff.fail(cx.rng)));
    }

    /// The consumer is there: messages may be asked for.
    pub(super) fn begin_feed(&mut self, cx: &mut Context<'_>) -> Step {
        let parts = [self.stream.as_str(), &self.name];
        let next = subject(&self.prefix, Verb::MsgNext, &parts).unwrap_or_default();
        let inbox = cx.seat.inbox.clone();
        let step = self.feed.begin(cx, next, inbox);
        self.settle(cx, step)
    }

    /// Gives up the consumer's track, and begins anew with the next one.
    pub(super) fn reset(&mut self, cx: &mut Context<'_>) -> Step {
        if self.is_known {
            cx.notice(NoticeKind::Reset, self.cursor, 0, "");
        }
        let lived = cx.now.since(self.created);
        if self.is_known && lived < QUICK && cx.session.is_connected() {
            // What is lost as soon as it is there would be lost without end.
            self.wait(cx);
            return Step::GoOn;
        }
        self.abandon(cx);
        self.backoff.reset();
        self.create(cx)
    }

    /// The consumer is no longer the flow's.
    pub(super) fn abandon(&mut self, cx: &mut Context<'_>) {
        let creation = match self.phase {
            Phase::Creating(request) => {
                cx.session.cancel_request(request);
                Creation::Pending
            }
            Phase::Asking(request) => {
                cx.session.cancel_request(request);
                Creation::Over
            }
            _ => Creation::Over,
        };
        self.phase = Phase::Resting;
        self.feed.pause(cx);
        if self.name.is_empty() {
            return;
        }
        let name = core::mem::take(&mut self.name);
        if let Ok(subject) = subject(&self.prefix, Verb::ConsumerDelete, &[self.stream.as_str(), &name]) {
            cx.deletions.add(cx.session, subject, creation);
        }
    }

    /// Does what a step asks for. The end of a fetch is not that of the flow.
    pub(super) fn settle(&mut self, cx: &mut Context<'_>, step: Step) -> Step {
        match step {
            Step::GoOn => Step::GoOn,
            Step::Reset => self.reset(cx),
            Step::End(ending) => match self.feed.end_fetch(cx, ending) {
                Ok(is_asked) => {
                    if is_asked {
                        // What the server still sends for the fetch has nobody to take it.
                        self.abandon(cx);
                    }
                    Step::GoOn
                }
                Err(ending) => Step::End(ending),
            },
        }
    }

    /// Returns when [`handle_timeout`](Self::handle_timeout) is next of use.
    pub(super) fn deadline(&self) -> Option<Timestamp> {
        let waiting = match self.phase {
            Phase::Waiting(at) => Some(at),
            _ => None,
        };
        [waiting, self.first_due(), self.feed.deadline()].into_iter().flatten().min()
    }

    fn first_due(&self) -> Option<Timestamp> {
        self.first_due.filter(|_| !self.is_known)
    }

    pub(super) fn handle_timeout(&mut self, cx: &mut Context<'_>) -> Step {
        if self.first_due().is_some_and(|due| due <= cx.now) {
            let timed_out = Ending { end: FlowEnd::GivenUp, code: 0, text: "timeout".into() };
            let Ending { end, code, text } = self.failure.take().unwrap_or(timed_out);
            return self.end(cx, end, code, &text);
        }
        let step = match self.phase {
            Phase::Waiting(at) if at <= cx.now => self.create(cx),
            _ => self.feed.handle_timeout(cx),
        };
        self.settle(cx, step)
    }
}

/// The longest pause between two attempts to create a consumer, in milliseconds.
const LONGEST: u64 = 30_000;
/// A consumer whose track is lost sooner than this, in milliseconds, is followed by the next after a pause.
const QUICK: u64 = 1_000;
