//! One conversation at a time, word by word. What chance does is for the simulator.

use super::server_address::ServerAddress;
use super::*;
use crate::Misuse;
use crate::error::ServerErrorKind;
use crate::event::{FlushFailure, RequestFailure, SubscriptionEnd};
use crate::id::{DialId, RequestId, SubscriptionId};
use crate::subject::SubjectError;
use alloc::string::ToString;

mod limits;
mod many;
#[cfg(feature = "tcp")]
mod pool;
mod renewing;
#[cfg(feature = "tcp")]
mod securing;

const INFO: &str = r#"INFO {"server_id":"S","proto":1,"headers":true,"max_payload":1000}"#;

/// A session and the other end of its socket.
struct Rig {
    session: Session,
    dial: DialId,
    now: u64,
}

impl Rig {
    fn new(change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config {
            servers: alloc::vec![ServerAddress::parse("ws://a:1", None).unwrap()],
            seed: 1,
            ..Config::default()
        };
        change(&mut config);
        let mut session = Session::new(config);
        session.start(Timestamp::ZERO);
        Self { session, dial: DialId::default(), now: 0 }
    }

    /// A session whose handshake is over.
    fn open() -> Self {
        let mut rig = Self::new(|_| {});
        rig.handshake();
        rig
    }

    fn at(&self) -> Timestamp {
        Timestamp::from_millis(self.now)
    }

    fn handshake(&mut self) {
        while let Some(event) = self.session.poll_event() {
            if let Event::Dial { dial, .. } = event {
                self.dial = dial;
            }
        }
        self.session.handle_opened(self.at(), self.dial);
        self.hear(INFO);
        let sent = self.sent();
        assert!(sent.starts_with("CONNECT {") && sent.ends_with("}\r\nPING\r\n"), "{sent}");
        self.hear("PONG");
        assert!(self.events().iter().any(|event| matches!(event, Event::Connected { .. })));
    }

    /// The server says a line; returns target and payload of what is delivered.
    fn hear(&mut self, line: &str) -> Vec<(Target, String)> {
        self.hear_frame(alloc::format!("{line}\r\n").as_bytes())
    }

    /// A frame arrives; returns target and payload of what is delivered.
    fn hear_frame(&mut self, frame: &[u8]) -> Vec<(Target, String)> {
        self.session.handle_bytes(self.at(), self.dial, frame);
        let found = self.session.deliveries().iter().map(|delivery| {
            let bytes = match delivery.source {
                Source::Frame => frame,
                Source::Carry => self.session.carry(),
                Source::Assembled => panic!("nothing is assembled here"),
            };
            (delivery.target, String::from_utf8_lossy(delivery.message.payload.of(bytes)).into_owned())
        });
        found.collect()
    }

    fn sent(&mut self) -> String {
        let mut sent = String::new();
        while let Some(transmit) = self.session.poll_transmit() {
            match transmit {
                Transmit::Bytes(bytes) => sent.push_str(core::str::from_utf8(bytes).unwrap()),
                other => panic!("{other:?}"),
            }
        }
        sent
    }

    fn events(&mut self) -> Vec<Event> {
        core::iter::from_fn(|| self.session.poll_event()).collect()
    }

    fn publish(&mut self, subject: &str, payload: &str) -> Result<(), Misuse> {
        let message = Outgoing { subject: subject.as_bytes(), reply: b"", headers: b"", payload: payload.len() };
        match self.session.publish(&message)? {
            Hole::Inline(range) => self.session.outbound_mut(range).copy_from_slice(payload.as_bytes()),
            Hole::Large => panic!("small"),
        }
        Ok(())
    }

    fn request(&mut self, subject: &str, inbox: Inbox<'_>) -> RequestId {
        self.request_until(subject, inbox, Until::First)
    }

    fn request_until(&mut self, subject: &str, inbox: Inbox<'_>, until: Until) -> RequestId {
        let message = Outgoing { subject: subject.as_bytes(), reply: b"", headers: b"", payload: 0 };
        self.session.request_until(self.at(), &message, inbox, Some(1_000), until).unwrap().0
    }

    fn subscribe(&mut self, subject: &str, options: &SubscribeOptions<'_>) -> SubscriptionId {
        self.session.subscribe(self.at(), subject.as_bytes(), options).unwrap()
    }

