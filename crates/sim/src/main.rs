//! Plays seeds: `nats-web-sim [--seed N | --first N --seeds COUNT] [--trace]`.
//!
//! With `--seed` it plays that one; without, `--seeds` of them (by default 1,000) from `--first` (by default 0) on, and
//! stops at the first that fails. `--trace` prints every step of a run that is played alone, or of the one that failed.

use std::process::ExitCode;

use nats_web_sim::{Counts, workload};

fn main() -> ExitCode {
    let Some(options) = options() else {
        eprintln!("usage: nats-web-sim [--seed N | --first N --seeds COUNT] [--trace]");
        return ExitCode::from(2);
    };
    let (first, count) =
        (options.seed.unwrap_or(options.first), if options.seed.is_some() { 1 } else { options.seeds });
    let mut sum = Counts::default();
    for seed in first..first + count {
        match nats_web_sim::run(seed, false) {
            Ok(counts) => sum += counts,
            Err(failure) => {
                if options.trace {
                    print_trace(seed);
                }
                eprintln!("{failure}");
                return ExitCode::FAILURE;
            }
        }
    }
    if options.trace && count == 1 {
        print_trace(first);
    }
    println!("{count} seeds hold: {sum:?}");
    ExitCode::SUCCESS
}

fn print_trace(seed: u64) {
    for line in workload::play(seed, true).report.trace() {
        println!("{line}");
    }
}

struct Options {
    seed: Option<u64>,
    first: u64,
    seeds: u64,
    trace: bool,
}

fn options() -> Option<Options> {
    let mut options = Options { seed: None, first: 0, seeds: 1_000, trace: false };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--seed" => options.seed = Some(arguments.next()?.parse().ok()?),
            "--first" => options.first = arguments.next()?.parse().ok()?,
            "--seeds" => options.seeds = arguments.next()?.parse().ok()?,
            "--trace" => options.trace = true,
            _ => return None,
        }
    }
    Some(options)
}
