//! The workspace compiles with the oldest Rust that it says it supports. That what it calls is not newer, clippy's
//! `incompatible_msrv` sees with any toolchain.

use anyhow::{Context, Result};
use serde_json::Value;

use super::Outcome;
use crate::project::Project;
use crate::test::complaint;
use crate::tools::oldest_rust;

/// Runs `cargo check` of that very version.
pub(super) fn check(project: &Project) -> Result<Outcome> {
    let metadata = super::metadata(project)?;
    let version = rust_version(&metadata).context("no package says which Rust it needs")?;
    let Some(mut command) = oldest_rust::cargo(version) else {
        return Ok(Outcome::Skipped(format!("no Rust {version}: `rustup toolchain install {version}`")));
    };
    command.current_dir(project.root()).args(["check", "--workspace", "--locked"]);
    command.arg("--target-dir").arg(project.target("oldest-rust"));
    Ok(Outcome::Ran { complaint: complaint(&format!("cargo check with Rust {version}"), &mut command)? })
}

/// What all packages of the workspace have in common.
fn rust_version(metadata: &Value) -> Option<&str> {
    metadata["packages"].as_array()?.iter().find_map(|package| package["rust_version"].as_str())
}
