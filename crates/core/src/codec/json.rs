//! A small strict JSON scanner, and the writing of strings.
//!
//! Enough for INFO and CONNECT: the scanner walks a text once and hands out one value after the other, without building
//! a tree. It reads no floating-point numbers, it only steps over them. It remembers the first fault and then finds
//! nothing more, so that a reader asks once, at the end. It reports the kind of the fault and not its place, as nobody
//! edits an INFO. Source: RFC 8259.
#![deny(clippy::arithmetic_side_effects)]

mod error;
mod string;

use alloc::string::String;

use super::line::parse_u64;
pub use error::JsonError;
pub use string::{write_key, write_member, write_string};

/// A value, or the beginning of one that has values in it.
///
/// ```
/// use nats_web_core::codec::json::{Scanner, Value};
///
/// assert_eq!(Scanner::new(b"true").value(), Value::Bool(true));
/// assert_eq!(Scanner::new(b"1.5").value(), Value::Number(None));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number; `None` if it has a fraction, an exponent or more than 19 digits.
    Number(Option<Integer>),
    /// A string, its escapes resolved.
    String(String),
    /// An array, now entered: [`next_element`](Scanner::next_element) comes next.
    Array,
    /// An object, now entered: [`next_key`](Scanner::next_key) comes next.
    Object,
}

/// An integer of either sign.
///
/// ```
/// use nats_web_core::codec::json::{Integer, Scanner, Value};
///
/// assert_eq!(Scanner::new(b"-7").value(), Value::Number(Some(Integer { negative: true, magnitude: 7 })));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Integer {
    /// Whether it had a minus sign.
    pub negative: bool,
    /// Its distance from zero.
    pub magnitude: u64,
}

/// A cursor over a JSON text.
///
/// Every method steps over the whitespace before what it reads. After [`Value::Object`] call
/// [`next_key`](Self::next_key) until it returns `None`, with one [`value`](Self::value) or [`skip`](Self::skip) after
/// each key; arrays alike. [`finish`](Self::finish) reports the first fault, if there was one: after it there are no
/// more keys and elements, and values mean nothing.
///
/// ```
/// use nats_web_core::codec::json::{Scanner, Value};
///
/// let mut scanner = Scanner::new(br#"{"name":"apple","more":[1,2]}"#);
/// assert_eq!(scanner.value(), Value::Object);
/// while let Some(key) = scanner.next_key() {
///     match key.as_str() {
///         "name" => assert_eq!(scanner.value(), Value::String("apple".to_owned())),
///         _ => scanner.skip(),
///     }
/// }
/// assert_eq!(scanner.finish(), Ok(()));
/// ```
#[derive(Debug, Clone)]
pub struct Scanner<'a> {
    rest: &'a [u8],
    depth: u32,
    /// Whether the array or object at hand has had no element yet, so that no comma is due.
    fresh: bool,
    fault: Option<JsonError>,
}

impl<'a> Scanner<'a> {
    /// Creates a scanner at the start of `text`.
    #[must_use]
    pub const fn new(text: &'a [u8]) -> Self {
        Self { rest: text, depth: 0, fresh: false, fault: None }
    }

    /// Reads a value, or enters an array or object.
    pub fn value(&mut self) -> Value {
        match self.peek() {
            b'{' => {
                self.enter();
                Value::Object
            }
            b'[' => {
                self.enter();
                Value::Array
            }
            b'"' => Value::String(self.string()),
            b't' => {
                self.literal(b"true");
                Value::Bool(true)
            }
            b'f' => {
                self.literal(b"false");
                Value::Bool(false)
            }
            b'n' => {
                self.literal(b"null");
                Value::Null
            }
            _ => Value::Number(self.number()),
        }
    }

    /// Returns the key of the next member and consumes its colon; returns `None`, and leaves the object, at its end.
    pub fn next_key(&mut self) -> Option<String> {
        if !self.another(b'}') {
            return None;
        }
        self.peek();
        let key = self.string();
        self.peek();
        self.expect(b':');
        Some(key)
    }

    /// Returns whether the array has another element, now at the cursor; if not, the array is left.
    pub fn next_element(&mut self) -> bool {
        self.another(b']')
    }

    /// Steps over one value of any type and all that is in it.
    pub fn skip(&mut self) {
        match self.value() {
            Value::Object => {
                while self.next_key().is_some() {
                    self.skip();
                }
            }
            Value::Array => {
                while self.next_element() {
                    self.skip();
                }
            }
            _ => {}
        }
    }

