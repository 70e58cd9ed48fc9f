//! What a release promises beside the behaviour of the code. Each check is one test.

mod bare_target;
mod budgets;
mod deny;
mod features;
mod licences;
mod oldest_rust;
mod public_api;

use anyhow::{Context, Result};
use serde_json::Value;

use super::verdict;
use crate::count::Tally;
use crate::project::Project;
use crate::shell;
use crate::tools::cargo;

/// How a check ended.
enum Outcome {
    /// It ran; it failed when there is something to complain about.
    Ran {
        /// What is wrong, or nothing.
        complaint: String,
    },
    /// It could not run on this machine, for this reason.
    Skipped(String),
}

/// A named check.
struct Check {
    label: &'static str,
    run: fn(&Project) -> Result<Outcome>,
}

const CHECKS: &[Check] = &[
    Check { label: "licences", run: licences::check },
    Check { label: "cargo deny", run: deny::rules },
    Check { label: "advisories", run: deny::advisories },
    Check { label: "every combination of features", run: features::check },
    Check { label: "a target without std", run: bare_target::check },
    Check { label: "public API", run: public_api::check },
    Check { label: "examples of public types", run: public_api::examples },
    Check { label: "the oldest Rust", run: oldest_rust::check },
    Check { label: "budgets", run: budgets::check },
];

/// Runs all checks. One that cannot run is a printed line and no test.
pub(super) fn run(project: &Project) -> Result<Tally> {
    let mut total = Tally::default();
    for Check { label, run } in CHECKS {
        match run(project)? {
            Outcome::Ran { complaint } => total += verdict(label, &complaint),
            Outcome::Skipped(reason) => println!("skipped {label}: {reason}"),
        }
    }
    Ok(total)
}

/// What cargo knows of the workspace's packages.
fn metadata(project: &Project) -> Result<Value> {
    let mut command = cargo();
    command.current_dir(project.root()).args(["metadata", "--no-deps", "--locked", "--format-version", "1"]);
    let text = shell::ask(&mut command).context("cargo metadata fails")?;
    Ok(serde_json::from_str(&text)?)
}
