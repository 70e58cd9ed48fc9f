//! What consumers push: heartbeats and flow control.

use crate::rig::Rig;
use nats_web_jetstream::flows::{FlowEnd, NoticeKind, Ordered, OrderedFeed, Push};
use nats_web_sim::wire::Message;

const PUSH: Push<'_> = Push { deliver_subject: "in", queue: "", idle_heartbeat: 1_000 };

fn rig() -> Rig {
    let mut rig = Rig::new();
    rig.begin(|flows, session, at| flows.push(session, at, &PUSH));
    rig.run(0);
    rig
}

#[test]
fn missed_heartbeats_are_told_and_counted_on() {
    let mut rig = rig();
    rig.run(4_500);
    let missed: Vec<u64> = rig.notices(NoticeKind::HeartbeatsMissed).iter().map(|notice| notice.0).collect();
    assert_eq!(missed, [2, 3]);
    rig.status("in", "100 Idle Heartbeat", "");
    rig.run(1_900);
    assert_eq!(rig.notices(NoticeKind::HeartbeatsMissed).len(), 2);
    rig.lose();
    rig.run(1);
    assert_eq!(rig.end(), None);
}

#[test]
fn messages_are_the_users_and_control_is_not() {
    let mut rig = rig();
    for (sequence, headers) in [(7, ""), (8, "NATS/1.0 503\r\n\r\n")] {
        let reply = format!("$JS.ACK.OTHER.C.1.{sequence}.1.1.0");
        let (headers, payload) = (headers.as_bytes().to_vec(), b"payload".to_vec());
        rig.outside(&Message { subject: "in".to_owned(), reply, headers, payload });
    }
    rig.status("in", "100 Idle Heartbeat", "");
    rig.run(10);
    assert_eq!(rig.got(), [7, 8], "a status makes no control message of what has a payload");
}

#[test]
fn flow_control_is_answered_once_the_messages_before_it_were_taken() {
    let mut rig = Rig::new();
    rig.set_slow(true);
    rig.publish(20, 5);
    let feed = OrderedFeed::Push { idle_heartbeat: 1_000 };
    rig.begin(|flows, session, at| flows.ordered(session, at, &Ordered { stream: "S", feed, ..Ordered::default() }));
    rig.run(100);
    assert_eq!((rig.got().len(), rig.server().flow_control_answers.len()), (8, 0));
    rig.take(3);
    rig.run(100);
    assert_eq!(rig.server().flow_control_answers.len(), 0);
    rig.take(1);
    rig.run(100);
    assert_eq!(rig.server().flow_control_answers.len(), 1);
    rig.run(20_000);
    assert!(rig.notices(NoticeKind::Reset).is_empty(), "a slow user is no reason for anything");
    rig.set_slow(false);
    rig.take(1);
    rig.run(5_000);
    assert_eq!(rig.got().len(), 20);
}

#[test]
fn a_lost_answer_is_given_again_when_the_server_says_that_it_stalls() {
    let mut rig = Rig::new();
    rig.publish(20, 5);
    let feed = OrderedFeed::Push { idle_heartbeat: 1_000 };
    rig.begin(|flows, session, at| flows.ordered(session, at, &Ordered { stream: "S", feed, ..Ordered::default() }));
    rig.server().lose_flow_control_answers = 2;
    rig.run(10_000);
    assert_eq!(rig.got().len(), 20);
    assert!(rig.notices(NoticeKind::Reset).is_empty());
}

#[test]
fn the_end_of_the_subscription_is_the_end_of_the_flow() {
    let mut rig = rig();
    rig.complain("Permissions Violation for Subscription to \"in\"");
    rig.run(10);
    assert_eq!((rig.end(), rig.flows().len()), (Some(FlowEnd::Denied), 0));
}
