//! Reading a line: its end, its arguments, and what those of a message say.

use super::parse_error::ParseError;
use super::span::{MessageSpans, Span};

/// The arguments of a `MSG` or `HMSG` line, as far as it was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    arguments: [Span; MAX_ARGUMENTS],
    count: usize,
    /// Where the argument begins that is not over yet.
    start: usize,
    /// Where to read on.
    at: usize,
}

/// `HMSG` has a subject, a sid, a reply and two sizes.
const MAX_ARGUMENTS: usize = 5;

impl Line {
    /// A line whose arguments begin at `at`.
    #[inline(always)]
    pub(super) fn new(at: usize) -> Self {
        Self { arguments: [Span::default(); MAX_ARGUMENTS], count: 0, start: at, at }
    }

    /// The same in a buffer that begins `by` bytes earlier.
    pub(super) fn moved(mut self, by: usize) -> Self {
        let shift = |offset: u32| offset.wrapping_add(by as u32);
        for argument in &mut self.arguments {
            *argument = Span { start: shift(argument.start), end: shift(argument.end) };
        }
        self.start = self.start.wrapping_add(by);
        self.at = self.at.wrapping_add(by);
        self
    }

    /// Splits the line at blanks; gives the offset of the line feed, or `None` if the buffer ends before.
    ///
    /// Each byte is looked at once, eight at a time; only the blanks among them cost more.
    #[inline(always)]
    pub(super) fn read(&mut self, buf: &[u8]) -> Result<Option<usize>, ParseError> {
        let mut blanks = Blanks::new(buf, self.at);
        loop {
            let Some(end) = blanks.next() else {
                self.at = buf.len();
                return Ok(None);
            };
            let next = end.wrapping_add(1);
            let is_last = match buf.get(end) {
                Some(b' ' | b'\t') => false,
                Some(b'\r') if next == buf.len() => {
                    self.at = end;
                    return Ok(None);
                }
                Some(b'\r') if buf.get(next) == Some(&b'\n') => true,
                _ => return Err(ParseError::BadArguments),
            };
            if end > self.start {
                let Some(argument) = self.arguments.get_mut(self.count) else { return Err(ParseError::BadArguments) };
                *argument = Span::new(self.start, end);
                self.count = self.count.wrapping_add(1);
            }
            self.start = next;
            if is_last {
                return Ok(Some(next));
            }
        }
    }

    /// What the line that ends with the line feed at `feed`, and has that many `sizes`, says: the spans but for the payload,
    /// and the size of headers and payload together.
    #[inline(always)]
    pub(super) fn message(&self, buf: &[u8], feed: usize, sizes: usize) -> Result<(MessageSpans, u64), ParseError> {
        let [subject, sid, ..] = self.arguments;
        let argument = |index: usize| self.arguments.get(index).copied().unwrap_or_default();
        let reply = match self.count.wrapping_sub(2).wrapping_sub(sizes) {
            0 => Span::default(),
            1 => argument(2),
            _ => return Err(ParseError::BadArguments),
        };
        let size = number(buf, argument(self.count.wrapping_sub(1)))?;
        let header_size = if sizes == 1 { 0 } else { number(buf, argument(self.count.wrapping_sub(2)))? };
        if header_size > size {
            return Err(ParseError::BadHeaderSize);
        }
        let sid = u32::try_from(number(buf, sid)?).map_err(|_| ParseError::BadArguments)?;
        let block = feed.wrapping_add(1);
        // Too large a size is refused before this span is used.
        let headers = Span::new(block, block.wrapping_add(header_size as usize));
        Ok((MessageSpans { sid, subject, reply, headers, payload: Span::default() }, size))
    }
}

fn number(buf: &[u8], span: Span) -> Result<u64, ParseError> {
    parse_u64(span.of(buf)).ok_or(ParseError::BadArguments)
}

/// Reads a whole ASCII decimal: one to 19 digits, leading zeros included, and nothing else.
///
/// `None` for an empty slice, any other byte (signs and spaces too), or more than 19 digits, so that no result can
/// have overflowed.
#[inline]
pub(crate) fn parse_u64(ascii: &[u8]) -> Option<u64> {
    if ascii.is_empty() || ascii.len() > MAX_DIGITS {
        return None;
    }
    let mut value = 0_u64;
    let mut valid = true;
    for &byte in ascii {
        let digit = byte.wrapping_sub(b'0');
        valid &= digit <= 9;
        // Exact for valid input: 19 nines are below 2^64. Anything else is thrown away below.
        value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
    }
    valid.then_some(value)
}

