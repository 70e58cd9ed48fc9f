//! Members that a rule adds to an object which the user wrote.
//!
//! Configurations are texts: the user's options as JSON, into which a rule writes the members that it imposes. Nothing
//! builds a tree of them.

mod error;
mod members;

use alloc::string::String;
use alloc::vec::Vec;
use nats_web_core::codec::json::{Scanner, Value, write_key};

pub use error::MergeError;
pub use members::Members;

/// Appends the object `text` with `imposed` in it.
///
/// Members that are imposed or [left out](Members::omit) replace those of the same name, in upper or lower case: a server
/// takes `Name` for `name`. The other members are copied as they are. An empty `text` is an object without members.
///
/// ```
/// use nats_web_jetstream::json::{Members, merge};
///
/// let mut imposed = Members::default();
/// imposed.string("name", "KV_orders").boolean("allow_direct", true);
/// let mut out = Vec::new();
/// merge(br#"{"max_age":5e9,"name":"mine"}"#, &imposed, &mut out)?;
/// assert_eq!(out, br#"{"max_age":5e9,"name":"KV_orders","allow_direct":true}"#);
/// # Ok::<(), nats_web_jetstream::json::MergeError>(())
/// ```
///
/// # Errors
/// [`MergeError`]: `text` is not an object. Nothing is appended then.
pub fn merge(text: &[u8], imposed: &Members<'_>, out: &mut Vec<u8>) -> Result<(), MergeError> {
    let start = out.len();
    let result = each_member(text, |key, value| {
        if !imposed.has(&key) {
            write_key(out, &key);
            out.extend_from_slice(value);
        }
    });
    if result.is_err() {
        out.truncate(start);
        return result;
    }
    out.extend_from_slice(imposed.text());
    // Each member begins with a comma; the first one's becomes the brace.
    match out.get_mut(start) {
        Some(first) => *first = b'{',
        None => out.push(b'{'),
    }
    out.push(b'}');
    Ok(())
}

/// Calls `member` with each key of the object `text` and the text of its value.
///
/// # Errors
/// [`MergeError`]: `text` is not an object. The members before the fault were handed over.
pub(crate) fn each_member<'t>(text: &'t [u8], mut member: impl FnMut(String, &'t [u8])) -> Result<(), MergeError> {
    if text.trim_ascii().is_empty() {
        return Ok(());
    }
    let mut scanner = Scanner::new(text);
    if scanner.value() != Value::Object {
        check(text)?;
        return Err(MergeError::NotAnObject);
    }
    while let Some(key) = scanner.next_key() {
        let value = raw(text, &mut scanner);
        member(key, value);
    }
    Ok(scanner.finish()?)
}

/// Checks that a text is JSON.
fn check(text: &[u8]) -> Result<(), MergeError> {
    let mut scanner = Scanner::new(text);
    scanner.skip();
    Ok(scanner.finish()?)
}

/// Returns the integer that a value is, if it is one.
pub(crate) fn integer(value: &[u8]) -> Option<i64> {
    let Value::Number(Some(integer)) = Scanner::new(value).value() else {
        return None;
    };
    let magnitude = i64::try_from(integer.magnitude).ok()?;
    Some(if integer.negative { -magnitude } else { magnitude })
}

/// Returns the string that a value is, if it is one.
pub(crate) fn string(value: &[u8]) -> Option<String> {
    match Scanner::new(value).value() {
        Value::String(string) => Some(string),
        _ => None,
    }
}

/// Steps over the value at the cursor of a scanner of `text`, and returns its text.
fn raw<'t>(text: &'t [u8], scanner: &mut Scanner<'_>) -> &'t [u8] {
    let from = text.len().saturating_sub(scanner.remaining());
    scanner.skip();
    let to = text.len().saturating_sub(scanner.remaining());
    text.get(from..to).unwrap_or_default().trim_ascii()
}

#[cfg(test)]
mod tests;
