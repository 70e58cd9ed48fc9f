//! Pulling, one thing at a time.

use crate::rig::Rig;
use nats_web_jetstream::flows::{Amount, FlowEnd, FlowEvent, NoticeKind, Pull, PullKind};

fn fetch(messages: u64) -> Pull<'static> {
    let max = Amount { messages, bytes: 0 };
    Pull { stream: "S", consumer: "C", max, expires: 10_000, idle_heartbeat: 1_000, ..Pull::default() }
}

fn consume(messages: u64, threshold: u64) -> Pull<'static> {
    let threshold = Amount { messages: threshold, bytes: 0 };
    Pull { kind: PullKind::Consume, threshold, ..fetch(messages) }
}

fn rig(pull: &Pull<'_>, stored: usize) -> Rig {
    let mut rig = Rig::new();
    rig.durable("C");
    rig.publish(stored, 5);
    rig.begin(|flows, session, at| flows.pull(session, at, pull));
    rig.run(0);
    rig
}

fn sequences(count: u64) -> Vec<u64> {
    (1..=count).collect()
}

#[test]
fn a_fetch_ends_with_what_it_asked_for() {
    let mut rig = rig(&fetch(3), 10);
    assert_eq!((rig.got(), rig.end()), (sequences(3), Some(FlowEnd::Complete)));
    assert!(rig.flows().is_empty() && rig.session().subscription_count() == 0);
    assert_eq!(rig.consumers()["C"].sequence, 3);
}

#[test]
fn a_fetch_ends_with_its_time_and_gets_what_came() {
    let mut rig = rig(&fetch(3), 2);
    rig.run(9_999);
    assert_eq!(rig.end(), None);
    rig.run(2);
    assert_eq!((rig.got().len(), rig.end()), (2, Some(FlowEnd::Expired)));
    assert_eq!(rig.notices(NoticeKind::Discard)[0].0, 1);
}

#[test]
fn a_fetch_whose_end_is_lost_ends_all_the_same() {
    let mut rig = rig(&Pull { idle_heartbeat: 0, ..fetch(3) }, 0);
    rig.consumer("C").waiting.clear();
    rig.run(12_000);
    assert_eq!(rig.end(), Some(FlowEnd::Expired));
}

#[test]
fn no_wait_ends_at_once() {
    let rig = rig(&Pull { no_wait: true, expires: 0, idle_heartbeat: 0, ..fetch(3) }, 0);
    assert_eq!(rig.end(), Some(FlowEnd::Complete));
}

#[test]
fn bytes_bound_a_fetch() {
    let pull = Pull { max: Amount { messages: 0, bytes: 130 }, ..fetch(0) };
    let rig = rig(&pull, 10);
    assert_eq!((rig.got().len(), rig.end()), (2, Some(FlowEnd::Complete)));
    let small = Pull { max: Amount { messages: 0, bytes: 20 }, ..fetch(0) };
    let rig = self::rig(&small, 10);
    assert_eq!((rig.got().len(), rig.end()), (0, Some(FlowEnd::TooLarge)));
}

#[test]
fn more_is_asked_for_as_messages_are_taken_and_not_before() {
    let mut rig = Rig::new();
    rig.durable("C");
    rig.set_slow(true);
    rig.publish(100, 5);
    rig.begin(|flows, session, at| flows.pull(session, at, &consume(10, 5)));
    rig.run(60_000);
    assert_eq!((rig.got().len(), rig.asked("NEXT")), (10, 1), "a slow user is no reason for anything");
    assert!(rig.notices(NoticeKind::HeartbeatsMissed).is_empty());
    rig.take(4);
    rig.run(1_000);
    assert_eq!(rig.got().len(), 10);
    rig.take(1);
    rig.run(1_000);
    assert_eq!(rig.got().len(), 15);
    let (pending, untaken) = rig.flows().pending(rig.flow()).unwrap();
    assert_eq!((pending.messages, untaken.messages), (0, 10));
}

#[test]
fn one_message_at_a_time_does_not_get_stuck() {
    let mut rig = rig(&consume(1, 1), 20);
    rig.run(1_000);
    assert_eq!(rig.got(), sequences(20));
}

