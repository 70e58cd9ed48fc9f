//! Reading how many tests passed and failed out of what test programs print.

use std::fmt;
use std::ops::AddAssign;

/// Numbers of tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Tests that ran and held.
    pub(crate) passed: u64,
    /// Tests that did not hold, and programs that should have run tests and did not.
    pub(crate) failed: u64,
}

impl Tally {
    /// One test that held or did not.
    pub(crate) fn one(held: bool) -> Self {
        Self { passed: u64::from(held), failed: u64::from(!held) }
    }

    /// The tally of a program, given how it ended: a crash without a failed test and a run without any test are
    /// each one failure.
    pub(crate) fn judged(self, success: bool) -> Self {
        let silent_crash = !success && self.failed == 0;
        let nothing_ran = success && self == Self::default();
        Self { failed: self.failed + u64::from(silent_crash || nothing_ran), ..self }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// Sums up a run of `cargo test --no-fail-fast`: every `test result:` line, and one failure for every test program
/// that cargo calls failed though it left no such line.
pub(crate) fn cargo(text: &str) -> Tally {
    let mut tally = Tally::default();
    let (mut failed_programs, mut failed_results) = (0, 0);
    for line in text.lines() {
        if let Some(result) = line.trim_start().strip_prefix("test result: ") {
            failed_results += u64::from(result.starts_with("FAILED"));
            tally.passed += number_before(result, " passed");
            tally.failed += number_before(result, " failed");
        } else if line.starts_with("error: ") && line.ends_with("failed:") {
            failed_programs = number_before(line, " target");
        }
    }
    tally.failed += failed_programs.saturating_sub(failed_results);
    tally
}

/// The last line that reads `N passed, N failed`, as our own programs end.
pub(crate) fn summary(text: &str) -> Option<Tally> {
    text.lines().rev().find_map(|line| {
        let (passed, failed) = line.trim().split_once(" passed, ")?;
        let failed = failed.strip_suffix(" failed")?;
        Some(Tally { passed: passed.parse().ok()?, failed: failed.parse().ok()? })
    })
}

fn number_before(text: &str, what: &str) -> u64 {
    let before = text.split(what).next().unwrap_or_default();
    let digits = before.rsplit(|character: char| !character.is_ascii_digit()).next();
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(passed: u64, failed: u64) -> Tally {
        Tally { passed, failed }
    }

    #[test]
    fn cargo_sums_all_programs() {
        let text = "running 2 tests\n\
            test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test a ... FAILED\n\
            test result: FAILED. 10 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.21s\n\
            error: 1 target failed:\n    `-p a --lib`\n";
        assert_eq!(cargo(text), tally(12, 3));
    }

    #[test]
    fn cargo_counts_programs_that_crash() {
        let text = "test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n\
            error: test failed, to rerun pass `-p b --lib`\n\
            Caused by:\n  process didn't exit successfully (signal: 6, SIGABRT: process abort signal)\n\
            error: 2 targets failed:\n    `-p a --lib`\n    `-p b --lib`\n";
        assert_eq!(cargo(text), tally(1, 2));
    }

    #[test]
    fn cargo_that_does_not_compile_has_run_nothing() {
        assert_eq!(cargo("error: could not compile `a` due to 1 previous error\n"), tally(0, 0));
        assert_eq!(cargo("").judged(false), tally(0, 1));
    }

    #[test]
    fn summaries_are_the_last_exact_line() {
        assert_eq!(summary("1 passed, 2 failed\n30 passed, 4 failed\nbye\n"), Some(tally(30, 4)));
        assert_eq!(summary("30 passed; 4 failed"), None);
        assert_eq!(summary("x passed, 4 failed"), None);
    }

    #[test]
    fn crashes_and_empty_runs_are_failures() {
        assert_eq!(tally(3, 0).judged(true), tally(3, 0));
        assert_eq!(tally(3, 0).judged(false), tally(3, 1));
        assert_eq!(tally(3, 2).judged(false), tally(3, 2));
        assert_eq!(tally(0, 0).judged(true), tally(0, 1));
    }

    #[test]
    fn shown_as_the_last_line_of_a_run() {
        assert_eq!(tally(12, 0).to_string(), "12 passed, 0 failed");
        assert_eq!(summary(&tally(7, 8).to_string()), Some(tally(7, 8)));
    }
}
