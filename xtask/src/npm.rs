//! The JavaScript packages of the project: installing what they need, building the published one.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::project::Project;
use crate::shell;
use crate::stamp::{Inputs, Stamp};
use crate::tools::node;
use crate::wasm;

/// The bundle that an import of the package gets, below the root.
pub(crate) const BUNDLE: &str = "npm/dist/esm/nats.js";
/// That for core NATS alone.
pub(crate) const CORE_BUNDLE: &str = "npm/dist/esm/core.js";
/// What the build makes last, and [`build_dev`] does not make.
const LAST_BUILT: &str = "npm/dist/cjs/lib/mod.d.ts";

/// `cargo xtask build`: the wasm, then the npm package's `dist/`.
///
/// # Errors
/// When a tool is missing and cannot be had, or a step fails.
pub(crate) fn build(project: &Project) -> Result<()> {
    run_build(project, &[])
}

/// `cargo xtask build --dev`: of `dist/` the ES module alone, unless everything is there and up to date.
///
/// # Errors
/// As [`build`].
pub(crate) fn build_dev(project: &Project) -> Result<()> {
    run_build(project, &["--", "--dev"])
}

fn run_build(project: &Project, options: &[&str]) -> Result<()> {
    wasm::build(project)?;
    install(project, "npm")?;
    let fingerprint = fingerprint(project)?;
    let stamp = Stamp::at(project.target("stamps/npm-build"));
    // The script may have been run by hand for a part, which empties the folder first.
    if stamp.is(&fingerprint) && [BUNDLE, LAST_BUILT].iter().all(|file| project.path(file).is_file()) {
        eprintln!("  ok npm package is up to date");
        return Ok(());
    }
    stamp.clear();
    let mut command = node::npm(&project.path("npm"))?;
    shell::must("npm run build", command.args(["run", "build"]).args(options))?;
    // The stamp says that everything was built.
    if options.is_empty() { stamp.set(&fingerprint) } else { Ok(()) }
}

/// `cargo xtask docs`: the API reference, from the package's comments, as pages in `target/api`. It fails where something
/// public has no comment.
///
/// # Errors
/// When a tool is missing and cannot be had, or a step fails.
pub(crate) fn docs(project: &Project) -> Result<()> {
    install(project, "npm")?;
    let mut command = node::node()?;
    command.current_dir(project.path("npm")).arg(project.path(TYPEDOC));
    shell::must("typedoc", &mut command)?;
    println!("{}", project.target("api/index.html").display());
    Ok(())
}

/// Installs what the package in `folder` (below the root) depends on, as its lock file says, unless it is there.
///
/// # Errors
/// When npm is missing or fails.
pub(crate) fn install(project: &Project, folder: &str) -> Result<()> {
    let path = project.path(folder);
    let lock = path.join("package-lock.json");
    let inputs = Inputs::new().path(&path.join("package.json"))?.path(&lock)?;
    let fingerprint = inputs.fingerprint();
    let stamp = Stamp::at(project.target(&format!("stamps/{folder}-install")));
    let installed = path.join("node_modules").is_dir();
    if installed && stamp.is(&fingerprint) {
        return Ok(());
    }
    // Someone may have run npm by hand; what it left is as good when it is what the lock file says.
    let complete = installed && shell::ask(node::npm(&path)?.args(["ls", "--all"])).is_some();
    if !complete {
        let verb = if lock.is_file() { "ci" } else { "install" };
        shell::must(&format!("npm {verb} in {folder}/"), node::npm(&path)?.arg(verb))?;
    }
    stamp.set(&fingerprint)
}

/// The version of the published package.
///
/// # Errors
/// When `npm/package.json` cannot be read or has none.
pub(crate) fn version(project: &Project) -> Result<String> {
    let path = project.path("npm/package.json");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let manifest: serde_json::Value = serde_json::from_str(&text)?;
    let version = manifest["version"].as_str().context("npm/package.json has no version")?;
    Ok(version.to_owned())
}

/// What makes the API reference.
pub(crate) const TYPEDOC: &str = "npm/node_modules/typedoc/bin/typedoc";
/// What makes the bundles beside the sources, the wasm and the scripts.
const BUILT_FROM: &[&str] = &["package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json"];

fn fingerprint(project: &Project) -> Result<String> {
    let npm = |name: &str| -> PathBuf { project.path("npm").join(name) };
    let mut inputs = Inputs::new().path(&project.target("wasm"))?.path(&npm("src"))?;
    for name in BUILT_FROM {
        inputs = inputs.path(&npm(name))?;
    }
    for script in scripts(&project.path("npm"))? {
        inputs = inputs.path(&script)?;
    }
    Ok(inputs.fingerprint())
}

/// The scripts that stand in `folder` itself, in order: which of them the build has grown into, nobody has to keep a list of.
fn scripts(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    let mut scripts: Vec<_> =
        entries.into_iter().filter(|path| path.extension().is_some_and(|it| it == "mjs")).collect();
    scripts.sort();
    Ok(scripts)
}
