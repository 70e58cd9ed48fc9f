//! Subjects: what may be published to, subscribed to, and which pattern matches which subject.
//!
//! A subject is a list of tokens joined by `.`. In a pattern the token `*` stands for any one token and a last token
//! `>` for one or more; inside a longer token (`foo*`, `a>b`) both are ordinary characters, as they are to the server.
//! Source: the NATS protocol documentation, and what nats-server accepts.

use core::fmt;

/// Why a subject, queue group or inbox prefix was refused. The caller's mistake; nothing was sent.
///
/// ```
/// use nats_web_core::subject::{self, SubjectError};
///
/// assert_eq!(subject::check_subscribe(b"a.*.c"), Ok(()));
/// assert_eq!(subject::check_subscribe(b"a.>.c"), Err(SubjectError::MisplacedWildcard));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "exhaustive-errors"), non_exhaustive)]
pub enum SubjectError {
    /// There are no characters at all.
    Empty,
    /// There are more than [`MAX_LENGTH`] bytes.
    TooLong,
    /// Two dots in a row, or a dot at either end.
    EmptyToken,
    /// A space, tab or line break, which would end the protocol line early.
    Whitespace,
    /// Another ASCII control character, or DEL.
    Control,
    /// A wildcard token where none may stand: `>` before the last token, or any in a subject that must be literal.
    MisplacedWildcard,
}

impl fmt::Display for SubjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "is empty",
            Self::TooLong => "is too long",
            Self::EmptyToken => "has an empty token",
            Self::Whitespace => "has whitespace",
            Self::Control => "has a control character",
            Self::MisplacedWildcard => "has a misplaced wildcard",
        })
    }
}

impl core::error::Error for SubjectError {}

/// Longest subject, reply subject or name of a queue group, in bytes: a line with two of them is shorter than what a
/// client takes ([`MAX_LINE`](crate::codec::parser::MAX_LINE)). Servers allow far less by default.
pub const MAX_LENGTH: usize = 4 * 1024 * 1024;

/// Checks a subject to publish to: not empty nor too long, no whitespace or control character, no empty token.
///
/// Wildcards pass, as in `nats.ws`: the server treats them as literal characters unless the connection is pedantic
/// ([`check_publish_pedantic`]). Bytes above 0x7f pass too; the faces hand in UTF-8.
///
/// # Errors
/// The first fault from the left.
pub fn check_publish(subject: &[u8]) -> Result<(), SubjectError> {
    if subject.len() > MAX_LENGTH {
        return Err(SubjectError::TooLong);
    }
    if is_sound(subject) { Ok(()) } else { first_fault(subject) }
}

/// As [`check_publish`], and refuses wildcard tokens, as a server does to a pedantic client.
///
/// # Errors
/// The first fault from the left; [`SubjectError::MisplacedWildcard`] only when there is no other.
pub fn check_publish_pedantic(subject: &[u8]) -> Result<(), SubjectError> {
    check_publish(subject)?;
    check_wildcards(subject, b"*>")
}

/// Checks a subject to subscribe to: as [`check_publish`], and a token `>` only as the last one.
///
/// # Errors
/// The first fault from the left; [`SubjectError::MisplacedWildcard`] only when there is no other.
pub fn check_subscribe(subject: &[u8]) -> Result<(), SubjectError> {
    check_publish(subject)?;
    check_wildcards(subject, b"")
}

/// Checks the name of a queue group: not empty nor too long, no whitespace or control character. Dots are free.
///
/// # Errors
/// The first fault from the left.
pub fn check_queue(queue: &[u8]) -> Result<(), SubjectError> {
    if queue.is_empty() {
        return Err(SubjectError::Empty);
    }
    if queue.len() > MAX_LENGTH {
        return Err(SubjectError::TooLong);
    }
    queue.iter().try_for_each(|&byte| check_byte(byte))
}

/// Checks the prefix of inbox subjects: as [`check_publish_pedantic`], since inboxes are subscribed to below it.
///
/// # Errors
/// As [`check_publish_pedantic`].
pub fn check_inbox_prefix(prefix: &[u8]) -> Result<(), SubjectError> {
    check_publish_pedantic(prefix)
}

