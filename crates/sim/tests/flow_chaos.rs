//! Thousands of seeds of flows: whatever happens, every invariant holds.
//!
//! `FLOW_SEEDS` is how many (by default 1,000), `FLOW_FIRST` the first (by default 0). A seed that fails says how to play
//! it again.

use std::panic::{AssertUnwindSafe, catch_unwind};

use nats_web_sim::Counts;

#[test]
fn every_invariant_of_flows_holds_whatever_happens() {
    let (first, seeds) = (number("FLOW_FIRST", 0), number("FLOW_SEEDS", 1_000));
    let mut sum = Counts::default();
    for seed in first..first + seeds {
        match catch_unwind(AssertUnwindSafe(|| nats_web_sim::run_flows(seed, false))) {
            Ok(Ok(counts)) => sum += counts,
            Ok(Err(failure)) => panic!("{failure}"),
            Err(_) => panic!("seed {seed} panics\nreplay: cargo run -p nats-web-sim -- --flows --seed {seed} --trace"),
        }
    }
    println!("{seeds} seeds: {sum:?}");
    // Runs in which nothing happens would prove nothing.
    let enough = sum.flows > 3 * seeds
        && sum.handed_over > 50 * seeds
        && sum.resets > seeds / 2
        && sum.asked > 40 * seeds
        && sum.put > seeds / 2;
    assert!(enough || seeds < 500, "the runs see too little: {sum:?}");
}

#[test]
fn the_same_seed_is_the_same_run_of_flows() {
    for seed in [3_u64, 77, 1_234] {
        let trace = || nats_web_sim::workload::play_flows(&seed.to_le_bytes(), true).report.trace().to_vec();
        assert!(trace() == trace(), "seed {seed}");
    }
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number")))
}
