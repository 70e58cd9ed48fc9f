//! Flows: what pulls, receives and follows the messages of JetStream's consumers.
//!
//! A flow owns a subscription and the requests it takes. The user's messages stay the deliveries that they are: they
//! are made to be for the flow's subscription, so that a face finds its object by the subscription's slot. All else
//! (statuses, heartbeats, flow control, answers of the API) never leaves the flow. What the user may want to know are
//! [`FlowEvent`]s.
//!
//! A face adds this to its run loop:
//!
//! - After a frame, if [`Session::has_flow_delivery`], it calls [`Flows::handle_deliveries`].
//! - Each event of the session goes to [`Flows::handle_event`] first. Flows have no timer of their own: they count by the
//!   session's clock, and have it wake them ([`Session::set_alarm`]).
//! - It carries out what [`Flows::poll_event`] gives, and then transmits.
//! - What the user takes it reports by [`Flows::took`]. Nothing else makes a flow ask for more. It need not report each
//!   message by itself: [`Flows::due_after`].
//!
//! Who sees what: the session knows subscriptions and requests, and nothing of JetStream. A flow sees what arrives, and
//! the time; it does not see how the user reads. The face sees messages and events.

mod adopting;
mod asking;
mod backoff;
mod check;
mod config;
mod context;
mod credit;
mod deletions;
mod dispatch;
mod error;
mod event;
mod feed;
mod flow_control;
mod following;
mod heard;
mod heartbeats;
mod ordered;
mod ordered_options;
mod origin;
#[cfg_attr(not(feature = "pinning"), path = "no_pin.rs")]
mod pin;
mod pull;
mod puller;
mod push;
mod statuses;

pub use adopting::Adopted;
pub use credit::Amount;
pub use error::FlowError;
pub use event::{FlowEnd, FlowEvent, NoticeKind, UNKNOWN};
pub use ordered_options::{Ordered, OrderedFeed};
pub use pull::{Pull, PullKind};
pub use push::Push;

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;
use context::{Numbered, Seat, Step};
use deletions::Deletions;
use nats_web_core::{FlowId, Rng, Session, SubscribeOptions, SubscriptionId, Timestamp, nuid};
use ordered::OrderedFlow;
use puller::Puller;
use push::PushFlow;

/// The flows of one session.
///
/// ```
/// use nats_web_core::{Config, Session, Timestamp};
/// use nats_web_jetstream::flows::{FlowEnd, FlowEvent, Flows, Pull};
///
/// # let now = Timestamp::ZERO;
/// let mut session = Session::new(Config::default());
/// let mut flows = Flows::default();
/// let pull = Pull { stream: "ORDERS", consumer: "worker", ..Pull::default() };
/// let fetch = flows.pull(&mut session, now, &pull)?;
/// // The face runs; the user takes one message of 80 bytes, and stops.
/// flows.took(&mut session, now, fetch, 1, 80);
/// flows.stop(&mut session, now, fetch);
/// let Some(FlowEvent::Ended { flow, end, .. }) = flows.poll_event() else { unreachable!() };
/// assert_eq!((flow, end), (fetch, FlowEnd::Stopped));
/// # Ok::<(), nats_web_jetstream::flows::FlowError>(())
/// ```
#[derive(Debug, Default)]
pub struct Flows {
    /// In the order of their ids, which count up.
    flows: Vec<Flow>,
    /// Consumers of flows that are no longer wanted.
    deletions: Deletions,
    rng: Option<Rng>,
    events: VecDeque<FlowEvent>,
}

/// One flow. It is kept until the session has said that its subscription has ended.
#[derive(Debug)]
struct Flow {
    id: FlowId,
    seat: Seat,
    machine: Machine,
    is_over: bool,
}

#[derive(Debug)]
enum Machine {
    Pull(Box<Puller>),
    Ordered(Box<OrderedFlow>),
    Push(PushFlow),
}

