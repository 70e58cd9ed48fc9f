//! What the behaviours' tests share.
#![allow(dead_code, reason = "each test uses a part")]

use nats_web_core::{RequestId, SubscriptionId};
use nats_web_sim::client::{PublishPlan, RequestPlan, SubscribePlan};
use nats_web_sim::numbered::{Origin, payload};
use nats_web_sim::wire::Message;
use nats_web_sim::world::World;

/// The world after `ms` milliseconds, in which no invariant was broken.
#[track_caller]
pub(crate) fn pass(world: &mut World, ms: u64) {
    world.run_for(ms);
    assert_sound(world);
}

/// No invariant was broken.
#[track_caller]
pub(crate) fn assert_sound(world: &World) {
    assert!(!world.report.is_faulty(), "{}", world.report.trace().join("\n"));
}

/// Lets time pass until the client is connected.
#[track_caller]
pub(crate) fn connect(world: &mut World) {
    let came = world.run_until(600_000, |world| world.client.model.lifecycle.is_connected);
    assert!(came, "not connected\n{}", world.report.trace().join("\n"));
}

/// The dial in use.
#[track_caller]
pub(crate) fn dial(world: &World) -> u32 {
    world.client.dial().expect("a dial")
}

pub(crate) fn publish(world: &mut World, subject: &str, len: usize) {
    let plan = PublishPlan { subject: subject.into(), len, sound: true, ..PublishPlan::default() };
    world.command(|client, _, report| client.publish(&plan, report));
}

pub(crate) fn subscribe(world: &mut World, subject: &str, max: Option<u64>) -> SubscriptionId {
    let plan = SubscribePlan { subject: subject.into(), max, sound: true, ..SubscribePlan::default() };
    world.command(|client, now, report| client.subscribe(now, &plan, report)).expect("accepted")
}

pub(crate) fn request(world: &mut World, subject: &str, timeout: u64) -> RequestId {
    let plan = RequestPlan { subject: subject.into(), timeout, len: 10, ..RequestPlan::default() };
    world.command(|client, now, report| client.request(now, &plan, report)).expect("accepted")
}

/// Somebody else publishes `count` messages.
pub(crate) fn outside(world: &mut World, subject: &str, count: u64) {
    for number in 0..count {
        let payload = payload(Origin::Outside, number, 30);
        world.system.publish_outside(&Message { subject: subject.into(), payload, ..Message::default() });
        world.settle();
    }
}

/// How often the trace has a line with `words`.
pub(crate) fn times(world: &World, words: &str) -> usize {
    world.report.trace().iter().filter(|line| line.contains(words)).count()
}

/// The moments, in milliseconds, of the lines with `words`.
pub(crate) fn moments(world: &World, words: &str) -> Vec<u64> {
    let lines = world.report.trace().iter().filter(|line| line.contains(words));
    let parse = |line: &String| {
        let (seconds, rest) = line.trim_start().split_once('.').expect("a moment");
        let millis: u64 = rest[..3].parse().expect("milliseconds");
        seconds.parse::<u64>().expect("seconds") * 1000 + millis
    };
    lines.map(parse).collect()
}
