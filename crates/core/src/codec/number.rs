//! Decimal numbers on the wire: sizes and subscription ids, in every operation each way.
#![deny(clippy::arithmetic_side_effects)]

use alloc::vec::Vec;

/// Appends `n` in decimal, without leading zeros.
#[inline]
pub fn write_u64(out: &mut Vec<u8>, n: u64) {
    write(out, n, DIGITS);
}

/// Appends the last number of a line, and the line's end.
#[inline]
pub(super) fn write_last(out: &mut Vec<u8>, n: u64) {
    write(out, n, LINE_END.len());
}

/// Appends a number and what follows it in [`LINE_END`] up to `end`, in one piece.
fn write(out: &mut Vec<u8>, n: u64, end: usize) {
    let mut text = *LINE_END;
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
    out.extend_from_slice(text.get(start..end).unwrap_or_default());
}

/// Reads a whole ASCII decimal: one to 19 digits, leading zeros included, and nothing else.
///
/// `None` for an empty slice, any other byte (signs and spaces too), or more than 19 digits, so that no result can
/// have overflowed.
#[inline]
#[must_use]
pub fn parse_u64(ascii: &[u8]) -> Option<u64> {
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

/// Room for the most digits a `u64` can have, and a line's end.
const LINE_END: &[u8; 22] = b"00000000000000000000\r\n";
const DIGITS: usize = 20;
/// The most decimal digits that always fit in a `u64`.
const MAX_DIGITS: usize = 19;

#[cfg(test)]
mod tests {
    use super::{parse_u64, write_last, write_u64};
    use crate::Rng;
    use alloc::{string::ToString, vec::Vec};

    fn written(n: u64) -> Vec<u8> {
        let mut out = b"before ".to_vec();
        write_u64(&mut out, n);
        out.split_off(7)
    }

    fn check(n: u64) {
        let expected = n.to_string();
        assert_eq!(written(n), expected.as_bytes(), "{n}");
        let mut line = Vec::new();
        write_last(&mut line, n);
        assert_eq!(line.strip_suffix(b"\r\n"), Some(expected.as_bytes()), "{n}");
        let parsed = (expected.len() <= 19).then_some(n);
        assert_eq!(parse_u64(expected.as_bytes()), parsed, "{n}");
    }

    #[test]
    fn agrees_with_the_standard_library_around_every_power_of_ten() {
        let mut power = Some(1_u64);
        while let Some(at) = power {
            for n in at.saturating_sub(2)..=at.saturating_add(2) {
                check(n);
            }
            power = at.checked_mul(10);
        }
        for n in [u64::from(u32::MAX), u64::from(u32::MAX) + 1, u64::MAX] {
            check(n);
        }
    }

    #[test]
    fn agrees_with_the_standard_library_on_random_numbers_of_every_length() {
        let seed = 0x6e75_6d62;
        let mut rng = Rng::new(seed);
        for round in 0..20_000 {
            check(rng.next_u64() >> (round % 64));
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
