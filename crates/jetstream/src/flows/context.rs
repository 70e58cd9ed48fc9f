//! What a flow has at hand while it deals with something.

use super::deletions::Deletions;
use super::event::{FlowEnd, FlowEvent, NoticeKind};
use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;
use nats_web_core::session::LARGE_PAYLOAD;
use nats_web_core::{
    FlowId, Hole, Inbox, Misuse, Outgoing, RequestId, Rng, Session, SubscribeOptions, SubscriptionId, Timestamp, Until,
};

/// The session, the time, and where to say something.
pub(super) struct Context<'a> {
    pub(super) session: &'a mut Session,
    /// By the session's clock; the session itself is given times by the face's.
    pub(super) now: Timestamp,
    pub(super) flow: FlowId,
    /// Consumers that are no longer wanted.
    pub(super) deletions: &'a mut Deletions,
    pub(super) events: &'a mut VecDeque<FlowEvent>,
    pub(super) rng: &'a mut Rng,
    pub(super) seat: &'a mut Seat,
}

/// Where a flow receives.
#[derive(Debug)]
pub(super) struct Seat {
    pub(super) subscription: SubscriptionId,
    /// The subject of the subscription, but for the token that pull requests add.
    pub(super) inbox: Vec<u8>,
    /// The number of the subscription before this one; what still comes from there is for nobody.
    pub(super) former: Option<u32>,
    /// The subscription before this one, if what still comes from there is for the flow.
    pub(super) late: Option<SubscriptionId>,
    /// Whether the session has said that the subscription has ended.
    pub(super) has_ended: bool,
}

impl Seat {
    /// Subscribes at a new inbox.
    pub(super) fn new(session: &mut Session, flow: FlowId, now: Timestamp, numbered: Numbered) -> Result<Self, Misuse> {
        let inbox = session.new_inbox();
        let mut subject = inbox.clone();
        if numbered == Numbered::Yes {
            subject.extend_from_slice(b".*");
        }
        let subscription = session.subscribe_for(flow, now, &subject, &SubscribeOptions::default())?;
        Ok(Self::at(subscription, inbox))
    }

    /// Sits at a subscription.
    pub(super) fn at(subscription: SubscriptionId, inbox: Vec<u8>) -> Self {
        Self { subscription, inbox, former: None, late: None, has_ended: false }
    }
}

/// Whether requests add a number to the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbered {
    Yes,
    No,
}

/// How a flow goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// As before.
    GoOn,
    /// An ordered flow is to begin anew.
    Reset,
    /// It is over.
    End(Ending),
}

/// The end of a flow or fetch, as its event says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ending {
    pub(super) end: FlowEnd,
    pub(super) code: u32,
    pub(super) text: String,
}

impl Step {
    pub(super) fn end(end: FlowEnd) -> Self {
        Self::End(Ending { end, code: 0, text: String::new() })
    }

    pub(super) fn end_with(end: FlowEnd, code: u32, text: &str) -> Self {
        Self::End(Ending { end, code, text: text.into() })
    }
}

impl Context<'_> {
    pub(super) fn notice(&mut self, kind: NoticeKind, a: u64, b: u64, text: &str) {
        self.events.push_back(FlowEvent::Notice { flow: self.flow, kind, a, b, text: text.into() });
    }

    /// Moves to a new inbox.
    pub(super) fn change_seat(&mut self, numbered: Numbered) -> Result<(), Misuse> {
        self.leave_seat(numbered)?;
        self.forget_late();
        Ok(())
    }

    /// Moves to a new inbox, and hears what still comes to the present one.
    pub(super) fn leave_seat(&mut self, numbered: Numbered) -> Result<(), Misuse> {
        let next = Seat::new(self.session, self.flow, self.session.face_now(), numbered)?;
        let former = core::mem::replace(self.seat, next);
        self.seat.late = Some(former.subscription);
        self.events.push_back(FlowEvent::Moved { flow: self.flow, subscription: self.seat.subscription });
        Ok(())
    }

    /// Hears no more what comes to the inbox of before.
    pub(super) fn forget_late(&mut self) {
        if let Some(late) = self.seat.late.take() {
            self.seat.former = Some(late.sid());
            // It may have ended by itself.
            let _ = self.session.unsubscribe(late, None);
        }
    }

    /// Publishes a message, and returns whether the session has accepted it.
    pub(super) fn publish(&mut self, subject: &[u8], reply: &[u8], payload: &[u8]) -> bool {
        let message = Outgoing { subject, reply, headers: b"", payload: payload.len() };
        match self.session.publish(&message) {
            Ok(hole) => self.fill(hole, payload),
            Err(_) => false,
        }
    }

    /// Sends a request of the API, and returns what it is called if the session has accepted it.
    pub(super) fn request(&mut self, subject: &[u8], payload: &[u8], timeout: u64) -> Result<RequestId, Misuse> {
        if payload.len() > LARGE_PAYLOAD {
            // The face would have to keep it.
            return Err(Misuse::PayloadTooLarge { size: payload.len() as u64, max: LARGE_PAYLOAD as u64 });
        }
        let message = Outgoing { subject, reply: b"", headers: b"", payload: payload.len() };
        let now = self.session.face_now();
        let (id, hole) =
            self.session.request_for(self.flow, now, &message, Inbox::Shared, Some(timeout), Until::First)?;
        self.fill(hole, payload);
        Ok(id)
    }

    fn fill(&mut self, hole: Hole, payload: &[u8]) -> bool {
        let Hole::Inline(range) = hole else { return false };
        let place = self.session.outbound_mut(range);
        if place.len() == payload.len() {
            place.copy_from_slice(payload);
        }
        true
    }
}

/// Returns bytes of the server's as text.
pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