/// The most decimal digits that always fit in a `u64`.
const MAX_DIGITS: usize = 19;

/// The positions of the bytes that are a space or a control character (`<= 0x20`), in order, found eight bytes at a time.
struct Blanks<'a> {
    buf: &'a [u8],
    /// Offset of the first byte that is not in `hits`.
    at: usize,
    /// For each blank among the eight bytes before `at` that is still to be given out: its highest bit.
    hits: u64,
}

impl<'a> Blanks<'a> {
    /// Those of `buf` from `at` on.
    #[inline(always)]
    fn new(buf: &'a [u8], at: usize) -> Self {
        Self { buf, at, hits: 0 }
    }
}

impl Iterator for Blanks<'_> {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        while self.hits == 0 {
            let rest = self.buf.get(self.at..)?;
            let Some(chunk) = rest.first_chunk::<8>() else {
                let place = rest.iter().position(|&byte| byte <= b' ')?;
                let found = self.at.wrapping_add(place);
                self.at = found.wrapping_add(1);
                return Some(found);
            };
            self.hits = blanks_in(u64::from_le_bytes(*chunk));
            self.at = self.at.wrapping_add(8);
        }
        let place = self.hits.trailing_zeros() / 8;
        self.hits &= self.hits.wrapping_sub(1);
        Some(self.at.wrapping_sub(8).wrapping_add(place as usize))
    }
}

/// The highest bit of each byte of `word` that is `<= 0x20`.
#[inline(always)]
const fn blanks_in(word: u64) -> u64 {
    const HIGHS: u64 = u64::from_ne_bytes([0x80; 8]);
    const OVER: u64 = u64::from_ne_bytes([0x7f - 0x20; 8]);
    // The sum of a byte's lower bits and the constant reaches its highest bit if they are above 0x20, and no other byte.
    !((word & !HIGHS).wrapping_add(OVER) | word) & HIGHS
}

/// The position of the first line feed at or after `from`.
#[inline]
pub(super) fn line_feed(buf: &[u8], from: usize) -> Option<usize> {
    let rest = buf.get(from..)?;
    rest.iter().position(|&b| b == b'\n').map(|n| from.wrapping_add(n))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rng;

    #[test]
    fn blanks_agree_with_the_naive_search() {
        let mut rng = Rng::new(7);
        for round in 0..20_000 {
            let len = rng.below(40) as usize;
            let buf: alloc::vec::Vec<u8> = (0..len)
                .map(|_| match rng.below(12) {
                    0..3 => rng.below(0x23) as u8,
                    3 => 0x80 | rng.below(0x80) as u8,
                    _ => b'a' + rng.below(26) as u8,
                })
                .collect();
            let from = rng.below(len as u64 + 1) as usize;
            let naive = (from..len).filter(|&at| buf[at] <= 0x20);
            assert!(Blanks::new(&buf, from).eq(naive), "round {round}: {buf:?} from {from}");
        }
    }

    #[test]
    fn parse_takes_leading_zeros_up_to_nineteen_digits() {
        assert_eq!(parse_u64(b"007"), Some(7));
        assert_eq!(parse_u64(b"0000000000000000001"), Some(1));
        assert_eq!(parse_u64(b"00000000000000000001"), None);
        assert_eq!(parse_u64(b"9999999999999999999"), Some(9_999_999_999_999_999_999));
        assert_eq!(parse_u64(b"10000000000000000000"), None);
    }

    #[test]
    fn parse_refuses_anything_but_digits() {
        for text in ["", " ", "-1", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "１"] {
            assert_eq!(parse_u64(text.as_bytes()), None, "{text:?}");
        }
        for byte in (0..=u8::MAX).filter(|byte| !byte.is_ascii_digit()) {
            assert_eq!(parse_u64(&[byte]), None);
            assert_eq!(parse_u64(&[b'1', byte, b'1']), None);
        }
    }
}
