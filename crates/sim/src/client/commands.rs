//! The caller's commands, with what the model has to know of each.

use nats_web_core::session::{LARGE_PAYLOAD, Outgoing};
use nats_web_core::{FlushId, Hole, Inbox, Misuse, RequestId, SubscribeOptions, SubscriptionId, Timestamp, Until};

use super::Client;
use crate::invariants::publishes::Accepted;
use crate::invariants::requests::Pending;
use crate::invariants::subscriptions::Expected;
use crate::numbered::{Origin, headers, payload};
use crate::report::Report;

/// A publish to make.
#[derive(Debug, Clone, Default)]
pub struct PublishPlan {
    /// Where to.
    pub subject: String,
    /// Where replies go; empty for nowhere.
    pub reply: String,
    /// Whether it has headers.
    pub headers: bool,
    /// Whether it has headers and no payload.
    pub bare: bool,
    /// About how many bytes of payload it has otherwise.
    pub len: usize,
    /// Whether it must be accepted but for the session's state.
    pub sound: bool,
}

/// A request to make.
#[derive(Debug, Clone, Default)]
pub struct RequestPlan {
    /// Where to.
    pub subject: String,
    /// Whether the reply goes to a subscription of its own.
    pub own: bool,
    /// And to this subject.
    pub at: Option<String>,
    /// Bytes of payload.
    pub len: usize,
    /// Milliseconds until it is over.
    pub timeout: u64,
    /// When it has had its replies.
    pub until: Until,
}

/// A subscription to make.
#[derive(Debug, Clone, Default)]
pub struct SubscribePlan {
    /// To what.
    pub subject: String,
    /// The queue group.
    pub queue: Option<String>,
    /// Messages after which it ends.
    pub max: Option<u64>,
    /// Milliseconds within which a message must arrive.
    pub timeout: Option<u64>,
    /// Whether it must be accepted but for the session's state.
    pub sound: bool,
}

impl Client {
    /// Publishes; whether that was accepted.
    pub fn publish(&mut self, plan: &PublishPlan, report: &mut Report) -> bool {
        self.begin_command(None);
        let number = self.model.publishes.next_number();
        report.note(|| format!("publish {number} {plan:?}"));
        let block = if plan.headers || plan.bare { headers(Origin::Client, number) } else { Vec::new() };
        let body = if plan.bare { Vec::new() } else { payload(Origin::Client, number, plan.len) };
        let message = Outgoing {
            subject: plan.subject.as_bytes(),
            reply: plan.reply.as_bytes(),
            headers: &block,
            payload: body.len(),
        };
        let size = (block.len() + body.len()) as u64;
        let result = self.session.publish(&message);
        let is_accepted = result.is_ok();
        match result {
            Err(misuse) => self.refused("publish", misuse, size, plan.sound, report),
            Ok(hole) => {
                self.accepted("publish", plan.sound, report);
                self.keep(&plan.subject, Some(plan.reply.clone()), !block.is_empty(), body.len(), report);
                self.fill(hole, body, report);
            }
        }
        self.pump_command(report);
        is_accepted
    }

    /// Makes a request.
    pub fn request(&mut self, now: Timestamp, plan: &RequestPlan, report: &mut Report) -> Option<RequestId> {
        self.begin_command(Some(now));
        let number = self.model.publishes.next_number();
        report.note(|| format!("request {number} {plan:?}"));
        let body = payload(Origin::Client, number, plan.len);
        let message = Outgoing { subject: plan.subject.as_bytes(), reply: b"", headers: b"", payload: body.len() };
        let inbox = match &plan.at {
            Some(at) => Inbox::At(at.as_bytes()),
            None if plan.own => Inbox::Own,
            None => Inbox::Shared,
        };
        let size = body.len() as u64;
        let accepted = match self.session.request_until(now, &message, inbox, Some(plan.timeout), plan.until) {
            Err(misuse) => {
                self.refused("request", misuse, size, true, report);
                None
            }
            Ok((id, hole)) => {
                self.accepted("request", !self.model.lifecycle.is_draining, report);
                self.keep(&plan.subject, plan.at.clone(), false, body.len(), report);
                self.fill(hole, body, report);
                let deadline = self.model.timing.now().saturating_add(plan.timeout);
                let is_own = plan.own || plan.at.is_some();
                let (subject, until) = (plan.subject.clone(), plan.until);
                let generation = id.generation;
                let pending =
                    Pending { number, generation, subject, deadline, is_own, until, answers: 0, is_enough: false };
                report.note(|| format!("  is {id:?}"));
                self.model.requests.requested(id.slot, pending, report);
                Some(id)
            }
        };
        self.pump_command(report);
        accepted
    }

    /// Gives a request up.
    pub fn cancel(&mut self, id: RequestId, report: &mut Report) {
        self.begin_command(None);
        report.note(|| format!("cancel {id:?}"));
        let was_live = self.model.requests.cancelled(id);
        let was_in_flight = self.session.cancel_request(id);
        report.check(was_live == was_in_flight, || format!("it was in flight: {was_in_flight}, not {was_live}"));
        self.pump_command(report);
    }