#[test]
fn a_byte_bound_smaller_than_the_next_message_is_told_and_asked_calmly() {
    let pull = Pull { max: Amount { messages: 0, bytes: 60 }, ..consume(0, 0) };
    let mut rig = rig(&pull, 0);
    rig.publish(1, 200);
    rig.run(60_000);
    assert!(rig.got().is_empty() && rig.end().is_none());
    assert!(!rig.notices(NoticeKind::TooLarge).is_empty());
    assert!(rig.asked("NEXT") < 20, "{}", rig.asked("NEXT"));
}

#[test]
fn every_expiry_is_followed_by_a_new_request() {
    let mut rig = rig(&consume(10, 5), 0);
    rig.run(100_500);
    assert_eq!(rig.asked("NEXT"), 11);
    rig.publish(3, 5);
    rig.run(10);
    assert_eq!(rig.got(), sequences(3));
}

#[test]
fn statuses_that_are_final_end_the_flow_with_the_servers_words() {
    let cases = [
        ("400 Bad Request - heartbeat value too large", FlowEnd::BadRequest, 400),
        ("409 Consumer is push based", FlowEnd::PushBased, 409),
        ("409 Exceeded MaxRequestBatch of 5", FlowEnd::LimitExceeded, 409),
        ("412 Required Api Level", FlowEnd::BadRequest, 412),
    ];
    for (line, end, code) in cases {
        for pull in [fetch(10), consume(10, 5)] {
            let mut rig = Rig::new();
            rig.durable("C");
            rig.script("NEXT", line);
            let flow = rig.begin(|flows, session, at| flows.pull(session, at, &pull));
            rig.run(10);
            let text = line[4..].to_string();
            assert_eq!(rig.events().last(), Some(&FlowEvent::Ended { flow, end, code, text }), "{line}");
        }
    }
}

#[test]
fn statuses_that_pass_are_followed_by_a_new_request() {
    let lines = [
        "404 No Messages",
        "408 Requests Pending",
        "408 Interest Expired",
        "409 Exceeded MaxWaiting",
        "409 Leadership Change",
        "409 Server Shutdown",
        "423 Nats-Wrong-Pin-Id",
        "409 Something New",
        "503",
    ];
    for line in lines {
        let mut rig = Rig::new();
        rig.durable("C");
        rig.publish(3, 5);
        for _ in 0..5 {
            rig.script("NEXT", line);
        }
        rig.begin(|flows, session, at| flows.pull(session, at, &consume(10, 5)));
        rig.run(30_000);
        assert_eq!((rig.got(), rig.end()), (sequences(3), None), "{line}");
        rig.check_calm(10);
    }
}

#[test]
fn a_fetch_goes_on_after_a_leader_change_with_the_rest() {
    for line in ["409 Leadership Change", "409 Server Shutdown"] {
        let mut rig = rig(&fetch(5), 2);
        rig.flush_requests(line, line.contains("Shutdown"));
        rig.publish(10, 5);
        rig.run(2_000);
        assert_eq!((rig.got(), rig.end()), (sequences(5), Some(FlowEnd::Complete)), "{line}");
        assert_eq!(rig.consumers()["C"].sequence, 5, "and no more");
    }
}

#[test]
fn a_lost_request_shows_by_its_heartbeats() {
    let mut rig = Rig::new();
    rig.durable("C");
    rig.script("NEXT", "");
    rig.publish(3, 5);
    rig.begin(|flows, session, at| flows.pull(session, at, &consume(10, 5)));
    rig.run(1_999);
    assert!(rig.events().len() == 1 && rig.got().is_empty());
    rig.run(10);
    assert_eq!(rig.notices(NoticeKind::HeartbeatsMissed), [(2, 0, "".to_string())]);
    assert_eq!((rig.got(), rig.asked("INFO")), (sequences(3), 1));
}

