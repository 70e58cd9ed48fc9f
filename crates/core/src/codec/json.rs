//! A small strict JSON scanner, and the writing of strings.
//!
//! Enough for INFO and CONNECT: the scanner walks a text once and hands out what the caller asks for, without building
//! a tree. It reads no floating-point numbers, it only steps over them. Source: RFC 8259.
#![deny(clippy::arithmetic_side_effects)]

mod error;
mod string;

use alloc::borrow::Cow;

use super::number::parse_u64;
pub use error::{JsonError, JsonErrorKind};
pub use string::write_string;

/// The type of a value, as its first byte tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonType {
    /// `{`
    Object,
    /// `[`
    Array,
    /// `"`
    String,
    /// A digit or `-`.
    Number,
    /// `true` or `false`.
    Bool,
    /// `null`
    Null,
}

/// An integer of either sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Integer {
    /// Whether it had a minus sign.
    pub negative: bool,
    /// Its distance from zero.
    pub magnitude: u64,
}

/// A cursor over a JSON text.
///
/// Every method that reads a value steps over the whitespace before it. To read an object, call
/// [`open_object`](Self::open_object), then [`next_key`](Self::next_key) until it gives `None`, reading or
/// [skipping](Self::skip) one value after each key; arrays alike. End with [`finish`](Self::finish). After an error the
/// position is unspecified.
#[derive(Debug, Clone)]
pub struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
    depth: u32,
    /// Whether the array or object at hand has had no element yet, so that no comma is due.
    fresh: bool,
}

