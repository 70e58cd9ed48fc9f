//! Decimal numbers on the wire: sizes and subscription ids, in every operation each way.
#![deny(clippy::arithmetic_side_effects)]

use alloc::vec::Vec;

/// Appends `n` in decimal, without leading zeros.
///
/// Up to four digits, which is nearly every size and sid, cost no loop.
#[inline]
pub fn write_u64(out: &mut Vec<u8>, n: u64) {
    match u32::try_from(n) {
        Ok(n @ 0..=9) => out.push(ascii(n)),
        Ok(n @ 10..=99) => out.extend_from_slice(&[ascii(n / 10), ascii(n % 10)]),
        Ok(n @ 100..=999) => {
            out.extend_from_slice(&[ascii(n / 100), ascii(n / 10 % 10), ascii(n % 10)]);
        }
        Ok(n @ 1000..=9999) => {
            out.extend_from_slice(&[ascii(n / 1000), ascii(n / 100 % 10), ascii(n / 10 % 10), ascii(n % 10)])
        }
        _ => write_long(out, n),
    }
}

/// How many bytes [`write_u64`] appends for `n`: 1 to 20.
#[inline]
#[must_use]
pub fn digits(n: u64) -> usize {
    // Setting the lowest bit never crosses a power of ten, and makes zero count as one digit.
    let log = match u32::try_from(n) {
        Ok(short) => (short | 1).checked_ilog10(),
        Err(_) => n.checked_ilog10(),
    };
    (log.unwrap_or(0) as usize).saturating_add(1)
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

/// Five digits or more, from the last one to the first.
fn write_long(out: &mut Vec<u8>, n: u64) {
    let start = out.len();
    out.resize(start.saturating_add(digits(n)), b'0');
    let mut rest = n;
    for slot in out.iter_mut().skip(start).rev() {
        *slot = ascii((rest % 10) as u32);
        rest /= 10;
    }
}

/// The ASCII digit for `digit`, which is below 10.
#[inline]
const fn ascii(digit: u32) -> u8 {
    b'0' | digit as u8
}

/// The most decimal digits that always fit in a `u64`.
const MAX_DIGITS: usize = 19;

#[cfg(test)]
mod tests {
    use super::{digits, parse_u64, write_u64};
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
        assert_eq!(digits(n), expected.len(), "digits of {n}");
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
