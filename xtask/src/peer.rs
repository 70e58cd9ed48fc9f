//! `cargo xtask peer [FILE...]`: the examples and tests of async-nats, unchanged, on our crate.
//!
//! The package that holds them is made in `target/peer`: see `peer/README.md`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Context, Result, anyhow, bail};

use crate::count::{self, Tally};
use crate::project::Project;
use crate::shell;
use crate::tools::{cargo, nats_server};

/// Builds the examples and runs all tests, or only the tests in the named files; `examples` names the examples.
///
/// # Errors
/// When the package cannot be made, or anything of it fails; what, is printed.
pub(crate) fn run(project: &Project, names: &[String]) -> Result<()> {
    let tally = count(project, names, "build")?;
    println!("{tally}");
    if tally.failed > 0 {
        bail!("not all that async-nats does is done here");
    }
    Ok(())
}

/// As [`run`], of the examples, which are checked and not built, and of [the files](BY_DEFAULT) whose tests are soon over.
///
/// # Errors
/// When the package cannot be made.
pub(crate) fn count_some(project: &Project) -> Result<Tally> {
    let names: Vec<String> = BY_DEFAULT.iter().map(|name| (*name).to_owned()).collect();
    count(project, &names, "check")
}

/// As [`run`], and returns how many held: each example that cargo's `compile` command compiles, and each test.
///
/// # Errors
/// When the package cannot be made.
fn count(project: &Project, names: &[String], compile: &str) -> Result<Tally> {
    let package = Package::make(project)?;
    let mut tally = Tally::default();
    if names.is_empty() || names.iter().any(|name| name == EXAMPLES) {
        tally += package.compile_examples(compile)?;
    }
    let wanted: Vec<&str> =
        package.files.iter().filter(|file| names.is_empty() || names.contains(file)).map(String::as_str).collect();
    tally += package.test(&wanted)?;
    Ok(tally)
}

/// The package with async-nats's programs.
struct Package {
    folder: PathBuf,
    /// Where cargo keeps what it has compiled.
    built: PathBuf,
    server: PathBuf,
    /// The names of the files with tests that are run.
    files: Vec<String>,
    /// By file the tests that are not run.
    left_out: BTreeMap<String, Vec<String>>,
}

impl Package {
    /// Makes the package anew from the published crate.
    ///
    /// # Errors
    /// When the crate cannot be fetched or read.
    fn make(project: &Project) -> Result<Self> {
        let folder = project.target("peer");
        fs::create_dir_all(folder.join("src"))?;
        let manifest = fs::read_to_string(project.path("peer/Cargo.toml.in"))?;
        let manifest = manifest.replace("@ROOT@", &project.root().to_string_lossy());
        write(&folder.join("Cargo.toml"), &manifest)?;
        write(&folder.join("src/lib.rs"), "//! Nothing: the programs are what counts.\n")?;
        // The dependencies are those of the project; cargo adds what only the peer's programs have.
        let lock = folder.join("Cargo.lock");
        if !lock.is_file() {
            fs::copy(project.path("Cargo.lock"), &lock)?;
        }
        let source = published(&folder)?;
        copy(&source.join("examples"), &folder.join("examples"))?;
        copy(&source.join("tests"), &folder.join("tests"))?;
        let left_out = left_out(&fs::read_to_string(project.path("peer/left_out.txt"))?);
        let mut files = Vec::new();
        for entry in fs::read_dir(source.join("tests"))? {
            let path = entry?.path();
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let is_out = left_out.get(&name).is_some_and(|tests| tests.iter().any(|test| test == ALL));
            if path.extension().is_some_and(|extension| extension == "rs") {
                if is_out {
                    fs::remove_file(folder.join("tests").join(format!("{name}.rs")))?;
                } else {
                    files.push(name);
                }
            }
        }
        files.sort();
        Ok(Self { folder, built: project.target(""), server: nats_server::find(project)?, files, left_out })
    }

    /// Compiles all examples by cargo's `compile` command. Each counts as a test.
    ///
    /// # Errors
    /// When cargo cannot be started.
    fn compile_examples(&self, compile: &str) -> Result<Tally> {
        let mut tally = Tally::default();
        let label = format!("cargo {compile} of async-nats's examples");
        let output = shell::run(&label, &mut self.cargo(&[compile, "--examples", "--keep-going"]))?;
        for entry in fs::read_dir(self.folder.join("examples"))? {
            let name = entry?.path().file_stem().unwrap_or_default().to_string_lossy().into_owned();
            if output.text.contains(&format!("(example \"{name}\")")) {
                tally.failed += 1;
            } else {
                tally.passed += 1;
            }
        }
        let tally = tally.judged(output.success());
        if tally.failed > 0 {
            println!("{}", output.text.trim_end());
        }
        Ok(tally)
    }

