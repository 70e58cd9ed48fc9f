//! Does one operation for a number of rounds, for a program that counts instructions: `nats-web-bench publish 100`.
//! Between two numbers of rounds lies what the operation costs, without what connecting costs.

use std::process::ExitCode;

use nats_web_bench::{Bench, OPERATIONS};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [name, rounds] = words.as_slice() else {
        return usage();
    };
    let operation = OPERATIONS.iter().find(|(known, _)| known == name);
    let (Some((_, round)), Ok(rounds)) = (operation, rounds.parse::<u32>()) else {
        return usage();
    };
    let mut bench = Bench::new();
    for _ in 0..rounds {
        round(&mut bench);
    }
    ExitCode::SUCCESS
}

fn usage() -> ExitCode {
    let names: Vec<&str> = OPERATIONS.iter().map(|(name, _)| *name).collect();
    eprintln!("usage: nats-web-bench <{}> <rounds>", names.join("|"));
    ExitCode::FAILURE
}
