//! `cargo xtask frameworks`: pages in Rust with frameworks that no other test has, compiled and driven in Chromium.

use anyhow::{Result, bail};

use super::js;
use crate::npm;
use crate::project::Project;
use crate::rust_web;

/// Compiles the pages, and runs their tests.
///
/// # Errors
/// When a tool is missing and cannot be had, or a page does not compile, or does not do what it should.
pub(crate) fn run(project: &Project) -> Result<()> {
    npm::build(project)?;
    rust_web::build_frameworks(project)?;
    let found = js::test_files(&project.path("examples/rust-frameworks"))?;
    let tally = js::counted("tests of pages with frameworks", &mut js::runner(project, &found, &[])?)?;
    println!("{tally}");
    if tally.failed > 0 {
        bail!("not all frameworks' pages do what they should");
    }
    Ok(())
}
