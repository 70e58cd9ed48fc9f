//! Clocks that stand still while timers run: tests of applications fix the date.

mod common;

use common::{assert_sound, connect, dial, moments, outside, pass, request, subscribe, times};
use nats_web_sim::client::SubscribePlan;
use nats_web_sim::scenario::calm;
use nats_web_sim::server::Behaviour;
use nats_web_sim::world::World;

/// What a deadline may be off by, in milliseconds, once the clock is known to stand still.
const TICKS: u64 = 101;

fn standing() -> World {
    let mut world = calm(&["a:1"], |_| {});
    connect(&mut world);
    world.stop_clock();
    world
}

/// How long the last request waited that was made at `made`, in milliseconds.
fn waited(world: &World, made: u64) -> u64 {
    *moments(world, "failure: Timeout").last().expect("a timeout") - made
}

#[test]
fn a_request_times_out_by_twice_its_time_and_the_next_in_time() {
    let mut world = standing();
    let made = world.now();
    request(&mut world, "svc.mute", 3_000);
    pass(&mut world, 10_000);
    assert!((3_000..=6_000 + TICKS).contains(&waited(&world, made)), "{}", waited(&world, made));
    for round in 0..20 {
        let made = world.now();
        request(&mut world, "svc.mute", 700);
        pass(&mut world, 2_000 + round);
        assert!((700..=700 + TICKS).contains(&waited(&world, made)), "{}", waited(&world, made));
    }
    assert_eq!(times(&world, "failure: Timeout"), 21);
    assert!(world.checkpoint());
}

#[test]
fn a_request_made_shortly_before_a_timer_has_its_time() {
    for gap in 0..40 {
        let mut world = standing();
        // Its answer comes at once, and the timer that was set for it goes on.
        request(&mut world, "svc.now", 1_000);
        pass(&mut world, 970 + gap);
        let made = world.now();
        request(&mut world, "svc.mute", 1_000);
        pass(&mut world, 4_000);
        assert!((1_000..=2_000 + TICKS).contains(&waited(&world, made)), "after {gap}: {}", waited(&world, made));
        assert!(world.checkpoint());
    }
}

#[test]
fn a_subscription_times_out() {
    let mut world = standing();
    let plan = SubscribePlan { subject: "a".into(), timeout: Some(500), sound: true, ..SubscribePlan::default() };
    world.command(|client, now, report| client.subscribe(now, &plan, report));
    pass(&mut world, 1_000 + TICKS);
    assert_eq!(times(&world, "end: TimedOut"), 1);
    assert!(world.checkpoint());
}

#[test]
fn a_silent_link_is_found_to_be_dead() {
    let mut world = calm(&["a:1"], |config| config.ping_interval = 10_000);
    connect(&mut world);
    subscribe(&mut world, "a", None);
    pass(&mut world, 100);
    world.stop_clock();
    let first = dial(&world);
    world.silence(first);
    pass(&mut world, 45_000);
    assert_eq!((times(&world, "event Stale"), times(&world, "event Disconnected")), (1, 1));
    connect(&mut world);
    outside(&mut world, "a", 1);
    assert!(world.checkpoint());
    assert_eq!(times(&world, "delivered to"), 1);
}

#[test]
fn a_server_that_does_not_greet_is_given_up_and_dialled_again() {
    let mut world = calm(&["a:1"], |config| config.connect_timeout = 2_000);
    world.stop_clock();
    world.weather.behaviour = Some(Behaviour::Withholds);
    world.run_for(5_000);
    world.weather.behaviour = None;
    pass(&mut world, 10_000);
    assert!(world.client.model.lifecycle.is_connected, "{}", world.report.trace().join("\n"));
    assert!(world.checkpoint());
}

#[test]
fn the_wait_between_two_dials_ends() {
    let mut world = standing();
    world.system.restart(0, 5_000);
    world.settle();
    pass(&mut world, 14_000);
    assert_eq!(times(&world, "event Connected"), 2);
    assert!(world.checkpoint());
}

#[test]
fn nothing_is_lost_by_a_clock_that_runs_again() {
    for catches_up in [false, true] {
        let mut world = standing();
        for _ in 0..5 {
            request(&mut world, "svc.mute", 100);
            pass(&mut world, 60_000);
        }
        world.start_clock(catches_up);
        pass(&mut world, 10);
        let made = world.now();
        request(&mut world, "svc.mute", 5_000);
        pass(&mut world, 6_000);
        assert!((5_000..=5_000 + TICKS).contains(&waited(&world, made)), "{}", waited(&world, made));
        assert_eq!((times(&world, "event Stale"), times(&world, "event Dial")), (0, 1));
        assert!(world.checkpoint());
        assert_sound(&world);
    }
}