    /// Subscribes.
    pub fn subscribe(&mut self, now: Timestamp, plan: &SubscribePlan, report: &mut Report) -> Option<SubscriptionId> {
        self.begin_command(Some(now));
        report.note(|| format!("subscribe {plan:?}"));
        let options =
            SubscribeOptions { queue: plan.queue.as_deref().map(str::as_bytes), max: plan.max, timeout: plan.timeout };
        let accepted = match self.session.subscribe(now, plan.subject.as_bytes(), &options) {
            Err(misuse) => {
                self.refused("subscribe", misuse, 0, plan.sound, report);
                None
            }
            Ok(id) => {
                self.accepted("subscribe", plan.sound && !self.model.lifecycle.is_draining, report);
                let sid = u64::from(id.sid());
                report.note(|| format!("  is {id:?}, sid {sid}"));
                let expected = Expected {
                    sid,
                    before: self.model.publishes.next_number(),
                    subject: plan.subject.clone(),
                    queue: plan.queue.clone(),
                    max: plan.max,
                    received: 0,
                    on_dial: 0,
                    deadline: plan.timeout.map(|timeout| self.model.timing.now().saturating_add(timeout)),
                    draining: false,
                    was_raised: false,
                    is_left: false,
                };
                self.model.subscriptions.subscribed(id.slot, expected, report);
                Some(id)
            }
        };
        self.pump_command(report);
        accepted
    }

    /// Unsubscribes, at once or after `max` messages.
    pub fn unsubscribe(&mut self, id: SubscriptionId, max: Option<u64>, report: &mut Report) {
        self.begin_command(None);
        report.note(|| format!("unsubscribe {id:?} {max:?}"));
        let is_live = self.model.subscriptions.get(id).is_some();
        let result = self.session.unsubscribe(id, max);
        let expected = if is_live { Ok(()) } else { Err(Misuse::SubscriptionClosed) };
        report.check(result == expected, || format!("unsubscribe: {result:?}, not {expected:?}"));
        let ends = self.model.subscriptions.unsubscribed(id, max);
        report.check(!ends || !self.session.is_subscribed(id), || "it goes on".to_owned());
        self.pump_command(report);
    }

    /// Drains one subscription.
    pub fn drain_subscription(&mut self, id: SubscriptionId, report: &mut Report) {
        self.begin_command(None);
        report.note(|| format!("drain {id:?}"));
        let is_live = self.model.subscriptions.get(id).is_some();
        self.model.subscriptions.draining(Some(id));
        let result = self.session.drain_subscription(id);
        let expected = if is_live { Ok(()) } else { Err(Misuse::SubscriptionClosed) };
        report.check(result == expected, || format!("drain_subscription: {result:?}, not {expected:?}"));
        self.pump_command(report);
    }

    /// Asks the server for a sign.
    pub fn flush(&mut self, report: &mut Report) -> Option<FlushId> {
        self.begin_command(None);
        report.note(|| "flush".to_owned());
        let accepted = match self.session.flush() {
            Err(misuse) => {
                self.refused("flush", misuse, 0, true, report);
                None
            }
            Ok(id) => {
                self.accepted("flush", true, report);
                let number = self.model.publishes.next_number();
                self.model.lifecycle.flushing(id.as_u32(), number, report);
                Some(id)
            }
        };
        self.pump_command(report);
        accepted
    }

    /// Gives the link up for a new one.
    pub fn reconnect(&mut self, now: Timestamp, report: &mut Report) {
        self.begin_command(Some(now));
        report.note(|| "reconnect".to_owned());
        if let Err(misuse) = self.session.reconnect(now) {
            self.refused("reconnect", misuse, 0, true, report);
        }
        self.pump_command(report);
    }

    /// Looks after the link at once.
    pub fn probe(&mut self, now: Timestamp, report: &mut Report) {
        self.begin_command(Some(now));
        report.note(|| "probe".to_owned());
        self.model.probed();
        self.session.probe(now, 0);
        self.pump_command(report);
        self.model.lifecycle.may_hurry = false;
    }

    /// Ends everything in order.
    pub fn drain(&mut self, now: Timestamp, report: &mut Report) {
        self.begin_command(Some(now));
        report.note(|| "drain".to_owned());
        match self.session.drain(now) {
            Err(misuse) => self.refused("drain", misuse, 0, true, report),
            Ok(()) => {
                self.accepted("drain", !self.model.lifecycle.is_draining, report);
                self.model.draining();
            }
        }
        self.pump_command(report);
        self.model.lifecycle.may_hurry = false;
    }

    /// Ends everything at once.
    pub fn close(&mut self, report: &mut Report) {
        self.begin_command(None);
        report.note(|| "close".to_owned());
        self.model.lifecycle.is_closing = true;
        self.session.close();
        self.pump_command(report);
        report.check(self.model.lifecycle.is_closed, || "close does not close".to_owned());
    }

    pub(super) fn begin_command(&mut self, now: Option<Timestamp>) {
        self.model.begin_command();
        if let Some(now) = now {
            self.model.read_clock(now);
        }
    }

    fn keep(&mut self, subject: &str, reply: Option<String>, in_headers: bool, len: usize, report: &mut Report) {
        report.counts().accepted += 1;
        self.model.publishes.accepted(Accepted { subject: subject.to_owned(), reply, in_headers, len });
    }

    fn fill(&mut self, hole: Hole, body: Vec<u8>, report: &mut Report) {
        report
            .check((hole == Hole::Large) == (body.len() > LARGE_PAYLOAD), || format!("{} bytes: {hole:?}", body.len()));
        match hole {
            Hole::Large => {
                report.counts().large += 1;
                self.large.push_back(body);
            }
            Hole::Inline(range) => {
                let place = self.session.outbound_mut(range);
                report.check(place.len() == body.len(), || format!("a hole of {} for {}", place.len(), body.len()));
                if place.len() == body.len() {
                    place.copy_from_slice(&body);
                }
            }
        }
    }
}
