//! The TypeScript side of the boundary to wasm, written from the table in `crates/wasm/src/boundary`.

use std::fs;

use anyhow::{Context, Result};

use crate::project::Project;

const FILE: &str = "npm/src/core/boundary.ts";

/// Writes it.
///
/// # Errors
/// When the file cannot be written.
pub(crate) fn renew(project: &Project) -> Result<()> {
    fs::write(project.path(FILE), nats_web_wasm::boundary::typescript()).with_context(|| format!("cannot write {FILE}"))
}

/// Returns a complaint if the file is not what the table makes; an empty text if it is.
pub(crate) fn check(project: &Project) -> String {
    let is_fresh =
        fs::read_to_string(project.path(FILE)).is_ok_and(|text| text == nats_web_wasm::boundary::typescript());
    if is_fresh { String::new() } else { format!("{FILE} is stale: run `cargo xtask renew boundary`") }
}
