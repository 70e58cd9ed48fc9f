//! JSON strings, both ways.
#![deny(clippy::arithmetic_side_effects)]

use alloc::{string::String, vec::Vec};

use super::{JsonError, Scanner};
use crate::text::decode;

/// Appends `s` as a JSON string, quotes included.
///
/// Quotes, backslashes and control characters are escaped, so the result has no line break; the rest stays UTF-8.
pub fn write_string(out: &mut Vec<u8>, s: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push(b'"');
    for &byte in s.as_bytes() {
        if byte < b' ' {
            let digit = HEX.get(usize::from(byte & 0x0f)).copied().unwrap_or(b'0');
            out.extend_from_slice(&[b'\\', b'u', b'0', b'0', b'0' | (byte >> 4), digit]);
            continue;
        }
        if let b'"' | b'\\' = byte {
            out.push(b'\\');
        }
        out.push(byte);
    }
    out.push(b'"');
}

/// Appends `,"key":`, for a further member of an object.
pub fn write_key(out: &mut Vec<u8>, key: &str) {
    out.push(b',');
    write_string(out, key);
    out.push(b':');
}

/// Appends `,"key":"value"`, for a further member of an object.
pub fn write_member(out: &mut Vec<u8>, key: &str, value: &str) {
    write_key(out, key);
    write_string(out, value);
}

impl<'a> Scanner<'a> {
    /// Reads a string.
    pub(super) fn string(&mut self) -> String {
        self.expect(b'"');
        let plain = self.plain();
        // Nearly no string has an escape.
        if self.eats(b'"') {
            return self.decoded(plain);
        }
        let mut string = plain.to_vec();
        while !self.eats(b'"') {
            if !self.eats(b'\\') {
                self.fail_here();
                break;
            }
            string.extend_from_slice(self.escape().encode_utf8(&mut [0; 4]).as_bytes());
            string.extend_from_slice(self.plain());
        }
        self.decoded(&string)
    }

    fn decoded(&mut self, string: &[u8]) -> String {
        decode(string).unwrap_or_else(|| {
            self.fail(JsonError::NotUtf8);
            String::new()
        })
    }

    /// Consumes what stands for itself in a string, and returns it.
    fn plain(&mut self) -> &'a [u8] {
        let text = self.rest;
        while !matches!(self.byte(), ..b' ' | b'"' | b'\\') {
            self.advance();
        }
        text.get(..text.len().saturating_sub(self.rest.len())).unwrap_or_default()
    }

    /// Returns the character of an escape whose backslash was consumed.
    fn escape(&mut self) -> char {
        let letter = self.byte();
        self.advance();
        match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => self.unicode_escape(),
            _ => self.bad_escape(),
        }
    }

    /// Returns the character that `\u` begins: one UTF-16 code unit, or two of them, each with its `\u`.
    fn unicode_escape(&mut self) -> char {
        let mut code = self.code_unit();
        if code & SURROGATE == HIGH && self.eats(b'\\') && self.eats(b'u') {
            let low = self.code_unit();
            if low & SURROGATE == LOW {
                code = 0x1_0000_u32.wrapping_add((code & !SURROGATE) << 10 | (low & !SURROGATE));
            }
        }
        // What is still half of a pair is no character.
        char::from_u32(code).unwrap_or_else(|| self.bad_escape())
    }

    fn code_unit(&mut self) -> u32 {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = char::from(self.byte()).to_digit(16);
            self.advance();
            unit = (unit << 4) | digit.unwrap_or_else(|| self.bad_escape().into());
        }
        unit
    }

    #[inline(never)]
    fn bad_escape(&mut self) -> char {
        self.fail(JsonError::BadEscape);
        char::REPLACEMENT_CHARACTER
    }
}

/// The bits that mark a surrogate and its half of a pair; the others are its share of the character.
const SURROGATE: u32 = 0xfc00;
const HIGH: u32 = 0xd800;
const LOW: u32 = 0xdc00;
