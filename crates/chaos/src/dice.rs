//! Choices that follow from a seed.

/// Numbers that look random, and are the same for the same seed.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Returns the dice of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(STEP) ^ STEP.rotate_left(17))
    }

    /// Returns others, for one of several.
    pub(crate) fn part(&self, number: u64) -> Self {
        Self::new(self.0 ^ number.wrapping_mul(STEP))
    }

    /// Returns a number from 0 up to, not including, `end`.
    pub(crate) fn roll(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(STEP).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

const STEP: u64 = 6_364_136_223_846_793_005;
