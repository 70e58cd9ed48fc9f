//! `cargo deny`, where it is installed: building it takes minutes, so nobody is made to.

use std::process::Command;

use anyhow::Result;

use super::{Outcome, licences};
use crate::project::Project;
use crate::shell;
use crate::test::complaint;
use crate::tools::on_path;

/// Licences, duplicates and origins of all crates, by the rules of `deny.toml`.
pub(super) fn rules(project: &Project) -> Result<Outcome> {
    run(project, &["check", "licenses", "bans", "sources"])
}

/// Known vulnerabilities of all crates, and those that were withdrawn.
pub(super) fn advisories(project: &Project) -> Result<Outcome> {
    if let Some(mut command) = cargo_deny(project, licences::MANIFESTS[0])
        && shell::ask(command.args(["fetch", "db"])).is_none()
    {
        return Ok(Outcome::Skipped("the database of advisories cannot be reached".to_owned()));
    }
    run(project, &["check", "advisories"])
}

fn run(project: &Project, arguments: &[&str]) -> Result<Outcome> {
    let mut complaints = String::new();
    for manifest in licences::MANIFESTS {
        let Some(mut command) = cargo_deny(project, manifest) else {
            return Ok(Outcome::Skipped("cargo-deny is not installed: `cargo install cargo-deny --locked`".to_owned()));
        };
        let label = format!("cargo deny {} of {manifest}", arguments.join(" "));
        complaints += &complaint(&label, command.args(arguments))?;
    }
    Ok(Outcome::Ran { complaint: complaints })
}

fn cargo_deny(project: &Project, manifest: &str) -> Option<Command> {
    let mut command = Command::new(on_path(&["cargo-deny"])?);
    command.current_dir(project.root()).args(["--manifest-path", manifest, "--config", "deny.toml"]);
    Some(command)
}
