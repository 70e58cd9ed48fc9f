//! What happens, to the flow that it concerns.

use super::context::{Context, Ending, Step};
use super::heard::{Heard, Reply};
use super::{Flow, FlowEnd, FlowEvent, Flows, Machine};
use nats_web_core::error::DeniedOperation;
use nats_web_core::{
    Event, FlowId, RequestFailure, RequestId, Rng, ServerError, Session, SubscriptionEnd, SubscriptionId, Target,
    Timestamp,
};

impl Flows {
    /// Deals with the deliveries of the session's last `frame` that are for flows: the user's messages are then for their
    /// flow's subscription, and all else is for nobody. To be called if [`Session::has_flow_delivery`] returns true.
    pub fn handle_deliveries(&mut self, session: &mut Session, frame: &[u8]) {
        for at in 0..session.deliveries().len() {
            let Some(&delivery) = session.deliveries().get(at) else { continue };
            let Target::Flow(id) = delivery.target else { continue };
            let target = match self.place(id).ok().and_then(|place| self.flows.get_mut(place)) {
                Some(flow) if flow.is_over => Target::Nobody,
                Some(flow) => {
                    if let Machine::Pull(puller) = &mut flow.machine {
                        puller.request.pin.hear(session, &delivery, frame);
                    }
                    let subscription = flow.seat.subscription;
                    let heard = Heard::read(session, &delivery, frame, flow);
                    let is_handed = heard.is_some_and(|heard| self.handle_heard(session, id, &heard));
                    if is_handed { Target::Subscription(subscription) } else { Target::Nobody }
                }
                None if self.deletions.has(id) => {
                    let reply = Reply::of(session, &delivery, frame);
                    if let Some(rng) = &mut self.rng {
                        self.deletions.handle_reply(id, reply.error.as_ref(), session.now(), rng);
                    }
                    self.set_alarm(session);
                    Target::Nobody
                }
                // It is not one of these flows.
                None => continue,
            };
            if let Some(delivery) = session.deliveries_mut().get_mut(at) {
                delivery.target = target;
            }
        }
        self.set_alarm(session);
    }

    /// Returns whether it goes to the user.
    fn handle_heard(&mut self, session: &mut Session, id: FlowId, heard: &Heard) -> bool {
        let mut is_handed = false;
        self.act(session, id, |machine, cx| match (machine, heard) {
            (Machine::Pull(puller), Heard::Message(message)) => {
                is_handed = true;
                puller.handle_message(cx.now, *message)
            }
            (Machine::Push(push), Heard::Message(_)) => {
                is_handed = true;
                push.handle_message(cx.now);
                Step::GoOn
            }
            (Machine::Ordered(ordered), Heard::Message(message)) => {
                let (step, is_handed_over) = ordered.handle_message(cx, *message);
                is_handed = is_handed_over;
                step
            }
            (Machine::Pull(puller), Heard::Control(heard)) => puller.handle_control(cx, heard),
            (Machine::Push(push), Heard::Control(heard)) => push.handle_control(cx, heard),
            (Machine::Ordered(ordered), Heard::Control(heard)) => ordered.handle_control(cx, heard),
            (Machine::Pull(puller), Heard::Reply(reply)) => puller.handle_reply(cx, reply),
            (Machine::Ordered(ordered), Heard::Reply(reply)) => ordered.handle_reply(cx, reply),
            (Machine::Push(_), Heard::Reply(_)) => Step::GoOn,
        });
        is_handed
    }

