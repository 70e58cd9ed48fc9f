//! A consumer that delivers by itself: heartbeats and flow control. Its consumer is the face's to create.

use super::context::{Context, Step};
use super::credit::Amount;
use super::event::NoticeKind;
use super::flow_control::FlowControl;
use super::heard::Notification;
use super::heartbeats::Heartbeats;
use crate::status::Status;
use nats_web_core::Timestamp;

/// How to receive what a consumer delivers by itself.
///
/// ```
/// use nats_web_core::{Config, Session, Timestamp};
/// use nats_web_jetstream::flows::{Flows, Push};
///
/// let (mut session, mut flows) = (Session::new(Config::default()), Flows::default());
/// let push = Push { deliver_subject: "orders.delivered", queue: "workers", idle_heartbeat: 5_000 };
/// let flow = flows.push(&mut session, Timestamp::ZERO, &push)?;
/// assert!(flows.subscription(flow).is_some());
/// # Ok::<(), nats_web_jetstream::flows::FlowError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Push<'a> {
    /// Where the consumer delivers.
    pub deliver_subject: &'a str,
    /// The queue group to join; empty for none.
    pub queue: &'a str,
    /// The consumer's heartbeat, in milliseconds; 0 for none.
    pub idle_heartbeat: u64,
}

/// A flow that receives.
#[derive(Debug)]
pub(super) struct PushFlow {
    heartbeats: Heartbeats,
    control: FlowControl,
}

impl PushFlow {
    pub(super) fn new(push: &Push<'_>) -> Self {
        Self { heartbeats: Heartbeats::new(push.idle_heartbeat), control: FlowControl::default() }
    }

    /// The link is there, or is not.
    pub(super) fn handle_link(&mut self, cx: &mut Context<'_>) -> Step {
        self.control.forget();
        if cx.session.is_connected() {
            self.heartbeats.restart(cx.now);
        } else {
            self.heartbeats.rest();
        }
        Step::GoOn
    }

    #[inline]
    pub(super) fn handle_message(&mut self, now: Timestamp) {
        self.heartbeats.hear(now);
        self.control.hand();
    }

    pub(super) fn handle_control(&mut self, cx: &mut Context<'_>, heard: &Notification) -> Step {
        self.heartbeats.hear(cx.now);
        match heard.status {
            Status::IdleHeartbeat | Status::FlowControl => self.control.ask(cx, &heard.answer),
            Status::ConsumerDeleted => cx.notice(NoticeKind::ConsumerDeleted, heard.code.into(), 0, &heard.words),
            _ => cx.notice(NoticeKind::Debug, heard.code.into(), 0, &heard.words),
        }
        Step::GoOn
    }

    pub(super) fn handle_taken(&mut self, cx: &mut Context<'_>, taken: Amount) -> Step {
        self.control.take(cx, taken.messages);
        Step::GoOn
    }

    pub(super) fn due_after(&self) -> u64 {
        self.control.due_after()
    }

    pub(super) fn deadline(&self) -> Option<Timestamp> {
        self.heartbeats.deadline()
    }

    /// Tells of missed heartbeats; what comes of that is the user's to decide.
    pub(super) fn handle_timeout(&mut self, cx: &mut Context<'_>) -> Step {
        if let Some(missed) = self.heartbeats.expire(cx.now) {
            cx.notice(NoticeKind::HeartbeatsMissed, missed, 0, "");
            self.heartbeats.run(cx.now);
        }
        Step::GoOn
    }
}
