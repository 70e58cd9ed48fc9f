//! The JSON scanner, with `serde_json` as oracle.

use nats_web_core::codec::json::{self, Integer, JsonError, MAX_DEPTH, Scanner};
use serde_json::Value;

use crate::input::Input;

/// A JSON text, or something like it.
pub fn target(data: &[u8]) {
    let mut scanner = Scanner::new(data);
    let tree = value(&mut scanner, MAX_DEPTH + 1);
    let scanned = scanner.finish().map(|()| tree);
    let mut skipper = Scanner::new(data);
    skipper.skip();
    assert_eq!(scanned.as_ref().err(), skipper.finish().as_ref().err(), "reading and skipping refuse the same");
    match (&scanned, serde_json::from_slice::<Value>(data)) {
        (Ok(found), Ok(wanted)) => {
            assert!(same(found, &wanted), "{found:?} is not {wanted}");
            assert!(depth(&wanted) <= MAX_DEPTH);
        }
        // A limit of serde_json's: the scanner steps over numbers of any size.
        (Ok(_), Err(error)) => assert!(error.to_string().starts_with("number out of range"), "accepted: {error}"),
        (Err(error), Ok(wanted)) => {
            assert!(*error == JsonError::TooDeep && depth(&wanted) > MAX_DEPTH, "refused: {error}");
        }
        (Err(error), Err(_)) => assert!(!error.to_string().is_empty()),
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

/// A value and at most `depth` levels of what is in it.
fn value(scanner: &mut Scanner<'_>, depth: u32) -> Tree {
    match scanner.value() {
        json::Value::Null => Tree::Null,
        json::Value::Bool(value) => Tree::Bool(value),
        json::Value::Number(value) => Tree::Number(value),
        json::Value::String(value) => Tree::String(value),
        json::Value::Array => {
            assert!(depth > 0, "arrays and objects go no deeper");
            let mut elements = Vec::new();
            while scanner.next_element() {
                elements.push(value(scanner, depth - 1));
            }
            Tree::Array(elements)
        }
        json::Value::Object => {
            assert!(depth > 0, "arrays and objects go no deeper");
            let mut members = Vec::new();
            while let Some(key) = scanner.next_key() {
                members.push((key, value(scanner, depth - 1)));
            }
            Tree::Object(members)
        }
    }
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

/// Whatever a caller does with it, the scanner does not panic, and comes to an end.
fn any_calls_in_any_order(data: &[u8]) {
    let mut scanner = Scanner::new(data);
    let mut choices = Input::new(data);
    let mut fault = None;
    while !choices.is_empty() {
        match choices.below(5) {
            0 => _ = scanner.value(),
            1 => _ = scanner.next_key(),
            2 => _ = scanner.next_element(),
            3 => scanner.skip(),
            _ => fault = fault.or(scanner.finish().err()),
        }
        if fault.is_some() {
            assert!(scanner.next_key().is_none() && !scanner.next_element(), "nothing is found after a fault");
            assert_eq!(scanner.finish().err(), fault, "the first fault is the one that is told");
        }
    }
}
