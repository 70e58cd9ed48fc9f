//! The fuzz targets, run on stable Rust for a bounded number of inputs.

use anyhow::{Result, bail};

use super::counted;
use crate::count::{self, Tally};
use crate::project::Project;
use crate::tools::cargo;

/// Runs `fuzz/src/bin/bounded.rs`, which counts each target as one test.
pub(super) fn run(project: &Project) -> Result<Tally> {
    let manifest = project.path("fuzz/Cargo.toml");
    if !manifest.is_file() {
        bail!("fuzz/Cargo.toml is missing");
    }
    let mut command = cargo();
    command.current_dir(project.root()).args(["run", "--release", "--bin", "bounded"]);
    command.arg("--manifest-path").arg(manifest);
    command.arg("--target-dir").arg(project.target("fuzz"));
    counted("bounded fuzzing", &mut command, |text| count::summary(text).unwrap_or_default())
}