    fn lose(&mut self) {
        self.session.handle_closed(self.at(), self.dial, "gone".to_string());
    }

    /// Time goes by until the next dial.
    fn redial(&mut self) {
        self.now += 10_000;
        self.session.handle_timeout(self.at());
        self.session.handle_timeout(self.at());
    }
}

fn ended(subscription: SubscriptionId, end: SubscriptionEnd, received: u64) -> Event {
    Event::SubscriptionEnded { subscription, flow: None, received, end }
}

fn failed(request: RequestId, failure: RequestFailure) -> Event {
    Event::RequestFailed { request, flow: None, failure }
}

#[test]
fn a_message_finds_its_subscription() {
    let mut rig = Rig::open();
    let id = rig.subscribe("a.*", &SubscribeOptions::default());
    assert_eq!(rig.sent(), "SUB a.* 1\r\n");
    assert_eq!(rig.hear("MSG a.b 1 2\r\nhi"), [(Target::Subscription(id), "hi".into())]);
    assert_eq!(rig.hear("MSG a.b 9 2\r\nhi"), []);
    rig.session.unsubscribe(id, None).unwrap();
    assert_eq!(rig.sent(), "UNSUB 1\r\n");
    assert_eq!(rig.hear("MSG a.b 1 2\r\nhi"), []);
    assert_eq!(rig.session.unsubscribe(id, None), Err(Misuse::SubscriptionClosed));
    assert_eq!(rig.session.stats().in_messages, 3);
}

#[test]
fn a_stale_subscription_does_not_end_the_inbox_that_took_its_slot() {
    let mut rig = Rig::open();
    let id = rig.subscribe("a", &SubscribeOptions::default());
    rig.session.unsubscribe(id, None).unwrap();
    rig.hear("PING");
    rig.request("svc", Inbox::Shared);
    assert_eq!(rig.session.unsubscribe(id, None), Err(Misuse::SubscriptionClosed));
    assert_eq!(rig.session.drain_subscription(id), Err(Misuse::SubscriptionClosed));
    assert!(!rig.sent().contains("UNSUB 2"));
    assert_eq!(rig.session.subscription_count(), 1);
}

#[test]
fn max_ends_a_subscription_and_what_is_left_of_it_survives_a_reconnect() {
    let mut rig = Rig::open();
    let id = rig.subscribe("a", &SubscribeOptions { max: Some(3), queue: Some(b"q"), ..Default::default() });
    assert_eq!(rig.sent(), "SUB a q 1\r\nUNSUB 1 3\r\n");
    rig.hear("MSG a 1 0\r\n");
    rig.lose();
    rig.redial();
    rig.handshake();
    assert_eq!(rig.sent(), "SUB a q 1\r\nUNSUB 1 2\r\n");
    rig.hear("MSG a 1 0\r\n");
    assert_eq!(rig.hear("MSG a 1 0\r\n\r\nMSG a 1 0\r\n").len(), 1);
    assert_eq!(rig.events(), [ended(id, SubscriptionEnd::MaxReached, 3)]);
}

#[test]
fn a_reply_settles_its_request_and_only_once() {
    let mut rig = Rig::open();
    let id = rig.request("svc", Inbox::Shared);
    let sent = rig.sent();
    let reply = sent.split_whitespace().nth(5).unwrap().to_string();
    assert!(sent.starts_with("SUB _INBOX.") && reply.starts_with("_INBOX."), "{sent}");
    let line = alloc::format!("MSG {reply} 1 2\r\nok");
    assert_eq!(rig.hear(&line), [(Target::Request(id), "ok".into())]);
    assert_eq!(rig.hear(&line), []);
    rig.now = 5_000;
    rig.session.handle_timeout(rig.at());
    assert_eq!(rig.events(), []);
    assert_eq!(rig.session.poll_timeout(), Some(Timestamp::from_millis(120_000)), "the ping clock alone is left");
}

