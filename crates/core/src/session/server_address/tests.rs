#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic is how a test fails")]

use super::AddressError::{BadHost, BadPort, Empty, EmptyHost, UnknownScheme, Whitespace};
use super::{AddressError, ServerAddress, default_address};
use crate::Rng;
use alloc::{format, string::String, vec::Vec};
use core::net::Ipv6Addr;

fn parse(text: &str) -> Result<ServerAddress, AddressError> {
    ServerAddress::parse(text, None)
}

fn url(text: &str) -> String {
    parse(text).unwrap().url()
}

#[test]
fn scheme_decides_encryption_and_default_port() {
    for (text, expected) in [
        ("demo", "wss://demo:443/"),
        ("demo:4222", "wss://demo:4222/"),
        ("ws://demo", "ws://demo:80/"),
        ("http://demo", "ws://demo:80/"),
        ("nats://demo", "ws://demo:80/"),
        ("wss://demo", "wss://demo:443/"),
        ("https://demo", "wss://demo:443/"),
        ("tls://demo", "wss://demo:443/"),
        ("WS://DEMO:8", "ws://demo:8/"),
        ("ws://demo:443", "ws://demo:443/"),
        ("wss://demo:80", "wss://demo:80/"),
        ("https://demo:80", "wss://demo:80/"),
        ("nats://demo:4222/", "ws://demo:4222/"),
        ("ws://demo:", "ws://demo:80/"),
        ("ws://demo:0080", "ws://demo:80/"),
    ] {
        assert_eq!(url(text), expected, "{text}");
    }
}

#[test]
fn the_caller_may_choose_what_no_scheme_means() {
    let url = |text, encrypted| ServerAddress::parse(text, encrypted).unwrap().url();
    assert_eq!(url("demo", Some(false)), "ws://demo:80/");
    assert_eq!(url("demo:1", Some(false)), "ws://demo:1/");
    assert_eq!(url("demo", Some(true)), "wss://demo:443/");
    assert_eq!(url("wss://demo", Some(false)), "wss://demo:443/");
    assert_eq!(url("ws://demo", Some(true)), "ws://demo:80/");
}

#[test]
fn path_and_query_stay_and_the_fragment_goes() {
    for (text, expected) in [
        ("demo:9222/p?x=1", "wss://demo:9222/p?x=1"),
        ("demo/", "wss://demo:443/"),
        ("wss://demo?x=y", "wss://demo:443/?x=y"),
        ("wss://demo#frag", "wss://demo:443/"),
        ("wss://demo/a/b/?q=1&r=%20#frag", "wss://demo:443/a/b/?q=1&r=%20"),
        ("wss://demo/?to=ws://other:1/", "wss://demo:443/?to=ws://other:1/"),
        ("demo?to=ws://other:1/", "wss://demo:443/?to=ws://other:1/"),
        ("demo/a@b", "wss://demo:443/a@b"),
        ("demo/ü?<\">", "wss://demo:443/%C3%BC?%3C%22%3E"),
    ] {
        assert_eq!(url(text), expected, "{text}");
    }
}

#[test]
fn hosts_are_names_or_ip_addresses() {
    for (text, listen, host) in [
        ("localhost:4222", "localhost:4222", "localhost"),
        ("1.2.3.4", "1.2.3.4:443", "1.2.3.4"),
        ("my_host-1.Example.com:1", "my_host-1.example.com:1", "my_host-1.example.com"),
        ("1.example:1", "1.example:1", "1.example"),
        ("größe.de:1", "größe.de:1", "größe.de"),
        ("::1", "[::1]:443", "::1"),
        ("::", "[::]:443", "::"),
        ("[::1]", "[::1]:443", "::1"),
        ("[::1]:4222", "[::1]:4222", "::1"),
        ("ws://[::1]:4222/a", "[::1]:4222", "::1"),
        ("ws://::1/a", "[::1]:80", "::1"),
        ("[FE80:0:0:0:0:0:0:00A1]:1", "[fe80:0:0:0:0:0:0:00a1]:1", "fe80:0:0:0:0:0:0:00a1"),
        ("2001:db8::1:2", "[2001:db8::1:2]:443", "2001:db8::1:2"),
        ("[1:2:3:4:5:6:7:8]", "[1:2:3:4:5:6:7:8]:443", "1:2:3:4:5:6:7:8"),
        ("::ffff:1.2.3.4", "1.2.3.4:443", "1.2.3.4"),
        ("[::FFFF:1.2.3.4]:22", "1.2.3.4:22", "1.2.3.4"),
        ("[::ffff:102:304]:22", "[::ffff:102:304]:22", "::ffff:102:304"),
        ("ws://[::ffff:255.0.10.100]", "255.0.10.100:80", "255.0.10.100"),
    ] {
        let address = parse(text).unwrap();
        assert_eq!((address.listen().as_str(), address.host()), (listen, host), "{text}");
        assert_eq!(url(&address.url()), address.url(), "{text}");
        assert!(listen.ends_with(&format!(":{}", address.port())), "{text}");
    }
}

