//! Chance, from a seed or from bytes.

use std::collections::VecDeque;

use nats_web_core::Rng;

/// A source of choices: bytes as long as there are any, a seed from then on. The same bytes and seed make the same
/// choices, so that a run can be played again.
#[derive(Debug, Clone)]
pub struct Dice {
    rng: Rng,
    bytes: VecDeque<u8>,
}

impl Dice {
    /// Dice that always fall the same way for the same `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { rng: Rng::new(seed), bytes: VecDeque::new() }
    }

    /// Dice that fall as `data` says: its first eight bytes are the seed, in little-endian order, and each of the others
    /// makes one choice, or several make one among many. Eight bytes alone are [`Dice::new`].
    #[must_use]
    pub fn from_bytes(data: &[u8]) -> Self {
        let (seed, bytes) = data.split_at(data.len().min(8));
        let mut padded = [0; 8];
        padded[..seed.len()].copy_from_slice(seed);
        Self { rng: Rng::new(u64::from_le_bytes(padded)), bytes: bytes.iter().copied().collect() }
    }

    /// Dice of their own for a part of the run, so that one part's choices do not shift another's. They get the second
    /// half of the bytes.
    pub fn split(&mut self) -> Self {
        let rng = Rng::new(self.rng.next_u64());
        Self { rng, bytes: self.bytes.split_off(self.bytes.len() / 2) }
    }

    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.take(8).unwrap_or_else(|| self.rng.next_u64())
    }

    /// A number in `0..bound`; 0 if `bound` is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        let bits = u64::BITS - bound.saturating_sub(1).leading_zeros();
        match self.take(bits.div_ceil(8) as usize) {
            Some(number) if bound > 1 => number % bound,
            _ => self.rng.below(bound),
        }
    }

    /// The number that the next `count` bytes are; `None` if there are not so many.
    fn take(&mut self, count: usize) -> Option<u64> {
        let enough = count <= self.bytes.len();
        enough.then(|| self.bytes.drain(..count).fold(0, |number, byte| number << 8 | u64::from(byte)))
    }

    /// A number in `low..=high`.
    pub fn range(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True `percent` times in a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// True `permille` times in a thousand.
    pub fn rarely(&mut self, permille: u64) -> bool {
        self.below(1000) < permille
    }

    /// One of `choices`, which must not be empty.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len() as u64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_decide_and_then_the_seed() {
        let seed = 7_u64.to_le_bytes();
        let mut dice = Dice::from_bytes(&[&seed[..], &[3, 1, 2, 9, 8]].concat());
        assert_eq!((dice.below(10), dice.below(1_000)), (3, 258));
        let mut child = dice.split();
        assert_eq!((dice.below(10), child.below(10)), (9, 8));
        let mut seeded = Dice::new(7);
        let mut split = seeded.split();
        assert_eq!((dice.bits(), child.bits()), (seeded.bits(), split.bits()));
    }
}
