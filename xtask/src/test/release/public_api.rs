//! The public API of the published crates is what was agreed to, and each of its types shows an example.

use anyhow::Result;

use super::Outcome;
use crate::api;
use crate::project::Project;

/// Holds it against what is kept in `docs/api`.
pub(super) fn check(project: &Project) -> Result<Outcome> {
    let Some(differences) = api::compare(project)? else {
        return Ok(Outcome::Skipped(api::reason()));
    };
    let mut complaint = differences.join("\n");
    if !complaint.is_empty() {
        complaint +=
            "\nif that is meant, run `cargo xtask renew api`; what it means for the version is in CONTRIBUTING.md";
    }
    Ok(Outcome::Ran { complaint })
}

/// Every public type shows an example.
pub(super) fn examples(project: &Project) -> Result<Outcome> {
    let Some(lacking) = api::without_examples(project)? else {
        return Ok(Outcome::Skipped(api::reason()));
    };
    let lines = lacking.iter().map(|path| format!("{path} shows no example"));
    Ok(Outcome::Ran { complaint: lines.collect::<Vec<_>>().join("\n") })
}
