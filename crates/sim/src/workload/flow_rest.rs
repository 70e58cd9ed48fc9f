//! What flows have at rest, and what is left of them at the end.

use nats_web_jetstream::flows::FlowEvent;

use super::flow_kind::Kind;
use super::flows::{Begun, FlowRun};
use crate::client::{FlowUser, Role};
use crate::jetstream::Stream;

impl FlowRun {
    /// At rest in a world where nothing goes wrong: whoever can go on has got all there is.
    pub(super) fn check_rest(&mut self) {
        let Self { world, begun, .. } = self;
        let Some(jetstream) = &world.system.jetstream else { return };
        for one in begun.iter() {
            let Some(user) = world.client.users.get_mut(&one.id) else { continue };
            let name = if let Some(order) = &user.order { order.stream.clone() } else { "S".to_owned() };
            let stream = &jetstream.streams[&name];
            if let Err(fault) = one.check_rest(user, stream) {
                world.report.fault(format!("{one:?} at rest: {fault}"));
            }
        }
    }

    /// At rest every put is over, and one that is stored has each of its chunks once, in their order.
    pub(super) fn check_puts(&mut self) {
        let Self { world, .. } = self;
        let Some(jetstream) = &world.system.jetstream else { return };
        let stream = &jetstream.streams["OBJ_b"];
        for put in world.client.puts() {
            let Some(is_stored) = put.is_stored else {
                world.report.fault(format!("the put of {} is not over at rest", put.subject));
                continue;
            };
            world.report.counts().put += u64::from(is_stored);
            let filter = [put.subject.clone()];
            let chunks = stream.matching(&filter, 0).filter_map(|one| Some(&stream.message(one)?.payload));
            let is_whole = chunks.eq(&put.chunks);
            world
                .report
                .check(!is_stored || is_whole, || format!("what is stored at {} is not what was put", put.subject));
        }
        world.client.abandon_puts();
    }

    /// All flows were stopped: nothing is left of them, neither here nor there.
    pub(super) fn check_left(&mut self) {
        let Self { world, begun, .. } = self;
        if world.is_over() {
            return;
        }
        let flows = &world.client.flows;
        world.report.check(flows.is_empty(), || format!("{} flows are left", flows.len()));
        let session = &world.client.session;
        let (requests, subscriptions) = (session.requests_in_flight(), session.subscription_count());
        // The inbox of requests stays.
        world.report.check(requests == 0 && subscriptions <= 1, || {
            format!("{requests} requests and {subscriptions} subscriptions are left")
        });
        let Some(jetstream) = &world.system.jetstream else { return };
        let durables: Vec<String> = begun.iter().filter_map(|one| Some(one.durable()?.0)).collect();
        let now = world.report.now;
        for (name, consumer) in jetstream.streams.values().flat_map(|stream| &stream.consumers) {
            let is_known = durables.contains(name) || consumer.used + RECENT < now;
            world.report.check(is_known, || format!("the consumer {name} is left, used until {}", consumer.used));
        }
    }
}

impl Begun {
    fn check_rest(&self, user: &mut FlowUser, stream: &Stream) -> Result<(), String> {
        if let Role::Downloader(download) = &user.role {
            return match &download.outcome {
                // Chunks may have been deleted.
                Some(Ok(()) | Err(_)) => Ok(()),
                None if user.end().is_some() => Ok(()),
                None => Err("a download has neither its digest nor an error".to_owned()),
            };
        }
        if user.end().is_some() {
            return Ok(());
        }
        match self.kind {
            Kind::Fetch => return Err("a fetch goes on past its time".to_owned()),
            Kind::OrderedFetches => {
                let is_over = matches!(last_fetch(user), None | Some(FlowEvent::FetchEnded { .. }));
                return if is_over { Ok(()) } else { Err("a fetch in order goes on".to_owned()) };
            }
            _ => {}
        }
        if let Role::Watcher(watch) = &mut user.role {
            // A server that has delivered all says so by a heartbeat.
            watch.idle();
            if watch.marks != 1 || watch.is_early {
                return Err(format!("a watch's beginning was marked {} times, early: {}", watch.marks, watch.is_early));
            }
        }
        if user.order.as_ref().is_some_and(|order| order.last.is_none()) {
            // What was stored before its first consumer was made is not wanted, and that may have been late.
            return Ok(());
        }
        let filters = user.order.as_ref().map_or(&[][..], |order| &order.filters);
        let last = stream.matching(filters, 0).last();
        let is_whole = user.got.last().copied() >= last || user.got.contains(&last.unwrap_or(0));
        if !is_whole {
            return Err(format!("the last of {} messages is {:?}, not {last:?}", user.got.len(), user.got.last()));
        }
        if user.acknowledges {
            let missing = stream.live.iter().find(|sequence| !user.got.contains(sequence));
            return missing.map_or(Ok(()), |missing| Err(format!("{missing} is acknowledged by nobody")));
        }
        Ok(())
    }
}

/// The last event that tells of a fetch.
fn last_fetch(user: &FlowUser) -> Option<&FlowEvent> {
    user.events.iter().rev().find(|event| matches!(event, FlowEvent::FetchEnded { .. }))
}

/// A consumer that was used less than so many milliseconds ago should have been deleted when its flow was stopped. One that
/// a lost request has left over is deleted by the server after a while.
const RECENT: u64 = 15_000;
