//! Buckets: names, keys and filters against plain rules, subjects that lead back to their keys, and what headers mean.

use nats_web_core::subject::{check_publish, check_subscribe};
use nats_web_jetstream::kv::entry::Operation;
use nats_web_jetstream::kv::keys::{Keyspace, Mirror, check_bucket, check_filter, check_key};
use nats_web_jetstream::kv::watch::{Include, config};
use serde_json::Value;

use crate::input::Input;

/// A length, a bucket's name of that length, and a key or filter.
pub fn target(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (first, rest) = text.split_at_checked(1).unwrap_or_default();
    let length = first.bytes().next().map_or(0, usize::from) % 16;
    let (bucket, key) = rest.split_at_checked(length).unwrap_or((rest, rest));
    check_names(bucket, key);
    check_subjects(bucket, key);
    check_watch(key);
    check_headers(&mut Input::new(data));
}

fn check_names(bucket: &str, key: &str) {
    let is_word = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    assert_eq!(check_bucket(bucket).is_ok(), !bucket.is_empty() && bucket.chars().all(is_word));
    let is_part = |part: &str| !part.is_empty() && part.chars().all(|c| is_word(c) || "/=".contains(c));
    assert_eq!(check_key(key).is_ok(), key.split('.').all(is_part));
    let parts: Vec<&str> = key.split('.').collect();
    let last = parts.len() - 1;
    let is_filter = |(at, part): (usize, &&str)| is_part(part) || *part == "*" || (*part == ">" && at == last);
    assert_eq!(check_filter(key).is_ok(), parts.iter().enumerate().all(is_filter), "{key}");
}

/// A sound key is a sound subject in each bucket, and can be read from it.
fn check_subjects(bucket: &str, key: &str) {
    let mirror = Mirror { stream: "KV_origin", external: "$JS.hub.API" };
    for (api, mirror) in [("$JS.API", None), ("$JS.hub.API", None), ("$JS.API", Some(mirror))] {
        let Ok(keys) = Keyspace::new(bucket, api, mirror) else {
            assert!(check_bucket(bucket).is_err());
            continue;
        };
        let subject = [keys.read(), key].concat();
        assert_eq!(keys.key_of(&subject), Some(key).filter(|key| !key.is_empty()));
        let is_in_bucket = subject == format!("$KV.{}.{key}", if mirror.is_some() { "origin" } else { bucket });
        assert!(is_in_bucket && keys.write().ends_with(keys.read()));
        if check_key(key).is_ok() {
            assert_eq!(check_publish([keys.write(), key].concat().as_bytes()), Ok(()));
        }
        if check_filter(key).is_ok() {
            assert_eq!(check_subscribe(subject.as_bytes()), Ok(()));
        }
    }
}

/// The configuration of a watch is JSON that has the filters, and exists for sound ones alone.
fn check_watch(filter: &str) {
    let filters = Value::from(vec![filter, "sound"]).to_string();
    let made = config("$KV.b.", filters.as_bytes(), Include::History, true);
    assert_eq!(made.is_ok(), check_filter(filter).is_ok());
    if let Ok(made) = made {
        let json: Value = serde_json::from_slice(&made).expect("JSON");
        assert_eq!(json["filter_subjects"], Value::from(vec![format!("$KV.b.{filter}"), "$KV.b.sound".to_owned()]));
    }
}

fn check_headers(input: &mut Input<'_>) {
    let any = input.text();
    let operation = input.pick(&["", "PUT", "DEL", "PURGE", "del", any.as_str()]);
    let reason = input.pick(&["", "MaxAge", "Purge", "Remove", "maxage", any.as_str()]);
    let wanted = if operation == "DEL" || (operation != "PURGE" && reason == "Remove") {
        Operation::Delete
    } else if operation == "PURGE" || reason == "MaxAge" || reason == "Purge" {
        Operation::Purge
    } else {
        Operation::Put
    };
    assert_eq!(Operation::new(operation, reason), wanted, "{operation} {reason}");
}