    /// Steps over one value of any type, as [`skip`](Self::skip). Returns its text.
    pub fn text(&mut self) -> &'a [u8] {
        self.peek();
        let before = self.rest;
        self.skip();
        before.get(..before.len().saturating_sub(self.rest.len())).unwrap_or_default()
    }

    /// Returns how many bytes are left: where a value begins and ends, for who copies it as it is. Whitespace before a
    /// value is left until the value is read; after a fault nothing is left.
    ///
    /// ```
    /// use nats_web_core::codec::json::Scanner;
    ///
    /// let mut scanner = Scanner::new(b"[1.50, 2]");
    /// scanner.value();
    /// assert!(scanner.next_element());
    /// assert_eq!(scanner.remaining(), b"1.50, 2]".len());
    /// scanner.skip();
    /// assert_eq!(scanner.remaining(), b", 2]".len());
    /// ```
    #[must_use]
    pub const fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// Checks that nothing but whitespace is left.
    ///
    /// # Errors
    /// The first fault since the beginning of the text, or [`JsonError::TrailingData`].
    pub fn finish(&mut self) -> Result<(), JsonError> {
        self.peek();
        if !self.rest.is_empty() {
            self.fail(JsonError::TrailingData);
        }
        self.fault.map_or(Ok(()), Err)
    }

    fn enter(&mut self) {
        if self.depth >= MAX_DEPTH {
            self.fail(JsonError::TooDeep);
        }
        self.advance();
        self.depth = self.depth.saturating_add(1);
        self.fresh = true;
    }

    /// Steps to the next element of the array or object that `close` ends, over the comma if one is due. Returns
    /// `false`, and leaves the array or object, if there is none.
    fn another(&mut self, close: u8) -> bool {
        let first = core::mem::replace(&mut self.fresh, false);
        self.peek();
        if self.eats(close) {
            self.depth = self.depth.saturating_sub(1);
            return false;
        }
        if !first {
            self.expect(b',');
        }
        self.fault.is_none()
    }

    fn number(&mut self) -> Option<Integer> {
        let negative = self.eats(b'-');
        let digits = self.digits();
        if matches!(digits, [b'0', _, ..]) {
            self.fail(JsonError::BadNumber);
        }
        let mut magnitude = parse_u64(digits);
        if self.eats(b'.') {
            self.digits();
            magnitude = None;
        }
        if self.eats(b'e') || self.eats(b'E') {
            let _sign = self.eats(b'+') || self.eats(b'-');
            self.digits();
            magnitude = None;
        }
        magnitude.map(|magnitude| Integer { negative, magnitude })
    }

    /// Consumes one digit or more and returns them.
    fn digits(&mut self) -> &'a [u8] {
        let text = self.rest;
        if !self.byte().is_ascii_digit() {
            self.fail_here();
        }
        while self.byte().is_ascii_digit() {
            self.advance();
        }
        text.get(..text.len().saturating_sub(self.rest.len())).unwrap_or_default()
    }

    fn literal(&mut self, literal: &[u8]) {
        for &byte in literal {
            self.expect(byte);
        }
    }

    /// Steps over whitespace and returns the [`byte`](Self::byte) that follows.
    fn peek(&mut self) -> u8 {
        while matches!(self.byte(), b' ' | b'\t' | b'\r' | b'\n') {
            self.advance();
        }
        self.byte()
    }

    fn expect(&mut self, wanted: u8) {
        if !self.eats(wanted) {
            self.fail_here();
        }
    }

    /// Returns whether `wanted` came next; if so, it is consumed.
    fn eats(&mut self, wanted: u8) -> bool {
        let found = self.byte() == wanted;
        if found {
            self.advance();
        }
        found
    }

    /// Returns the next byte; at the end zero, which no JSON text contains.
    fn byte(&self) -> u8 {
        self.rest.first().copied().unwrap_or(0)
    }

    fn advance(&mut self) {
        self.rest = self.rest.get(1..).unwrap_or_default();
    }

    /// Notes a fault at the next byte, which may not stand there.
    #[inline(never)]
    fn fail_here(&mut self) {
        self.fail(if self.rest.is_empty() { JsonError::UnexpectedEnd } else { JsonError::UnexpectedByte });
    }

    /// Notes a fault, if it is the first, and ends the text.
    #[inline(never)]
    fn fail(&mut self, error: JsonError) {
        self.fault.get_or_insert(error);
        self.rest = &[];
    }
}

/// How deeply arrays and objects may be nested. A server's INFO has two levels.
pub const MAX_DEPTH: u32 = 32;

#[cfg(test)]
mod tests;
