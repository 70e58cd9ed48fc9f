//! Looking for words in short texts.
//!
//! The searches of `str` are made for long texts, and bring a lot of code; these are for an address or an error.

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
    use super::{find, split_once};

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
