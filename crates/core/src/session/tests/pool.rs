//! Servers that the face chooses, and a pool that is replaced.

use crate::session::server_address::ServerAddress;
use crate::{Config, Event, Session, Timestamp};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

fn address(text: &str) -> ServerAddress {
    ServerAddress::parse_native(text).unwrap()
}

fn session(servers: &[&str], config: Config) -> Session {
    let servers = servers.iter().map(|text| address(text)).collect();
    let mut session = Session::new(Config { servers, randomize: false, wait_on_first_connect: true, ..config });
    session.start(Timestamp::ZERO);
    session
}

fn at(millis: u64) -> Timestamp {
    Timestamp::from_millis(millis)
}

/// The URL that is dialled, if one is.
fn dialled(session: &mut Session) -> Option<String> {
    let mut events = core::iter::from_fn(|| session.poll_event());
    events.find_map(|event| if let Event::Dial { url, .. } = event { Some(url) } else { None })
}

fn is_asked(session: &mut Session) -> bool {
    core::iter::from_fn(|| session.poll_event()).any(|event| event == Event::ServerNeeded)
}

#[test]
fn the_face_chooses_each_server() {
    let mut session = session(&["a:1", "b:1", "c:1"], Config { ask_server: true, ..Config::default() });
    assert!(is_asked(&mut session), "before the first dial, too");
    assert_eq!(session.poll_timeout(), None);
    assert!(session.handle_server(at(0), Some((&address("c:1"), Some(0)))));
    assert_eq!(dialled(&mut session).as_deref(), Some("nats://c:1"));
    session.handle_closed(at(1), crate::DialId::from_u32(1), "gone".to_string());
    assert!(is_asked(&mut session));
    assert!(session.handle_server(at(1), Some((&address("b:1"), Some(500)))));
    assert_eq!((dialled(&mut session), session.poll_timeout()), (None, Some(at(501))));
    session.handle_timeout(at(501));
    assert_eq!(dialled(&mut session).as_deref(), Some("nats://b:1"));
}

#[test]
fn no_choice_and_a_stranger_leave_it_to_the_turn() {
    for chosen in [None, Some(address("stranger:1"))] {
        let mut session = session(&["a:1", "b:1"], Config { ask_server: true, ..Config::default() });
        assert!(is_asked(&mut session));
        let is_known = session.handle_server(at(0), chosen.as_ref().map(|address| (address, None)));
        assert_eq!(is_known, chosen.is_none());
        assert_eq!(dialled(&mut session).as_deref(), Some("nats://a:1"));
    }
}

#[test]
fn a_choice_without_a_wait_waits_as_long_as_the_face_says_for_any() {
    let config = Config { ask_server: true, ask_reconnect_delay: true, ..Config::default() };
    let mut session = session(&["a:1", "b:1"], config);
    assert!(session.handle_server(at(0), None));
    assert!(dialled(&mut session).is_some());
    session.handle_closed(at(0), crate::DialId::from_u32(1), String::new());
    assert!(is_asked(&mut session));
    session.handle_server(at(0), Some((&address("a:1"), None)));
    let asked = core::iter::from_fn(|| session.poll_event()).collect::<Vec<_>>();
    assert!(matches!(asked[..], [Event::ReconnectDelayNeeded { attempt: 1 }]), "{asked:?}");
    session.handle_reconnect_delay(at(0), Some(70));
    assert_eq!((dialled(&mut session), session.poll_timeout()), (None, Some(at(70))));
    session.handle_timeout(at(70));
    assert_eq!(dialled(&mut session).as_deref(), Some("nats://a:1"));
}

#[test]
fn a_pool_that_is_replaced_counts_from_the_next_dial_on() {
    let mut session = session(&["a:1"], Config { tell_failed_dials: true, ..Config::default() });
    assert!(dialled(&mut session).is_some());
    session.set_servers(&[address("b:1")]);
    session.set_servers(&[]);
    session.handle_closed(at(0), crate::DialId::from_u32(1), "refused".to_string());
    let events = core::iter::from_fn(|| session.poll_event()).collect::<Vec<_>>();
    assert!(matches!(&events[0], Event::DialFailed { server, .. } if server == "a:1"), "{events:?}");
    assert!(matches!(&events[2], Event::Dial { url, .. } if url == "nats://b:1"), "{events:?}");
}

#[test]
fn attempts_before_the_first_connection_end() {
    let config = Config { max_first_attempts: Some(2), reconnect_wait: 0, reconnect_jitter: 0, ..Config::default() };
    let mut session = session(&["a:1"], config);
    for dial in 1..=2 {
        assert!(dialled(&mut session).is_some());
        session.handle_closed(at(dial), crate::DialId::from_u32(dial as u32), "refused".to_string());
    }
    assert!(session.is_closed() && session.servers().is_empty());
}

#[test]
fn loose_subjects_may_have_empty_tokens_and_no_blank() {
    let mut session = session(&["a:1"], Config { loose_subjects: true, ..Config::default() });
    let mut publish = |subject: &str| {
        let message = crate::Outgoing { subject: subject.as_bytes(), reply: b"", headers: b"", payload: 0 };
        session.publish(&message).is_ok()
    };
    assert_eq!(["a..b", ".", "a b", "a\r\n", ""].map(&mut publish), [true, true, false, false, false]);
}
