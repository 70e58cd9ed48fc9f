//! Slow, obvious code that says what the fast code must find.
//!
//! Written from the protocol's documentation, without a look at how the core does it.

pub mod client;
pub mod headers;
pub mod server;
pub mod subject;

/// A decimal of one to 19 digits.
fn decimal(token: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(token).ok()?;
    let fits = !text.is_empty() && text.len() <= 19 && text.chars().all(|c| c.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

/// Where `needle` begins in `haystack`.
fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    (0..haystack.len()).find(|&at| haystack[at..].starts_with(needle))
}