    /// Looks at an event of the session. Returns whether it concerns nobody else; the end of the subscription at which a
    /// face finds its object concerns the face, too.
    pub fn handle_event(&mut self, session: &mut Session, event: &Event) -> bool {
        match event {
            Event::Alarm => {
                self.handle_alarm(session);
                return true;
            }
            Event::Connected { .. } | Event::Disconnected { .. } => self.handle_link(session),
            Event::ServerError(error) => self.handle_denial(session, error),
            Event::SubscriptionEnded { subscription, flow: Some(flow), end, .. } => {
                return self.handle_subscription_end(session, *flow, *subscription, end);
            }
            Event::RequestFailed { flow: Some(flow), failure, .. } if self.deletions.has(*flow) => {
                if let Some(rng) = &mut self.rng {
                    self.deletions.handle_failure(*flow, failure, session.now(), rng);
                }
                self.set_alarm(session);
                return true;
            }
            Event::RequestFailed { request, flow: Some(flow), failure } => {
                self.handle_request_failure(session, *flow, *request, failure);
                return self.place(*flow).is_ok();
            }
            _ => {}
        }
        false
    }

    fn handle_link(&mut self, session: &mut Session) {
        self.deletions.send_due(session);
        self.set_alarm(session);
        for id in self.ids() {
            self.with(session, id, |machine, cx| match machine {
                Machine::Pull(puller) if cx.session.is_connected() => puller.resume(cx),
                Machine::Pull(puller) => {
                    puller.lose_link(cx);
                    Step::GoOn
                }
                Machine::Ordered(ordered) => ordered.handle_link(cx),
                Machine::Push(push) => push.handle_link(cx),
            });
        }
    }

    /// A flow whose requests for messages are denied ends.
    fn handle_denial(&mut self, session: &mut Session, error: &ServerError) {
        let Some(denied) = error.denied.as_ref().filter(|denied| denied.operation == DeniedOperation::Publish) else {
            return;
        };
        for id in self.ids() {
            self.with(session, id, |machine, cx| {
                let puller = match machine {
                    Machine::Pull(puller) => Some(&**puller),
                    Machine::Ordered(ordered) => ordered.feed.puller(),
                    Machine::Push(_) => None,
                };
                if puller.is_none_or(|puller| puller.next_subject != denied.subject) {
                    return Step::GoOn;
                }
                let step = Step::end_with(FlowEnd::Denied, 0, &error.text);
                if let Machine::Ordered(ordered) = machine { ordered.settle(cx, step) } else { step }
            });
        }
    }

    fn handle_subscription_end(
        &mut self,
        session: &mut Session,
        id: FlowId,
        subscription: SubscriptionId,
        end: &SubscriptionEnd,
    ) -> bool {
        let Ok(place) = self.place(id) else { return false };
        let Some(Flow { seat, .. }) = self.flows.get_mut(place) else { return true };
        if seat.subscription != subscription {
            // One that the flow had before.
            seat.late = seat.late.filter(|late| *late != subscription);
            if seat.has_ended && seat.late.is_none() {
                self.flows.remove(place);
            }
            return true;
        }
        seat.has_ended = true;
        let (end, text) = match end {
            SubscriptionEnd::Closed => (FlowEnd::Closed, ""),
            SubscriptionEnd::Drained => (FlowEnd::Drained, ""),
            SubscriptionEnd::Denied(error) => (FlowEnd::Denied, error.text.as_str()),
            _ => (FlowEnd::Stopped, ""),
        };
        self.with(session, id, |_, _| Step::end_with(end, 0, text));
        if self.flows.get(place).is_none_or(|flow| flow.seat.late.is_none()) {
            self.flows.remove(place);
        }
        false
    }

    fn handle_request_failure(
        &mut self,
        session: &mut Session,
        id: FlowId,
        request: RequestId,
        failure: &RequestFailure,
    ) {
        self.with(session, id, |machine, cx| match machine {
            Machine::Pull(puller) => puller.handle_failure(cx, request, failure),
            Machine::Ordered(ordered) => ordered.handle_failure(cx, request, failure),
            Machine::Push(_) => Step::GoOn,
        });
    }

