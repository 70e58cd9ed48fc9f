//! JWTs for users of test servers, which look at no signature.

/// A JWT that runs out at `expiry`, in seconds since 1970.
#[must_use]
pub fn jwt(expiry: u64) -> String {
    format!("e30.{}.c2ln", base64_url(format!("{{\"name\":\"me\",\"exp\":{expiry}}}").as_bytes()))
}

fn base64_url(bytes: &[u8]) -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0, |bits, &byte| bits << 8 | usize::from(byte)) << (8 * (3 - chunk.len()));
        out.extend((0..=chunk.len()).map(|place| char::from(alphabet[bits >> (18 - 6 * place) & 63])));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::jwt;

    #[test]
    fn the_core_reads_it() {
        for expiry in [1, 59, 1_700_000_000, 17_000_000_000] {
            assert_eq!(nats_web_core::auth::jwt::expiry(&jwt(expiry)), expiry);
        }
    }
}