#[test]
fn a_request_fails_by_deadline_no_responders_and_denial() {
    let mut rig = Rig::open();
    let late = rig.request("late", Inbox::Shared);
    rig.sent();
    rig.now = 1_000;
    rig.session.handle_timeout(rig.at());
    assert_eq!(rig.events(), [failed(late, RequestFailure::Timeout)]);

    let nobody = rig.request("nobody", Inbox::Shared);
    let reply = rig.sent().split_whitespace().nth(2).unwrap().to_string();
    assert_eq!(rig.hear(&alloc::format!("HMSG {reply} 1 16 16\r\nNATS/1.0 503\r\n\r\n")), []);
    assert_eq!(rig.events(), [failed(nobody, RequestFailure::NoResponders)]);

    let own = rig.request("own", Inbox::Own);
    rig.sent();
    rig.hear("-ERR 'Permissions Violation for Publish to \"own\"'");
    let events = rig.events();
    assert!(matches!(&events[0], Event::ServerError(error) if error.kind == ServerErrorKind::Permissions));
    assert!(
        matches!(&events[1], Event::RequestFailed { request, failure: RequestFailure::Denied(_), .. } if *request == own)
    );
    assert_eq!(rig.sent(), "UNSUB 2\r\n");
}

#[test]
fn a_slot_rests_until_the_face_has_been_told_of_the_end() {
    let mut rig = Rig::open();
    let id = rig.subscribe("a", &SubscribeOptions { max: Some(1), ..Default::default() });
    let request = rig.request("svc", Inbox::Shared);
    let reply = rig.sent().split_whitespace().nth(11).unwrap().to_string();
    // One frame, read in several reports, with events carried out behind the last one.
    rig.hear("MSG a 1 0\r\n");
    rig.hear(&alloc::format!("HMSG {reply} 2 16 16\r\nNATS/1.0 503\r\n\r\n"));
    rig.hear("PING");
    assert_ne!(rig.subscribe("b", &SubscribeOptions::default()).slot, id.slot);
    assert_ne!(rig.request("svc", Inbox::Shared).slot, request.slot);
    assert_eq!(rig.events().len(), 2);
    rig.hear("PING");
    let (next, next_request) = (rig.subscribe("b", &SubscribeOptions::default()), rig.request("svc", Inbox::Shared));
    assert_eq!((next.slot, next_request.slot), (id.slot, request.slot));
    assert!(next != id && next_request != request, "under other names");
    assert!(!rig.session.cancel_request(request) && rig.session.cancel_request(next_request));
}

#[test]
fn a_denied_inbox_is_made_anew() {
    let mut rig = Rig::open();
    let id = rig.request("svc", Inbox::Shared);
    let inbox = rig.sent().split_whitespace().nth(1).unwrap().to_string();
    rig.hear(&alloc::format!("-ERR 'Permissions Violation for Subscription to \"{inbox}\"'"));
    assert!(rig.events().iter().any(|e| matches!(e, Event::RequestFailed { request, .. } if *request == id)));
    rig.request("svc", Inbox::Shared);
    assert!(rig.sent().starts_with("SUB _INBOX."));
}

#[test]
fn publishes_made_while_away_follow_the_subscriptions() {
    let mut rig = Rig::open();
    rig.subscribe("a", &SubscribeOptions::default());
    rig.publish("x", "sent").unwrap();
    rig.sent();
    rig.subscribe("b", &SubscribeOptions::default());
    rig.publish("x", "one").unwrap();
    rig.lose();
    let flush = rig.session.flush().unwrap();
    rig.publish("x", "two").unwrap();
    assert_eq!(rig.sent(), "");
    rig.redial();
    rig.handshake();
    assert_eq!(rig.sent(), "SUB a 1\r\nSUB b 2\r\nPUB x 3\r\none\r\nPUB x 3\r\ntwo\r\nPING\r\n");
    rig.hear("PONG");
    assert_eq!(rig.events(), [Event::Flushed { flush, result: Ok(()) }]);
}

#[test]
fn slots_are_used_again_while_nothing_arrives() {
    let mut rig = Rig::open();
    rig.lose();
    for round in 0..100 {
        let id = rig.subscribe("a", &SubscribeOptions::default());
        let request = rig.request("b", Inbox::Shared);
        assert!(id.slot < 4 && request.slot < 2, "round {round}: {id:?} {request:?}");
        rig.session.unsubscribe(id, None).unwrap();
        assert!(rig.session.cancel_request(request));
        rig.events();
        rig.session.handle_timeout(rig.at());
    }
}

