//! A test rig for the protocol core: a virtual clock, a seeded link that delays, splits, drops and closes at any byte,
//! and a scripted server that can lie or stall. Nothing here sleeps, and the same seed is the same run.
//!
//! ```text
//!   workload ──commands──▶ client (session + face) ◀──▶ link ◀──▶ server(s)
//!                             │ every step                          │
//!                             ▼                                     ▼
//!                         invariants (a model of what must hold) ◀──┘
//! ```
//!
//! [`run`] plays one seed. `cargo run -p nats-web-sim -- --seed N --trace` prints what happened in it.

pub mod client;
pub mod clock;
pub mod dice;
pub mod invariants;
pub mod jwt;
pub mod link;
pub mod numbered;
pub mod report;
pub mod scenario;
pub mod server;
pub mod wire;
pub mod workload;
pub mod world;

pub use report::{Counts, Failure};

/// Plays the run of one seed, with or without its trace.
///
/// # Errors
/// An invariant did not hold.
pub fn run(seed: u64, tracing: bool) -> Result<Counts, Failure> {
    workload::play(seed, tracing).report.verdict()
}
