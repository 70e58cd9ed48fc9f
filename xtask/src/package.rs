//! `cargo xtask package`: what would be published.

use std::fs;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::project::Project;
use crate::tools::{cargo, node};
use crate::{npm, shell};

/// The published crates, each after those that it needs.
pub(crate) const CRATES: &[&str] = &["nats-web-core", "nats-web-jetstream", "nats-web-nkeys", "nats-web"];

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

/// Leaves `<crate>-<version>.crate` of each of [`CRATES`] in the folder that is returned. Nothing is compiled.
///
/// # Errors
/// When the packing fails.
pub(crate) fn pack_crates(project: &Project) -> Result<PathBuf> {
    let target = project.target("crates");
    let mut command = cargo();
    command.current_dir(project.root()).args(["package", "--no-verify", "--allow-dirty", "--locked", "--target-dir"]);
    command.arg(&target);
    for name in CRATES {
        command.args(["--package", name]);
    }
    shell::must("cargo package", &mut command)?;
    Ok(target.join("package"))
}
