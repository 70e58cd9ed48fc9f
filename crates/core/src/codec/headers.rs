//! Header blocks, which stand between the operation line and the payload of HPUB and HMSG.
//!
//! ```text
//! NATS/1.0[ status[ description]]\r\n
//! name:value\r\n
//! …
//! \r\n
//! ```
//!
//! Source: ADR-4. What a peer sends is read leniently, what is about to be sent is checked strictly. `vectors.json` says what
//! that means for each face, and why.
#![deny(clippy::arithmetic_side_effects)]

mod map;

use core::fmt;

pub use map::HeaderMap;

/// Why a header block, or a part of one, was refused.
///
/// ```
/// use nats_web_core::codec::headers::{HeaderError, HeaderMap};
///
/// assert_eq!(HeaderMap::new().insert("two words", "x"), Err(HeaderError::BadName));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-errors"), non_exhaustive)]
pub enum HeaderError {
    /// The block does not begin with a `NATS/1.0` line.
    NoVersion,
    /// The status code 0, which says that there is none.
    BadStatus,
    /// A name is empty or has a character that is not printable ASCII, is a space or a colon.
    BadName,
    /// A line has no colon.
    NoColon,
    /// A carriage return or line feed that is not the CR LF after a line.
    LineBreak,
    /// A blank line before the end of the block, where the payload would seem to begin.
    BlankLine,
    /// The block does not end with a blank line.
    Unterminated,
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoVersion => "header block does not begin with NATS/1.0",
            Self::BadStatus => "header status code is out of range",
            Self::BadName => "header name is not printable ASCII without spaces and colons",
            Self::NoColon => "header line has no colon",
            Self::LineBreak => "header has a stray line break",
            Self::BlankLine => "header block has a blank line before its end",
            Self::Unterminated => "header block does not end with a blank line",
        })
    }
}

impl core::error::Error for HeaderError {}

/// Returns the status code of a block and its description, verbatim but for the space around it.
///
/// `None` when the first line has no status, or one that does not begin with a number in 1..=65535. The description is
/// whatever follows the number and may be empty.
#[must_use]
pub fn status(block: &[u8]) -> Option<(u16, &[u8])> {
    let status = first_line(block).strip_prefix(VERSION)?.trim_ascii();
    let mut code = 0_u16;
    let mut rest = status;
    while let Some((digit @ b'0'..=b'9', after)) = rest.split_first() {
        code = code.checked_mul(10)?.checked_add(u16::from(digit.wrapping_sub(b'0')))?;
        rest = after;
    }
    (code != 0).then(|| (code, rest.trim_ascii()))
}

/// Returns the names and values of a block in order, duplicates included.
///
/// Names are verbatim, values without the ASCII whitespace around them. Lines without a colon are skipped.
pub fn entries(block: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut rest = after_line(block);
    core::iter::from_fn(move || {
        while !rest.is_empty() {
            let line = first_line(rest);
            rest = after_line(rest);
            if let Some(entry) = split_entry(line) {
                return Some(entry);
            }
        }
        None
    })
}

/// Checks a block that is about to be sent.
///
/// One pass; values are scanned eight bytes at a time.
///
/// # Errors
/// The first fault from the left. Nothing that passes can end early, hide a second block or reach into the payload.
pub fn validate(block: &[u8]) -> Result<(), HeaderError> {
    let after_version = block.strip_prefix(VERSION).ok_or(HeaderError::NoVersion)?;
    if !matches!(after_version, [b' ' | b'\r' | b'\n', ..]) {
        return Err(HeaderError::NoVersion);
    }
    let mut rest = skip_value(after_version)?;
    while !matches!(rest, b"\r\n") {
        if rest.starts_with(b"\r\n") {
            return Err(HeaderError::BlankLine);
        }
        rest = skip_value(skip_name(rest)?)?;
    }
    Ok(())
}

