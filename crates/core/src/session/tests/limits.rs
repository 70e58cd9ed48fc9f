//! What is too large, and who hears of it.

use super::*;
use crate::codec::ParseError;
use crate::codec::parser::MAX_PAYLOAD;
use crate::subject::MAX_LENGTH;

fn protocol_errors(events: &[Event]) -> Vec<&ConnectionError> {
    let errors = events.iter().filter_map(|event| match event {
        Event::ProtocolBroken(error) => Some(error),
        _ => None,
    });
    errors.collect()
}

#[test]
fn a_message_as_large_as_the_server_allows_is_assembled() {
    let mut rig = Rig::open();
    rig.hear(r#"INFO {"server_id":"S","proto":1,"headers":true,"max_payload":100000000}"#);
    rig.subscribe("a", &SubscribeOptions::default());
    rig.events();
    rig.hear("MSG a 1 100000000");
    assert_eq!(rig.session.payload_missing(), 100_000_000);
    assert_eq!(rig.events(), []);
}

#[test]
fn what_is_too_large_ends_the_link_and_says_so() {
    let mut rig = Rig::open();
    let id = rig.subscribe("a", &SubscribeOptions::default());
    rig.events();
    rig.hear("MSG a 1 1\r\nx\r\nMSG a 1 99999999999");
    let events = rig.events();
    assert_eq!(protocol_errors(&events), [&ConnectionError::Protocol(ParseError::TooLarge)]);
    assert!(events.iter().any(|event| matches!(event, Event::Disconnected { .. })));
    rig.redial();
    rig.handshake();
    assert_eq!(rig.hear("MSG a 1 1\r\nx"), [(Target::Subscription(id), "x".into())], "it goes on");
}

#[test]
fn a_malformed_info_on_an_open_link_is_told_and_one_of_a_dial_is_its_failure() {
    let mut rig = Rig::open();
    rig.hear("INFO {]");
    assert_eq!(protocol_errors(&rig.events()).len(), 1);
    rig.redial();
    while let Some(event) = rig.session.poll_event() {
        if let Event::Dial { dial, .. } = event {
            rig.dial = dial;
        }
    }
    rig.session.handle_opened(rig.at(), rig.dial);
    rig.hear("INFO {]");
    assert_eq!(protocol_errors(&rig.events()).len(), 0);
}

#[test]
fn a_face_without_memory_for_a_message_gives_the_link_up() {
    let mut rig = Rig::open();
    rig.subscribe("a", &SubscribeOptions::default());
    rig.events();
    rig.session.handle_no_room(rig.at(), rig.dial);
    assert_eq!(rig.events(), [], "nothing is to be assembled");
    rig.hear("MSG a 1 50000000");
    rig.session.handle_no_room(rig.at(), DialId(77));
    assert_eq!(rig.events(), [], "another dial");
    rig.session.handle_no_room(rig.at(), rig.dial);
    assert_eq!(protocol_errors(&rig.events()), [&ConnectionError::Protocol(ParseError::TooLarge)]);
    assert_eq!(rig.session.payload_missing(), 0);
}

#[test]
fn names_that_are_too_long_are_refused_and_nothing_is_sent() {
    let mut rig = Rig::open();
    let (longest, longer) = ("x".repeat(MAX_LENGTH), "x".repeat(MAX_LENGTH + 1));
    let too_long = SubjectError::TooLong;
    assert_eq!(rig.publish(&longer, ""), Err(Misuse::Subject(too_long)));
    let reply = Outgoing { subject: b"a", reply: longer.as_bytes(), headers: b"", payload: 0 };
    assert_eq!(rig.session.publish(&reply), Err(Misuse::Reply(too_long)));
    let options = SubscribeOptions { queue: Some(longer.as_bytes()), ..Default::default() };
    assert_eq!(rig.session.subscribe(Timestamp::ZERO, b"a", &options), Err(Misuse::Queue(too_long)));
    let options = SubscribeOptions::default();
    assert_eq!(rig.session.subscribe(Timestamp::ZERO, longer.as_bytes(), &options), Err(Misuse::Subject(too_long)));
    let request = Outgoing { subject: longer.as_bytes(), reply: b"", headers: b"", payload: 0 };
    assert!(rig.session.request(Timestamp::ZERO, &request, Inbox::Shared, Some(1)).is_err());
    assert_eq!(rig.sent(), "");
    rig.publish(&longest, "").unwrap();
    assert_eq!(rig.sent().len(), "PUB  0\r\n\r\n".len() + MAX_LENGTH);
}

#[test]
fn what_no_server_takes_is_refused_though_this_one_names_no_limit() {
    let mut rig = Rig::open();
    rig.hear(r#"INFO {"server_id":"S","proto":1,"headers":true}"#);
    let publish = |payload: usize| Outgoing { subject: b"a", reply: b"", headers: b"", payload };
    let most = MAX_PAYLOAD as usize;
    let refused = Err(Misuse::PayloadTooLarge { size: MAX_PAYLOAD + 1, max: MAX_PAYLOAD });
    assert_eq!(rig.session.publish(&publish(most + 1)), refused);
    assert_eq!(rig.session.publish(&publish(most)), Ok(Hole::Large));
}