impl Flow {
    /// Returns the consumer from which alone the flow takes messages, if there is just one.
    fn consumer(&self) -> Option<&str> {
        match &self.machine {
            Machine::Ordered(ordered) => Some(&ordered.name),
            Machine::Pull(_) | Machine::Push(_) => None,
        }
    }
}

impl Flows {
    /// Begins to pull messages of a consumer, at once or as soon as there is a link.
    ///
    /// # Errors
    /// A [`FlowError`]; nothing was sent.
    pub fn pull(&mut self, session: &mut Session, now: Timestamp, pull: &Pull<'_>) -> Result<FlowId, FlowError> {
        let mut puller = Box::new(Puller::new(pull, Vec::new(), false)?);
        let id = session.new_flow();
        let seat = Seat::new(session, id, now, Numbered::Yes)?;
        puller.inbox.clone_from(&seat.inbox);
        puller.begin(session.read_clock(now));
        self.add(session, Flow { id, seat, machine: Machine::Pull(puller), is_over: false });
        Ok(id)
    }

    /// Begins to receive messages in order, at once or as soon as there is a link.
    ///
    /// # Errors
    /// A [`FlowError`]; nothing was sent.
    pub fn ordered(
        &mut self,
        session: &mut Session,
        now: Timestamp,
        ordered: &Ordered<'_>,
    ) -> Result<FlowId, FlowError> {
        let time = session.read_clock(now);
        // An inbox ends with what nobody else has.
        let inbox = session.new_inbox();
        let name: String = inbox.iter().rev().take(nuid::LENGTH).rev().map(|&byte| char::from(byte)).collect();
        let machine = Box::new(OrderedFlow::new(ordered, &name, time)?);
        let id = session.new_flow();
        let seat = Seat::new(session, id, now, machine.feed.numbered())?;
        self.add(session, Flow { id, seat, machine: Machine::Ordered(machine), is_over: false });
        Ok(id)
    }

    /// Fetches messages of an ordered flow that was begun with [`OrderedFeed::Fetches`], or whose fetch is over.
    /// [`FlowEvent::FetchEnded`] follows.
    ///
    /// # Errors
    /// A [`FlowError`]; nothing was sent.
    pub fn fetch(
        &mut self,
        session: &mut Session,
        now: Timestamp,
        flow: FlowId,
        pull: &Pull<'_>,
    ) -> Result<(), FlowError> {
        session.read_clock(now);
        let mut result = Err(FlowError::Over);
        self.with(session, flow, |machine, cx| match machine {
            Machine::Ordered(ordered) => match ordered.fetch(cx, pull) {
                Ok(step) => {
                    result = Ok(());
                    step
                }
                Err(error) => {
                    result = Err(error);
                    Step::GoOn
                }
            },
            Machine::Pull(_) | Machine::Push(_) => Step::GoOn,
        });
        result
    }

    /// Begins to receive what a consumer delivers to a subject. The face creates the consumer, before or after.
    ///
    /// # Errors
    /// A [`FlowError`]; nothing was sent.
    pub fn push(&mut self, session: &mut Session, now: Timestamp, push: &Push<'_>) -> Result<FlowId, FlowError> {
        session.read_clock(now);
        let id = session.new_flow();
        let subject = push.deliver_subject.as_bytes();
        let queue = Some(push.queue.as_bytes()).filter(|queue| !queue.is_empty());
        let options = SubscribeOptions { queue, ..SubscribeOptions::default() };
        let subscription = session.subscribe_for(id, now, subject, &options)?;
        let seat = Seat::at(subscription, subject.to_vec());
        self.add(session, Flow { id, seat, machine: Machine::Push(PushFlow::new(push)), is_over: false });
        Ok(id)
    }

    /// Returns the subscription for which the messages of a flow are.
    #[must_use]
    pub fn subscription(&self, flow: FlowId) -> Option<SubscriptionId> {
        Some(self.flows.get(self.place(flow).ok()?)?.seat.subscription)
    }

