//! Finding the ends of tokens and lines.

/// The positions of the bytes that are a space or a control character (`<= 0x20`), in order, found eight bytes at a time.
pub(super) struct Blanks<'a> {
    buf: &'a [u8],
    /// Offset of the first byte that is not in `hits`.
    at: usize,
    /// For each blank among the eight bytes before `at` that is still to be given out: its highest bit.
    hits: u64,
}

impl<'a> Blanks<'a> {
    /// Those of `buf` from `at` on.
    #[inline(always)]
    pub(super) fn new(buf: &'a [u8], at: usize) -> Self {
        Self { buf, at, hits: 0 }
    }
}

impl Iterator for Blanks<'_> {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        while self.hits == 0 {
            let rest = self.buf.get(self.at..)?;
            let Some(chunk) = rest.first_chunk::<8>() else {
                let place = rest.iter().position(|&byte| byte <= b' ')?;
                let found = self.at.wrapping_add(place);
                self.at = found.wrapping_add(1);
                return Some(found);
            };
            self.hits = blanks_in(u64::from_le_bytes(*chunk));
            self.at = self.at.wrapping_add(8);
        }
        let place = self.hits.trailing_zeros() / 8;
        self.hits &= self.hits.wrapping_sub(1);
        Some(self.at.wrapping_sub(8).wrapping_add(place as usize))
    }
}

/// The highest bit of each byte of `word` that is `<= 0x20`.
#[inline(always)]
const fn blanks_in(word: u64) -> u64 {
    const HIGHS: u64 = u64::from_ne_bytes([0x80; 8]);
    const OVER: u64 = u64::from_ne_bytes([0x7f - 0x20; 8]);
    // The sum of a byte's lower bits and the constant reaches its highest bit if they are above 0x20, and no other byte.
    !((word & !HIGHS).wrapping_add(OVER) | word) & HIGHS
}

/// The position of the first line feed at or after `from`.
#[inline]
pub(super) fn line_feed(buf: &[u8], from: usize) -> Option<usize> {
    let rest = buf.get(from..)?;
    rest.iter().position(|&b| b == b'\n').map(|n| from.wrapping_add(n))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rng;

    #[test]
    fn blanks_agree_with_the_naive_search() {
        let mut rng = Rng::new(7);
        for round in 0..20_000 {
            let len = rng.below(40) as usize;
            let buf: alloc::vec::Vec<u8> = (0..len)
                .map(|_| match rng.below(12) {
                    0..3 => rng.below(0x23) as u8,
                    3 => 0x80 | rng.below(0x80) as u8,
                    _ => b'a' + rng.below(26) as u8,
                })
                .collect();
            let from = rng.below(len as u64 + 1) as usize;
            let naive = (from..len).filter(|&at| buf[at] <= 0x20);
            assert!(Blanks::new(&buf, from).eq(naive), "round {round}: {buf:?} from {from}");
        }
    }
}
