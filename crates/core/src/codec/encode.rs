//! The outbound half of the wire protocol: operation lines without their payloads, and the numbers in them.
//!
//! Nothing here checks its arguments: subjects, queues and headers were checked where the caller handed them in.
//!
//! Source: the NATS client protocol; ADR-4 for `HPUB`.

use alloc::vec::Vec;

/// `PING`.
pub const PING: &[u8] = b"PING\r\n";
/// `PONG`.
pub const PONG: &[u8] = b"PONG\r\n";
/// Ends every line and every payload.
pub const CRLF: &[u8] = b"\r\n";

/// Where lines are written.
///
/// ```
/// use nats_web_core::codec::encode::Output;
///
/// let mut line = Vec::new();
/// Output::append(&mut line, b"PING\r\n");
/// assert_eq!(line, b"PING\r\n");
/// ```
pub trait Output {
    /// Appends `bytes`.
    fn append(&mut self, bytes: &[u8]);
}

impl Output for Vec<u8> {
    #[inline]
    fn append(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// `HPUB subject [reply] `, with which the lines of all messages to a subject and reply begin.
///
/// ```
/// use nats_web_core::codec::encode::{PublishLine, publish};
///
/// let mut line = PublishLine::default();
/// line.set(b"orders", b"");
/// let mut out = Vec::new();
/// publish(&mut out, &line, 0, 5);
/// assert_eq!(out, b"PUB orders 5\r\n");
/// assert!(line.is_for(b"orders", b""));
/// ```
#[derive(Debug, Clone, Default)]
pub struct PublishLine {
    bytes: Vec<u8>,
    subject: usize,
    reply: usize,
}

impl PublishLine {
    /// Writes it for a subject and a reply; an empty `reply` is none.
    pub fn set(&mut self, subject: &[u8], reply: &[u8]) {
        self.bytes.clear();
        self.subject = subject.len();
        self.reply = reply.len();
        self.bytes.extend_from_slice(HPUB);
        self.bytes.extend_from_slice(subject);
        self.bytes.push(b' ');
        if !reply.is_empty() {
            self.bytes.extend_from_slice(reply);
            self.bytes.push(b' ');
        }
    }

    /// Whether it has been written for this subject and reply.
    #[inline]
    #[must_use]
    pub fn is_for(&self, subject: &[u8], reply: &[u8]) -> bool {
        // The lengths first: a subject with a blank in it would look like a subject and a reply.
        self.subject == subject.len()
            && self.reply == reply.len()
            && self
                .bytes
                .get(HPUB.len()..)
                .and_then(|rest| rest.get(..subject.len()))
                .is_some_and(|s| equal(s, subject))
            && (reply.is_empty() || self.bytes.strip_suffix(b" ").is_some_and(|line| line.ends_with(reply)))
    }

    /// Its length in bytes.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether it has yet to be written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

/// Compares slices of one length by eight bytes at a time: WebAssembly has no comparison of its own, and the library's goes
/// byte by byte.
#[inline]
fn equal(a: &[u8], b: &[u8]) -> bool {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    a.iter().zip(b).all(|(a, b)| u64::from_ne_bytes(*a) == u64::from_ne_bytes(*b))
        && a_rest.iter().zip(b_rest).all(|(a, b)| a == b)
}

const HPUB: &[u8] = b"HPUB ";

/// `PUB subject [reply] size` or, with a header block of `header_size` bytes, `HPUB subject [reply] header_size size`;
/// `size` counts headers and payload.
#[inline]
pub fn publish(out: &mut impl Output, line: &PublishLine, header_size: usize, size: usize) {
    if header_size == 0 {
        out.append(line.bytes.get(1..).unwrap_or_default());
    } else {
        out.append(&line.bytes);
        write_u64(out, header_size as u64);
        out.append(b" ");
    }
    write_last(out, size as u64);
}

/// `SUB subject [queue] sid`.
pub fn subscribe(out: &mut Vec<u8>, subject: &[u8], queue: Option<&[u8]>, sid: u32) {
    out.extend_from_slice(b"SUB ");
    out.extend_from_slice(subject);
    out.push(b' ');
    if let Some(queue) = queue {
        out.extend_from_slice(queue);
        out.push(b' ');
    }
    write_last(out, u64::from(sid));
}

/// `UNSUB sid [max]`: at once, or after `max` messages since the `SUB` on this connection.
pub fn unsubscribe(out: &mut Vec<u8>, sid: u32, max: Option<u64>) {
    out.extend_from_slice(b"UNSUB ");
    if let Some(max) = max {
        write_u64(out, u64::from(sid));
        out.push(b' ');
        write_last(out, max);
    } else {
        write_last(out, u64::from(sid));
    }
}

/// Appends `n` in decimal, without leading zeros.
#[inline]
pub fn write_u64(out: &mut impl Output, n: u64) {
    let mut text = *LINE_END;
    let start = write_digits(&mut text, n);
    out.append(text.get(start..DIGITS).unwrap_or_default());
}

/// Appends the last number of a line, and the line's end.
#[inline]
fn write_last(out: &mut impl Output, n: u64) {
    let mut text = *LINE_END;
    let start = write_digits(&mut text, n);
    out.append(text.get(start..).unwrap_or_default());
}

/// Writes `n` before the line's end. Returns where it starts.
// Into the place where it is read: it would be moved before the processor has put its bytes together.
#[inline]
fn write_digits(text: &mut [u8; 22], n: u64) -> usize {
    let mut start = DIGITS;
    let mut rest = n;
    for digit in text.iter_mut().take(DIGITS).rev() {
        *digit = b'0' | (rest % 10) as u8;
        start = start.wrapping_sub(1);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    start
}

/// Room for the most digits a `u64` can have, and a line's end.
const LINE_END: &[u8; 22] = b"00000000000000000000\r\n";
const DIGITS: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rng;
    use crate::codec::line::parse_u64;
    use alloc::{format, string::ToString};

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
        let mut out = Vec::new();
        write(&mut out);
        out
    }

    #[test]
    fn a_line_is_for_one_subject_and_reply() {
        let mut line = PublishLine::default();
        assert!(!line.is_for(b"a", b""));
        line.set(b"a", b"b");
        assert!(line.is_for(b"a", b"b"));
        for (subject, reply) in [("a b", ""), ("a", ""), ("a", "c"), ("c", "b"), ("a", "bb"), ("", "a b")] {
            assert!(!line.is_for(subject.as_bytes(), reply.as_bytes()), "{subject:?} {reply:?}");
        }
        line.set(b"a.b", b"");
        assert!(line.is_for(b"a.b", b""));
        assert!(!line.is_for(b"a", b"b") && !line.is_for(b"", b"a.b") && !line.is_for(b"a.b", b"b"));
    }

    #[test]
    fn lines_have_the_documented_shapes() {
        let (mut plain, mut with_reply) = (PublishLine::default(), PublishLine::default());
        plain.set(b"a.b", b"");
        with_reply.set(b"a.b", b"r");
        assert_eq!(written(|o| publish(o, &plain, 0, 0)), b"PUB a.b 0\r\n");
        assert_eq!(written(|o| publish(o, &with_reply, 0, 12)), b"PUB a.b r 12\r\n");
        assert_eq!(written(|o| publish(o, &plain, 14, 20)), b"HPUB a.b 14 20\r\n");
        assert_eq!(written(|o| publish(o, &with_reply, 14, 20)), b"HPUB a.b r 14 20\r\n");
        assert_eq!(written(|o| publish(o, &plain, 0, usize::MAX)), format!("PUB a.b {}\r\n", usize::MAX).as_bytes());
        assert_eq!(written(|o| subscribe(o, b"a.>", None, 7)), b"SUB a.> 7\r\n");
        assert_eq!(written(|o| subscribe(o, b"a.>", Some(b"q"), 7)), b"SUB a.> q 7\r\n");
        assert_eq!(written(|o| unsubscribe(o, 7, None)), b"UNSUB 7\r\n");
        assert_eq!(written(|o| unsubscribe(o, 7, Some(3))), b"UNSUB 7 3\r\n");
    }

    fn check_number(n: u64) {
        let expected = n.to_string();
        assert_eq!(written(|out| write_u64(out, n)), expected.as_bytes(), "{n}");
        assert_eq!(written(|out| write_last(out, n)).strip_suffix(b"\r\n"), Some(expected.as_bytes()), "{n}");
        let parsed = (expected.len() <= 19).then_some(n);
        assert_eq!(parse_u64(expected.as_bytes()), parsed, "{n}");
    }

    #[test]
    fn numbers_agree_with_the_standard_library_around_every_power_of_ten() {
        let mut power = Some(1_u64);
        while let Some(at) = power {
            for n in at.saturating_sub(2)..=at.saturating_add(2) {
                check_number(n);
            }
            power = at.checked_mul(10);
        }
        for n in [u64::from(u32::MAX), u64::from(u32::MAX) + 1, u64::MAX] {
            check_number(n);
        }
    }

    #[test]
    fn numbers_agree_with_the_standard_library_on_random_numbers_of_every_length() {
        let seed = 0x6e75_6d62;
        let mut rng = Rng::new(seed);
        for round in 0..20_000 {
            check_number(rng.next_u64() >> (round % 64));
        }
    }
}
