//! The tarball, installed into empty applications and run there.

use anyhow::Result;

use super::js;
use crate::count::Tally;
use crate::package;
use crate::project::Project;

/// Packs, then runs `npm/packaging`. `PACKAGE_TARBALL` names the tarball.
pub(super) fn run(project: &Project) -> Result<Tally> {
    let tarball = package::pack(project)?;
    let files = js::test_files(&project.path("npm/packaging"))?;
    let mut command = js::runner(project, &files)?;
    js::counted("packaging tests", command.env("PACKAGE_TARBALL", tarball))
}
