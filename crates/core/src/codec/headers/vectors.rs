//! What `vectors.json` says, which the JavaScript face passes too.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic, reason = "a panic is how a test fails")]

use super::{HeaderError, HeaderMap, entries, status, validate};
use alloc::collections::BTreeMap;
use alloc::{format, string::String, vec::Vec};
use serde_json::Value;

fn vectors() -> Value {
    serde_json::from_slice(include_bytes!("vectors.json")).unwrap()
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn pair(value: &Value) -> (&str, &str) {
    (text(&value[0]), text(&value[1]))
}

/// `[code, description]`, if the vector has one.
fn status_in(vector: &Value) -> Option<(u64, &str)> {
    let status = vector.get("status")?;
    Some((status[0].as_u64().unwrap(), text(&status[1])))
}

fn block_in(vector: &Value) -> Vec<u8> {
    match vector.get("bytes") {
        Some(bytes) => text(bytes).chars().map(|byte| u8::try_from(byte).unwrap()).collect(),
        None => text(&vector["block"]).into(),
    }
}

#[test]
fn received_blocks_are_read() {
    for vector in array(&vectors()["received"]) {
        let about = text(&vector["about"]);
        let block = block_in(vector);
        let map = HeaderMap::parse(&block);
        assert_eq!(map.status().map(|(code, text)| (u64::from(code), text)), status_in(vector), "{about}");
        let expected: Vec<_> = array(&vector["entries"]).iter().map(pair).collect();
        assert_eq!(map.iter().collect::<Vec<_>>(), expected, "{about}");
        let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(status(&block).map(|(code, text)| (code, lossy(text))).is_some(), map.status().is_some(), "{about}");
        let raw: Vec<_> = entries(&block).map(|(name, value)| (lossy(name), lossy(value))).collect();
        assert_eq!(raw.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect::<Vec<_>>(), expected);
        let mut values: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (name, value) in expected {
            values.entry(name).or_default().push(value);
        }
        for (name, values) in values {
            assert_eq!(map.values(name).collect::<Vec<_>>(), values, "{about}");
            assert_eq!((map.get(name), map.last(name)), (values.first().copied(), values.last().copied()), "{about}");
        }
    }
}

#[test]
fn what_is_sent_is_written() {
    for vector in array(&vectors()["sent"]) {
        let mut map = HeaderMap::new();
        for (name, value) in array(&vector["entries"]).iter().map(pair) {
            map.append(name, value).unwrap();
        }
        if let Some((code, description)) = status_in(vector) {
            map.set_status(code.try_into().unwrap(), description).unwrap();
        }
        if let Some((name, value)) = vector.get("set").map(pair) {
            map.insert(name, value).unwrap();
        }
        let mut block = Vec::new();
        map.encode(&mut block);
        assert_eq!(String::from_utf8(block).unwrap(), text(&vector["block"]), "{}", text(&vector["about"]));
    }
}

#[test]
fn what_could_not_be_sent_is_refused() {
    for vector in array(&vectors()["refused"]) {
        let mut map = HeaderMap::new();
        map.append("a", "kept").unwrap();
        let before = map.clone();
        let refusals = if let Some((name, value)) = vector.get("entry").map(pair) {
            [map.append(name, value), map.insert(name, value)]
        } else {
            let (code, description) = status_in(vector).unwrap();
            // A code of more than 16 bits cannot even be said.
            [u16::try_from(code).map_or(Err(HeaderError::BadStatus), |code| map.set_status(code, description)); 2]
        };
        for refusal in refusals {
            assert_eq!(format!("{:?}", refusal.unwrap_err()), text(&vector["error"]), "{}", text(&vector["about"]));
        }
        assert_eq!(map, before);
    }
    assert_eq!(HeaderMap::new().set_status(0, "x"), Err(HeaderError::BadStatus));
}

#[test]
fn blocks_are_checked_before_they_are_sent() {
    let vectors = vectors();
    for block in array(&vectors["sound"]) {
        assert_eq!(validate(text(block).as_bytes()), Ok(()), "{block}");
    }
    for (block, error) in array(&vectors["unsound"]).iter().map(pair) {
        assert_eq!(format!("{:?}", validate(block.as_bytes()).unwrap_err()), error, "{block:?}");
    }
    assert_eq!(validate(b""), Err(HeaderError::NoVersion));
}
