//! The members that a rule imposes.

use crate::text::write_i64;
use alloc::vec::Vec;
use nats_web_core::codec::json::{write_key, write_member};

/// Members of an object, in the order in which they were added. Each key is added once.
///
/// ```
/// use nats_web_jetstream::json::{Members, merge};
///
/// let mut members = Members::default();
/// members.string("name", "c").integer("max_deliver", -1).omit("opt_start_time");
/// let mut out = Vec::new();
/// merge(br#"{"opt_start_time":"2026-01-01T00:00:00Z"}"#, &members, &mut out)?;
/// assert_eq!(out, br#"{"name":"c","max_deliver":-1}"#);
/// # Ok::<(), nats_web_jetstream::json::MergeError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Members<'k> {
    keys: Vec<&'k str>,
    /// `,"key":value` for each.
    text: Vec<u8>,
}

impl<'k> Members<'k> {
    /// Adds a string.
    pub fn string(&mut self, key: &'k str, value: &str) -> &mut Self {
        self.keys.push(key);
        write_member(&mut self.text, key, value);
        self
    }

    /// Adds an integer.
    pub fn integer(&mut self, key: &'k str, value: i64) -> &mut Self {
        write_i64(self.key(key), value);
        self
    }

    /// Adds `true` or `false`.
    pub fn boolean(&mut self, key: &'k str, value: bool) -> &mut Self {
        self.raw(key, if value { b"true" } else { b"false" })
    }

    /// Adds a value that is JSON already.
    pub fn raw(&mut self, key: &'k str, value: &[u8]) -> &mut Self {
        self.key(key).extend_from_slice(value);
        self
    }

    /// Adds no member, and leaves out what the user wrote under this key.
    pub fn omit(&mut self, key: &'k str) -> &mut Self {
        self.keys.push(key);
        self
    }

    /// Writes a key and returns where its value goes.
    fn key(&mut self, key: &'k str) -> &mut Vec<u8> {
        self.keys.push(key);
        write_key(&mut self.text, key);
        &mut self.text
    }

    /// Returns whether `key` is imposed or left out.
    pub(super) fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|own| own.eq_ignore_ascii_case(key))
    }

    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }
}