/// Checks a header name: one or more printable ASCII characters, no space, no colon.
///
/// # Errors
/// [`HeaderError::BadName`].
pub fn validate_name(name: &[u8]) -> Result<(), HeaderError> {
    if name.is_empty() || !name.iter().copied().all(is_name_byte) {
        return Err(HeaderError::BadName);
    }
    Ok(())
}

/// Checks a header value or status description: no line break.
///
/// # Errors
/// [`HeaderError::LineBreak`].
pub fn validate_value(value: &[u8]) -> Result<(), HeaderError> {
    if line_break(value) < value.len() {
        return Err(HeaderError::LineBreak);
    }
    Ok(())
}

/// Returns the bytes after `name:` at the start of `rest`.
#[inline]
fn skip_name(rest: &[u8]) -> Result<&[u8], HeaderError> {
    if rest.is_empty() {
        return Err(HeaderError::Unterminated);
    }
    let length = rest.iter().take_while(|&&byte| is_name_byte(byte)).count();
    match rest.split_at_checked(length) {
        Some((_, [])) => Err(HeaderError::Unterminated),
        Some((name, [b':', value @ ..])) if !name.is_empty() => Ok(value),
        Some((name, [b'\r', b'\n', ..])) if !name.is_empty() => Err(HeaderError::NoColon),
        Some((_, [b'\r' | b'\n', ..])) => Err(HeaderError::LineBreak),
        _ => Err(HeaderError::BadName),
    }
}

/// Returns the bytes after the line whose value starts at `rest`.
#[inline]
fn skip_value(rest: &[u8]) -> Result<&[u8], HeaderError> {
    match rest.split_at_checked(line_break(rest)) {
        Some((_, [b'\r', b'\n', after @ ..])) => Ok(after),
        Some((_, [] | [b'\r'])) | None => Err(HeaderError::Unterminated),
        Some(_) => Err(HeaderError::LineBreak),
    }
}

/// Returns the position of the first CR or LF, or the length.
#[inline]
fn line_break(bytes: &[u8]) -> usize {
    let (chunks, rest) = bytes.as_chunks::<8>();
    let mut at = 0_usize;
    for chunk in chunks {
        let word = u64::from_le_bytes(*chunk);
        let hits = equals(word, b'\r') | equals(word, b'\n');
        if hits != 0 {
            return at.wrapping_add((hits.trailing_zeros() / 8) as usize);
        }
        at = at.wrapping_add(8);
    }
    let in_rest = rest.iter().take_while(|&&byte| byte != b'\r' && byte != b'\n').count();
    at.wrapping_add(in_rest)
}

/// Returns the top bit of exactly those bytes of `word` that are `byte`.
#[inline]
const fn equals(word: u64, byte: u8) -> u64 {
    const LOW_BITS: u64 = u64::from_le_bytes([0x7f; 8]);
    let differs = word ^ u64::from_le_bytes([byte; 8]);
    !((differs & LOW_BITS).wrapping_add(LOW_BITS) | differs | LOW_BITS)
}

#[inline]
const fn is_name_byte(byte: u8) -> bool {
    matches!(byte, b'!'..=b'~') && byte != b':'
}

fn split_entry(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.iter().position(|&byte| byte == b':')?;
    let (name, value) = line.split_at_checked(colon)?;
    Some((name, value.strip_prefix(b":")?.trim_ascii()))
}

/// Returns the bytes up to the first CR LF, or all.
fn first_line(block: &[u8]) -> &[u8] {
    block.get(..line_length(block)).unwrap_or(block)
}

/// Returns the bytes after the first CR LF, or none.
fn after_line(block: &[u8]) -> &[u8] {
    block.get(line_length(block).saturating_add(2)..).unwrap_or_default()
}

fn line_length(block: &[u8]) -> usize {
    block.windows(2).position(|pair| pair == b"\r\n").unwrap_or(block.len())
}

/// How every block begins.
const VERSION: &[u8] = b"NATS/1.0";

#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;
