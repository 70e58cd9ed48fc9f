//! Servers that others tell of.

mod common;

use common::{assert_sound, connect, dial, pass, subscribe, times};
use nats_web_core::Config;
use nats_web_sim::dice::Dice;
use nats_web_sim::report::Report;
use nats_web_sim::scenario::{config, server};
use nats_web_sim::world::{Weather, World};

/// A cluster of three, of which the client knows the first.
fn cluster(change: impl FnOnce(&mut Config)) -> World {
    let mut config = config(&["wss://a:1/path?token=x"]);
    change(&mut config);
    let servers = vec![server("a:1"), server("b:2"), server("c:3")];
    let mut world = World::new(config, servers, Weather::calm(), Dice::new(1), Report::new(&[], true));
    world.system.gossips = true;
    world.command(|client, now, report| client.start(now, report));
    connect(&mut world);
    world
}

#[test]
fn a_server_told_of_takes_over_with_scheme_path_and_query_of_the_first() {
    let mut world = cluster(|_| {});
    subscribe(&mut world, "a", None);
    world.system.stop(0);
    world.settle();
    pass(&mut world, 5);
    connect(&mut world);
    assert!(times(&world, "url: \"wss://b:2/path?token=x\"") > 0);
    assert_eq!(world.system.connections[&dial(&world)].server, 1);
    pass(&mut world, 100);
    assert_eq!(world.system.connections[&dial(&world)].table.iter().count(), 1);
    assert_sound(&world);
}

#[test]
fn a_server_no_longer_told_of_is_not_dialled() {
    let mut world = cluster(|config| config.max_reconnect_attempts = Some(2));
    world.system.set_member(1, false);
    world.settle();
    pass(&mut world, 100);
    assert_eq!(times(&world, "deleted: [\"b:2\"]"), 1);
    world.system.stop(0);
    world.system.stop(2);
    world.settle();
    pass(&mut world, 60_000);
    assert_eq!(times(&world, "server: \"b:2\""), 0);
    world.check_closed();
    assert_sound(&world);
}

#[test]
fn gossip_can_be_ignored() {
    let mut world = cluster(|config| {
        config.ignore_cluster_updates = true;
        config.max_reconnect_attempts = Some(2);
    });
    world.system.stop(0);
    world.settle();
    pass(&mut world, 60_000);
    assert_eq!(times(&world, "ServersChanged") + times(&world, "b:2/"), 0);
    world.check_closed();
    assert_sound(&world);
}
