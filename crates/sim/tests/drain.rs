//! Ending in order, one subscription or everything.

mod common;

use common::{assert_sound, connect, dial, outside, pass, publish, request, subscribe, times};
use nats_web_core::ConnectionError;
use nats_web_sim::link::LinkProfile;
use nats_web_sim::scenario::calm;
use nats_web_sim::server::Behaviour;

#[test]
fn a_drained_subscription_has_had_everything_sent_to_it() {
    let mut world = calm(&["a:1"], |_| {});
    world.weather.profile = LinkProfile { latency: 50, jitter: 30, piece: 9, joins: false, breaks: 0 };
    connect(&mut world);
    let dialled = dial(&world);
    world.cut(dialled);
    pass(&mut world, 100);
    connect(&mut world);
    let id = subscribe(&mut world, "a", None);
    pass(&mut world, 200);
    outside(&mut world, "a", 5);
    world.command(|client, _, report| client.drain_subscription(id, report));
    outside(&mut world, "a", 5);
    pass(&mut world, 20);
    assert_eq!(times(&world, "end: Drained"), 0);
    pass(&mut world, 2_000);
    outside(&mut world, "a", 5);
    pass(&mut world, 2_000);
    assert_eq!((times(&world, "end: Drained"), times(&world, "delivered to")), (1, 10));
    assert!(world.checkpoint());
}

#[test]
fn draining_delivers_and_publishes_everything_and_then_ends() {
    let mut world = calm(&["a:1"], |_| {});
    connect(&mut world);
    subscribe(&mut world, "a", None);
    subscribe(&mut world, "b", Some(3));
    pass(&mut world, 10);
    outside(&mut world, "a", 3);
    request(&mut world, "svc.mute", 60_000);
    publish(&mut world, "x", 200_000);
    world.command(|client, now, report| client.drain(now, report));
    publish(&mut world, "x", 10);
    let last = dial(&world);
    pass(&mut world, 100);
    assert!(world.client.model.lifecycle.is_closed && world.client.model.lifecycle.error.is_none());
    assert_eq!((times(&world, "end: Drained"), times(&world, "delivered to")), (2, 3));
    assert_eq!(times(&world, "failure: Closed"), 1);
    assert!(world.client.model.publishes.is_read_below(last, u64::MAX));
    world.check_closed();
    assert_sound(&world);
}

#[test]
fn draining_while_away_waits_for_a_link_to_bring_out_what_waits() {
    let mut world = calm(&["a:1"], |_| {});
    connect(&mut world);
    subscribe(&mut world, "a", None);
    world.system.restart(0, 3_000);
    world.settle();
    pass(&mut world, 10);
    publish(&mut world, "x", 10);
    publish(&mut world, "x", 70_000);
    world.command(|client, now, report| client.drain(now, report));
    assert_eq!(times(&world, "end: Drained"), 1, "nothing more can come for it");
    pass(&mut world, 30_000);
    assert!(world.client.model.lifecycle.is_closed && world.client.model.lifecycle.error.is_none());
    assert_eq!(world.report.counts().published, 2);
    world.check_closed();
    assert_sound(&world);
}

#[test]
fn draining_while_away_ends_at_once_if_nothing_waits() {
    let mut world = calm(&["a:1"], |config| config.max_reconnect_attempts = None);
    connect(&mut world);
    subscribe(&mut world, "a", None);
    world.system.stop(0);
    world.settle();
    pass(&mut world, 60_000);
    world.command(|client, now, report| client.drain(now, report));
    assert!(world.client.model.lifecycle.is_closed && world.client.model.lifecycle.error.is_none());
    assert_eq!(times(&world, "end: Drained"), 1);
    world.check_closed();
    assert_sound(&world);
}

#[test]
fn draining_while_away_gives_up_in_time_and_says_what_was_lost() {
    for wait in [100, 2_000, 3_600_000] {
        let mut world = calm(&["a:1"], |config| {
            config.max_reconnect_attempts = None;
            config.reconnect_wait = wait;
        });
        connect(&mut world);
        world.system.stop(0);
        world.settle();
        pass(&mut world, 60_000);
        publish(&mut world, "x", 10);
        let before = times(&world, "event Dial");
        world.command(|client, now, report| client.drain(now, report));
        pass(&mut world, 4_900);
        assert!(!world.client.model.lifecycle.is_closed);
        pass(&mut world, 200);
        assert_eq!(world.client.model.lifecycle.error, Some(ConnectionError::DrainTimeout));
        assert!(world.client.session.unsent() > 10);
        let dials = times(&world, "event Dial") - before;
        assert!((5..=60).contains(&dials), "{dials} dials with a wait of {wait} ms");
        world.check_closed();
        assert_sound(&world);
    }
}

#[test]
fn a_dial_under_way_does_not_hold_up_a_drain() {
    let mut world = calm(&["a:1"], |config| config.max_reconnect_attempts = None);
    connect(&mut world);
    // From now on servers accept links and say nothing, which takes longer than there is.
    world.weather.behaviour = Some(Behaviour::Withholds);
    let first = dial(&world);
    world.cut(first);
    pass(&mut world, 100);
    publish(&mut world, "x", 10);
    world.command(|client, now, report| client.drain(now, report));
    pass(&mut world, 5_100);
    assert_eq!(world.client.model.lifecycle.error, Some(ConnectionError::DrainTimeout));
    assert_sound(&world);
}

#[test]
fn a_flush_that_waits_while_draining_has_the_same_time() {
    for (away, settled) in [(3_000, "result: Ok"), (30_000, "result: Err(Closed)")] {
        let mut world = calm(&["a:1"], |config| config.max_reconnect_attempts = None);
        connect(&mut world);
        world.system.restart(0, away);
        world.settle();
        pass(&mut world, 10);
        world.command(|client, _, report| client.flush(report));
        world.command(|client, now, report| client.drain(now, report));
        pass(&mut world, 5_100);
        assert!(world.client.model.lifecycle.is_closed && world.client.model.lifecycle.error.is_none());
        assert_eq!(times(&world, settled), 1, "{}", world.report.trace().join("\n"));
        assert_sound(&world);
    }
}

#[test]
fn a_link_lost_while_draining_does_not_stop_it() {
    for after in 0..8 {
        let mut world = calm(&["a:1"], |_| {});
        connect(&mut world);
        subscribe(&mut world, "a", None);
        world.command(|client, now, report| client.drain(now, report));
        pass(&mut world, after);
        if !world.is_over() {
            let last = dial(&world);
            world.cut(last);
        }
        pass(&mut world, 30_000);
        assert!(world.client.model.lifecycle.is_closed, "cut after {after} ms");
        assert_eq!(times(&world, "end: Drained"), 1, "cut after {after} ms");
        assert_sound(&world);
    }
}

#[test]
fn what_was_accepted_before_closing_is_still_sent() {
    let mut world = calm(&["a:1"], |_| {});
    connect(&mut world);
    let last = dial(&world);
    world.client.most_transmits = 1;
    for _ in 0..10 {
        publish(&mut world, "x", 70_000);
    }
    world.command(|client, _, report| client.close(report));
    pass(&mut world, 100);
    assert_eq!(world.report.counts().published, 10);
    assert!(world.client.model.publishes.is_read_below(last, u64::MAX));
    world.check_closed();
    assert_sound(&world);
}
