//! Lines that are longer than most.

mod common;

use common::{connect, pass, publish, subscribe, times};
use nats_web_sim::link::LinkProfile;
use nats_web_sim::numbered::{Origin, payload};
use nats_web_sim::scenario::calm;
use nats_web_sim::wire::Message;

#[test]
fn long_subjects_arrive_however_they_are_cut() {
    for piece in [900, 5_000, 70_000] {
        let mut world = calm(&["a:1"], |_| {});
        world.weather.profile = LinkProfile { latency: 5, jitter: 3, piece, joins: true, breaks: 0 };
        connect(&mut world);
        subscribe(&mut world, "a.>", None);
        pass(&mut world, 100);
        for (number, len) in [(0, 5_000), (1, 70_000), (2, 10), (3, 100_000)] {
            let (subject, payload) = (format!("a.{}", "x".repeat(len)), payload(Origin::Outside, number, len));
            world.system.publish_outside(&Message { subject, payload, ..Message::default() });
            world.settle();
        }
        publish(&mut world, &format!("a.{}", "y".repeat(80_000)), 20);
        assert!(world.checkpoint());
        assert_eq!((times(&world, "delivered to"), times(&world, "event Disconnected")), (5, 0), "pieces of {piece}");
    }
}
