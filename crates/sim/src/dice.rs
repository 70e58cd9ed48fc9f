//! Chance, from a seed.

use nats_web_core::Rng;

/// A seeded source of choices. The same seed makes the same choices, so that a run can be played again.
#[derive(Debug, Clone)]
pub struct Dice(Rng);

impl Dice {
    /// Dice that always fall the same way for the same `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Rng::new(seed))
    }

    /// Dice of their own for a part of the run, so that one part's choices do not shift another's.
    pub fn split(&mut self) -> Self {
        Self::new(self.0.next_u64())
    }

    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number in `0..bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0.below(bound)
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