#[test]
fn what_waits_is_bounded() {
    let mut rig = Rig::new(|config| config.max_pending = 100);
    rig.handshake();
    rig.lose();
    while rig.publish("x", "0123456789").is_ok() {}
    assert_eq!(rig.publish("x", "0123456789"), Err(Misuse::BufferFull { limit: 100 }));
    assert!(rig.session.pending() <= 100 + 30);
}

#[test]
fn misuse_is_refused_and_nothing_is_sent() {
    let mut rig = Rig::open();
    assert_eq!(rig.publish("", ""), Err(Misuse::Subject(SubjectError::Empty)));
    assert_eq!(rig.publish("a b", ""), Err(Misuse::Subject(SubjectError::Whitespace)));
    assert_eq!(rig.publish("a\r\nPUB b 0", ""), Err(Misuse::Subject(SubjectError::Whitespace)));
    let big = "x".repeat(1_001);
    assert_eq!(rig.publish("a", &big), Err(Misuse::PayloadTooLarge { size: 1_001, max: 1_000 }));
    let options = SubscribeOptions { queue: Some(b"a b"), ..Default::default() };
    assert!(rig.session.subscribe(Timestamp::ZERO, b"a", &options).is_err());
    assert!(rig.session.subscribe(Timestamp::ZERO, b"a.>.b", &SubscribeOptions::default()).is_err());
    assert_eq!(rig.sent(), "");
}

#[test]
fn draining_ends_subscriptions_then_publishing_then_the_session() {
    let mut rig = Rig::open();
    let id = rig.subscribe("a", &SubscribeOptions::default());
    rig.sent();
    rig.session.drain(rig.at()).unwrap();
    assert_eq!(rig.session.drain(rig.at()), Err(Misuse::Draining));
    assert_eq!(rig.sent(), "UNSUB 1\r\nPING\r\n");
    assert_eq!(rig.hear("MSG a 1 1\r\nx").len(), 1, "what was under way is delivered");
    assert!(rig.session.subscribe(Timestamp::ZERO, b"b", &SubscribeOptions::default()).is_err());
    rig.publish("x", "still").unwrap();
    rig.hear("PONG");
    assert_eq!(rig.events(), [ended(id, SubscriptionEnd::Drained, 1)]);
    assert_eq!(rig.publish("x", "late"), Err(Misuse::Draining));
    assert_eq!(rig.sent(), "PUB x 5\r\nstill\r\nPING\r\n");
    rig.hear("PONG");
    let dial = rig.dial;
    assert_eq!(rig.events(), [Event::Hangup { dial, within: 2_000 }, Event::Closed { error: None }]);
    assert_eq!(rig.session.poll_timeout(), None);
}

#[test]
fn closing_settles_everything_once_and_nothing_follows() {
    let mut rig = Rig::open();
    let id = rig.subscribe("a", &SubscribeOptions::default());
    let request = rig.request("svc", Inbox::Own);
    let flush = rig.session.flush().unwrap();
    rig.publish("x", "last").unwrap();
    rig.session.close();
    assert!(rig.sent().ends_with("PUB x 4\r\nlast\r\n"), "what was accepted is transmitted");
    let dial = rig.dial;
    assert_eq!(
        rig.events(),
        [
            Event::Hangup { dial, within: 2_000 },
            Event::Flushed { flush, result: Err(FlushFailure::Closed) },
            failed(request, RequestFailure::Closed),
            ended(id, SubscriptionEnd::Closed, 0),
            Event::Closed { error: None },
        ]
    );
    rig.session.close();
    assert_eq!(rig.hear("MSG a 1 0\r\n"), []);
    rig.session.handle_timeout(Timestamp::from_millis(1 << 40));
    assert_eq!(rig.events(), []);
    assert_eq!(rig.publish("x", ""), Err(Misuse::Closed));
    assert_eq!((rig.session.poll_timeout(), rig.session.requests_in_flight()), (None, 0));
}

