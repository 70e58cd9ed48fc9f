//! What a failure looks like to whoever has to find its cause.

use super::{Failure, attempt};
use crate::targets::Target;

/// A smaller input that still fails, found by leaving out pieces and by zeroing bytes.
#[must_use]
pub fn shrink(target: &Target, failure: &Failure) -> Failure {
    let mut best = failure.clone();
    let mut piece = best.input.len() / 2;
    while piece > 0 {
        let mut at = 0;
        while at < best.input.len() {
            let end = (at + piece).min(best.input.len());
            let mut shorter = best.input.clone();
            shorter.drain(at..end);
            let mut zeroed = best.input.clone();
            zeroed[at..end].fill(0);
            let smaller = [shorter, zeroed].into_iter().filter(|smaller| *smaller != best.input);
            match smaller.into_iter().find_map(|input| attempt(target, &input).err().map(|message| (input, message))) {
                Some((input, message)) if input.len() < best.input.len() => best = Failure { input, message, ..best },
                Some((input, message)) => {
                    best = Failure { input, message, ..best };
                    at = end;
                }
                None => at = end,
            }
        }
        piece /= 2;
    }
    best
}

/// Prints `failure` and how to see it again.
pub fn report(target: &Target, seed: u64, failure: &Failure) {
    const SHOWN: usize = 500;
    let name = target.name;
    println!("FAILED {name}: {}", failure.message);
    println!("  seed {seed}, input number {}; to run up to it again:", failure.case);
    println!("    {COMMAND} --target {name} --seed {seed} --inputs {}", (failure.case + 1) * target.cost);
    let small = shrink(target, failure);
    println!("  shrunk to {} bytes: {}", small.input.len(), small.message);
    if small.input.len() <= SHOWN {
        println!("    {COMMAND} --target {name} --hex {}", hex(&small.input));
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

const COMMAND: &str = "cargo run --release --manifest-path fuzz/Cargo.toml --";
