//! TLS over TCP: turned to in time, or not at all.

use super::*;
use crate::Credentials;
use crate::error::GreetingError;
use alloc::format;

const DEMANDED: &str = r#"INFO {"server_id":"S","proto":1,"headers":true,"tls_required":true,"nonce":"N"}"#;
const AVAILABLE: &str = r#"INFO {"server_id":"S","proto":1,"headers":true,"tls_available":true}"#;

/// A session whose socket to `address` is open.
fn dialled(address: &str, tls: TlsPolicy) -> Rig {
    let mut rig = Rig::new(|config| {
        config.servers = alloc::vec![ServerAddress::parse_native(address).unwrap()];
        config.tls = tls;
        config.credentials =
            CredentialsSource::Fixed(Credentials { token: Some("t0ken".to_string()), ..Credentials::default() });
    });
    rig.dial = DialId::from_u32(1);
    rig.session.handle_opened(rig.at(), rig.dial);
    rig
}

fn url(rig: &mut Rig) -> String {
    let dialled = rig.events().into_iter().find_map(|event| match event {
        Event::Dial { url, .. } => Some(url),
        _ => None,
    });
    dialled.unwrap()
}

fn asks_for_tls(rig: &mut Rig) -> bool {
    rig.events().iter().any(|event| matches!(event, Event::Secure { dial } if *dial == rig.dial))
}

fn end(rig: &mut Rig) -> Option<ConnectionError> {
    rig.events().into_iter().find_map(|event| match event {
        Event::Closed { error } => error,
        _ => None,
    })
}

fn secure(rig: &mut Rig) {
    rig.session.handle_secured(rig.at(), rig.dial);
}

#[test]
fn tcp_without_tls_goes_on_at_once() {
    for (address, info) in [("nats://a:1", INFO), ("a:1", INFO), ("nats://a:1", AVAILABLE)] {
        let mut rig = dialled(address, TlsPolicy::AsDemanded);
        assert_eq!(url(&mut rig), "nats://a:1");
        rig.hear(info);
        assert!(!asks_for_tls(&mut rig));
        let sent = rig.sent();
        assert!(sent.contains("t0ken") && !sent.contains("tls_required\":true"), "{sent}");
        rig.hear("PONG");
        assert!(rig.session.is_connected());
    }
}

#[test]
fn nothing_is_sent_until_the_socket_speaks_tls() {
    for (address, policy, info) in [
        ("nats://a:1", TlsPolicy::AsDemanded, DEMANDED),
        ("tls://a:1", TlsPolicy::AsDemanded, AVAILABLE),
        ("tls://a:1", TlsPolicy::AsDemanded, DEMANDED),
        ("nats://a:1", TlsPolicy::Required, AVAILABLE),
    ] {
        let mut rig = dialled(address, policy);
        assert_eq!(url(&mut rig), "nats://a:1", "the upgrade comes later");
        rig.hear(info);
        assert!(asks_for_tls(&mut rig));
        assert_eq!(rig.sent(), "");
        assert!(!rig.session.has_transmit());
        secure(&mut rig);
        let sent = rig.sent();
        assert!(sent.contains("t0ken") && sent.contains("\"tls_required\":true"), "{sent}");
        rig.hear("PONG");
        assert!(rig.session.is_connected());
        secure(&mut rig);
        assert_eq!(rig.sent(), "", "once is enough");
    }
}

#[test]
fn tls_first_is_dialled_and_not_asked_for() {
    for address in ["nats://a:1", "tls://a:1"] {
        let mut rig = dialled(address, TlsPolicy::First);
        assert_eq!(url(&mut rig), "tls://a:1");
        rig.hear(DEMANDED);
        assert!(!asks_for_tls(&mut rig));
        assert!(rig.sent().contains("\"tls_required\":true"));
    }
}

