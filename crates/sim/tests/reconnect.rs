//! A link that is lost, and what comes after.

mod common;

use common::{assert_sound, connect, dial, moments, outside, pass, publish, subscribe, times};
use nats_web_core::ConnectionError;
use nats_web_sim::scenario::calm;
use nats_web_sim::server::Behaviour;

#[test]
fn a_lost_link_comes_back_with_its_subscriptions_and_what_waited() {
    let mut world = calm(&["a:1"], |_| {});
    connect(&mut world);
    subscribe(&mut world, "in", Some(5));
    subscribe(&mut world, "other", None);
    outside(&mut world, "in", 2);
    pass(&mut world, 100);
    let first = dial(&world);
    world.cut(first);
    publish(&mut world, "out", 10);
    pass(&mut world, 1);
    publish(&mut world, "out", 100_000);
    publish(&mut world, "out", 10);
    connect(&mut world);
    pass(&mut world, 10);
    outside(&mut world, "in", 9);
    assert!(world.checkpoint());
    assert_eq!(times(&world, "event Disconnected"), 1);
    assert_eq!(times(&world, "end: MaxReached"), 1, "two before the loss, three after");
    assert_eq!(times(&world, "delivered to"), 5);
    assert!(world.client.model.publishes.is_read_below(dial(&world), u64::MAX));
    assert_sound(&world);
}

#[test]
fn each_server_is_dialled_as_often_as_allowed_and_then_given_up() {
    let mut world = calm(&["a:1", "b:2"], |config| config.max_reconnect_attempts = Some(4));
    connect(&mut world);
    world.system.stop(0);
    world.system.stop(1);
    world.settle();
    pass(&mut world, 60_000);
    assert!(matches!(world.client.model.lifecycle.error, Some(ConnectionError::Refused(_))));
    let dialled = |listen: &str| times(&world, &format!("event Reconnecting {{ server: \"{listen}\" }}"));
    assert_eq!((dialled("a:1"), dialled("b:2")), (1 + 4, 4), "the first of them was the first connection");
    world.check_closed();
    assert_sound(&world);
}

#[test]
fn dials_of_one_server_are_as_far_apart_as_asked() {
    let mut world = calm(&["a:1"], |config| {
        config.max_reconnect_attempts = None;
        config.reconnect_wait = 3_000;
        config.reconnect_jitter = 500;
    });
    connect(&mut world);
    world.system.stop(0);
    world.settle();
    pass(&mut world, 60_000);
    let dials = moments(&world, "event Dial");
    let gaps: Vec<u64> = dials.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(gaps.len() > 15 && gaps.iter().all(|gap| (3_000..=3_600).contains(gap)), "{gaps:?}");
    assert!(gaps.iter().any(|gap| *gap != gaps[0]), "jitter: {gaps:?}");
}

#[test]
fn a_link_gone_silent_is_found_out_by_pings() {
    let mut world = calm(&["a:1"], |config| config.ping_interval = 10_000);
    connect(&mut world);
    let first = dial(&world);
    world.silence(first);
    publish(&mut world, "lost", 5);
    pass(&mut world, 29_000);
    assert_eq!(times(&world, "event Stale"), 0);
    pass(&mut world, 2_000);
    assert_eq!((times(&world, "event Stale"), times(&world, "event Disconnected")), (1, 1));
    connect(&mut world);
    assert_ne!(dial(&world), first);
    assert!(world.checkpoint());
}

#[test]
fn a_socket_that_opens_after_it_was_given_up_is_closed_again() {
    let mut world = calm(&["a:1"], |config| config.wait_on_first_connect = true);
    world.weather.behaviour = Some(Behaviour::OpensLate(25_000));
    pass(&mut world, 19_000);
    // The first dial, made before the weather changed, is through; the second is the one to open late.
    let first = dial(&world);
    world.cut(first);
    pass(&mut world, 3_000);
    world.weather.behaviour = None;
    pass(&mut world, 40_000);
    assert_eq!(times(&world, "meets OpensLate"), 1);
    assert_eq!(times(&world, "opened 2"), 1, "it did open, late");
    assert_eq!(times(&world, "event Connected"), 2);
    assert!(world.checkpoint());
}

#[test]
fn whatever_listens_there_it_is_given_up_and_dialled_again() {
    for behaviour in [
        Behaviour::Refuses,
        Behaviour::Withholds,
        Behaviour::Http,
        Behaviour::BadInfo,
        Behaviour::NoPong,
        Behaviour::Garbage(0),
        Behaviour::Complains(0, false),
        Behaviour::Complains(0, true),
    ] {
        let mut world = calm(&["a:1"], |config| {
            config.wait_on_first_connect = true;
            config.max_reconnect_attempts = None;
        });
        connect(&mut world);
        world.weather.behaviour = Some(behaviour);
        let first = dial(&world);
        world.cut(first);
        pass(&mut world, 100_000);
        assert!(times(&world, "event Dial") >= 4, "{behaviour:?}");
        assert_eq!(times(&world, "event Connected"), 1, "{behaviour:?}");
        assert_eq!(times(&world, "event Disconnected"), 1, "{behaviour:?}: one loss, one event");
        assert!(world.checkpoint(), "{behaviour:?}");
    }
}

#[test]
fn without_reconnect_the_first_loss_is_the_end() {
    let mut world = calm(&["a:1"], |config| config.reconnect = false);
    connect(&mut world);
    let first = dial(&world);
    world.cut(first);
    pass(&mut world, 10);
    assert!(matches!(world.client.model.lifecycle.error, Some(ConnectionError::Lost(_))));
    world.check_closed();
    assert_sound(&world);
}

#[test]
fn the_users_own_delay_is_asked_for_each_time() {
    let mut world = calm(&["a:1"], |config| {
        config.ask_reconnect_delay = true;
        config.max_reconnect_attempts = None;
    });
    connect(&mut world);
    world.system.restart(0, 20_000);
    world.settle();
    pass(&mut world, 5);
    connect(&mut world);
    assert_eq!(times(&world, "event ReconnectDelayNeeded"), times(&world, "event Dial") - 1);
    assert!(world.checkpoint());
}