impl<'a> Scanner<'a> {
    /// A scanner at the start of `text`.
    #[must_use]
    pub const fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0, depth: 0, fresh: false }
    }

    /// The type of the value that comes next.
    ///
    /// # Errors
    /// When no value can begin there.
    pub fn peek(&mut self) -> Result<JsonType, JsonError> {
        self.skip_whitespace();
        match self.byte() {
            Some(b'{') => Ok(JsonType::Object),
            Some(b'[') => Ok(JsonType::Array),
            Some(b'"') => Ok(JsonType::String),
            Some(b'-' | b'0'..=b'9') => Ok(JsonType::Number),
            Some(b't' | b'f') => Ok(JsonType::Bool),
            Some(b'n') => Ok(JsonType::Null),
            _ => Err(self.unexpected()),
        }
    }

    /// Enters an object.
    ///
    /// # Errors
    /// When there is none, or it is too deep.
    pub fn open_object(&mut self) -> Result<(), JsonError> {
        self.open(b'{')
    }

    /// Enters an array.
    ///
    /// # Errors
    /// When there is none, or it is too deep.
    pub fn open_array(&mut self) -> Result<(), JsonError> {
        self.open(b'[')
    }

    /// The key of the next member, its colon consumed; `None` when the object ends, and is left.
    ///
    /// # Errors
    /// When neither stands there.
    pub fn next_key(&mut self) -> Result<Option<Cow<'a, str>>, JsonError> {
        if !self.another(b'}')? {
            return Ok(None);
        }
        let key = self.string()?;
        self.skip_whitespace();
        self.expect_byte(b':')?;
        Ok(Some(key))
    }

    /// Whether the array has another element, now at the cursor; if not, the array is left.
    ///
    /// # Errors
    /// When neither an element nor the end stands there.
    pub fn next_element(&mut self) -> Result<bool, JsonError> {
        self.another(b']')
    }

    /// Reads a string, its escapes resolved.
    ///
    /// # Errors
    /// When there is none, or it is malformed.
    pub fn string(&mut self) -> Result<Cow<'a, str>, JsonError> {
        self.skip_whitespace();
        self.expect_byte(b'"')?;
        let (string, after) = string::read(self.text, self.at)?;
        self.at = after;
        Ok(string)
    }

    /// Reads `true` or `false`.
    ///
    /// # Errors
    /// When there is neither.
    pub fn boolean(&mut self) -> Result<bool, JsonError> {
        self.skip_whitespace();
        let value = self.byte() == Some(b't');
        self.literal(if value { b"true" } else { b"false" })?;
        Ok(value)
    }

    /// Reads `null`.
    ///
    /// # Errors
    /// When there is something else.
    pub fn null(&mut self) -> Result<(), JsonError> {
        self.skip_whitespace();
        self.literal(b"null")
    }

    /// Reads a number that has neither fraction nor exponent, and at most 19 digits.
    ///
    /// # Errors
    /// When there is no number, or another one.
    pub fn integer(&mut self) -> Result<Integer, JsonError> {
        self.skip_whitespace();
        let start = self.at;
        self.number()?;
        let token = self.text.get(start..self.at).unwrap_or_default();
        let (negative, digits) = match token.strip_prefix(b"-") {
            Some(digits) => (true, digits),
            None => (false, token),
        };
        let not_an_integer = JsonError { kind: JsonErrorKind::NotAnInteger, at: start };
        let magnitude = parse_u64(digits).ok_or(not_an_integer)?;
        Ok(Integer { negative, magnitude })
    }

    /// Steps over one value of any type, checking that it is well formed.
    ///
    /// # Errors
    /// When it is not, or is nested too deeply.
    pub fn skip(&mut self) -> Result<(), JsonError> {
        match self.peek()? {
            JsonType::Object => {
                self.open_object()?;
                while self.next_key()?.is_some() {
                    self.skip()?;
                }
                Ok(())
            }
            JsonType::Array => {
                self.open_array()?;
                while self.next_element()? {
                    self.skip()?;
                }
                Ok(())
            }
            JsonType::String => self.string().map(drop),
            JsonType::Number => self.number(),
            JsonType::Bool => self.boolean().map(drop),
            JsonType::Null => self.null(),
        }
    }

    /// Checks that nothing but whitespace is left.
    ///
    /// # Errors
    /// [`JsonErrorKind::TrailingData`].
    pub fn finish(&mut self) -> Result<(), JsonError> {
        self.skip_whitespace();
        match self.byte() {
            None => Ok(()),
            Some(_) => Err(self.error(JsonErrorKind::TrailingData)),
        }
    }

    fn open(&mut self, bracket: u8) -> Result<(), JsonError> {
        self.skip_whitespace();
        if self.byte() == Some(bracket) && self.depth >= MAX_DEPTH {
            return Err(self.error(JsonErrorKind::TooDeep));
        }
        self.expect_byte(bracket)?;
        self.depth = self.depth.saturating_add(1);
        self.fresh = true;
        Ok(())
    }

    /// Steps to the next element of what `close` ends, over the comma if one is due; or leaves it.
    fn another(&mut self, close: u8) -> Result<bool, JsonError> {
        self.skip_whitespace();
        let first = core::mem::replace(&mut self.fresh, false);
        if self.byte() == Some(close) {
            self.advance();
            self.depth = self.depth.saturating_sub(1);
            return Ok(false);
        }
        if !first {
            self.expect_byte(b',')?;
        }
        Ok(true)
    }

    fn number(&mut self) -> Result<(), JsonError> {
        if self.byte() == Some(b'-') {
            self.advance();
        }
        let start = self.at;
        let leading_zero = self.byte() == Some(b'0');
        self.digits()?;
        if leading_zero && self.at > start.saturating_add(1) {
            return Err(JsonError { kind: JsonErrorKind::BadNumber, at: start });
        }
        if self.byte() == Some(b'.') {
            self.advance();
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.advance();
            if let Some(b'+' | b'-') = self.byte() {
                self.advance();
            }
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.byte() {
            self.advance();
        }
        if self.at == start { Err(self.unexpected()) } else { Ok(()) }
    }

    fn literal(&mut self, literal: &[u8]) -> Result<(), JsonError> {
        literal.iter().try_for_each(|&byte| self.expect_byte(byte))
    }

    fn expect_byte(&mut self, wanted: u8) -> Result<(), JsonError> {
        if self.byte() == Some(wanted) {
            self.advance();
            Ok(())
        } else {
            Err(self.unexpected())
        }
    }

    fn skip_whitespace(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.byte() {
            self.advance();
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn advance(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    fn unexpected(&self) -> JsonError {
        self.error(match self.byte() {
            None => JsonErrorKind::UnexpectedEnd,
            Some(_) => JsonErrorKind::UnexpectedByte,
        })
    }

    const fn error(&self, kind: JsonErrorKind) -> JsonError {
        JsonError { kind, at: self.at }
    }
}

/// How deeply arrays and objects may be nested. A server's INFO has two levels.
pub const MAX_DEPTH: u32 = 32;

#[cfg(test)]
mod tests;
