//! The face of the flows: who holds their messages, and what they tell.

use std::collections::VecDeque;

use nats_web_core::session::Outgoing;
use nats_web_core::{Event, FlowId, Hole, Session, Target, Timestamp};
use nats_web_jetstream::ack::Ack;
use nats_web_jetstream::flows::{Amount, FlowEnd, FlowError, FlowEvent, Flows, NoticeKind};

use super::{Client, Role};
use crate::report::Report;
use crate::wire::Message;

/// A message that a flow has handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Got {
    /// Where it stands in its stream; 0 if it does not say.
    pub sequence: u64,
    /// How many its consumer says follow.
    pub pending: u64,
    /// Bytes of subject, reply, headers and payload.
    pub size: u64,
    /// The message.
    pub message: Message,
}

/// What a user is to get who reads in order.
#[derive(Debug, Clone, Default)]
pub struct Order {
    /// The stream.
    pub stream: String,
    /// The subjects that are wanted; none for all.
    pub filters: Vec<String>,
    /// The sequence after which everything is wanted; `None` until the first message tells.
    pub last: Option<u64>,
}

/// Who uses a flow.
#[derive(Debug, Default)]
pub struct FlowUser {
    /// Whether it takes its messages when it is told to, and not at once.
    pub is_slow: bool,
    /// Whether it acknowledges what it takes.
    pub acknowledges: bool,
    /// What it may hold and ask for; a kind that is 0 is not bounded.
    pub max: Amount,
    /// What it is to get, if it reads in order.
    pub order: Option<Order>,
    /// What it makes of what it reads.
    pub role: Role,
    /// What it has got and not taken.
    pub held: VecDeque<Got>,
    /// The sequences of all that it has got.
    pub got: Vec<u64>,
    /// How many it has taken.
    pub taken: u64,
    /// What it has been told.
    pub events: Vec<FlowEvent>,
    /// What it has got that nobody has looked at.
    pub fresh: Vec<Got>,
}

impl FlowUser {
    /// Why the flow is over, if it is.
    #[must_use]
    pub fn end(&self) -> Option<FlowEnd> {
        self.events.iter().find_map(|event| match event {
            FlowEvent::Ended { end, .. } => Some(*end),
            _ => None,
        })
    }

    /// Why the last fetch of an ordered flow is over, if one is.
    #[must_use]
    pub fn fetch_end(&self) -> Option<FlowEnd> {
        self.events.iter().rev().find_map(|event| match event {
            FlowEvent::FetchEnded { end, .. } => Some(*end),
            _ => None,
        })
    }
}

impl Client {
    /// Begins a flow for a user.
    ///
    /// # Errors
    /// What the flows say.
    pub fn begin_flow(
        &mut self,
        now: Timestamp,
        user: FlowUser,
        begin: impl FnOnce(&mut Flows, &mut Session, Timestamp) -> Result<FlowId, FlowError>,
        report: &mut Report,
    ) -> Result<FlowId, FlowError> {
        self.begin_command(Some(now));
        let flow = begin(&mut self.flows, &mut self.session, now);
        report.note(|| format!("begin flow: {flow:?}"));
        if let Ok(flow) = flow {
            report.counts().flows += 1;
            self.users.insert(flow, user);
            if let Some(subscription) = self.flows.subscription(flow) {
                self.flow_slots.insert(subscription.slot, flow);
            }
            self.model.asked.begun();
        }
        self.pump_command(report);
        flow
    }

    /// Has the flows do something.
    pub fn with_flows<T>(
        &mut self,
        now: Timestamp,
        act: impl FnOnce(&mut Flows, &mut Session, Timestamp) -> T,
        report: &mut Report,
    ) -> T {
        self.begin_command(Some(now));
        self.model.asked.message(report.now);
        let result = act(&mut self.flows, &mut self.session, now);
        self.pump_command(report);
        result
    }

    /// The user of a flow takes up to `most` of the messages that it holds.
    pub fn take(&mut self, now: Timestamp, flow: FlowId, most: usize, report: &mut Report) {
        self.begin_command(Some(now));
        report.note(|| format!("take {most} of {flow:?}"));
        self.take_held(now, flow, most, report.now);
        self.pump_command(report);
    }

    fn take_held(&mut self, now: Timestamp, flow: FlowId, most: usize, moment: u64) {
        let Some(user) = self.users.get_mut(&flow) else { return };
        let taken: Vec<Got> = user.held.drain(..most.min(user.held.len())).collect();
        user.taken += taken.len() as u64;
        let acknowledges = user.acknowledges;
        for got in &taken {
            self.model.asked.message(moment);
            if acknowledges {
                self.acknowledge(&got.message.reply);
            }
        }
        let bytes = taken.iter().map(|got| got.size).sum();
        self.flows.took(&mut self.session, now, flow, taken.len() as u64, bytes);
    }