#[test]
fn the_second_refusal_in_a_row_is_the_last() {
    let mut rig = Rig::open();
    rig.lose();
    for attempt in 0..2 {
        rig.redial();
        for event in rig.events() {
            if let Event::Dial { dial, .. } = event {
                rig.dial = dial;
            }
        }
        rig.session.handle_opened(rig.at(), rig.dial);
        rig.hear(INFO);
        rig.hear("-ERR 'Authorization Violation'");
        assert_eq!(rig.session.is_closed(), attempt == 1);
    }
    assert!(matches!(
        rig.events().last(),
        Some(Event::Closed { error: Some(ConnectionError::Server(error)) }) if error.kind == ServerErrorKind::Authorization
    ));
}

#[test]
fn a_link_that_does_not_answer_pings_is_given_up() {
    let mut rig = Rig::open();
    for beat in 1..=3u64 {
        rig.now = beat * 120_000;
        rig.session.handle_timeout(rig.at());
        assert_eq!(rig.sent().is_empty(), beat == 3);
    }
    let events = rig.events();
    assert!(
        events.contains(&Event::Stale) && events.contains(&Event::Hangup { dial: rig.dial, within: 2_000 }),
        "{events:?}"
    );
    assert!(events.iter().filter(|event| matches!(event, Event::Disconnected { .. })).count() == 1);
}

#[test]
fn a_probed_link_answers_soon_or_is_given_up() {
    let mut rig = Rig::open();
    rig.session.probe(rig.at(), 0);
    rig.session.probe(rig.at(), 0);
    assert_eq!(rig.sent(), "PING\r\n", "one probe at a time");
    rig.hear("PONG");
    assert_eq!(rig.session.poll_timeout(), Some(Timestamp::from_millis(120_000)));
    assert_eq!(rig.events(), []);
    rig.session.probe(rig.at(), 0);
    rig.now = 5_000;
    rig.session.handle_timeout(rig.at());
    let events = rig.events();
    assert_eq!(events[..2], [Event::Stale, Event::Hangup { dial: rig.dial, within: 2_000 }], "{events:?}");
}

#[test]
fn a_flush_before_the_probe_does_not_answer_it() {
    let mut rig = Rig::open();
    rig.session.flush().unwrap();
    rig.session.probe(rig.at(), 0);
    rig.hear("PONG");
    // What has come extends the wait once.
    for (now, is_stale) in [(5_000, false), (10_000, true)] {
        rig.now = now;
        rig.session.handle_timeout(rig.at());
        assert_eq!(rig.events().contains(&Event::Stale), is_stale);
    }
}

#[test]
fn a_probe_cuts_the_wait_for_the_next_dial_short_once() {
    let mut rig = Rig::open();
    rig.lose();
    rig.redial();
    rig.events();
    rig.dial = DialId::from_u32(2);
    rig.lose();
    rig.events();
    rig.session.probe(rig.at(), 0);
    rig.session.probe(rig.at(), 0);
    let dials = rig.events().iter().filter(|event| matches!(event, Event::Dial { .. })).count();
    assert_eq!(dials, 1);
    assert_eq!(rig.sent(), "", "there is nothing to probe while dialling");
}

#[test]
fn a_probe_at_any_other_time_does_nothing() {
    let mut session = Session::new(Config::default());
    session.probe(Timestamp::ZERO, 0);
    assert!(!session.has_event());
    let mut rig = Rig::open();
    rig.session.close();
    rig.events();
    rig.session.probe(rig.at(), 0);
    assert_eq!((rig.sent().as_str(), rig.events()), ("", Vec::new()));
}

#[test]
fn what_does_not_speak_nats_is_an_error_not_a_panic() {
    for words in ["HTTP/1.1 400 Bad Request", "\u{0}\u{1}", "MSG a", "INFO {", "MSG a 1 99999999999\r\n", "SSH-2.0"] {
        let mut rig = Rig::new(|_| {});
        rig.events();
        rig.dial = DialId::from_u32(1);
        rig.session.handle_opened(Timestamp::ZERO, rig.dial);
        rig.hear(words);
        assert!(rig.session.is_closed(), "{words}");
    }
}