#[test]
fn a_bound_flow_asks_anew_and_never_for_information() {
    let mut rig = Rig::new();
    rig.durable("C");
    rig.script("NEXT", "");
    rig.script("NEXT", "503");
    rig.publish(3, 5);
    rig.begin(|flows, session, at| flows.pull(session, at, &Pull { is_bound: true, ..consume(10, 5) }));
    rig.run(4_000);
    rig.lose();
    rig.run(10_000);
    rig.publish(1, 5);
    rig.run(10);
    assert_eq!((rig.got(), rig.asked("INFO")), (sequences(4), 0));
}

#[test]
fn a_consumer_that_is_gone_is_told_and_waited_for() {
    let mut rig = rig(&consume(10, 5), 1);
    rig.delete_consumers();
    rig.run(60_000);
    assert_eq!(rig.notices(NoticeKind::ConsumerDeleted).len(), 1);
    let missing = rig.notices(NoticeKind::ConsumerNotFound);
    assert!(missing.len() > 3 && missing[2].0 == 3 && missing[2].1 == 10_014, "{missing:?}");
    rig.durable("C");
    rig.consumer("C").next = 2;
    rig.publish(1, 5);
    rig.run(31_000);
    assert_eq!(rig.got(), sequences(2));
    rig.check_calm(5);
}

#[test]
fn what_aborts_ends_when_consumer_or_stream_are_gone() {
    for pull in [fetch(10), Pull { aborts_on_missing: true, ..consume(10, 5) }] {
        let mut rig = rig(&pull, 1);
        rig.delete_consumers();
        rig.run(100);
        assert_eq!(rig.end(), Some(FlowEnd::ConsumerDeleted));
        let mut rig = self::rig(&pull, 1);
        rig.set_missing();
        rig.consumers().clear();
        rig.run(2_500);
        assert_eq!(rig.end(), Some(FlowEnd::StreamNotFound));
        assert!(!rig.notices(NoticeKind::StreamNotFound).is_empty());
    }
}

#[test]
fn a_link_that_comes_back_is_asked_over_anew() {
    let mut rig = rig(&consume(10, 5), 1);
    rig.lose();
    rig.publish(3, 5);
    rig.run(10_000);
    assert_eq!((rig.got(), rig.asked("INFO")), (sequences(4), 1));
    assert!(rig.notices(NoticeKind::HeartbeatsMissed).is_empty(), "there was no link to hear them over");
}

#[test]
fn a_flow_begun_without_a_link_waits_for_it() {
    let mut rig = rig(&consume(10, 5), 1);
    rig.stop();
    rig.lose();
    rig.begin(|flows, session, at| flows.pull(session, at, &consume(10, 5)));
    rig.publish(3, 5);
    rig.run(10_000);
    assert_eq!((rig.got(), rig.asked("INFO")), (sequences(4), 0));
}

#[test]
fn a_flow_that_ends_leaves_nothing() {
    let mut rig = rig(&consume(10, 5), 0);
    rig.stop();
    assert_eq!(rig.end(), Some(FlowEnd::Stopped));
    assert!(rig.flows().is_empty());
    assert_eq!((rig.session().subscription_count(), rig.session().requests_in_flight()), (0, 0));
    rig.publish(1, 5);
    rig.run(10_000);
    assert!(rig.got().is_empty());
}

#[test]
fn closing_and_draining_the_session_end_flows() {
    let mut closed = rig(&consume(10, 5), 1);
    closed.world.command(|client, _, report| client.close(report));
    assert_eq!((closed.end(), closed.flows().len()), (Some(FlowEnd::Closed), 0));
    let mut drained = rig(&consume(10, 5), 1);
    drained.world.command(|client, now, report| client.drain(now, report));
    drained.run(100);
    assert_eq!((drained.end(), drained.flows().len()), (Some(FlowEnd::Drained), 0));
}

#[test]
fn a_timer_that_comes_late_counts_once() {
    let mut rig = rig(&consume(10, 5), 0);
    // The page sleeps, and what the server says waits in the socket.
    rig.consumer("C").waiting.clear();
    rig.sleep(60_000);
    rig.run(5);
    let missed = rig.notices(NoticeKind::HeartbeatsMissed);
    assert_eq!(missed.len(), 1, "{missed:?}");
    assert_eq!(missed[0].0, 2);
}

