//! The Rust tests: units, the native client against a real server, and the simulator.

use anyhow::Result;

use super::counted;
use crate::count::{self, Tally};
use crate::project::Project;
use crate::tools::{cargo, nats_server};

/// Every crate but the simulator, doc tests included. `NATS_SERVER` names the server to start.
pub(super) fn units(project: &Project) -> Result<Tally> {
    let server = nats_server::find(project)?;
    let mut command = cargo();
    command.current_dir(project.root()).env("NATS_SERVER", server).env("EXAMPLES_ARE_BUILT", "1");
    // So many at a time, on however few processors: for the most part they wait.
    command.env("RUST_TEST_THREADS", "4");
    command.args(["test", "--workspace", "--exclude", SIMULATOR, "--no-fail-fast"]);
    counted("cargo test", &mut command, count::cargo)
}

/// The simulator's seeds, optimised: there are thousands.
pub(super) fn simulator(project: &Project) -> Result<Tally> {
    let mut command = cargo();
    command.current_dir(project.root());
    command.args(["test", "--release", "--package", SIMULATOR, "--no-fail-fast"]);
    // Arithmetic that overflows must fail here as it does in a debug build.
    command.env("CARGO_PROFILE_RELEASE_OVERFLOW_CHECKS", "true");
    command.env("CARGO_PROFILE_RELEASE_DEBUG_ASSERTIONS", "true");
    counted("cargo test of the simulator", &mut command, count::cargo)
}

const SIMULATOR: &str = "nats-web-sim";