#[test]
fn a_large_message_is_assembled_by_the_face() {
    let mut rig = Rig::open();
    let id = rig.subscribe("a", &SubscribeOptions::default());
    let head = b"MSG a 1 2\r\nhi\r\nMSG a 1 r 100000\r\nabc";
    rig.session.handle_bytes(Timestamp::ZERO, rig.dial, head);
    assert_eq!(rig.session.deliveries().len(), 1);
    let assembly = rig.session.assembly().unwrap();
    assert_eq!(assembly, Assembly { carried: 0, start: 15, len: 19 + 100_000 - 1 });
    assert_eq!(rig.session.payload_missing(), 99_997);
    assert_eq!(rig.session.handle_payload(rig.dial, 60_000), 60_000);
    assert_eq!(rig.session.handle_payload(rig.dial, 60_000), 39_997);
    rig.session.handle_bytes(Timestamp::ZERO, rig.dial, b"\r");
    assert_eq!(rig.session.deliveries(), []);
    rig.session.handle_bytes(Timestamp::ZERO, rig.dial, b"\nMSG a 1 1\r\nx\r\n");
    let [large, small] = rig.session.deliveries() else { panic!() };
    assert_eq!((large.source, small.source), (Source::Assembled, Source::Frame));
    assert_eq!(large.target, Target::Subscription(id));
    assert_eq!((large.message.payload.len(), large.message.reply.len()), (100_000, 1));
    assert_eq!(large.message.payload.end as usize, assembly.len);
}

