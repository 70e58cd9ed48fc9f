//! Flows, and what only somebody who sees both ends can check of them.

use nats_web_core::FlowId;
use nats_web_jetstream::flows::{FlowError, Ordered, OrderedFeed, Pull, Push};

use super::World;
use crate::client::{FlowUser, Got, Order};
use crate::jetstream::{JetStream, Stream};
use crate::report::Report;

impl World {
    /// Begins to pull.
    ///
    /// # Errors
    /// What the flows say.
    pub fn begin_pull(&mut self, mut user: FlowUser, pull: &Pull<'_>) -> Result<FlowId, FlowError> {
        user.max = pull.max;
        self.command(|client, now, report| {
            client.begin_flow(now, user, |flows, session, now| flows.pull(session, now, pull), report)
        })
    }

    /// Begins to read in order.
    ///
    /// # Errors
    /// What the flows say.
    pub fn begin_ordered(&mut self, mut user: FlowUser, ordered: &Ordered<'_>) -> Result<FlowId, FlowError> {
        if let OrderedFeed::Pull(pull) = &ordered.feed {
            user.max = pull.max;
        }
        self.command(|client, now, report| {
            client.begin_flow(now, user, |flows, session, now| flows.ordered(session, now, ordered), report)
        })
    }

    /// Begins to receive what a consumer pushes.
    ///
    /// # Errors
    /// What the flows say.
    pub fn begin_push(&mut self, user: FlowUser, push: &Push<'_>) -> Result<FlowId, FlowError> {
        self.command(|client, now, report| {
            client.begin_flow(now, user, |flows, session, now| flows.push(session, now, push), report)
        })
    }

    /// Fetches messages of an ordered flow.
    ///
    /// # Errors
    /// What the flows say.
    pub fn fetch(&mut self, flow: FlowId, pull: &Pull<'_>) -> Result<(), FlowError> {
        self.command(|client, now, report| {
            let begun = client.with_flows(now, |flows, session, now| flows.fetch(session, now, flow, pull), report);
            if let Some(user) = client.users.get_mut(&flow).filter(|_| begun.is_ok()) {
                user.max = pull.max;
            }
            begun
        })
    }

    /// Begins to put an object.
    pub fn begin_put(&mut self, subject: String, chunks: Vec<Vec<u8>>) {
        self.command(|client, _, report| client.begin_put(subject, chunks, report));
    }

    /// Goes on with what is being put.
    pub fn advance_puts(&mut self) {
        self.command(|client, _, report| client.advance_puts(report));
    }

    /// Ends a flow.
    pub fn stop_flow(&mut self, flow: FlowId) {
        self.command(|client, now, report| {
            client.with_flows(now, |flows, session, now| flows.stop(session, now, flow), report);
        });
    }

    /// A user takes up to `most` of the messages that it holds.
    pub fn take(&mut self, flow: FlowId, most: usize) {
        self.command(|client, now, report| client.take(now, flow, most, report));
    }

    /// Does something to JetStream, which then delivers what it can.
    ///
    /// # Panics
    /// If there is none.
    pub fn with_jetstream<T>(&mut self, act: impl FnOnce(&mut JetStream) -> T) -> T {
        let result = self.system.with_jetstream(|jetstream, interest| {
            let result = act(jetstream);
            jetstream.serve(interest);
            result
        });
        self.settle();
        result.expect("a world with JetStream")
    }

    /// After a step: what flows have handed over was stored, and is in order for those who read in order; none holds or asks
    /// for more than it may.
    pub(super) fn check_flows(&mut self) {
        let Some(jetstream) = &self.system.jetstream else { return };
        for (&flow, user) in &mut self.client.users {
            for got in std::mem::take(&mut user.fresh) {
                check_stored(flow, &got, jetstream, &mut self.report);
                if let Some(order) = &mut user.order {
                    check_order(flow, &got, order, jetstream, &mut self.report);
                }
            }
            if !self.asks_blindly && user.end().is_none() {
                check_bounds(flow, user, &mut self.report);
            }
            let Some((pending, untaken)) = self.client.flows.pending(flow).filter(|_| !self.asks_blindly) else {
                continue;
            };
            let is_within = |pending: u64, untaken: u64, max: u64| max == 0 || pending + untaken <= max;
            // One more is asked for while it is open what a server serves that was asked over a link that is lost.
            let (messages, bytes) = (pending.messages.saturating_sub(1), pending.bytes);
            let holds = is_within(messages, untaken.messages, user.max.messages)
                && is_within(bytes, untaken.bytes, user.max.bytes);
            self.report.check(holds, || format!("{flow:?} asks for {pending:?}, has {untaken:?} of {:?}", user.max));
        }
    }
}

/// No user holds more than its flow may ask for, but for a message after a link was lost.
fn check_bounds(flow: FlowId, user: &FlowUser, report: &mut Report) {
    let messages = (user.held.len() as u64).saturating_sub(1);
    let sizes = user.held.iter().map(|got| got.size);
    let bytes = sizes.clone().sum::<u64>() - sizes.max().unwrap_or(0);
    let is_within =
        (user.max.messages == 0 || messages <= user.max.messages) && (user.max.bytes == 0 || bytes <= user.max.bytes);
    report
        .check(is_within, || format!("{flow:?} has handed over {messages} messages, {bytes} bytes of {:?}", user.max));
}

/// What was handed over is what the stream has at its sequence.
fn check_stored(flow: FlowId, got: &Got, jetstream: &JetStream, report: &mut Report) {
    let name = got.message.reply.strip_prefix("$JS.ACK.").and_then(|rest| rest.split('.').next());
    let Some(stream) = name.and_then(|name| jetstream.streams.get(name)) else { return };
    let stored = stream.message(got.sequence);
    let is_it = stored.is_some_and(|stored| {
        let message = &got.message;
        stored.subject == message.subject && stored.headers == message.headers && stored.payload == message.payload
    });
    report.check(is_it, || format!("{flow:?} hands over what is not stored as {}: {:?}", got.sequence, got.message));
}

/// Each comes once, and none is left out that is there.
fn check_order(flow: FlowId, got: &Got, order: &mut Order, jetstream: &JetStream, report: &mut Report) {
    let sequence = got.sequence;
    let Some(last) = order.last.replace(sequence) else { return };
    report.check(sequence > last, || format!("{flow:?} hands over {sequence} after {last}"));
    let skipped = jetstream
        .streams
        .get(&order.stream)
        .and_then(|stream: &Stream| stream.matching(&order.filters, last + 1).next().filter(|&first| first < sequence));
    report.check(skipped.is_none(), || format!("{flow:?} hands over {sequence} and has left out {skipped:?}"));
}