    /// Runs the tests in files, some files at a time: most of the tests wait for what a server does.
    ///
    /// # Errors
    /// When cargo cannot be started.
    fn test(&self, files: &[&str]) -> Result<Tally> {
        let mut built = self.cargo(&["test", "--no-run"]);
        for file in files {
            built.args(["--test", file]);
        }
        // What does not build fails once more below, by its name.
        shell::run("cargo build of async-nats's tests", &mut built)?;
        let left = Mutex::new(files.iter());
        let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
        let work = || -> Result<Tally> {
            let mut tally = Tally::default();
            while let Some(file) = next() {
                tally += self.test_file(file)?;
            }
            Ok(tally)
        };
        thread::scope(|scope| {
            let workers: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(work)).collect();
            workers.into_iter().try_fold(Tally::default(), |mut total, worker| {
                total += worker.join().map_err(|_| anyhow!("a thread has panicked"))??;
                Ok(total)
            })
        })
    }

    /// Runs the tests in a file but those that are left out.
    fn test_file(&self, file: &str) -> Result<Tally> {
        let mut command = self.cargo(&["test", "--test", file, "--", "--exact"]);
        for test in self.left_out.get(file).into_iter().flatten() {
            command.args(["--skip", test]);
        }
        let label = format!("tests of async-nats: {file}");
        let output = shell::run(&label, &mut command)?;
        let tally = count::cargo(&output.text).judged(output.success());
        if tally.failed > 0 {
            println!("{}", output.text.trim_end());
            println!("FAILED {label}: {tally}, {}", output.ending());
        }
        Ok(tally)
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = cargo();
        command.current_dir(&self.folder).args(arguments);
        command.env("NATS_SERVER", &self.server).env("CARGO_TARGET_DIR", self.folder.join("target"));
        // Dependencies that the project has built are not built again; before Rust 1.91 cargo does not hear this.
        command.env("CARGO_BUILD_BUILD_DIR", &self.built);
        command
    }
}

/// Returns the folder of the published crate, fetched.
fn published(folder: &Path) -> Result<PathBuf> {
    let mut command = cargo();
    command.current_dir(folder).args(["metadata", "--format-version", "1"]);
    let output = shell::must("cargo fetch of async-nats", &mut command)?;
    let manifest = output
        .stdout
        .split("\"manifest_path\":\"")
        .filter_map(|rest| rest.split('"').next())
        .find(|path| path.contains("async-nats-"))
        .context("cargo does not say where async-nats lies")?;
    Ok(Path::new(manifest).parent().unwrap_or(Path::new("")).to_path_buf())
}

/// Reads lines of a file's name, a test's or `*`, and a reason.
fn left_out(text: &str) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        if let (Some(file), Some(test)) = (words.next(), words.next()) {
            all.entry(file.to_owned()).or_default().push(test.to_owned());
        }
    }
    all
}

/// Copies a folder with all that is in it. A file that has not changed keeps its time, so that nothing is built in vain.
fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &target)?;
        } else if let Ok(text) = fs::read_to_string(&path) {
            write(&target, &on_loopback(&text))?;
        } else {
            fs::copy(&path, &target)?;
        }
    }
    Ok(())
}

/// A configuration whose WebSocket listener is for this machine alone.
fn on_loopback(text: &str) -> String {
    if text.starts_with("websocket {") {
        text.replacen("websocket {", "websocket {\n\thost: 127.0.0.1", 1)
    } else {
        text.to_owned()
    }
}

fn write(path: &Path, text: &str) -> Result<()> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// What every run of the tests includes. The rest takes minutes.
const BY_DEFAULT: &[&str] = &[
    EXAMPLES,
    "client_tests",
    "jwt_tests",
    "nkey_tests",
    "object_store",
    "pinned_client_test",
    "pull_exceeded_max_request_test",
    "server_pool_parity_tests",
    "server_pool_tests",
    "service_tests",
    "subject_validation_test",
    "tls_tests",
    "websocket_test",
];
/// How many files of tests run at a time.
const AT_ONCE: usize = 4;
/// Stands for the examples.
const EXAMPLES: &str = "examples";
/// Stands for all tests of a file.
const ALL: &str = "*";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_has_a_file_a_test_and_a_reason() {
        let read = left_out("# why\n\na_tests * needs docker\nb_tests b::c looks at private items\nb_tests b::d too\n");
        assert_eq!(read.get("a_tests"), Some(&vec!["*".to_owned()]));
        assert_eq!(read.get("b_tests"), Some(&vec!["b::c".to_owned(), "b::d".to_owned()]));
    }
}
