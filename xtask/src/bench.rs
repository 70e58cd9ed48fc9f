//! `cargo xtask bench`.

use anyhow::Result;

use crate::project::Project;

pub(crate) fn names() -> String {
    "replay e2e".to_owned()
}

pub(crate) fn run(_project: &Project, _parts: &[String]) -> Result<()> {
    Ok(())
}
