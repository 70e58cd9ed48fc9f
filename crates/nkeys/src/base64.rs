//! Base64 for URLs, without padding, as JWTs and signatures of nonces are written.
//!
//! Source: RFC 4648, section 5.

use alloc::string::String;
use alloc::vec::Vec;

/// `bytes` as text.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0, |bits, &byte| bits << 8 | u32::from(byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() as u32 {
            out.push(character((bits >> (18 - 6 * place) & 63) as u8));
        }
    }
    out
}

/// What `text` says; `None` if it is not in this alphabet, or ends within a byte.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for chunk in text.as_bytes().chunks(4) {
        if chunk.len() == 1 {
            return None;
        }
        let mut bits = 0;
        for &character in chunk {
            bits = bits << 6 | u32::from(value(character)?);
        }
        bits <<= 6 * (4 - chunk.len());
        out.extend(bits.to_be_bytes().iter().skip(1).take(chunk.len() - 1));
    }
    Some(out)
}

fn character(value: u8) -> char {
    char::from(match value {
        0..=25 => b'A' + value,
        26..=51 => b'a' + (value - 26),
        52..=61 => b'0' + (value - 52),
        62 => b'-',
        _ => b'_',
    })
}

fn value(character: u8) -> Option<u8> {
    Some(match character {
        b'A'..=b'Z' => character - b'A',
        b'a'..=b'z' => character - b'a' + 26,
        b'0'..=b'9' => character - b'0' + 52,
        b'-' => 62,
        b'_' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};
    use alloc::vec::Vec;

    #[test]
    fn the_standards_examples() {
        for (bytes, text) in [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text).unwrap(), bytes.as_bytes());
        }
        assert_eq!(encode(&[0xfb, 0xff]), "-_8");
    }

    #[test]
    fn every_byte_comes_back() {
        let all: Vec<u8> = (0..=255).collect();
        for end in 0..=all.len() {
            assert_eq!(decode(&encode(&all[..end])).unwrap(), &all[..end]);
        }
    }

    #[test]
    fn what_is_none_is_refused() {
        for text in ["A", "AAAAA", "A+", "A/", "Zg==", "Z g", "ä"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