#[test]
fn a_server_without_tls_gets_no_credentials_where_it_is_required() {
    for (address, policy) in [
        ("tls://a:1", TlsPolicy::AsDemanded),
        ("nats://a:1", TlsPolicy::Required),
        ("ws://a:1", TlsPolicy::Required),
        ("ws://a:1", TlsPolicy::First),
    ] {
        let mut rig = dialled(address, policy);
        rig.hear(INFO);
        assert_eq!(rig.sent(), "");
        let error = end(&mut rig);
        assert_eq!(error, Some(ConnectionError::Greeting(GreetingError::TlsUnavailable)), "{address} {policy:?}");
    }
    let mut rig = dialled("wss://a:1", TlsPolicy::Required);
    rig.hear(INFO);
    assert!(rig.sent().contains("t0ken"));
}

#[test]
fn plain_text_behind_the_info_breaks_the_link() {
    for injected in ["+OK\r\n", "MSG a 1 2\r\nhi\r\n", "\r\n", "\x16\x03\x01", "PONG\r\n", "INFO {}\r\n"] {
        for apart in [false, true] {
            let mut rig = dialled("tls://a:1", TlsPolicy::AsDemanded);
            rig.subscribe("a", &SubscribeOptions::default());
            let info = format!("{DEMANDED}\r\n");
            if apart {
                rig.hear_frame(info.as_bytes());
                assert_eq!(rig.hear_frame(injected.as_bytes()), []);
            } else {
                assert_eq!(rig.hear_frame(format!("{info}{injected}").as_bytes()), []);
            }
            assert_eq!(rig.sent(), "");
            let error = end(&mut rig);
            assert_eq!(error, Some(ConnectionError::Greeting(GreetingError::BytesBeforeTls)), "{injected:?}");
            secure(&mut rig);
            assert_eq!(rig.sent(), "");
        }
    }
}

#[test]
fn over_tcp_a_server_introduces_itself_first() {
    for line in ["MSG a 1 2\r\nhi", "HMSG a 1 12 12\r\nNATS/1.0\r\n\r\n", "PING", "PONG", "+OK", "HTTP/1.1 400 Bad"] {
        let mut rig = dialled("nats://a:1", TlsPolicy::AsDemanded);
        rig.subscribe("a", &SubscribeOptions::default());
        assert_eq!(rig.hear(line), []);
        assert!(matches!(end(&mut rig), Some(ConnectionError::Protocol(_))), "{line}");
    }
    let mut rig = dialled("nats://a:1", TlsPolicy::AsDemanded);
    rig.hear("-ERR 'maximum connections exceeded'");
    assert!(matches!(end(&mut rig), Some(ConnectionError::Server(_))));
}

#[test]
fn the_info_may_be_cut_anywhere() {
    let info = format!("{DEMANDED}\r\n");
    for cut in 0..info.len() {
        for injected in ["", "P"] {
            let mut rig = dialled("tls://a:1", TlsPolicy::AsDemanded);
            rig.hear_frame(&info.as_bytes()[..cut]);
            assert!(!asks_for_tls(&mut rig));
            rig.hear_frame(format!("{}{injected}", &info[cut..]).as_bytes());
            let is_broken = !injected.is_empty();
            assert_eq!(end(&mut rig).is_some(), is_broken, "{cut}");
            if !is_broken {
                secure(&mut rig);
                assert!(rig.sent().starts_with("CONNECT"));
            }
        }
    }
    let mut rig = dialled("tls://a:1", TlsPolicy::AsDemanded);
    for byte in info.bytes() {
        rig.hear_frame(&[byte]);
    }
    assert!(asks_for_tls(&mut rig));
}

#[test]
fn an_upgrade_that_fails_is_a_dial_that_failed() {
    let mut rig = dialled("tls://a:1", TlsPolicy::AsDemanded);
    rig.hear(DEMANDED);
    rig.events();
    rig.session.handle_closed(rig.at(), rig.dial, "unknown issuer".to_string());
    assert_eq!(end(&mut rig), Some(ConnectionError::Refused("unknown issuer".to_string())));
    assert_eq!(rig.sent(), "");
}

#[test]
fn a_late_word_of_an_upgrade_is_harmless() {
    let mut rig = dialled("tls://a:1", TlsPolicy::AsDemanded);
    secure(&mut rig);
    assert_eq!(rig.sent(), "", "nothing was asked for");
    rig.hear(DEMANDED);
    rig.session.handle_secured(rig.at(), DialId::from_u32(7));
    assert_eq!(rig.sent(), "", "another dial's");
    secure(&mut rig);
    assert!(rig.sent().starts_with("CONNECT"));
}

