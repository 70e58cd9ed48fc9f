//! Ordered flows that begin with a consumer which is there.

use super::context::{Context, Numbered, Seat, Step};
use super::ordered::{OrderedFlow, Phase};
use super::{Flow, FlowError, Flows, Machine, Ordered};
use alloc::boxed::Box;
use nats_web_core::{FlowId, Session, SubscribeOptions, Timestamp};

/// The first consumer of an ordered flow, which somebody has created for it.
///
/// ```
/// use nats_web_core::{Config, Session, Timestamp};
/// use nats_web_jetstream::flows::{Adopted, Flows, Ordered, OrderedFeed};
///
/// let (mut session, mut flows) = (Session::new(Config::default()), Flows::default());
/// let feed = OrderedFeed::Push { idle_heartbeat: 5_000 };
/// let ordered = Ordered { stream: "ORDERS", feed, ..Ordered::default() };
/// let adopted = Adopted { consumer: "reader", deliver_subject: "orders.read", delivered: 0, created: "" };
/// let flow = flows.adopt(&mut session, Timestamp::ZERO, &ordered, &adopted)?;
/// assert!(flows.subscription(flow).is_some());
/// # Ok::<(), nats_web_jetstream::flows::FlowError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Adopted<'a> {
    /// Its name. Those that follow it are called so, too, with a number at the end.
    pub consumer: &'a str,
    /// Where it delivers; empty for one that is pulled from.
    pub deliver_subject: &'a str,
    /// The stream sequence that the server named as the last one delivered.
    pub delivered: u64,
    /// When it was created, as the server said it; empty if that is not known.
    pub created: &'a str,
}

impl Flows {
    /// Begins to receive messages in order from a consumer that was created for it, which has delivered nothing so far.
    /// It is the flow's from now on: what follows it is created, and it is deleted, as by [`ordered`](Self::ordered).
    ///
    /// # Errors
    /// A [`FlowError`]; nothing was sent.
    pub fn adopt(
        &mut self,
        session: &mut Session,
        now: Timestamp,
        ordered: &Ordered<'_>,
        adopted: &Adopted<'_>,
    ) -> Result<FlowId, FlowError> {
        let time = session.read_clock(now);
        let named = Ordered { name_prefix: adopted.consumer, ..*ordered };
        let mut machine = Box::new(OrderedFlow::new(&named, "", time)?);
        machine.take_over(adopted);
        let id = session.new_flow();
        let seat = match machine.feed.numbered() {
            Numbered::Yes => Seat::new(session, id, now, Numbered::Yes)?,
            Numbered::No => {
                let subject = adopted.deliver_subject.as_bytes();
                let subscription = session.subscribe_for(id, now, subject, &SubscribeOptions::default())?;
                Seat::at(subscription, subject.to_vec())
            }
        };
        self.insert(Flow { id, seat, machine: Machine::Ordered(machine), is_over: false });
        self.with(session, id, |machine, cx| match machine {
            Machine::Ordered(ordered) => ordered.go_on(cx),
            Machine::Pull(_) | Machine::Push(_) => Step::GoOn,
        });
        Ok(id)
    }
}

impl OrderedFlow {
    fn take_over(&mut self, adopted: &Adopted<'_>) {
        self.name = adopted.consumer.into();
        self.is_known = true;
        self.origin.begin(adopted.created);
        if self.config.is_new {
            // What is stored from now on is wanted, also if this consumer is lost before it delivers.
            self.next = Some(adopted.delivered.saturating_add(1));
        }
    }

    /// Begins with the consumer that is there. Without a link it is given up, as that is when one is lost.
    fn go_on(&mut self, cx: &mut Context<'_>) -> Step {
        if !cx.session.is_connected() {
            return Step::GoOn;
        }
        self.phase = Phase::Live;
        self.begin_feed(cx)
    }
}
