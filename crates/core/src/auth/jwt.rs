//! The expiry of a user's JWT, which is all that a client reads of it. The server verifies the signature.

use crate::codec::json::{Scanner, Value};
use crate::text::base64_value;
use alloc::vec::Vec;

/// Returns when a JWT expires, in seconds since 1970; 0 if it does not, or is no JWT.
///
/// Source: RFC 7519, `exp`; ADR-14.
#[must_use]
pub fn expiry(jwt: &str) -> u64 {
    let Some(claims) = claims(jwt.as_bytes()) else { return 0 };
    let mut scanner = Scanner::new(&claims);
    if scanner.value() == Value::Object {
        while let Some(key) = scanner.next_key() {
            if key == "exp" {
                // The rest is not read: whether it is valid, the server decides.
                return match scanner.value() {
                    Value::Number(Some(number)) if !number.negative => number.magnitude,
                    _ => 0,
                };
            }
            scanner.skip();
        }
    }
    0
}

/// Returns the decoded claims, which stand between the dots in base64 for URLs without padding.
fn claims(jwt: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut dots = 0;
    let mut bits = 0u32;
    let mut count = 0u32;
    for &character in jwt {
        if character == b'.' {
            dots += 1;
            continue;
        }
        if dots != 1 {
            continue;
        }
        bits = bits << 6 | u32::from(base64_value(character)?);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{claims, expiry};
    use alloc::format;
    use alloc::string::String;

    /// Returns a JWT with these claims, which nobody has signed.
    pub(crate) fn jwt(claims: &str) -> String {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let encode = |text: &str| {
            let mut out = String::new();
            for chunk in text.as_bytes().chunks(3) {
                let bits = chunk.iter().fold(0, |bits, &byte| bits << 8 | usize::from(byte)) << (8 * (3 - chunk.len()));
                out.extend((0..=chunk.len()).map(|i| char::from(alphabet[bits >> (18 - 6 * i) & 63])));
            }
            out
        };
        format!("{}.{}.c2ln", encode(r#"{"typ":"JWT","alg":"ed25519-nkey"}"#), encode(claims))
    }

    #[test]
    fn the_claim_is_found_among_the_others() {
        let claims = r#"{"jti":"x","iat":1,"nats":{"exp":5,"list":[{"exp":6}]},"exp":1700000000,"name":"größe"}"#;
        assert_eq!(expiry(&jwt(claims)), 1_700_000_000);
        assert_eq!(expiry(&jwt(r#" { "name" : "exp" , "exp" : 7 } "#)), 7);
        assert_eq!(expiry(&jwt(r#"{"nats":{"exp":5}}"#)), 0);
    }

    #[test]
    fn what_is_none_never_runs_out() {
        for claims in [r#"{"exp":0}"#, r#"{"exp":-5}"#, r#"{"exp":"5"}"#, r#"{"exp":1.5}"#, "[5]", "", "{", r#"{"a"}"#]
        {
            assert_eq!(expiry(&jwt(claims)), 0, "{claims}");
        }
        for text in ["", ".", "a", "a.b", "a.*.c", "a.e30.c", "..", "ä.ö.ü"] {
            assert_eq!(expiry(text), 0, "{text}");
        }
    }

    #[test]
    fn every_character_has_its_value() {
        assert_eq!(claims(b"head.-_8.sig").unwrap(), [0xfb, 0xff]);
        assert_eq!(claims(b"*.TmF0cw.*").unwrap(), b"Nats");
        assert_eq!(claims(b"head.TmF0cw"), Some(b"Nats".to_vec()));
        assert_eq!(claims(b"head.TmF0cw==.sig"), None);
        assert_eq!(claims(b"head.Tm+0.sig"), None);
    }
}