/// Returns whether a subscription to `pattern` receives what is published to `subject`.
///
/// Both are taken to be well formed. Wildcards in `subject` are literal characters.
#[must_use]
pub fn matches(pattern: &[u8], subject: &[u8]) -> bool {
    let mut subject_tokens = tokens(subject);
    let mut pattern_tokens = tokens(pattern).peekable();
    while let Some(wanted) = pattern_tokens.next() {
        let Some(found) = subject_tokens.next() else {
            return false;
        };
        if wanted == b">" && pattern_tokens.peek().is_none() {
            return true;
        }
        if wanted != b"*" && wanted != found {
            return false;
        }
    }
    subject_tokens.next().is_none()
}

/// Refuses a token that is one of `never`, or `>` before the last one.
fn check_wildcards(subject: &[u8], never: &[u8]) -> Result<(), SubjectError> {
    let mut is_first = true;
    for (at, byte) in subject.iter().enumerate() {
        let next = subject.get(at + 1);
        let is_token = is_first && next.is_none_or(|&next| next == b'.');
        if is_token && (never.contains(byte) || (*byte == b'>' && next.is_some())) {
            return Err(SubjectError::MisplacedWildcard);
        }
        is_first = *byte == b'.';
    }
    Ok(())
}

fn tokens(subject: &[u8]) -> impl Iterator<Item = &[u8]> {
    subject.split(|&byte| byte == b'.')
}

/// Returns whether [`first_fault`] would find nothing: one pass over eight bytes at a time.
#[inline]
fn is_sound(subject: &[u8]) -> bool {
    // A subject that begins with a dot is caught by taking the start for one.
    let mut dot_before = FIRST_TOP_BIT;
    let mut faults = 0;
    for chunk in subject.chunks(8) {
        let word = match chunk.first_chunk() {
            Some(chunk) => u64::from_le_bytes(*chunk),
            // The filler is neither a fault nor a dot.
            None => chunk.iter().rev().fold(FILLER, |word, &byte| (word << 8) | u64::from(byte)),
        };
        faults |= faults_in(word, &mut dot_before);
    }
    faults == 0 && subject.last().is_some_and(|&last| last != b'.')
}

/// Returns the top bit of each byte of `word` that may not stand where it does.
///
/// `dot_before` is [`FIRST_TOP_BIT`] if the byte before the word was a dot, and is then set by the word's last byte.
/// Each mask has the top bit of exactly those bytes that fit its description; no carry leaves a byte.
#[inline]
const fn faults_in(word: u64, dot_before: &mut u64) -> u64 {
    let low = word & LOW_BITS;
    let blank_or_control = !(low + each(0x80 - 0x21)) & !word;
    let del = (low + each(1)) & !word;
    let not_dot = word ^ each(b'.');
    let dots = !(((not_dot & LOW_BITS) + LOW_BITS) | not_dot) & TOP_BITS;
    let after_dot = dots & ((dots << 8) | *dot_before);
    *dot_before = dots >> 56;
    ((blank_or_control | del) & TOP_BITS) | after_dot
}

/// Finds the fault that [`is_sound`] only noticed, one byte after the other. This is the definition of both.
#[cold]
fn first_fault(subject: &[u8]) -> Result<(), SubjectError> {
    if subject.is_empty() {
        return Err(SubjectError::Empty);
    }
    let mut before = b'.';
    for &byte in subject {
        check_byte(byte)?;
        if byte == b'.' && before == b'.' {
            return Err(SubjectError::EmptyToken);
        }
        before = byte;
    }
    if before == b'.' {
        return Err(SubjectError::EmptyToken);
    }
    Ok(())
}

const fn check_byte(byte: u8) -> Result<(), SubjectError> {
    match byte {
        b' ' | b'\t'..=b'\r' => Err(SubjectError::Whitespace),
        0..=b' ' | DEL => Err(SubjectError::Control),
        _ => Ok(()),
    }
}

/// Returns a word with `byte` in each of its eight bytes.
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

const FILLER: u64 = each(b'.' + 1);
const LOW_BITS: u64 = each(0x7f);
const TOP_BITS: u64 = each(0x80);
/// The top bit of a word's first byte, which is its lowest.
const FIRST_TOP_BIT: u64 = 0x80;
const DEL: u8 = 0x7f;

#[cfg(test)]
mod tests;