    /// Returns the subscription that a flow had before its present one and at which it still hears: a server may serve what
    /// was asked over a link that is lost.
    #[must_use]
    pub fn former_subscription(&self, flow: FlowId) -> Option<SubscriptionId> {
        self.flows.get(self.place(flow).ok()?)?.seat.late
    }

    /// Returns what is asked for and has not come, and what has come and has not been taken.
    #[must_use]
    pub fn pending(&self, flow: FlowId) -> Option<(Amount, Amount)> {
        let credit = match &self.flows.get(self.place(flow).ok()?)?.machine {
            Machine::Pull(puller) => &puller.credit,
            Machine::Ordered(ordered) => ordered.feed.credit()?,
            Machine::Push(_) => return None,
        };
        Some((credit.pending(), credit.untaken()))
    }

    /// The user has taken messages of a flow, `bytes` in all: of each its subject, reply, headers and payload.
    pub fn took(&mut self, session: &mut Session, now: Timestamp, flow: FlowId, messages: u64, bytes: u64) {
        session.read_clock(now);
        let taken = Amount { messages, bytes };
        self.with(session, flow, |machine, cx| match machine {
            Machine::Pull(puller) => puller.handle_taken(cx, taken),
            Machine::Ordered(ordered) => {
                let step = ordered.feed.handle_taken(cx, taken);
                ordered.settle(cx, step)
            }
            Machine::Push(push) => push.handle_taken(cx, taken),
        });
    }

    /// Returns how many messages of a flow may be taken before [`took`](Self::took) is of use, if nothing else happens until
    /// then. A face that waits so long reports what there is, too, whenever the user has taken all that has come.
    #[must_use]
    pub fn due_after(&self, flow: FlowId) -> u64 {
        match self.place(flow).ok().and_then(|place| self.flows.get(place)).map(|flow| &flow.machine) {
            Some(Machine::Pull(puller)) => puller.credit.due_after(),
            Some(Machine::Ordered(ordered)) => ordered.feed.due_after(),
            Some(Machine::Push(push)) => push.due_after(),
            None => u64::MAX,
        }
    }

    /// Ends a flow: what it has asked for is given up, and a consumer of its own deleted. [`FlowEvent::Ended`] follows,
    /// unless the flow is over.
    pub fn stop(&mut self, session: &mut Session, now: Timestamp, flow: FlowId) {
        session.read_clock(now);
        self.with(session, flow, |_, _| Step::end(FlowEnd::Stopped));
    }

    /// Ends the fetch of an ordered flow, if there is one. [`FlowEvent::FetchEnded`] follows.
    pub fn stop_fetch(&mut self, session: &mut Session, now: Timestamp, flow: FlowId) {
        session.read_clock(now);
        self.with(session, flow, |machine, cx| match machine {
            Machine::Ordered(ordered) if ordered.feed.is_fetch() => ordered.settle(cx, Step::end(FlowEnd::Stopped)),
            _ => Step::GoOn,
        });
    }

    /// Ends a flow as [`stop`](Self::stop) does; no event of it follows.
    pub fn release(&mut self, session: &mut Session, now: Timestamp, flow: FlowId) {
        self.stop(session, now, flow);
        self.events.retain(|event| event.flow() != flow);
    }

    /// Returns whether [`poll_event`](Self::poll_event) has something.
    #[must_use]
    #[inline]
    pub fn has_event(&self) -> bool {
        !self.events.is_empty()
    }

    /// Returns the next thing to carry out or to tell.
    pub fn poll_event(&mut self) -> Option<FlowEvent> {
        self.events.pop_front()
    }

    /// Returns how many flows there are, those included that are over and whose subscription has not ended.
    #[must_use]
    pub fn len(&self) -> usize {
        self.flows.len()
    }

    /// Returns whether there is no flow.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.flows.is_empty()
    }
}
