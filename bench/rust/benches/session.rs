//! How long the operations take: `cargo bench -p nats-web-bench`.

use divan::Bencher;
use divan::counter::ItemsCount;
use nats_web_bench::{Bench, MESSAGES, OPERATIONS};

fn main() {
    divan::main();
}

#[divan::bench(args = OPERATIONS.iter().map(|(name, _)| *name))]
fn session(bencher: Bencher<'_, '_>, name: &str) {
    let (_, round) = OPERATIONS.iter().find(|(known, _)| *known == name).expect("the names are theirs");
    let mut bench = Bench::new();
    bencher.counter(ItemsCount::new(MESSAGES)).bench_local(|| round(&mut bench));
}
