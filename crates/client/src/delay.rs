//! Times, and how long to wait before a server is dialled again.

use crate::runtime;
use std::time::Duration;

/// Returns milliseconds, as the core counts time; a part of one is one.
pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX)
}

/// Returns the wait before a dial, where the user has no function for it.
pub(crate) fn default_delay(attempt: u32) -> Duration {
    let Some(doublings) = attempt.checked_sub(1).filter(|doublings| *doublings > 0) else { return Duration::ZERO };
    let wait = 1_u64.checked_shl(doublings).map_or(LONGEST_WAIT, |wait| wait.min(LONGEST_WAIT));
    Duration::from_millis(wait + runtime::seed() % (wait / 4 + 1))
}

/// Milliseconds.
const LONGEST_WAIT: u64 = 4_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_millisecond_is_one() {
        let millis = |nanos| millis(Duration::from_nanos(nanos));
        assert_eq!([millis(0), millis(1), millis(1_000_000), millis(1_000_001)], [0, 1, 1, 2]);
    }

    #[test]
    fn waits_double_up_to_four_seconds() {
        for (attempt, wait) in [(0, 0), (1, 0), (2, 2), (3, 4), (12, 2_048), (13, 4_000), (64, 4_000), (1_000, 4_000)] {
            let found = u64::try_from(default_delay(attempt).as_millis()).unwrap();
            assert!((wait..=wait + wait / 4).contains(&found), "{attempt}: {found}");
        }
    }
}
