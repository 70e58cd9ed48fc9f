//! How long to wait before something that failed is tried again.

use nats_web_core::Rng;

/// Delays that double with every failure in a row, up to a bound, each less a random part of up to a half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Backoff {
    /// Failures since the last success.
    failures: u32,
    /// The longest delay, in milliseconds.
    most: u64,
}

impl Backoff {
    pub(super) fn new(most: u64) -> Self {
        Self { failures: 0, most: most.max(FIRST) }
    }

    /// Something worked.
    #[inline]
    pub(super) fn reset(&mut self) {
        self.failures = 0;
    }

    /// Counts a failure and returns how many milliseconds to wait.
    pub(super) fn fail(&mut self, rng: &mut Rng) -> u64 {
        let delay = FIRST.saturating_mul(1 << self.failures.min(MOST_DOUBLINGS)).min(self.most);
        self.failures = self.failures.saturating_add(1);
        delay - rng.below(delay / 2)
    }
}

/// The first delay, in milliseconds.
const FIRST: u64 = 200;
const MOST_DOUBLINGS: u32 = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_to_the_bound() {
        let mut rng = Rng::new(1);
        let mut backoff = Backoff::new(5_000);
        for most in [200, 400, 800, 1_600, 3_200, 5_000, 5_000] {
            let delay = backoff.fail(&mut rng);
            assert!((most / 2..=most).contains(&delay), "{delay} of {most}");
        }
        assert_eq!(backoff.failures, 7);
        backoff.reset();
        assert!(backoff.fail(&mut rng) <= 200);
        let mut long = Backoff { failures: u32::MAX, most: u64::MAX };
        long.fail(&mut rng);
    }
}
