//! Thousands of seeds: whatever happens, every invariant holds.
//!
//! `SIM_SEEDS` is how many (by default 6,000), `SIM_FIRST` the first (by default 0). A seed that fails says how to
//! play it again.

use std::panic::{AssertUnwindSafe, catch_unwind};

use nats_web_sim::Counts;

#[test]
fn every_invariant_holds_whatever_happens() {
    let (first, seeds) = (number("SIM_FIRST", 0), number("SIM_SEEDS", 6_000));
    let mut sum = Counts::default();
    for seed in first..first + seeds {
        match catch_unwind(AssertUnwindSafe(|| nats_web_sim::run(seed, false))) {
            Ok(Ok(counts)) => sum += counts,
            Ok(Err(failure)) => panic!("{failure}"),
            Err(_) => panic!("seed {seed} panics\nreplay: cargo run -p nats-web-sim -- --seed {seed} --trace"),
        }
    }
    println!("{seeds} seeds: {sum:?}");
    // Runs in which nothing happens would prove nothing.
    let enough = sum.delivered > 10 * seeds
        && sum.published > 20 * seeds
        && sum.answered > seeds
        && sum.over > seeds
        && sum.failed > seeds
        && sum.flushed > seeds
        && sum.connected > 2 * seeds
        && sum.large > seeds / 2;
    assert!(enough || seeds < 1_000, "the runs see too little: {sum:?}");
}

#[test]
fn the_same_seed_is_the_same_run() {
    for seed in [3, 77, 1_234] {
        let trace = || nats_web_sim::workload::play(seed, true).report.trace().to_vec();
        assert!(trace() == trace(), "seed {seed}");
    }
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number")))
}