#[test]
fn the_upgrade_shares_the_deadline_of_the_handshake() {
    let mut rig = dialled("tls://a:1", TlsPolicy::AsDemanded);
    rig.hear(DEMANDED);
    rig.events();
    rig.now = rig.session.poll_timeout().unwrap().as_millis();
    assert_eq!(rig.now, Config::default().connect_timeout);
    rig.session.handle_timeout(rig.at());
    let events = rig.events();
    assert!(events.iter().any(|event| matches!(event, Event::Hangup { .. })));
    assert!(matches!(events.last(), Some(Event::Closed { error: Some(ConnectionError::Timeout) })));
}

#[test]
fn a_silent_port_is_named_as_such() {
    let mut rig = dialled("nats://a:1", TlsPolicy::AsDemanded);
    rig.now = Config::default().connect_timeout;
    rig.session.handle_timeout(rig.at());
    assert_eq!(end(&mut rig), Some(ConnectionError::Greeting(GreetingError::Silent)));
    let mut rig = dialled("ws://a:1", TlsPolicy::AsDemanded);
    rig.now = Config::default().connect_timeout;
    rig.session.handle_timeout(rig.at());
    assert_eq!(end(&mut rig), Some(ConnectionError::Timeout));
}

#[test]
fn a_lost_link_is_upgraded_again() {
    let mut rig = dialled("nats://a:1", TlsPolicy::AsDemanded);
    rig.hear(DEMANDED);
    secure(&mut rig);
    rig.sent();
    rig.hear("PONG");
    rig.lose();
    rig.redial();
    rig.dial = DialId::from_u32(2);
    rig.session.handle_opened(rig.at(), rig.dial);
    rig.events();
    rig.hear(DEMANDED);
    assert!(asks_for_tls(&mut rig));
    assert_eq!(rig.sent(), "");
    secure(&mut rig);
    assert!(rig.sent().starts_with("CONNECT"));
}

#[test]
fn credentials_are_asked_for_after_the_upgrade() {
    let mut rig = Rig::new(|config| {
        config.servers = alloc::vec![ServerAddress::parse_native("tls://a:1").unwrap()];
        config.credentials = CredentialsSource::Ask;
    });
    rig.dial = DialId::from_u32(1);
    rig.session.handle_opened(rig.at(), rig.dial);
    rig.hear(DEMANDED);
    assert!(!rig.events().iter().any(|event| matches!(event, Event::CredentialsNeeded { .. })));
    secure(&mut rig);
    let nonce = rig.events().into_iter().find_map(|event| match event {
        Event::CredentialsNeeded { nonce, .. } => nonce,
        _ => None,
    });
    assert_eq!(nonce.as_deref(), Some("N"));
}

#[test]
fn gossip_stays_with_scheme_and_name() {
    let mut rig = dialled("tls://a.example:1", TlsPolicy::AsDemanded);
    assert_eq!(rig.session.tls_name(), "a.example");
    rig.events();
    rig.hear(r#"INFO {"proto":1,"tls_required":true,"connect_urls":["10.0.0.2:4222","b.example:4223","[::1]:1"]}"#);
    let added = rig.events().into_iter().find_map(|event| match event {
        Event::ServersChanged { added, .. } => Some(added),
        _ => None,
    });
    assert_eq!(added.unwrap(), ["tls://10.0.0.2:4222", "tls://b.example:4223", "tls://[::1]:1"]);
    secure(&mut rig);
    rig.hear("PONG");
    let mut names = Vec::new();
    for attempt in 2..6 {
        if rig.session.is_connected() {
            rig.lose();
        } else {
            rig.session.handle_closed(rig.at(), rig.dial, String::new());
        }
        rig.redial();
        rig.dial = DialId::from_u32(attempt);
        names.push((rig.session.server().to_string(), rig.session.tls_name().to_string()));
    }
    let expected = [
        ("10.0.0.2:4222", "a.example"),
        ("b.example:4223", "b.example"),
        ("[::1]:1", "a.example"),
        ("a.example:1", "a.example"),
    ];
    assert_eq!(names, expected.map(|(server, name)| (server.to_string(), name.to_string())));
}