    /// Those who are not slow take what they have got by the last frame.
    pub(super) fn take_at_once(&mut self, now: Timestamp, flows: &[FlowId], moment: u64) {
        for flow in flows {
            if self.users.get(flow).is_some_and(|user| !user.is_slow) {
                self.take_held(now, *flow, usize::MAX, moment);
            }
        }
    }

    fn acknowledge(&mut self, reply: &str) {
        let payload = b"+ACK";
        let message = Outgoing { subject: reply.as_bytes(), reply: b"", headers: b"", payload: payload.len() };
        // One that is refused is delivered again.
        if let Ok(Hole::Inline(range)) = self.session.publish(&message) {
            self.session.outbound_mut(range).copy_from_slice(payload);
        }
    }

    /// Lets the flows look at the deliveries of the last frame, and hands out what is for their users. Returns whose flows
    /// have got something.
    pub(super) fn hand_to_flows(&mut self, dial: u32, frame: &[u8], report: &mut Report) -> Vec<FlowId> {
        if !self.session.has_flow_delivery() {
            return Vec::new();
        }
        let was_flows: Vec<bool> =
            self.session.deliveries().iter().map(|delivery| matches!(delivery.target, Target::Flow(_))).collect();
        self.flows.handle_deliveries(&mut self.session, frame);
        let mut receivers = Vec::new();
        let mut of_puts = Vec::new();
        let Some(socket) = self.sockets.get(&dial) else { return receivers };
        for (delivery, _) in self.session.deliveries().iter().zip(was_flows).filter(|(_, was_flows)| *was_flows) {
            let id = match delivery.target {
                Target::Subscription(id) => id,
                Target::Nobody => continue,
                Target::Flow(owner) => {
                    of_puts.push((owner, socket.message(delivery, frame, &self.session).payload));
                    continue;
                }
                other => {
                    report.fault(format!("a delivery for {other:?} is left"));
                    continue;
                }
            };
            let Some(flow) = self.flow_slots.get(&id.slot).copied() else {
                report.fault(format!("a flow hands over a message for {id:?}, which is nobody's"));
                continue;
            };
            let message = socket.message(delivery, frame, &self.session);
            self.model.asked.message(report.now);
            report.counts().handed_over += 1;
            if let Some(user) = self.users.get_mut(&flow) {
                user.receive(message);
            }
            receivers.push(flow);
        }
        for (owner, answer) in of_puts {
            let is_of_put = self.answer_put(owner, &answer, report);
            report.check(is_of_put, || format!("a delivery for {owner:?} is left"));
        }
        receivers.dedup();
        receivers
    }

    /// Tells the flows of an event of the session.
    pub(super) fn tell_flows(&mut self, event: &Event) {
        let is_done = self.flows.handle_event(&mut self.session, event);
        if let Event::SubscriptionEnded { subscription, flow: Some(_), .. } = event
            && !is_done
        {
            self.flow_slots.remove(&subscription.slot);
        }
    }

    /// Takes note of what the flows tell.
    pub(super) fn hear_flows(&mut self, report: &mut Report) {
        while let Some(event) = self.flows.poll_event() {
            report.note(|| format!("  flow event {event:?}"));
            if let FlowEvent::Moved { flow, subscription } = event {
                self.flow_slots.retain(|_, owner| *owner != flow);
                self.flow_slots.insert(subscription.slot, flow);
            }
            let Some(user) = self.users.get_mut(&event.flow()) else {
                report.fault(format!("an event of a flow that nobody began: {event:?}"));
                continue;
            };
            let is_over = user.end().is_some();
            report.check(!is_over, || format!("an event of a flow that is over: {event:?}"));
            let is_reset = matches!(event, FlowEvent::Notice { kind: NoticeKind::Recreated, .. });
            report.counts().resets += u64::from(is_reset);
            user.hear(event);
        }
        let live = self.users.iter().filter(|(_, user)| user.end().is_none());
        let subscriptions = live.flat_map(|(&flow, _)| {
            self.flows.subscription(flow).into_iter().chain(self.flows.former_subscription(flow))
        });
        self.model.asked.sids = subscriptions.map(|id| u64::from(id.sid())).collect();
    }
}

impl FlowUser {
    fn hear(&mut self, event: FlowEvent) {
        if let FlowEvent::Notice { kind, a, b, .. } = event {
            match kind {
                NoticeKind::Created | NoticeKind::Recreated => self.role.created(a, b),
                NoticeKind::Reset => self.role.reset(),
                NoticeKind::Idle => self.role.idle(),
                _ => {}
            }
        }
        self.events.push(event);
    }

    fn receive(&mut self, message: Message) {
        let ack = Ack::parse(message.reply.as_bytes());
        let (sequence, pending) = ack.map_or((0, 0), |ack| (ack.stream_sequence, ack.pending));
        let size = (message.subject.len() + message.reply.len() + message.size()) as u64;
        let got = Got { sequence, pending, size, message };
        self.got.push(sequence);
        self.role.receive(&got.message, pending);
        self.held.push_back(got.clone());
        self.fresh.push(got);
    }
}
