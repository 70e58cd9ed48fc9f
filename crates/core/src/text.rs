//! Short texts: made of the peer's bytes, and searched for words.
//!
//! What the standard library has for this is made for long texts, and brings a lot of code; these are for an address or
//! an error.

use alloc::string::String;

/// `bytes` as text, with a `?` for each byte of what is not ASCII if they are not UTF-8.
pub(crate) fn lenient(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec())
        .unwrap_or_else(|_| bytes.iter().map(|&byte| if byte.is_ascii() { char::from(byte) } else { '?' }).collect())
}

/// What stands before and what after the first occurrence of `words` in `text`, in upper or lower case.
pub(crate) fn split_once<'t>(text: &'t str, words: &str) -> Option<(&'t str, &'t str)> {
    let is_found = |window: &[u8]| window.eq_ignore_ascii_case(words.as_bytes());
    let (before, rest) = text.split_at_checked(text.as_bytes().windows(words.len()).position(is_found)?)?;
    Some((before, rest.get(words.len()..)?))
}

/// Where the first byte stands for which `wanted` holds.
#[inline(never)]
pub(crate) fn find(text: &str, wanted: fn(u8) -> bool) -> Option<usize> {
    text.bytes().position(wanted)
}

#[cfg(test)]
mod tests {
    use super::{find, lenient, split_once};

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