    /// Does what is due.
    fn handle_alarm(&mut self, session: &mut Session) {
        let now = session.now();
        for id in self.ids() {
            for _ in 0..DUE_AT_ONCE {
                let flow = self.place(id).ok().and_then(|place| self.flows.get(place));
                if flow.and_then(Flow::deadline).is_none_or(|due| due > now) {
                    break;
                }
                self.with(session, id, |machine, cx| match machine {
                    Machine::Pull(puller) => puller.handle_timeout(cx),
                    Machine::Ordered(ordered) => ordered.handle_timeout(cx),
                    Machine::Push(push) => push.handle_timeout(cx),
                });
            }
        }
        self.deletions.send_due(session);
        self.set_alarm(session);
    }

    /// Has the session wake the flows when something is due.
    fn set_alarm(&self, session: &mut Session) {
        let deletions = self.deletions.deadline(session);
        session.set_alarm(self.flows.iter().filter_map(Flow::deadline).chain(deletions).min());
    }

    /// Adds a flow and lets it begin.
    pub(super) fn add(&mut self, session: &mut Session, flow: Flow) {
        let id = flow.id;
        self.insert(flow);
        self.with(session, id, |machine, cx| match machine {
            Machine::Pull(puller) => puller.start(cx),
            Machine::Ordered(ordered) => ordered.create(cx),
            Machine::Push(push) => push.handle_link(cx),
        });
    }

    /// Adds a flow.
    pub(super) fn insert(&mut self, flow: Flow) {
        if self.rng.is_none() {
            // An inbox is as random as the session's seed.
            let seed = flow.seat.inbox.iter().fold(0, |seed: u64, &byte| seed.rotate_left(5) ^ u64::from(byte));
            self.rng = Some(Rng::new(seed));
        }
        self.flows.push(flow);
    }

    /// As [`act`](Self::act), and has the session wake the flows when that makes something due.
    pub(super) fn with(
        &mut self,
        session: &mut Session,
        id: FlowId,
        act: impl FnOnce(&mut Machine, &mut Context<'_>) -> Step,
    ) {
        self.act(session, id, act);
        self.set_alarm(session);
    }

    /// Has a flow that is not over do something, and ends it if that is what comes of it.
    fn act(&mut self, session: &mut Session, id: FlowId, act: impl FnOnce(&mut Machine, &mut Context<'_>) -> Step) {
        let now = session.now();
        let Ok(place) = self.place(id) else { return };
        let Self { flows, events, rng: Some(rng), deletions } = self else { return };
        let Some(Flow { seat, machine, is_over, .. }) = flows.get_mut(place).filter(|flow| !flow.is_over) else {
            return;
        };
        let mut cx = Context { session, now, flow: id, deletions, events, rng, seat };
        let Step::End(Ending { end, code, text }) = act(machine, &mut cx) else { return };
        *is_over = true;
        match machine {
            Machine::Pull(puller) => puller.pause(&mut cx),
            Machine::Ordered(ordered) => ordered.abandon(&mut cx),
            Machine::Push(_) => {}
        }
        for subscription in cx.seat.late.into_iter().chain([cx.seat.subscription]) {
            // It may have ended by itself.
            let _ = cx.session.unsubscribe(subscription, None);
        }
        cx.events.push_back(FlowEvent::Ended { flow: id, end, code, text });
    }

    pub(super) fn place(&self, flow: FlowId) -> Result<usize, usize> {
        self.flows.binary_search_by_key(&flow, |flow| flow.id)
    }

    fn ids(&self) -> alloc::vec::Vec<FlowId> {
        self.flows.iter().map(|flow| flow.id).collect()
    }
}

impl Flow {
    fn deadline(&self) -> Option<Timestamp> {
        if self.is_over {
            return None;
        }
        match &self.machine {
            Machine::Pull(puller) => puller.deadline(),
            Machine::Ordered(ordered) => ordered.deadline(),
            Machine::Push(push) => push.deadline(),
        }
    }
}

/// How many things one flow does at most that are due at a time; the next timer has the others.
const DUE_AT_ONCE: usize = 4;
