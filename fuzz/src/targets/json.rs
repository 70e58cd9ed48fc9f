//! The JSON scanner, with `serde_json` as oracle.

use nats_web_core::codec::json::{Integer, JsonError, JsonErrorKind, JsonType, MAX_DEPTH, Scanner};
use serde_json::Value;

use crate::input::Input;

/// A JSON text, or something like it.
pub fn target(data: &[u8]) {
    let mut scanner = Scanner::new(data);
    let scanned = value(&mut scanner).and_then(|tree| scanner.finish().map(|()| tree));
    let mut skipper = Scanner::new(data);
    let skipped = skipper.skip().and_then(|()| skipper.finish());
    assert_eq!(scanned.as_ref().err(), skipped.as_ref().err(), "reading and skipping refuse the same");
    match (&scanned, serde_json::from_slice::<Value>(data)) {
        (Ok(found), Ok(wanted)) => {
            assert!(same(found, &wanted), "{found:?} is not {wanted}");
            assert!(depth(&wanted) <= MAX_DEPTH);
        }
        // A limit of serde_json's: the scanner steps over numbers of any size.
        (Ok(_), Err(error)) => assert!(error.to_string().starts_with("number out of range"), "accepted: {error}"),
        (Err(error), Ok(wanted)) => {
            assert!(error.kind == JsonErrorKind::TooDeep && depth(&wanted) > MAX_DEPTH, "refused: {error}");
        }
        (Err(error), Err(_)) => assert!(error.at <= data.len()),
    }
    any_calls_in_any_order(data);
}

/// What was scanned.
#[derive(Debug)]
enum Tree {
    Null,
    Bool(bool),
    /// None if it is no integer that fits.
    Number(Option<Integer>),
    String(String),
    Array(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

fn value(scanner: &mut Scanner<'_>) -> Result<Tree, JsonError> {
    Ok(match scanner.peek()? {
        JsonType::Null => {
            scanner.null()?;
            Tree::Null
        }
        JsonType::Bool => Tree::Bool(scanner.boolean()?),
        JsonType::Number => {
            let integer = scanner.clone().integer();
            scanner.skip()?;
            Tree::Number(match integer {
                Ok(integer) => Some(integer),
                Err(JsonError { kind: JsonErrorKind::NotAnInteger, .. }) => None,
                Err(error) => panic!("skipped, but not read: {error}"),
            })
        }
        JsonType::String => Tree::String(scanner.string()?.into_owned()),
        JsonType::Array => {
            let mut elements = Vec::new();
            scanner.open_array()?;
            while scanner.next_element()? {
                elements.push(value(scanner)?);
            }
            Tree::Array(elements)
        }
        JsonType::Object => {
            let mut members = Vec::new();
            scanner.open_object()?;
            while let Some(key) = scanner.next_key()? {
                members.push((key.into_owned(), value(scanner)?));
            }
            Tree::Object(members)
        }
    })
}

fn same(found: &Tree, wanted: &Value) -> bool {
    match (found, wanted) {
        (Tree::Null, Value::Null) => true,
        (Tree::Bool(found), Value::Bool(wanted)) => found == wanted,
        (Tree::String(found), Value::String(wanted)) => found == wanted,
        (Tree::Array(found), Value::Array(wanted)) => {
            found.len() == wanted.len() && found.iter().zip(wanted).all(|(found, wanted)| same(found, wanted))
        }
        (Tree::Object(found), Value::Object(wanted)) => {
            // Of duplicate keys the last counts.
            let known = |key: &String| found.iter().any(|(name, _)| name == key);
            let last = |key: &String| found.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value);
            wanted.keys().all(known)
                && found.iter().all(|(key, _)| wanted.contains_key(key))
                && wanted.iter().all(|(key, value)| last(key).is_some_and(|found| same(found, value)))
        }
        (Tree::Number(found), Value::Number(wanted)) => match (found, wanted.as_u64(), wanted.as_i64()) {
            (Some(found), Some(wanted), _) => *found == Integer { negative: false, magnitude: wanted },
            (Some(found), None, Some(wanted)) => *found == Integer { negative: true, magnitude: wanted.unsigned_abs() },
            // Zero with a sign, and what is below the least i64, are floats to serde_json.
            (Some(found), None, None) => found.negative && wanted.as_f64() == Some(-(found.magnitude as f64)),
            (None, Some(wanted), _) => wanted >= 10_u64.pow(19),
            (None, None, Some(_)) => false,
            (None, None, None) => true,
        },
        _ => false,
    }
}

/// How deeply arrays and objects are nested.
fn depth(value: &Value) -> u32 {
    match value {
        Value::Array(elements) => 1 + elements.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// Whatever a caller does with it, the scanner neither panics nor loses its way in the text.
fn any_calls_in_any_order(data: &[u8]) {
    let mut scanner = Scanner::new(data);
    let mut choices = Input::new(data);
    while !choices.is_empty() {
        let fault = match choices.below(9) {
            0 => scanner.peek().map(drop),
            1 => scanner.open_object(),
            2 => scanner.open_array(),
            3 => scanner.next_key().map(drop),
            4 => scanner.next_element().map(drop),
            5 => scanner.string().map(drop),
            6 => scanner.boolean().map(drop),
            7 => scanner.integer().map(drop),
            _ => scanner.skip(),
        };
        assert!(fault.err().is_none_or(|error| error.at <= data.len()));
    }
}
