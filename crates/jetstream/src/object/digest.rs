//! The SHA-256 of an object's data, and how it is written.

use alloc::string::String;
use base64ct::{Base64Url, Base64UrlUnpadded, Encoding as _};
use sha2::{Digest as _, Sha256};

/// What the text of a digest begins with.
const PREFIX: &str = "SHA-256=";

/// The SHA-256 of an object's data.
///
/// ```
/// use nats_web_jetstream::object::digest::{Digest, Hasher};
///
/// let mut hasher = Hasher::default();
/// hasher.update(b"he");
/// hasher.update(b"llo");
/// let digest = hasher.finish();
/// assert_eq!(digest.text(), "SHA-256=LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=");
/// assert_eq!(Digest::parse("sha-256=LPJNul-wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ"), Ok(digest));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digest([u8; 32]);

/// What is wrong with the text of a digest.
///
/// ```
/// use nats_web_jetstream::object::digest::{Digest, DigestError};
///
/// assert_eq!(Digest::parse("MD5=AAAA"), Err(DigestError::Kind));
/// assert_eq!(Digest::parse("SHA-256=AAAA"), Err(DigestError::Value));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DigestError {
    /// It is not a SHA-256.
    Kind,
    /// It says that it is, but 32 bytes do not follow.
    Value,
}

impl Digest {
    /// Reads a digest: `SHA-256=`, in upper or lower case, and 32 bytes in base64 of either alphabet, with padding or
    /// without, or in hexadecimal digits. Clients differ in these.
    ///
    /// # Errors
    /// [`DigestError`].
    pub fn parse(text: &str) -> Result<Self, DigestError> {
        let value = match text.split_at_checked(PREFIX.len()) {
            Some((prefix, value)) if prefix.eq_ignore_ascii_case(PREFIX) => value,
            _ => return Err(DigestError::Kind),
        };
        let bytes = hexadecimal(value).or_else(|| base64(value));
        bytes.map(Self).ok_or(DigestError::Value)
    }

    /// Returns it as clients write it: `SHA-256=`, and base64 for URLs with padding.
    #[must_use]
    pub fn text(&self) -> String {
        [PREFIX, &Base64Url::encode_string(&self.0)].concat()
    }
}

/// Takes an object's data piece by piece.
///
/// ```
/// use nats_web_jetstream::object::digest::Hasher;
///
/// assert!(Hasher::default().finish().text().starts_with("SHA-256=47DEQpj8HBSa"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// Takes the next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Returns the digest of all that was taken.
    #[must_use]
    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

/// Returns the 32 bytes that base64 of either alphabet stands for, with padding or without.
fn base64(text: &str) -> Option<[u8; 32]> {
    let digits: String = text.strip_suffix('=').unwrap_or(text).chars().map(for_urls).collect();
    let mut bytes = [0; 32];
    let length = Base64UrlUnpadded::decode(digits, &mut bytes).ok()?.len();
    (length == bytes.len()).then_some(bytes)
}

/// Returns the digit of base64 for URLs that stands for the same as `digit`.
fn for_urls(digit: char) -> char {
    match digit {
        '+' => '-',
        '/' => '_',
        digit => digit,
    }
}

/// Returns the bytes that 64 hexadecimal digits are, all of them in upper or all in lower case.
fn hexadecimal(text: &str) -> Option<[u8; 32]> {
    let is_upper = text.bytes().any(|digit| digit.is_ascii_uppercase());
    if text.len() != 64 || is_upper && text.bytes().any(|digit| digit.is_ascii_lowercase()) {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        for digit in pair {
            *byte = *byte << 4 | char::from(*digit).to_digit(16)? as u8;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests;
