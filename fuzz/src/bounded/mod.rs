//! The bounded run: every target, a given number of inputs, all of them decided by one seed.

pub mod generate;
pub mod jetstream;
pub mod keys;
mod mutate;
mod report;

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use nats_web_core::Rng;

use crate::targets::Target;
use mutate::mutate;
pub use report::{report, shrink};

/// A violated property.
#[derive(Debug, Clone)]
pub struct Failure {
    /// Which of the run's inputs it was.
    pub case: u64,
    /// The input.
    pub input: Vec<u8>,
    /// What was said, and where.
    pub message: String,
}

/// Runs `target` on inputs `0..inputs` of `seed`, on every core there is, and gives the first that fails.
///
/// The first inputs are the committed ones of `seeds/`; of the others some are generated with structure, some are those
/// mutated, some are noise.
#[must_use]
pub fn run(target: &Target, inputs: u64, seed: u64) -> Option<Failure> {
    let seeds = committed(target.name);
    let first = AtomicU64::new(u64::MAX);
    let workers = thread::available_parallelism().map_or(1, std::num::NonZero::get) as u64;
    thread::scope(|scope| {
        for worker in 0..workers {
            let (seeds, first) = (&seeds, &first);
            scope.spawn(move || {
                for case in (worker..inputs).step_by(workers as usize) {
                    if case > first.load(Ordering::Relaxed) {
                        break;
                    }
                    if attempt(target, &input(target, seeds, seed, case)).is_err() {
                        first.fetch_min(case, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let case = Some(first.into_inner()).filter(|&case| case < inputs)?;
    let input = input(target, &seeds, seed, case);
    attempt(target, &input).err().map(|message| Failure { case, input, message })
}

/// Runs `target` on one input.
///
/// # Errors
/// What the violated property said, and where.
pub fn attempt(target: &Target, input: &[u8]) -> Result<(), String> {
    catch_unwind(AssertUnwindSafe(|| (target.run)(input)))
        .map_err(|_| LAST_PANIC.with_borrow_mut(std::mem::take).unwrap_or_else(|| "a panic".to_owned()))
}

/// Keeps what panics say to themselves: they are findings, reported at the end.
pub fn catch_panics() {
    std::panic::set_hook(Box::new(|info| LAST_PANIC.set(Some(info.to_string()))));
}

/// Input number `case` of a run.
fn input(target: &Target, seeds: &[Vec<u8>], seed: u64, case: u64) -> Vec<u8> {
    if let Some(committed) = seeds.get(case as usize) {
        return committed.clone();
    }
    let name = target.name.bytes().fold(0, |hash: u64, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
    let mut rng = Rng::new(Rng::new(seed ^ name).next_u64().wrapping_add(case));
    let generated = (target.generate)(&mut rng);
    match rng.below(8) {
        0 => generate::noise(&mut rng),
        1..=3 => generated,
        _ => {
            let base = match seeds.len() as u64 {
                count @ 1.. if rng.below(4) == 0 => seeds[rng.below(count) as usize].clone(),
                _ => generated,
            };
            let other = (target.generate)(&mut rng);
            mutate(base, &other, &mut rng)
        }
    }
}

/// The committed inputs of a target, in the order of their names.
fn committed(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(name);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    files.into_iter().filter_map(|file| std::fs::read(file).ok()).collect()
}

thread_local! {
    static LAST_PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}