#[test]
fn fetches_for_an_hour_leave_nothing_behind() {
    let mut rig = Rig::new();
    rig.durable("C");
    for round in 0..360 {
        rig.begin(|flows, session, at| flows.pull(session, at, &fetch(10)));
        rig.publish(round % 12, 5);
        rig.run(10_001);
        assert_eq!(rig.flows().len() + rig.session().subscription_count() + rig.session().requests_in_flight(), 0);
    }
    assert!(rig.got().is_sorted() && rig.got().len() > 1_000);
}

#[test]
fn a_message_that_did_not_fit_is_asked_for_with_all_the_room_there_is() {
    let pull = Pull {
        max: Amount { messages: 0, bytes: 300 },
        threshold: Amount { messages: 0, bytes: 299 },
        ..consume(0, 0)
    };
    let mut rig = Rig::new();
    rig.durable("C");
    rig.set_slow(true);
    rig.publish(2, 5);
    rig.publish(1, 240);
    rig.begin(|flows, session, at| flows.pull(session, at, &pull));
    rig.run(10);
    assert_eq!((rig.got().len(), rig.asked("NEXT")), (2, 1));
    rig.take(1);
    rig.run(10);
    assert_eq!(rig.asked("NEXT"), 1, "there is not enough room yet");
    rig.take(1);
    rig.run(10);
    assert_eq!((rig.got().len(), rig.asked("NEXT")), (3, 2));
}

#[test]
fn a_flow_that_may_not_ask_ends() {
    let mut rig = rig(&consume(10, 5), 0);
    let words = "Permissions Violation for Publish to \"$JS.API.CONSUMER.MSG.NEXT.S.D\"";
    rig.complain(words);
    rig.run(10);
    assert_eq!(rig.end(), None, "it is another's");
    rig.complain(&words.replace("S.D", "S.C"));
    rig.run(10);
    assert_eq!((rig.end(), rig.flows().len()), (Some(FlowEnd::Denied), 0));
}

#[test]
fn a_flow_that_is_released_says_nothing_more() {
    let mut rig = rig(&consume(10, 5), 0);
    rig.clear_events();
    rig.release();
    assert!(rig.events().is_empty() && rig.flows().is_empty());
}

#[test]
fn a_message_that_does_not_fit_the_rest_of_a_request_is_no_trouble() {
    let pull = Pull {
        max: Amount { messages: 0, bytes: 300 },
        threshold: Amount { messages: 0, bytes: 150 },
        ..consume(0, 0)
    };
    let mut rig = rig(&pull, 0);
    for _ in 0..40 {
        rig.publish(1, 5);
        rig.run(1);
    }
    assert_eq!(rig.got(), sequences(40));
    assert!(rig.notices(NoticeKind::TooLarge).is_empty());
}

/// The link falls silent, and the client learns of it; the server goes on serving what was asked over it.
fn fall_silent(rig: &mut Rig) {
    let dial = rig.world.client.dial().expect("a link");
    rig.world.silence(dial);
    rig.world.command(|client, now, report| client.closed(now, dial, report));
    rig.run(10_000);
}

#[test]
fn what_a_server_still_serves_of_a_lost_link_counts() {
    for pull in [consume(10, 5), Pull { is_bound: true, ..consume(10, 5) }] {
        let mut rig = Rig::new();
        rig.durable("C");
        rig.set_slow(true);
        rig.begin(|flows, session, at| flows.pull(session, at, &pull));
        rig.run(10);
        fall_silent(&mut rig);
        rig.publish(100, 5);
        rig.run(1_000);
        let got = rig.got().len();
        assert!((10..=11).contains(&got), "{got} messages, of 10 that may be held");
        rig.set_slow(false);
        rig.run(60_000);
        assert_eq!(rig.got(), sequences(100), "and none is lost");
        assert!(rig.session().subscription_count() <= 2, "the inbox of requests, and one of the flow");
    }
}
