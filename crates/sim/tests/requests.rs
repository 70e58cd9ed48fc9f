//! Requests and their one outcome each.

mod common;

use common::{assert_sound, connect, dial, moments, pass, request, subscribe, times};
use nats_web_core::Until;
use nats_web_sim::client::RequestPlan;
use nats_web_sim::scenario::calm;
use nats_web_sim::world::World;

fn request_with(world: &mut World, change: impl FnOnce(&mut RequestPlan)) {
    let mut plan = RequestPlan { subject: "svc.now".into(), timeout: 1_000, len: 10, ..RequestPlan::default() };
    change(&mut plan);
    world.command(|client, now, report| client.request(now, &plan, report)).expect("accepted");
}

#[test]
fn each_kind_of_inbox_brings_the_answer_and_leaves_nothing_behind() {
    let mut world = calm(&["a:1"], |_| {});
    connect(&mut world);
    request_with(&mut world, |_| {});
    request_with(&mut world, |plan| plan.own = true);
    request_with(&mut world, |plan| plan.at = Some("my.inbox".into()));
    request_with(&mut world, |plan| plan.subject = "svc.big".into());
    pass(&mut world, 500);
    assert_eq!(times(&world, "delivered to Request"), 4);
    assert!(world.checkpoint());
    let table = &world.system.connections[&dial(&world)].table;
    assert_eq!(table.iter().count(), 1, "the shared inbox alone");
}

#[test]
fn the_second_answer_finds_nobody() {
    let mut world = calm(&["a:1"], |_| {});
    connect(&mut world);
    for own in [false, true] {
        request_with(&mut world, |plan| (plan.own, plan.subject) = (own, "svc.twice".into()));
    }
    pass(&mut world, 500);
    assert_eq!(times(&world, "delivered to Request"), 2);
    assert!(world.checkpoint());
}

#[test]
fn nobody_there_is_said_at_once() {
    let mut world = calm(&["a:1"], |_| {});
    connect(&mut world);
    for own in [false, true] {
        request_with(&mut world, |plan| (plan.own, plan.subject) = (own, "nobody".into()));
    }
    pass(&mut world, 100);
    assert_eq!(times(&world, "failure: NoResponders"), 2);
    assert!(world.checkpoint());
}

#[test]
fn deadlines_are_kept_to_the_millisecond_in_any_order() {
    let mut world = calm(&["a:1"], |_| {});
    connect(&mut world);
    let start = world.now();
    for timeout in [500, 100, 900, 100, 300] {
        request(&mut world, "svc.mute", timeout);
    }
    pass(&mut world, 2_000);
    let failed: Vec<u64> = moments(&world, "failure: Timeout").iter().map(|moment| moment - start).collect();
    assert_eq!(failed, [100, 100, 300, 500, 900]);
    assert!(world.checkpoint());
}

#[test]
fn a_late_answer_does_not_reach_the_request_that_took_the_slot() {
    let mut world = calm(&["a:1"], |_| {});
    connect(&mut world);
    for _ in 0..30 {
        request(&mut world, "svc.slow", 700);
        pass(&mut world, 750);
    }
    let (answered, failed) = (times(&world, "delivered to Request"), times(&world, "failure: Timeout"));
    assert_eq!(answered + failed, 30);
    assert!(answered > 0 && failed > 10, "{answered} {failed}");
    assert!(world.checkpoint());
}

#[test]
fn those_for_many_end_with_their_time_and_not_after_it() {
    let mut world = calm(&["a:1"], |_| {});
    connect(&mut world);
    let start = world.now();
    for (subject, timeout, until) in [
        ("svc.mute", 900, Until::Timeout),
        ("svc.mute", 300, Until::Silence(5_000)),
        ("svc.now", 10_000, Until::Silence(40)),
        ("svc.twice", 10_000, Until::Count(2)),
    ] {
        for own in [false, true] {
            request_with(&mut world, |plan| {
                (plan.subject, plan.own, plan.timeout, plan.until) = (subject.into(), own, timeout, until);
            });
        }
    }
    pass(&mut world, 5_000);
    let over: Vec<u64> = moments(&world, "RequestOver").iter().map(|moment| moment - start).collect();
    assert_eq!(over.len(), 8);
    assert_eq!(over[4..], [300, 300, 900, 900], "{over:?}");
    assert_eq!(times(&world, "delivered to Request"), 6);
    assert!(world.checkpoint());
    let table = &world.system.connections[&dial(&world)].table;
    assert_eq!(table.iter().count(), 1, "the shared inbox alone");
}

#[test]
fn requests_survive_a_loss_until_their_deadline() {
    let mut world = calm(&["a:1"], |_| {});
    connect(&mut world);
    subscribe(&mut world, "a", None);
    let first = dial(&world);
    world.cut(first);
    pass(&mut world, 5);
    request(&mut world, "svc.now", 20_000);
    request_with(&mut world, |plan| (plan.own, plan.timeout) = (true, 20_000));
    request(&mut world, "svc.now", 1);
    pass(&mut world, 15_000);
    assert_eq!((times(&world, "delivered to Request"), times(&world, "failure: Timeout")), (2, 1));
    assert!(world.checkpoint());
    assert_sound(&world);
}

#[test]
fn a_cancelled_request_is_never_heard_of_again() {
    let mut world = calm(&["a:1"], |_| {});
    connect(&mut world);
    let id = request(&mut world, "svc.now", 1_000);
    world.command(|client, _, report| client.cancel(id, report));
    pass(&mut world, 5_000);
    assert_eq!(times(&world, "delivered to Request") + times(&world, "RequestFailed"), 0);
    assert!(world.checkpoint());
}
