//! Ordered flows, one thing at a time.

use crate::rig::Rig;
use nats_web_jetstream::flows::{
    Adopted, Amount, FlowEnd, FlowError, FlowEvent, NoticeKind, Ordered, OrderedFeed, Pull, PullKind,
};

const PUSH: OrderedFeed<'_> = OrderedFeed::Push { idle_heartbeat: 1_000 };

fn pull(kind: PullKind) -> Pull<'static> {
    let (max, threshold) = (Amount { messages: 10, bytes: 0 }, Amount { messages: 5, bytes: 0 });
    Pull { kind, max, threshold, expires: 10_000, idle_heartbeat: 1_000, ..Pull::default() }
}

fn rig(ordered: &Ordered<'_>, stored: usize) -> Rig {
    let mut rig = Rig::new();
    rig.publish(stored, 5);
    rig.begin(|flows, session, at| flows.ordered(session, at, ordered));
    rig.run(0);
    rig
}

fn ordered(feed: OrderedFeed<'_>) -> Ordered<'_> {
    Ordered { stream: "S", feed, ..Ordered::default() }
}

fn sequences(count: u64) -> Vec<u64> {
    (1..=count).collect()
}

fn feeds() -> [OrderedFeed<'static>; 2] {
    [PUSH, OrderedFeed::Pull(pull(PullKind::Consume))]
}

#[test]
fn a_consumer_is_created_as_an_ordered_one() {
    let mut rig = rig(&Ordered { name_prefix: "mine", config: r#"{"headers_only":true}"#, ..ordered(PUSH) }, 2);
    let created = rig.server().created[0].clone();
    for part in [r#""stream_name":"S""#, r#""headers_only":true"#, r#""max_deliver":1"#, r#""ack_policy":"none""#] {
        assert!(created.contains(part), "{created}");
    }
    assert!(rig.consumers().keys().all(|name| name.starts_with("mine") && name.ends_with("_1")));
    let created = rig.notices(NoticeKind::Created);
    assert_eq!((created[0].0, created[0].1), (2, 0), "so many are to come");
    assert_eq!(rig.got(), sequences(2));
}

#[test]
fn a_filter_is_in_the_subject_of_every_request() {
    let mut rig = rig(&Ordered { config: r#"{"filter_subject":"s.>"}"#, ..ordered(PUSH) }, 2);
    rig.lose();
    rig.run(5_000);
    let creates = rig.server().asked.iter().filter(|(_, subject)| subject.contains("CREATE"));
    assert_eq!(creates.filter(|(_, subject)| subject.ends_with(".s.>")).count(), 2);
}

#[test]
fn a_gap_begins_anew_after_the_last_message() {
    for feed in feeds() {
        let mut rig = rig(&ordered(feed), 3);
        rig.run(2_000);
        rig.publish_lost(5);
        rig.publish(1, 5);
        rig.run(2_000);
        assert_eq!(rig.got(), sequences(5));
        assert!(rig.server().created[1].contains(r#""deliver_policy":"by_start_sequence","opt_start_seq":4"#));
        assert_eq!(rig.notices(NoticeKind::Reset), [(3, 0, String::new())]);
        let moved = rig.events().iter().filter(|event| matches!(event, FlowEvent::Moved { .. })).count();
        assert_eq!((moved, rig.consumers().len()), (1, 1), "the old one is deleted");
    }
}

#[test]
fn a_consumer_without_anything_to_deliver_says_so() {
    for feed in feeds() {
        let mut rig = rig(&ordered(feed), 3);
        assert!(rig.notices(NoticeKind::Idle).is_empty());
        rig.run(5_000);
        assert_eq!(rig.got(), sequences(3));
        assert!(!rig.notices(NoticeKind::Idle).is_empty());
    }
}

#[test]
fn a_lost_last_message_shows_by_the_next_heartbeat() {
    for feed in feeds() {
        let mut rig = rig(&ordered(feed), 3);
        rig.run(2_000);
        rig.publish_lost(5);
        rig.run(2_000);
        assert_eq!(rig.got(), sequences(4));
    }
}

#[test]
fn silence_a_deleted_consumer_and_a_lost_link_begin_anew() {
    for feed in feeds() {
        let mut silent = rig(&ordered(feed), 3);
        silent.run(1_500);
        silent.consumers().clear();
        silent.publish(2, 5);
        silent.run(3_000);
        assert_eq!((silent.got(), silent.notices(NoticeKind::HeartbeatsMissed).len()), (sequences(5), 1));
        let mut lost = rig(&ordered(feed), 3);
        lost.run(1_500);
        lost.lose();
        lost.publish(2, 5);
        lost.run(6_000);
        assert_eq!(lost.got(), sequences(5));
        assert!(lost.notices(NoticeKind::HeartbeatsMissed).is_empty());
        assert_eq!((lost.notices(NoticeKind::Recreated).len(), lost.consumers().len()), (1, 1));
    }
}

#[test]
fn what_is_new_is_not_lost_with_the_first_consumer_and_what_is_old_not_replayed() {
    let mut rig = rig(&Ordered { config: r#"{"deliver_policy":"new"}"#, ..ordered(PUSH) }, 3);
    rig.run(1_500);
    rig.lose();
    rig.publish(2, 5);
    rig.run(6_000);
    assert_eq!(rig.got(), [4, 5]);
    assert!(rig.server().created[1].contains(r#""opt_start_seq":4"#));
}

#[test]
fn creating_is_tried_again_with_another_name() {
    let answers = [
        r#"{"error":{"code":400,"err_code":10013,"description":"consumer name already in use"}}"#,
        r#"{"error":{"code":503,"err_code":10008,"description":"JetStream system temporarily unavailable"}}"#,
        r#"{"error":{"code":404,"err_code":10059,"description":"stream not found"}}"#,
        "503",
        "",
    ];
    for answer in answers {
        let mut rig = Rig::new();
        rig.publish(3, 5);
        rig.script("CREATE", answer);
        rig.begin(|flows, session, at| flows.ordered(session, at, &ordered(PUSH)));
        rig.run(7_000);
        assert_eq!(rig.got(), sequences(3), "{answer}");
        assert!(rig.consumers().keys().all(|name| name.ends_with("_2")));
    }
}

#[test]
fn what_cannot_be_created_ends() {
    let cases = [
        (r#"{"error":{"code":400,"err_code":10094,"description":"no"}}"#, 1, FlowEnd::Refused, 10_094),
        (NOT_ENABLED, 1, FlowEnd::Refused, 10_039),
        ("503", 30, FlowEnd::NoResponders, 503),
        ("", 30, FlowEnd::GivenUp, 0),
    ];
    for (answer, times, end, code) in cases {
        let mut rig = Rig::new();
        for _ in 0..times {
            rig.script("CREATE", answer);
        }
        rig.begin(|flows, session, at| flows.ordered(session, at, &ordered(PUSH)));
        rig.run(2_000_000);
        let ended = rig.events().iter().find_map(|event| match event {
            FlowEvent::Ended { end, code, .. } => Some((*end, *code)),
            _ => None,
        });
        assert_eq!(ended, Some((end, code)), "{answer}");
        assert!(rig.flows().is_empty());
    }
}

#[test]
fn a_user_who_waits_for_the_first_consumer_is_told_in_time_what_was_said() {
    let unavailable = r#"{"error":{"code":503,"err_code":10008,"description":"temporarily unavailable"}}"#;
    let cases =
        [(unavailable, (FlowEnd::GivenUp, 10_008)), ("503", (FlowEnd::NoResponders, 503)), ("", (FlowEnd::GivenUp, 0))];
    for (answer, end) in cases {
        let mut rig = Rig::new();
        for _ in 0..100 {
            rig.script("CREATE", answer);
        }
        let ordered = Ordered { first_within: 3_000, timeout: 2_000, ..ordered(PUSH) };
        rig.begin(|flows, session, at| flows.ordered(session, at, &ordered));
        rig.run(2_990);
        assert_eq!(rig.end(), None);
        rig.run(20);
        let ended = rig.events().iter().find_map(|event| match event {
            FlowEvent::Ended { end, code, .. } => Some((*end, *code)),
            _ => None,
        });
        assert_eq!(ended, Some(end), "{answer}");
    }
    // Once there was one, there is time for the others.
    let mut rig = rig(&Ordered { first_within: 3_000, ..ordered(PUSH) }, 3);
    rig.run(10);
    rig.lose();
    for answer in [NOT_ENABLED, "503", "503", "503", "503", "503", NOT_ENABLED] {
        rig.script("CREATE", answer);
    }
    rig.publish(2, 5);
    rig.run(100_000);
    assert_eq!((rig.got(), rig.end()), (sequences(5), None));
}

#[test]
fn stopping_deletes_the_consumer() {
    for feed in feeds() {
        let mut rig = rig(&ordered(feed), 3);
        rig.stop();
        rig.run(10);
        assert_eq!((rig.end(), rig.consumers().len()), (Some(FlowEnd::Stopped), 0));
        assert_eq!((rig.session().requests_in_flight(), rig.session().subscription_count()), (0, 1), "the mux is left");
    }
}

#[test]
fn a_consumer_is_deleted_although_the_first_request_is_lost() {
    for feed in feeds() {
        let mut rig = rig(&ordered(feed), 3);
        rig.server().faults.lost_request = 100;
        rig.stop();
        rig.run(10);
        assert_eq!(rig.consumers().len(), 1);
        rig.server().faults.lost_request = 0;
        rig.run(60_000);
        assert_eq!((rig.consumers().len(), rig.session().requests_in_flight()), (0, 0));
        assert_eq!(rig.asked("DELETE"), 2);
    }
}

#[test]
fn a_consumer_that_is_given_up_without_a_link_is_deleted_over_the_next() {
    for feed in feeds() {
        let mut rig = rig(&ordered(feed), 3);
        rig.lose();
        rig.stop();
        assert_eq!((rig.consumers().len(), rig.asked("DELETE")), (1, 0));
        rig.run(60_000);
        assert_eq!((rig.consumers().len(), rig.asked("DELETE")), (0, 1));
    }
}

#[test]
fn deletions_that_are_never_answered_come_to_an_end() {
    let mut rig = rig(&ordered(PUSH), 3);
    rig.server().faults.lost_request = 100;
    rig.stop();
    rig.run(600_000);
    let asked = rig.asked("DELETE");
    assert!((5..=20).contains(&asked), "{asked}");
    rig.run(600_000);
    assert_eq!((rig.asked("DELETE"), rig.session().requests_in_flight()), (asked, 0));
}

#[test]
fn fetches_go_on_where_the_last_one_ended() {
    let mut rig = rig(&ordered(OrderedFeed::Fetches), 15);
    let flow = rig.flow();
    assert_eq!(rig.server().created.len(), 0, "nobody has asked");
    for (got, end) in [(10, FlowEnd::Complete), (15, FlowEnd::Expired)] {
        rig.act(|flows, session, at| flows.fetch(session, at, flow, &pull(PullKind::Fetch)).unwrap());
        rig.act(|flows, session, at| {
            assert_eq!(flows.fetch(session, at, flow, &pull(PullKind::Fetch)), Err(FlowError::Busy));
        });
        rig.run(10_001);
        assert_eq!((rig.got().len(), rig.fetch_end()), (got, Some(end)));
    }
    assert_eq!((rig.got(), rig.server().created.len()), (sequences(15), 1), "one consumer is enough");
    rig.consumers().clear();
    rig.publish(5, 5);
    rig.act(|flows, session, at| flows.fetch(session, at, flow, &pull(PullKind::Fetch)).unwrap());
    rig.run(10_001);
    assert_eq!((rig.got(), rig.server().created.len()), (sequences(20), 2));
}

#[test]
fn a_fetch_that_is_stopped_loses_nothing() {
    let mut rig = rig(&ordered(OrderedFeed::Fetches), 3);
    let flow = rig.flow();
    rig.act(|flows, session, at| flows.fetch(session, at, flow, &pull(PullKind::Fetch)).unwrap());
    rig.run(100);
    rig.act(|flows, session, at| flows.stop_fetch(session, at, flow));
    assert_eq!(rig.fetch_end(), Some(FlowEnd::Stopped));
    rig.publish(3, 5);
    rig.run(100);
    assert_eq!(rig.got(), sequences(3));
    rig.act(|flows, session, at| flows.fetch(session, at, flow, &pull(PullKind::Fetch)).unwrap());
    rig.run(100);
    assert_eq!(rig.got(), sequences(6));
}

#[test]
fn what_still_comes_from_the_old_consumer_is_no_answer_of_the_api() {
    for feed in feeds() {
        let mut rig = rig(&ordered(feed), 3);
        rig.run(2_000);
        rig.publish_lost(5);
        rig.publish(6, 5);
        rig.run(100);
        assert_eq!((rig.got(), rig.asked("CREATE")), (sequences(10), 2));
    }
}

#[test]
fn a_track_that_is_lost_again_and_again_is_taken_up_calmly() {
    for feed in feeds() {
        let mut rig = rig(&ordered(feed), 0);
        rig.server().faults.lost_message = 90;
        rig.publish(500, 5);
        rig.run(20_000);
        assert!(rig.asked("CREATE") > 3, "it tries");
        rig.check_calm(20);
        rig.server().faults.lost_message = 0;
        rig.run(60_000);
        assert_eq!(rig.got(), sequences(500));
    }
}

#[test]
fn a_filter_with_wildcards_is_no_hindrance_on_a_pedantic_connection() {
    let mut rig = Rig::with(|config| config.pedantic = true);
    rig.publish(3, 5);
    let filtered = Ordered { config: r#"{"filter_subject":"s.*"}"#, ..ordered(PUSH) };
    rig.begin(|flows, session, at| flows.ordered(session, at, &filtered));
    rig.run(100);
    assert_eq!(rig.got(), sequences(3));
    assert!(rig.server().created[0].contains(r#""filter_subject":"s.*""#));
}

#[test]
fn a_clock_that_was_set_back_makes_no_time_go_by() {
    for feed in feeds() {
        let mut rig = rig(&ordered(feed), 3);
        rig.world.set_clock(-3_600_000);
        for _ in 0..20 {
            rig.run(1_500);
            rig.delete_consumers();
            rig.publish(1, 5);
        }
        rig.run(30_000);
        assert_eq!(rig.got(), sequences(23));
        let links = rig.world.report.trace().iter().filter(|line| line.contains("event Dial")).count();
        assert_eq!(links, 1, "no request and no link is out of time");
        rig.check_calm(8);
    }
}

/// A reader that pulls, of a consumer that somebody has created.
fn adopting(rig: &mut Rig, delivered: u64, config: &str) {
    rig.durable("reader");
    let pull = Pull { kind: PullKind::Consume, expires: 10_000, idle_heartbeat: 1_000, ..Pull::default() };
    let ordered = Ordered { stream: "S", config, feed: OrderedFeed::Pull(pull), ..Ordered::default() };
    let adopted = Adopted { consumer: "reader", deliver_subject: "", delivered, created: "" };
    rig.begin(|flows, session, at| flows.adopt(session, at, &ordered, &adopted));
    rig.run(0);
}

#[test]
fn a_consumer_that_is_there_is_taken_over() {
    let mut rig = Rig::new();
    rig.publish(3, 5);
    adopting(&mut rig, 0, "");
    assert_eq!((rig.got(), rig.asked("CREATE")), (vec![1, 2, 3], 0));
    // What follows it has its name, and goes on where it ended.
    rig.run(2_000);
    rig.delete_consumers();
    rig.publish(2, 5);
    rig.run(10_000);
    assert_eq!(rig.got(), vec![1, 2, 3, 4, 5]);
    assert_eq!(rig.consumers().keys().map(String::as_str).collect::<Vec<_>>(), ["reader_1"]);
    rig.stop();
    rig.run(10);
    assert!(rig.consumers().is_empty());
}

#[test]
fn a_consumer_of_new_messages_that_is_lost_early_is_followed_from_where_it_began() {
    let mut rig = Rig::new();
    // As if the stream had had three messages by then.
    adopting(&mut rig, 3, r#"{"deliver_policy":"new"}"#);
    rig.delete_consumers();
    rig.publish(5, 5);
    rig.run(10_000);
    assert_eq!(rig.got(), vec![4, 5]);
}

/// How many messages the stream has that takes the place of one with ten.
const OTHERS: [usize; 3] = [3, 9, 30];

#[test]
fn a_stream_that_takes_the_place_of_another_is_read_from_its_beginning() {
    for (feed, others) in feeds().into_iter().flat_map(|feed| OTHERS.map(|others| (feed, others))) {
        for (policy, before) in [("all", 10), ("new", 0), ("last_per_subject", 1)] {
            let mut rig = Rig::new();
            rig.publish(10, 5);
            let config = format!(r#"{{"deliver_policy":"{policy}"}}"#);
            rig.begin(|flows, session, at| flows.ordered(session, at, &Ordered { config: &config, ..ordered(feed) }));
            rig.run(100);
            assert_eq!(rig.got().len(), before);
            rig.world.with_jetstream(|jetstream| jetstream.replace("S"));
            rig.publish(others, 5);
            rig.run(60_000);
            let expected: Vec<u64> = (1..=others as u64).collect();
            assert_eq!(rig.got()[before..], expected, "{policy}, {others} of {feed:?}");
            assert_eq!(rig.notices(NoticeKind::Reset).last().map(|notice| notice.0), Some(0));
            rig.lose();
            rig.publish(5, 5);
            rig.run(10_000);
            assert_eq!(rig.got().len(), before + others + 5, "it goes on there as in any stream");
        }
    }
}

#[test]
fn a_stream_that_has_lost_its_end_is_read_from_there() {
    let mut rig = Rig::new();
    rig.publish(10, 5);
    rig.begin(|flows, session, at| flows.ordered(session, at, &ordered(PUSH)));
    rig.run(100);
    rig.lose();
    let stream = rig.server().streams.get_mut("S").unwrap();
    stream.history.truncate(6);
    stream.live.retain(|&sequence| sequence <= 6);
    rig.publish(2, 5);
    rig.run(10_000);
    assert_eq!(rig.got()[10..], [7, 8], "what it had before was handed over");
}

#[test]
fn who_may_not_ask_for_the_stream_goes_on_by_sequences() {
    for answer in ["", "503", r#"{"error":{"code":403,"err_code":10039,"description":"not enabled"}}"#] {
        let mut rig = Rig::new();
        rig.publish(3, 5);
        rig.begin(|flows, session, at| flows.ordered(session, at, &ordered(PUSH)));
        rig.run(100);
        rig.script("STREAM.INFO", answer);
        rig.lose();
        rig.publish(3, 5);
        rig.run(10_000);
        assert_eq!(rig.got(), [1, 2, 3, 4, 5, 6], "{answer}");
    }
}

#[test]
fn heartbeats_that_came_while_the_machine_slept_were_not_missed() {
    for feed in feeds() {
        let mut rig = rig(&ordered(feed), 3);
        rig.sleep(60_000);
        rig.publish(2, 5);
        rig.run(1_000);
        assert_eq!(rig.got(), sequences(5));
        assert!(rig.notices(NoticeKind::HeartbeatsMissed).is_empty(), "{feed:?}");
        assert!(rig.notices(NoticeKind::Recreated).is_empty(), "{feed:?}");
    }
}

const NOT_ENABLED: &str =
    r#"{"error":{"code":503,"err_code":10039,"description":"JetStream not enabled for account"}}"#;