#[test]
fn space_around_is_ignored() {
    assert_eq!(url(" \t demo:1 \r\n"), "wss://demo:1/");
}

#[test]
fn faults_are_named() {
    for (text, error) in [
        ("", Empty),
        (" \t\n", Empty),
        ("de mo", Whitespace),
        ("demo:1 , other:2", Whitespace),
        ("demo/a b", Whitespace),
        ("demo/a\r\nHost: x", Whitespace),
        ("de\0mo", Whitespace),
        ("wss:// demo", Whitespace),
        ("foo://demo", UnknownScheme),
        ("://demo", UnknownScheme),
        ("wss://", EmptyHost),
        ("wss:///path", EmptyHost),
        (":4222", EmptyHost),
        ("user:pass@", EmptyHost),
        ("wss://user:pass@:1", EmptyHost),
        ("demo:0", BadPort),
        ("demo:65536", BadPort),
        ("demo:99999999999999999999", BadPort),
        ("demo:abc", BadPort),
        ("demo:+1", BadPort),
        ("demo:-1", BadPort),
        ("[::1]4222", BadPort),
        ("[::1]:x", BadPort),
        ("[::1", BadHost),
        ("[demo]", BadHost),
        ("[]", BadHost),
        ("[1.2.3.4]", BadHost),
        ("a:1,b:2", BadHost),
        ("1:2:3:4:5:6:7:8:9:10", BadHost),
        ("::12345", BadHost),
        ("[abcd]", BadHost),
        ("[::ffff:1.2.3.256]", BadHost),
        ("[1::ffff:1.2.3.4]", BadHost),
        ("fe80::1%eth0", BadHost),
        ("[fe80::1%25eth0]", BadHost),
        ("a%20b", BadHost),
        ("de\\mo", BadHost),
        ("<demo>", BadHost),
        ("1.2.3.999", BadHost),
        ("1.2.3", BadHost),
        ("1.2.3.04", BadHost),
        ("1.2.3.4.5", BadHost),
        ("1", BadHost),
    ] {
        assert_eq!(parse(text).unwrap_err(), error, "{text:?}");
    }
}

#[test]
fn credentials_are_dropped_and_never_shown() {
    for text in
        ["ws://user:s3cret@demo:1/x", "user:s3cret@demo:1/x", "ws://s3cret@demo:1/x", "ws://a:s3cret@b:s3cret@demo:1/x"]
    {
        let address = parse(text).unwrap();
        assert!(address.url().ends_with("://demo:1/x"), "{text}");
        assert_eq!(address.listen(), "demo:1");
    }
    let error = parse("ws://user:s3cret@de%mo").unwrap_err();
    assert!(!format!("{error} {error:?}").contains("s3cret"));
    let address = parse("wss://u:s3cret@demo/s3cret?token=s3cret").unwrap();
    assert_eq!(format!("{address:?}"), "wss://demo:443");
}

#[test]
fn gossip_inherits_scheme_path_and_query() {
    let from = parse("ws://proxy:8080/nats?x=y").unwrap();
    let gossiped = |text| ServerAddress::gossiped(text, &from).map(|address| address.url());
    assert_eq!(gossiped("10.0.0.2:4222").as_deref(), Ok("ws://10.0.0.2:4222/nats?x=y"));
    assert_eq!(gossiped("[::1]:9").as_deref(), Ok("ws://[::1]:9/nats?x=y"));
    assert_eq!(gossiped("[::ffff:1.2.3.4]:9").as_deref(), Ok("ws://1.2.3.4:9/nats?x=y"));
    assert_eq!(gossiped("other").as_deref(), Ok("ws://other:80/nats?x=y"));
    for text in ["", "a b:1", "host:port", "wss://other:1", "other:1/path", "u:p@other:1", "a:1\r\n:2"] {
        assert!(gossiped(text).is_err(), "{text:?}");
    }
    let encrypted = parse("wss://proxy").unwrap();
    assert_eq!(ServerAddress::gossiped("other", &encrypted).unwrap().url(), "wss://other:443/");
}

