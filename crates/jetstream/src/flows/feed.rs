//! How an ordered flow gets its messages: they are pushed, or it pulls.

use super::context::{Context, Ending, Numbered, Step};
use super::credit::{Amount, Credit};
use super::error::FlowError;
use super::event::{FlowEvent, NoticeKind};
use super::flow_control::FlowControl;
use super::heard::{Message, Notification};
use super::heartbeats::Heartbeats;
use super::ordered_options::OrderedFeed;
use super::pull::{Pull, PullKind};
use super::puller::Puller;
use crate::status::Status;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use nats_web_core::Timestamp;

/// The way of an ordered flow.
#[derive(Debug)]
pub(super) enum Feed {
    Push {
        interval: u64,
        heartbeats: Heartbeats,
        control: FlowControl,
    },
    /// What pulls; nothing does between two fetches.
    Pull(Option<Box<Puller>>),
}

impl Feed {
    pub(super) fn new(feed: &OrderedFeed<'_>, now: Timestamp) -> Result<Self, FlowError> {
        match feed {
            OrderedFeed::Push { idle_heartbeat: 0 } => Err(FlowError::Heartbeat),
            OrderedFeed::Push { idle_heartbeat } => Ok(Self::Push {
                interval: *idle_heartbeat,
                heartbeats: Heartbeats::new(*idle_heartbeat),
                control: FlowControl::default(),
            }),
            OrderedFeed::Pull(pull) => Ok(Self::Pull(Some(puller(pull, now)?))),
            OrderedFeed::Fetches => Ok(Self::Pull(None)),
        }
    }

    /// Begins a fetch.
    pub(super) fn fetch(&mut self, pull: &Pull<'_>, now: Timestamp) -> Result<(), FlowError> {
        match self {
            Self::Push { .. } => Err(FlowError::Over),
            Self::Pull(Some(_)) => Err(FlowError::Busy),
            Self::Pull(none) => {
                *none = Some(puller(&Pull { kind: PullKind::Fetch, ..*pull }, now)?);
                Ok(())
            }
        }
    }

    pub(super) fn puller(&self) -> Option<&Puller> {
        match self {
            Self::Pull(puller) => puller.as_deref(),
            Self::Push { .. } => None,
        }
    }

    pub(super) fn credit(&self) -> Option<&Credit> {
        Some(&self.puller()?.credit)
    }

    /// Returns whether somebody wants messages.
    pub(super) fn is_wanted(&self) -> bool {
        !matches!(self, Self::Pull(None))
    }

    pub(super) fn is_fetch(&self) -> bool {
        matches!(self, Self::Pull(Some(puller)) if puller.kind == PullKind::Fetch)
    }

    pub(super) fn numbered(&self) -> Numbered {
        match self {
            Self::Push { .. } => Numbered::No,
            Self::Pull(_) => Numbered::Yes,
        }
    }

    /// Returns the heartbeat of a consumer that pushes, in milliseconds.
    pub(super) fn heartbeat(&self) -> Option<u64> {
        match self {
            Self::Push { interval, .. } => Some(*interval),
            Self::Pull(_) => None,
        }
    }

    /// The consumer is there: its requests go to `next`, and its messages come to `inbox`.
    pub(super) fn begin(&mut self, cx: &mut Context<'_>, next: String, inbox: Vec<u8>) -> Step {
        match self {
            Self::Push { heartbeats, .. } => {
                heartbeats.restart(cx.now);
                Step::GoOn
            }
            Self::Pull(Some(puller)) => {
                (puller.next_subject, puller.inbox) = (next, inbox);
                puller.start(cx)
            }
            Self::Pull(None) => Step::GoOn,
        }
    }

    /// There is no consumer any more.
    pub(super) fn pause(&mut self, cx: &mut Context<'_>) {
        match self {
            Self::Push { heartbeats, control, .. } => {
                heartbeats.rest();
                control.forget();
            }
            Self::Pull(Some(puller)) => puller.pause(cx),
            Self::Pull(None) => {}
        }
    }

    /// A message has come; `is_handed` if it goes to the user.
    #[inline]
    pub(super) fn handle_message(&mut self, now: Timestamp, message: Message, is_handed: bool) -> Step {
        match self {
            Self::Push { heartbeats, control, .. } => {
                heartbeats.hear(now);
                if is_handed {
                    control.hand();
                }
                Step::GoOn
            }
            Self::Pull(Some(puller)) => puller.handle_message(now, message),
            Self::Pull(None) => Step::GoOn,
        }
    }

    pub(super) fn handle_control(&mut self, cx: &mut Context<'_>, heard: &Notification) -> Step {
        let Self::Push { heartbeats, control, .. } = self else {
            return match self {
                Self::Pull(Some(puller)) => puller.handle_control(cx, heard),
                _ => Step::GoOn,
            };
        };
        heartbeats.hear(cx.now);
        match heard.status {
            Status::IdleHeartbeat | Status::FlowControl => control.ask(cx, &heard.answer),
            Status::ConsumerDeleted => {
                cx.notice(NoticeKind::ConsumerDeleted, heard.code.into(), 0, &heard.words);
                return Step::Reset;
            }
            Status::LeadershipChange | Status::ServerShutdown => return Step::Reset,
            _ => cx.notice(NoticeKind::Debug, heard.code.into(), 0, &heard.words),
        }
        Step::GoOn
    }

    pub(super) fn handle_taken(&mut self, cx: &mut Context<'_>, taken: Amount) -> Step {
        match self {
            Self::Push { control, .. } => {
                control.take(cx, taken.messages);
                Step::GoOn
            }
            Self::Pull(Some(puller)) => puller.handle_taken(cx, taken),
            Self::Pull(None) => Step::GoOn,
        }
    }

    pub(super) fn due_after(&self) -> u64 {
        match self {
            Self::Push { control, .. } => control.due_after(),
            Self::Pull(puller) => puller.as_ref().map_or(1, |puller| puller.credit.due_after()),
        }
    }

    pub(super) fn deadline(&self) -> Option<Timestamp> {
        match self {
            Self::Push { heartbeats, .. } => heartbeats.deadline(),
            Self::Pull(puller) => puller.as_ref()?.deadline(),
        }
    }

    pub(super) fn handle_timeout(&mut self, cx: &mut Context<'_>) -> Step {
        match self {
            Self::Push { heartbeats, .. } => {
                let Some(missed) = heartbeats.expire(cx.now) else { return Step::GoOn };
                cx.notice(NoticeKind::HeartbeatsMissed, missed, 0, "");
                Step::Reset
            }
            Self::Pull(Some(puller)) => puller.handle_timeout(cx),
            Self::Pull(None) => Step::GoOn,
        }
    }

    /// Ends a fetch, and returns whether the server has not served it to its end.
    ///
    /// # Errors
    /// The ending, if the flow does not fetch.
    pub(super) fn end_fetch(&mut self, cx: &mut Context<'_>, ending: Ending) -> Result<bool, Ending> {
        let Self::Pull(puller) = self else { return Err(ending) };
        if puller.as_ref().is_none_or(|puller| puller.kind != PullKind::Fetch) {
            return Err(ending);
        }
        let is_asked = puller.take().is_some_and(|puller| puller.credit.has_asks());
        let Ending { end, code, text } = ending;
        cx.events.push_back(FlowEvent::FetchEnded { flow: cx.flow, end, code, text });
        Ok(is_asked)
    }
}

fn puller(pull: &Pull<'_>, now: Timestamp) -> Result<Box<Puller>, FlowError> {
    let mut puller = Box::new(Puller::new(pull, Vec::new(), true)?);
    puller.begin(now);
    Ok(puller)
}
