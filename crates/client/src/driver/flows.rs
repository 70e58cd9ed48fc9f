//! JetStream's flows in the run loop: what they say, to whoever holds them.

use super::flow_queue::{FlowItem, FlowOver, FlowQueue, Notice};
use super::receivers::{Receivers, Wakes};
use nats_web_core::{Event, FlowId, Session, SubscriptionId};
use nats_web_jetstream::flows::{FlowEvent, Flows, NoticeKind};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The flows of a session, and who holds them.
#[derive(Debug, Default)]
pub(crate) struct FlowTable {
    pub(super) flows: Flows,
    holders: BTreeMap<FlowId, Holder>,
}

/// Who holds a flow, and the subscription to which its messages come.
#[derive(Debug)]
struct Holder {
    queue: Arc<FlowQueue>,
    subscription: SubscriptionId,
}

impl FlowTable {
    pub(super) fn hold(&mut self, flow: FlowId, subscription: SubscriptionId, queue: Arc<FlowQueue>) {
        self.holders.insert(flow, Holder { queue, subscription });
    }

    pub(super) fn let_go(&mut self, flow: FlowId) {
        self.holders.remove(&flow);
    }

    /// Takes what is for flows among the deliveries of the last `frame`.
    pub(super) fn handle_deliveries(&mut self, session: &mut Session, frame: &[u8]) {
        self.flows.handle_deliveries(session, frame);
    }

    /// Looks at an event of the session. Returns whether it concerns nobody else.
    pub(super) fn handle_event(&mut self, session: &mut Session, event: &Event) -> bool {
        self.flows.handle_event(session, event)
    }

    pub(super) fn has_event(&self) -> bool {
        self.flows.has_event()
    }

    /// Tells those who hold flows what has happened.
    pub(super) fn distribute(&mut self, receivers: &mut Receivers, wakes: &mut Wakes) {
        while let Some(event) = self.flows.poll_event() {
            match event {
                FlowEvent::Notice { flow, kind, a, b, text } => {
                    if let Some(holder) = self.holders.get(&flow).filter(|_| is_of_interest(kind)) {
                        holder.tell(Notice { kind, a, b, text }, wakes);
                    }
                }
                FlowEvent::Moved { flow, subscription } => {
                    if let Some(holder) = self.holders.get_mut(&flow) {
                        receivers.move_subscription(holder.subscription, subscription);
                        holder.subscription = subscription;
                    }
                }
                FlowEvent::Ended { flow, end, code, text } => {
                    if let Some(holder) = self.holders.remove(&flow) {
                        wakes.wakers.extend(holder.queue.end(FlowOver { end, code, text: text.into() }));
                    }
                }
                // Nobody fetches from an ordered flow.
                FlowEvent::FetchEnded { .. } => {}
            }
        }
    }
}

impl Holder {
    /// Of what happens again and again while nobody looks, the last of each kind is kept.
    fn tell(&self, notice: Notice, wakes: &mut Wakes) {
        let kind = notice.kind;
        let mut queue = self.queue.fill();
        queue.push_last_of(FlowItem::Notice(notice.into()), FlowItem::is_notice, |item| item.is_notice_of(kind));
        wakes.wakers.extend(queue.finish());
    }
}

/// Returns whether holders are told. They do not follow each request.
const fn is_of_interest(kind: NoticeKind) -> bool {
    !matches!(kind, NoticeKind::Next | NoticeKind::Debug | NoticeKind::Discard)
}
