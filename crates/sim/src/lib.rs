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
//! [`run`] plays one seed, [`run_bytes`] what a fuzzer makes up; [`run_flows`] and [`run_flow_bytes`] do so with flows above the
//! session and JetStream behind the servers. `cargo run -p nats-web-sim -- --seed N --trace` prints what happened in it.

pub mod client;
pub mod clock;
pub mod dice;
pub mod invariants;
pub mod jetstream;
pub mod jwt;
pub mod link;
pub mod numbered;
#[cfg(feature = "port")]
pub mod port;
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

/// Plays the run in which `data` decides: its first eight bytes are the seed, the rest what is rolled before that counts.
///
/// # Errors
/// An invariant did not hold.
pub fn run_bytes(data: &[u8]) -> Result<Counts, Failure> {
    workload::play_bytes(data, false).report.verdict()
}

/// Plays the run with flows of one seed, with or without its trace.
///
/// # Errors
/// An invariant did not hold.
pub fn run_flows(seed: u64, tracing: bool) -> Result<Counts, Failure> {
    workload::play_flows(&seed.to_le_bytes(), tracing).report.verdict()
}

/// Plays the run with flows in which `data` decides, as in [`run_bytes`].
///
/// # Errors
/// An invariant did not hold.
pub fn run_flow_bytes(data: &[u8]) -> Result<Counts, Failure> {
    workload::play_flows(data, false).report.verdict()
}
