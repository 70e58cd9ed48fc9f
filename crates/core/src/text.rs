//! Looking for words in short texts.
//!
//! The searches of `str` are made for long texts, and bring a lot of code; these are for an address or an error.

/// What stands before and what after the first occurrence of `words` in `text`, in upper or lower case.
pub(crate) fn split_once<'t>(text: &'t str, words: &str) -> Option<(&'t str, &'t str)> {
    let is_found = |window: &[u8]| window.eq_ignore_ascii_case(words.as_bytes());
    let (before, rest) = text.split_at_checked(text.as_bytes().windows(words.len()).position(is_found)?)?;
    Some((before, rest.get(words.len()..)?))
}

#[cfg(test)]
mod tests {
    use super::split_once;

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
}
