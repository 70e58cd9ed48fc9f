//! Base32 without padding, one byte or one character at a time. No table is looked up at a secret's bits.
//!
//! Source: RFC 4648, section 6.

/// Writes bytes as characters.
pub(crate) struct Encoder<'a> {
    out: core::slice::IterMut<'a, u8>,
    bits: u32,
    count: u32,
}

impl<'a> Encoder<'a> {
    /// Creates a writer into `out`. Characters that do not fit are lost.
    pub(crate) fn new(out: &'a mut [u8]) -> Self {
        Self { out: out.iter_mut(), bits: 0, count: 0 }
    }

    pub(crate) fn push(&mut self, byte: u8) {
        self.bits = self.bits << 8 | u32::from(byte);
        self.count += 8;
        while self.count >= 5 {
            self.count -= 5;
            self.character(self.bits >> self.count);
        }
    }

    pub(crate) fn finish(mut self) {
        if self.count > 0 {
            self.character(self.bits << (5 - self.count));
        }
    }

    fn character(&mut self, bits: u32) {
        let value = (bits & 31) as u8;
        // From 26 on the digits follow; they stand before the letters.
        let is_digit = (value > 25) as u8;
        if let Some(out) = self.out.next() {
            *out = b'A' + value - is_digit * (b'A' + 26 - b'2');
        }
    }
}

/// Reads characters as bytes and passes them to `out`. Returns `false` at the first character outside the alphabet,
/// when `out` takes no more, and if the last character adds nothing. The bits that are left of it are not looked at.
pub(crate) fn decode(text: &[u8], mut out: impl FnMut(u8) -> bool) -> bool {
    let mut bits = 0u32;
    let mut count = 0u32;
    for &character in text {
        let value = match character {
            b'A'..=b'Z' => character - b'A',
            b'2'..=b'7' => character - b'2' + 26,
            _ => return false,
        };
        bits = bits << 5 | u32::from(value);
        count += 5;
        if count >= 8 {
            count -= 8;
            if !out((bits >> count) as u8) {
                return false;
            }
        }
    }
    count < 5
}

#[cfg(test)]
mod tests {
    use super::{Encoder, decode};
    use alloc::vec;
    use alloc::vec::Vec;

    fn encoded(bytes: &[u8]) -> Vec<u8> {
        let mut out = vec![0; (bytes.len() * 8).div_ceil(5)];
        let mut encoder = Encoder::new(&mut out);
        bytes.iter().for_each(|&byte| encoder.push(byte));
        encoder.finish();
        out
    }

    fn decoded(text: &[u8]) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        decode(text, |byte| {
            out.push(byte);
            true
        })
        .then_some(out)
    }

    #[test]
    fn the_standards_examples() {
        let examples: [(&[u8], &[u8]); 7] = [
            (b"", b""),
            (b"f", b"MY"),
            (b"fo", b"MZXQ"),
            (b"foo", b"MZXW6"),
            (b"foob", b"MZXW6YQ"),
            (b"fooba", b"MZXW6YTB"),
            (b"foobar", b"MZXW6YTBOI"),
        ];
        for (bytes, text) in examples {
            assert_eq!(encoded(bytes), text);
            assert_eq!(decoded(text).unwrap(), bytes);
        }
    }

    #[test]
    fn every_value_has_its_character() {
        let all: Vec<u8> = (0..=255).collect();
        let text = encoded(&all);
        assert!(text.iter().all(|c| b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".contains(c)));
        assert_eq!(decoded(&text).unwrap(), all);
        for c in (0..=255u8).filter(|c| !b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".contains(c)) {
            assert_eq!(decoded(&[b'A', c]), None);
        }
        for length in [1, 3, 6, 9] {
            assert_eq!(decoded(&vec![b'A'; length]), None, "{length} characters");
        }
    }
}
