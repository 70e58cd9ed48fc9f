//! Plays runs: `nats-web-sim [--flows] [--seed N | --hex INPUT | --first N --seeds COUNT] [--trace]`.
//!
//! With `--seed` it plays that one, with `--hex` the one in which an input of the fuzz target decides; without, `--seeds`
//! of them (by default 1,000) from `--first` (by default 0) on, and stops at the first that fails. `--trace` prints every
//! step of a run that is played alone, or of the one that failed. With `--flows` the runs are those with flows.

use std::process::ExitCode;

use nats_web_sim::{Counts, workload};

fn main() -> ExitCode {
    let Some(options) = options() else {
        eprintln!("usage: nats-web-sim [--flows] [--seed N | --hex INPUT | --first N --seeds COUNT] [--trace]");
        return ExitCode::from(2);
    };
    let count = if options.input.is_some() { 1 } else { options.seeds };
    let mut sum = Counts::default();
    for seed in options.first..options.first + count {
        let input = options.input.clone().unwrap_or_else(|| seed.to_le_bytes().to_vec());
        let result = if options.flows { nats_web_sim::run_flow_bytes(&input) } else { nats_web_sim::run_bytes(&input) };
        if options.trace && (count == 1 || result.is_err()) {
            print_trace(&input, options.flows);
        }
        match result {
            Ok(counts) => sum += counts,
            Err(failure) => {
                eprintln!("{failure}");
                return ExitCode::FAILURE;
            }
        }
    }
    println!("{count} runs hold: {sum:?}");
    ExitCode::SUCCESS
}

fn print_trace(input: &[u8], flows: bool) {
    let world = if flows { workload::play_flows(input, true) } else { workload::play_bytes(input, true) };
    for line in world.report.trace() {
        println!("{line}");
    }
}

struct Options {
    /// Whether there are flows.
    flows: bool,
    /// What decides, if one run is played alone.
    input: Option<Vec<u8>>,
    first: u64,
    seeds: u64,
    trace: bool,
}

fn options() -> Option<Options> {
    let mut options = Options { flows: false, input: None, first: 0, seeds: 1_000, trace: false };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--seed" => options.input = Some(arguments.next()?.parse::<u64>().ok()?.to_le_bytes().to_vec()),
            "--hex" => options.input = Some(from_hex(&arguments.next()?)?),
            "--first" => options.first = arguments.next()?.parse().ok()?,
            "--seeds" => options.seeds = arguments.next()?.parse().ok()?,
            "--flows" => options.flows = true,
            "--trace" => options.trace = true,
            _ => return None,
        }
    }
    Some(options)
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}
