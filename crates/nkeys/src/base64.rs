//! Base64 for URLs, without padding, as JWTs and signatures of nonces are written.
//!
//! Source: RFC 4648, section 5.

use alloc::string::String;
use alloc::vec::Vec;
use base64ct::{Base64UrlUnpadded, Encoding as _};

/// Encodes `bytes` and returns the text.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// Returns the bytes that `text` encodes; `None` if it is not in this alphabet, or ends within a byte.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(text).ok()
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
