//! The core and the npm package cost no more than they did.

use anyhow::Result;

use super::Outcome;
use crate::budgets::{self, Comparison};
use crate::project::Project;

/// Holds instructions and sizes against those that are kept.
pub(super) fn check(project: &Project) -> Result<Outcome> {
    let Comparison { grown, skipped } = budgets::compare(project)?;
    for line in skipped {
        println!("skipped {line}");
    }
    let mut complaint = grown.join("\n");
    if !complaint.is_empty() {
        complaint += "\nif that is meant, say why in the commit and run `cargo xtask renew budgets`";
    }
    Ok(Outcome::Ran { complaint })
}
