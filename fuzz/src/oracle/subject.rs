//! Subjects, token by token.

use nats_web_core::subject::SubjectError;

/// The first fault of a subject, whatever it is for.
#[must_use]
pub fn fault(subject: &[u8]) -> Option<SubjectError> {
    if subject.is_empty() {
        return Some(SubjectError::Empty);
    }
    let mut faults: Vec<(usize, SubjectError)> = bad_bytes(subject);
    let mut start = 0;
    for token in subject.split(|&byte| byte == b'.') {
        if token.is_empty() {
            faults.push((start, SubjectError::EmptyToken));
        }
        start += token.len() + 1;
    }
    faults.into_iter().min_by_key(|&(at, _)| at).map(|(_, fault)| fault)
}

/// The first fault of the name of a queue group.
#[must_use]
pub fn queue_fault(queue: &[u8]) -> Option<SubjectError> {
    if queue.is_empty() {
        return Some(SubjectError::Empty);
    }
    bad_bytes(queue).first().map(|&(_, fault)| fault)
}

/// Whether a token is a wildcard.
#[must_use]
pub fn has_wildcard(subject: &[u8]) -> bool {
    tokens(subject).iter().any(|token| *token == b"*" || *token == b">")
}

/// Whether a token `>` stands before the last one.
#[must_use]
pub fn has_early_tail(subject: &[u8]) -> bool {
    tokens(subject).iter().rev().skip(1).any(|token| *token == b">")
}

/// Whether `pattern` matches `subject`; both are well formed.
#[must_use]
pub fn matches(pattern: &[u8], subject: &[u8]) -> bool {
    fn walk(pattern: &[&[u8]], subject: &[&[u8]]) -> bool {
        match (pattern, subject) {
            ([], []) => true,
            ([b">"], [_, ..]) => true,
            ([b"*", pattern @ ..], [_, subject @ ..]) => walk(pattern, subject),
            ([wanted, pattern @ ..], [found, subject @ ..]) => wanted == found && walk(pattern, subject),
            _ => false,
        }
    }
    walk(&tokens(pattern), &tokens(subject))
}

fn tokens(subject: &[u8]) -> Vec<&[u8]> {
    subject.split(|&byte| byte == b'.').collect()
}

fn bad_bytes(text: &[u8]) -> Vec<(usize, SubjectError)> {
    let bad = |byte: u8| match byte {
        b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => Some(SubjectError::Whitespace),
        byte if byte.is_ascii_control() => Some(SubjectError::Control),
        _ => None,
    };
    text.iter().enumerate().filter_map(|(at, &byte)| bad(byte).map(|fault| (at, fault))).collect()
}