#[test]
fn a_server_given_up_is_known_again_once_another_that_tells_of_it_lets_us_in() {
    let mut rig = Rig::new(|config| {
        config.servers.push(ServerAddress::parse("ws://b:2", None).unwrap());
        config.randomize = false;
        config.max_reconnect_attempts = Some(1);
    });
    rig.handshake();
    for (server, attempt) in [("b:2", 2), ("a:1", 3)] {
        rig.lose();
        rig.redial();
        assert_eq!(rig.session.server(), server);
        rig.dial = DialId(attempt);
    }
    rig.session.handle_opened(rig.at(), rig.dial);
    let changes = |rig: &mut Rig| {
        let mut changes = rig.events();
        changes.retain(|event| matches!(event, Event::ServersChanged { .. }));
        changes
    };
    let change = |added: &[&str]| Event::ServersChanged {
        added: added.iter().map(|url| url.to_string()).collect(),
        deleted: Vec::new(),
    };
    rig.hear(r#"INFO {"proto":1,"connect_urls":["a:1","b:2"]}"#);
    assert_eq!(changes(&mut rig), [change(&[])]);
    rig.hear("PONG");
    assert_eq!(changes(&mut rig), [change(&["ws://b:2/"])]);
}

#[test]
fn nothing_follows_the_end_that_an_info_brings() {
    let mut rig = Rig::new(|config| config.echo = false);
    rig.events();
    rig.dial = DialId::from_u32(1);
    rig.session.handle_opened(Timestamp::ZERO, rig.dial);
    rig.hear(r#"INFO {"proto":0,"ldm":true}"#);
    let events = rig.events();
    assert!(events.iter().any(|event| matches!(event, Event::LameDuck { .. })));
    assert!(matches!(events.last(), Some(Event::Closed { error: Some(ConnectionError::OptionUnavailable(_)) })));
}

#[test]
fn of_two_subscriptions_to_a_denied_subject_the_older_one_ends() {
    let mut rig = Rig::open();
    let other = rig.subscribe("b", &SubscribeOptions::default());
    let older = rig.subscribe("a", &SubscribeOptions::default());
    rig.session.unsubscribe(other, None).unwrap();
    rig.events();
    rig.hear("PING");
    let newer = rig.subscribe("a", &SubscribeOptions::default());
    assert!(newer < older, "its slot is the one that became free");
    rig.hear("-ERR 'Permissions Violation for Subscription to \"a\"'");
    let ended = rig.events().into_iter().find_map(|event| match event {
        Event::SubscriptionEnded { subscription, .. } => Some(subscription),
        _ => None,
    });
    assert_eq!(ended, Some(older));
}

#[test]
fn a_large_message_whose_line_was_cut_begins_in_the_carry() {
    let mut rig = Rig::open();
    rig.subscribe("a", &SubscribeOptions::default());
    assert_eq!(rig.hear_frame(b"MSG a 1 10"), []);
    assert_eq!(rig.hear_frame(b"0000\r\nabc"), []);
    assert_eq!(rig.session.carry(), b"MSG a 1 100000\r\n");
    assert_eq!(rig.session.assembly(), Some(Assembly { carried: 16, start: 6, len: 16 + 100_000 }));
    assert_eq!(rig.session.payload_missing(), 99_997);
}

#[test]
fn a_conversation_is_the_same_however_it_is_cut() {
    let words = "MSG a 1 5\r\nhello\r\nPING\r\nHMSG a 1 r 12 14\r\nNATS/1.0\r\n\r\nhi\r\nMSG a 1 0\r\n\r\nMSG a 1 3\r\na\r\n\r\n";
    let mut rig = Rig::open();
    let id = Target::Subscription(rig.subscribe("a", &SubscribeOptions::default()));
    rig.sent();
    for len in 1..=words.len() {
        let mut found = Vec::new();
        for frame in words.as_bytes().chunks(len) {
            found.extend(rig.hear_frame(frame));
            let outside = rig.session.deliveries().iter().skip(1).filter(|delivery| delivery.source != Source::Frame);
            assert_eq!(outside.count(), 0, "only the first can have been cut");
        }
        let payloads = ["hello", "hi", "", "a\r\n"].map(|payload| (id, String::from(payload)));
        assert_eq!(found, payloads, "in frames of {len}");
        assert_eq!(rig.sent(), "PONG\r\n");
    }
}

#[test]
fn a_line_may_come_byte_by_byte_and_be_long() {
    let mut rig = Rig::open();
    let id = rig.subscribe(">", &SubscribeOptions::default());
    let subject = "x".repeat(4_000);
    let line = alloc::format!("MSG {subject} 1 2\r\nhi\r\n");
    let found: Vec<_> = line.as_bytes().chunks(1).flat_map(|frame| rig.hear_frame(frame)).collect();
    assert_eq!(found, [(Target::Subscription(id), "hi".into())]);
}

#[test]
fn what_a_lost_link_has_cut_does_not_reach_the_next_one() {
    let mut rig = Rig::open();
    let id = rig.subscribe("a", &SubscribeOptions::default());
    assert_eq!(rig.hear_frame(b"MSG a 1 100\r\nabc"), []);
    rig.lose();
    rig.redial();
    rig.handshake();
    assert_eq!(rig.hear("MSG a 1 2\r\nhi"), [(Target::Subscription(id), "hi".into())]);
}

#[test]
fn every_end_of_a_subscription_is_told_with_its_reason() {
    let mut rig = Rig::open();
    let [first, second] = ["a", "b"].map(|subject| rig.subscribe(subject, &SubscribeOptions::default()));
    rig.session.unsubscribe(first, None).unwrap();
    rig.hear("MSG b 2 0\r\n");
    rig.session.unsubscribe(second, Some(1)).unwrap();
    let ends = [ended(first, SubscriptionEnd::Unsubscribed, 0), ended(second, SubscriptionEnd::MaxReached, 1)];
    assert_eq!(rig.events(), ends);
}

#[test]
fn unsubscribing_between_the_messages_of_a_frame_takes_back_those_that_are_to_come() {
    let three = b"MSG a 1 1\r\n1\r\nMSG b 2 1\r\n2\r\nMSG a 1 1\r\n3\r\nMSG a 1 1\r\n4\r\n";
    // The bound, how many of the frame's three have been handed out, and who gets them.
    for (max, handed, stay) in [(None, 1, 1), (Some(2), 1, 2), (Some(9), 1, 3), (Some(1), 2, 2), (None, 3, 3)] {
        for ends_in_frame in [false, true] {
            let mut rig = Rig::open();
            let bound = ends_in_frame.then_some(3);
            let id = rig.subscribe("a", &SubscribeOptions { max: bound, ..Default::default() });
            let other = rig.subscribe("b", &SubscribeOptions::default());
            assert_eq!(rig.hear_frame(three).len(), 4);
            let result = rig.session.unsubscribe_within(id, max, handed);
            assert_eq!(result, if ends_in_frame { Err(Misuse::SubscriptionClosed) } else { Ok(()) });
            let targets: Vec<Target> = rig.session.deliveries().iter().map(|delivery| delivery.target).collect();
            let mine = targets.iter().filter(|target| **target == Target::Subscription(id)).count();
            assert_eq!(mine, stay, "{max:?} {handed} {ends_in_frame}");
            assert_eq!(targets[0], Target::Subscription(id), "the first stay");
            assert_eq!(targets[1], Target::Subscription(other));
        }
    }
}

#[test]
fn what_an_owner_subscribes_to_and_requests_is_for_the_owner() {
    let mut rig = Rig::open();
    let mine = rig.subscribe("a", &SubscribeOptions::default());
    let (other, flow) = (rig.session.new_flow(), rig.session.new_flow());
    assert_eq!((other.as_u32(), flow.as_u32()), (1, 2));
    let owned = rig.session.subscribe_for(flow, rig.at(), b"b", &SubscribeOptions::default()).unwrap();
    rig.hear("MSG a 1 0\r\n");
    assert!(!rig.session.has_flow_delivery());
    rig.hear_frame(b"MSG b 2 1\r\nx\r\nMSG a 1 0\r\n\r\n");
    assert!(rig.session.has_flow_delivery());
    rig.session.deliveries_mut()[0].target = Target::Subscription(owned);
    let targets = rig.session.deliveries().iter().map(|delivery| delivery.target);
    assert!(targets.eq([Target::Subscription(owned), Target::Subscription(mine)]));
    rig.session.unsubscribe(owned, None).unwrap();
    let end = SubscriptionEnd::Unsubscribed;
    assert_eq!(rig.events(), [Event::SubscriptionEnded { subscription: owned, flow: Some(flow), received: 1, end }]);

    let message = Outgoing { subject: b"svc", reply: b"", headers: b"", payload: 0 };
    rig.sent();
    rig.session.request_for(flow, rig.at(), &message, Inbox::Own, None, Until::First).unwrap();
    let sent = rig.sent();
    let inbox = sent.split_whitespace().nth(1).unwrap();
    assert_eq!(rig.hear(&alloc::format!("MSG {inbox} 3 2\r\nok")), [(Target::Flow(flow), "ok".into())]);
    let (request, _) = rig.session.request_for(flow, rig.at(), &message, Inbox::Shared, None, Until::First).unwrap();
    rig.now = 1_000;
    rig.session.handle_timeout(rig.at());
    assert_eq!(
        rig.events(),
        [Event::RequestFailed { request, flow: Some(flow), failure: RequestFailure::Timeout }],
        "after the configuration's own timeout"
    );
}

#[test]
fn the_reply_of_an_assembled_message_is_known_until_the_next_frame() {
    let mut rig = Rig::open();
    let flow = rig.session.new_flow();
    rig.session.subscribe_for(flow, rig.at(), b"b", &SubscribeOptions::default()).unwrap();
    rig.hear_frame(b"MSG b 1 back.to.me 9000\r\nabc");
    assert_eq!(rig.session.assembled_reply(), b"");
    let rest = rig.session.payload_missing();
    assert_eq!(rig.session.handle_payload(rig.dial, rest), rest);
    rig.session.handle_bytes(rig.at(), rig.dial, b"\r\n");
    assert_eq!((rig.session.deliveries().len(), rig.session.assembled_reply()), (1, &b"back.to.me"[..]));
    rig.hear("PING");
    assert_eq!(rig.session.assembled_reply(), b"");
}

#[test]
fn a_publish_line_is_remembered_for_the_same_subject_and_reply_only() {
    let mut rig = Rig::open();
    rig.publish("x", "").unwrap();
    rig.publish("x", "1").unwrap();
    rig.request("svc", Inbox::At(b"in"));
    rig.publish("x", "").unwrap();
    rig.publish("svc", "").unwrap();
    assert!(rig.publish("svc in", "").is_err(), "a subject that looks like the last line");
    let sent = rig.sent();
    let publishes = ["PUB x 0\r\n\r\nPUB x 1\r\n1\r\n", "PUB svc in 0\r\n\r\nPUB x 0\r\n\r\nPUB svc 0\r\n\r\n"];
    assert!(publishes.iter().all(|part| sent.contains(part)), "{sent}");
}

#[test]
fn a_max_of_nothing_is_no_max() {
    let mut rig = Rig::open();
    let id = rig.subscribe("a", &SubscribeOptions { max: Some(0), ..Default::default() });
    assert_eq!(rig.sent(), "SUB a 1\r\n");
    assert_eq!(rig.hear("MSG a 1 0\r\n"), [(Target::Subscription(id), String::new())]);
}
