//! Runs every fuzz target on a bounded number of seeded inputs, on stable Rust.
//!
//! ```text
//! bounded [--inputs N] [--seed S] [--target NAME] [--hex INPUT]
//! ```
//!
//! `--inputs` is for each target (20000 unless given; fewer for those that take long), `--hex` runs one target on one input. The last line is
//! `N passed, N failed`, where a target counts as one; the exit code is 1 if one failed, 2 if the arguments make no sense.

use std::process::ExitCode;
use std::time::Instant;

use nats_web_fuzz::bounded::{Failure, attempt, catch_panics, report, run};
use nats_web_fuzz::targets::{TARGETS, Target};

fn main() -> ExitCode {
    match Arguments::read(std::env::args().skip(1)) {
        Ok(arguments) => carry_out(&arguments),
        Err(complaint) => {
            eprintln!("{complaint}");
            ExitCode::from(2)
        }
    }
}

fn carry_out(arguments: &Arguments) -> ExitCode {
    catch_panics();
    let mut failed = 0;
    for target in &arguments.targets {
        let begun = Instant::now();
        let (inputs, failure) = match &arguments.input {
            Some(input) => {
                let failure = attempt(target, input).err();
                (1, failure.map(|message| Failure { case: 0, input: input.clone(), message }))
            }
            None => {
                let inputs = arguments.inputs.div_ceil(target.cost);
                (inputs, run(target, inputs, arguments.seed))
            }
        };
        let verdict = if failure.is_none() { "ok" } else { "FAILED" };
        println!("fuzz {:<10} {inputs} inputs in {:.1} s: {verdict}", target.name, begun.elapsed().as_secs_f64());
        if let Some(failure) = failure {
            failed += 1;
            report(target, arguments.seed, &failure);
        }
    }
    println!("{} passed, {failed} failed", arguments.targets.len() - failed);
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

struct Arguments {
    targets: Vec<Target>,
    inputs: u64,
    seed: u64,
    input: Option<Vec<u8>>,
}

impl Arguments {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut read = Self { targets: TARGETS.to_vec(), inputs: 20_000, seed: 1, input: None };
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or(format!("{name} needs a value"))?;
            let number = || value.parse().map_err(|_| format!("{name}: {value} is no number"));
            match name.as_str() {
                "--inputs" => read.inputs = number()?,
                "--seed" => read.seed = number()?,
                "--hex" => read.input = Some(from_hex(&value).ok_or(format!("{value} is not hexadecimal"))?),
                "--target" => {
                    read.targets.retain(|target| target.name == value);
                    if read.targets.is_empty() {
                        return Err(format!("no target {value}; there are {}", TARGETS.map(|it| it.name).join(", ")));
                    }
                }
                _ => return Err(format!("unknown argument {name}")),
            }
        }
        if read.input.is_some() && read.targets.len() > 1 {
            return Err("--hex needs --target".to_owned());
        }
        Ok(read)
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.chars().map(|c| c.to_digit(16).map(|digit| digit as u8)).collect::<Option<_>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}
