//! Clients that sleep, clocks that are set, timers that are late.

mod common;

use common::{assert_sound, connect, dial, outside, pass, request, subscribe, times};
use nats_web_sim::scenario::calm;

const HOURS: u64 = 8 * 3_600_000;

#[test]
fn waking_after_hours_reads_what_waits_before_anything_expires() {
    let mut woken_by_timer = 0;
    for seconds in 1..20 {
        let mut world = calm(&["a:1"], |config| config.ping_interval = seconds * 1_000);
        connect(&mut world);
        request(&mut world, "svc.now", 1_000);
        // The answer is on its way, and the client falls asleep before it arrives.
        world.sleep(HOURS);
        pass(&mut world, HOURS + 100);
        assert_eq!(times(&world, "delivered to Request"), 1, "{}", world.report.trace().join("\n"));
        assert_eq!(times(&world, "failure: Timeout"), 0);
        let first = world.report.trace().iter().find(|line| line.trim_start().starts_with("28800."));
        woken_by_timer += usize::from(first.is_some_and(|line| line.contains("timer")));
        assert!(world.checkpoint());
    }
    assert!(woken_by_timer > 3, "the case in which the late timer comes first was met {woken_by_timer} times");
}

#[test]
fn a_night_is_one_missed_ping() {
    let mut world = calm(&["a:1"], |config| {
        config.ping_interval = 60_000;
        config.max_ping_out = 1;
    });
    world.system.ping_interval = u64::MAX / 4;
    connect(&mut world);
    world.sleep(HOURS);
    pass(&mut world, HOURS + 1_000);
    assert_eq!((times(&world, "event PingTimer"), times(&world, "event Stale")), (1, 0));
    assert!(world.checkpoint());
}

#[test]
fn a_link_that_died_in_the_night_is_one_loss() {
    let mut world = calm(&["a:1"], |config| config.max_reconnect_attempts = Some(2));
    connect(&mut world);
    subscribe(&mut world, "a", None);
    let first = dial(&world);
    world.sleep(HOURS);
    pass(&mut world, 1_000);
    world.cut(first);
    pass(&mut world, HOURS);
    connect(&mut world);
    assert_eq!((times(&world, "event Disconnected"), times(&world, "event Dial")), (1, 2));
    outside(&mut world, "a", 1);
    assert!(world.checkpoint());
    assert_eq!(times(&world, "delivered to"), 1);
}

#[test]
fn a_link_that_died_in_the_night_is_found_out_at_once_by_a_probe() {
    let mut world = calm(&["a:1"], |_| {});
    connect(&mut world);
    subscribe(&mut world, "a", None);
    let first = dial(&world);
    world.silence(first);
    world.sleep(HOURS);
    pass(&mut world, HOURS + 10);
    world.command(|client, now, report| client.probe(now, report));
    pass(&mut world, 4_000);
    assert_eq!(times(&world, "event Stale"), 0);
    pass(&mut world, 1_100);
    assert_eq!((times(&world, "event Stale"), times(&world, "event Disconnected")), (1, 1));
    connect(&mut world);
    outside(&mut world, "a", 1);
    assert!(world.checkpoint());
    assert_eq!(times(&world, "delivered to"), 1);
}

#[test]
fn a_link_that_lives_survives_any_number_of_probes() {
    let mut world = calm(&["a:1"], |config| config.ping_interval = 0);
    connect(&mut world);
    for _ in 0..50 {
        world.command(|client, now, report| client.probe(now, report));
        pass(&mut world, 700);
    }
    pass(&mut world, 60_000);
    assert_eq!((times(&world, "event Stale"), times(&world, "event Dial")), (0, 1));
    assert!(world.checkpoint());
}

#[test]
fn a_probe_ends_the_wait_between_two_dials() {
    let mut world = calm(&["a:1"], |config| {
        config.reconnect_wait = 3_600_000;
        config.max_reconnect_attempts = None;
    });
    connect(&mut world);
    world.system.stop(0);
    world.settle();
    pass(&mut world, 10_000_000);
    let before = times(&world, "event Dial");
    world.system.restart(0, 0);
    pass(&mut world, 10);
    world.command(|client, now, report| client.probe(now, report));
    pass(&mut world, 100);
    assert_eq!(times(&world, "event Dial"), before + 1);
    assert!(world.checkpoint());
}

#[test]
fn a_request_that_nobody_answers_fails_after_a_night_too_and_once() {
    let mut world = calm(&["a:1"], |_| {});
    connect(&mut world);
    request(&mut world, "svc.mute", 1_000);
    world.sleep(HOURS);
    pass(&mut world, HOURS + 10);
    assert_eq!(times(&world, "failure: Timeout"), 1);
    assert_sound(&world);
}

#[test]
fn a_clock_set_back_delays_no_deadline_by_more_than_was_waited_for() {
    let mut world = calm(&["a:1"], |_| {});
    connect(&mut world);
    request(&mut world, "svc.mute", 10_000);
    pass(&mut world, 4_000);
    world.set_clock(-3_600_000);
    pass(&mut world, 20_001);
    assert_eq!(times(&world, "failure: Timeout"), 1, "not an hour later");
    assert!(world.checkpoint());
}

#[test]
fn timers_that_are_late_lose_nothing() {
    let mut world = calm(&["a:1"], |config| config.ping_interval = 5_000);
    world.weather.very_late = 1_000;
    connect(&mut world);
    for _ in 0..20 {
        request(&mut world, "svc.mute", 2_000);
        pass(&mut world, 10_000);
    }
    pass(&mut world, 10_000);
    assert_eq!(times(&world, "failure: Timeout"), 20);
    assert_eq!(times(&world, "event Disconnected"), 0);
    assert!(world.checkpoint());
}
