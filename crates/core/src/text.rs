//! Short texts: made of the peer's bytes, and searched for words.
//!
//! What the standard library has for this is made for long texts, and brings a lot of code; these are for an address or
//! an error. Only where code may be long, the library's decoder is used: it is several times as fast.

use alloc::string::String;

/// Returns `bytes` as text, if they are UTF-8.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn decode(bytes: &[u8]) -> Option<String> {
    core::str::from_utf8(bytes).ok().map(String::from)
}

#[cfg(target_arch = "wasm32")]
pub(crate) use decode_characters as decode;

/// Returns `bytes` as text, if they are UTF-8, character by character.
#[cfg(any(target_arch = "wasm32", test))]
pub(crate) fn decode_characters(bytes: &[u8]) -> Option<String> {
    let mut text = String::new();
    let mut bytes = bytes.iter();
    while let Some(&first) = bytes.next() {
        let length = first.leading_ones() as usize;
        let mut code = u32::from(first) & 0x7f >> length;
        for _ in 1..length {
            let next = *bytes.next()?;
            if next >> 6 != 0b10 {
                return None;
            }
            code = code << 6 | u32::from(next & 0x3f);
        }
        // A length of 1 is what only a following byte has.
        let character =
            char::from_u32(code).filter(|character| character.len_utf8() == length.max(1) && length != 1)?;
        text.push(character);
    }
    Some(text)
}

/// Returns `bytes` as text, with a `?` for each byte of what is not ASCII if they are not UTF-8.
pub(crate) fn lenient(bytes: &[u8]) -> String {
    let ascii = |&byte: &u8| if byte.is_ascii() { char::from(byte) } else { '?' };
    decode(bytes).unwrap_or_else(|| bytes.iter().map(ascii).collect())
}

/// Returns the value of a digit of base64 for URLs. Source: RFC 4648, section 5.
#[inline]
pub(crate) fn base64_value(digit: u8) -> Option<u8> {
    Some(match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'-' => 62,
        b'_' => 63,
        _ => return None,
    })
}

/// Returns the text before and the text after the first occurrence of `words` in `text`, in upper or lower case.
pub(crate) fn split_once<'t>(text: &'t str, words: &str) -> Option<(&'t str, &'t str)> {
    let is_found = |window: &[u8]| window.eq_ignore_ascii_case(words.as_bytes());
    let (before, rest) = text.split_at_checked(text.as_bytes().windows(words.len()).position(is_found)?)?;
    Some((before, rest.get(words.len()..)?))
}

/// Returns the position of the first byte for which `wanted` holds.
#[inline(never)]
pub(crate) fn find(text: &str, wanted: fn(u8) -> bool) -> Option<usize> {
    text.bytes().position(wanted)
}

#[cfg(test)]
mod tests {
    use super::{decode_characters as decode, find, lenient, split_once};
    use crate::Rng;
    use alloc::{string::String, vec::Vec};

    #[test]
    fn decodes_what_the_library_does() {
        // Bytes from which every length and every fault of UTF-8 is made.
        const BYTES: &[u8] =
            b"\0a\x7f\x80\x8f\x90\x9f\xa0\xbf\xc0\xc1\xc2\xdf\xe0\xe1\xed\xef\xf0\xf1\xf4\xf5\xf8\xfc\xfe\xff";
        let mut rng = Rng::new(5);
        let mut sound = 0;
        for round in 0..200_000 {
            let bytes: Vec<u8> = (0..rng.below(6)).map(|_| BYTES[rng.below(BYTES.len() as u64) as usize]).collect();
            let text = String::from_utf8(bytes.clone()).ok();
            sound += usize::from(text.is_some() && !bytes.is_ascii());
            assert_eq!(decode(&bytes), text, "round {round}: {bytes:x?}");
        }
        assert!(sound > 1_000, "{sound}");
        for character in '\0'..=char::MAX {
            let text = String::from(character);
            assert_eq!(decode(text.as_bytes()), Some(text));
        }
    }

    #[test]
    fn bytes_that_are_not_utf8_lose_only_what_is_not_ascii() {
        assert_eq!(lenient("grün".as_bytes()), "grün");
        assert_eq!(lenient(b"gr\xfcn"), "gr?n");
    }

    #[test]
    fn splits_at_the_first_occurrence() {
        assert_eq!(split_once("a::b::c", "::"), Some(("a", "b::c")));
        assert_eq!(split_once(":::", "::"), Some(("", ":")));
        assert_eq!(split_once("größe", "ö"), Some(("gr", "ße")));
        assert_eq!(split_once("User: X y", "user:"), Some(("", " X y")));
        assert_eq!(split_once("end", "end"), Some(("", "")));
        assert_eq!(split_once("a", "::"), None);
        assert_eq!(split_once("", "x"), None);
    }

    #[test]
    fn finds_the_first_byte_of_a_kind() {
        assert_eq!(find("ab1c2", |byte| byte.is_ascii_digit()), Some(2));
        assert_eq!(find("größe", |byte| !byte.is_ascii()), Some(2));
        assert_eq!(find("", |_| true), None);
    }
}
