//! JSON strings, both ways.
#![deny(clippy::arithmetic_side_effects)]

use alloc::{borrow::Cow, string::String, vec::Vec};

use super::{JsonError, JsonErrorKind};

/// Appends `s` as a JSON string, quotes included.
///
/// Quotes, backslashes and control characters are escaped, so the result has no line break; the rest stays UTF-8.
pub fn write_string(out: &mut Vec<u8>, s: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push(b'"');
    let mut rest = s.as_bytes();
    loop {
        let plain = plain_length(rest);
        let Some((run, after)) = rest.split_at_checked(plain) else {
            break;
        };
        out.extend_from_slice(run);
        let Some((&special, after)) = after.split_first() else {
            break;
        };
        match special {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', special]),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            _ => {
                let digit = HEX.get(usize::from(special & 0x0f)).copied().unwrap_or(b'0');
                out.extend_from_slice(&[b'\\', b'u', b'0', b'0', b'0' | (special >> 4), digit]);
            }
        }
        rest = after;
    }
    out.push(b'"');
}

/// Reads the string whose opening quote stands before `start`; also gives the offset after its closing quote.
pub(super) fn read(text: &[u8], start: usize) -> Result<(Cow<'_, str>, usize), JsonError> {
    let mut at = start;
    let mut built: Option<String> = None;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let run = rest.get(..plain_length(rest)).unwrap_or_default();
        let plain = core::str::from_utf8(run)
            .map_err(|error| fault(JsonErrorKind::NotUtf8, at.saturating_add(error.valid_up_to())))?;
        at = at.saturating_add(run.len());
        let string = match built.take() {
            None => Cow::Borrowed(plain),
            Some(mut string) => {
                string.push_str(plain);
                Cow::Owned(string)
            }
        };
        match text.get(at) {
            Some(b'"') => return Ok((string, at.saturating_add(1))),
            Some(b'\\') => {
                let mut string = string.into_owned();
                let (character, length) =
                    escape(text.get(at..).unwrap_or_default()).ok_or(fault(JsonErrorKind::BadEscape, at))?;
                string.push(character);
                at = at.saturating_add(length);
                built = Some(string);
            }
            Some(_) => return Err(fault(JsonErrorKind::UnexpectedByte, at)),
            None => return Err(fault(JsonErrorKind::UnexpectedEnd, at)),
        }
    }
}

/// The character that the escape at the start of `text` stands for, and the escape's length.
fn escape(text: &[u8]) -> Option<(char, usize)> {
    let character = match text.get(1)? {
        b'"' => '"',
        b'\\' => '\\',
        b'/' => '/',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return unicode_escape(text),
        _ => return None,
    };
    Some((character, 2))
}

fn unicode_escape(text: &[u8]) -> Option<(char, usize)> {
    let first = code_unit(text)?;
    if let Some(character) = char::from_u32(first) {
        return Some((character, 6));
    }
    // Only surrogates are no characters; two of them, high and low, make one.
    let second = code_unit(text.get(6..)?)?;
    let is_pair = first & 0xfc00 == 0xd800 && second & 0xfc00 == 0xdc00;
    let offset = ((first & 0x3ff) << 10) | (second & 0x3ff);
    let character = char::from_u32(offset.wrapping_add(0x1_0000))?;
    is_pair.then_some((character, 12))
}

/// The UTF-16 code unit of the `\uXXXX` at the start of `text`.
fn code_unit(text: &[u8]) -> Option<u32> {
    let digits = text.strip_prefix(b"\\u")?.first_chunk::<4>()?;
    digits.iter().try_fold(0, |unit, &digit| Some((unit << 4) | char::from(digit).to_digit(16)?))
}

/// The length of the run that stands for itself: up to a quote, a backslash, a control character or the end.
fn plain_length(text: &[u8]) -> usize {
    text.iter().take_while(|&&byte| byte >= b' ' && byte != b'"' && byte != b'\\').count()
}

const fn fault(kind: JsonErrorKind, at: usize) -> JsonError {
    JsonError { kind, at }
}
