//! Finding the end of a token, eight bytes at a time.

/// The first position at or after `from` whose byte is a space or a control character (`<= 0x20`), or the buffer's end.
#[inline(always)]
pub(super) fn token_end(buf: &[u8], from: usize) -> usize {
    const HIGHS: u64 = u64::from_ne_bytes([0x80; 8]);
    const LIMITS: u64 = u64::from_ne_bytes([0x21; 8]);
    let mut at = from;
    while let Some(chunk) = buf.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        // The classic "has a byte less than n": exact for the lowest such byte, which is the one wanted.
        let hits = word.wrapping_sub(LIMITS) & !word & HIGHS;
        if hits != 0 {
            return at.saturating_add((hits.trailing_zeros() / 8) as usize);
        }
        at = at.saturating_add(8);
    }
    let tail = buf.get(at..).unwrap_or_default();
    at.saturating_add(tail.iter().position(|&b| b <= b' ').unwrap_or(tail.len()))
}

/// The position of the first line feed at or after `from`.
#[inline]
pub(super) fn line_feed(buf: &[u8], from: usize) -> Option<usize> {
    let rest = buf.get(from..)?;
    rest.iter().position(|&b| b == b'\n').map(|n| from.saturating_add(n))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rng;

    #[test]
    fn token_end_agrees_with_the_naive_search() {
        let mut rng = Rng::new(7);
        for round in 0..20_000 {
            let len = rng.below(40) as usize;
            let buf: alloc::vec::Vec<u8> = (0..len)
                .map(|_| match rng.below(12) {
                    0 => rng.below(0x22) as u8,
                    1 => 0x80 | rng.below(0x80) as u8,
                    _ => b'a' + rng.below(26) as u8,
                })
                .collect();
            let from = rng.below(len as u64 + 1) as usize;
            let naive = (from..len).find(|&i| buf[i] <= 0x20).unwrap_or(len);
            assert_eq!(token_end(&buf, from), naive, "round {round}: {buf:?} from {from}");
        }
    }
}
