//! The JavaScript tests, in Node and in Chromium.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use super::counted as counted_program;
use crate::chaos;
use crate::count::{self, Tally};
use crate::npm;
use crate::project::Project;
use crate::rust_web;
use crate::shell;
use crate::stamp::files;
use crate::tools::{browser as chromium, cargo, nats_server, node as nodejs};

/// The package's tests in Node, and those of the console, the benchmarks and this program's own scripts.
pub(super) fn node(project: &Project) -> Result<Tally> {
    npm::build(project)?;
    npm::install(project, "web")?;
    chaos::build(project)?;
    let mut found = Vec::new();
    for folder in ["npm/test", "npm/chaos", "web", "bench", "examples/js", "xtask/assets"] {
        found.extend(test_files(&project.path(folder))?);
    }
    found.retain(|file| !is_for_browser(file.strip_prefix(project.root()).unwrap_or(file)));
    counted("tests in Node", &mut runner(project, &found, &[THREE_AT_ONCE])?)
}

/// The tests that drive a browser: those of the package, of the example pages, and of programs in Rust.
pub(super) fn browser(project: &Project) -> Result<Tally> {
    npm::build(project)?;
    rust_web::build(project)?;
    let mut found = test_files(&project.path("npm/test/browser"))?;
    found.extend(test_files(&project.path("examples/web"))?);
    found.extend(test_files(&project.path("examples/rust-web"))?);
    counted("tests in Chromium", &mut runner(project, &found, &[THREE_AT_ONCE])?)
}

/// A `node --test` over `files`, with more `options` of Node's, that knows `NATS_SERVER` and `CHROMIUM` and counts by our
/// reporter.
///
/// # Errors
/// When there is no file, or a tool is missing and cannot be had.
pub(super) fn runner(project: &Project, files: &[PathBuf], options: &[&str]) -> Result<Command> {
    if files.is_empty() {
        bail!("there are no test files");
    }
    build_sim_server(project)?;
    let mut command = nodejs::node()?;
    command.current_dir(project.root());
    command.env("NATS_SERVER", nats_server::find(project)?);
    command.env("CHROMIUM", chromium::find()?);
    command.arg("--test").arg("--test-reporter").arg(project.path("xtask/assets/reporter.mjs"));
    command.args(["--test-reporter-destination", "stdout"]).args(options).args(files);
    Ok(command)
}

/// Builds the simulator's server on a real port where the tests look for it: `target/debug/nats-web-sim-port`.
fn build_sim_server(project: &Project) -> Result<()> {
    let mut command = cargo();
    command.current_dir(project.root()).args(["build", "--package", "nats-web-sim", "--features", "port"]);
    command.args(["--bin", "nats-web-sim-port", "--target-dir"]).arg(project.target(""));
    shell::must("cargo build of the simulator's server", &mut command).map(drop)
}

/// Runs what [`runner`] made.
pub(super) fn counted(label: &str, command: &mut Command) -> Result<Tally> {
    counted_program(label, command, |text| count::summary(text).unwrap_or_default())
}

/// The test files at or below a folder, by their names.
pub(super) fn test_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = files(folder)?;
    found.retain(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        [".test.mjs", ".test.cjs", ".test.js"].iter().any(|end| name.ends_with(end))
    });
    Ok(found)
}

fn is_for_browser(file: &Path) -> bool {
    file.components().any(|part| part.as_os_str() == "browser")
}

/// So many files run at a time, on however few processors: for the most part they wait.
const THREE_AT_ONCE: &str = "--test-concurrency=3";

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn test_files_are_known_by_their_names() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["a.test.mjs", "helper.mjs", "browser/b.test.js", "node_modules/c.test.js"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, "").expect("a file");
        }
        let found = test_files(folder.path()).expect("readable");
        let names: Vec<_> = found.iter().map(|file| file.strip_prefix(folder.path()).expect("below")).collect();
        assert_eq!(names, [Path::new("a.test.mjs"), Path::new("browser/b.test.js")]);
        assert!(is_for_browser(&found[1]) && !is_for_browser(&found[0]));
    }

    #[test]
    fn a_missing_folder_has_no_tests() {
        assert!(test_files(Path::new("no/such/folder")).expect("none").is_empty());
    }
}
