//! The tarball, installed into small applications and run there: in every runtime, by every bundler, in every browser.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::{crates, js};
use crate::count::{self, Tally};
use crate::package;
use crate::project::Project;
use crate::shell;
use crate::stamp::{Inputs, Stamp, files};
use crate::tools::{firefox, node};

/// Packs, then runs `npm/packaging`; and looks at the packages of the crates.
///
/// The tests learn of the tarball by `PACKAGE_TARBALL`, of the tools by `PACKAGING_TOOLS`, of the browser by `FIREFOX`.
pub(super) fn run(project: &Project) -> Result<Tally> {
    let tarball = package::pack(project)?;
    let tools = install_tools(project)?;
    let found = js::test_files(&project.path("npm/packaging"))?;
    let mut command = js::runner(project, &found, &[TWO_AT_ONCE])?;
    command.env("PACKAGE_TARBALL", tarball).env("PACKAGING_TOOLS", tools).env("FIREFOX", firefox::find()?);
    let output = shell::run("packaging tests", &mut command)?;
    let mut tally = count::summary(&output.text).unwrap_or_default().judged(output.success());
    if tally.failed > 0 {
        println!("{}\nFAILED packaging tests: {tally}, {}", output.text.trim_end(), output.ending());
    } else {
        output.text.lines().filter(|line| line.starts_with(SIZE)).for_each(|line| println!("{line}"));
    }
    tally += crates::run(project)?;
    Ok(tally)
}

/// Installs the runtimes and bundlers that `npm/packaging/tools` pins into `target/packaging/tools`, unless they are
/// there. No package's install script runs: what works does so as the registry gives it, and nothing else is downloaded.
fn install_tools(project: &Project) -> Result<PathBuf> {
    let pinned = project.path("npm/packaging/tools");
    let folder = project.target("packaging/tools");
    let fingerprint = Inputs::new().path(&pinned)?.fingerprint();
    let stamp = Stamp::at(project.target("stamps/packaging-tools"));
    if stamp.is(&fingerprint) && folder.join("node_modules").is_dir() {
        return Ok(folder);
    }
    stamp.clear();
    fs::create_dir_all(&folder)?;
    for file in files(&pinned)? {
        fs::copy(&file, folder.join(file.file_name().unwrap_or_default()))?;
    }
    // Not `npm ci`, which insists that the lock file names the packages of platforms that have none.
    shell::must("install runtimes and bundlers", node::npm(&folder)?.args(["install", "--ignore-scripts"]))
        .context("the runtimes and bundlers that npm/packaging/tools pins cannot be had from npm's registry")?;
    stamp.set(&fingerprint)?;
    Ok(folder)
}

/// The files spend much of their time waiting for browsers to start.
const TWO_AT_ONCE: &str = "--test-concurrency=2";
/// How the lines begin that say how large a bundle is.
const SIZE: &str = "size of ";
