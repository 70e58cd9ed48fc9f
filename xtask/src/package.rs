//! `cargo xtask package`: the tarball that would be published.

use std::fs;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::project::Project;
use crate::tools::node;
use crate::{npm, shell};

/// Leaves `target/package/nats-web-<version>.tgz`, freshly built, alone in its folder; its path.
///
/// # Errors
/// When the build or the packing fails.
pub(crate) fn pack(project: &Project) -> Result<PathBuf> {
    npm::build(project)?;
    let folder = project.target("package");
    if folder.is_dir() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let mut command = node::npm(&project.path("npm"))?;
    command.args(["pack", "--ignore-scripts", "--pack-destination"]).arg(&folder);
    shell::must("npm pack", &mut command)?;
    let tarball = folder.join(format!("nats-web-{}.tgz", npm::version(project)?));
    if !tarball.is_file() {
        bail!("npm pack left no {}", tarball.display());
    }
    eprintln!("  ok {} bytes in {}", fs::metadata(&tarball)?.len(), tarball.display());
    Ok(tarball)
}
