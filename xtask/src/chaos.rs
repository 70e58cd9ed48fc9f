//! `cargo xtask chaos [--native] [--minutes N] [--seed S]`: programs on a cluster of servers while servers and links fail.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::npm;
use crate::project::Project;
use crate::shell;
use crate::tools::{cargo, nats_server, node};

/// What the options say.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Asked {
    /// Whether the programs are those of the Rust crate.
    pub(crate) native: bool,
    /// For how long faults happen; a default of the script's if `None`.
    pub(crate) minutes: Option<f64>,
    /// The seed of the first round; one that nobody has chosen if `None`.
    pub(crate) seed: Option<u32>,
}

impl Asked {
    /// Returns whether an option was given.
    pub(crate) fn is_some(&self) -> bool {
        self.native || self.minutes.is_some() || self.seed.is_some()
    }
}

/// Runs rounds in the foreground until the time is up.
///
/// # Errors
/// When a tool cannot be had, or something was wrong; what, the program has said.
pub(crate) fn run(project: &Project, asked: &Asked) -> Result<()> {
    npm::build(project)?;
    let mut command = node::node()?;
    command.arg(project.path("npm/chaos/main.mjs")).current_dir(project.root());
    command.env("NATS_SERVER", nats_server::find(project)?);
    if let Some(minutes) = asked.minutes {
        command.arg("--minutes").arg(minutes.to_string());
    }
    if let Some(seed) = asked.seed {
        command.arg("--seed").arg(seed.to_string());
    }
    if asked.native {
        command.arg("--native").arg(build(project)?);
    }
    let status = command.status().context("cannot start npm/chaos/main.mjs")?;
    if !status.success() {
        bail!("chaos: {status}");
    }
    Ok(())
}

/// Builds the programs on the Rust crate where the tests look for them, and returns the file.
///
/// # Errors
/// When they do not compile.
pub(crate) fn build(project: &Project) -> Result<PathBuf> {
    let mut command = cargo();
    command.current_dir(project.root()).args(["build", "--package", PROGRAM, "--target-dir"]).arg(project.target(""));
    shell::must("cargo build of the programs on the Rust crate", &mut command)?;
    Ok(project.target("debug").join(PROGRAM))
}

const PROGRAM: &str = "nats-web-chaos";
