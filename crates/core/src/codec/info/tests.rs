#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a panic is how a test fails"
)]

use super::{InfoError, ServerInfo, parse_info};
use crate::Rng;
use crate::codec::json::JsonError;
use alloc::{borrow::ToOwned, format, string::ToString, vec};

/// As nats-server 2.15 sends it, shortened.
const REAL: &str = r#"{"server_id":"NDABC","server_name":"n1","version":"2.15.2","proto":1,"git_commit":"1f2e3d",
    "go":"go1.26","host":"127.0.0.1","port":4222,"headers":true,"tls_available":true,"max_payload":1048576,
    "jetstream":true,"client_id":18446,"client_ip":"127.0.0.1","nonce":"a-b_c","xkey":"XA","cluster":"c1",
    "connect_urls":["127.0.0.1:4222","[::1]:4222"],"feature_flags":{"a":[1.5,null]},"api_lvl":3} "#;

fn real() -> ServerInfo {
    ServerInfo {
        server_id: "NDABC".to_owned(),
        server_name: "n1".to_owned(),
        version: "2.15.2".to_owned(),
        proto: 1,
        headers: true,
        max_payload: 1_048_576,
        client_id: 18_446,
        nonce: Some("a-b_c".to_owned()),
        connect_urls: vec!["127.0.0.1:4222".to_owned(), "[::1]:4222".to_owned()],
        tls_available: true,
        jetstream: true,
        ..ServerInfo::default()
    }
}

#[test]
fn reads_a_real_info() {
    assert_eq!(parse_info(REAL.as_bytes()), Ok(real()));
}

#[test]
fn what_is_missing_or_null_has_its_default() {
    assert_eq!(parse_info(b"{}"), Ok(ServerInfo::default()));
    let nulls = br#"{"server_id":null,"server_name":null,"version":null,"proto":null,"headers":null,"max_payload":null,
        "client_id":null,"nonce":null,"connect_urls":null,"ldm":null,"auth_required":null,"tls_required":null,
        "tls_available":null,"jetstream":null}"#;
    assert_eq!(parse_info(nulls), Ok(ServerInfo::default()));
}

#[test]
fn reads_every_flag_by_its_own_name() {
    let info = |name: &str| parse_info(format!("{{\"{name}\":true}}").as_bytes()).unwrap();
    assert!(info("ldm").lame_duck);
    assert!(info("auth_required").auth_required);
    assert!(info("tls_required").tls_required);
    assert!(info("tls_available").tls_available);
    assert!(info("headers").headers);
    assert!(info("jetstream").jetstream);
    for name in ["LDM", "lame_duck", "Headers", "unknown"] {
        assert_eq!(info(name), ServerInfo::default(), "{name}");
    }
}

#[test]
fn of_duplicates_the_last_wins() {
    let info =
        parse_info(br#"{"max_payload":1,"connect_urls":["a:1"],"max_payload":2,"connect_urls":["b:2"]}"#).unwrap();
    assert_eq!((info.max_payload, info.connect_urls), (2, vec!["b:2".to_owned()]));
    let info = parse_info(br#"{"nonce":"x","nonce":null}"#).unwrap();
    assert_eq!(info.nonce.as_deref(), Some("x"), "null is no value");
}

#[test]
fn a_number_of_zero_or_less_is_zero() {
    for value in ["0", "-0", "-1", "-1048576"] {
        let json = format!("{{\"max_payload\":{value},\"proto\":{value},\"client_id\":{value}}}");
        assert_eq!(parse_info(json.as_bytes()), Ok(ServerInfo::default()), "{value}");
    }
}

#[test]
fn a_field_of_the_wrong_type_is_named() {
    for (field, values) in [
        ("server_id", &["1", "true", "[]", "{}"][..]),
        ("server_name", &["1"]),
        ("version", &["2.15"]),
        ("proto", &["\"1\"", "1.5"]),
        ("headers", &["1", "\"true\""]),
        ("max_payload", &["\"1\"", "1e6", "1048576.0", "99999999999999999999", "true"]),
        ("client_id", &["\"7\"", "1.0"]),
        ("nonce", &["1", "[]"]),
        ("connect_urls", &["\"a:1\"", "[1]", "[[]]", "{}"]),
        ("ldm", &["0"]),
        ("auth_required", &["0"]),
        ("tls_required", &["0"]),
        ("tls_available", &["0"]),
        ("jetstream", &["0"]),
    ] {
        for value in values {
            let json = format!("{{\"{field}\":{value}}}");
            assert_eq!(parse_info(json.as_bytes()), Err(InfoError::BadField(field)), "{json}");
        }
    }
}

#[test]
fn what_is_no_json_object_is_refused() {
    for json in ["", "[]", "null", "\"x\"", "{\"max_payload\":01}", "{\"headers\":tru}", "{} x", "HTTP/1.1 400"] {
        assert!(matches!(parse_info(json.as_bytes()), Err(InfoError::Malformed(_))), "{json}");
    }
    let error = parse_info(b"{\"nonce\":\"\xff\"}").unwrap_err();
    assert_eq!(error, InfoError::Malformed(JsonError::NotUtf8));
    assert_eq!(error.to_string(), "INFO: JSON string is not UTF-8");
}

#[test]
fn every_cut_is_refused_and_no_damage_panics() {
    let text = REAL.trim_ascii().as_bytes();
    for length in 0..text.len() {
        assert!(parse_info(&text[..length]).is_err(), "{length}");
    }
    let seed = 0x696e_666f;
    let mut rng = Rng::new(seed);
    let mut refused = 0;
    for _ in 0..20_000 {
        let mut damaged = text.to_vec();
        let at = rng.below(damaged.len() as u64) as usize;
        damaged[at] = rng.below(256) as u8;
        refused += u32::from(parse_info(&damaged).is_err());
    }
    assert!(refused > 5_000, "seed {seed}: {refused} refused");
}
