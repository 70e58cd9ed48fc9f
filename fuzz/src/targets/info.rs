//! INFO: the core's reading against a plain one by `serde_json`, and nothing but typed errors.

use nats_web_core::codec::info::{ServerInfo, parse_info};
use nats_web_core::codec::json::MAX_DEPTH;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

/// The JSON of an INFO, or something like it.
pub fn target(data: &[u8]) {
    let found = parse_info(data);
    if let Err(error) = &found {
        assert!(!error.to_string().is_empty());
    }
    let Some(members) = members(data) else {
        assert!(found.is_err(), "not an object, or not JSON");
        return;
    };
    for (_, value) in &members {
        match serde_json::from_str::<Value>(value.get()) {
            Ok(_) => {}
            // A limit of serde_json's, which looks no further: nothing is known of the rest.
            Err(error) if error.to_string().starts_with("number out of range") => return,
            Err(error) => {
                assert!(found.is_err(), "accepted: {error}");
                return;
            }
        }
    }
    let deepest = members.iter().map(|(_, value)| depth(value.get())).max().unwrap_or(0);
    match (found, naive(&members)) {
        (Ok(found), Some(wanted)) => assert_eq!(found, wanted),
        (Ok(found), None) => panic!("a field of the wrong type passed: {found:?}"),
        (Err(error), Some(_)) => assert!(deepest + 1 > MAX_DEPTH, "{error}"),
        (Err(_), None) => {}
    }
}

/// The members of the object in `data`, duplicates included, their values looked at only in passing; `None` if there is
/// no object.
fn members(data: &[u8]) -> Option<Vec<(String, Box<RawValue>)>> {
    struct Pairs;
    impl<'de> Visitor<'de> for Pairs {
        type Value = Vec<(String, Box<RawValue>)>;

        fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut pairs = Vec::new();
            while let Some(pair) = map.next_entry()? {
                pairs.push(pair);
            }
            Ok(pairs)
        }
    }
    let mut deserializer = serde_json::Deserializer::from_slice(data);
    let pairs = deserializer.deserialize_map(Pairs).ok()?;
    deserializer.end().ok()?;
    Some(pairs)
}

/// How deep a well-formed text is nested: the most brackets open at once, those in strings left out.
fn depth(text: &str) -> u32 {
    let (mut open, mut most, mut in_string, mut escaped) = (0_u32, 0, false, false);
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            '[' | '{' if !in_string => open += 1,
            ']' | '}' if !in_string => open -= 1,
            _ => {}
        }
        most = most.max(open);
    }
    most
}

/// The fields, read one after the other; `None` if one has a value it must not have.
fn naive(members: &[(String, Box<RawValue>)]) -> Option<ServerInfo> {
    let mut info = ServerInfo::default();
    for (key, value) in members {
        let raw = value.get();
        if raw == "null" {
            continue;
        }
        match key.as_str() {
            "server_id" => info.server_id = read(raw)?,
            "server_name" => info.server_name = read(raw)?,
            "version" => info.version = read(raw)?,
            "nonce" => info.nonce = Some(read(raw)?),
            "headers" => info.headers = read(raw)?,
            "ldm" => info.lame_duck = read(raw)?,
            "auth_required" => info.auth_required = read(raw)?,
            "tls_required" => info.tls_required = read(raw)?,
            "tls_available" => info.tls_available = read(raw)?,
            "jetstream" => info.jetstream = read(raw)?,
            "proto" => info.proto = integer(raw)?,
            "client_id" => info.client_id = integer(raw)?,
            "max_payload" => info.max_payload = integer(raw)?,
            "connect_urls" => {
                let urls: Vec<Option<String>> = read(raw)?;
                info.connect_urls = urls.into_iter().flatten().collect();
            }
            _ => {}
        }
    }
    Some(info)
}

fn read<T: serde::de::DeserializeOwned>(raw: &str) -> Option<T> {
    serde_json::from_str(raw).ok()
}

/// An integer of at most 19 digits; 0 for one below.
fn integer(raw: &str) -> Option<u64> {
    let digits = raw.strip_prefix('-').unwrap_or(raw);
    let is_integer = digits.len() <= 19 && digits.chars().all(|c| c.is_ascii_digit());
    match raw.parse::<i128>() {
        Ok(integer) if is_integer => u64::try_from(integer.max(0)).ok(),
        _ => None,
    }
}