#[test]
fn same_server_looks_at_host_and_port_only() {
    let same = |a, b| parse(a).unwrap().same_server(&parse(b).unwrap());
    assert!(same("ws://demo:1/a?b", "wss://DEMO:1"));
    assert!(same("[::A]:1", "ws://[::a]:1/x"));
    assert!(!same("demo:1", "demo:2"));
    assert!(!same("demo:1", "other:1"));
}

#[test]
fn defaults_are_local_and_encrypted() {
    assert_eq!(default_address().url(), "wss://127.0.0.1:4222/");
    assert!(default_address().is_encrypted());
}

#[test]
fn ipv6_stays_as_the_standard_library_writes_it() {
    let seed = 0x6970_7636;
    let mut rng = Rng::new(seed);
    for round in 0..20_000 {
        let mut groups = [0_u16; 8];
        for group in &mut groups {
            let bits = rng.next_u64() as u16;
            *group = [0, bits, bits & 0xf, bits & 0xfff][rng.below(4) as usize];
        }
        groups[0] |= 0x2000;
        let standard = format!("{}", Ipv6Addr::from(groups));
        assert_eq!(parse(&standard).unwrap().host(), standard, "seed {seed}, round {round}");
    }
}

#[test]
fn no_text_panics_and_what_parses_reads_back() {
    let seed = 0x6164_6472;
    let mut rng = Rng::new(seed);
    let pieces =
        ["ws", "wss", "://", ":", "[", "]", "::", "1", "4222", "/", "?", "#", "@", "demo", ".", "ü", "%", "ffff", " "];
    let mut sound = 0;
    for round in 0..100_000 {
        let length = rng.below(9);
        let picked: Vec<&str> = (0..length).map(|_| pieces[rng.below(pieces.len() as u64) as usize]).collect();
        let text = picked.concat();
        if let Ok(address) = parse(&text) {
            assert_eq!(parse(&address.url()).as_ref(), Ok(&address), "seed {seed}, round {round}: {text}");
            let endpoint = ServerAddress::gossiped(&address.listen(), &address);
            assert_eq!(endpoint.as_ref(), Ok(&address), "seed {seed}, round {round}: {text}");
            sound += 1;
        }
    }
    assert!(sound > 10_000, "{sound} sound");
}

#[cfg(feature = "tcp")]
#[test]
fn a_native_face_has_tcp_beside_web_sockets() {
    for (text, url, is_tcp, is_encrypted) in [
        ("demo", "nats://demo:4222", true, false),
        ("demo:1", "nats://demo:1", true, false),
        ("user:secret@demo", "nats://demo:4222", true, false),
        ("::1", "nats://[::1]:4222", true, false),
        ("nats://demo/path?query#fragment", "nats://demo:4222", true, false),
        ("TLS://Demo", "tls://demo:4222", true, true),
        ("tls://[::1]:9", "tls://[::1]:9", true, true),
        ("ws://demo", "ws://demo:80/", false, false),
        ("wss://demo/path?query", "wss://demo:443/path?query", false, true),
    ] {
        let address = ServerAddress::parse_native(text).unwrap();
        assert_eq!(address.url(), url, "{text}");
        assert_eq!((address.is_tcp(), address.is_encrypted()), (is_tcp, is_encrypted), "{text}");
        assert_eq!(ServerAddress::parse_native(&address.url()).as_ref(), Ok(&address), "{text}");
        assert!(url.starts_with(&format!("{address:?}")), "{text}");
    }
    for text in ["http://demo", "https://demo", "foo://demo", "://demo"] {
        assert_eq!(ServerAddress::parse_native(text), Err(UnknownScheme), "{text}");
    }
    assert_eq!(ServerAddress::parse_native(""), Err(Empty));
    assert_eq!(ServerAddress::parse_native("nats://"), Err(EmptyHost));
}

#[cfg(feature = "tcp")]
#[test]
fn a_certificate_is_for_the_name_that_led_there() {
    let first = ServerAddress::parse_native("tls://nats.example").unwrap();
    let by_address = ServerAddress::gossiped("10.0.0.2:4222", &first).unwrap();
    assert_eq!(by_address.tls_name(), "nats.example");
    assert_eq!(ServerAddress::gossiped("[::1]:1", &by_address).unwrap().tls_name(), "nats.example");
    assert_eq!(ServerAddress::gossiped("b.example:1", &by_address).unwrap().tls_name(), "b.example");
    let nameless = ServerAddress::parse_native("tls://10.0.0.1").unwrap();
    assert_eq!(ServerAddress::gossiped("10.0.0.2:1", &nameless).unwrap().tls_name(), "10.0.0.2");
}
