//! Requests for several replies.

use super::*;

/// A request, and the beginning of the line of a reply to it.
fn ask(rig: &mut Rig, inbox: Inbox<'_>, until: Until) -> (RequestId, String) {
    let id = rig.request_until("svc", inbox, until);
    let sent = rig.sent();
    let words: Vec<&str> = sent.split_whitespace().collect();
    let sid = words[2];
    let reply = words[words.iter().position(|&word| word == "PUB").unwrap() + 2];
    (id, alloc::format!("MSG {reply} {sid}"))
}

fn over(request: RequestId) -> Event {
    Event::RequestOver { request, flow: None }
}

/// What is over leaves neither a deadline nor a subscription of its own.
fn nothing_is_left(rig: &mut Rig, inbox: Inbox<'_>) {
    assert_eq!(rig.session.requests_in_flight(), 0);
    assert_eq!(rig.session.poll_timeout(), Some(Timestamp::from_millis(120_000)), "the ping clock alone is left");
    let (subscriptions, said) = if inbox == Inbox::Own { (0, "UNSUB 1\r\n") } else { (1, "") };
    assert_eq!((rig.session.subscription_count(), &*rig.sent()), (subscriptions, said));
}

#[test]
fn replies_come_until_the_time_is_up() {
    for inbox in [Inbox::Shared, Inbox::Own] {
        let mut rig = Rig::open();
        let (id, line) = ask(&mut rig, inbox, Until::Timeout);
        for reply in ["1", "2"] {
            assert_eq!(rig.hear(&alloc::format!("{line} 1\r\n{reply}")), [(Target::Request(id), reply.into())]);
        }
        rig.now = 999;
        rig.session.handle_timeout(rig.at());
        assert_eq!(rig.events(), []);
        rig.now = 1_000;
        rig.session.handle_timeout(rig.at());
        assert_eq!(rig.events(), [over(id)]);
        nothing_is_left(&mut rig, inbox);
        assert_eq!(rig.hear(&alloc::format!("{line} 1\r\n3")), []);
    }
}

#[test]
fn a_count_that_is_reached_in_the_middle_of_an_input_takes_no_more() {
    for inbox in [Inbox::Shared, Inbox::Own] {
        let mut rig = Rig::open();
        let (id, line) = ask(&mut rig, inbox, Until::Count(2));
        let three = alloc::format!("{line} 1\r\n1\r\n{line} 1\r\n2\r\n{line} 1\r\n3");
        assert_eq!(rig.hear(&three), [(Target::Request(id), "1".into()), (Target::Request(id), "2".into())]);
        assert_eq!(rig.events(), [over(id)]);
        nothing_is_left(&mut rig, inbox);
    }
}

#[test]
fn a_count_of_none_is_no_limit_and_getting_none_is_no_failure() {
    let mut rig = Rig::open();
    let (id, line) = ask(&mut rig, Inbox::Shared, Until::Count(0));
    assert_eq!(rig.hear(&alloc::format!("{line} 1\r\n1")).len(), 1);
    let (silent, _) = ask(&mut rig, Inbox::Own, Until::Count(5));
    assert_eq!(rig.events(), []);
    rig.now = 1_000;
    rig.session.handle_timeout(rig.at());
    assert_eq!(rig.events(), [over(id), over(silent)]);
}

#[test]
fn silence_counts_from_the_last_reply_and_then_alone() {
    for inbox in [Inbox::Shared, Inbox::Own] {
        let mut rig = Rig::open();
        let (id, line) = ask(&mut rig, inbox, Until::Silence(300));
        // The first reply may take all the time there is; later ones may go beyond it.
        for now in [900, 1_199, 1_498] {
            rig.now = now;
            rig.session.handle_timeout(rig.at());
            assert_eq!(rig.hear(&alloc::format!("{line} 0\r\n")).len(), 1, "{now}");
        }
        rig.now = 1_798;
        rig.session.handle_timeout(rig.at());
        assert_eq!(rig.events(), [over(id)]);
        nothing_is_left(&mut rig, inbox);
    }
}

#[test]
fn an_empty_reply_is_the_last_one_of_those_that_wait_for_it() {
    for inbox in [Inbox::Shared, Inbox::Own] {
        let mut rig = Rig::open();
        let (id, line) = ask(&mut rig, inbox, Until::Sentinel);
        assert_eq!(rig.hear(&alloc::format!("{line} 1\r\n1\r\n{line} 0\r\n")).len(), 2);
        assert_eq!(rig.events(), [over(id)]);
        nothing_is_left(&mut rig, inbox);
    }
}

#[test]
fn nobody_there_a_denial_and_the_end_of_the_session_are_failures() {
    let failed = |request, failure| Event::RequestFailed { request, flow: None, failure };
    for inbox in [Inbox::Shared, Inbox::Own] {
        let mut rig = Rig::open();
        let (id, line) = ask(&mut rig, inbox, Until::Timeout);
        assert_eq!(rig.hear(&alloc::format!("H{line} 16 16\r\nNATS/1.0 503\r\n\r\n")), []);
        assert_eq!(rig.events(), [failed(id, RequestFailure::NoResponders)]);
        nothing_is_left(&mut rig, inbox);
        let id = rig.request_until("svc", inbox, Until::Count(3));
        rig.hear("-ERR 'Permissions Violation for Publish to \"svc\"'");
        assert!(rig.events().iter().any(|event| matches!(event,
            Event::RequestFailed { request, failure: RequestFailure::Denied(_), .. } if *request == id)));
        let id = rig.request_until("svc", inbox, Until::Sentinel);
        rig.session.close();
        assert!(rig.events().contains(&failed(id, RequestFailure::Closed)));
    }
}

#[test]
fn replies_go_on_over_a_lost_link_and_end_with_a_cancellation() {
    for inbox in [Inbox::Shared, Inbox::Own] {
        let mut rig = Rig::open();
        let (id, line) = ask(&mut rig, inbox, Until::Silence(60_000));
        assert_eq!(rig.hear(&alloc::format!("{line} 1\r\n1")).len(), 1);
        rig.lose();
        rig.redial();
        rig.handshake();
        assert_eq!(rig.sent().matches("SUB ").count(), 1, "and no UNSUB: it has no number of replies to end with");
        assert_eq!(rig.hear(&alloc::format!("{line} 1\r\n2")).len(), 1);
        rig.events();
        rig.session.cancel_request(id);
        assert_eq!(rig.events(), []);
        assert_eq!(rig.hear(&alloc::format!("{line} 1\r\n3")), []);
    }
}
