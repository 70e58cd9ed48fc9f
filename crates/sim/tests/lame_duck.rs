//! A server that says it is about to stop.

mod common;

use common::{assert_sound, connect, dial, outside, pass, publish, subscribe, times};
use nats_web_sim::scenario::calm;

#[test]
fn a_lame_duck_is_announced_and_survived() {
    let mut world = calm(&["a:1", "b:2"], |_| {});
    connect(&mut world);
    subscribe(&mut world, "a", None);
    world.system.lame_duck(0, 10_000, 60_000);
    world.settle();
    pass(&mut world, 1_000);
    assert_eq!(times(&world, "event LameDuck { server: \"a:1\" }"), 1);
    outside(&mut world, "a", 1);
    publish(&mut world, "b", 10);
    pass(&mut world, 5_000);
    assert_eq!(times(&world, "event Disconnected"), 0, "it still serves");
    assert_eq!(times(&world, "delivered to"), 1);
    pass(&mut world, 10_000);
    assert_eq!(times(&world, "event Disconnected"), 1);
    connect(&mut world);
    assert_eq!(world.system.connections[&dial(&world)].server, 1);
    assert!(world.checkpoint());
    assert_sound(&world);
}
