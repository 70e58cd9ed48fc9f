//! Links whose JWT runs out.

use super::*;
use crate::Credentials;
use crate::auth::jwt::tests::jwt;
use crate::session::CredentialsSource;
use alloc::format;

const NONCE: &str = r#"INFO {"server_id":"S","proto":1,"headers":true,"max_payload":1000,"nonce":"abc"}"#;
/// What the face's clock shows at its 0, in seconds since 1970.
const ORIGIN: u64 = 1_000_000;

/// Credentials with a JWT that runs out, by the face's clock, at `seconds`.
fn until(seconds: u64) -> Credentials {
    Credentials { jwt: Some(jwt(&format!(r#"{{"exp":{}}}"#, ORIGIN + seconds))), ..Credentials::default() }
}

fn forever() -> Credentials {
    Credentials { jwt: Some(jwt(r#"{"iat":1}"#)), ..Credentials::default() }
}

impl Rig {
    /// A session whose link's JWT runs out at 200 s.
    fn with_jwt(change: impl FnOnce(&mut Config)) -> Self {
        let mut rig = Self::new(|config| {
            config.credentials = CredentialsSource::Ask;
            config.unix_origin = ORIGIN * 1000;
            config.ping_interval = 0;
            change(config);
        });
        rig.log_in(&until(200));
        rig
    }

    /// The handshake of the dial that is asked for.
    fn log_in(&mut self, credentials: &Credentials) {
        let events = self.events();
        self.take_up(&events, credentials);
        assert!(self.session.is_connected());
        self.events();
    }

    /// Opens the link that `events` end with.
    fn take_up(&mut self, events: &[Event], credentials: &Credentials) {
        let Some(Event::Dial { dial, .. }) = events.last() else { panic!("{events:?}") };
        self.dial = *dial;
        self.session.handle_opened(self.at(), self.dial);
        self.hear(NONCE);
        assert!(self.is_asked());
        self.answer(Some(credentials));
        assert!(self.sent().starts_with("CONNECT "));
        self.hear("PONG");
    }

    fn is_asked(&mut self) -> bool {
        let nonce = Some("abc".to_string());
        self.events().contains(&Event::CredentialsNeeded { dial: self.dial, nonce })
    }

    fn answer(&mut self, credentials: Option<&Credentials>) {
        self.session.handle_credentials(self.at(), self.dial, credentials);
    }

    /// Time goes by until the timer fires.
    fn sleep(&mut self) {
        self.now = self.session.poll_timeout().expect("a timer").as_millis();
        self.session.handle_timeout(self.at());
    }
}

#[test]
fn a_link_is_renewed_in_order_and_nothing_is_lost() {
    let mut rig = Rig::with_jwt(|_| {});
    let limited = SubscribeOptions { max: Some(5), ..SubscribeOptions::default() };
    let id = rig.subscribe("a", &limited);
    rig.sent();
    rig.hear("MSG a 1 2\r\nhi");
    rig.publish("b", "x").unwrap();
    rig.sleep();
    assert_eq!(rig.sent(), "PUB b 1\r\nx\r\n");
    assert_eq!(rig.now, 170_000);
    assert!(rig.is_asked());
    rig.answer(Some(&until(2_000)));
    rig.sleep();
    assert_eq!(rig.now, 170_000);
    assert_eq!(rig.sent(), "UNSUB 1\r\nPING\r\n");
    // What the server had sent arrives, what is published meanwhile is sent.
    assert_eq!(rig.hear("MSG a 1 2\r\nhi"), [(Target::Subscription(id), "hi".into())]);
    rig.publish("b", "y").unwrap();
    assert_eq!(rig.sent(), "", "what comes now waits");
    rig.hear("PONG");
    let events = rig.events();
    assert!(matches!(
        &events[..],
        [
            Event::ReconnectRequested,
            Event::Hangup { .. },
            Event::Disconnected { .. },
            Event::Reconnecting { .. },
            Event::Dial { dial, .. }
        ] if *dial != rig.dial
    ));
    rig.take_up(&events, &until(2_000));
    assert_eq!(rig.sent(), "SUB a 1\r\nUNSUB 1 3\r\nPUB b 1\r\ny\r\n");
    // And the new one has its own end.
    rig.sleep();
    assert_eq!(rig.now, 1_970_000);
    assert!(rig.is_asked());
}

#[test]
fn the_same_jwt_changes_nothing_until_the_server_says_so() {
    let mut rig = Rig::with_jwt(|_| {});
    let mut asked = 0;
    while rig.session.poll_timeout().is_some() {
        rig.sleep();
        assert!(rig.is_asked());
        asked += 1;
        rig.answer(Some(&until(200)));
    }
    assert_eq!(asked, 4);
    assert_eq!(rig.sent(), "");
    rig.hear("-ERR 'User Authentication Expired'");
    rig.lose();
    rig.redial();
    rig.log_in(&until(5_000));
}

#[test]
fn an_authenticator_that_fails_meanwhile_ends_nothing() {
    let mut rig = Rig::with_jwt(|_| {});
    rig.sleep();
    assert!(rig.is_asked());
    rig.answer(None);
    assert!(rig.session.is_connected());
    rig.sleep();
    assert_eq!(rig.now, 185_000);
    assert!(rig.is_asked());
    rig.answer(Some(&forever()));
    rig.sleep();
    assert_eq!(rig.sent(), "PING\r\n");
    rig.hear("PONG");
    rig.log_in(&forever());
    assert_eq!(rig.session.poll_timeout(), None);
}

#[test]
fn an_answer_that_never_comes_costs_nothing_but_the_renewal() {
    let mut rig = Rig::with_jwt(|_| {});
    rig.sleep();
    assert!(rig.is_asked());
    assert_eq!(rig.session.poll_timeout(), None);
    rig.lose();
    let late = rig.dial;
    rig.redial();
    rig.log_in(&until(5_000));
    rig.session.handle_credentials(rig.at(), late, Some(&until(9_000)));
    assert_eq!(rig.sent(), "");
    rig.session.handle_credentials(rig.at(), rig.dial, Some(&until(9_000)));
    assert_eq!(rig.sent(), "", "nobody has asked");
}

#[test]
fn requests_and_flushes_under_way_are_waited_for() {
    let mut rig = Rig::with_jwt(|_| {});
    rig.sleep();
    rig.answer(Some(&until(2_000)));
    rig.request("svc", Inbox::Shared);
    let sent = rig.sent();
    let reply = sent.lines().find_map(|line| line.strip_prefix("PUB svc ")).unwrap().split(' ').next().unwrap();
    rig.now = rig.session.poll_timeout().unwrap().as_millis();
    rig.session.handle_timeout(rig.at());
    assert_eq!(rig.sent(), "");
    rig.hear(&format!("MSG {reply} 1 2\r\nok"));
    assert_eq!(rig.session.requests_in_flight(), 0);
    let before = rig.session.flush().unwrap();
    rig.sleep();
    rig.subscribe("a", &SubscribeOptions::default());
    assert_eq!(rig.sent(), "PING\r\nSUB a 2\r\n");
    rig.sleep();
    assert_eq!(rig.sent(), "UNSUB 2\r\nPING\r\n");
    // What is asked from now on waits for the next link.
    let after = rig.session.flush().unwrap();
    rig.request("svc", Inbox::Shared);
    assert_eq!(rig.sent(), "");
    rig.hear("PONG\r\nPONG");
    let events = rig.events();
    assert!(events.contains(&Event::Flushed { flush: before, result: Ok(()) }));
    rig.take_up(&events, &until(2_000));
    let sent = rig.sent();
    let words: Vec<&str> = sent.split_whitespace().collect();
    assert_eq!((words[0], words[3], words[4], words[6]), ("SUB", "SUB", "a", "PUB"));
    assert!(sent.ends_with("PING\r\n"));
    rig.hear("PONG");
    assert!(rig.events().contains(&Event::Flushed { flush: after, result: Ok(()) }));
}

#[test]
fn a_request_that_takes_too_long_is_left_behind() {
    let mut rig = Rig::with_jwt(|_| {});
    rig.sleep();
    let message = Outgoing { subject: b"svc", reply: b"", headers: b"", payload: 0 };
    rig.session.request(rig.at(), &message, Inbox::Shared, Some(1_000_000)).unwrap();
    rig.sent();
    rig.answer(Some(&until(2_000)));
    while rig.sent().is_empty() {
        rig.sleep();
    }
    assert!(rig.now >= 192_500 && rig.now < 196_000, "{}", rig.now);
}

#[test]
fn a_socket_that_takes_nothing_is_left_without_preparation() {
    let mut rig = Rig::with_jwt(|_| {});
    rig.sleep();
    rig.answer(Some(&until(2_000)));
    rig.publish("b", "x").unwrap();
    let flush = rig.session.flush().unwrap();
    while rig.session.is_connected() {
        rig.sleep();
    }
    assert!(rig.now >= 192_500 && rig.now < 196_000, "{}", rig.now);
    let events = rig.events();
    assert!(events.contains(&Event::Flushed { flush, result: Err(FlushFailure::Disconnected) }), "{events:?}");
    rig.take_up(&events, &until(2_000));
    assert_eq!(rig.sent(), "PUB b 1\r\nx\r\n");
}

#[test]
fn a_server_that_does_not_answer_is_left_all_the_same() {
    let mut rig = Rig::with_jwt(|_| {});
    rig.subscribe("a", &SubscribeOptions::default());
    rig.sent();
    rig.sleep();
    rig.answer(Some(&until(2_000)));
    rig.sleep();
    assert_eq!(rig.sent(), "UNSUB 1\r\nPING\r\n");
    rig.sleep();
    assert_eq!(rig.now, 177_500);
    rig.log_in(&until(2_000));
}

#[test]
fn without_reconnecting_and_without_a_lead_nobody_is_asked() {
    for change in [|config: &mut Config| config.reconnect = false, |config: &mut Config| config.renewal_lead = 0] {
        assert_eq!(Rig::with_jwt(change).session.poll_timeout(), None);
    }
}

#[test]
fn a_jwt_that_has_run_out_already_is_the_servers_affair() {
    let mut rig = Rig::new(|config| {
        config.credentials = CredentialsSource::Ask;
        config.unix_origin = (ORIGIN + 10_000) * 1000;
        config.ping_interval = 0;
    });
    rig.log_in(&until(200));
    assert_eq!(rig.session.poll_timeout(), None);
}

#[test]
fn a_reconnect_without_credentials_ends_the_session_or_is_tried_again() {
    for goes_on in [false, true] {
        let mut rig = Rig::with_jwt(|config| config.ignore_auth_error_abort = goes_on);
        rig.session.handle_closed(rig.at(), rig.dial, String::new());
        for _ in 0..2 {
            rig.sleep();
            let Some(Event::Dial { dial, .. }) = rig.events().pop() else { panic!("no dial") };
            rig.dial = dial;
            rig.session.handle_opened(rig.at(), dial);
            rig.hear(NONCE);
            assert!(rig.is_asked());
            rig.answer(None);
            assert_eq!(rig.session.is_closed(), !goes_on);
            if !goes_on {
                break;
            }
            assert!(matches!(rig.events()[..], [Event::Hangup { dial: gone, .. }, ..] if gone == dial));
        }
        if goes_on {
            rig.sleep();
            let events = rig.events();
            rig.take_up(&events, &forever());
            assert!(rig.session.is_connected());
        }
    }
}

#[test]
fn draining_comes_first() {
    let mut rig = Rig::with_jwt(|_| {});
    rig.sleep();
    rig.answer(Some(&until(2_000)));
    rig.session.drain(rig.at()).unwrap();
    assert_eq!(rig.sent(), "PING\r\n");
    rig.sleep();
    assert_eq!(rig.sent(), "");
    rig.hear("PONG");
    rig.sent();
    rig.hear("PONG");
    assert!(rig.session.is_closed());
}

#[test]
fn draining_while_a_link_is_left_goes_on_with_the_next() {
    let mut rig = Rig::with_jwt(|_| {});
    let id = rig.subscribe("a", &SubscribeOptions::default());
    rig.sent();
    rig.sleep();
    rig.answer(Some(&until(2_000)));
    rig.sleep();
    assert_eq!(rig.sent(), "UNSUB 1\r\nPING\r\n");
    rig.session.drain(rig.at()).unwrap();
    rig.publish("b", "x").unwrap();
    rig.hear("MSG a 1 2\r\nhi\r\nPONG");
    let events = rig.events();
    let end = SubscriptionEnd::Drained;
    assert!(events.contains(&ended(id, end, 1)), "{events:?}");
    rig.take_up(&events, &until(2_000));
    assert_eq!(rig.sent(), "PUB b 1\r\nx\r\nPING\r\n");
    rig.hear("PONG");
    assert!(rig.session.is_closed());
}

#[test]
fn closing_while_a_link_is_left_sends_what_was_held_back() {
    let mut rig = Rig::with_jwt(|_| {});
    rig.sleep();
    assert!(rig.is_asked());
    rig.answer(Some(&until(2_000)));
    rig.sleep();
    assert_eq!(rig.sent(), "PING\r\n");
    rig.publish("b", "last").unwrap();
    assert_eq!(rig.sent(), "");
    rig.session.close();
    assert_eq!(rig.sent(), "PUB b 4\r\nlast\r\n");
    assert!(matches!(&rig.events()[..], [Event::Hangup { .. }, Event::Closed { error: None }]));
}

#[test]
fn a_large_payload_that_has_begun_is_sent_to_its_end_first() {
    let mut rig = Rig::with_jwt(|_| {});
    let size = crate::session::LARGE_PAYLOAD + 1;
    rig.hear(&NONCE.replace("1000", "1000000"));
    rig.sleep();
    rig.answer(Some(&until(2_000)));
    let message = Outgoing { subject: b"b", reply: b"", headers: b"", payload: size };
    assert_eq!(rig.session.publish(&message), Ok(Hole::Large));
    let line = format!("PUB b {size}\r\n");
    assert_eq!(rig.session.poll_transmit(), Some(Transmit::Bytes(line.as_bytes())));
    rig.sleep();
    assert_eq!(rig.session.poll_transmit(), Some(Transmit::Payload(size)));
    assert_eq!(rig.sent(), "\r\n");
    rig.sleep();
    assert_eq!(rig.sent(), "PING\r\n");
    rig.hear("PONG");
    rig.log_in(&until(2_000));
}
