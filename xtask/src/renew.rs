//! `cargo xtask renew [part...]`: writes anew the committed files that tests hold the project against, once a change of
//! them is meant.

use anyhow::{Result, bail};

use crate::project::Project;
use crate::{api, boundary, budgets};

/// A named part, and what writes it.
type Part = (&'static str, fn(&Project) -> Result<()>);

const PARTS: &[Part] = &[("api", api::renew), ("boundary", boundary::renew), ("budgets", budgets::renew)];

/// Renews the named parts, or all.
///
/// # Errors
/// When a name is no part's, or a part cannot be made here.
pub(crate) fn run(project: &Project, names: &[String]) -> Result<()> {
    if let Some(unknown) = names.iter().find(|name| !PARTS.iter().any(|(known, _)| known == name)) {
        bail!("no part `{unknown}`; the parts are: {}", self::names());
    }
    for (name, renew) in PARTS {
        if names.is_empty() || names.iter().any(|wanted| wanted == name) {
            renew(project)?;
        }
    }
    Ok(())
}

/// The names of the parts, for the usage message.
pub(crate) fn names() -> String {
    PARTS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(" ")
}
